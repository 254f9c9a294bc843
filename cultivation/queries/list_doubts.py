"""What is doubtful about the lists that a year's rules take: none came in, or it is too old on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cultivation.core.rules.list_kinds import ListKind
from cultivation.language import _, current
from cultivation.queries.on_lists import row_text
from cultivation.queries.year import Year


@dataclass(frozen=True, slots=True)
class ListDoubt:
    """A kind of list that the rules of a year take; `on` and `days` (of age) are None where none came in."""

    year: int
    list: str
    name: str
    on: str | None
    days: int | None
    limit: int | None

    @property
    def text(self) -> str:
        """Say what is doubtful, in the language spoken now."""
        if self.on is None:
            sentence = _("Doubtful: the rules of {year} take the {list}, but none is on record.")
            return sentence.format(year=self.year, list=self.name)
        sentence = _("Doubtful: the {list} is of {day}, {days} days old; it is doubted after {limit}.")
        return sentence.format(list=self.name, day=self.on, days=self.days, limit=self.limit)


def decided_on(year: Year) -> date | None:
    """Return the day of a year's decision."""
    said = year.review_year.decision_date
    return date.fromisoformat(said) if year.is_decided and said else None


def list_doubts(year: Year, day: date) -> Iterator[ListDoubt]:
    """Yield what is doubtful about the lists of a year on the day of its decision, or on another."""
    rules, then = year.rules, year.lists
    for kind in dict.fromkeys((*rules.pool.veto_lists, *rules.list_fields.values())):
        label = rules.list_kinds.get(kind)
        name = label.text(current()) if label else kind
        if kind not in then.imports:
            yield ListDoubt(year.number, kind, name, None, None, None)
            continue
        said: ListKind | None = then.kinds.get(kind)
        on = then.day_of(kind)
        if said is not None and (day - on).days > said.stale_days:
            yield ListDoubt(year.number, kind, name, on.isoformat(), (day - on).days, said.stale_days)


def list_sentences(year: Year, key: str) -> list[str]:
    """Say on which lists an enterprise stands, with the cell of each row, and what of it counts."""
    rows = sorted(year.lists.rows_of(key), key=lambda row: (row.list, row.sheet, row.cell))
    return [row_text(row, key, year.lists, year.cutoff) for row in rows]


def lists_json(year: Year, key: str) -> list[dict[str, object]]:
    """Return the same in the shape of the contract."""
    then = year.lists
    rows = then.rows_of(key)
    counting = {kind: set(then.counting(rows, kind, year.cutoff)) for kind in {row.list for row in rows}}
    return [{**row.to_json(), "counts": row in counting[row.list]} for row in rows]
