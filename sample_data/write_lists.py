"""Lists of authorities, all fictional, with planted cases: repaired, expired, names alone, several grades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .kunshan_applications import applicants
from .kunshan_firms import RENAMED, Firm
from .workbooks import put, put_across, save, sheet_of

NOTE = "示例数据：名单、企业、案号均为虚构，与任何机关公布的名单无关。"
FIRST_ROW = 4
Row = Sequence[object]


def write_lists(folder: Path) -> list[str]:
    """Write the lists; return where the planted cases are: file, cell and what should come of it."""
    known = sorted(applicants(2016), key=lambda firm: firm.number)
    plain = [firm for firm in known if firm.number not in RENAMED]
    renamed = next(firm for firm in known if firm.number in RENAMED)
    planted: list[str] = []
    for name, headers, rows in _lists(plain, renamed):
        _write(folder / f"{name}.xlsx", name, headers, [row for row, _case in rows])
        planted += [
            f"lists/{name}.xlsx row {line}: {case}"
            for line, (_row, case) in enumerate(rows, FIRST_ROW)
            if case
        ]
    return planted


def _lists(firms: Sequence[Firm], renamed: Firm) -> list[tuple[str, Row, list[tuple[Row, str]]]]:
    """Return each list: its name, its headings, and its rows with what is planted in them."""
    a, b, c, d, e, f, g, h, i, j, k, m = firms[:12]
    organisation = f"{a.credit_code[8:16]}-{a.credit_code[16]}"
    half_width = b.name.replace("（", "(").replace("）", ")")
    return [
        (
            "失信被执行人名单（虚构）",
            ("序号", "被执行人姓名/名称", "身份证号码/组织机构代码", "立案时间", "案号"),
            [
                ((1, a.name, organisation, date(2016, 3, 1), "（2016）苏0583执1号"), "an organisation code"),
                (
                    (2, half_width, "", date(2016, 5, 4), "（2016）苏0583执2号"),
                    "a name in half-width brackets",
                ),
                ((3, renamed.name, "", date(2016, 6, 6), "（2016）苏0583执3号"), "a name, renamed later"),
                ((4, "太仓某某制品厂（虚构）", "", date(2016, 7, 7), "（2016）苏0585执4号"), ""),
            ],
        ),
        (
            "经营异常名录（虚构）",
            ("企业名称", "统一社会信用代码/注册号", "列入日期", "列入原因", "移出日期"),
            [
                (
                    (c.name, c.credit_code, date(2016, 7, 8), "未公示年报", date(2016, 12, 30)),
                    "repaired before",
                ),
                (
                    (d.name, d.credit_code, date(2016, 7, 8), "未公示年报", date(2016, 12, 31)),
                    "repaired that day",
                ),
                ((e.name, e.credit_code, date(2016, 7, 8), "未公示年报", date(2017, 1, 1)), "repaired after"),
            ],
        ),
        (
            "重大税收违法名单（虚构）",
            ("纳税人识别号", "纳税人名称", "案件性质", "有效期至"),
            [
                ((f.credit_code, f.name, "虚开发票", date(2016, 6, 30)), "expired"),
                ((g.credit_code, g.name, "偷税", date(2018, 6, 30)), "counts"),
            ],
        ),
        (
            "安全生产处罚名单（虚构）",
            ("被处罚单位名称", "处罚日期", "处罚事由"),
            [
                ((h.name, date(2016, 9, 9), "未开展安全培训"), "a list of names alone: counts"),
                ((i.name, date(2017, 2, 2), "违章作业"), "after the cut-off: shown, does not count"),
            ],
        ),
        (
            "生态环境处罚名单（虚构）",
            ("行政相对人名称", "行政相对人代码", "处罚决定日期", "信用修复日期"),
            [
                (
                    (j.name, j.credit_code, date(2015, 4, 1), date(2016, 4, 1)),
                    "two rows, one repaired: counts",
                ),
                ((j.name, j.credit_code, date(2016, 8, 1), "未修复"), "two rows, one repaired: counts"),
                ((k.name, a.credit_code, date(2016, 8, 2), "未修复"), "code of one, name of another"),
            ],
        ),
        (
            "A级纳税人名单（虚构）",
            ("序号", "纳税人名称", "纳税人识别号", "纳税信用级别"),
            [
                ((1, m.name, m.credit_code, "A"), "fills a field"),
                ((2, h.name, h.credit_code, "A"), "twice, with different grades: fills nothing"),
                ((3, h.name, h.credit_code, "B"), "twice, with different grades: fills nothing"),
            ],
        ),
    ]


def _write(path: Path, title: str, headers: Row, rows: Sequence[Row]) -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook, "名单")
    put_across(sheet, 1, (1, len(headers)), title, title=True)
    put_across(sheet, 2, (1, len(headers)), NOTE)
    for column, header in enumerate(headers, 1):
        put(sheet, FIRST_ROW - 1, column, header, head=True)
        sheet.column_dimensions[get_column_letter(column)].width = 26
    for line, row in enumerate(rows, FIRST_ROW):
        for column, value in enumerate(row, 1):
            put(sheet, line, column, value)
    save(workbook, path)
