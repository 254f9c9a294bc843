"""The report of 2,000 applications x 40 columns, against writing the same data as plain JSON.

The floor is orjson writing the firms as the page carries them and, for what is not in them, the score table.
Run: make benchmark. The table of results is in benchmarks/README.md.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import orjson

from benchmarks.shortlist import data_of
from cultivation import language
from cultivation.core.rules.formulas import Kind
from cultivation.outputs.report.firms import FirmsData
from cultivation.outputs.report.page import write_report
from cultivation.queries.report.data import Filed, ReportData, YearFlow

ROWS = 2_000


def report_data_of(rows: int) -> ReportData:
    """Return a year of made-up scores with a value, a sheet and a cell for every field."""
    base = data_of(rows)
    kinds = {Kind.NUMBER: "12345.67", Kind.DATE: "2011-05-31", Kind.TRUTH: "no"}
    values = {
        key: {
            "value": kinds.get(base.rules.names[key].kind, "zhoushi"),
            "sheet": "申报汇总表",
            "cell": "AB1234",
        }
        for key in (*base.rules.fields, *base.rules.text_matches)
    }
    filed = {line.id: Filed("周市镇_2016年申报汇总表.xlsx", values) for line in base.table.lines}
    ranks = {line.id: rows + 1 - (line.rank or 0) for line in base.table.lines}
    before = replace(base.table, year=2015)
    flow = (YearFlow(2015, 100, 0, 0, True), YearFlow(2016, 10, 90, 10, False))
    return ReportData(replace(base, previous_ranks=ranks), flow, before, filed, None, (1, "0" * 64))


def seconds_in_browser(page: bytes) -> float | None:
    """Return the time until a real browser has the table; None where there is no browser."""
    browser = shutil.which("chromium")
    if browser is None:
        return None
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_bytes(page)
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        tab = opened.new_page()
        tab.goto("about:blank")
        began = perf_counter()
        tab.goto(path.as_uri())
        tab.wait_for_selector("#table tbody tr")
        taken = perf_counter() - began
        opened.close()
    return taken


def main(rows: int) -> None:
    """Print the two times, their ratio, the sizes, and how long a browser takes."""
    language.activate("zh")
    data = report_data_of(rows)
    firms, table = FirmsData(data).to_json(), orjson.loads(data.base.table.document)
    write_report(report_data_of(10))  # templates and libraries are loaded
    began = process_time()
    plain = orjson.dumps(firms) + orjson.dumps(table)
    floor = process_time() - began
    began = process_time()
    page = write_report(data)
    ours = process_time() - began
    shown = seconds_in_browser(page)
    print(f"{rows} rows; data {len(plain) / 1e6:.1f} MB, page {len(page) / 1e6:.1f} MB")
    print(f"plain JSON {floor:.3f} s; page {ours:.2f} s; ratio {ours / floor:.0f}")
    print("no browser" if shown is None else f"a browser has the table after {shown:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
