"""What comes to the office in the joint review of 2017: a list, opinions, papers, visits; all fictional.

Their sheets are written as the program sends them out, and filled in as an office fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

from .joint_cast import (
    DEBTOR,
    DEPARTMENTS,
    FOUND,
    LACKING,
    LARGE,
    LATE_ZONES,
    MANY_PATENTS,
    NOT_RECOMMENDED,
    OBJECTIONS,
    REPAIRED,
    SAME_REPORT,
    SHORT_NAME,
    WITHOUT_PAPER,
    YEAR,
)
from .joint_rules import IDENTIFIER, joint_rules
from .kunshan_applications import Application
from .kunshan_firms import ZONES, firms
from .kunshan_layouts import CHOICES, word
from .kunshan_mistakes import MISTAKES
from .workbooks import put, put_across, save, sheet_of
from .write_kunshan import filed_in
from .write_registers import by_name, write_registers_of_joint_review

NOTE = "示例数据：企业、文号、意见均为虚构，与任何机关无关。"
ZONE_HEADS = ("序号", "企业代码", "企业名称", "是否推荐", "推荐次序", "理由")
DEPARTMENT_HEADS = ("序号", "企业代码", "企业名称", "有无异议", "异议依据", "情况说明（文书号等）")
Row = Sequence[object]


def write_joint_review(folder: Path) -> list[str]:
    """Write everything; return where the planted cases are."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{IDENTIFIER}.yaml").write_text(joint_rules(), encoding="utf-8", newline="\n")
    registered = write_registers_of_joint_review(folder / "registers")
    _write_list(folder / "lists" / "失信被执行人名单（虚构）.xlsx")
    told = [*_write_opinions(folder / "opinions"), *_write_papers(folder / "papers"), *_write_visits(folder)]
    return [
        *(each.replace("registers/", "joint_review/registers/") for each in registered),
        f"joint_review/lists: {DEBTOR}, a member, with half-width brackets; {REPAIRED}: repaired in time",
        *told,
    ]


def accepted() -> list[Application]:
    """Return the applications that come in: those without a mistake that keeps them out."""
    summaries, *_others = filed_in(YEAR)
    kept_out = {
        summaries[each.zone][each.number - 1]["credit_code"] for each in MISTAKES if each.year == YEAR
    }
    return [each for each in by_name(YEAR) if each["credit_code"] not in kept_out]


def _write_list(path: Path) -> None:
    half_width = DEBTOR.replace("（", "(").replace("）", ")")
    workbook = Workbook()
    sheet = sheet_of(workbook, "名单")
    put_across(sheet, 1, (1, 5), "失信被执行人名单（2018年2月）", title=True)
    put_across(sheet, 2, (1, 5), NOTE)
    for line, row in enumerate(
        (
            ("序号", "被执行人姓名/名称", "立案时间", "案号", "信用修复日期"),
            (1, half_width, date(2017, 9, 4), "（2017）苏0583执示例1号", None),
            (2, REPAIRED, date(2017, 3, 6), "（2017）苏0583执示例2号", date(2017, 12, 21)),
            (3, "太仓某某制品厂（虚构）", date(2017, 5, 8), "（2017）苏0585执示例3号", None),
        ),
        3,
    ):
        for column, value in enumerate(row, 1):
            put(sheet, line, column, value, head=line == 3)
    _widths(workbook, (6, 36, 14, 28, 14))
    save(workbook, path)


def _write_opinions(folder: Path) -> Iterator[str]:
    everybody = sorted(accepted(), key=lambda each: str(each["credit_code"]))
    inside = [each for each in everybody if each["zone"] in ZONES]
    for zone in ZONES:
        label = word(CHOICES["zone"][zone], 0)
        if zone in LATE_ZONES:
            yield f"joint_review/opinions: {label} does not answer"
            continue
        rows = list(_recommended([each for each in inside if each["zone"] == zone]))
        title = f"{YEAR}年度申报企业初审推荐表（{label}）"
        _write_sheet(folder / f"zone_{label}_{YEAR}.xlsx", title, ZONE_HEADS, rows, f"zone/{zone}")
    for name, reason in NOT_RECOMMENDED.items():
        yield f"joint_review/opinions: {name} is not recommended ({reason})"
    for key, label in DEPARTMENTS.items():
        said = OBJECTIONS[key]
        rows = [(each["credit_code"], each["enterprise_name"], *_objection(said, each)) for each in everybody]
        title = f"{YEAR}年度申报企业部门联审意见表（{label}）"
        _write_sheet(
            folder / f"department_{label}_{YEAR}.xlsx", title, DEPARTMENT_HEADS, rows, f"department/{key}"
        )
        for name, (ground, _details) in said.items():
            yield f"joint_review/opinions: {label} objects to {name} ({ground})"


def _recommended(filed: Sequence[Application]) -> Iterator[Row]:
    """Yield the rows of a zone: it puts the larger ones first."""
    by_size = sorted(filed, key=lambda each: Decimal(str(each["revenue"])), reverse=True)
    wanted = [each["credit_code"] for each in by_size if each["enterprise_name"] not in NOT_RECOMMENDED]
    for each in filed:
        code, name = each["credit_code"], str(each["enterprise_name"])
        if reason := NOT_RECOMMENDED.get(name):
            yield code, name, "不推荐", None, reason
        else:
            yield code, name, "推荐", wanted.index(code) + 1, None


def _objection(said: dict[str, tuple[str, str]], filed: Application) -> Row:
    found = said.get(str(filed["enterprise_name"]))
    return ("有异议", *found) if found else ("无异议", None, None)


def _write_sheet(path: Path, title: str, heads: Row, rows: Sequence[Row], body: str) -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook, "意见")
    put_across(sheet, 1, (1, len(heads)), title, title=True)
    put_across(sheet, 2, (1, len(heads)), NOTE)
    for column, head in enumerate(heads, 1):
        put(sheet, 3, column, head, head=True)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate((number, *row), 1):
            put(sheet, number + 3, column, value)
    sheet.cell(len(rows) + 5, 1, "负责人（签字）：（示例）")
    _widths(workbook, (6, 23, 38, 12, 16, 36))
    _stamp(workbook, ("kind", "opinion"), ("body", body))
    save(workbook, path)


def _stamp(workbook: Workbook, *lines: tuple[str, str]) -> None:
    """Write, out of sight, what the program writes into the sheets that it sends out."""
    hidden = workbook.create_sheet("_meta")
    hidden.sheet_state = "hidden"
    for line in (*lines, ("year", str(YEAR)), ("rule_set", IDENTIFIER)):
        hidden.append(line)


def _widths(workbook: Workbook, widths: Sequence[int]) -> None:
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        workbook.worksheets[0].column_dimensions[letter].width = width


def _write_papers(folder: Path) -> list[str]:
    """Write papers: most in folders of enterprises, those of the last five in an archive."""
    papers: list[tuple[str, bytes]] = []
    for filed in accepted():
        name = str(filed["enterprise_name"])
        if Decimal(str(filed["revenue"])) > LARGE and name != WITHOUT_PAPER:
            subject = SAME_REPORT[0] if name in SAME_REPORT else name
            papers.append((f"{name}/审计报告_2017.pdf", _pdf(subject, "audit report")))
        if int(str(filed["invention_patents"])) >= MANY_PATENTS:
            held = int(str(filed["invention_patents"])) - LACKING.get(name, 0)
            folder_name = SHORT_NAME if SHORT_NAME in name else name
            papers.append((f"{folder_name}/发明专利证书.pdf", _pdf(name, f"{held} patent certificates")))
    for path, content in papers[:-5]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    with ZipFile(folder / "第二批.zip", "w", ZIP_DEFLATED) as archive:
        for path, content in papers[-5:]:
            entry = ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, content)
    return [
        f"joint_review/papers: the same audit report from {' and '.join(SAME_REPORT)}",
        f"joint_review/papers: none of {WITHOUT_PAPER}; a folder {SHORT_NAME}, which is no whole name",
    ]


def _pdf(name: str, what: str) -> bytes:
    """Return a PDF of one line, in Latin letters: the enterprise by its number."""
    number = next(firm.number for firm in firms() if name in (firm.name, firm.new_name))
    text = f"SAMPLE, FICTIONAL. Enterprise no. {number}: {what}, {YEAR}"
    stream = f"BT /F1 14 Tf 60 760 Td ({text}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made, places = b"%PDF-1.4\n", []
    for at, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj" % at + each + b"endobj\n"
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def _write_visits(folder: Path) -> list[str]:
    """Write the forms of the two that handed in the same report: one is right, one is not."""
    filed = {str(each["enterprise_name"]): each for each in accepted()}
    wrong, right = (filed[name] for name in SAME_REPORT)
    spent = Decimal(str(wrong["rd_expenditure"]))
    found = (spent * FOUND).quantize(Decimal("0.01"))
    _visit(
        folder / "visits" / f"{wrong['credit_code']}.xlsx",
        wrong,
        "已证实：数据有误",
        "委托外部研发费用重复计入，以账簿为准",
        (
            ("研发费用", spent, "否", found, "rd_expenditure"),
            ("营业收入", wrong["revenue"], "是", None, "revenue"),
        ),
    )
    _visit(
        folder / "visits" / f"{right['credit_code']}.xlsx",
        right,
        "已说明：数据无误",
        "误将他企业审计报告随材料报送，已查验本企业报告原件",
        (("营业收入", right["revenue"], "是", None, "revenue"),),
    )
    return [f"joint_review/visits: {SAME_REPORT[0]}: R&D expenditure filed {spent}, found {found}"]


def _visit(path: Path, filed: Application, result: str, text: str, figures: Sequence[Row]) -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook, "现场核实表")
    about = (
        ("企业代码", filed["credit_code"]),
        ("企业名称", filed["enterprise_name"]),
        ("核实日期", date(YEAR + 1, 3, 21)),
        ("核实人员", "周明、吴岚（虚构）"),
        ("核实结论", result),
        ("核实情况", text),
    )
    put_across(sheet, 1, (1, 7), f"{YEAR}年度企业现场核实表——{NOTE}", title=True)
    for line, (words, known) in enumerate(about, 2):
        put(sheet, line, 1, words, head=True)
        put(sheet, line, 3, known)
    head = len(about) + 3
    for column, words in enumerate(
        ("序号", "核实事项", "申报值", "出处", "是否相符", "核实值", "备注", "字段"), 1
    ):
        put(sheet, head, column, words, head=True)
    for number, figure in enumerate(figures, 1):
        label, claim, agrees, found, key = figure
        row: Row = (number, label, claim, None, agrees, found, None, key)
        for column, value in enumerate(row, 1):
            put(sheet, head + number, column, float(value) if isinstance(value, Decimal) else value)
    _widths(workbook, (10, 34, 30, 12, 10, 16, 24, 16))
    _stamp(workbook, ("kind", "visit"), ("enterprise", str(filed["credit_code"])))
    save(workbook, path)
