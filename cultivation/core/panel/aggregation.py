"""Several experts' marks become one: as given and calibrated, with how far they lie apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cultivation.core.panel.calibration import groups, leniencies
from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.panel_rule import FEWEST_TO_TRIM, PanelRule
from cultivation.core.rules.rounding import to_units

# By expert, enterprise and field of the mark; None where the expert abstains.
Given = Mapping[tuple[str, str, str], Fraction | None]
Assigned = Mapping[str, Sequence[str]]  # the experts of each enterprise
PanelOf = Mapping[str, str]  # by expert, where there are several panels


@dataclass(frozen=True)
class MarkedCell:
    """One criterion of one enterprise: each expert's mark, and what they come to.

    `raw` and `calibrated` are exact and hold as soon as there is a mark; `counts` is what the points rest
    on, only once nobody is `missing`. `adjusted` are the single marks without the expert's leniency.
    `variance` is that of a sample. `choice` is the grade that the marks say, where it was open.
    """

    enterprise: str
    asked: MarkRequest
    marks: Mapping[str, Fraction]
    adjusted: Mapping[str, Fraction]
    abstained: tuple[str, ...]
    missing: tuple[str, ...]
    raw: Fraction | None = None
    calibrated: Fraction | None = None
    raw_rounded: Decimal | None = None
    calibrated_rounded: Decimal | None = None
    counts: Decimal | None = None
    variance: Fraction | None = None
    to_discuss: bool = False
    choice: str = ""

    @property
    def spread(self) -> Fraction:
        """Return the highest mark less the lowest."""
        return max(self.marks.values()) - min(self.marks.values()) if self.marks else Fraction(0)


@dataclass(frozen=True)
class PanelResult:
    """All cells, by enterprise and criterion; the leniency of each expert; who can be compared with whom."""

    cells: tuple[MarkedCell, ...]
    leniency: Mapping[str, Fraction]
    groups: tuple[tuple[str, ...], ...] = ()


def combine(
    rules: RuleSet,
    asked: Mapping[str, Sequence[MarkRequest]],
    assigned: Assigned,
    given: Given,
    panel_of: PanelOf | None = None,
) -> PanelResult:
    """Combine the marks of those who are assigned; a mark outside what may be given now is not there.

    Of several panels each marks its own: only its experts give a mark, or are missed.
    """
    sits = panel_of if panel_of and rules.panels else {}
    asks = {(firm, each.mark): each for firm in sorted(assigned) for each in asked.get(firm, ())}
    markers = {
        key: [expert for expert in assigned[key[0]] if sits.get(expert, "") == each.panel]
        for key, each in asks.items()
    }
    opinions = {key: _opinions(key[0], each, markers[key], given) for key, each in asks.items()}
    leniency: dict[str, Fraction] = {}
    together: list[tuple[str, ...]] = []
    for panel, rule in rules.panel_rules.items():
        shares = [
            {expert: asks[key].share(mark) for expert, mark in marks.items() if mark is not None}
            for key, marks in opinions.items()
            if asks[key].panel == panel
        ]
        leniency |= leniencies(shares, Fraction(rule.ridge))
        together += [tuple(group) for group in groups([each for each in shares if each])]
    cells = tuple(
        _cell(rules, key[0], asks[key], markers[key], marks, leniency) for key, marks in opinions.items()
    )
    return PanelResult(cells, leniency, tuple(together))


def _opinions(
    firm: str, asked: MarkRequest, experts: Sequence[str], given: Given
) -> dict[str, Fraction | None]:
    found = {}
    for expert in experts:
        key = (expert, firm, asked.mark)
        if key in given and ((mark := given[key]) is None or asked.allows(mark)):
            found[expert] = mark
    return found


def _cell(
    rules: RuleSet,
    firm: str,
    asked: MarkRequest,
    experts: Sequence[str],
    opinions: Mapping[str, Fraction | None],
    leniency: Mapping[str, Fraction],
) -> MarkedCell:
    marks = {expert: mark for expert, mark in opinions.items() if mark is not None}
    abstained = tuple(expert for expert, mark in opinions.items() if mark is None)
    missing = tuple(expert for expert in experts if expert not in opinions)
    if not marks:
        return MarkedCell(firm, asked, {}, {}, abstained, missing)
    panel, width = rules.panel_rules[asked.panel], Fraction(asked.high - asked.low)
    adjusted = {e: mark - leniency.get(e, Fraction(0)) * width for e, mark in marks.items()}
    low, high, choice = _bounds(asked, list(marks.values()))
    raw, calibrated = (
        min(max(aggregate(list(each.values()), panel), low), high) for each in (marks, adjusted)
    )
    step = panel.round_to if rules.says_panel else asked.step
    rounded, calibrated_rounded = (_rounded(each, step, low, high) for each in (raw, calibrated))
    counts = calibrated_rounded if panel.calibrate else rounded
    variance = _variance(list(marks.values()))
    spread = max(marks.values()) - min(marks.values())
    discuss = _far_apart(spread, variance, rules.criteria[asked.criterion].maximum, panel)
    return MarkedCell(
        firm,
        asked,
        marks,
        adjusted,
        abstained,
        missing,
        raw,
        calibrated,
        rounded,
        calibrated_rounded,
        None if missing else counts,
        variance,
        discuss,
        choice,
    )


def _bounds(asked: MarkRequest, marks: Sequence[Fraction]) -> tuple[Fraction, Fraction, str]:
    """Return the range; of an open grade, that of the one in the middle (of two the lower), and its name."""
    if not asked.choices:
        return Fraction(asked.low), Fraction(asked.high), ""
    places = sorted(asked.choice_of(mark) for mark in marks)
    name, low, high = asked.choices[places[(len(places) - 1) // 2]]
    return Fraction(low), Fraction(high), name


def aggregate(marks: Sequence[Fraction], panel: PanelRule) -> Fraction:
    """Return what marks come to, exactly; their order does not matter."""
    ordered = sorted(marks)
    if panel.aggregate == "nearest_two" and len(ordered) > 2:
        nearest = min(high - low for low, high in pairwise(ordered))
        ordered = [mark for pair in pairwise(ordered) if pair[1] - pair[0] == nearest for mark in pair]
    if panel.aggregate == "median":
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    if panel.aggregate == "trimmed_mean" and len(ordered) >= FEWEST_TO_TRIM:
        ordered = ordered[1:-1]
    return sum(ordered, Fraction(0)) / len(ordered)


def combined(rules: RuleSet, cell: MarkedCell, marks: Sequence[Fraction]) -> Fraction:
    """Return what other marks for a cell would come to: aggregated, rounded, and within its range."""
    low, high, _choice = _bounds(cell.asked, list(cell.marks.values()))
    panel = rules.panel_rules[cell.asked.panel]
    step = panel.round_to if rules.says_panel else cell.asked.step
    return Fraction(_rounded(min(max(aggregate(marks, panel), low), high), step, low, high))


def _rounded(mark: Fraction, step: Decimal, low: Fraction, high: Fraction) -> Decimal:
    """Round half up to a step, and stay within the range, whose ends may lie between steps."""
    rounded = to_units(mark, step) * step
    for end in (low, high):
        if (end == low and rounded < end) or (end == high and rounded > end):
            return Decimal(end.numerator) / Decimal(end.denominator)
    return rounded


def _variance(marks: Sequence[Fraction]) -> Fraction | None:
    if len(marks) < 2:
        return None
    mean = sum(marks, Fraction(0)) / len(marks)
    return sum(((mark - mean) ** 2 for mark in marks), Fraction(0)) / (len(marks) - 1)


def _far_apart(spread: Fraction, variance: Fraction | None, maximum: Decimal, panel: PanelRule) -> bool:
    """Tell whether experts lie so far apart that they should talk; squares are compared, not roots."""
    bound = Fraction(panel.discuss.from_) * Fraction(maximum)
    if variance is None:
        return False
    return spread >= bound if panel.discuss.measure == "range" else variance >= bound**2


def values_of(cells: Sequence[MarkedCell], calibrate: bool | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield (enterprise, field, exact text) for what counts; with `calibrate` said, what would count then."""
    for cell in cells:
        if cell.counts is None:
            continue
        either = {None: cell.counts, True: cell.calibrated_rounded, False: cell.raw_rounded}
        mark = either[calibrate]
        assert mark is not None  # who counts has both
        yield cell.enterprise, cell.asked.mark, format(mark, "f")
        if cell.choice:
            yield cell.enterprise, cell.asked.grade, cell.choice
