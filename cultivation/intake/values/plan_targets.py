"""Targets as a person writes them: `rd_ratio=4%@2018`, `研发投入占营业收入比重>=0.04@2018`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from cultivation.canonical import exact_text
from cultivation.core.pool.cultivation_targets import Bound, Target, watched
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.errors import UsageMistake
from cultivation.intake.values.parsing import figure_in_text, plain
from cultivation.language import _, current, join_names

TARGET = re.compile(r"(.+?)\s*(>=|<=|=|>|<|≥|≤)\s*(.+?)\s*@\s*([0-9]{4})")
DROPPED = re.compile(r"(.+?)\s*@\s*([0-9]{4})")
BOUNDS = {
    "=": Bound.AT_LEAST,
    ">=": Bound.AT_LEAST,
    "≥": Bound.AT_LEAST,
    ">": Bound.ABOVE,
    "<=": Bound.AT_MOST,
    "≤": Bound.AT_MOST,
    "<": Bound.BELOW,
}


def read_targets(texts: Iterable[str], rules: RuleSet, base_year: int) -> list[Target]:
    """Return the targets that are meant; refuse with everything that is wrong with them."""
    found: list[Target] = []
    problems: list[str] = []
    for text in texts:
        try:
            found.append(_target(text, rules, base_year))
        except UsageMistake as mistake:
            problems.append(mistake.message)
    if problems:
        raise UsageMistake("\n".join(problems))
    return found


def read_dropped(texts: Iterable[str], rules: RuleSet) -> list[tuple[str, int]]:
    """Return the indicators and years whose targets are to be dropped."""
    found = []
    for text in texts:
        match = DROPPED.fullmatch(text.strip())
        if match is None:
            raise UsageMistake(_("Dropping {text}: write INDICATOR@YEAR.").format(text=text))
        found.append((_watched(rules, match[1]), int(match[2])))
    return found


def _target(text: str, rules: RuleSet, base_year: int) -> Target:
    match = TARGET.fullmatch(text.strip())
    if match is None:
        raise UsageMistake(
            _("Target {text}: write INDICATOR=VALUE@YEAR, for example rd_ratio=4%@2018.").format(text=text)
        )
    name, bound, value, year = match.groups()
    key = _watched(rules, name)
    if int(year) <= base_year:
        raise UsageMistake(
            _("Target {text}: the year must be after {year}.").format(text=text, year=base_year)
        )
    number = _value(text, value, rules.unit_of(key))
    return Target(key, BOUNDS[bound], exact_text(Fraction(number)) or "", int(year))


def _value(text: str, value: str, unit: str) -> Decimal:
    number = figure_in_text(plain(value), unit, 0)
    if number is None:
        raise UsageMistake(
            _("Target {text}: '{value}' is not a number in {unit}.").format(
                text=text, value=value, unit=unit or _("plain figures")
            )
        )
    if unit == "%" and abs(number) > 1 and "%" not in plain(value):
        raise UsageMistake(
            _("Target {text}: write {value}% or, as a ratio, {ratio}.").format(
                text=text, value=value, ratio=exact_text(Fraction(number) / 100)
            )
        )
    return number


def _watched(rules: RuleSet, text: str) -> str:
    """Return the field or indicator that is meant by its id or label; only numbers can have a target."""
    known = watched(rules)
    labels = {normalise(name): key for key in reversed(known) for name in _names(rules, key)}
    key = text if text in known else labels.get(normalise(text), "")
    if key:
        return key
    listed = join_names(f"{rules.label_of(each).text(current())} ({each})" for each in known)
    raise UsageMistake(
        _("'{text}' is not a number in the rules, so it cannot have a target. There are: {known}").format(
            text=text, known=listed
        )
    )


def _names(rules: RuleSet, key: str) -> tuple[str, str]:
    label = rules.label_of(key)
    return label.zh, label.en
