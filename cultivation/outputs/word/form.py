"""The form of a Word document: fonts by script, sizes, margins. Chinese papers follow GB/T 9704-2012."""

from __future__ import annotations

from dataclasses import dataclass

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Form:
    """Fonts by script, sizes and distances in points, and the indent in characters."""

    text: tuple[str, str]
    title: tuple[str, str]
    mark: tuple[str, str]
    size: float
    title_size: float
    line: float
    title_line: float
    table_size: float
    indent: int
    bold: bool


@dataclass(frozen=True)
class Page:
    """A page of A4, upright or across: margins in millimetres, and how far the footer is from the edge."""

    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    footer: float = 25
    across: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in millimetres."""
        return (297, 210) if self.across else (210, 297)

    @property
    def text_width(self) -> float:
        """Return the width of the text in points."""
        return (self.size[0] - self.left - self.right) * POINTS_PER_MM


@dataclass(frozen=True)
class Look:
    """How a paragraph looks: `indent` and `right` in characters, `size` and `line` in points; 0: as usual.

    `together` keeps it on the page of what follows.
    """

    align: str = ""
    fonts: tuple[str, str] | None = None
    size: float = 0
    line: float = 0
    indent: int = 0
    right: float = 0
    bold: bool = False
    together: bool = False
    before: float = 0


PLAIN = Look()
FONTS = (
    ("Times New Roman", "仿宋"),
    ("Times New Roman", "方正小标宋简体"),
    ("Times New Roman", "黑体"),
)
OFFICIAL = {
    "zh": Form(*FONTS, 16, 22, 28, 34, 12, 2, False),
    "en": Form(*FONTS, 12, 16, 18, 22, 10.5, 0, True),
}
OFFICIAL_PAGE = Page()
