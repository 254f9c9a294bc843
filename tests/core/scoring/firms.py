"""Applications made by hand: a Kunshan enterprise that is good for every point, and a firm of the panel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cultivation.core.scoring.application import Application, Filed, FiledValue

CUTOFF = date(2016, 12, 31)
VETOES = ("safety_accident", "environmental_violation", "dishonest_debtor", "tax_blacklist", "falsified_data")
BEST: dict[str, Filed] = {
    "credit_code": "91320583MA1P00000A",
    "enterprise_name": "某某光电",
    "zone": "development_zone",
    "industry": "display",
    "established_on": date(2010, 1, 1),
    "main_product": "OLED",
    "core_technology": "OLED",
    "industry_match": "strong",
    "revenue": Decimal(500000),
    "revenue_previous": Decimal(300000),
    "revenue_before_previous": Decimal(200000),
    "emerging_revenue": Decimal(500000),
    "total_profit": Decimal(75000),
    "rd_expenditure": Decimal(40000),
    "staff": Decimal(1000),
    "rd_staff": Decimal(250),
    "invention_patents": Decimal(100),
    "new_ip": Decimal(10),
    "rd_institution": "national",
    "talents": Decimal(10),
    "purchases": Decimal(100000),
    "local_purchases": Decimal(50000),
    "standards": Decimal(3),
    "key_project": True,
    **dict.fromkeys(VETOES, False),
}


def enterprise(**changes: Filed) -> Application:
    """Return the best enterprise, changed."""
    values = {key: FiledValue(value) for key, value in (BEST | changes).items()}
    return Application(str(values["credit_code"].value), str(values["enterprise_name"].value), values)


def panel_firm(firm: str, patents: str, spent: str, before: str | None) -> Application:
    """Return a firm of the panel."""
    values: dict[str, Filed] = {
        "firm": firm,
        "firm_name": f"Firm {firm}",
        "patents": Decimal(patents),
        "rd_expenditure": Decimal(spent),
        "rd_expenditure_previous": Decimal(before) if before is not None else None,
    }
    return Application(firm, f"Firm {firm}", {key: FiledValue(value) for key, value in values.items()})
