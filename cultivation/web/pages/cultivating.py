"""What follows from the pool, by year: support by rules, ladder, effect, targets of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from starlette.responses import Response

from cultivation.errors import Refused
from cultivation.language import N_, _
from cultivation.pools import workspace_at
from cultivation.queries.effect import pool_effect
from cultivation.queries.effect_tables import effect_sentences, effect_table, effect_title
from cultivation.queries.entitlements import compute_support, find_measures
from cultivation.queries.entitlements_json import budget_table, dues_table, lines_table, owed_table
from cultivation.queries.ladder import Climbs, climbs
from cultivation.queries.ladder_tables import firms_table, ladder_sentences, ladder_title, steps_table
from cultivation.queries.monitor import monitor
from cultivation.queries.monitor_tables import (
    groups_table,
    monitor_sentences,
    monitor_title,
    targets_table,
    zone_targets_table,
)
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

Table = tuple[Sequence[str], Sequence[Sequence[Any]]]
TITLES = {
    "support": N_("Support by rules"),
    "ladder": N_("Ladder of standards"),
    "effect": N_("Effect of the pool"),
    "monitor": N_("Targets of the city's plan"),
}
READ = ("measures", "rules")  # folders of the workspace on which these pages rest


@dataclass(frozen=True, slots=True)
class Part:
    """A table under a heading; `links` are addresses of its rows, part by part, where they lead on."""

    title: str
    table: Table
    links: tuple[tuple[str, ...], ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the columns that hold numbers alone."""
        return number_columns(self.table)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: what it says first, its tables, and what it says last."""

    first: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    last: tuple[str, ...] = ()


def number_columns(table: Table) -> tuple[int, ...]:
    """Return the columns of a table in which there is nothing but numbers and blanks."""
    headers, rows = table
    found = []
    for at in range(len(headers)):
        texts = [str(row[at]).replace(",", "").removesuffix(" %") for row in rows if str(row[at])]
        if texts and all(_is_number(each) for each in texts):
            found.append(at)
    return tuple(found)


def _is_number(text: str) -> bool:
    return text.lstrip("+-−").replace(".", "", 1).isdecimal() and len(text) < 16


def support(asked: Asked, state: State) -> Response:
    """Show who is entitled to what by the rules of the workspace, and why; what is due; what comes back."""
    return _answer(asked, state, "support", lambda year: _support(asked, year))


def _support(asked: Asked, year: Year) -> Shown:
    path, _measures = find_measures(asked.desk.folder, year.rules)
    found = compute_support(year, path.read_bytes(), path.name)
    name = found.measures.name.text(asked.language)
    first = _("{measures} ({file}). Amounts in 万元.").format(measures=name, file=found.file)
    parts = (
        Part(_("Entitlements"), lines_table(found)),
        Part(_("Due in {year}").format(year=found.year), dues_table(found)),
        Part(_("Budget of {year}").format(year=found.year), budget_table(found)),
        Part(_("To be paid back"), owed_table(found)),
    )
    return Shown((first,), parts)


def ladder(asked: Asked, state: State) -> Response:
    """Show which standards members meet, what comes next, and what is in the way."""
    return _answer(asked, state, "ladder", lambda year: _ladder(asked, year))


def _ladder(asked: Asked, year: Year) -> Shown:
    found = _climbs(asked, year, None)
    links = tuple(("years", str(year.number), "ladder", each.id) for each in found.firms)
    part = Part(_("Members beside the standards"), firms_table(found), links)
    return Shown((ladder_title(found),), (part,), tuple(ladder_sentences(found)))


def climb(asked: Asked, state: State) -> Response:
    """Show one enterprise beside every standard in force."""
    key, name = asked.firm(state)

    def made(year: Year) -> Shown:
        found = _climbs(asked, year, key)
        part = Part(name, steps_table(found.firms[0]))
        return Shown((ladder_title(found),), (part,), tuple(ladder_sentences(found)))

    return _answer(asked, state, "ladder", made)


def _climbs(asked: Asked, year: Year, key: str | None) -> Climbs:
    workspace = workspace_at(asked.desk.folder)
    folders = [workspace.directory / "rules" / "ladders"]
    return climbs(year, list(workspace.rule_files()), date.today(), folders, key)


def effect(asked: Asked, state: State) -> Response:
    """Show what entering the pool did, with how uncertain that is."""

    def made(year: Year) -> Shown:
        found = pool_effect(year, [asked.desk.folder / "rules" / "targets"])
        sentences = tuple(effect_sentences(found))
        return Shown(sentences[:1], (Part(effect_title(found), effect_table(found)),), sentences[1:])

    return _answer(asked, state, "effect", made)


def targets(asked: Asked, state: State) -> Response:
    """Show members and applicants beside the targets of the city's plan."""

    def made(year: Year) -> Shown:
        workspace = workspace_at(asked.desk.folder)
        folders = [workspace.directory / "rules" / "targets"]
        found = monitor(year, folders, workspace.plan.get("growth", "stated"))
        parts = (
            Part(_("Targets of the plan"), targets_table(found)),
            Part(_("By industry"), groups_table(found, by_zone=False)),
            Part(_("By zone"), groups_table(found, by_zone=True)),
            Part(_("Targets of zones"), zone_targets_table(found)),
        )
        return Shown((monitor_title(found),), parts, tuple(monitor_sentences(found)))

    return _answer(asked, state, "monitor", made)


def _answer(asked: Asked, state: State, question: str, make: Callable[[Year], Shown]) -> Response:
    """Show what was made, kept until year or files change; where it cannot be made, say why."""
    year = asked.year(state)

    def made() -> Shown:
        try:
            return make(year)
        except Refused as refused:
            return Shown((refused.message,))

    key = (question, asked.path, date.today(), _files(asked.desk.folder))
    shown = asked.keep_of(year, key, made)
    return page(asked, "cultivating.html", it=shown, heading=_(TITLES[question]), **of_year(year))


def _files(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return the files on which these pages rest, each with the time of its last change."""
    found = [path for name in READ for path in sorted((folder / name).rglob("*.yaml"))]
    return tuple((str(path), path.stat().st_mtime_ns) for path in found)
