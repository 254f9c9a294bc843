"""What a register says of each enterprise: its rows folded into one value, with the rows that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from operator import and_

from cultivation.canonical import exact_text
from cultivation.core.registers.definition import SILENT, Condition, Measure, Register
from cultivation.core.scoring.batch import Batch


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


@dataclass(frozen=True)
class Owners:
    """Whose rows are whose.

    `rows` are the places of the rows of each enterprise, rising; `holders` says of each row who holds it,
    each holder once, strangers too.
    """

    rows: Mapping[str, Sequence[int]]
    holders: Sequence[tuple[str, ...]]


def measured(
    register: Register, measure: Measure, rows: Rows, owners: Owners, cutoff: date, wanted: Iterable[str]
) -> dict[str, Told]:
    """Return what a measure comes to for each enterprise of `wanted`.

    Where a column that a condition needs is blank in every row, the register says nothing of anybody; where
    it is blank in a row that might count, nothing of who holds it.
    """
    if any(each.blank == "fails" and not any(rows.texts(each.column)) for each in measure.where):
        return dict.fromkeys(wanted, Told(None))
    counts = _counting(measure.where, rows, cutoff)
    unknown = _unknown(measure, rows, cutoff, counts)
    fold = _folding(register, measure, rows, owners, counts)
    absent = Told(None if measure.absent == SILENT else measure.absent)
    found = {}
    for key in wanted:
        own = owners.rows.get(key, ())
        if unknown and not unknown.isdisjoint(own):
            found[key] = Told(None, tuple(each for each in own if each in unknown))
            continue
        counting = [place for place in own if counts[place]] if counts else own
        found[key] = fold(counting) if counting else _without_rows(measure) if own else absent
    return found


def _unknown(measure: Measure, rows: Rows, cutoff: date, counts: Sequence[bool]) -> set[int]:
    """Return the rows of which nobody can say whether they count: what a condition needs is blank there."""
    if not any(each.blank == "fails" and None in rows.texts(each.column) for each in measure.where):
        return set()
    passing = [each.model_copy(update={"blank": "passes"}) for each in measure.where]
    at_most = _counting(passing, rows, cutoff)
    return {place for place, may in enumerate(at_most) if may and not counts[place]}


def _counting(where: Iterable[Condition], rows: Rows, cutoff: date) -> Sequence[bool]:
    """Tell of each row whether it meets all conditions; nothing where there are none."""
    counts: Sequence[bool] = ()
    for condition in where:
        texts = rows.texts(condition.column)
        holds = {text: _holds(condition, text, cutoff) for text in set(texts)}
        own = map(holds.__getitem__, texts)
        counts = list(map(and_, counts, own)) if counts else list(own)
    return counts


def _without_rows(measure: Measure) -> Told:
    """Say what is known of an enterprise none of whose rows counts: of a count, nothing."""
    if measure.take in ("count", "sum"):
        return Told("0")
    if measure.take == "present":
        return Told("no")
    return Told(None if measure.absent == SILENT else measure.absent)


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


def _folding(
    register: Register, measure: Measure, rows: Rows, owners: Owners, counts: Sequence[bool]
) -> Callable[[Sequence[int]], Told]:
    """Return what folds the rows that count of one enterprise."""
    texts = rows.texts(measure.of) if measure.of else []
    match measure.take:
        case "count":
            numbers = rows.texts(measure.unique) if measure.unique else None
            return partial(_count, numbers, _shares(measure, rows, owners, counts))
        case "sum":
            return partial(_sum, texts, _shares(measure, rows, owners, counts))
        case "present":
            return lambda own: Told("yes", tuple(own))
        case "best":
            choice = register.columns[measure.of].choices
            assert choice is not None  # the definition is checked
            order = {name: number for number, name in enumerate(register.choices[choice])}
            return partial(_best, texts, order)
        case "last":
            return partial(_last, texts, rows.texts(measure.by))
        case _:
            return partial(_one, texts)


def _shares(
    measure: Measure, rows: Rows, owners: Owners, counts: Sequence[bool]
) -> Callable[[int], Fraction] | None:
    """Return the part of a row that each of its holders has; None where each has it whole.

    What stands in several rows is held by all that any of them names.
    """
    if measure.joint == "once":
        return None
    holders = owners.holders
    if measure.take != "count" or not measure.unique:
        return lambda place: Fraction(1, len(holders[place]))
    numbers = rows.texts(measure.unique)
    together: dict[str, set[str]] = {}
    for place, number in enumerate(numbers):
        if number is not None and (not counts or counts[place]):
            together.setdefault(number, set()).update(holders[place])
    return lambda place: Fraction(1, len(together.get(numbers[place] or "", holders[place])))


def _count(
    numbers: Sequence[str | None] | None, share: Callable[[int], Fraction] | None, own: Sequence[int]
) -> Told:
    """Count rows, those of one number once; a row without one is a thing of its own."""
    if numbers is not None:
        first: dict[str | int, int] = {}
        for place in own:
            first.setdefault(numbers[place] or place, place)
        own = list(first.values())
    total = Fraction(len(own)) if share is None else sum(map(share, own), Fraction(0))
    return Told(exact_text(total), tuple(own))


def _sum(texts: Sequence[str | None], share: Callable[[int], Fraction] | None, own: Sequence[int]) -> Told:
    """Add up; where one cell is blank, the sum would say too little, and nothing is said."""
    blank = tuple(place for place in own if texts[place] is None)
    if blank:
        return Told(None, blank)
    amounts = [Fraction(texts[place] or 0) * (share(place) if share else 1) for place in own]
    return Told(exact_text(sum(amounts, Fraction(0))), tuple(own))


def _last(texts: Sequence[str | None], days: Sequence[str | None], own: Sequence[int]) -> Told:
    """Return what stands in the latest row; rows without a day count where none has one."""
    latest = max((days[place] or "" for place in own), default="")
    return _one(texts, [place for place in own if (days[place] or "") == latest])


def _one(texts: Sequence[str | None], own: Sequence[int]) -> Told:
    """Return the one value that rows say; several values are a conflict, and blanks say nothing."""
    said = [place for place in own if texts[place] is not None]
    values = {texts[place] for place in said}
    if len(values) > 1:
        return Told(None, tuple(said), conflict=True)
    return Told(values.pop() if values else None, tuple(said or own))


def _best(texts: Sequence[str | None], order: Mapping[str, int], own: Sequence[int]) -> Told:
    said = [(order[text], place, text) for place in own if (text := texts[place]) is not None]
    if not said:
        return Told(None, tuple(own))
    _number, place, text = min(said)
    return Told(text, (place,))
