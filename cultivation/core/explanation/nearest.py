"""The smallest changes with which nothing that is known keeps an enterprise from meeting a standard.

Each is found by trying, and all of them together are tried again: what is said here was computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice, product

from cultivation.core.explanation.standing import Standing, standing
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue

NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)
FARTHEST = 1000  # times the value, where its field has no bound
MOST_TRIED = 200  # combinations of one change for each missed condition


@dataclass(frozen=True, slots=True)
class Change:
    """One field with another value. `share` is how large the change is beside the value (1: as large)."""

    field: str
    filed: Filed
    value: Filed
    share: Decimal = Decimal(1)

    @property
    def falls(self) -> bool:
        """Tell whether a number would have to be lower."""
        both = isinstance(self.value, Decimal) and isinstance(self.filed, Decimal)
        return both and self.value < self.filed  # type: ignore[operator]

    @property
    def order(self) -> tuple[bool, Decimal, str]:
        """Sort by what is easier: to raise before to lower, then what is less beside the value."""
        return self.falls, self.share, self.field


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each missed condition the smallest changes of one field alone, and changes that do together.

    Of `together` none may be smaller by one step of its last digit; it is empty where no such changes were
    found. `rest` is how the enterprise would stand with them.
    """

    alone: Mapping[str, tuple[Change, ...]]
    together: tuple[Change, ...]
    rest: Standing | None


def nearest(application: Application, rules: RuleSet, cutoff: date, fixed: Iterable[str] = ()) -> Nearest:
    """Search among the fields that are known and not `fixed`; dates stay, as nobody can change them."""
    search = _Search(application, rules, cutoff, frozenset(fixed))
    missed = standing(application, rules, cutoff).missed
    alone = {key: tuple(sorted(search.alone(key), key=lambda each: each.order)) for key in missed}
    together = search.together(list(alone.values()))
    return Nearest(alone, together, search.with_(together) if together else None)


class _Search:
    """Tries values of one application; the rest of it stays as it is."""

    def __init__(self, application: Application, rules: RuleSet, cutoff: date, fixed: frozenset[str]) -> None:
        self.application, self.rules, self.cutoff = application, rules, cutoff
        identity = {rules.identifier.field, rules.name_field}
        self._open = [
            key
            for key, each in application.values.items()
            if each.value is not None and key in rules.fields and key not in fixed | identity
        ]

    def with_(self, changes: Iterable[Change]) -> Standing:
        """Return how it would stand with changes."""
        changed = {each.field: FiledValue(each.value) for each in changes}
        values = {**self.application.values, **changed}
        return standing(replace(self.application, values=values), self.rules, self.cutoff)

    def alone(self, condition: str) -> Iterator[Change]:
        """Yield the smallest change of each field with which a condition is missed no longer."""
        for key in self._open:
            filed, rule = self.application.values[key].value, self.rules.fields[key]
            if rule.type in NUMBERS and isinstance(filed, Decimal):
                yield from self._number(key, filed, condition)
            elif rule.type is FieldType.CHOICE:
                choices = (each for each in self.rules.choices[rule.choices or ""] if each != filed)
                yield from self._first(key, filed, choices, condition)
            elif rule.type is FieldType.YES_NO:
                yield from self._first(key, filed, [not filed], condition)

    def _first(self, key: str, filed: Filed, values: Iterable[Filed], condition: str) -> Iterator[Change]:
        changes = (Change(key, filed, value) for value in values)
        yield from islice((each for each in changes if condition not in self.with_([each]).missed), 1)

    def _number(self, key: str, filed: Decimal, condition: str) -> Iterator[Change]:
        """Search both ways in steps of the last filed digit, within the bounds of the field."""
        for way in self._ways(key, filed):
            steps = self._fewest(way, lambda change: condition not in self.with_([change]).missed)
            if steps is not None:
                yield way.at(steps)

    def _ways(self, key: str, filed: Decimal) -> tuple[_Way, _Way]:
        rule = self.rules.fields[key]
        digits = 0 if rule.type is FieldType.INTEGER else min(0, int(filed.normalize().as_tuple().exponent))
        step = Decimal(1).scaleb(digits)
        farthest = max(abs(filed), Decimal(1)) * FARTHEST
        lowest = rule.minimum if rule.minimum is not None else -farthest
        highest = rule.maximum if rule.maximum is not None else farthest
        return (
            _Way(key, filed, step, int((highest - filed) / step)),
            _Way(key, filed, -step, int((filed - lowest) / step)),
        )

    def _fewest(self, way: _Way, does: Callable[[Change], bool]) -> int | None:
        """Double the steps until the change does, then halve between; None where none does."""
        low, high = 0, min(1, way.room)
        while high < way.room and not does(way.at(high)):
            low, high = high, min(high * 2, way.room)
        if high <= low or not does(way.at(high)):
            return None
        return _halved(way, low, high, does)

    def together(self, alone: Sequence[Sequence[Change]]) -> tuple[Change, ...]:
        """Return the first combination with which nothing is missed, none of it larger than is needed."""
        tried = islice(product(*alone), MOST_TRIED)
        for combination in sorted(tried, key=lambda each: sorted(change.order for change in each)[::-1]):
            changes = _merged(combination)
            if changes and not self.with_(changes).missed:
                return self._tightened(changes)
        return ()

    def _tightened(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """Make each number no larger a change than is needed beside the others."""
        found = list(changes)
        for change in changes:
            others = [each for each in found if each.field != change.field]
            if not self.with_(others).missed:
                found = others
                continue
            if isinstance(change.filed, Decimal) and isinstance(change.value, Decimal):
                way = self._ways(change.field, change.filed)[change.falls]
                enough = int((change.value - change.filed) / way.step)
                steps = _halved(way, 0, enough, lambda each: not self.with_([*others, each]).missed)  # noqa: B023
                found[found.index(change)] = way.at(steps)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Way:
    """Values of a field from the filed one on, in steps; `room` is how many there are."""

    field: str
    filed: Decimal
    step: Decimal
    room: int

    def at(self, steps: int) -> Change:
        """Return the change by so many steps."""
        size = abs(steps * self.step)
        share = size / abs(self.filed) if self.filed else size
        return Change(self.field, self.filed, self.filed + steps * self.step, share)


def _halved(way: _Way, low: int, high: int, does: Callable[[Change], bool]) -> int:
    """Return the fewest steps between some that do not and some that do."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if does(way.at(middle)) else (middle, high)
    return high


def _merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return each field once: of two changes the same way the larger; none where they contradict."""
    found: dict[str, Change] = {}
    for each in changes:
        other = found.setdefault(each.field, each)
        if other == each:
            continue
        both = (other.value, each.value, each.filed)
        if not all(isinstance(value, Decimal) for value in both):
            return ()
        if (other.value > each.filed) is not (each.value > each.filed):  # type: ignore[operator]
            return ()
        found[each.field] = max(other, each, key=lambda change: change.share)
    return tuple(found.values())
