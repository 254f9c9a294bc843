"""What the files of the corpus are made of: two fictional enterprises, and the values that they filed.

The truth is written by hand, beside the cells; nothing of the program had a hand in it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADERS = (
    "统一社会信用代码",
    "企业名称",
    "所属区镇",
    "研发机构级别",
    "成立日期",
    "营业收入（万元）",
    "职工总数（人）",
    "研发投入占比（%）",
    "发明专利（件）",
    "重点项目",
)
FIELDS = (
    "credit_code",
    "enterprise_name",
    "zone",
    "level",
    "established_on",
    "revenue",
    "staff",
    "rd_share",
    "patents",
    "key_project",
)
A: tuple[Any, ...] = (
    "91320583001000003G",
    "示例甲有限公司",
    "北区",
    "国家级",
    date(2009, 5, 5),
    1234.5,
    120,
    4.2,
    3,
    "是",
)
B: tuple[Any, ...] = (
    "91320583001000011B",
    "示例乙有限公司",
    "南区",
    "无",
    date(2011, 3, 1),
    800,
    35,
    6,
    1,
    "否",
)
TRUTH: dict[str, dict[str, str | None]] = {
    A[0]: dict(
        zip(
            FIELDS,
            (A[0], A[1], "north", "national", "2009-05-05", "1234.5", "120", "0.042", "3", "yes"),
            strict=True,
        )
    ),
    B[0]: dict(
        zip(FIELDS, (B[0], B[1], "south", "none", "2011-03-01", "800", "35", "0.06", "1", "no"), strict=True)
    ),
}
BOTH = (A[0], B[0])


@dataclass(frozen=True)
class Messy:
    """A file and what must come of it.

    `taken` are the codes of the enterprises that get in, `rejected` how many do not; `codes` are the
    findings but for notes, each as often as it must come; `values` are those that differ from the truth.
    """

    name: str
    make: Callable[[], bytes]
    file: str = "x.xlsx"
    taken: Sequence[str] = BOTH
    rejected: int = 0
    codes: Sequence[str] = ()
    values: Mapping[tuple[str, str], str | None] = field(default_factory=dict)


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def rows(*lines: Sequence[Any]) -> Workbook:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(list(line))
    return book


def table(*extra: Sequence[Any]) -> Workbook:
    return rows(HEADERS, A, B, *extra)


def changed(changes: Mapping[str, Any], formats: Mapping[str, str] | None = None) -> Callable[[], bytes]:
    """Return the plain summary with some cells changed."""

    def make() -> bytes:
        book = table()
        sheet = book.worksheets[0]
        for address, value in changes.items():
            sheet[address] = value
        for address, number_format in (formats or {}).items():
            sheet[address].number_format = number_format
        return saved(book)

    return make


def edited(edit: Callable[[Any], None]) -> Callable[[], bytes]:
    """Return the plain summary after `edit` had its sheet."""

    def make() -> bytes:
        book = table()
        edit(book.worksheets[0])
        return saved(book)

    return make


def form(cells: Mapping[str, Any], merged: Sequence[str] = ()) -> Callable[[], bytes]:
    def make() -> bytes:
        book = Workbook()
        for address, value in cells.items():
            book.worksheets[0][address] = value
        for area in merged:
            book.worksheets[0].merge_cells(area)
        return saved(book)

    return make


SHEET_PART = "xl/worksheets/sheet1.xml"


def repacked(
    content: bytes, changes: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a workbook with some of its parts changed, and others added."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, changes.get(name, lambda same: same)(part))
        for name, part in (added or {}).items():
            target.writestr(name, part)
    return packed.getvalue()


def sheet_xml(old: str, new: str, times: int = 1) -> Callable[[], bytes]:
    """Return the plain summary with a text of its sheet's XML replaced."""

    def replace(part: bytes) -> bytes:
        assert old.encode() in part, (old, part[:400])
        return part.replace(old.encode(), new.encode(), times)

    return lambda: repacked(saved(table()), {SHEET_PART: replace})


def text_table(separator: str = ",", encoding: str = "utf-8", mark: bytes = b"") -> Callable[[], bytes]:
    lines = [separator.join(str(value) for value in line) for line in (HEADERS, A, B)]
    return lambda: mark + "\r\n".join(lines).encode(encoding)


def html_table(encoding: str = "utf-8") -> bytes:
    lines = "".join(
        "<tr>" + "".join(f"<td>{value}</td>" for value in line) + "</tr>" for line in (HEADERS, A, B)
    )
    title = "<tr><th colspan=10>申报汇总表</th></tr>"
    return (
        f"<html><head><meta charset={encoding}></head><body><table>{title}{lines}</table></body></html>"
    ).encode(encoding)


def spreadsheetml(entity: bool = False) -> bytes:
    def cell(value: Any) -> str:
        kind = "Number" if isinstance(value, int | float) else "String"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'

    lines = "".join(f"<Row>{''.join(map(cell, line))}</Row>" for line in (HEADERS, A, B))
    head = '<?xml version="1.0"?>' + ('<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>' if entity else "")
    return (
        f'{head}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="申报"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


def opendocument(rows_xml: str = "", filled: str = "") -> bytes:
    def cell(value: Any) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    lines = "".join(
        f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in (HEADERS, A, B)
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="申报">{lines}{rows_xml}</table:table>{filled}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", content)
    return packed.getvalue()
