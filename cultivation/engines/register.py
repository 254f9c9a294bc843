"""A register as a Parquet file: its partitions, its batches, and codes that stand in it twice.

Anything else (CSV, a query to a database) is first written as Parquet, every value as the text that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cultivation.core.rules.model import RuleSet
from cultivation.engines.layout import Layout, layout_of
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.language import _

BATCH = 1 << 17  # rows that are in memory at once
PARTITION = 1 << 18  # rows of a partition at least, where row groups are smaller
SHOWN = 10


@dataclass(frozen=True)
class Partition:
    """Neighbouring row groups of the file: which ones, and the number of their first row, counted from 1."""

    number: int
    groups: tuple[int, ...]
    first: int
    rows: int


@dataclass(frozen=True)
class Register:
    """A register whose layout is right."""

    path: Path
    shown_as: str
    layout: Layout
    partitions: tuple[Partition, ...]
    rows: int

    def identity(self) -> dict[str, Any]:
        """Return what tells that a file is still the same."""
        status = self.path.stat()
        return {"size": status.st_size, "changed": status.st_mtime_ns, "rows": self.rows}


def open_register(path: Path, rules: RuleSet, shown_as: str, partition: int = PARTITION) -> Register:
    """Look at a Parquet file; refused where its columns cannot be what the rule set needs."""
    try:
        with pq.ParquetFile(path) as file:
            layout = layout_of(file.schema_arrow, rules, shown_as)
            sizes = [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)]
    except (OSError, pa.ArrowException) as error:
        sentence = _("{file} cannot be read as Parquet: {problem}")
        raise EnvironmentTrouble(sentence.format(file=shown_as, problem=str(error).splitlines()[0])) from None
    return Register(path, shown_as, layout, tuple(_partitions(sizes, partition)), sum(sizes))


def _partitions(sizes: list[int], least: int) -> Iterator[Partition]:
    groups: list[int] = []
    first, rows, number = 1, 0, 0
    for place, size in enumerate(sizes):
        groups.append(place)
        rows += size
        if rows >= least or place == len(sizes) - 1:
            yield Partition(number, tuple(groups), first, rows)
            groups, first, rows, number = [], first + rows, 0, number + 1


def batches(
    path: Path | str, groups: tuple[int, ...], first: int, columns: Mapping[str, str], size: int = BATCH
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of a partition batch by batch, each with the number of its first row."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(size, row_groups=list(groups), columns=list(columns.values())):
            if len(batch):
                yield first, batch
            first += len(batch)


def refuse_twice(register: Register, rules: RuleSet) -> None:
    """Refuse a register in which an enterprise stands twice: counts and places would be wrong."""
    import pandas as pd

    key = rules.identifier.field
    columns = {key: register.layout.columns[key]}
    hashes = np.empty(register.rows, np.uint64)
    for first, batch in _all(register, columns):
        codes = _codes(batch).to_numpy(zero_copy_only=False)
        hashes[first - 1 : first - 1 + len(codes)] = pd.util.hash_array(codes, categorize=False)
    ordered = np.sort(hashes)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return
    found = _rows_of_codes(register, columns, np.isin(hashes, twice))
    several = {code: rows for code, rows in found.items() if code and len(rows) > 1}
    if several:
        said = [_("{number} enterprises stand more than once in the register.").format(number=len(several))]
        for code, rows in list(several.items())[:SHOWN]:
            numbers = ", ".join(map(str, rows[:SHOWN]))
            said.append(_("{code}: rows {rows}").format(code=code, rows=numbers))
        raise Refused("\n".join(said))


def _rows_of_codes(
    register: Register, columns: Mapping[str, str], wanted: np.ndarray[Any, np.dtype[np.bool_]]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for first, batch in _all(register, columns):
        rows = np.flatnonzero(wanted[first - 1 : first - 1 + len(batch)])
        codes = _codes(batch).take(pa.array(rows)).to_pylist()
        for row, code in zip(rows.tolist(), codes, strict=True):
            found.setdefault(code, []).append(first + row)
    return found


def _codes(batch: pa.RecordBatch) -> pa.Array:
    return pc.utf8_trim_whitespace(batch.column(0).cast(pa.string()).fill_null(""))


def _all(register: Register, columns: Mapping[str, str]) -> Iterator[tuple[int, pa.RecordBatch]]:
    for each in register.partitions:
        yield from batches(register.path, each.groups, each.first, columns)
