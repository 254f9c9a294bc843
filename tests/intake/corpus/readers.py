# ruff: noqa: E501 - a line for each file
"""Files whose substance is right, but whose parts, encodings, separators or times are not where programs look first."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from .parts import (
    HEADERS,
    SHEET_PART,
    A,
    B,
    Messy,
    changed,
    html_table,
    opendocument,
    repacked,
    saved,
    table,
)

FIRST, SECOND = A[0], B[0]
BOOK, STYLES, RELATIONS = "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"
PERCENTS = {"H2": 0.042, "H3": 0.06}
SHOWN = {"H2": "0.0%", "H3": "0.00%"}


def renamed(
    names: Mapping[str, str], changes: Mapping[str, tuple[str, str]] | None = None
) -> Callable[[], bytes]:
    """Return a summary with per cent cells, whose parts bear other names; `changes` replaces in parts."""

    def make() -> bytes:
        packed = BytesIO()
        with (
            zipfile.ZipFile(BytesIO(changed(PERCENTS, SHOWN)())) as source,
            zipfile.ZipFile(packed, "w") as target,
        ):
            for name in source.namelist():
                old, new = (changes or {}).get(name, ("", ""))
                target.writestr(names.get(name, name), source.read(name).replace(old.encode(), new.encode()))
        return packed.getvalue()

    return make


def with_backslashes() -> bytes:
    content = changed(PERCENTS, SHOWN)()
    return renamed({name: name.replace("/", "\\") for name in zipfile.ZipFile(BytesIO(content)).namelist()})()


def moved() -> bytes:
    """Everything lies in another folder, and decoys where it usually lies."""
    names = {
        "xl/workbook.xml": "book/main.xml",
        RELATIONS: "book/_rels/main.xml.rels",
        STYLES: "book/looks.xml",
        SHEET_PART: "book/s1.xml",
    }
    changes = {
        "_rels/.rels": ("xl/workbook.xml", "book/main.xml"),
        "[Content_Types].xml": ("/xl/workbook.xml", "/book/main.xml"),
        RELATIONS: ("styles.xml", "looks.xml"),
    }
    content = renamed(names, changes)()
    decoy = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return repacked(
        content,
        {"book/_rels/main.xml.rels": lambda part: part.replace(b"/xl/worksheets/sheet1.xml", b"s1.xml")},
        {STYLES: decoy},
    )


def in_utf_16(*names: str) -> Callable[[], bytes]:
    def recode(part: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", "", part.decode())
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")

    return lambda: repacked(changed(PERCENTS, SHOWN)(), dict.fromkeys(names, recode))


def stale(result: float | str) -> Callable[[], bytes]:
    """Return a summary of a program that writes formulas and leaves it to Excel to compute them."""

    def make() -> bytes:
        content = BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate((HEADERS, A, B)):
            for column, value in enumerate(line):
                sheet.write(number, column, value, day if number and column == 4 else None)
        sheet.write_formula("F2", "=1200+34.5", None, result)
        book.close()
        return content.getvalue()

    return make


def some_noughts() -> bytes:
    """Return a summary that another program computed: one of its results is 0."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, line in enumerate((HEADERS, A, B)):
        for column, value in enumerate(line):
            sheet.write(number, column, value, day if number and column == 4 else None)
    sheet.write_formula("F2", "=1200+34.5", None, 1234.5)
    sheet.write_formula("I2", "=5-5", None, 0)
    book.close()
    return content.getvalue()


def struck_run(cell: str, deleted: str, kept: str) -> Callable[[], bytes]:
    parts = [part for part in (TextBlock(InlineFont(strike=True), deleted) if deleted else "", kept) if part]
    return changed({cell: CellRichText(*parts)})


def struck_cell() -> bytes:
    book = table()
    book.worksheets[0]["F2"].font = Font(strike=True)
    return saved(book)


def moment(day: int, hour: int, minute: int, second: int) -> Callable[[], bytes]:
    return changed({"E2": datetime(2009, 5, day, hour, minute, second)}, {"E2": "yyyy/m/d"})


OLD_FOLDER = Path(__file__).parent / "old"


def old_excel(name: str) -> Callable[[], bytes]:
    """Return one of the .xls files that LibreOffice made of the workbooks in OLD_BOOKS (see `make_old`)."""
    return (OLD_FOLDER / f"{name}.xls").read_bytes


OLD_BOOKS: dict[str, Callable[[], bytes]] = {
    "chinese": changed({}, dict.fromkeys(("E2", "E3"), 'yyyy"年"m"月"d"日"')),
    "language": changed({}, dict.fromkeys(("E2", "E3"), "[$-804]yyyy/m/d;@")),
    "early": moment(4, 23, 59, 17),
    "struck": struck_run("F2", "1000", "1234.5"),
    "telling": changed({}, {"F2": '0.0"亿元"'}),
}


def make_old() -> None:
    """Write the .xls files anew: `python -m tests.intake.corpus.readers`."""
    for name, make in OLD_BOOKS.items():
        with TemporaryDirectory() as folder:
            source = Path(folder) / f"{name}.xlsx"
            source.write_bytes(make())
            command = [
                "soffice",
                "--headless",
                "--convert-to",
                "xls",
                "--outdir",
                str(OLD_FOLDER),
                str(source),
            ]
            subprocess.run(command, check=True, capture_output=True)


def built_in(number: int) -> Callable[[], bytes]:
    """Return an .xls whose dates have a built-in format by its number, which names no format."""

    def make() -> bytes:
        content = old_excel("chinese")()
        own = re.search(rb"\x1e\x04..(..).{3}yyyy|\x1e\x04..(..)..\x01y\x00y\x00", content, re.DOTALL)
        assert own
        key = own[1] or own[2]
        # Each XF record names its font and then its format.
        return re.sub(
            rb"(\xe0\x00\x14\x00..)" + re.escape(key),
            rb"\g<1>" + number.to_bytes(2, "little"),
            content,
            flags=re.DOTALL,
        )

    return make


def lines(*changes: tuple[int, int, str]) -> list[list[str]]:
    cells = [[str(value) for value in line] for line in (HEADERS, A, B)]
    for row, column, text in changes:
        cells[row][column] = text
    return cells


def written(cells: Sequence[Sequence[str]], separator: str = ",", end: str = "\r\n") -> bytes:
    return "".join(separator.join(line) + end for line in cells).encode()


def quoted(cells: Sequence[Sequence[str]]) -> bytes:
    target = StringIO(newline="")
    csv.writer(target).writerows(cells)
    return target.getvalue().encode()


def guarded(sign: str) -> bytes:
    return written([[sign.format(cell) for cell in line] for line in lines()])


def bad_byte(encoding: str, at: str) -> bytes:
    """Return a text table with one byte that is no character, before the first occurrence of a text."""
    content = written(lines()).decode().encode(encoding)
    place = content.index(at.encode(encoding))
    return content[:place] + b"\xff" + content[place:]


def page(change: Callable[[str], str]) -> Callable[[], bytes]:
    return lambda: change(html_table().decode()).encode()


def row_of(text: str, style: str) -> Callable[[str], str]:
    return lambda html: html.replace(f"<tr><td>{text}", f"<tr {style}><td>{text}")


def mhtml(encoding: str, charset: str) -> Callable[[], bytes]:
    def make() -> bytes:
        message = MIMEMultipart("related")
        message.attach(MIMEText("<html><frameset><frame src=sheet1.htm></frameset></html>", "html", "utf-8"))
        message.attach(MIMEText(html_table(encoding).decode(encoding), "html", charset))
        return message.as_bytes()

    return make


def flat(encoding: str = "utf-8") -> bytes:
    content = zipfile.ZipFile(BytesIO(opendocument())).read("content.xml").decode()
    mark = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    text = content.replace("<office:document-content", f"<office:document {mark}").replace(
        "</office:document-content", "</office:document"
    )
    return text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)


def ods_packed(
    mimetype: bytes | None, encoding: str = "utf-8", name: str = "content.xml"
) -> Callable[[], bytes]:
    def make() -> bytes:
        content = zipfile.ZipFile(BytesIO(opendocument())).read("content.xml").decode()
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            target.writestr(
                name,
                content.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding),
            )
            if mimetype is not None:
                target.writestr("mimetype", mimetype)
        return packed.getvalue()

    return make


def protected(password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    packed = BytesIO()
    OOXMLFile(BytesIO(saved(table()))).encrypt(password, packed)
    return packed.getvalue()


ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
LONG = "长" * 32_770
SHIFTED = (*[str(each) for each in A[:5]], "1", "234.5", *[str(each) for each in A[6:]])

PARTS = [
    Messy("styles in another case", renamed({STYLES: "xl/Styles.xml"}, {RELATIONS: ("styles.xml", "Styles.xml")})),
    Messy("styles in another case than their relation", renamed({STYLES: "xl/STYLES.XML"})),
    Messy("a sheet in another case than its relation", renamed({SHEET_PART: "xl/worksheets/Sheet1.xml"})),
    Messy("all parts with backslashes", with_backslashes),
    Messy("parts in another folder, and decoys", moved),
    Messy("a relation with an escaped name", renamed({SHEET_PART: "xl/worksheets/sheet 1.xml"}, {RELATIONS: ("sheet1.xml", "sheet%201.xml")})),
    Messy("a sheet in UTF-16", in_utf_16(SHEET_PART)),
    Messy("a workbook and styles in UTF-16", in_utf_16(BOOK, STYLES)),
    Messy("relations in UTF-16", in_utf_16(RELATIONS, "_rels/.rels")),
    Messy("ods with its type packed", ods_packed(ODS_TYPE), "x.ods"),
    Messy("ods without its type", ods_packed(None), "x.ods"),
    Messy("ods in UTF-16", ods_packed(ODS_TYPE, "utf-16"), "x.ods"),
    Messy("ods with its content in another case", ods_packed(ODS_TYPE, name="Content.xml"), "x.ods"),
    Messy("fods", flat, "x.fods"),
    Messy("fods in UTF-16", lambda: flat("utf-16"), "x.fods"),
    Messy("fods named .xls", flat, "x.xls"),
    Messy("a password that everybody has", lambda: protected("VelvetSweatshop")),
    Messy("a text longer than any cell", changed({"K1": "说明", "K2": LONG})),
    Messy("a name longer than any cell", changed({"B2": LONG}), taken=(SECOND,), rejected=1, codes=("text_too_long",)),
    Messy("a csv with a text longer than any cell", lambda: quoted([[*line, LONG] for line in lines()]), "x.csv"),
]  # fmt: skip

TOLD = [
    Messy("a result that was never computed", stale(0), taken=(SECOND,), rejected=1, codes=("formula_without_value",)),
    Messy("a result of 0 beside others", some_noughts, codes=["result_may_be_old"] * 2, values={(FIRST, "patents"): "0"}),
    Messy("a result that may be old", stale(1234.5), codes=("result_may_be_old",)),
    Messy("a text as a result that may be old", stale("1234.5"), codes=("result_may_be_old",)),
    Messy("a struck-through part before the rest", struck_run("F2", "1000", "1234.5"), codes=("struck_in_part",)),
    Messy("a struck-through part of a name", struck_run("B2", "旧名", A[1]), codes=("struck_in_part",)),
    Messy("a text that is struck through", struck_run("F2", "1234.5", ""), codes=("struck_through",)),
    Messy("a cell that is struck through", struck_cell, codes=("struck_through",)),
    Messy("a struck-through part in an .xls", old_excel("struck"), "x.xls", codes=("struck_in_part",)),
]  # fmt: skip

TIMES = [
    Messy("43 seconds too early", moment(4, 23, 59, 17)),
    Messy("the mean time of Shanghai", moment(4, 23, 54, 17)),
    Messy("midnight in UTC as a time", moment(4, 16, 0, 0), codes=("day_before_midnight",)),
    Messy("a time that is one", moment(5, 9, 30, 0)),
    Messy("the end of a day", moment(5, 23, 59, 59)),
    Messy("a moment in UTC", changed({"E2": "2009-05-04T16:00:00.000Z", "E3": "2011-02-28T16:00:00Z"})),
    Messy("a moment with its zone", changed({"E2": "2009-05-05T00:00:00+08:00", "E3": "2011-02-28 16:00:00+0000"})),
    Messy("a noon in UTC", changed({"E2": "2009-05-05T04:00:00Z"})),
    Messy("a day in summer time", changed({"E2": "1988-06-14T15:00:00.000Z"}), values={(FIRST, "established_on"): "1988-06-15"}),
]  # fmt: skip

OLD = [
    Messy(f"an .xls with the built-in format {number}", built_in(number), "x.xls") for number in (27, 28, 31, 36, 50, 57, 58)
] + [
    Messy("an .xls with dates in Chinese", old_excel("chinese"), "x.xls"),
    Messy("an .xls with dates of a language", old_excel("language"), "x.xls"),
    Messy("an .xls 43 seconds too early", old_excel("early"), "x.xls"),
    Messy("an .xls with a figure shown as another", old_excel("telling"), "x.xls", codes=("number_shown_otherwise",), values={(FIRST, "revenue"): "12345000"}),
]  # fmt: skip

TEXTS = [
    Messy("a row with a separator too many", lambda: written([HEADERS, SHIFTED, lines()[2]]), "x.csv", taken=(SECOND,), rejected=1, codes=("row_ragged",)),
    Messy("the same, with the last value blank", lambda: written([[*HEADERS, "备注"], [*SHIFTED, ""], [*lines()[2], ""]]), "x.csv", taken=(SECOND,), rejected=1, codes=("row_ragged",)),
    Messy("a row with a separator too few", lambda: written([HEADERS, lines()[1][:6] + lines()[1][7:], lines()[2]]), "x.csv", taken=(SECOND,), rejected=1, codes=("row_ragged",)),
    Messy("a row that breaks off", lambda: written([HEADERS, lines()[1], lines()[2][:8]]), "x.csv", taken=(FIRST,), rejected=1, codes=("row_ragged",)),
    Messy("tabs, and a row with one too many", lambda: written([HEADERS, SHIFTED, lines()[2]], "\t"), "x.csv", taken=(SECOND,), rejected=1, codes=("row_ragged",)),
    Messy("separators at the end of all rows", lambda: written([HEADERS, *([*line, "", ""] for line in lines()[1:])]), "x.csv"),
    Messy("a title and notes with fewer values", lambda: written([["申报汇总表"], *lines(), ["注：以上数据属实"], ["填表人：张三", "2016年"]]), "x.csv"),
    Messy("quotes around what holds a separator", lambda: quoted(lines((1, 5, "1,234.5"))), "x.csv"),
    Messy("everything as a formula", lambda: guarded('="{}"'), "x.csv"),
    Messy("everything as a formula, quoted", lambda: quoted([[f'="{cell}"' for cell in line] for line in lines()]), "x.csv"),
    Messy("an apostrophe before codes and figures", lambda: written(lines((1, 0, f"'{FIRST}"), (1, 5, "'1234.5"))), "x.csv"),
    Messy("tabs behind everything", lambda: guarded("{}\t"), "x.csv"),
    Messy("tabs before everything", lambda: guarded("\t{}"), "x.csv"),
    Messy("tabs behind codes alone", lambda: written(lines((1, 0, f"{FIRST}\t"), (2, 0, f"{SECOND}\t"))), "x.csv"),
    Messy("tabs within semicolons", lambda: written([[f"{cell}\t" for cell in line] for line in lines()], ";"), "x.csv"),
    Messy("spaces before quotes", lambda: written([[f'"{cell}"' for cell in line] for line in lines()], ", "), "x.csv"),
    Messy("spaces before some quotes", lambda: written([HEADERS, [f'  "{cell}"' for cell in lines()[1]], lines()[2]]), "x.csv"),
    Messy("spaces before a quoted separator", lambda: written(lines((1, 5, '  "1,234.5"'))), "x.csv"),
    Messy("tags in a text", lambda: written([[*HEADERS, "主页"], [*lines()[1], "<html><table>"], [*lines()[2], "<a>"]]), "x.csv"),
    Messy("a text that begins with a bracket", lambda: written([["<2016年申报>"], *lines()]), "x.csv"),
    Messy("a sign for less in a text", lambda: written([["利润率<5%的企业 <meta>"], *lines()]), "x.csv"),
    Messy("one bad byte in UTF-8, in a title", lambda: "申报汇总表（示例区）".encode() + b"\xff\r\n" + written(lines()), "x.csv"),
    Messy("one bad byte in UTF-8, in a name", lambda: bad_byte("utf-8", A[1]), "x.csv", taken=(SECOND,), rejected=1, codes=("character_damaged",)),
    Messy("one bad byte in GBK, in a figure", lambda: bad_byte("gbk", "1234.5"), "x.csv", taken=(SECOND,), rejected=1, codes=("character_damaged",)),
    Messy("a text that is cut within a character", lambda: written([*lines(), ["注：以上属实"]]).rstrip()[:-1], "x.csv"),
    Messy("UTF-16 without a mark", lambda: written(lines()).decode().encode("utf-16-le"), "x.csv"),
    Messy("UTF-16 the other way without a mark", lambda: written(lines(), "\t").decode().encode("utf-16-be"), "x.csv"),
    Messy("a web page in UTF-16 without a mark", lambda: html_table().decode().encode("utf-16-le"), "x.xls"),
]  # fmt: skip

PAGES = [
    Messy("a hidden row of a page", page(row_of(FIRST, "style='display:none'")), "x.xls", codes=("rows_hidden",)),
    Messy("a row of a page hidden by its class", page(lambda html: row_of(FIRST, "class=weg")(html).replace("<head>", "<head><style>.weg {display: none}</style>")), "x.xls", codes=("rows_hidden",)),
    Messy("a row with the word hidden", page(row_of(SECOND, "hidden")), "x.xls", codes=("rows_hidden",)),
    Messy("a column of a page that is hidden", page(lambda html: html.replace("<table>", '<table><col span=5><col style="display:none">')), "x.xls", codes=("columns_hidden",)),
    Messy("a hidden table of a page", page(lambda html: html.replace("</body>", "<table style='display:none'><tr><td>x</td></tr></table></body>")), "x.xls", codes=("sheet_hidden",)),
    Messy("the figure beside what is shown", page(lambda html: html.replace("<td>1234.5", '<td x:num="1234.5">1,235').replace("<td>800", "<td x:num>800")), "x.xls"),
    Messy("a ratio beside its per cent", page(lambda html: html.replace("<td>4.2", '<td x:num="0.042">4%')), "x.xls"),
    Messy("the figure that LibreOffice keeps", page(lambda html: html.replace("<td>1234.5", '<td sdval="1234.5" sdnum="1033;0;#,##0">1,235')), "x.xls"),
    Messy("what is filled into fields", page(lambda html: html.replace("<td>1234.5", '<td><input type="text" value="1234.5"><input type=hidden value=9>')), "x.xls"),
    Messy("what is chosen from a list", page(lambda html: html.replace("<td>北区", "<td><select><option>南区<option selected>北区</select>")), "x.xls"),
    Messy("a box that is ticked", page(lambda html: html.replace("<td>是", "<td><input type=checkbox checked>")), "x.xls"),
    Messy("a text field of a page", page(lambda html: html.replace(f"<td>{A[1]}", f"<td><textarea>{A[1]}</textarea>")), "x.xls"),
    Messy("a hidden key for sorting", page(lambda html: html.replace("<td>1234.5", '<td><span style="display:none">0001234</span>1234.5')), "x.xls"),
    Messy("a script in a cell", page(lambda html: html.replace("<td>1234.5", "<td><script>var x = 1;</script>1234.5")), "x.xls"),
    Messy("a struck-through figure of a page", page(lambda html: html.replace("<td>1234.5", "<td><s>1000</s>1234.5")), "x.xls", codes=("struck_in_part",)),
    Messy("a page in a single file", mhtml("utf-8", "utf-8"), "x.mht"),
    Messy("a page in a single file, in GB2312", mhtml("gb2312", "gb2312"), "x.xls"),
    Messy("a page in a single file named .xls", mhtml("utf-8", "utf-8"), "x.xls"),
]  # fmt: skip

READERS = [*PARTS, *TOLD, *TIMES, *OLD, *TEXTS, *PAGES]

if __name__ == "__main__":
    make_old()
