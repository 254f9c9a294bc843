"""The room in which the leading group of a story meets: its list, and the sheet as a clerk fills it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from .office import Office

RULES = Path(__file__).parent / "five_years.yaml"
GROUP = (
    ("周明", "市人民政府 副市长", "组长"),
    ("吴岚", "市工业和信息化局 局长", "成员"),
    ("郑思远", "市科学技术局 局长", "成员"),
    ("孙立", "市财政局 局长", "成员"),
    ("冯洁", "市发展和改革委员会 主任", "成员"),
    ("陈凯", "市统计局 局长", "成员"),
    ("蒋蓉", "市税务局 局长", "成员"),
)
NAMES = tuple(name for name, _office, _role in GROUP)
WORDS = {"+": "赞成", "-": "反对", "o": "弃权", "r": "回避", " ": None}
ATTENDANCE, RECUSALS, VOTES = 0, 1, 2
FIRST_PERSON, FIRST_COUNT = 10, 7  # columns of the sheet of votes
Votes = Mapping[str, str]


def open_with_vote(office: Office, vote: str, ratios: Mapping[str, float]) -> None:
    """Open 2016 under rules that ask for a vote, and bring it to its notice."""
    office.do("init", str(office.workspace))
    rules = RULES.read_text("utf-8").replace("barred_years: 2}", f"barred_years: 2, vote: {vote}}}")
    (office.workspace / "rules" / "small_pool.yaml").write_text(rules, "utf-8")
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", office.applications("2016.xlsx", ratios))
    office.do("score 2016")
    office.do("propose 2016")


def list_of(office: Office, group: Sequence[tuple[str, str, str]] = GROUP) -> str:
    return office.workbook("group.xlsx", [("姓名", "单位及职务", "组内职务"), *group])


def fill_sheet(
    path: Path,
    on: str,
    absent: Mapping[str, str],
    recusals: Sequence[tuple[str, str, str]],
    votes: Votes,
) -> None:
    """Fill a sheet in: votes are a sign for each person by the name of the enterprise, or 全部名单."""
    book = openpyxl.load_workbook(path)
    attendance, recused, voted = (book.worksheets[at] for at in (ATTENDANCE, RECUSALS, VOTES))
    for row in attendance.iter_rows():
        if row[0].value == "会议日期":
            row[1].value = on
        elif row[0].value == "会议地点":
            row[1].value = "市政府三号会议室"
        elif row[0].value in NAMES:
            row[3].value = "否" if row[0].value in absent else "是"
            row[4].value = absent.get(str(row[0].value))
    for at, texts in enumerate(recusals, start=4):
        for column, text in enumerate(texts, start=1):
            recused.cell(at, column).value = text
    for row in voted.iter_rows(min_row=4):
        for column, sign in enumerate(votes.get(str(row[2].value), ""), start=FIRST_PERSON):
            voted.cell(row[2].row, column).value = WORDS[sign]
    book.save(path)
