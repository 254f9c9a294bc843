"""The headings of a scoring table, and which column is which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cultivation.intake.formats.book import Cell, Raw, Sheet
from cultivation.intake.sheets.rows import FIRST_ROWS, text_of
from cultivation.intake.sheets.words import folded

# Names of items, from the widest to the narrowest; of several columns the first is the dimension, the last
# the item.
LEVELS = (
    (
        "一级指标",
        "维度",
        "评价维度",
        "类别",
        "指标类别",
        "评价类别",
        "项目类别",
        "指标分类",
        "大类",
        "Dimension",
        "Category",
    ),
    (
        "二级指标",
        "指标",
        "指标名称",
        "评价指标",
        "评价项目",
        "评分项目",
        "考核项目",
        "考核指标",
        "评分项",
        "项目",
        "Group",
    ),
    (
        "三级指标",
        "具体指标",
        "评价内容",
        "考核内容",
        "评审内容",
        "评分内容",
        "内容",
        "指标说明",
        "Item",
        "Indicator",
        "Criterion",
    ),
)
POINTS = (
    "满分",
    "分值",
    "标准分",
    "权重",
    "权重分",
    "分数",
    "最高分",
    "满分值",
    "配分",
    "Full marks",
    "Points",
    "Weight",
)
STANDARD = (
    *(
        "评分标准",
        "评分细则",
        "评分办法",
        "评分方法",
        "评价标准",
        "计分方法",
        "计分办法",
        "评分说明",
        "打分标准",
        "评分规则",
    ),
    *(
        "评价细则",
        "赋分标准",
        "赋分规则",
        "评分依据",
        "得分标准",
        "指标值",
        "考核标准",
        "评定标准",
        "Standard",
        "Scoring standard",
    ),
)
NOTES = (
    *(
        "备注",
        "说明",
        "指标解释",
        "数据来源",
        "佐证材料",
        "证明材料",
        "计算方法",
        "计算公式",
        "指标解释及计算公式",
        "Note",
        "Evidence",
    ),
)
UNIT = re.compile(r"[(（](?:分|%|％|points)[)）]$")


@dataclass(frozen=True)
class Columns:
    """The row of the headings and the column of each kind; 0 for one that there is not."""

    sheet: Sheet
    row: int
    dimension: int
    item: int
    points: int
    standard: int
    notes: tuple[int, ...]
    weights: bool

    @property
    def named(self) -> tuple[int, ...]:
        """Return the columns of names, points and standard."""
        return tuple(each for each in (self.dimension, self.item, self.points, self.standard) if each)

    def value(self, row: int, column: int) -> Raw:
        """Return what is seen in a row under a heading: of a merged cell, what its first holds."""
        cell = self.sheet.at(row, column) if column else None
        return cell.value if cell else None

    def text(self, row: int, column: int) -> str:
        """Return what is seen in a row under a heading, as a text."""
        return text_of(self.value(row, column))


def columns_of(sheet: Sheet) -> Columns | None:
    """Find the headings of a sheet; None where it has none of items, or neither points nor standards."""
    for number in sheet.first_rows(FIRST_ROWS):
        if found := _columns(sheet, number):
            return found
    return None


def _columns(sheet: Sheet, number: int) -> Columns | None:
    cells = {cell.column: _heading(cell) for cell in sheet.row(number)}
    levels = sorted((level, column) for column, text in cells.items() if (level := _level(text)) is not None)
    points = [column for column, text in cells.items() if _is(text, POINTS)]
    standard = [column for column, text in cells.items() if _is(text, STANDARD)]
    if not levels or not (points or standard) or len(levels) + len(points) + len(standard) < 3:
        return None
    notes = [column for column, text in cells.items() if _is(text, NOTES)]
    dimension = levels[0][1] if len(levels) > 1 else 0
    between = [column for _level_of, column in levels[1:-1]]
    weights = bool(points) and cells[points[0]].startswith("权重")
    return Columns(
        sheet,
        number,
        dimension,
        levels[-1][1],
        points[0] if points else 0,
        standard[-1] if standard else 0,
        (*between, *notes),
        weights,
    )


def _heading(cell: Cell) -> str:
    return UNIT.sub("", folded(cell.text))


def _level(text: str) -> int | None:
    return next((level for level, words in enumerate(LEVELS) if _is(text, words)), None)


def _is(text: str, words: tuple[str, ...]) -> bool:
    return text in map(folded, words)
