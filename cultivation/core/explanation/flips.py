"""What would have changed it: for each filed value alone, the smallest change that turns the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cultivation.core.explanation.trial import Trial
from cultivation.core.explanation.whole_year import (
    MOST_ROWS,
    TooMany,
    WholeYear,
    assessed_beside,
    moving_others,
)
from cultivation.core.pool.proposal import NOTHING_PAST, Past
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import assess
from cultivation.core.scoring.score_table import ScoreTable

FARTHEST = 1000  # times the value, where its field has no bound
Trying = Trial | WholeYear
NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of one value that turns the outcome; `value` is None where none does.

    Numbers move in steps of their last filed digit, dates in days; the value one step nearer was tried and
    turns nothing. Where the outcome goes to and fro with the value, a smaller change may exist that a search
    by doubling and halving steps over. Under quotas with a buffer, where a better place may be worse, each
    stretch of values among which better is never worse is searched, from the nearest on: so it is the
    smallest where points only rise or only fall with the value. Of choices, the first that turns it is named.
    `tried` is False where a change moves the points of all and too many trials were needed to tell.
    """

    field: str
    filed: Filed
    value: Filed
    step: Decimal | None = None
    steps: int | None = None
    tried: bool = True


def flips(
    application: Application,
    rules: RuleSet,
    cutoff: date,
    table: ScoreTable,
    members: Mapping[str, str],
    past: Mapping[str, Past] = NOTHING_PAST,
) -> list[Flip]:
    """Try each value that points, gates or ties depend on; the others' applications stay as they are.

    Empty where the application is no longer what was scored. For values that count beside those of all
    applicants: `flips_among`.
    """
    line = next(each for each in table.lines if each.id == application.id)
    if assess(application, rules, cutoff).total != line.total:
        return []
    trial = Trial(application, rules, cutoff, table, (members, past))
    return [_flip(key, trial) for key in sorted(_names(rules), key=list(rules.names).index)]


def flips_among(
    application: Application,
    everybody: Sequence[Application],
    rules: RuleSet,
    table: ScoreTable,
    members: Mapping[str, str],
    past: Mapping[str, Past] = NOTHING_PAST,
    most_rows: int = MOST_ROWS,
) -> list[Flip]:
    """Do the same where values count beside those of all: a change of one moves the points of others, too.

    Of a field that does, each change is tried by scoring the whole year again, as long as no more than
    `most_rows` applications are scored in all; of the other fields what rests on all stays as it is. Empty
    where the year would not be scored as it was.
    """
    year = WholeYear(application, everybody, rules, table, (members, past), most_rows)
    if not year.is_as_scored:
        return []
    assessed = assessed_beside(application, everybody, rules, year.cutoff)
    alone = Trial(application, rules, year.cutoff, table, (members, past), assessed)
    moving = moving_others(rules)
    names = sorted(_names(rules), key=list(rules.names).index)
    return [_flip_in(year, key) if key in moving else _flip(key, alone) for key in names]


def _flip_in(year: WholeYear, key: str) -> Flip:
    try:
        return _flip(key, year)
    except TooMany:
        filed = year.application.values.get(key, FiledValue(None)).value
        return Flip(key, filed, None, tried=False)


def _names(rules: RuleSet) -> set[str]:
    """Return the fields and text matches that matter, but for those that say who it is."""
    conditions = (rules.gate_formulas, rules.veto_formulas, rules.direct_formulas)
    used = set(rules.used_names) | {tie.by for tie in rules.ties}
    used |= {quota.within for quota in rules.pool.quotas}
    used |= {name for formulas in conditions for each in formulas.values() for name in each.names}
    for key in reversed(list(rules.indicators)):
        if key in used:
            used |= rules.dependencies(key)
    identity = {rules.identifier.field, rules.name_field}
    return (used & {*rules.fields, *rules.text_matches}) - identity


def _flip(key: str, trial: Trying) -> Flip:
    rules, filed = trial.rules, trial.application.values.get(key, FiledValue(None)).value
    rule = rules.fields.get(key)
    if rule is None or rule.type is FieldType.CHOICE:
        choices = rules.choices[(rule.choices if rule else rules.text_matches[key].choices) or ""]
        return _first(key, filed, (each for each in choices if each != filed), trial)
    if rule.type is FieldType.YES_NO:
        return _first(key, filed, (each for each in (True, False) if each is not filed), trial)
    if rule.type in NUMBERS and isinstance(filed, Decimal):
        return _smallest_number(key, filed, rule, trial)
    if rule.type is FieldType.DATE and isinstance(filed, date):
        return _smallest_date(key, filed, trial)
    return Flip(key, filed, None)


def _first(key: str, filed: Filed, values: Iterator[str] | Iterator[bool], trial: Trying) -> Flip:
    turning = (each for each in values if trial.proves(key, each))
    return Flip(key, filed, next(turning, None))


def _smallest_number(key: str, filed: Decimal, rule: FieldRule, trial: Trying) -> Flip:
    """Search both ways in steps of the last filed digit, within the bounds of the field."""
    digits = 0 if rule.type is FieldType.INTEGER else min(0, int(filed.normalize().as_tuple().exponent))
    step = Decimal(1).scaleb(digits)
    farthest = max(abs(filed), Decimal(1)) * FARTHEST
    lowest = rule.minimum if rule.minimum is not None else -farthest
    highest = rule.maximum if rule.maximum is not None else farthest
    rooms = (int((highest - filed) / step), int((filed - lowest) / step))

    def at(sign: int) -> Callable[[int], Filed]:
        return lambda steps: filed + sign * steps * step

    found = _nearest(key, [(at(1), rooms[0]), (at(-1), rooms[1])], trial)
    return Flip(key, filed, None, step) if found is None else Flip(key, filed, found[0], step, found[1])


def _smallest_date(key: str, filed: date, trial: Trying) -> Flip:
    """Search both ways in days, back to the year 1900 and on to the cut-off."""
    rooms = ((trial.cutoff - filed).days, (filed - date(1900, 1, 1)).days)
    later: Callable[[int], Filed] = lambda days: filed + timedelta(days)  # noqa: E731
    earlier: Callable[[int], Filed] = lambda days: filed - timedelta(days)  # noqa: E731
    found = _nearest(key, [(later, rooms[0]), (earlier, rooms[1])], trial)
    return Flip(key, filed, None) if found is None else Flip(key, filed, found[0], Decimal(1), found[1])


def _nearest(
    key: str, ways: Sequence[tuple[Callable[[int], Filed], int]], trial: Trying
) -> tuple[Filed, int] | None:
    """Return the turning value with the fewest steps of both ways, upwards where they are equal."""
    found = [(steps, way) for way, room in ways if (steps := _fewest_steps(key, way, room, trial))]
    if not found:
        return None
    steps, way = min(found, key=lambda each: each[0])
    if not trial.proves(key, way(steps)) or trial.proves(key, way(steps - 1)):
        raise AssertionError(f"{key}: the change that was found does not turn the outcome by one step")
    return way(steps), steps


def _fewest_steps(key: str, way: Callable[[int], Filed], room: int, trial: Trying) -> int | None:
    """Double the steps until the outcome turns, then halve between."""
    if isinstance(trial, Trial) and trial.may_be_worse:
        return _fewest_by_zones(key, way, room, trial)
    turns = trial.turns
    low, high = 0, 1
    while high < room and not turns(key, way(high)):
        low, high = high, high * 2
    high = min(high, room)
    if high <= low or not turns(key, way(high)):
        return None
    return _halved(low, high, lambda steps: turns(key, way(steps)))


def _halved(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the fewest steps with which it holds, between some with which it does not and some it does."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _fewest_by_zones(key: str, way: Callable[[int], Filed], room: int, trial: Trial) -> int | None:
    """Search zone by zone, the nearest first; within one a better standing is never worse.

    Where points only rise, or only fall, along the way, a zone is one stretch of it, in which the outcome
    changes once at most: so its ends tell whether it turns in it, and halving finds where first.
    """
    turns: Callable[[int], bool] = lambda steps: trial.proves(key, way(steps))  # noqa: E731
    first = 0
    while first <= room:
        zone = trial.zone_with(key, way(first))
        last = room
        if trial.zone_with(key, way(room)) != zone:
            last = _halved(first, room, lambda steps: trial.zone_with(key, way(steps)) != zone) - 1  # noqa: B023
        if turns(first):
            return first
        if turns(last):
            return _halved(first, last, turns)
        first = last + 1
    return None
