"""The shortlist workbook of 100,000 applications, against XlsxWriter writing the same cells bare.

The floor writes the same values of the same sheets in constant memory, by the same calls of XlsxWriter, with
one format, and nothing else: no widths, heights, tables, guards, bars or charts.
Run: make benchmark. The table of results is in benchmarks/README.md.
"""

from __future__ import annotations

import resource
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from time import process_time

import xlsxwriter

from cultivation import language
from cultivation.core.explanation.cut_line import cut_line
from cultivation.core.pool.proposal import Candidate, propose
from cultivation.core.rules.formulas import Kind
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.outputs.shortlist.workbook import TABLES, TEXTS_STAY_TEXTS, write_shortlist
from cultivation.outputs.tables.model import Cell
from cultivation.queries.shortlist.data import ShortlistData
from cultivation.resources import shipped

ROWS = 100_000
Tables = list[list[tuple[Cell, ...]]]


def data_of(rows: int) -> ShortlistData:
    """Return a year of made-up scores; what the cells say does not matter, how many there are does."""
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    rules = loaded.rules
    lines = tuple(_line(number, rules) for number in range(1, rows + 1))
    table = ScoreTable(2016, rules.id, loaded.digest, "2016-12-31", rules.precision, lines)
    members = {line.id: line.name for line in lines[20:120]}
    proposal = propose([Candidate(line.id, line.name, line.rank) for line in lines], members, rules.pool)
    values = {line.id: {"zone": "zhoushi", "industry": "display", "revenue": "12345.67"} for line in lines}
    cut = cut_line(proposal, table)
    created = datetime(2017, 1, 1, tzinfo=UTC)
    return ShortlistData(rules, loaded.digest, table, proposal, values, cut, {}, (), "proposed", created)


def _line(number: int, rules: RuleSet) -> ScoreLine:
    criteria = {key: (number * 37 + place) % 400 for place, key in enumerate(rules.criteria)}
    share = str(Decimal(number % 997) / 1000)
    indicators = {key: share if rules.names[key].kind is Kind.NUMBER else None for key in rules.indicators}
    name = f"昆山样例第{number}光电科技有限公司（虚构）"
    code = f"91320583MA{number:08d}"
    return ScoreLine(
        code, name, True, (), 9000 - number % 8000, number, "total", (), criteria, indicators, ()
    )


def bare(tables: Tables) -> int:
    """Write the same values with XlsxWriter alone; return how many cells."""
    buffer, cells = BytesIO(), 0
    workbook = xlsxwriter.Workbook(buffer, {"constant_memory": True, **TEXTS_STAY_TEXTS})
    plain, day = workbook.add_format({"font_size": 10}), workbook.add_format({"num_format": "yyyy-mm-dd"})
    for table in tables:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(table):
            for place, value in enumerate(row):
                if value is None or value == "":
                    sheet.write_blank(number, place, None, plain)
                elif isinstance(value, str):
                    sheet.write_string(number, place, value, plain)
                elif isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write_number(number, place, value, plain)
            cells += len(row)
    workbook.close()
    return cells


def main(rows: int) -> None:
    """Print the two times, their ratio, and the most memory of the process."""
    language.activate("zh")
    data = data_of(rows)
    values: Tables = [[row.cells for row in table_of(data).rows] for table_of in TABLES]
    print(f"scores {data.table.digest[:12]}")  # the digest is known before a shortlist is written
    began = process_time()
    cells = bare(values)
    floor = process_time() - began
    del values
    began = process_time()
    size = len(write_shortlist(data))
    ours = process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows, {cells} cells, {size / 1e6:.1f} MB")
    print(f"bare XlsxWriter {floor:.1f} s; shortlist {ours:.1f} s; ratio {ours / floor:.2f}; {most:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
