"""Makes a scoring table for each finding: `python -m tests.intake.scoring_tables.make_bad_tables`."""

from __future__ import annotations

from pathlib import Path

from .make_tables import Row, workbook

FOLDER = Path(__file__).parents[2] / "errors" / "scoring"
HEAD: Row = ["一级指标", "二级指标", "分值", "评分标准"]
FIRST: Row = ["创新能力", "研发投入占比", 10, "5%以上得10分，5%以下不得分"]
SECOND: Row = ["创新能力", "有效发明专利", 10, "每件得2分，最高10分"]

# The rows for each code, and the cell at which it is told.
CASES: dict[str, tuple[list[Row], str]] = {
    "scoring_no_table": ([["企业", "得分"], ["甲", 90]], ""),
    "scoring_no_items": ([HEAD, ["合计", "", 100, ""]], "B1"),
    "scoring_points_missing": ([HEAD, FIRST, [*SECOND[:2], "", SECOND[3]]], "C3"),
    "scoring_points_unreadable": ([HEAD, FIRST, [*SECOND[:2], "十分", SECOND[3]]], "C3"),
    "scoring_sum_differs": ([HEAD, FIRST, SECOND, ["合计", "", 25, ""]], "C4"),
    "scoring_item_twice": ([HEAD, FIRST, SECOND, [*FIRST[:3], "3%以上得10分，3%以下不得分"]], "D4"),
}


if __name__ == "__main__":
    for code, (rows, _cell) in CASES.items():
        (FOLDER / f"{code}.xlsx").write_bytes(workbook(rows))
