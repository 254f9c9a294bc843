"""What the parts of an .xlsx package say beside the sheets themselves: names, styles and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree import ElementTree

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.bounds import bounded
from cultivation.intake.formats.number_formats import is_percent
from cultivation.intake.formats.package import SMALL, Package, check_part, read_part
from cultivation.intake.formats.relations import USUAL, USUAL_WORKBOOK, main_part, part_of, relations
from cultivation.intake.values.displayed import is_telling

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
YES = ("1", "true")


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
    show another figure than the one that is stored, `struck` the styles that strike a value through.
    `strings` is the path of the shared texts. `usual` tells that the parts lie where every reader looks for
    them; `stale` that Excel is told to compute all formulas anew, so that the saved results may be none."""

    sheets: tuple[SheetPart, ...]
    styles: tuple[str, ...]
    epoch_1904: bool
    telling: Mapping[int, str] = field(default_factory=dict)
    strings: str = ""
    usual: bool = False
    struck: frozenset[int] = frozenset()
    stale: bool = False


class Text(NamedTuple):
    """A text without what is struck through in it, unless all is; and the code of the doubt about it."""

    text: str
    doubt: str = ""


def read_parts(package: Package) -> Parts:
    """Read the list of worksheets (charts have no cells) and the styles; raise Unreadable without any."""
    main = main_part(package)
    related = relations(package, main)
    styles_path, strings = part_of(package, related, "styles"), part_of(package, related, "sharedStrings")
    styles = check_part(package, styles_path) if styles_path else b"<none/>"
    workbook = check_part(package, main)
    targets = tuple((each.id, each.target) for each in related if each.kind == "worksheet")
    small = max(len(workbook), len(styles)) <= SMALL
    parts = (_parts if small else _parts.__wrapped__)(workbook, targets, styles or b"<none/>")
    sheets = tuple(sheet for sheet in parts.sheets if sheet.path)
    if not sheets:
        raise Unreadable("damaged")
    usual = main == USUAL_WORKBOOK and all(
        path in ("", USUAL[kind]) for kind, path in (("styles", styles_path), ("sharedStrings", strings))
    )
    return replace(parts, sheets=sheets, strings=strings, usual=usual)


@lru_cache(maxsize=8)
def _parts(workbook: bytes, targets: tuple[tuple[str, str], ...], styles: bytes) -> Parts:
    """Read what the parts say; the files of one template, and there are many of them, say the same."""
    root = ElementTree.fromstring(workbook)
    paths = dict(targets)
    sheets = tuple(
        SheetPart(
            str(each.get("name", "")),
            paths.get(_relation(each), ""),
            each.get("state", "visible") != "visible",
        )
        for each in root.iterfind("{*}sheets/{*}sheet")
    )
    properties, calculation = root.find("{*}workbookPr"), root.find("{*}calcPr")
    sheet_styles = ElementTree.fromstring(styles)
    return Parts(
        sheets,
        tuple(_styles(sheet_styles)),
        properties is not None and properties.get("date1904") in YES,
        dict(_telling(sheet_styles)),
        struck=frozenset(_struck(sheet_styles)),
        stale=calculation is not None and calculation.get("fullCalcOnLoad") in YES,
    )


def read_strings(package: Package, path: str) -> list[Text]:
    """Return the texts that cells share."""
    if not path:
        return []
    strings = []
    for _, element in ElementTree.iterparse(BytesIO(read_part(package, path))):
        if element.tag.endswith("}si"):
            strings.append(rich_text(element))
            element.clear()
    return strings


def rich_text(element: Any) -> Text:
    """Return the text of a shared or inline string, whose spaces count only where it says so."""
    runs = [(_shown(part), _is_struck(part.find("{*}rPr"))) for part in element if _local(part) in ("r", "t")]
    struck = [text for text, is_struck in runs if is_struck and text.strip()]
    rest = "".join(text for text, is_struck in runs if not is_struck)
    if struck and not rest.strip():
        return Text(bounded(unescape("".join(struck))), "struck_through")
    return Text(bounded(unescape(rest)), "struck_in_part" if struck else "")


def _shown(part: Any) -> str:
    """Return the text of a run, or of a text that is no run."""
    return "".join(
        (each.text or "") if each.get(SPACE) == "preserve" else (each.text or "").strip(" \t\r\n")
        for each in (part if _local(part) == "r" else (part,))
        if _local(each) == "t"
    )


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


def _struck(styles: Any) -> Iterator[int]:
    """Yield the cell styles whose font is struck through."""
    struck = [_is_struck(font) for font in styles.iterfind("{*}fonts/{*}font")]
    for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font = style.get("fontId", "0")
        if font.isdecimal() and int(font) < len(struck) and struck[int(font)]:
            yield number


def _is_struck(font: Any) -> bool:
    strike = None if font is None else font.find("{*}strike")
    return strike is not None and strike.get("val", "1") in YES


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
