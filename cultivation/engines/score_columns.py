"""The file of scores: a row for each enterprise of the register, points as decimals, place and percentile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.columns.kernel import Scored
from cultivation.core.screening.scoring import RegisterBatch
from cultivation.core.screening.state import State

FIRST = ("code", "name", "eligible", "total")
DIGITS = 18
Whole = np.ndarray[Any, np.dtype[np.int64]]


def part_schema(rules: RuleSet) -> pa.Schema:
    """Return the columns of a scored partition: points in whole units, which need no more than counting."""
    texts = [(key, pa.string()) for key in ("code", "name", "group")]
    points = [(key, pa.int64()) for key in (*_dimensions(rules), *_criteria(rules))]
    return pa.schema([*texts, ("eligible", pa.bool_()), ("total", pa.int64()), *points])


def _dimensions(rules: RuleSet) -> list[str]:
    return [f"dimension:{key}" for key in rules.dimensions]


def _criteria(rules: RuleSet) -> list[str]:
    return [f"criterion:{key}" for key in rules.criteria]


def score_batch_columns(
    rows: RegisterBatch, batch: pa.RecordBatch, columns: Mapping[str, str], scored: Scored, rules: RuleSet
) -> pa.RecordBatch:
    """Return the rows of a scored partition for one batch."""
    points = [
        *(scored.dimensions[key] for key in rules.dimensions),
        *(scored.points[key] for key in rules.criteria),
    ]
    arrays = [
        pa.array(rows.ids, pa.string()),
        _texts(batch, columns.get(rules.name_field)),
        _texts(batch, columns.get(rules.rank_within or "")),
        pa.array(scored.eligible),
        *(pa.array(each) for each in (scored.total, *points)),
    ]
    return pa.record_batch(arrays, schema=part_schema(rules))


def _texts(batch: pa.RecordBatch, column: str | None) -> pa.Array:
    return batch.column(column).cast(pa.string()) if column else pa.nulls(len(batch), pa.string())


def write_scores(parts: Iterable[Path], state: State, rules: RuleSet, target: Any) -> None:
    """Write the scores of all partitions, with places and percentiles among all, to an open file.

    A place is one more than how many have more points, so equals share it; the percentile is the share of the
    eligible that have fewer points or as many, in per cent.
    """
    totals = np.array(sorted(state.by_total), np.int64)
    up_to = np.cumsum([state.by_total[total] for total in totals.tolist()], dtype=np.int64)
    metadata = {b"cultivation.digest": state.digest_text.encode(), b"cultivation.rules": rules.id.encode()}
    with pq.ParquetWriter(target, _schema(rules).with_metadata(metadata)) as writer:
        for path in parts:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    writer.write_batch(_finished(batch, totals, up_to, rules))


def _schema(rules: RuleSet) -> pa.Schema:
    points = _decimal_type(rules)
    texts = [("code", pa.string()), ("name", pa.string())]
    group = [("group", pa.string())] if rules.rank_within else []
    placed = [("place", pa.int64()), ("percentile", pa.decimal128(7, 4))]
    each = [(key, points) for key in (*_dimensions(rules), *_criteria(rules))]
    return pa.schema([*texts, *group, ("eligible", pa.bool_()), ("total", points), *placed, *each])


def _finished(batch: pa.RecordBatch, totals: Whole, up_to: Whole, rules: RuleSet) -> pa.RecordBatch:
    eligible = batch.column("eligible").to_numpy(zero_copy_only=False)
    at = np.searchsorted(totals, batch.column("total").to_numpy())
    at_most = up_to[np.minimum(at, len(up_to) - 1)] if len(up_to) else np.zeros(len(batch), np.int64)
    everybody = int(up_to[-1]) if len(up_to) else 1
    columns = {
        "place": pa.array(everybody - at_most + 1, mask=~eligible),
        "percentile": _decimals(at_most * 1_000_000 // everybody, 1, pa.decimal128(7, 4), ~eligible),
    }
    factor = int(rules.precision.scaleb(_decimal_type(rules).scale))
    for field in _schema(rules):
        if field.name not in columns:
            own = batch.column(field.name)
            if pa.types.is_decimal(field.type):
                own = _decimals(own.to_numpy(), factor, field.type, None)
            columns[field.name] = own
    return pa.record_batch([columns[name] for name in _schema(rules).names], schema=_schema(rules))


def _decimal_type(rules: RuleSet) -> pa.DataType:
    exponent = rules.precision.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # it is a number
    return pa.decimal128(DIGITS, max(0, -exponent))


def _decimals(
    units: Whole, factor: int, own: pa.DataType, unknown: np.ndarray[Any, np.dtype[np.bool_]] | None
) -> pa.Array:
    """Return whole units times a factor as decimals of a type: the same bytes with another scale."""
    low = units * factor
    halves = np.column_stack((low, low >> 63)).astype("<i8")
    valid = None if unknown is None else pa.array(~unknown).buffers()[1]
    return pa.Array.from_buffers(own, len(units), [valid, pa.py_buffer(halves.tobytes())])
