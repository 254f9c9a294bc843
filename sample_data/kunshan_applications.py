"""What the enterprises file in a year: one value for each field of the rule set `kunshan_top100_2016`."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from random import Random

from . import words
from .kunshan_firms import OTHER_INDUSTRY, OUTSIDE, VETOED, YEARS, Firm, firms

Value = str | int | Decimal | date | bool | None
Application = dict[str, Value]

LEVELS = ("none", "kunshan", "suzhou", "provincial", "national")
VETOES = ("safety_accident", "environmental_violation", "dishonest_debtor", "tax_blacklist", "falsified_data")
CENT = Decimal("0.01")


def applicants(year: int) -> list[Firm]:
    """Return who applies in a year, in no telling order."""
    result = [firm for firm in firms() if year in firm.application_years]
    Random(f"order/{year}").shuffle(result)
    return result


def application(firm: Firm, year: int) -> Application:
    """Return what an enterprise files: keys are fields; choices are the identifiers of the rule set."""
    filed: Application = {
        "credit_code": firm.credit_code,
        "enterprise_name": firm.name_in(year),
        "zone": OUTSIDE.get(firm.number, firm.zone),
        "industry": firm.industry,
        "established_on": firm.established_on,
        **_business(firm),
        **_finance(firm, year),
        **_innovation(firm, year),
        **_driving(firm, year),
    }
    return filed | {veto: VETOED.get((year, firm.number)) == veto for veto in VETOES}


def _between(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)


def _part(whole: Decimal, share: float) -> Decimal:
    return (whole * Decimal(share)).quantize(CENT)


def _business(firm: Firm) -> Application:
    draw = firm.draw("business")
    kind = 3 if firm.industry in OTHER_INDUSTRY.values() else draw.random() - 0.08 * firm.qualities[YEARS[0]]
    if kind < 0.55:
        product, technology = draw.sample(words.KEY_TECHNOLOGIES[firm.industry], 2)
    elif kind < 0.85:
        product, technology = draw.sample(words.NEAR[firm.industry], 2)
    else:
        product, technology = draw.sample(words.FAR, 2)
    zone = {"development_zone": "开发区", "high_tech_zone": "高新区"}.get(firm.zone, "")
    return {
        "main_product": draw.choice(words.PRODUCT_PHRASES).format(product),
        "core_technology": draw.choice(words.TECHNOLOGY_PHRASES).format(technology),
        "legal_representative": draw.choice(words.SURNAMES) + draw.choice(words.GIVEN_NAMES),
        "address": f"昆山市{zone}样例路{draw.randint(1, 2000)}号",
        "national_industry": draw.choice(words.NATIONAL_INDUSTRIES[firm.industry]),
    }


def _finance(firm: Firm, year: int) -> Application:
    draw = firm.draw("finance")
    revenue = firm.revenues[year]
    margin = _between(-0.18, 0.05 + 0.05 * firm.standing("profit", year), 0.24)
    profit = _part(revenue, margin) if revenue else Decimal(-draw.randint(80, 400))
    assets = _part(max(revenue, Decimal(800)), draw.uniform(0.6, 1.5))
    return {
        "revenue": revenue,
        "revenue_previous": firm.revenues.get(year - 1),
        "revenue_before_previous": firm.revenues.get(year - 2),
        "emerging_revenue": _part(revenue, _between(0.2, 0.76 + 0.17 * firm.standing("emerging", year), 1)),
        "total_profit": profit,
        "net_profit": _part(profit, 0.85) if profit > 0 else profit,
        "registered_capital": Decimal(100 * draw.choice((1, 2, 5, 10, 20, 30, 50, 80))),
        "total_assets": assets,
        "total_liabilities": _part(assets, draw.uniform(0.25, 0.75)),
    }


def staff_of(firm: Firm, year: int) -> int:
    """Return the staff: some industries and firms need more revenue a head than others."""
    a_head = 85 * math.exp(0.35 * firm.draw("revenue a head").gauss(0, 1))
    a_head *= 1.5 if firm.industry == "display" else 1
    usual = firm.revenues[year] or max(firm.revenues.values()) / 4  # a year without revenue keeps some staff
    return max(round(float(usual) / a_head), 9)


def _innovation(firm: Firm, year: int) -> Application:
    revenue, staff = firm.revenues[year], staff_of(firm, year)
    rd_ratio = _between(0.005, 0.030 * math.exp(0.62 * firm.standing("rd", year)), 0.12)
    rd_staff = round(staff * _between(0.04, 0.115 * math.exp(0.5 * firm.standing("rd staff", year)), 0.35))
    patents = rd_staff * 0.17 * math.exp(0.7 * firm.standing("patents", year))
    new = patents * 0.3 * math.exp(0.3 * firm.standing("new ip", year)) + firm.standing("new ip", year)
    institutions = [_institution(firm, past) for past in firm.revenues if past <= year]
    return {
        "rd_expenditure": _part(revenue, rd_ratio) if revenue else Decimal(160),
        "staff": staff,
        "rd_staff": max(rd_staff, 1),
        "invention_patents": round(patents),
        "new_ip": max(round(new), 0),
        "rd_institution": max(institutions, key=LEVELS.index),
        "talents": max(round(0.9 * firm.standing("talents", year) + 0.45 * _size(firm, year)), 0),
    }


def _size(firm: Firm, year: int) -> float:
    """Natural logarithm of the staff over 100."""
    return math.log(staff_of(firm, year) / 100)


def _institution(firm: Firm, year: int) -> str:
    strength = firm.standing("institution", year) + 0.35 * _size(firm, year)
    return LEVELS[sum(strength > threshold for threshold in (-0.4, 0.5, 1.4, 2.7))]


def _driving(firm: Firm, year: int) -> Application:
    purchases = _part(firm.revenues[year], firm.draw("purchases").uniform(0.4, 0.72))
    share = _between(0.02, 0.27 + 0.14 * firm.standing("local", year), 0.8)
    return {
        "purchases": purchases,
        "local_purchases": _part(purchases, share),
        "standards": max(round(firm.standing("standards", year) + 0.25 * _size(firm, year)), 0),
        "key_project": firm.standing("project", year) > 1.1,
    }
