"""Registers as Arrow tables, made of the applications that the exact assessment takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cultivation.core.rules.loading import LoadedRules, load_rules
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, FiledValue, type_of

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


def many_rules() -> LoadedRules:
    """Return a rule set of which the kernel decides nearly every row: bands of a ratio, goalposts, a gate."""
    source = {"source": {"document": "d"}}
    words = {"zh": "项", "en": "item"}
    bands = [{"below": 3, "points": 0}, {"from": 3, "up_to": 8, "points": 5}, {"above": 8, "points": 10}]
    criteria = {
        "share": {"indicator": "share", "maximum": 10, "method": "bands", "bands": bands},
        "profit": {
            "indicator": "profit",
            "maximum": 10,
            "method": "goalposts",
            "points": [[0, 0], [900, 10]],
        },
        "growth": {"indicator": "growth", "maximum": 5, "method": "goalposts", "points": [[-9, 0], [77, 5]]},
    }
    criteria = {key: {**words, **source, "when_undefined": "zero", **each} for key, each in criteria.items()}
    written = {
        "id": "many",
        "version": "1",
        "valid_from": "2020-01-01",
        "name": {"zh": "众", "en": "many"},
        "sources": {"d": {"zh": "文", "en": "text"}},
        "identifier": {"field": "code", "kind": "free_text"},
        "name_field": "name",
        "precision": 0.05,
        "choices": {"zones": {zone: {"zh": zone, "en": zone} for zone in ("east", "west", "north")}},
        "fields": {
            "code": {"type": "identifier", "zh": "码", "en": "code"},
            "name": {"type": "text", "zh": "名", "en": "name"},
            "zone": {"type": "choice", "choices": "zones", "blank": "unknown", "zh": "区", "en": "zone"},
            "revenue": {"type": "number", "zh": "收入", "en": "revenue", "minimum": 0},
            "profit": {"type": "number", "blank": "unknown", "zh": "利润", "en": "profit"},
            "growth": {"type": "number", "blank": "zero", "zh": "增长", "en": "growth"},
            "staff": {"type": "integer", "zh": "人数", "en": "staff"},
            "founded": {"type": "date", "zh": "成立", "en": "founded"},
            "accident": {"type": "yes_no", "blank": "no", "zh": "事故", "en": "accident"},
        },
        "indicators": {"share": {"formula": "100 * profit / revenue", "zh": "率", "en": "rate"}},
        "gates": {
            "size": {"test": "staff >= 20 and founded < cutoff", **words, **source},
            "safe": {"test": "not accident", **words, **source},
        },
        "dimensions": {"d": {**words, "maximum": 25, "criteria": criteria}},
        "ties": [{"by": "profit", "order": "descending"}, {"by": "code", "order": "ascending"}],
    }
    return load_rules(json.dumps(written, ensure_ascii=False).encode(), "many.yaml")


def many(rows: int, seed: int = 0) -> pa.Table:
    """Return a register of so many enterprises, figures with three decimals, some of them blank."""
    chance = np.random.default_rng(seed)

    def figures(low: int, high: int, blank: float) -> pa.Array:
        whole = pa.array(chance.integers(low, high, rows), mask=chance.random(rows) < blank)
        return whole.cast(pa.decimal128(19, 0)).cast(pa.decimal128(22, 3))

    zones = np.array(["east", "west", "north"])[chance.integers(0, 3, rows)]
    return pa.table(
        {
            "code": [f"{number:08}" for number in chance.permutation(rows).tolist()],
            "name": [f"企业{number}" for number in range(rows)],
            "zone": pa.array(zones, mask=chance.random(rows) < 0.05).dictionary_encode(),
            "revenue": figures(100, 20_000, 0),
            "profit": figures(-100, 1000, 0.1),
            "growth": figures(-20, 100, 0.1),
            "staff": pa.array(chance.integers(1, 400, rows), pa.int32()),
            "founded": pa.array(chance.integers(9000, 18_000, rows), pa.int32()).cast(pa.date32()),
            "accident": pa.array(chance.random(rows) < 0.02, mask=chance.random(rows) < 0.1),
        }
    )


def applications_in(table: pa.Table, cells: RuleSet) -> list[Application]:
    """Return what the rows say, read without the engine."""
    blanks = {"zero": Decimal(0), "no": False}
    found = []
    for row in table.to_pylist():
        values = {}
        for key, rule in cells.fields.items():
            value = row[key] if row[key] is not None else blanks.get(rule.blank)
            values[key] = FiledValue(Decimal(value) if type(value) is int else value)
        found.append(Application(row["code"], row["name"], values))
    return found


CUTOFF = date(2018, 12, 31)


def write(table: pa.Table, path: Path, group: int) -> Path:
    """Write a register with row groups of so many rows."""
    pq.write_table(table, path, row_group_size=group)
    return path
