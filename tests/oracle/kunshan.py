"""Kunshan's standard of 100 points, from its prose, over the sample workbooks.

Nothing of the program is used.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle.exact import Row, line, log_line, oracle_pool, ranked, ratio, steps, total_of, with_pool
from tests.oracle.kunshan_workbooks import VETOES, Application, applications

__all__ = ["VETOES", "YEARS", "oracle_pool", "oracle_year", "oracle_years"]

YEARS = (2016, 2017, 2018)
INSTITUTION = {"national": "6.00", "provincial": "4.50", "suzhou": "3.00", "kunshan": "1.50", "none": "0.00"}
MATCH = {"strong": "6.00", "partial": "3.00", "none": "0.00"}
# Table 2 of the plan: leading base (4 points), gathering places (2 points).
ZONE_FIT = {
    "display": ("development_zone", "high_tech_zone zhoushi bacheng"),
    "equipment": ("zhoushi high_tech_zone", "development_zone lujia bacheng dianshanhu"),
    "materials": ("development_zone", "zhangpu qiandeng"),
    "software": ("bacheng", "development_zone qiandeng"),
    "smart_grid": ("zhouzhuang", "development_zone high_tech_zone zhangpu jinxi"),
    "biomedicine": ("high_tech_zone", "qiandeng"),
    "energy_saving": ("high_tech_zone", ""),
    "new_energy": ("high_tech_zone", "development_zone zhoushi"),
}


def oracle_year(year: int, levels: Mapping[str, str], members: Collection[str]) -> list[Row]:
    """Return id, criteria, total, rank, eligible and in_pool of each application, best first.

    `levels` gives the industry match of each id ("strong", "partial"; "none" where it is missing);
    `members` are those of the year before.
    """
    rows = [row_of(filed, levels.get(filed["credit_code"], "none"), year) for filed in applications(year)]
    return with_pool(ranked(rows, lambda row: (*(-key for key in row["ties"]), row["id"])), members)


def oracle_years(levels: Mapping[int, Mapping[str, str]]) -> dict[int, list[Row]]:
    """Run all years, each with the members that the one before left."""
    years: dict[int, list[Row]] = {}
    members: set[str] = set()
    for year in YEARS:
        years[year] = oracle_year(year, levels.get(year, {}), members)
        members = oracle_pool(years[year], members)
    return years


def row_of(filed: Application, level: str, year: int) -> Row:
    """Give one application its points."""
    criteria = criteria_of(filed, level)
    rd_ratio = ratio(filed["rd_expenditure"], filed["revenue"]) or Fraction(0)
    return {
        "id": filed["credit_code"],
        "name": filed["enterprise_name"],
        "criteria": criteria,
        "total": total_of(criteria),
        "eligible": is_eligible(filed, year),
        "ties": (rd_ratio, filed["invention_patents"], filed["revenue"]),
    }


def is_eligible(filed: Application, year: int) -> bool:
    """Apply gates and vetoes."""
    born: date = filed["established_on"]
    old_enough = born <= date(year - 1, 12, 31)
    here = filed["zone"] != "other" and filed["industry"] != "other"
    return here and old_enough and filed["revenue"] > 0 and not any(filed[veto] for veto in VETOES)


def growth(filed: Application) -> Fraction | None:
    """Return the mean growth of two years, that of the last alone for a firm without the first.

    A year of 0 between them is no growth; without it nothing can be said.
    """
    if filed["revenue_previous"] == 0:
        return Fraction(0)
    last = ratio(filed["revenue"], filed["revenue_previous"])
    if last is None or not filed["revenue_before_previous"]:
        return None if last is None else last - 1
    before = ratio(filed["revenue_previous"], filed["revenue_before_previous"])
    return None if before is None else (last + before) / 2 - 1


def zone_fit(filed: Application) -> Decimal:
    """Return the points for an industry in its place."""
    leading, gathering = ZONE_FIT.get(filed["industry"], ("", ""))
    if filed["zone"] in leading.split():
        return Decimal("4.00")
    return Decimal("2.00") if filed["zone"] in gathering.split() else Decimal("0.00")


def criteria_of(filed: Application, level: str) -> dict[str, Decimal]:
    """Return the points of each criterion, in hundredths."""
    revenue, rd_staff = filed["revenue"], filed["rd_staff"]
    patents = filed["invention_patents"]
    return {
        "rd_ratio": line(
            ratio(filed["rd_expenditure"], revenue), ("0", "0"), ("0.03", "6"), ("0.04", "9"), ("0.08", "15")
        ),
        "rd_staff_share": line(
            ratio(rd_staff, filed["staff"]), ("0", "0"), ("0.1", "4"), ("0.153", "6"), ("0.25", "8")
        ),
        "invention_patents": log_line(patents, "1", "100", "6"),
        "patents_per_100_rd_staff": line(ratio(100 * patents, rd_staff), ("0", "0"), ("20", "4")),
        "new_ip": steps(filed["new_ip"], ("1", "0.5"), ("3", "1"), ("5", "1.5"), ("10", "2")),
        "rd_institution": Decimal(INSTITUTION[filed["rd_institution"]]),
        "talents": steps(filed["talents"], ("1", "1"), ("3", "2"), ("5", "3"), ("10", "4")),
        "emerging_share": line(
            ratio(filed["emerging_revenue"], revenue), ("0", "0"), ("0.5", "4"), ("0.8", "8"), ("1", "10")
        ),
        "industry_match": Decimal(MATCH[level]),
        "zone_fit": zone_fit(filed),
        "revenue": log_line(revenue, "2000", "500000", "8"),
        "growth": line(growth(filed), ("0", "0"), ("0.053", "3"), ("0.133", "5"), ("0.275", "7")),
        "profit_margin": line(
            ratio(filed["total_profit"], revenue), ("0", "0"), ("0.05", "2"), ("0.15", "5")
        ),
        "local_share": line(ratio(filed["local_purchases"], filed["purchases"]), ("0", "0"), ("0.5", "5")),
        "staff": log_line(filed["staff"], "20", "1000", "4"),
        "standards": min(filed["standards"], Decimal(3)).quantize(Decimal("0.01")),
        "key_project": Decimal("3.00") if filed["key_project"] else Decimal("0.00"),
    }
