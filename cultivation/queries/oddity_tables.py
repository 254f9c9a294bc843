"""The tables of what an auditor looks at first, for every face."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cultivation.language import _, join_names
from cultivation.queries.entry_names import kind_text
from cultivation.queries.oddities import Oddities


class EntryNumber(int):
    """A cell with the number of an entry of the record."""


class Corrector(str):
    """A cell with the name of a person who corrected values."""


class FirmOfYear(str):
    """A cell with the name of an enterprise, whose reason in a year can be asked for."""

    year: int
    code: str

    @classmethod
    def of(cls, name: str, year: int, code: str) -> FirmOfYear:
        """Return the cell."""
        made = cls(name)
        made.year, made.code = year, code
        return made


Row = Sequence[str | int | None]


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its name as a word of the program, title, headings and rows."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def sections_of(found: Oddities) -> tuple[Section, ...]:
    """Return the tables in their order."""
    return (*_by_persons(found), *_by_times(found), *_by_names(found))


def _section(key: str, title: str, headings: Iterable[str], rows: Iterable[Row]) -> Section:
    return Section(key, title, tuple(headings), tuple(rows))


def _by_persons(found: Oddities) -> tuple[Section, ...]:
    places = (_("place before"), _("place after"), _("outcome"))
    return (
        _section(
            "corrections",
            _("Corrections by person"),
            (_("who"), _("corrections"), _("enterprises")),
            ((Corrector(each.actor), each.number, each.enterprises) for each in found.corrections),
        ),
        _section(
            "crossings",
            _("Corrections that moved an enterprise over the line"),
            (_("entry"), _("year"), _("enterprise"), _("field"), _("who"), *places),
            (
                (
                    *(EntryNumber(each.seq), each.year, FirmOfYear.of(each.name, each.year, each.enterprise)),
                    *(each.field, each.actor, each.place_before, each.place_after),
                    f"{each.before} → {each.after}",
                )
                for each in found.crossings
            ),
        ),
        _section(
            "overrides",
            _("Decided by override"),
            (_("year"), _("enterprise"), _("outcome"), _("reason")),
            (
                (each.year, FirmOfYear.of(each.name, each.year, each.enterprise), each.outcome, each.reason)
                for each in found.overrides
            ),
        ),
        _section(
            "persons",
            _("Decided by persons of nearly the same name"),
            (_("entry"), _("year"), _("proposed by"), _("approved by")),
            ((EntryNumber(each.seq), each.year, each.proposer, each.approver) for each in found.persons),
        ),
        _section(
            "votes",
            _("Votes taken down by who approved the decision"),
            (_("entry"), _("year"), _("who"), _("entry of the decision")),
            (
                (EntryNumber(each.seq), each.year, each.approver, EntryNumber(each.decided))
                for each in found.votes
            ),
        ),
    )


def _by_times(found: Oddities) -> tuple[Section, ...]:
    entry = (_("entry"), _("what"))
    return (
        _section(
            "dates",
            _("Dates that do not fit"),
            (*entry, _("date"), _("recorded on"), _("remark")),
            (
                (EntryNumber(each.seq), kind_text(each.kind), each.said, each.recorded, each.problem)
                for each in found.dates
            ),
        ),
        _section(
            "nights",
            _("Recorded at night"),
            (*entry, _("who"), _("when")),
            (
                (EntryNumber(each.seq), kind_text(each.kind), each.actor, each.recorded)
                for each in found.nights
            ),
        ),
        _section(
            "unproved",
            _("Done without login"),
            (*entry, _("who"), _("login name"), _("reason")),
            (
                (EntryNumber(each.seq), kind_text(each.kind), each.actor, each.login, each.reason)
                for each in found.unproved
            ),
        ),
        _section(
            "lists",
            _("Lists of authorities missing or too old at the decision"),
            (_("year"), _("list"), _("as of"), _("days"), _("doubted after days")),
            ((each.year, each.name, each.on or "-", each.days, each.limit) for each in found.lists),
        ),
    )


def _by_names(found: Oddities) -> tuple[Section, ...]:
    return (
        _section(
            "shared",
            _("The same file from several enterprises"),
            ("SHA-256", _("year"), _("code"), _("enterprise"), _("file")),
            ((each.sha256[:12], *of_one) for each in found.shared for of_one in each.handed_in),
        ),
        _section(
            "alike",
            _("Names that can be taken for each other"),
            (_("whose"), _("likeness"), _("names")),
            ((each.whose, each.how, join_names(each.names)) for each in found.alike),
        ),
    )
