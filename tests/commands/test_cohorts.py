"""A year whose points depend on places among all keeps what these rest on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson

from cultivation.record.store import Record

from .conftest import Run

RULES = """
id: places
version: "1"
valid_from: 2020-01-01
name: {zh: 名次, en: places}
sources: {d: {zh: 文, en: text}}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.01
fields:
  code: {type: identifier, zh: 企业编号, en: code}
  name: {type: text, zh: 企业名称, en: name}
  sales: {type: number, blank: unknown, unit: 万元, zh: 营业收入, en: revenue}
indicators:
  place: {cohort: min_max, of: sales, zh: 位次, en: place}
dimensions:
  d:
    zh: 组
    en: group
    maximum: 10
    criteria:
      c:
        indicator: place
        maximum: 10
        when_undefined: zero
        method: goalposts
        points: [[0, 0], [1, 10]]
        source: {document: d}
ties: [{by: code, order: ascending}]
"""


def test_the_statistics_are_kept_with_the_scores(run: Run, workspace: Path, tmp_path: Path) -> None:
    run("init", str(workspace))
    rules, table = workspace / "rules" / "places.yaml", tmp_path / "a.csv"
    rules.write_text(RULES, encoding="utf-8")
    table.write_text(
        "企业编号,企业名称,营业收入（万元）\nA,甲,1.50\nB,乙,3\nC,丙,3\nD,丁,\n", encoding="utf-8"
    )
    run("open", "2020", "--rules", "places")
    run("intake", "2020", str(table), code=None)
    run("score", "2020")
    record = Record(f"sqlite:///{workspace / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with record.reading() as reader:
        entry = next(each for each in reader.entries(newest_first=True) if each.kind == "year_scored")
        kept = orjson.loads(reader.document(entry.payload["documents"][1]["sha256"]))
    record.dispose()
    assert kept["cohorts"]["place"][""] == {
        "count": 3,
        "lowest": "1.5",
        "highest": "3",
        "values": ["1.5", "3"],
        "times": [1, 2],
    }
    run("audit", "rebuild")
    run("audit", "verify")
