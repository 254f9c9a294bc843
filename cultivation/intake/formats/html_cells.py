"""What a cell of a web page shows: its text without what is hidden, the choice in its fields, its figure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from cultivation.intake.formats.book import Raw
from cultivation.intake.formats.bounds import bounded

Attributes = dict[str, str | None]
HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
STRIKING = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS = re.compile(r"(?:^|[\s,])(?:\w+)?\.([\w-]+)\s*(?=,|$)")
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
NEVER_SHOWN = frozenset(["script", "style", "template", "noscript", "title", "datalist"])
STRUCK = frozenset(["s", "strike", "del"])
WITHOUT_VALUE = frozenset(["hidden", "button", "submit", "reset", "image", "file", "password"])
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?", re.IGNORECASE)
SHOWN_FIGURE = re.compile(r"[-+(]?[¥￥$]?[0-9][0-9, ]*(?:\.[0-9]*)?\)?[%％]?|[-+]?\.[0-9]+[%％]?")


class Styles:
    """The classes of a page by which something is hidden or struck through."""

    def __init__(self) -> None:
        self.hiding: set[str] = set()
        self.striking: set[str] = set()

    def add(self, sheet: str) -> None:
        """Read a style sheet of the page."""
        for selectors, style in RULE.findall(sheet):
            names = set(CLASS.findall(selectors.strip()))
            self.hiding |= names if HIDING.search(style) else set()
            self.striking |= names if STRIKING.search(style) else set()

    def hides(self, attributes: Attributes) -> bool:
        """Tell whether an element is not shown."""
        return "hidden" in attributes or self._says(attributes, HIDING, self.hiding)

    def strikes(self, attributes: Attributes) -> bool:
        """Tell whether an element is struck through."""
        return self._says(attributes, STRIKING, self.striking)

    def _says(self, attributes: Attributes, way: re.Pattern[str], classes: set[str]) -> bool:
        own = (attributes.get("class") or "").split()
        return bool(way.search(attributes.get("style") or "") or classes.intersection(own))


@dataclass
class CellText:
    """Collects one cell. `attributes` are those of its element."""

    styles: Styles
    attributes: Attributes
    shown: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)

    def start(self, tag: str, attributes: Attributes) -> None:
        """Begin an element within the cell."""
        if tag == "br":
            self.shown.append("\n")
        elif tag == "input":
            self._field(attributes)
        if tag in VOID:
            return
        if tag == "option":  # the one before need not be ended
            self.end(tag)
        if tag in NEVER_SHOWN or self.styles.hides(attributes) or self._is_unchosen(tag, attributes):
            self.open.append((tag, "hidden"))
        else:
            is_struck = tag in STRUCK or self.styles.strikes(attributes)
            self.open.append((tag, "struck" if is_struck else ""))

    def end(self, tag: str) -> None:
        """End an element, and those within it that were not ended."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def add(self, text: str) -> None:
        """Add what stands in the cell, if it is shown."""
        ways = {way for _, way in self.open}
        if "hidden" not in ways:
            (self.struck if "struck" in ways else self.shown).append(text)

    def result(self) -> tuple[Raw, str, bool]:
        """Return the value, the code of the doubt about it, and whether it is shown as per cent."""
        text, struck = _lines(self.shown), _lines(self.struck)
        if struck and not text:
            return struck, "struck_through", False
        doubt = "struck_in_part" if struck else ""
        if self.styles.strikes(self.attributes):
            doubt = "struck_through"
        value = self._stored(text)
        return (
            (value, doubt, text.endswith(("%", "％"))) if value is not None else (text or None, doubt, False)
        )

    def _stored(self, text: str) -> float | None:
        """Return the figure that the program kept beside the rounded one that it shows."""
        said = (self.attributes.get("x:num") or self.attributes.get("sdval") or "").strip()
        if not NUMBER.fullmatch(said) or not SHOWN_FIGURE.fullmatch(text):
            return None
        return float(said) if _agree(Decimal(said), text) else None

    def _field(self, attributes: Attributes) -> None:
        kind = (attributes.get("type") or "text").lower()
        if kind in WITHOUT_VALUE or self.styles.hides(attributes):
            return
        if kind in ("checkbox", "radio"):
            self.add("√" if "checked" in attributes else "")
        else:
            self.add(attributes.get("value") or "")

    def _is_unchosen(self, tag: str, attributes: Attributes) -> bool:
        return tag == "option" and "selected" not in attributes


def _agree(stored: Decimal, text: str) -> bool:
    """Tell whether a figure is the one that is shown, but for its rounding; else what is seen counts."""
    shown = Decimal(re.sub(r"[^0-9.]", "", text))
    places = int(shown.as_tuple().exponent)
    if text.endswith(("%", "％")):
        stored *= 100
    return abs(abs(stored) - shown) <= Decimal(5).scaleb(places - 1)


def _lines(parts: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return bounded("\n".join(line for line in lines if line))
