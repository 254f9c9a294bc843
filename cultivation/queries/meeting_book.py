"""The book of a meeting: agenda, who votes, the contested cases, what is asked for, the vote on the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cultivation.core.pool.lines import Action
from cultivation.core.pool.meeting import Person
from cultivation.core.pool.overrides import Override
from cultivation.core.pool.voting import quorum_of
from cultivation.core.wording.policy import vote_text
from cultivation.core.wording.why import some_names
from cultivation.errors import Refused
from cultivation.language import _, join_clauses
from cultivation.queries.meeting import vote_rule
from cultivation.queries.meeting_cases import (
    Contested,
    ContestedCase,
    Table,
    consequences,
    contested,
    contested_case,
)
from cultivation.queries.meetings import group_of
from cultivation.queries.pool_list import SHOWN, state_lines
from cultivation.queries.prerequisites import check_proposed, check_undecided
from cultivation.queries.report.gathering import report_data
from cultivation.queries.standing import WATERMARKS, Titles, standing_of
from cultivation.queries.year import Year
from cultivation.steps import Act, Step

NAMED = 5


@dataclass(frozen=True)
class MeetingBook:
    """The book in the language spoken now; `together` says what all overrides asked for come to."""

    title: str
    watermark: str
    notes: tuple[str, ...]
    agenda: tuple[str, ...]
    group: Table
    rule: str
    figures: tuple[tuple[str, str], ...]
    overview: Table
    left_out: str
    cases: tuple[ContestedCase, ...]
    together: tuple[str, ...]
    digest: str
    scores: str
    proof: str
    moment: datetime


def meeting_book(year: Year, titles: Titles, overrides: Sequence[Override]) -> MeetingBook:
    """Gather the book of a year that is proposed and not decided."""
    check_undecided(year.review_year)
    check_proposed(year.review_year)
    group = listed_group(year)
    data = report_data(year)
    found = contested(year, data, overrides)
    cases = tuple(contested_case(year, found, key) for key in found.keys)
    digest = year.review_year.proposal_digest or ""
    return MeetingBook(
        title=_("Book for the meeting on the review of {year}").format(year=year.number),
        watermark=_(WATERMARKS[standing_of(year)]),
        notes=(_("For {group}").format(group=titles.deciders), *state_lines(year)),
        agenda=tuple(agenda_of(year, found, group)),
        group=group_table(group),
        rule=vote_text(vote_rule(year)),
        figures=_figures(year),
        overview=_overview(cases),
        left_out=left_out(year, found),
        cases=cases,
        together=tuple(consequences(year, list(found.overrides.values()))) if found.overrides else (),
        digest=digest,
        scores=year.review_year.scores_digest or "",
        proof=_("Log entry {entry}").format(entry=f"{data.head[0]}, {data.head[1][:SHOWN]}"),
        moment=data.base.created,
    )


def listed_group(year: Year) -> tuple[Person, ...]:
    """Return the leading group, or refuse where nobody is listed."""
    group = group_of(year.reader)
    if not group:
        raise Refused(_("Nobody is listed in the leading group."), step=Step(Act.LIST_GROUP))
    return group


def group_table(group: Sequence[Person]) -> Table:
    """List the group, the chair first."""
    ordered = sorted(group, key=lambda each: not each.chair)
    rows = tuple(
        (str(at), each.name, each.office, _("chair") if each.chair else "")
        for at, each in enumerate(ordered, start=1)
    )
    return Table((_("No."), _("person"), _("office"), _("role in the group")), rows)


def agenda_of(year: Year, found: Contested, group: Sequence[Person]) -> Iterator[str]:
    """Yield what the meeting goes through, in order."""
    least = quorum_of(len(group), vote_rule(year))
    yield _("Attendance: {number} of {all} persons are the quorum.").format(number=least, all=len(group))
    yield _("Recusals: who is recused from which case, and why.")
    yield _("Report on the proposal.")
    yield _("Contested cases: {number}.").format(number=len(found.keys))
    if found.overrides:
        yield _("Votes on other outcomes that are asked for: {number}.").format(number=len(found.overrides))
    yield _("Vote on the list as a whole.")
    yield _("Minutes: read and signed.")


def _figures(year: Year) -> tuple[tuple[str, str], ...]:
    count = Counter(line.action for line in year.lines)
    counted = (
        (_("Applications"), len(year.table.lines)),
        (_("Entries"), count[Action.ENTER]),
        (_("Stays"), count[Action.STAY]),
        (_("Exits"), count[Action.EXIT]),
        (_("Members after"), sum(line.in_pool for line in year.lines)),
        (_("Reserve list"), sum(line.reserve_place is not None for line in year.lines)),
    )
    return tuple((name, str(number)) for name, number in counted)


def _overview(cases: Sequence[ContestedCase]) -> Table:
    rows = tuple((str(at), each.title, join_clauses(each.grounds)) for at, each in enumerate(cases, start=1))
    return Table((_("No."), _("contested case"), _("contested because")), rows)


def left_out(year: Year, found: Contested) -> str:
    """Name those with flags that are not among the cases, or that nobody looked for flags."""
    if not found.flags_known:
        return _("Figures were not compared for consistency.")
    names = [year.line_of[key].name for key in found.flagged_too]
    if not names:
        return ""
    sentence = _("Also flagged and not verified on site, not among the cases: {number} ({names}).")
    return sentence.format(number=len(names), names=some_names(names, NAMED))
