"""What a register says of each enterprise: its rows folded into one value, with the rows that made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from cultivation.canonical import exact_text
from cultivation.core.registers.definition import SILENT, Condition, Measure, Register
from cultivation.core.scoring.batch import Batch

Own = tuple[int, Fraction]  # the place of a row, and the part of it that is the enterprise's


@dataclass(frozen=True, slots=True)
class Told:
    """What the register says: an exact text, None where it is blank; `conflict` where its rows differ.

    `rows` are the places of the rows that made it.
    """

    value: str | None
    rows: tuple[int, ...] = ()
    conflict: bool = False


class Rows:
    """The rows of a register, column by column."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._columns: dict[str, list[str | None]] = {}

    def __len__(self) -> int:
        return len(self._batch)

    def texts(self, column: str) -> list[str | None]:
        """Return the exact texts of a column, None where a cell is blank or the column is missing."""
        if column not in self._columns:
            self._columns[column] = self._batch.texts(column)
        return self._columns[column]


def measured(
    register: Register,
    measure: Measure,
    rows: Rows,
    owners: Mapping[str, Sequence[Own]],
    cutoff: date,
) -> dict[str, Told]:
    """Return what a measure comes to for each enterprise that has rows.

    `owners` gives the rows of each by their place, with its part of each row.
    """
    tests = [_test(condition, rows, cutoff) for condition in measure.where]
    fold = _folding(register, measure, rows)
    found = {}
    for key, own in owners.items():
        counting = own
        for texts, holds in tests:
            counting = [each for each in counting if holds[texts[each[0]]]]
        found[key] = fold(counting) if counting else _without_rows(measure)
    return found


def _without_rows(measure: Measure) -> Told:
    """Say what is known of an enterprise none of whose rows counts: of a count, nothing."""
    if measure.take in ("count", "sum"):
        return Told("0")
    if measure.take == "present":
        return Told("no")
    return Told(None if measure.absent == SILENT else measure.absent)


def _test(condition: Condition, rows: Rows, cutoff: date) -> tuple[list[str | None], dict[str | None, bool]]:
    """Return the texts of a column, and whether the condition holds of each."""
    texts = rows.texts(condition.column)
    return texts, {text: _holds(condition, text, cutoff) for text in set(texts)}


def _holds(condition: Condition, text: str | None, cutoff: date) -> bool:
    if text is None:
        return condition.blank == "passes"
    if condition.one_of and text not in condition.one_of:
        return False
    if text in condition.none_of:
        return False
    if condition.until is None and condition.since is None:
        return True
    day = date.fromisoformat(text)
    if condition.until and day > _day(condition.until, cutoff, condition.days):
        return False
    return not (condition.since and day < _day(condition.since, cutoff, condition.days))


def _day(anchor: str, cutoff: date, days: int) -> date:
    day = cutoff if anchor == "cutoff" else date(cutoff.year, 1, 1)
    return day + timedelta(days)


def _folding(register: Register, measure: Measure, rows: Rows) -> Callable[[Sequence[Own]], Told]:
    """Return what folds the rows that count of one enterprise."""
    match measure.take:
        case "count":
            return lambda own: _count(measure, rows, own)
        case "sum":
            return lambda own: _sum(measure, rows, own)
        case "present":
            return lambda own: Told("yes" if own else "no", tuple(place for place, _part in own))
        case "best":
            choice = register.columns[measure.of].choices
            assert choice is not None  # the definition is checked
            order = {name: number for number, name in enumerate(register.choices[choice])}
            return lambda own: _best(measure, rows, own, order)
        case "last":
            return lambda own: _last(measure, rows, own)
        case _:
            return lambda own: _one(rows.texts(measure.of), [place for place, _part in own])


def _parts(measure: Measure, own: Sequence[Own]) -> list[Fraction]:
    return [part if measure.joint == "share" else Fraction(1) for _place, part in own]


def _count(measure: Measure, rows: Rows, own: Sequence[Own]) -> Told:
    if measure.unique:
        texts = rows.texts(measure.unique)
        first: dict[str, Own] = {}
        for place, part in own:  # a number that is blank is nobody else's
            first.setdefault(texts[place] or f"\0{place}", (place, part))
        own = list(first.values())
    total = sum(_parts(measure, own), Fraction(0))
    return Told(exact_text(total), tuple(place for place, _part in own))


def _sum(measure: Measure, rows: Rows, own: Sequence[Own]) -> Told:
    texts = rows.texts(measure.of)
    known = [(place, part) for place, part in own if texts[place] is not None]
    if own and not known:
        return Told(None, tuple(place for place, _part in own))
    amounts = [Fraction(texts[place] or 0) for place, _part in known]
    total = sum((a * b for a, b in zip(amounts, _parts(measure, known), strict=True)), Fraction(0))
    return Told(exact_text(total), tuple(place for place, _part in known))


def _last(measure: Measure, rows: Rows, own: Sequence[Own]) -> Told:
    days = rows.texts(measure.by)
    dated = [place for place, _part in own if days[place] is not None]
    if not dated:
        return _one(rows.texts(measure.of), [place for place, _part in own])
    latest = max(str(days[place]) for place in dated)
    return _one(rows.texts(measure.of), [place for place in dated if days[place] == latest])


def _one(texts: Sequence[str | None], places: Sequence[int]) -> Told:
    """Return the one value that rows say; several values are a conflict, and blanks say nothing."""
    said = [place for place in places if texts[place] is not None]
    values = {texts[place] for place in said}
    if len(values) > 1:
        return Told(None, tuple(said), conflict=True)
    return Told(values.pop() if values else None, tuple(said or places))


def _best(measure: Measure, rows: Rows, own: Sequence[Own], order: Mapping[str, int]) -> Told:
    texts = rows.texts(measure.of)
    said = [(order[text], place, text) for place, _part in own if (text := texts[place]) is not None]
    if not said:
        return Told(None, tuple(place for place, _part in own))
    _number, place, text = min(said)
    return Told(text, (place,))
