"""`screen` from the command line, and `rules rehearse --register`."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.commands.conftest import Run
from tests.commands.test_cohorts import RULES
from tests.engines.registers import write


@pytest.fixture
def year(run: Run, workspace: Path, tmp_path: Path) -> Path:
    """Open 2020, to which B applies, and return a register of five firms."""
    run("init", str(workspace))
    (workspace / "rules" / "places.yaml").write_text(RULES, encoding="utf-8")
    table = tmp_path / "a.csv"
    table.write_text("企业编号,企业名称,营业收入（万元）\nB,乙,3\n", encoding="utf-8")
    run("open", "2020", "--rules", "places")
    run("intake", "2020", str(table), code=None)
    firms = pa.table(
        {
            "code": list("ABCDE"),
            "name": list("甲乙丙丁戊"),
            "sales": pa.array(["10", "30", "25.5", None, "0"]),
        }
    )
    return write(firms, tmp_path / "register.parquet", 2)


def test_who_would_qualify_and_has_not_applied(run: Run, year: Path, tmp_path: Path) -> None:
    scores = tmp_path / "scores.parquet"
    words = ("screen", str(year), "--rules", "places", "-o", str(scores), "--top", "3")
    page = tmp_path / "summary.html"
    done = run(*words, "--candidates-for", "2020", "--page", str(page))
    assert "5 enterprises, 5 eligible under places." in done.stdout
    assert "Cut line of the best 3: 3.33; 1 enterprises have exactly this total." in done.stdout
    totals = {row["code"]: str(row["total"]) for row in pq.read_table(scores).to_pylist()}
    assert totals == {"A": "3.33", "B": "10.00", "C": "8.50", "D": "0.00", "E": "0.00"}
    sheet = openpyxl.load_workbook(tmp_path / "scores.candidates.xlsx").active
    assert sheet is not None
    rows = [row[:4] for row in sheet.iter_rows(values_only=True)]
    assert rows[-2:] == [(2, "C", "丙", 8.5), (3, "A", "甲", 3.33)]
    shown = page.read_text("utf-8")
    assert "cut line 3.33" in shown and shown.index("乙") < shown.index("丙") < shown.index("甲")
    data = json.loads(run(*words, "--cutoff", "2020-12-31", "--format", "json").stdout)
    assert [each["id"] for each in data["best"]] == ["B", "C", "A"] and data["digest"] in done.stdout


def test_what_is_missing_is_asked_for(run: Run, year: Path, tmp_path: Path) -> None:
    scores = str(tmp_path / "scores.parquet")
    wanted = ("--rules", "places", "-o", scores, "--cutoff", "2020-12-31")
    assert "--cutoff" in run("screen", str(year), *wanted[:4], code=2).stderr
    assert ".parquet" in run("screen", str(year), *wanted[:2], "-o", "a.csv", code=2).stderr
    assert "--query" in run("screen", "sqlite:///x.db", *wanted, code=2).stderr
    assert "not known" in run("screen", str(year), *wanted, "--engine", "ray", code=2).stderr
    assert "cannot be read as Parquet" in run("screen", "no.parquet", *wanted, code=3).stderr
    assert not Path(scores).exists()


def test_a_rule_set_is_rehearsed_over_a_register(run: Run, year: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(RULES.replace("[[0, 0], [1, 10]]", "[[0, 10], [1, 0]]"), encoding="utf-8")
    words = ("rules", "rehearse", str(new), "--year", "2020", "--register", str(year), "--top", "1")
    shown = run(*words).stdout
    assert shown.index("would enter") < shown.index("E") and "would leave" in shown
    last = tuple(each for each in words if each not in ("--year", "2020"))
    assert run(*last).stdout == shown
    data = json.loads(run(*words, "--format", "json").stdout)
    assert [data[key]["best"][0]["id"] for key in ("before", "after")] == ["B", "E"]
