"""The figures of the report: closest calls, who is near the line, points by dimension, choices, movers."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cultivation.core.pool.lines import KEPT_OUT, Action, Line
from cultivation.core.rules.model import FieldType
from cultivation.core.scoring.score_table import ScoreLine
from cultivation.language import current
from cultivation.queries.report.data import ReportData
from cultivation.queries.shortlist.data import ShortlistData

GREY = (0.05, 0.95)  # as in robustness: a matter of weights between these shares of the draws
MOST_MOVERS = 6  # up, and as many down
NEAR = 7  # places either side of each line that are shown
MOST_CHOICES = 3


@dataclass(frozen=True, slots=True)
class ClosestCall:
    """The last one in and the first one out of the same kind, newcomers or members; the gap in units."""

    newcomers: bool
    inside: ScoreLine
    outside: ScoreLine

    @property
    def gap(self) -> int:
        """Return the units between them; 0 where the tie chain decided."""
        return abs(self.inside.total - self.outside.total)


def closest_calls(data: ReportData) -> list[ClosestCall]:
    """Find where newcomers, and where members, were told apart by the fewest points."""
    ranked = {line.id: line for line in data.ranked}
    known = [line for line in data.base.lines if line.id in ranked and not line.override]
    calls = []
    for newcomers in (True, False):
        kind = [line for line in known if line.was_member is not newcomers]
        inside = [line for line in kind if line.in_pool]
        outside = [line for line in kind if not line.in_pool and line.reason not in KEPT_OUT]
        if inside and outside:
            last, first = max(inside, key=_rank), min(outside, key=_rank)
            if _rank(last) < _rank(first):
                calls.append(ClosestCall(newcomers, ranked[last.id], ranked[first.id]))
    return calls


def _rank(line: Line) -> int:
    return line.rank or 0


def near_the_line(data: ReportData) -> list[ScoreLine]:
    """Return those a few places either side of each cut line, and all in the grey zone, by place."""
    cut, lines = data.base.cut_line, [rank for rank in _line_ranks(data) if rank]
    if not lines or cut.pool_rank is None:
        return []
    grey = {key for key, share in data.base.shares.items() if is_grey(share)}
    return [
        line
        for line in data.ranked
        if line.id in grey or any(abs((line.rank or 0) - rank) <= NEAR for rank in lines)
    ]


def _line_ranks(data: ReportData) -> tuple[int | None, int | None]:
    return data.base.cut_line.pool_rank, data.base.cut_line.entry_rank


def is_grey(share: float) -> bool:
    """Tell whether being in the pool is a matter of weights."""
    return GREY[0] < share < GREY[1]


@dataclass(frozen=True, slots=True)
class Box:
    """Points of one group in one dimension: the tenth, quarter, half, three quarters, nine tenths of them."""

    values: tuple[float, float, float, float, float]

    @property
    def median(self) -> float:
        """Return the middle one."""
        return self.values[2]


@dataclass(frozen=True, slots=True)
class DimensionFigures:
    """A dimension with its maximum in points, and the boxes of those in the pool and of the others."""

    key: str
    label: str
    maximum: float
    inside: Box | None
    outside: Box | None


def dimension_figures(data: ReportData) -> list[DimensionFigures]:
    """Compare the ranked in the pool with the others, dimension by dimension."""
    base = data.base
    inside = {line.id for line in base.lines if line.in_pool}
    found = []
    for key, dimension in base.rules.dimensions.items():
        points = [
            (line.id in inside, base.points(line.dimension_units(key, dimension))) for line in data.ranked
        ]
        boxes = [_box([each for within, each in points if within is wanted]) for wanted in (True, False)]
        label = dimension.text(current())
        found.append(DimensionFigures(key, label, float(dimension.maximum), boxes[0], boxes[1]))
    return found


def _box(points: Sequence[float]) -> Box | None:
    """Return the box of a group; None where there are too few for quarters to say anything."""
    if len(points) < 4:
        return None
    cuts = statistics.quantiles(points, n=20, method="inclusive")
    return Box((cuts[1], cuts[4], cuts[9], cuts[14], cuts[17]))


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """One choice: who is in the pool, of them new, who left, and all that are ranked."""

    label: str
    members: int
    entries: int
    exits: int
    ranked: int


@dataclass(frozen=True, slots=True)
class ChoiceGroupCount:
    """The choices that a document names together; `label` is empty for what stands in no group."""

    label: str
    counts: tuple[ChoiceCount, ...]


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """A field of choices with its counts, in groups where the rules have groups."""

    label: str
    groups: tuple[ChoiceGroupCount, ...]
    source: str = ""

    @property
    def grouped(self) -> bool:
        """Tell whether the rules group these choices."""
        return any(group.label for group in self.groups)

    @property
    def most(self) -> int:
        """Return the largest number that a choice has."""
        return max(
            (max(each.members, each.ranked) for group in self.groups for each in group.counts), default=0
        )


def choice_figures(data: ReportData) -> list[ChoiceFigures]:
    """Count by the first choices that applicants make: industry, zone ..."""
    rules = data.base.rules
    keys = [
        key
        for key, rule in rules.fields.items()
        if rule.type is FieldType.CHOICE and rule.filled_by == "applicant" and _has_counts(data, key)
    ]
    return [_by_choice(data, key) for key in keys[:MOST_CHOICES]]


def choice_keys(data: ReportData) -> list[str]:
    """Return the fields of `choice_figures`."""
    rules = data.base.rules
    return [
        key
        for key, rule in rules.fields.items()
        if rule.type is FieldType.CHOICE and rule.filled_by == "applicant"
    ][:MOST_CHOICES]


def _has_counts(data: ReportData, key: str) -> bool:
    return any(values.get(key) is not None for values in data.base.values.values())


def _by_choice(data: ReportData, key: str) -> ChoiceFigures:
    from cultivation.core.wording.rules import source_text

    base, rules = data.base, data.base.rules
    choice_of = {each: values.get(key) for each, values in base.values.items()}

    def count(keys: Iterable[str]) -> Counter[str | None]:
        return Counter(choice_of.get(each) for each in keys)

    members = count(line.id for line in base.lines if line.in_pool)
    entries = count(line.id for line in base.lines if line.action is Action.ENTER)
    exits = count(line.id for line in base.lines if line.action is Action.EXIT)
    ranked = count(line.id for line in data.ranked)
    vocabulary = rules.fields[key].choices or ""
    known, grouping = rules.choices[vocabulary], rules.groupings.get(vocabulary)
    counts = {
        choice: ChoiceCount(
            label.text(current()), members[choice], entries[choice], exits[choice], ranked[choice]
        )
        for choice, label in known.items()
    }
    groups = [
        ChoiceGroupCount(group.text(current()), tuple(counts[choice] for choice in group.choices))
        for group in (grouping.groups.values() if grouping else ())
    ]
    placed = {choice for group in (grouping.groups.values() if grouping else ()) for choice in group.choices}
    rest = [each for choice, each in counts.items() if choice not in placed and (each.members or each.ranked)]
    if not grouping:
        rest.sort(key=lambda each: (-each.members, -each.ranked))
    groups += [ChoiceGroupCount("", tuple(rest))] if rest else []
    source = source_text(rules, grouping.source) if grouping else ""
    return ChoiceFigures(base.label(key), tuple(groups), source)


def movers(base: ShortlistData) -> list[ScoreLine]:
    """Return those who gained most places since the last scored year, then those who lost most."""
    moved = [
        (base.previous_ranks[line.id] - line.rank, line)
        for line in base.table.lines
        if line.rank is not None and line.id in base.previous_ranks
    ]
    up = sorted((each for each in moved if each[0] > 0), key=lambda each: (-each[0], each[1].id))
    down = sorted((each for each in moved if each[0] < 0), key=lambda each: (each[0], each[1].id))
    return [line for _places, line in (*up[:MOST_MOVERS], *down[:MOST_MOVERS])]


def decimal_points(data: ReportData, units: int) -> Decimal:
    """Return units as exact points."""
    return units * data.base.rules.precision
