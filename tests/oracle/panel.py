"""The panel's standard of 100 points, from its prose, over the sample workbooks.

Nothing of the program is used.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pandas as pd

from tests.oracle.exact import Row, line, log_line, oracle_pool, ranked, ratio, total_of, with_pool

__all__ = ["YEARS", "oracle_pool", "oracle_year", "oracle_years"]

SAMPLES = Path(__file__).parents[2] / "sample_data" / "patents_panel"
YEARS = tuple(range(1983, 1992))
COLUMNS = {
    "Firm": "firm",
    "European patent applications": "patents",
    "R&D expenditure (百万)": "spent",
    "R&D expenditure of the year before (百万)": "spent_before",
}
Filed = dict[str, Decimal | str | None]


@cache
def firms(year: int) -> tuple[Filed, ...]:
    """Read the workbook of a year: the figures as they are shown, as decimals."""
    frame = pd.read_excel(SAMPLES / f"patents_rd_{year}.xlsx", header=2)[list(COLUMNS)].rename(
        columns=COLUMNS
    )
    return tuple({str(key): _exact(value) for key, value in row.items()} for row in frame.to_dict("records"))


def _exact(value: object) -> Decimal | str | None:
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else Decimal(str(value))  # type: ignore[call-overload]


def oracle_year(year: int, levels: Mapping[str, str], members: Collection[str]) -> list[Row]:
    """Return id, criteria, total, rank, eligible and in_pool of each firm, best first.

    There is no text match in this standard; `levels` is not used.
    """
    rows = [row_of(filed) for filed in firms(year)]
    return with_pool(ranked(rows, lambda row: (*(-key for key in row["ties"]), row["id"])), members)


def oracle_years() -> dict[int, list[Row]]:
    """Run all years, each with the members that the one before left."""
    years: dict[int, list[Row]] = {}
    members: set[str] = set()
    for year in YEARS:
        years[year] = oracle_year(year, {}, members)
        members = oracle_pool(years[year], members)
    return years


def row_of(filed: Filed) -> Row:
    """Give one firm its points; there are no gates."""
    patents, spent, before = filed["patents"], filed["spent"], filed["spent_before"]
    assert isinstance(patents, Decimal)
    assert isinstance(spent, Decimal)
    assert not isinstance(before, str)
    grown = ratio(spent, before)
    criteria = {
        "rd_expenditure": log_line(spent, "10", "6000", "35"),
        "rd_growth": line(None if grown is None else grown - Fraction(1), ("0", "0"), ("0.3", "15")),
        "patents": log_line(patents, "1", "900", "35"),
        "patents_per_rd": line(ratio(patents, spent), ("0", "0"), ("0.6", "15")),
    }
    return {
        "id": filed["firm"],
        "criteria": criteria,
        "total": total_of(criteria),
        "eligible": True,
        "ties": (patents, spent),
    }
