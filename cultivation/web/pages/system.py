"""The system, for its administrator: stores, jobs, limits, versions, and what the checks say."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

from starlette.responses import Response

from cultivation.language import N_, _
from cultivation.web.asking import Asked
from cultivation.web.pages.papers import titles
from cultivation.web.showing import page

PROGRAMS = ("cultivation", "starlette", "uvicorn", "SQLAlchemy", "argon2-cffi")

LIMITS = {
    "seconds": N_("seconds to read it"),
    "memory": N_("bytes of memory"),
    "file_bytes": N_("bytes of the file"),
    "unpacked_bytes": N_("bytes unpacked"),
    "cells": N_("cells"),
}


def system(asked: Asked) -> Response:
    """Show how the machine room stands."""
    desk = asked.desk
    access = desk.door.access
    return page(
        asked,
        "system.html",
        stores=[
            (_("Record"), desk.record.description, _size(desk.record.file)),
            (_("Access store"), access.store.description, _size(access.store.file)),
        ],
        jobs=[
            (titles()[each.order.kind], _("ready") if each.is_done else _("going on"), each.seconds)
            for each in desk.jobs.all()
        ],
        sessions=len(access.all_sessions()),
        versions=[
            ("Python", platform.python_version()),
            *((name, version(name)) for name in PROGRAMS),
        ],
        limits=[(_(name), f"{getattr(desk.limits, key):,}") for key, name in LIMITS.items()],
    )


def _size(file: Path | None) -> str:
    """Return how large a file is; a server keeps that to itself."""
    return f"{file.stat().st_size / 1024**2:,.1f} MB" if file is not None and file.exists() else "–"


def checks(asked: Asked) -> Response:
    """Look at the machine and the workspace, and say what is fine and what is not."""
    return page(asked, "checks_of_system.html", examined=asked.desk.examine())
