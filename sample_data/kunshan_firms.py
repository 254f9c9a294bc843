"""The fictional enterprises of the Kunshan sample: who they are, how good, how large, and when they apply.

Every enterprise has a lasting quality that drifts from year to year, a lasting bent in each respect (one is
strong in patents, another in profit) and some luck of the year. All figures follow from these, so that good
enterprises tend to be good in everything, ranks move a little every year, and what was this year's revenue is
next year's revenue of the year before.

Each draw has a generator of its own, seeded by what is drawn: a change in one place moves nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from random import Random

from stdnum.cn import uscc

from . import words

SEED = 20161114  # the day of the plan
YEARS = (2016, 2017, 2018)
FIRST_KNOWN_YEAR = 2014  # two years before the first review
FIRMS = 340
REGION = "320583"  # Kunshan

ZONES = (
    "development_zone",
    "high_tech_zone",
    "huaqiao",
    "resort",
    "zhangpu",
    "zhoushi",
    "lujia",
    "bacheng",
    "qiandeng",
    "dianshanhu",
    "zhouzhuang",
    "jinxi",
)
INDUSTRY_SHARES = {
    "display": 20,
    "equipment": 24,
    "materials": 18,
    "software": 11,
    "smart_grid": 9,
    "biomedicine": 6,
    "energy_saving": 5,
    "new_energy": 7,
}
# Table 2 of the plan: where an industry is at home (leading base, then gathering places).
HOMES = {
    "display": ("development_zone", "high_tech_zone zhoushi bacheng"),
    "equipment": ("zhoushi", "high_tech_zone high_tech_zone development_zone lujia bacheng dianshanhu"),
    "materials": ("development_zone", "zhangpu zhangpu qiandeng qiandeng"),
    "software": ("bacheng", "development_zone qiandeng"),
    "smart_grid": ("zhouzhuang", "development_zone high_tech_zone zhangpu jinxi"),
    "biomedicine": ("high_tech_zone", "qiandeng"),
    "energy_saving": ("high_tech_zone", ""),
    "new_energy": ("high_tech_zone", "development_zone zhoushi"),
}

# Cases that the rules must meet, by the number of the enterprise.
OUTSIDE: dict[int, str] = {31: "太仓市", 77: "太仓市", 140: "常熟市"}
OTHER_INDUSTRY: dict[int, str] = {58: "传统纺织", 119: "五金加工", 203: "传统纺织"}
NO_REVENUE_UNTIL: dict[int, int] = {245: 2016, 166: 2017, 94: 2018}
FOUNDED: dict[int, int] = {12: 2016, 166: 2016, 94: 2017, 222: 2017, 151: 2018, 301: 2018}
RENAMED: dict[int, int] = {200: 2017, 51: 2017, 134: 2018}
VETOED: dict[tuple[int, int], str] = {  # 205, 190, 23 and 42 were high up the year before
    (2016, 83): "safety_accident",
    (2016, 288): "dishonest_debtor",
    (2017, 205): "environmental_violation",
    (2017, 190): "dishonest_debtor",
    (2017, 302): "tax_blacklist",
    (2018, 23): "safety_accident",
    (2018, 42): "tax_blacklist",
    (2018, 145): "falsified_data",
}


@dataclass(frozen=True)
class Firm:
    """One enterprise: what does not change with the year."""

    number: int
    zone: str
    industry: str
    established_on: date
    credit_code: str
    name: str
    new_name: str

    def draw(self, *what: object) -> Random:
        """Return the generator of one draw of this enterprise."""
        return Random("/".join(map(str, (SEED, self.number, *what))))

    def name_in(self, year: int) -> str:
        """Return the name under which it applies in a year."""
        return self.new_name if year >= RENAMED.get(self.number, 9999) else self.name

    @cached_property
    def qualities(self) -> dict[int, float]:
        """The quality in each year, about standard normal: most of last year's, and some news."""
        quality = self.draw("quality").gauss(0, 1)
        result = {}
        for year in range(FIRST_KNOWN_YEAR, YEARS[-1] + 1):
            result[year] = quality
            quality = 0.95 * quality + self.draw("news", year).gauss(0, 0.34)
        return result

    @cached_property
    def revenues(self) -> dict[int, Decimal]:
        """Revenue of each year since the founding, in 万元."""
        start = max(self.established_on.year, FIRST_KNOWN_YEAR)
        size = math.log(10_500) + 0.35 * self.qualities[FIRST_KNOWN_YEAR] + self.draw("size").gauss(0, 1.15)
        revenue = min(max(math.exp(size), 900), 150_000)
        if self.established_on.year == start:
            revenue *= 0.2
        result = {}
        for year in range(start, YEARS[-1] + 1):
            result[year] = _money(revenue if year > NO_REVENUE_UNTIL.get(self.number, 0) else 0)
            growth = 0.06 + 0.06 * self.qualities[year] + self.draw("growth", year).gauss(0, 0.11)
            growth += 0.5 if year - self.established_on.year < 2 else 0
            revenue *= math.exp(growth)
        return result

    def standing(self, respect: str, year: int) -> float:
        """How well it does in one respect: quality, own bent and the year's luck; about standard normal."""
        bent, luck = self.draw("bent", respect).gauss(0, 1), self.draw("luck", respect, year).gauss(0, 1)
        return 0.65 * self.qualities[year] + 0.7 * bent + 0.33 * luck

    @cached_property
    def application_years(self) -> tuple[int, ...]:
        """Most come back the year after; some of the others come later."""
        wanted = {*FOUNDED, *NO_REVENUE_UNTIL, *RENAMED, *(number for _, number in VETOED)}
        chance, result = 0.8, []
        for year in YEARS:
            if self.established_on.year <= year:
                if self.number in wanted or self.draw("applies", year).random() < chance:
                    result.append(year)
                    chance = 0.91
                else:
                    chance = 0.3
        return tuple(result)


def _money(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


def credit_code(number: int) -> str:
    """Return a well-formed code that should be nobody's: companies have no organisation codes in 00."""
    organisation = f"00{Random(f'{SEED}/code/{number}').randrange(1000) * 1000 + number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
    rest = sum(int(digit) * weight for digit, weight in zip(organisation, weights, strict=True)) % 11
    head = f"91{REGION}{organisation}{'0X987654321'[rest]}"
    return uscc.validate(head + uscc.calc_check_digit(head))


def _zone(draw: Random, industry: str) -> str:
    leading, gathering = HOMES.get(industry, ("", ""))
    weights = [8.0 * (zone == leading) + 2.5 * gathering.split().count(zone) + 0.9 for zone in ZONES]
    return draw.choices(ZONES, weights)[0]


def _name(draw: Random, brand: str, industry: str) -> str:
    trade = draw.choice(words.TRADES[industry])
    return f"{draw.choice(words.PLACES)}{brand}{trade}{draw.choice(words.FORMS)}（虚构）"


@cache
def firms() -> tuple[Firm, ...]:
    """Return all enterprises of the sample."""
    draw = Random(SEED)
    brands = draw.sample([a + b for a in words.BRAND_FIRST for b in words.BRAND_SECOND], 2 * FIRMS)
    result = []
    for number in range(1, FIRMS + 1):
        own = Random(f"{SEED}/{number}/founding")
        industry = own.choices(list(INDUSTRY_SHARES), list(INDUSTRY_SHARES.values()))[0]
        industry = OTHER_INDUSTRY.get(number, industry)
        founded = FOUNDED.get(number, 2015 - min(int(own.expovariate(1 / 8)), 24))
        name = _name(own, brands[2 * number - 2], industry)
        result.append(
            Firm(
                number=number,
                zone=_zone(own, industry),
                industry=industry,
                established_on=date(founded, own.randint(1, 12), own.randint(1, 28)),
                credit_code=credit_code(number),
                name=name,
                new_name=_name(own, brands[2 * number - 1], industry),
            )
        )
    return tuple(result)
