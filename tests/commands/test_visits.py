"""`consistency` and `verified` through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from .conftest import Run

Ask = Callable[..., Any]


def test_flags_are_kept_shown_and_verified(decided: Run, ask: Ask, tmp_path: Path) -> None:
    found = ask("consistency", "1984")
    assert found["firms"] == 181 and 0 < len(found["flags"]) <= 0.05 * 181 + 5
    assert sum(each["size"] for each in found["groups"]) == 181 == len(found["group_of"])
    flag = found["flags"][0]
    assert set(flag) >= {"id", "name", "kind", "strength", "evidence", "sources", "text", "visit"}
    assert flag["sources"] and all(each["cell"] and each["file"] for each in flag["sources"])
    entries = ask("audit", "verify")["entries"]
    assert ask("consistency", "1984") == found
    assert ask("audit", "verify")["entries"] == entries

    decided("verified", "1984", flag["id"], "--result", "explained", "--text", "merger, report checked")
    again = ask("consistency", "1984", "--top", "1")["flags"]
    assert [each["id"] for each in again] == [flag["id"]]
    assert again[0]["visit"] == {"result": "explained", "text": "merger, report checked", "by": "王芳"}
    page = decided("consistency", "1984").stdout
    assert "A flag is a request to verify" in page and "merger" in page
    decided("shortlist", "1984", "-o", str(tmp_path / "s.xlsx"))
    rows = list(openpyxl.load_workbook(tmp_path / "s.xlsx")["Ranked list"].iter_rows(values_only=True))
    header = next(row for row in rows if row[0] == "Place")
    told = {row[3]: row[header.index("To be verified")] for row in rows}
    assert told[flag["id"]].endswith("explained: the figures are right (merger, report checked)")
    assert ask("audit", "replay")["ok"] and ask("audit", "rebuild")["ok"] and ask("audit", "verify")["ok"]


def test_what_has_no_flag_or_no_check_cannot_be_verified(decided: Run, ask: Ask) -> None:
    words = ["--result", "explained", "--text", "x"]
    assert "cultivation consistency 1984" in decided("verified", "1984", "F017", *words, code=1).stderr
    flagged = {each["id"] for each in ask("consistency", "1984")["flags"]}
    free = next(key for key in (f"F{number:03d}" for number in range(1, 182)) if key not in flagged)
    assert "no flag" in decided("verified", "1984", free, *words, code=1).stderr
    assert "text" in decided("verified", "1984", free, "--result", "explained", "--text", " ", code=2).stderr


def test_a_flag_changes_no_points(decided: Run, ask: Ask) -> None:
    before = ask("why", "F094", "1984")
    ask("consistency", "1984")
    assert ask("why", "F094", "1984") == before
