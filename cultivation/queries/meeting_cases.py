"""The contested cases of a proposal: at the cut line, objected to, flagged, asked for otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cultivation.core.explanation.why import Contribution
from cultivation.core.pool.consequences import Consequence, consequence_of
from cultivation.core.pool.lines import Action, Line
from cultivation.core.pool.overrides import Override
from cultivation.core.wording.consequences import consequence_sentences
from cultivation.core.wording.reasons import action_text
from cultivation.core.wording.why import shown_value
from cultivation.language import _, current
from cultivation.queries.events import Objection, objections_of
from cultivation.queries.flags import FlagText, flags_of
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import closest_calls
from cultivation.queries.why import Why, total_that_turns, why_in_short
from cultivation.queries.why_sentences import reason_of, turning
from cultivation.queries.year import Year

MOST_FLAGGED = 10  # cases that are contested by a flag alone; the others are named in the agenda
NAMED = 4  # criteria named in a sentence


@dataclass(frozen=True)
class Table:
    """A table: headers and rows."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ContestedCase:
    """One case: what its first page shows (facts and points), and its second (matters, places around it)."""

    line: Line
    asked: Override | None
    title: str
    grounds: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    reason: str
    points: Table
    around: Table
    matters: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Contested:
    """Who is contested and by what, the overrides first; `flagged_too` are those left out of the cases."""

    calls: dict[str, str]
    objections: dict[str, list[Objection]]
    flags: dict[str, list[FlagText]]
    overrides: dict[str, Override]
    flags_known: bool

    @property
    def keys(self) -> list[str]:
        """Return the enterprises of the cases, in the order in which they are called up."""
        first = dict.fromkeys((*self.overrides, *self.objections, *self.calls))
        alone = [key for key in self.flags if key not in first]
        return [*first, *alone[:MOST_FLAGGED]]

    @property
    def flagged_too(self) -> list[str]:
        """Return those with flags that are not among the cases."""
        cases = set(self.keys)
        return [key for key in self.flags if key not in cases]


def contested(year: Year, data: ReportData, overrides: Sequence[Override]) -> Contested:
    """Find who is contested."""
    inside = {line.id for line in year.lines if line.in_pool}
    objections: dict[str, list[Objection]] = {}
    for each in objections_of(year):
        if each.enterprise in year.line_of:
            objections.setdefault(each.enterprise, []).append(each)
    flags: dict[str, list[FlagText]] = {}
    found = flags_of(year)
    for flag in found or ():
        if flag.id in inside and not flag.visit:
            flags.setdefault(flag.id, []).append(flag)
    by_place = sorted(flags, key=lambda key: (year.line_of[key].rank or 0, key))
    asked = {each.id: each for each in overrides if each.action is not year.line_of[each.id].action}
    calls = dict(_calls(data))
    return Contested(calls, objections, {key: flags[key] for key in by_place}, asked, found is not None)


def _calls(data: ReportData) -> Iterator[tuple[str, str]]:
    """Yield the closest calls, each side with what separates it from the other."""
    points = data.base.table.points
    for call in closest_calls(data):
        gap = _("{points} points apart").format(points=points(call.gap)) if call.gap else _("equal points")
        words = (
            (_("the last newcomer that enters: {gap} from {name}"), call.inside, call.outside),
            (_("the first newcomer that does not enter: {gap} from {name}"), call.outside, call.inside),
        )
        if not call.newcomers:
            words = (
                (_("the last member that stays: {gap} from {name}"), call.inside, call.outside),
                (_("the first member that does not stay: {gap} from {name}"), call.outside, call.inside),
            )
        for sentence, own, other in words:
            yield own.id, sentence.format(gap=gap, name=other.name)


def contested_case(year: Year, it: Contested, key: str) -> ContestedCase:
    """Gather one case."""
    line = year.line_of[key]
    answer = why_in_short(year, key, line.name)
    if answer.score is not None:
        answer = replace(answer, would_change=total_that_turns(year, answer.score, line))
    asked = it.overrides.get(key)
    return ContestedCase(
        line=line,
        asked=asked,
        title=_title(line, asked),
        grounds=tuple(grounds_of(it, key)),
        facts=tuple(_facts(year, answer, line)),
        reason=reason_of(answer),
        points=_points(answer),
        around=_around(year, answer),
        matters=tuple(_matters(year, it, answer, key)),
    )


def _title(line: Line, asked: Override | None) -> str:
    outcome = action_text(line.action)
    if asked is None:
        return _("{name} (proposed: {outcome})").format(name=line.name, outcome=outcome)
    return _("{name} (proposed: {outcome}; asked for: {asked})").format(
        name=line.name, outcome=outcome, asked=action_text(asked.action)
    )


def grounds_of(it: Contested, key: str) -> Iterator[str]:
    """Yield why it is contested."""
    if key in it.overrides:
        yield _("another outcome is asked for")
    if key in it.objections:
        yield _("objections: {number}").format(number=len(it.objections[key]))
    if key in it.calls:
        yield it.calls[key]
    if key in it.flags:
        yield _("flags not verified on site: {number}").format(number=len(it.flags[key]))


def _facts(year: Year, answer: Why, line: Line) -> Iterator[tuple[str, str]]:
    score, cut, points = answer.score, year.cut_line, year.table.points
    yield _("code"), line.id
    yield _("proposed outcome"), action_text(line.action)
    yield _("place"), "-" if line.rank is None else str(line.rank)
    if score is not None:
        yield _("total"), f"{points(score.total)} / {year.rules.maximum:f}"
    total, place = (cut.pool_total, cut.pool_rank) if line.was_member else (cut.entry_total, cut.entry_rank)
    if total is not None:
        yield _("cut line"), _("{points} (place {place})").format(points=points(total), place=place)
    yield _("before"), _("in the pool") if line.was_member else _("not in the pool")


def _points(answer: Why) -> Table:
    """List the criteria with value and points, the costliest first."""
    rules, points = answer.rules, answer.table.points

    def cost(each: Contribution) -> tuple[int, str]:
        return -each.lost, each.criterion

    rows = tuple(
        (
            rules.criterion_label(each.criterion).text(current()),
            shown_value(rules, rules.criteria[each.criterion], answer.score, answer.sources),
            points(each.points),
            points(each.maximum),
        )
        for each in sorted(answer.contributions, key=cost)
    )
    return Table((_("criterion"), _("value"), _("points"), _("maximum")), rows)


def _around(year: Year, answer: Why) -> Table:
    """List those with the places around it, and itself."""
    own = [answer.score] if answer.score is not None and answer.score.rank is not None else []
    near = sorted(
        {each.id: each for each in (*answer.neighbours, *own)}.values(), key=lambda each: each.rank or 0
    )
    rows = tuple(
        (
            str(each.rank),
            each.name,
            year.table.points(each.total),
            action_text(year.line_of[each.id].action) if each.id in year.line_of else "",
        )
        for each in near
        if each.rank is not None
    )
    return Table(
        (_("place"), _("enterprise"), _("points"), _("proposed outcome")), rows if len(rows) > 1 else ()
    )


def _matters(year: Year, it: Contested, answer: Why, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is to be weighed, under headings."""
    if asked := it.overrides.get(key):
        yield _("Asked for"), (_("Reason: {reason}").format(reason=asked.reason),)
        yield _("Consequence"), tuple(consequences(year, [asked]))
    for each in it.objections.get(key, ()):
        yield _("Objection {number}").format(number=each.number), tuple(_objection(each))
    if key in it.flags:
        yield _("Not verified on site"), tuple(each.text for each in it.flags[key])
    if key in it.calls:
        yield _("At the cut line"), (_("{text}.").format(text=it.calls[key]),)
    if said := turning(answer, NAMED):
        yield _("What would turn it"), tuple(said)


def _objection(it: Objection) -> Iterator[str]:
    yield _("{person}: {text}").format(person=it.by, text=it.text)
    if it.evidence:
        yield _("Evidence: {files}").format(files=", ".join(it.evidence))
    if it.upheld is None:
        yield _("Not answered yet.")
    else:
        sentence = _("Upheld: {text}") if it.upheld else _("Dismissed: {text}")
        yield sentence.format(text=it.answer)


def consequences(year: Year, overrides: Sequence[Override]) -> list[str]:
    """Say what overrides would change, found by applying them to the proposal as the decision would."""
    scores, points = year.scores, year.table.points

    def total(key: str) -> str:
        score = scores.get(key)
        return points(score.total) if score else "-"

    asked = frozenset(each.id for each in overrides)
    return list(consequence_sentences(consequence(year, overrides), asked, year.rules, total))


def consequence(year: Year, overrides: Sequence[Override]) -> Consequence:
    """Apply overrides to the proposal and compare."""
    groups = {line.id: line.quota_choices for line in year.table.lines}
    return consequence_of(year.lines, overrides, groups, year.rules.pool)


def asked_word(action: Action) -> Action:
    """Return what a sheet asks for: a newcomer that is turned down is asked to exit."""
    return Action.EXIT if action is Action.NONE else action
