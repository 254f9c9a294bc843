"""The cell formats of a workbook, each made once, in the font of the language spoken now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cultivation.language import current
from cultivation.outputs.tables.model import TEXT, Column

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
GREY, DARK, PALE = "#BFBFBF", "#1F3864", "#E9EDF4"
BAR = "#C3D3EC"
TONES = {"entered": "#E6F2E6", "left": "#F9E6E3", "reserve": "#FDF3D9", "heading": PALE, "": ""}
HEADER = {
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "font_size": 9,
    "valign": "vcenter",
    "border": 1,
}


class Formats:
    """The formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            font = {"font_name": FONTS[current()], "font_size": 10}
            self._known[key] = self.workbook.add_format(font | properties)
        return self._known[key]

    def of_cell(self, column: Column, is_text: bool, tone: str, underlined: bool, unlocked: bool) -> Format:
        """Return the format of a cell below the headers: texts wrap, the tone fills."""
        properties: dict[str, Any] = {"num_format": column.number_format, "valign": "vcenter"}
        properties |= {"bottom": 1, "bottom_color": GREY}
        if is_text:
            properties |= {"num_format": TEXT, "text_wrap": True}
        if column.number_format == TEXT:
            properties |= {"align": "left", "indent": 1}
        if fill := TONES[tone]:
            properties["bg_color"] = fill
        if tone == "heading":
            properties["bold"] = True
        if underlined:
            properties |= {"bottom": 5, "bottom_color": DARK}
        if unlocked:
            properties["locked"] = False
        return self.get(**properties)

    @property
    def title(self) -> Format:
        """Return the format of a sheet's title."""
        return self.get(bold=True, font_size=14, font_color=DARK, valign="vcenter")

    @property
    def note(self) -> Format:
        """Return the format of the lines below the title."""
        return self.get(font_color="#595959")

    @property
    def signature(self) -> Format:
        """Return the format of a line on which somebody signs."""
        return self.get(font_size=11, valign="bottom")

    @property
    def band(self) -> Format:
        """Return the format of what stands above several headers."""
        return self.get(**HEADER, border_color="#FFFFFF", bg_color=DARK, font_color="#FFFFFF")

    @property
    def header(self) -> Format:
        """Return the format of a header."""
        return self.get(**HEADER, border_color=GREY, bg_color="#D9E1F2", font_color=DARK)
