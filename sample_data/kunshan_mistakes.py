"""Mistakes that clerks make, put into the summaries so that the intake has something to find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from .kunshan_applications import Application


@dataclass(frozen=True)
class Mistake:
    """A cell of a summary, by zone and 序号, that says something else than it should."""

    year: int
    zone: str
    number: int
    field: str
    becomes: Callable[[str], str]
    what: str


@dataclass(frozen=True)
class FiledTwice:
    """An enterprise of one zone's summary that stands in another's as well, with other figures."""

    year: int
    zone: str
    number: int
    other_zone: str


def _wrong_check_digit(code: str) -> str:
    return code[:-1] + ("1" if code[-1] != "1" else "2")


def _without_last_character(code: str) -> str:
    return code[:-1]


def _blank(_: str) -> str:
    return ""


def _text(text: str) -> Callable[[str], str]:
    return lambda _: text


MISTAKES = (
    Mistake(2016, "zhangpu", 9, "credit_code", _wrong_check_digit, "wrong check digit"),
    Mistake(2016, "lujia", 3, "staff", _blank, "staff missing"),
    Mistake(2016, "qiandeng", 8, "rd_expenditure", _text("待定"), "text in a money field"),
    Mistake(2017, "huaqiao", 4, "credit_code", _without_last_character, "17 characters"),
    Mistake(2017, "zhouzhuang", 7, "revenue", _text("见附件"), "text in a money field"),
    Mistake(2017, "bacheng", 14, "rd_institution", _text("部级"), "no such level"),
    Mistake(2018, "zhoushi", 10, "credit_code", _wrong_check_digit, "wrong check digit"),
    Mistake(2018, "resort", 3, "established_on", _text("2009年2月30日"), "no such day"),
    Mistake(2018, "high_tech_zone", 14, "purchases", _text("待定"), "text in a money field"),
)
FILED_TWICE = (
    FiledTwice(2016, "zhoushi", 4, "bacheng"),
    FiledTwice(2017, "development_zone", 7, "dianshanhu"),
    FiledTwice(2018, "high_tech_zone", 9, "zhoushi"),
)


def filed_again(application: Application, zone: str) -> Application:
    """Return what the other zone was given: an earlier draft with other figures."""
    revenue, rd_expenditure = application["revenue"], application["rd_expenditure"]
    assert isinstance(revenue, Decimal)
    assert isinstance(rd_expenditure, Decimal)
    cent = Decimal("0.01")
    return application | {
        "zone": zone,
        "revenue": (revenue * Decimal("1.03")).quantize(cent),
        "rd_expenditure": (rd_expenditure * Decimal("0.9")).quantize(cent),
    }
