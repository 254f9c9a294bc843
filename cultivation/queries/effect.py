"""The effect of the pool: newcomers just above the cut line beside those just below it, a year later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log
from pathlib import Path
from typing import Any

from cultivation.core.analysis.effect import FEWEST, Observation, Step, step_at_line
from cultivation.core.pool.lines import Action
from cultivation.core.rules.targets import Fields
from cultivation.core.scoring.application import Application
from cultivation.errors import Refused
from cultivation.language import N_, _
from cultivation.queries.monitor import plan_of
from cultivation.queries.succession import recoded
from cultivation.queries.support import counting, measures_of
from cultivation.queries.year import Year
from cultivation.steps import Act
from cultivation.steps import Step as Missing

NOT_SHARP = 10  # percent of the candidates whom points alone did not decide, at most
Figures = Mapping[str, Decimal]
OUTCOMES: dict[str, str] = {
    "revenue": N_("growth of revenue"),
    "rd_ratio": N_("change of R&D to revenue"),
    "patents": N_("change of invention patents"),
    "revenue_before": N_("growth of revenue before entry (a check)"),
}
PERCENT = ("revenue", "revenue_before")  # computed as logarithms, told in percent


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure: the step at the line, None where too few stand near it; how many are known on each side."""

    key: str
    step: Step | None
    known_above: int
    known_below: int

    def shown(self, value: float) -> float:
        """Return a difference as it is told: logarithms as a share."""
        return exp(value) - 1 if self.key in PERCENT else value


@dataclass(frozen=True, slots=True)
class PoolEffect:
    """Newcomers of a year beside applicants who stayed outside, by what they filed in the `later` year.

    `undecided` are candidates whom something else than points decided; they are left out. `support` is what
    lists of departments gave to those who entered, for each of them, in 万元.
    """

    year: int
    later: int
    line: Decimal
    entered: int
    outside: int
    undecided: int
    support: Decimal | None
    outcomes: tuple[Outcome, ...]


def pool_effect(year: Year, folders: Iterable[Path] = ()) -> PoolEffect:
    """Estimate what entering the pool did within a year; refuse where nothing could be said."""
    number = year.number
    if not year.is_decided:
        raise Refused(_("{year} is not decided yet.").format(year=number), step=Missing(Act.DECIDE, number))
    plan = plan_of(year.rules, folders)
    after = next((each for each in year.state.years if each.number == number + 1), None)
    if after is None or not after.rows:
        raise Refused(_("No applications of {year} are on record yet.").format(year=number + 1))
    inside, outside, undecided = _candidates(year)
    _check_sharp(number, inside, outside, undecided)
    line = min(inside.values())
    before, later = _figures(year, plan.fields), _figures(after, plan.fields)
    outcomes = []
    for key, change in CHANGES.items():
        changed = {firm: change(before.get(firm, {}), later.get(firm, {})) for firm in (*inside, *outside)}
        outcomes.append(_outcome(key, inside, outside, line, changed))
    return PoolEffect(
        *(number, after.number, line, len(inside), len(outside), undecided),
        _support(year, inside),
        tuple(outcomes),
    )


def _candidates(year: Year) -> tuple[dict[str, Decimal], dict[str, Decimal], int]:
    """Return the totals of those who entered and who stayed outside, and how many points did not decide.

    Candidates are eligible and were no members. Who was let in or kept out by override, or has as many points
    as the last who entered without being among them, was not decided by points.
    """
    later, precision = recoded(year.reader), year.table.precision
    members = {later.get(key, key) for key in year.members_before}
    entered: dict[str, Decimal] = {}
    others: dict[str, Decimal] = {}
    undecided = 0
    for key, score in year.scores.items():
        now, line = later.get(key, key), year.line_of.get(key)
        if not score.eligible or now in members:
            continue
        if line is not None and line.override:
            undecided += 1
            continue
        own = entered if line is not None and line.action is Action.ENTER else others
        own[now] = score.total * precision
    least = min(entered.values(), default=None)
    below = {key: total for key, total in others.items() if least is not None and total < least}
    return entered, below, undecided + len(others) - len(below)


def _check_sharp(
    year: int, inside: Mapping[str, Decimal], outside: Mapping[str, Decimal], undecided: int
) -> None:
    """Refuse where too few stand on a side, or something else than points decided about many."""
    if min(len(inside), len(outside)) < FEWEST:
        sentence = _(
            "{year}: {inside} entered and {outside} stayed outside by their points; with fewer than {fewest} "
            "on a side nothing can be said of an effect."
        )
        numbers = {"inside": len(inside), "outside": len(outside), "fewest": FEWEST}
        raise Refused(sentence.format(year=year, **numbers))
    total = len(inside) + len(outside) + undecided
    if undecided * 100 > NOT_SHARP * total:
        sentence = _(
            "{year}: for {undecided} of {total} candidates other things than points counted (quotas, "
            "overrides, ties), so the cut line does not part firms that are alike."
        )
        raise Refused(sentence.format(year=year, undecided=undecided, total=total))


def _figures(year: Year, fields: Fields) -> dict[str, Figures]:
    later = recoded(year.reader)
    wanted = {key: name for key, name in fields.model_dump().items() if name is not None}
    return {later.get(each.id, each.id): dict(_numbers(each, wanted)) for each in year.applications}


def _numbers(application: Application, wanted: Mapping[str, str]) -> Iterator[tuple[str, Decimal]]:
    for key, name in wanted.items():
        filed = application.values.get(name)
        if filed is not None and isinstance(filed.value, Decimal):
            yield key, filed.value


def _growth(now: Decimal | None, then: Decimal | None) -> float | None:
    return log(now / then) if now and then and now > 0 and then > 0 else None


def _revenue(before: Figures, later: Figures) -> float | None:
    return _growth(later.get("output"), before.get("output"))


def _revenue_before(before: Figures, _later: Figures) -> float | None:
    return _growth(before.get("output"), before.get("output_previous"))


def _rd_ratio(before: Figures, later: Figures) -> float | None:
    shares = [
        float(each["rd"] / each["output"]) if each.get("output") and "rd" in each else None
        for each in (before, later)
    ]
    return None if shares[0] is None or shares[1] is None else shares[1] - shares[0]


def _patents(before: Figures, later: Figures) -> float | None:
    both = "patents" in before and "patents" in later
    return float(later["patents"] - before["patents"]) if both else None


CHANGES: dict[str, Callable[[Figures, Figures], float | None]] = {
    "revenue": _revenue,
    "rd_ratio": _rd_ratio,
    "patents": _patents,
    "revenue_before": _revenue_before,
}


def _outcome(
    key: str,
    inside: Mapping[str, Decimal],
    outside: Mapping[str, Decimal],
    line: Decimal,
    changed: Mapping[str, float | None],
) -> Outcome:
    known = [
        [
            Observation(float(total - line), value)
            for firm, total in side.items()
            if (value := changed[firm]) is not None
        ]
        for side in (inside, outside)
    ]
    return Outcome(key, step_at_line([*known[0], *known[1]]), len(known[0]), len(known[1]))


def _support(year: Year, inside: Mapping[str, Decimal]) -> Decimal | None:
    """Return what departments gave in the year after the review to each who entered; None for nothing."""
    given = sum(
        (
            each.amount
            for each in counting(measures_of(year.reader))
            if each.now in inside and each.year == year.number + 1
        ),
        Decimal(0),
    )
    return (given / len(inside)).quantize(Decimal("0.01")) if given else None


def effect_json(found: PoolEffect) -> dict[str, Any]:
    """Return the shape of the contract; differences as they are told, rounded to 6 digits."""
    return {
        "year": found.year,
        "later": found.later,
        "line": str(found.line),
        "entered": found.entered,
        "outside": found.outside,
        "undecided": found.undecided,
        "support_each": None if found.support is None else str(found.support),
        "outcomes": [_outcome_json(each) for each in found.outcomes],
    }


def _outcome_json(each: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"outcome": each.key, "known": [each.known_above, each.known_below]}
    step = each.step
    if step is None:
        return {**told, "effect": None}
    return {
        **told,
        "effect": round(each.shown(step.effect), 6),
        "low": round(each.shown(step.low), 6),
        "high": round(each.shown(step.high), 6),
        "clear": step.is_clear,
        "above": step.number_above,
        "below": step.number_below,
        "window": round(step.window, 6),
        "mean_above": round(each.shown(step.above), 6),
        "mean_below": round(each.shown(step.below), 6),
    }
