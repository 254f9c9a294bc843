"""The brief of one page for the leading group: what changed and why, what was close, what is still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cultivation.core.pool.proposal import Action, Line, Reason
from cultivation.core.wording.public_reasons import public_reason
from cultivation.core.wording.rules import choice_text
from cultivation.core.wording.why import some_names
from cultivation.language import _, bracketed, join_clauses, join_names
from cultivation.queries.events import objections_of, suspended
from cultivation.queries.pool_list import SHOWN, state_lines
from cultivation.queries.prerequisites import check_proposed
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import ClosestCall, closest_calls, is_grey
from cultivation.queries.report.gathering import report_data
from cultivation.queries.shortlist.figures import choice_fields
from cultivation.queries.standing import WATERMARKS, Titles, standing_of
from cultivation.queries.veto_lists import matches
from cultivation.queries.year import Year

NAMED = 3  # enterprises named in a sentence; all are in the report
LONGEST = 40  # letters of a reason that somebody wrote
BUFFER = (Reason.STAYED_IN_BUFFER, Reason.STAYED_ON_WATCH, Reason.STAYED_BY_TURNOVER)


@dataclass(frozen=True)
class Brief:
    """What fits on one page, in the language spoken now: figures by label, and sentences by heading."""

    title: str
    watermark: str
    notes: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    proof: str
    moment: datetime


def brief(year: Year, titles: Titles) -> Brief:
    """Gather the brief of a year that is proposed or decided."""
    check_proposed(year.review_year)
    data = report_data(year)
    parts: tuple[tuple[str, Callable[[Year, ReportData], list[str]]], ...] = (
        (_("What changed"), _changed),
        (_("Reasons for the changes"), _why),
        (_("Closest calls"), _closest),
        (_("Grey zone"), _grey_zone),
        (_("Doubts still open"), _doubts),
        (_("Risks"), _risks),
    )
    proof = _("Log entry {entry}").format(entry=f"{data.head[0]}, {data.head[1][:SHOWN]}")
    return Brief(
        title=_("Brief on the review of {year}").format(year=year.number),
        watermark=_(WATERMARKS[standing_of(year)]),
        notes=(_("For {group}").format(group=titles.deciders), *state_lines(year)),
        figures=_figures(data),
        sections=tuple((heading, tuple(gather(year, data))) for heading, gather in parts),
        proof=proof,
        moment=data.base.created,
    )


def _figures(data: ReportData) -> tuple[tuple[str, str], ...]:
    base = data.base
    counted = (
        (_("Applications"), len(base.table.lines)),
        (_("Eligible"), sum(line.eligible for line in base.table.lines)),
        (_("Entries"), base.number_of(Action.ENTER)),
        (_("Stays"), base.number_of(Action.STAY)),
        (_("Exits"), base.number_of(Action.EXIT)),
        (_("Members after"), sum(line.in_pool for line in base.lines)),
        (_("Reserve list"), sum(line.reserve_place is not None for line in base.lines)),
    )
    return tuple((name, str(number)) for name, number in counted)


def _changed(year: Year, data: ReportData) -> list[str]:
    """Say how the pool moved, and where most of it happened."""
    said = []
    for action, sentence in ((Action.ENTER, _("Entries: {groups}.")), (Action.EXIT, _("Exits: {groups}."))):
        lines = [line for line in year.lines if line.action is action]
        field = next(iter(choice_fields(year.rules)), "")
        if lines and field:
            said.append(sentence.format(groups=_by_choice(data, lines, field)))
    cut = data.base.cut_line_text()
    return [*said, *([_("{text}.").format(text=cut)] if cut else [])]


def _by_choice(data: ReportData, lines: Sequence[Line], field: str) -> str:
    """Count enterprises by their choices, the most frequent first."""
    values = data.base.values
    count = Counter(values.get(line.id, {}).get(field) or "" for line in lines)
    known = sorted((each for each in count.items() if each[0]), key=lambda each: (-each[1], each[0]))
    parts = [f"{choice_text(data.base.rules, field, choice)} {number}" for choice, number in known]
    return join_names(
        [*parts, *([_("no application {number}").format(number=count[""])] if count[""] else [])]
    )


def _why(year: Year, data: ReportData) -> list[str]:
    """Count the kinds of reasons for leaving, and say between which places newcomers stand."""
    entered = sorted(line.rank for line in year.lines if line.action is Action.ENTER and line.rank)
    left = Counter(public_reason(line.reason) for line in year.lines if line.action is Action.EXIT)
    said = []
    if entered:
        sentence = _("Entries have places {first} to {last}.")
        said.append(sentence.format(first=entered[0], last=entered[-1]))
    if left:
        reasons = [f"{reason} {number}" for reason, number in left.most_common()]
        said.append(_("Those who leave: {reasons}.").format(reasons=join_names(reasons)))
    return said or [_("Nobody enters, nobody leaves.")]


def _closest(_year: Year, data: ReportData) -> list[str]:
    """Name the last one in and the first one out, newcomers and members apart."""
    said = [_call(each, data) for each in closest_calls(data)]
    return said or [_("Nobody was close to the cut line.")]


def _call(call: ClosestCall, data: ReportData) -> str:
    points = data.base.table.points
    if call.newcomers:
        sentence = _("Newcomers: {inside} enters, {outside} does not: {gap}.")
    else:
        sentence = _("Members: {inside} stays, {outside} does not: {gap}.")
    gap = _("{points} points apart").format(points=points(call.gap)) if call.gap else _("equal points")
    sides = [
        _("{name} (place {place}, {points})").format(
            name=each.name, place=each.rank, points=points(each.total)
        )
        for each in (call.inside, call.outside)
    ]
    return sentence.format(inside=sides[0], outside=sides[1], gap=gap)


def _grey_zone(year: Year, data: ReportData) -> list[str]:
    """Say whose place is a matter of weights, as far as that was looked into."""
    shares = data.base.shares
    if not shares:
        return [_("Not examined: weights were not varied for these scores.")]
    grey = [line for line in data.ranked if is_grey(shares.get(line.id, 0))]
    inside = [line for line in grey if (found := year.line_of.get(line.id)) and found.in_pool]
    outside = [line for line in grey if line not in inside]
    sentence = _("With varied weights, {number} enterprises are sometimes in the pool and sometimes not.")
    said = [sentence.format(number=len(grey))]
    least = sorted(inside, key=lambda line: (shares[line.id], line.id))
    most = sorted(outside, key=lambda line: (-shares[line.id], line.id))
    for words, lines in (
        (_("In, least surely: {names}."), least),
        (_("Out, most nearly in: {names}."), most),
    ):
        if lines:
            named = [f"{line.name} {shares[line.id]:.0%}" for line in lines]
            said.append(words.format(names=some_names(named, NAMED)))
    return said


def _doubts(year: Year, data: ReportData) -> list[str]:
    """Name what somebody still has to look at before, or after, the decision."""
    inside = {line.id for line in year.lines if line.in_pool}
    names = {line.id: line.name for line in year.lines}
    said = []
    waiting = [each.number for each in objections_of(year) if each.upheld is None]
    if waiting:
        said.append(
            _("Objections without an answer: {numbers}.").format(numbers=join_names(map(str, waiting)))
        )
    if data.flags is None:
        said.append(_("Figures were not compared for consistency."))
    else:
        flagged = dict.fromkeys(each.id for each in data.flags if each.id in inside and not each.visit)
        if flagged:
            sentence = _("Flagged, in the pool, not yet verified on site: {number} ({names}).")
            said.append(
                sentence.format(number=len(flagged), names=some_names([names[key] for key in flagged], NAMED))
            )
    unmarked = [line.name for line in data.ranked if line.provisional and line.id in inside]
    if unmarked:
        sentence = _("In the pool while experts' marks are missing: {number} ({names}).")
        said.append(sentence.format(number=len(unmarked), names=some_names(unmarked, NAMED)))
    listed = [each.name for each in matches(year.reader) if each.id in inside]
    if listed:
        sentence = _("In the pool and on a list of an authority: {number} ({names}).")
        said.append(sentence.format(number=len(listed), names=some_names(listed, NAMED)))
    return said or [_("None is known.")]


def _risks(year: Year, data: ReportData) -> list[str]:
    """Name what the group answers for: overrides, members near the edge, and what the pool leans on."""
    inside = [line for line in year.lines if line.in_pool]
    overrides = [f"{line.name}{bracketed(_shortened(line.override))}" for line in year.lines if line.override]
    said = []
    if overrides:
        sentence = _("Decided otherwise than proposed: {number}: {names}.")
        said.append(sentence.format(number=len(overrides), names=some_names(overrides, NAMED)))
    buffered = [line for line in inside if line.reason in BUFFER]
    if buffered:
        sentence = _("Members that stay although a newcomer would not enter on their place: {number}.")
        said.append(sentence.format(number=len(buffered)))
    paused = suspended(year.reader)
    stopped = [line.name for line in inside if line.id in paused]
    if stopped:
        said.append(_("Suspended members: {names}.").format(names=some_names(stopped, NAMED)))
    return [*said, *_leanings(data, inside)]


def _leanings(data: ReportData, inside: Sequence[Line]) -> Iterable[str]:
    """Say which choice most members share, by the first two fields of choices."""
    rules, parts = data.base.rules, []
    for field in choice_fields(rules)[:2]:
        count = Counter(data.base.values.get(line.id, {}).get(field) or "" for line in inside)
        choice, number = max(count.items(), key=lambda each: (each[1], each[0]), default=("", 0))
        if choice and number:
            share = f"{choice_text(rules, field, choice)} {number}/{len(inside)}"
            parts.append(share)
    return [_("Most members share: {choices}.").format(choices=join_clauses(parts))] if parts else []


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
