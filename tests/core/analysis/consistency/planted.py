"""Cohorts of made-up firms whose figures belong together, with anomalies of ten kinds planted in some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np

from cultivation.core.analysis.consistency.figures import Firm
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue, type_of, typed_value
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.values import values_of_all
from cultivation.resources import shipped

Texts = dict[str, str | None]
CUTOFF = date(2017, 12, 31)
MONEY = (
    *("revenue", "revenue_previous", "revenue_before_previous", "emerging_revenue", "total_profit"),
    *("rd_expenditure", "purchases", "local_purchases"),
)


@cache
def rules() -> RuleSet:
    return load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules


def money(value: float) -> str:
    return f"{max(value, 0.01):.2f}"


def firm_texts(random: np.random.Generator) -> tuple[Texts, Texts]:
    """Return what a firm files this year and what it filed last year; sizes are lognormal."""
    size = random.normal(9.3, 1.0)
    growth, growth_before, growth_third = (float(np.exp(random.normal(0.09, 0.1))) for _ in range(3))
    revenue = float(np.exp(size))
    intensity, per_head = float(np.exp(random.normal(-3.2, 0.4))), float(np.exp(random.normal(4.2, 0.3)))
    research = float(np.clip(random.beta(3, 12), 0.02, 0.6))
    emerging, local = float(random.beta(8, 3)), float(random.beta(3, 6))
    margin, bought = random.normal(0.09, 0.04), float(random.beta(12, 10))
    patents = int(random.poisson(0.15 * revenue * intensity / 60 + 3))

    def year(scale: float, before: float, before_that: float, more: int) -> Texts:
        amount = revenue * scale
        staff = max(8, round(amount / per_head * float(np.exp(random.normal(0, 0.05)))))
        return {
            "revenue": money(amount),
            "revenue_previous": money(amount / before),
            "revenue_before_previous": money(amount / before / before_that),
            "emerging_revenue": money(amount * emerging),
            "total_profit": f"{amount * (margin + random.normal(0, 0.01)):.2f}",
            "rd_expenditure": money(amount * intensity * float(np.exp(random.normal(0, 0.1)))),
            "staff": str(staff),
            "rd_staff": str(max(1, round(staff * research))),
            "invention_patents": str(patents + more),
            "new_ip": str(int(random.poisson(2 + patents / 6))),
            "talents": str(int(random.poisson(1))),
            "purchases": money(amount * bought),
            "local_purchases": money(amount * bought * local),
            "standards": str(int(random.poisson(0.5))),
        }

    return year(1, growth, growth_before, 1), year(1 / growth, growth_before, growth_third, 0)


def slip_unit(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    return {**texts, "revenue": money(float(texts["revenue"] or 0) * 10_000)}


def transpose_digits(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    """Swap the first digits that differ, as a typist does."""
    digits = list(texts["rd_expenditure"] or "")
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1] and "." not in digits[at : at + 2]:
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
            break
    return {**texts, "rd_expenditure": "".join(digits)}


def inflate_research(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    return {**texts, "rd_expenditure": money(float(texts["rd_expenditure"] or 0) * 6)}


def shrink_staff(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    return {**texts, "staff": str(max(2, int(texts["staff"] or 0) // 8))}


def copy_figures(texts: Texts, _before: Texts, other: Texts) -> Texts:
    return {
        **texts,
        **{key: other[key] for key in ("revenue", "rd_expenditure", "purchases", "total_profit")},
    }


def round_off(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    def rounded(text: str | None) -> str:
        value = float(text or 0)
        digits = 10.0 ** np.floor(np.log10(abs(value) or 1))
        return f"{round(value / digits) * digits:.0f}"

    return {**texts, **{key: rounded(texts[key]) for key in MONEY}}


def inflate_patents(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    return {**texts, "invention_patents": str(int(texts["invention_patents"] or 0) * 15 + 30)}


def shrink_last_year(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    return {**texts, "revenue_previous": money(float(texts["revenue_previous"] or 0) / 8)}


def inflate_profit(texts: Texts, _before: Texts, _other: Texts) -> Texts:
    return {**texts, "total_profit": money(float(texts["revenue"] or 0) * 3)}


def repeat_last_year(_texts: Texts, before: Texts, _other: Texts) -> Texts:
    return dict(before)


PLANTED: dict[str, Callable[[Texts, Texts, Texts], Texts]] = {
    "revenue in yuan instead of 10,000 yuan": slip_unit,
    "two digits of R&D swapped": transpose_digits,
    "R&D six times too high": inflate_research,
    "staff an eighth": shrink_staff,
    "four figures copied from another": copy_figures,
    "all amounts rounded to one digit": round_off,
    "patents fifteen times and thirty more": inflate_patents,
    "last year's revenue an eighth": shrink_last_year,
    "profit three times the revenue": inflate_profit,
    "same figures as last year": repeat_last_year,
}


def cohort(seed: int, size: int, planted: Sequence[str]) -> tuple[list[Firm], dict[str, str]]:
    """Return firms and what was planted in whom; the first firms have one anomaly each."""
    random = np.random.default_rng(seed)
    pairs = [firm_texts(random) for _ in range(size)]
    keys = [f"F{number:05d}" for number in range(size)]
    where = {}
    for at, name in enumerate(planted):
        pairs[at] = (PLANTED[name](*pairs[at], pairs[size - 1 - at][0]), pairs[at][1])
        where[keys[at]] = name
    applications = [_application(key, texts) for key, (texts, _before) in zip(keys, pairs, strict=True)]
    values = values_of_all(applications, rules(), CUTOFF)
    totals = {each.id: each.total for each in assess_all(applications, rules(), CUTOFF)}
    firms = [
        Firm(key, key, row, texts, before, totals[key])
        for key, row, (texts, before) in zip(keys, values, pairs, strict=True)
    ]
    return firms, where


def _application(key: str, texts: Texts) -> Application:
    filed = {name: FiledValue(typed_value(text, type_of(rules(), name))) for name, text in texts.items()}
    return Application(key, key, filed)


def as_integers(firm: Firm) -> Firm:
    """Return the firm without the decimals of its amounts; for tests of round figures."""
    texts = {key: None if text is None else str(int(Decimal(text))) for key, text in firm.texts.items()}
    return replace(firm, texts=texts)
