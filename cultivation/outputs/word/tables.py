"""Tables of a Word document: rows that stay whole, headers that come again on each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cultivation.language import current
from cultivation.outputs.word.document import WordDocument, clean, ems, points
from cultivation.outputs.word.parts import set_cell_margins, set_fonts

SHORT, LONG = 4, 9  # Chinese letters that stand beside each other at least, and in the widest column
LINE = 1.3  # of the size of letters: fonts that stand in have lines of their own height
BOLD = 1.35  # what bold letters take beside others
FIRST_KEPT = 3  # the header and two rows: LibreOffice keeps the last rows of a table only if it begins so
MARGIN = 3.5  # points left and right of a cell's text
ROOM = 2 * MARGIN + 1.5  # what a column takes beyond its text


@dataclass(frozen=True)
class WordTable:
    """Headers and rows. `widest` is the column that takes what the others leave; `left` are set to the left.

    A row of one cell is a heading over the whole width, kept with the row below it; of rows whose number is
    in `bold`, those columns and the last are set bold. The last `kept` rows stay on the page of what follows
    the table.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widest: int = 1
    left: tuple[int, ...] = (1,)
    size: float = 0
    bold: frozenset[int] = frozenset()
    kept: int = 0


def add_table(to: WordDocument, it: WordTable) -> Any:
    """Add a table to a document and return it."""
    from docx.enum.table import WD_TABLE_ALIGNMENT

    table = to.document.add_table(rows=0, cols=len(it.headers))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    set_cell_margins(table, MARGIN)
    size = it.size or to.form.table_size
    widths = _widths(it, size, to.page.text_width)
    for place, cells in enumerate((it.headers, *it.rows)):
        row = table.add_row()
        keep_whole(row, header=place == 0)
        columns = row.cells if len(cells) > 1 else (row.cells[0].merge(row.cells[-1]),)
        ends = place > len(it.rows) - it.kept or len(cells) == 1 or place < FIRST_KEPT
        for column, (cell, text) in enumerate(zip(columns, cells, strict=True)):
            cell.width = points(widths[column] if len(cells) > 1 else sum(widths))
            header = place == 0 or len(cells) == 1
            left = (column in it.left and place > 0) or len(cells) == 1
            bold = place - 1 in it.bold and (column in it.left or column == len(it.headers) - 1)
            paragraph = _cell(to, cell, text, header, left, size, bold)
            paragraph.paragraph_format.keep_with_next = ends
    for each, width in zip(table.columns, widths, strict=True):
        each.width = points(width)
    return table


def _cell(
    to: WordDocument, cell: Any, text: str, header: bool, left: bool, size: float, bold: bool = False
) -> Any:
    """Fill a cell; return its paragraph."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

    form = to.form
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = points(2), points(2)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, points(size * LINE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(clean(text))
    run.bold = bold or (header and form.bold) or None
    fonts = form.mark if header else form.text
    set_fonts(run._element.get_or_add_rPr(), *fonts, size, current())
    return paragraph


def _widths(it: WordTable, size: float, whole: float) -> list[float]:
    """Give each column what its longest cell takes, and the widest what is left.

    Where that is too much, each keeps what its longest word takes, and those that lack least come first.
    """
    rows = [row for row in it.rows if len(row) == len(it.headers)]
    columns = list(zip(it.headers, *rows, strict=True))
    least = [
        max(_longest_word(head) * BOLD, *(_longest_word(each, at == it.widest) for each in cells)) * size
        + ROOM
        for at, (head, *cells) in enumerate(columns)
    ]
    bold = [at in it.bold for at, row in enumerate(it.rows) if len(row) == len(it.headers)]
    is_last = [at == len(columns) - 1 for at in range(len(columns))]
    wanted = [
        max(
            low,
            *(
                _cell_ems(each, last and strong) * size + ROOM
                for each, strong in zip(cells, bold, strict=True)
            ),
        )
        for low, (_head, *cells), last in zip(least, columns, is_last, strict=True)
    ]
    widths, spare = list(least), whole - sum(least)
    for waiting, at in enumerate(sorted(range(len(least)), key=lambda at: wanted[at] - least[at])):
        more = min(wanted[at] - least[at], max(spare, 0) / (len(least) - waiting))
        widths[at], spare = widths[at] + more, spare - more
    widths[it.widest] += max(spare, 0)
    return widths


def _cell_ems(text: str, bold: bool) -> float:
    """Return the width of a cell's text, which takes more in bold letters."""
    return ems(text) * (BOLD if bold else 1)


def _longest_word(text: str, widest: bool = False) -> float:
    """Return the width of what cannot be broken, in sizes of its letters; of Chinese a few letters."""
    most = LONG if widest else SHORT
    return max((ems(word if word.isascii() else word[:most]) for word in text.split()), default=0)


def keep_whole(row: Any, header: bool) -> None:
    """Let no row break between pages, and the first come again on each."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
