"""Styles of OpenDocument spreadsheets: which cells show another figure than they hold, or strike it out."""

from __future__ import annotations

from typing import Any

from cultivation.intake.values.displayed import is_telling

NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
COLOUR = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}color"
OF_FIGURES = (f"{NUMBER}number-style", f"{NUMBER}currency-style")
LONGEST = 40  # digits of a format
RED = "#ff0000"


class Styles:
    """What the styles of a document say, as they go by; number formats are written as Excel writes them."""

    def __init__(self) -> None:
        self.struck: set[str] = set()
        self._formats: dict[str, str] = {}
        self._maps: dict[str, list[tuple[str, str]]] = {}
        self._shown_by: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._telling: dict[str, str] = {}

    def take(self, element: Any) -> None:
        """Take note of a style of cells or of figures."""
        name = str(element.get(f"{STYLE}name"))
        if element.tag in OF_FIGURES:
            self._formats[name] = _format(element)
            self._maps[name] = [
                (str(each.get(f"{STYLE}condition", "")), str(each.get(f"{STYLE}apply-style-name", "")))
                for each in element.iterfind(f"{STYLE}map")
            ]
        elif element.tag == f"{STYLE}style":
            if shown := element.get(f"{STYLE}data-style-name"):
                self._shown_by[name] = shown
            self._parents[name] = str(element.get(f"{STYLE}parent-style-name", ""))
            if _strikes(element, self.struck):
                self.struck.add(name)

    def telling(self, style: str) -> str:
        """Return the format of a cell style where it may show another figure than the one that is held."""
        if style not in self._telling:
            written = self._written(self._data_style(style))
            self._telling[style] = written if written and is_telling(written) else ""
        return self._telling[style]

    def _data_style(self, style: str) -> str:
        seen: set[str] = set()
        while style and style not in self._shown_by and style not in seen:
            seen.add(style)
            style = self._parents.get(style, "")
        return self._shown_by.get(style, "")

    def _written(self, name: str) -> str:
        """Return a format with its sections, those with a condition first."""
        sections = [
            f"[{condition.removeprefix('value()').replace('!=', '<>')}]{self._formats[other]}"
            for condition, other in self._maps.get(name, ())
            if other in self._formats
        ]
        return ";".join([*sections, self._formats[name]]) if name in self._formats else ""


def _format(style: Any) -> str:
    """Return the parts of one section as Excel writes them."""
    look = style.find(f"{STYLE}text-properties")
    written = "[Red]" if look is not None and look.get(COLOUR) == RED else ""
    parts = [_part(each) for each in style if str(each.tag).startswith(NUMBER)]
    return written + ("".join(parts) or '""')


def _part(part: Any) -> str:
    match part.tag.removeprefix(NUMBER):
        case "number":
            return _digits(part)
        case "text" | "currency-symbol":
            return '"' + (part.text or "").replace('"', "") + '"'
        case "scientific-number" | "fraction":
            return "General"
        case _:
            return ""


def _digits(part: Any) -> str:
    decimals, least = part.get(f"{NUMBER}decimal-places"), _count(part, "min-integer-digits")
    inside = {_count(each, "position"): each.text or "" for each in part.iterfind(f"{NUMBER}embedded-text")}
    if decimals is None and not inside:
        return "General"
    places = max([least, *(position + 1 for position in inside), 1])
    whole = ""
    for place in range(places, 0, -1):
        whole += "0" if place <= least else "#"
        if text := inside.get(place - 1, ""):
            whole += f'"{text}"'
    after = min(int(decimals), LONGEST) if (decimals or "").isdecimal() else 0
    # Excel writes a point that only looks like one as !. and LibreOffice keeps the sign.
    point = "" if not after else '"."' if inside.get(0) == "!" else "."
    return whole.removesuffix('"!"') + point + "0" * after + _scale(part)


def _scale(part: Any) -> str:
    """Return a comma for each thousand that a figure is divided by."""
    factor = part.get(f"{NUMBER}display-factor", "1").split(".")[0]
    return "," * ((len(factor) - 1) // 3) if factor.strip("0") == "1" else ""


def _count(element: Any, name: str) -> int:
    text = element.get(f"{NUMBER}{name}", "0")
    return min(int(text), LONGEST) if text.isdecimal() else 0


def _strikes(style: Any, struck: set[str]) -> bool:
    """Tell whether a style strikes its text through, by itself or by the style that it is made from."""
    shown = style.find(f"{STYLE}text-properties")
    ways = ("type", "style")
    said = [shown.get(f"{STYLE}text-line-through-{way}") for way in ways] if shown is not None else []
    own = [way for way in said if way]
    return "none" not in own if own else style.get(f"{STYLE}parent-style-name") in struck
