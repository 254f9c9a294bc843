"""Who stands on the lists of authorities: each row with its cell, whose it is, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cultivation.core.register_codes import normal_form
from cultivation.core.rules.list_kinds import ListKind, shipped_kinds
from cultivation.core.rules.model import Label
from cultivation.language import N_, _, bracketed, current, join_clauses
from cultivation.queries.enterprise_names import Names
from cultivation.queries.register_keys import Ambiguous, Matched, RegisterKeys, Unknown
from cultivation.queries.succession import recoded
from cultivation.record.entries import Recorded, VetoListImported
from cultivation.record.reader import Reader

HOW = {
    "former_code": N_("found by an earlier code"),
    "organisation_code": N_("found by the organisation code"),
    "name": N_("found by the name"),
    "former_name": N_("found by an earlier name"),
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list as it stands there, with its cell; days and grade are empty where it has none.

    `how` is what its firm was found by, empty where it means none on record; `entry` is the import.
    """

    list: str
    code: str
    name: str
    file: str
    sheet: str
    cell: str
    listed: str
    repaired: str
    expires: str
    grade: str
    how: str
    entry: int
    document: str

    @property
    def place(self) -> str:
        """Return file, sheet and cell."""
        return f"{self.file} {self.sheet}!{self.cell}"

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {key: getattr(self, key) for key in self.__slots__}


@dataclass(frozen=True)
class ListsThen:
    """The last import of each list in one state of the record: whose rows they hold, and by which kinds."""

    kinds: Mapping[str, ListKind]
    imports: Mapping[str, Recorded[VetoListImported]]
    rows: Mapping[str, tuple[ListRow, ...]]  # by enterprise, also by codes that nobody on record bears
    ambiguous: tuple[tuple[ListRow, tuple[str, ...]], ...]  # with those that a row may mean

    def rows_of(self, key: str) -> tuple[ListRow, ...]:
        """Return the rows of an enterprise."""
        return self.rows.get(key, ())

    def lists_of(self, key: str, cutoff: date) -> set[str]:
        """Return the lists on which an enterprise stands by a data cut-off."""
        rows = self.rows_of(key)
        return {kind for kind in {row.list for row in rows} if any(self.counting(rows, kind, cutoff))}

    def counting(self, rows: Iterable[ListRow], kind: str, cutoff: date) -> Iterator[ListRow]:
        """Yield the rows of one enterprise on one list that count by a data cut-off."""
        own = [row for row in rows if row.list == kind]
        said = self.kinds.get(kind)
        if said is not None and said.grades:
            grades = {normal_form(row.grade) for row in own}
            if len(grades) > 1 or not grades <= {normal_form(each) for each in said.grades}:
                return
        for row in own:
            if said is None or said.counts(cutoff, *map(_day, (row.listed, row.repaired, row.expires))):
                yield row

    def label(self, kind: str) -> str:
        """Name a list in the language spoken now."""
        found: Label | None = self.kinds.get(kind)
        return found.text(current()) if found else kind

    def day_of(self, kind: str) -> date:
        """Return the day as of which a list holds: what was said, else when it was imported."""
        entry = self.imports[kind]
        return _day(entry.content.on) or datetime.fromisoformat(entry.recorded_at).astimezone().date()


def lists_then(reader: Reader, until: int | None = None) -> ListsThen:
    """Return who stands on the imported lists; of each, the last that came in counts.

    With `until` neither later imports nor names and codes of later count.
    """
    imports: dict[str, Recorded[VetoListImported]] = {}
    for entry in reader.entries_of(VetoListImported):
        if until is None or entry.seq <= until:
            imports[entry.content.list] = entry
    kinds = {key: kind for key, entry in imports.items() if (kind := _kind(reader, entry))}
    if not imports:
        return ListsThen(kinds, imports, {}, ())
    found: dict[str, list[ListRow]] = {}
    ambiguous: list[tuple[ListRow, tuple[str, ...]]] = []
    finder = _Finder(reader, until)
    for entry in imports.values():
        for record in reader.document_json(entry.content.codes_digest)["enterprises"]:
            whose = finder.whose(record, by_name=bool(entry.content.kind_digest))
            row = _row(record, entry, whose.how if isinstance(whose, Matched) else "")
            if isinstance(whose, Ambiguous):
                ambiguous.append((row, whose.candidates))
                continue
            keys = {record["code"], *([whose.id] if isinstance(whose, Matched) else [])} - {""}
            for key in keys:
                found.setdefault(key, []).append(row)
    rows = {key: tuple(several) for key, several in found.items()}
    return ListsThen(kinds, dict(sorted(imports.items())), rows, tuple(ambiguous))


class _Finder:
    """Finds whose row it is; names are read only where a list is known by names."""

    def __init__(self, reader: Reader, until: int | None) -> None:
        self._reader, self._until = reader, until
        self._keys: RegisterKeys | None = None
        self._later = recoded(reader, until)

    def whose(self, record: Mapping[str, str], by_name: bool) -> Matched | Ambiguous | Unknown:
        """Say whose row it is; without `by_name` the code alone tells."""
        code = record["code"]
        if not by_name:
            later = self._later.get(code)
            return Matched(later, "former_code") if later else Matched(code, "code")
        if self._keys is None:
            self._keys = RegisterKeys(Names(self._reader, self._until))
        return self._keys.match(code, record["name"])


def _kind(reader: Reader, entry: Recorded[VetoListImported]) -> ListKind | None:
    """Return the kind by which a list was read; of an entry from before kinds were data, its name alone."""
    said = entry.content
    if said.kind_digest:
        return ListKind.model_validate(reader.document_json(said.kind_digest))
    found = shipped_kinds().get(said.list)
    return found and found.model_copy(update={"grades": (), "after_cutoff": "counts"})


def _row(record: Mapping[str, str], entry: Recorded[VetoListImported], how: str) -> ListRow:
    said = entry.content
    return ListRow(
        list=said.list,
        code=record["code"],
        name=record["name"],
        file=said.file,
        sheet=record.get("sheet", ""),
        cell=record.get("cell", ""),
        listed=record.get("listed", ""),
        repaired=record.get("repaired", ""),
        expires=record.get("expires", ""),
        grade=record.get("grade", ""),
        how=how,
        entry=entry.seq,
        document=said.document,
    )


def listed_value(then: ListsThen, rows: Sequence[ListRow], kind: str, cutoff: date) -> dict[str, Any]:
    """Return what a list says of a field that it fills, in the form of FiledValue; its cell is a note."""
    row = next(then.counting(rows, kind, cutoff), None)
    entry = then.imports.get(kind)
    note: dict[str, Any] = {"list": kind, "entry": entry.seq if entry else None}
    if row is None:
        return {"value": "no", "sheet": "", "cell": "", "note": note}
    note |= {"file": row.file, "sheet": row.sheet, "cell": row.cell, "document": row.document}
    return {"value": "yes", "sheet": "", "cell": "", "note": note}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def row_text(row: ListRow, key: str, then: ListsThen, cutoff: date) -> str:
    """Say on which list an enterprise stands, in which cell, since when, and whether that counts."""
    said = [
        sentence.format(day=day)
        for day, sentence in (
            (row.listed, _("listed {day}")),
            (row.repaired, _("repaired {day}")),
            (row.expires, _("expires {day}")),
        )
        if day
    ]
    if row.grade:
        said.append(_("grade {grade}").format(grade=row.grade))
    if row.how in HOW:
        said.append(_(HOW[row.how]))
    if row not in then.counting(then.rows_of(key), row.list, cutoff):
        said.append(_("does not count at the cut-off {cutoff}").format(cutoff=cutoff.isoformat()))
    sentence = _("On a list of an authority: {list}, {place}, {document}")
    text = sentence.format(list=then.label(row.list), place=row.place, document=row.document)
    return _("{text}.").format(text=text + (bracketed(join_clauses(said)) if said else ""))
