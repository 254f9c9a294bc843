"""A made-up review year of 125 enterprises under the rules of Kunshan, seen through the shortlist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cultivation import language
from cultivation.canonical import exact_text
from cultivation.core.explanation.cut_line import cut_line
from cultivation.core.pool.proposal import Candidate, propose
from cultivation.core.rules.loading import load_file
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import score_table
from cultivation.outputs.shortlist.workbook import ShortlistData
from cultivation.resources import shipped

YEAR = 2017
CUTOFF = date(2017, 12, 31)
ZONES = ("development_zone", "high_tech_zone", "zhoushi", "bacheng", "huaqiao")
INDUSTRIES = ("display", "equipment", "materials", "software", "biomedicine")
LEVELS = ("none", "kunshan", "suzhou", "provincial", "national")
FORMULA_NAME = "=1+1"


def code(number: int) -> str:
    """Return a made-up code; some look like numbers to a spreadsheet."""
    return f"91320583000{number:03d}E99" if number % 7 == 0 else f"91320583MA1N{number:06d}"


def filed_values(number: int) -> dict[str, Filed]:
    """Return what enterprise `number` filed; the lower the number, the better it tends to be."""
    strength = Decimal(130 - number) / 130
    wobble = Decimal(number * 37 % 29) / 100
    revenue = Decimal(3000 + 900 * (number * 53 % 97)) + Decimal("0.57")
    staff = 40 + number * 29 % 700
    values: dict[str, Filed] = {
        "credit_code": code(number),
        "enterprise_name": FORMULA_NAME if number == 3 else f"昆山样例第{number}光电科技有限公司（虚构）",
        "zone": "other" if number == 50 else ZONES[number % 5],
        "industry": INDUSTRIES[number * 3 % 5],
        "established_on": date(2017, 6, 1) if number == 90 else date(2001 + number % 12, 5, 31),
        "main_product": "OLED显示模组",
        "core_technology": "柔性显示面板",
        "industry_match": ("strong", "partial", "none")[number % 3],
        "revenue": revenue,
        "revenue_previous": None if number == 11 else revenue * Decimal("0.9"),
        "revenue_before_previous": revenue * Decimal("0.81"),
        "emerging_revenue": revenue * (strength + wobble) / 2,
        "total_profit": revenue * (strength / 5 - wobble / 3),
        "rd_expenditure": (revenue * strength * Decimal("0.08")).quantize(Decimal("0.01")),
        "staff": Decimal(staff),
        "rd_staff": Decimal(1 + staff * (130 - number) // 700),
        "invention_patents": Decimal((130 - number) // 4),
        "new_ip": Decimal(number % 11),
        "rd_institution": LEVELS[(130 - number) // 27],
        "talents": Decimal(number % 6),
        "purchases": revenue / 2,
        "local_purchases": revenue * strength / 4,
        "standards": Decimal(number % 4),
        "key_project": number % 3 == 0,
    }
    vetoes = (
        "safety_accident",
        "environmental_violation",
        "dishonest_debtor",
        "tax_blacklist",
        "falsified_data",
    )
    return values | dict.fromkeys(vetoes, False) | {"tax_blacklist": number == 70}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English before and after each test."""
    language.activate("en")
    yield
    language.activate("en")


@pytest.fixture(scope="session")
def proposed() -> ShortlistData:
    """Return the year as proposed: with entries, stays, exits, a buffer and a reserve list."""
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    rules = loaded.rules
    filed = {number: filed_values(number) for number in range(1, 126)}
    applications = [
        Application(
            code(number),
            str(values["enterprise_name"]),
            {key: FiledValue(each) for key, each in values.items()},
        )
        for number, values in filed.items()
    ]
    table = score_table(
        rank(assess_all(applications, rules, CUTOFF), rules), rules, YEAR, loaded.digest, "2017-12-31"
    )
    members = {code(number): f"昆山样例第{number}光电科技有限公司（虚构）" for number in range(30, 130)}
    lines = propose([Candidate(line.id, line.name, line.rank) for line in table.lines], members, rules.pool)
    return ShortlistData(
        rules,
        loaded.digest,
        table,
        lines,
        {
            code(number): {key: exact_text(each) for key, each in values.items()}
            for number, values in filed.items()
        },
        cut_line(lines, table),
        {code(number): number - 20 for number in range(30, 130)},
        (("SHA-256 of the rule set", loaded.digest), ("decision", "+12")),
        "proposed",
        datetime(2018, 3, 1, 8, 30, tzinfo=UTC),
        signed_title="The pool| of 2017",
        signed_mark="DRAFT",
        deciders="The group",
    )


@pytest.fixture(scope="session")
def scored(proposed: ShortlistData) -> ShortlistData:
    """Return the year before anything was proposed."""
    return replace(proposed, lines=(), cut_line=cut_line((), proposed.table), state="scored")
