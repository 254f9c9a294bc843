"""Registers as Arrow tables, made of the applications that the exact assessment takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, type_of

DECIMAL = pa.decimal128(30, 12)
TYPES = {
    FieldType.NUMBER: DECIMAL,
    FieldType.INTEGER: pa.int64(),
    FieldType.DATE: pa.date32(),
    FieldType.YES_NO: pa.bool_(),
}


def table_of(applications: Sequence[Application], rules: RuleSet) -> pa.Table:
    """Return a register that says what the applications say."""
    columns: dict[str, Any] = {}
    for key in (*rules.fields, *rules.text_matches):
        wanted = type_of(rules, key)
        values = [each.values[key].value if key in each.values else None for each in applications]
        if key == rules.identifier.field:
            values = [each.id for each in applications]
        if wanted is FieldType.INTEGER:
            values = [None if value is None else int(value) for value in values]
        columns[key] = pa.array(values, TYPES.get(wanted, pa.string()))
    return pa.table(columns)


def write(table: pa.Table, path: Path, group: int) -> Path:
    """Write a register with row groups of so many rows."""
    pq.write_table(table, path, row_group_size=group)
    return path
