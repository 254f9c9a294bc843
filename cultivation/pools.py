"""Further pools of a workspace: each a folder below `pools`, with record, rules and decisions of its own.

The first pool is the workspace itself. What cultivation.toml of a pool does not say, that of the workspace
says, but for what would mix two pools up: the record, and names and numbers that stand on papers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cultivation.errors import UsageMistake
from cultivation.language import _, join_names
from cultivation.workspace import SETTINGS, YEAR, Workspace, read_workspace

FOLDER = "pools"
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
FIRST = ""  # the id of the first pool
OWN_TEXTS = ("pool", "basis", "list_title", "certificate_number")
SHARED_ACCESS = ("policy", "words", "least_cost", "keep_days")
TEMPLATE = """\
# Settings of this pool. What is not said here, cultivation.toml of the workspace says.
{database}[announcement]
pool = {name}
# basis = "..."
[office]
list_title = {title}
certificate_number = {number}
"""


def pool_ids(workspace: Workspace) -> list[str]:
    """Return the further pools that lie in a workspace, by id."""
    folder = workspace.directory / FOLDER
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(each.name for each in found if ID.fullmatch(each.name) and (each / SETTINGS).is_file())


def pool_in(workspace: Workspace, pool: str) -> Workspace:
    """Return the workspace of a further pool, or refuse and say which there are."""
    known = pool_ids(workspace)
    if pool not in known:
        sentence = _("There is no pool {pool} in {folder}. There are: {known}")
        names = join_names(known) if known else _("none but the first")
        raise UsageMistake(sentence.format(pool=pool, folder=workspace.directory, known=names))
    return _under(read_workspace(folder_of(workspace, pool)), workspace)


def workspace_at(folder: Path) -> Workspace:
    """Return the workspace of a folder, be it that of a further pool."""
    above = folder.resolve().parent.parent
    if folder.resolve().parent.name == FOLDER and (above / SETTINGS).is_file():
        return pool_in(read_workspace(above), folder.resolve().name)
    return read_workspace(folder)


def folder_of(workspace: Workspace, pool: str) -> Path:
    """Return where a pool lies or is to lie."""
    return workspace.directory / FOLDER / pool


def settings_of(pool: str, name: str, database: str | None) -> str:
    """Return the text of cultivation.toml of a new pool."""
    title = _("{name} ({year})").format(name=name, year=YEAR)
    number = f"{pool.upper()}-{YEAR}-{{number}}"
    said = "" if database is None else f"database = {_text(database)}\n"
    return TEMPLATE.format(database=said, name=_text(name), title=_text(title), number=_text(number))


def _text(value: str) -> str:
    """Write a text as TOML does, which takes what JSON writes."""
    return json.dumps(value, ensure_ascii=False)


def _under(own: Workspace, above: Workspace) -> Workspace:
    """Lay the settings of a pool over those of the workspace."""
    access = {key: value for key, value in above.access.items() if key in SHARED_ACCESS}
    return replace(
        own,
        above=above.directory,
        language=own.language or above.language,
        limits={**above.limits, **own.limits},
        announcement={**_shared(above.announcement), **own.announcement},
        office={**_shared(above.office), **own.office},
        access={**access, **own.access},
        web={**above.web, **own.web},
        decisions=own.decisions or _decisions(above),
        plan={**above.plan, **own.plan},
    )


def _shared(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in texts.items() if key not in OWN_TEXTS}


def _decisions(above: Workspace) -> dict[str, Any]:
    """Return who signs decisions in the workspace, with the files of keys as they are found from anywhere."""
    said = dict(above.decisions)
    named: Mapping[str, str | list[str]] = said.get("approvers", {})
    if named:
        listed = {name: [each] if isinstance(each, str) else each for name, each in named.items()}
        root = above.directory.resolve()
        said["approvers"] = {name: [str(root / one) for one in each] for name, each in listed.items()}
    return said
