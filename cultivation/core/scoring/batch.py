"""Many applications at once, a column for each field: what came of one file, as it is checked and kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

import msgspec

from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, application_from_record

Texts = Sequence[str | None]
Note = Mapping[str, Any]
NOTHING: tuple[list[int], list[str]] = ([], [])


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """What applications say of one field: exact texts, None where it was left blank.

    A value stands in the column `letters` and its application's row unless `cells` says otherwise; with
    neither it stands in no cell. `filed` are the texts as filed where they differ, by place, and `notes`
    as in FiledValue, one for each application or none.
    """

    texts: Texts
    letters: str = ""
    cells: Mapping[int, str] = field(default_factory=dict)
    filed: Mapping[int, str] = field(default_factory=dict)
    notes: Sequence[Note] = ()

    def at(self, places: Sequence[int]) -> FieldColumn:
        """Return the column for some of the applications."""
        return FieldColumn(
            [self.texts[place] for place in places],
            self.letters,
            _moved(self.cells, places),
            _moved(self.filed, places),
            [self.notes[place] for place in places] if self.notes else (),
        )

    def cell(self, place: int, row: int) -> str:
        """Return the address of a value, empty where it stands in no cell."""
        return self.cells.get(place) or (f"{self.letters}{row}" if self.letters else "")

    def to_record(self) -> dict[str, Any]:
        """Return what is stored: what few have with their places, each note once with whose it is."""
        record: dict[str, Any] = {"texts": self.texts}
        if self.letters:
            record["letters"] = self.letters
        for name, sparse in (("cells", self.cells), ("filed", self.filed)):
            if sparse:
                record[name] = [list(sparse), list(sparse.values())]
        if self.notes:
            known: dict[int, int] = {}
            record["note_of"] = [known.setdefault(id(note), len(known)) for note in self.notes]
            distinct = {id(note): note for note in self.notes}
            record["notes"] = [distinct[key] for key in known]
        return record


def column_from_record(record: Mapping[str, Any]) -> FieldColumn:
    """Read a column back."""
    cells, filed = (dict(zip(*record.get(name, NOTHING), strict=True)) for name in ("cells", "filed"))
    notes = [record["notes"][place] for place in record.get("note_of", ())]
    return FieldColumn(record["texts"], record.get("letters", ""), cells, filed, notes)


@dataclass(frozen=True)
class Block:
    """The applications of one sheet: their rows, counted from 1, and a column for each field."""

    sheet: str
    rows: Sequence[int]
    columns: Mapping[str, FieldColumn]

    def at(self, places: Sequence[int]) -> Block:
        """Return some of the applications."""
        columns = {key: column.at(places) for key, column in self.columns.items()}
        return Block(self.sheet, [self.rows[place] for place in places], columns)

    def value(self, key: str, place: int) -> dict[str, Any]:
        """Return one value, in the form of FiledValue.to_record."""
        column = self.columns[key]
        cell = column.cell(place, self.rows[place])
        record: dict[str, Any] = {
            "value": column.texts[place],
            "sheet": self.sheet if cell else "",
            "cell": cell,
        }
        if place in column.filed:
            record["text"] = column.filed[place]
        if column.notes and column.notes[place]:
            record["note"] = column.notes[place]
        return record

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        columns = {key: column.to_record() for key, column in self.columns.items()}
        return {"sheet": self.sheet, "rows": self.rows, "columns": columns}


def block_from_record(record: Mapping[str, Any]) -> Block:
    """Read a block back."""
    columns = {key: column_from_record(column) for key, column in record["columns"].items()}
    return Block(record["sheet"], record["rows"], columns)


@dataclass(frozen=True)
class Batch:
    """The applications of one file, one after another: whose they are, and what they say, sheet by sheet."""

    file: str
    ids: Sequence[str] = ()
    names: Sequence[str] = ()
    blocks: tuple[Block, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def fields(self) -> list[str]:
        """Return the fields that any application may say something of."""
        return list(dict.fromkeys(key for block in self.blocks for key in block.columns))

    def texts(self, key: str) -> list[str | None]:
        """Return the exact texts of one field, None where nothing is said of it."""
        found: list[str | None] = []
        for block in self.blocks:
            column = block.columns.get(key)
            found += column.texts if column else [None] * len(block.rows)
        return found

    def text(self, key: str, place: int) -> str | None:
        """Return the exact text of one value, None where there is none."""
        block, own = self._where(place)
        return block.columns[key].texts[own] if key in block.columns else None

    def value(self, key: str, place: int) -> dict[str, Any]:
        """Return one value of one application, in the form of FiledValue.to_record."""
        block, own = self._where(place)
        return block.value(key, own)

    def record(self, place: int) -> dict[str, Any]:
        """Return one application, in the form of Application.to_record."""
        block, own = self._where(place)
        values = {key: block.value(key, own) for key in block.columns}
        return {"id": self.ids[place], "name": self.names[place], "values": values}

    def application(self, place: int, rules: RuleSet) -> Application:
        """Return one application."""
        return application_from_record(self.record(place), self.file, rules)

    def at(self, places: Sequence[int]) -> Batch:
        """Return some of the applications; `places` rise."""
        if len(places) == len(self):
            return self
        blocks, first = [], 0
        for block, end in zip(self.blocks, self._ends, strict=True):
            last = bisect_left(places, end, first)
            start = end - len(block.rows)
            if last > first:
                blocks.append(block.at([place - start for place in places[first:last]]))
            first = last
        ids, names = ([texts[place] for place in places] for texts in (self.ids, self.names))
        return Batch(self.file, ids, names, tuple(blocks))

    @cached_property
    def _ends(self) -> list[int]:
        """Return the places at which the blocks end."""
        return list(accumulate(len(block.rows) for block in self.blocks))

    def _where(self, place: int) -> tuple[Block, int]:
        """Return the block that holds an application, and its place there."""
        number = bisect_right(self._ends, place)
        block = self.blocks[number]
        return block, place - self._ends[number] + len(block.rows)

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        blocks = [block.to_record() for block in self.blocks]
        return {"file": self.file, "ids": self.ids, "names": self.names, "blocks": blocks}


def joined(batches: Sequence[Batch]) -> Batch:
    """Return the applications of one file's sheets as one batch."""
    if len(batches) == 1:
        return batches[0]
    ids = [key for each in batches for key in each.ids]
    names = [name for each in batches for name in each.names]
    return Batch(batches[0].file, ids, names, tuple(block for each in batches for block in each.blocks))


def batch_from_record(record: Mapping[str, Any]) -> Batch:
    """Read a batch back, also one that version 0.1.0 kept application by application."""
    if "blocks" in record:
        blocks = tuple(block_from_record(block) for block in record["blocks"])
        return Batch(record["file"], record["ids"], record["names"], blocks)
    applications = record["applications"]
    ids, names = ([each[key] for each in applications] for key in ("id", "name"))
    return Batch(record["file"], ids, names, tuple(_block_of(each["values"]) for each in applications))


class _Firm(msgspec.Struct):
    id: str
    name: str


class Firms(msgspec.Struct):
    """Whose applications a stored batch holds, in its order, and the file that they came in."""

    file: str
    sha256: str
    ids: list[str] = []
    names: list[str] = []
    applications: list[_Firm] = []  # of version 0.1.0


def read_firms(document: bytes) -> Firms:
    """Read them without what they say."""
    found = msgspec.json.decode(document, type=Firms)
    for each in found.applications:
        found.ids.append(each.id)
        found.names.append(each.name)
    return found


def _block_of(values: Mapping[str, Mapping[str, Any]]) -> Block:
    """Return a block of one application."""
    columns = {
        key: FieldColumn(
            [value["value"]],
            cells={0: value["cell"]} if value["cell"] else {},
            filed={0: value["text"]} if "text" in value else {},
            notes=[value["note"]] if "note" in value else (),
        )
        for key, value in values.items()
    }
    return Block(next((value["sheet"] for value in values.values() if value["sheet"]), ""), [0], columns)


def _moved(sparse: Mapping[int, str], places: Sequence[int]) -> dict[int, str]:
    """Return what stands at some places, by their order."""
    if not sparse:
        return {}
    return {new: sparse[place] for new, place in enumerate(places) if place in sparse}
