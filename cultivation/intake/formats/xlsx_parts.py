"""What the parts of an .xlsx package say beside the sheets themselves: names, styles and texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.bounds import check_text
from cultivation.intake.formats.number_formats import is_percent
from cultivation.intake.formats.package import SMALL, Package, read_part
from cultivation.intake.values.displayed import is_telling

WORKBOOK = re.compile(r"xl/workbook\d*\.xml")
RELATION = re.compile(r"\{[^}]*/relationships\}id")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What stands in a number format as it is: quoted, escaped, padding, or in brackets (colours, languages).
LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
DATES = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))  # built in, also the Chinese ones
PERCENTS = frozenset((9, 10))
ELAPSED = 46


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name, the path of its part, and whether it is hidden."""

    name: str
    path: str
    hidden: bool


@dataclass(frozen=True)
class Parts:
    """The workbook without the contents of its sheets. `styles` says for each cell style how numbers
    look: percent, date, duration, or nothing in particular; `telling` are the formats of the styles that may
    show another figure than the one that is stored."""

    sheets: tuple[SheetPart, ...]
    styles: tuple[str, ...]
    epoch_1904: bool
    telling: Mapping[int, str] = field(default_factory=dict)


def read_parts(package: Package) -> Parts:
    """Read the list of worksheets (charts have no cells) and the styles; raise Unreadable without any."""
    names = set(package.namelist())
    path = min(filter(WORKBOOK.fullmatch, names))
    folder, name = posixpath.split(path)
    relations = read_part(package, f"{folder}/_rels/{name}.rels")
    styles = read_part(package, "xl/styles.xml") if "xl/styles.xml" in names else b"<none/>"
    workbook = read_part(package, path)
    small = max(len(workbook), len(relations), len(styles)) <= SMALL
    parts = (_parts if small else _parts.__wrapped__)(workbook, relations, styles, folder)
    sheets = tuple(sheet for sheet in parts.sheets if sheet.path in names)
    if not sheets:
        raise Unreadable("damaged")
    return replace(parts, sheets=sheets)


@lru_cache(maxsize=8)
def _parts(workbook: bytes, relations: bytes, styles: bytes, folder: str) -> Parts:
    """Read what the parts say; the files of one template, and there are many of them, say the same."""
    root = ElementTree.fromstring(workbook)
    targets = dict(_targets(relations, folder))
    sheets = tuple(
        SheetPart(
            str(each.get("name", "")),
            targets.get(_relation(each), ""),
            each.get("state", "visible") != "visible",
        )
        for each in root.iterfind("{*}sheets/{*}sheet")
    )
    properties = root.find("{*}workbookPr")
    epoch_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    sheet_styles = ElementTree.fromstring(styles)
    return Parts(sheets, tuple(_styles(sheet_styles)), epoch_1904, dict(_telling(sheet_styles)))


def read_strings(package: Package) -> list[str]:
    """Return the texts that cells share."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    strings = []
    for _, element in ElementTree.iterparse(BytesIO(read_part(package, "xl/sharedStrings.xml"))):
        if element.tag.endswith("}si"):
            strings.append(rich_text(element))
            element.clear()
    return strings


def rich_text(element: Any) -> str:
    """Return the text of a shared or inline string, whose spaces count only where it says so."""
    runs = (each for part in element for each in (part if _local(part) == "r" else (part,)))
    texts = (
        (run.text or "") if run.get(SPACE) == "preserve" else (run.text or "").strip(" \t\r\n")
        for run in runs
        if _local(run) == "t"
    )
    text = unescape("".join(texts))
    check_text(text)
    return text


def unescape(text: str) -> str:
    """Return a text without the signs by which Excel writes those that XML cannot hold."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def looks(number_format: str) -> str:
    """Return how a format shows numbers: percent, date, duration or nothing in particular.

    >>> looks('yyyy"年"m"月"'), looks("[h]:mm"), looks("0.0%"), looks("0.00_d")
    ('date', 'duration', 'percent', '')
    """
    shown = LITERALS.sub("", number_format)
    first = shown.split(";", 1)[0]
    if is_percent(number_format):
        return "percent"
    if DURATION.search(first):
        return "duration"
    return "date" if DATE.search(first.replace("General", "")) else ""


def _targets(relations: bytes, folder: str) -> Iterator[tuple[str, str]]:
    for each in ElementTree.fromstring(relations):
        if each.get("Type", "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
            yield each.get("Id", ""), target.lstrip("/")


def _relation(sheet: Any) -> str:
    return next((value for name, value in sheet.items() if RELATION.fullmatch(name)), "")


def _styles(styles: Any) -> Iterator[str]:
    own = {
        each.get("numFmtId"): looks(each.get("formatCode", ""))
        for each in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId", "0")
        yield own[number] if number in own else _built_in(int(number) if number.isdecimal() else 0)


def _telling(styles: Any) -> Iterator[tuple[int, str]]:
    own = {
        each.get("numFmtId"): each.get("formatCode", "") for each in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    telling = {key: text for key, text in own.items() if not looks(text) and is_telling(text)}
    for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        if (key := style.get("numFmtId", "0")) in telling:
            yield number, telling[key]


def _built_in(number: int) -> str:
    if number in PERCENTS:
        return "percent"
    if number == ELAPSED:
        return "duration"
    return "date" if number in DATES else ""


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
