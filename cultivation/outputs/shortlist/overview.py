"""The first sheet: the year at a glance, in figures and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from cultivation.language import _, current
from cultivation.outputs.tables.formats import DARK, FONTS, GREY, Formats
from cultivation.outputs.tables.writer import set_up_printing
from cultivation.queries.shortlist.data import ShortlistData
from cultivation.queries.shortlist.figures import Figures, distribution, members_by_choice, year_counts

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

COLOURS = ("#2F5597", "#C9CED6")
CHART_WIDTH, CHART_HEIGHT = 560, 420
LABELS, FIRST_CHART_COLUMN, CHARTS_ABREAST = 0, 4, 2
ROWS_OF_CHART, COLUMNS_OF_CHART = 22, 9


def write_overview(formats: Formats, data: ShortlistData, footer: str) -> None:
    """Add the sheet: counts and small tables on the left, a chart of each table on the right."""
    sheet = formats.workbook.add_worksheet(_("Overview"))
    shown = distribution(data)
    figures = [*([shown] if shown else []), *members_by_choice(data)]
    sheet.set_column(LABELS, LABELS, _label_width(data, figures))
    sheet.set_column(1, 2, 14)
    sheet.set_column(3, 3, 3)
    row = _write_top(sheet, formats, data)
    row = _write_counts(sheet, formats, data, row)
    for number, each in enumerate(figures):
        first = _write_figures(sheet, formats, each, row + 1)
        chart = _chart(formats, sheet.get_name(), each, first)
        down, right = divmod(number, CHARTS_ABREAST)
        place = (len(data.notes) + 3 + down * ROWS_OF_CHART, FIRST_CHART_COLUMN + right * COLUMNS_OF_CHART)
        sheet.insert_chart(*place, chart, {"description": each.title})
        row = first + len(each.rows)
    sheet.protect()
    set_up_printing(sheet, footer)
    sheet.fit_to_pages(1, 1)


def _label_width(data: ShortlistData, figures: Sequence[Figures]) -> int:
    labels = [label for label, _number in year_counts(data)]
    labels += [text for each in figures for text in (each.title, *(label for label, _numbers in each.rows))]
    return max(map(cell_len, labels)) + 2


def _write_top(sheet: Worksheet, formats: Formats, data: ShortlistData) -> int:
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, data.title(_("Overview")), formats.title)
    notes = (data.rules_note, *data.notes)
    for number, note in enumerate(notes, start=1):
        sheet.write_string(number, 0, note, formats.note)
    return len(notes) + 2


def _write_counts(sheet: Worksheet, formats: Formats, data: ShortlistData, row: int) -> int:
    label, number = (
        formats.get(bottom=1, bottom_color=GREY),
        formats.get(bottom=1, bottom_color=GREY, bold=True),
    )
    for text, value in year_counts(data):
        sheet.write_string(row, LABELS, text, label)
        sheet.write_number(row, 1, value, number)
        row += 1
    return row


def _write_figures(sheet: Worksheet, formats: Formats, figures: Figures, row: int) -> int:
    """Write a small table; return the row of its first figures."""
    for place, text in enumerate((figures.title, *figures.series)):
        sheet.write_string(row, place, text, formats.header)
    cell = formats.get(bottom=1, bottom_color=GREY)
    for number, (label, values) in enumerate(figures.rows, start=row + 1):
        sheet.write_string(number, LABELS, label, cell)
        for place, value in enumerate(values, start=1):
            sheet.write_number(number, place, value, cell)
    return row + 1


def _chart(formats: Formats, sheet: str, figures: Figures, first: int) -> Chart:
    """Draw a table as stacked columns, as bars where its labels are words."""
    in_words = any(not label.replace(".", "").lstrip("-").isdigit() for label, _numbers in figures.rows)
    kind = {"type": "bar" if in_words else "column", "subtype": "stacked"}
    chart = formats.workbook.add_chart(kind)
    last = first + len(figures.rows) - 1
    for place, (name, colour) in enumerate(zip(figures.series, COLOURS, strict=True), start=1):
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, first, LABELS, last, LABELS],
                "values": [sheet, first, place, last, place],
                "fill": {"color": colour},
                "gap": 30,
            }
        )
    font = {"name": FONTS[current()], "size": 9, "color": "#404040"}
    title = {"name": FONTS[current()], "size": 12, "color": DARK, "bold": True}
    chart.set_title({"name": figures.title, "name_font": title, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    grid = {"visible": True, "line": {"color": "#E3E3E3", "width": 0.5}}
    values = {"num_font": font, "major_gridlines": grid, "num_format": "0", "line": {"none": True}}
    labels = {"num_font": font, "major_gridlines": {"visible": False}, "interval_unit": 1}
    if in_words:  # the first label on top; XlsxWriter calls the horizontal axis x in bars, too
        chart.set_y_axis(labels | {"reverse": True, "crossing": "max"})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(labels)
        chart.set_y_axis(values)
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return chart
