"""The options of `status` that ask for the intake ledger, apart from what the ledger is made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from cultivation.commands.context import DATE
from cultivation.language import _

Function = TypeVar("Function", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)
OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--by", "by"), {"type": click.Choice(("zone",)), "help": _("The intake ledger, zone by zone.")}),
    (
        ("--statistics",),
        {
            "type": PATH,
            "metavar": "FILE",
            "help": _("A list of enterprises that might apply: who is missing?"),
        },
    ),
    (("--sheet",), {"type": PATH, "metavar": "FILE", "help": _("Write the ledger as a workbook: .xlsx.")}),
    (
        ("--letters",),
        {
            "type": PATH,
            "metavar": "FOLDER",
            "help": _("A new folder for a letter to each zone that something is returned to."),
        },
    ),
    (("--sender",), {"metavar": "TEXT", "help": _("The organisation that signs the letters.")}),
    (("--on",), {"type": DATE, "metavar": "DATE", "help": _("The day of the letters; default: today.")}),
)


@dataclass(frozen=True)
class LedgerOptions:
    """What is wanted of the ledger."""

    by: str | None = None
    statistics: Path | None = None
    sheet: Path | None = None
    letters: Path | None = None
    sender: str | None = None
    on: datetime | None = None


def ledger_options(function: Function) -> Function:
    """Add the options of the ledger."""
    for names, extra in reversed(OPTIONS):
        function = click.option(*names, **extra)(function)
    return function
