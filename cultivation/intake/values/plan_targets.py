"""Targets as a person writes them: `rd_ratio=4%@2018`, `研发投入占营业收入比重>=0.04@2018`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from cultivation.canonical import exact_text
from cultivation.core.pool.cultivation_targets import Bound, Target, choices_of, watched
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.errors import UsageMistake
from cultivation.intake.sheets.words import NO, YES, yes_or_no
from cultivation.intake.values.choices import Choices
from cultivation.intake.values.parsing import figure_in_text, plain
from cultivation.language import _, current, join_names

TARGET = re.compile(r"(.+?)\s*(>=|<=|=|>|<|≥|≤)\s*(.+?)\s*@\s*([0-9]{4})")
AIM = re.compile(r"(>=|<=|=|>|<|≥|≤)?\s*(.*)", re.DOTALL)
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
    if key in choices_of(rules):
        return Target(key, Bound.IS, _choice(text, key, bound, value, rules), int(year))
    number = _value(text, value, rules.unit_of(key))
    return Target(key, BOUNDS[bound], exact_text(Fraction(number)) or "", int(year))


def aim_in(text: str, key: str, rules: RuleSet) -> tuple[Bound, str] | None:
    """Return what is aimed at where a cell says `≥4%` or `省级`; None where it cannot be read."""
    match = AIM.fullmatch(text.strip())
    assert match is not None  # whatever the text
    sign, value = match[1] or "=", match[2]
    try:
        if key in choices_of(rules):
            return Bound.IS, _choice(text, key, sign, value, rules)
        return BOUNDS[sign], exact_text(Fraction(_value(text, value, rules.unit_of(key)))) or ""
    except UsageMistake:
        return None


def expected_text(key: str, rules: RuleSet, language: str) -> str:
    """Say what a value of a field or indicator looks like: its unit, or its choices."""
    choices = choices_of(rules).get(key)
    if choices is None:
        return rules.unit_text(rules.unit_of(key), language) or {"zh": "数字", "en": "a number"}[language]
    return {"zh": "、", "en": ", "}[language].join(
        choice_text(key, each, rules, language) for each in choices
    )


def choice_text(key: str, choice: str, rules: RuleSet, language: str) -> str:
    """Return a choice of a field in words, yes and no, too."""
    label = rules.choice_label(key, choice)
    return label.text(language) if label else {"yes": YES, "no": NO}[choice][language]


def _choice(text: str, key: str, sign: str, value: str, rules: RuleSet) -> str:
    """Return the choice that is meant; it has no more and no less."""
    field = rules.fields[key]
    if field.choices:
        found = Choices(rules.choices[field.choices], None).read(plain(value))[0]
    else:
        found = {True: "yes", False: "no", None: None}[yes_or_no(value)]
    if found is None or sign not in "=":
        raise UsageMistake(
            _("Target {text}: write = and one of these: {choices}.").format(
                text=text, choices=expected_text(key, rules, current())
            )
        )
    return found


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


def watched_by(rules: RuleSet, text: str) -> str:
    """Return the field or indicator that is meant by its id or label; empty where it can have no target."""
    known = watched(rules)
    labels = {normalise(name): key for key in reversed(known) for name in _names(rules, key)}
    return text if text in known else labels.get(normalise(text), "")


def _watched(rules: RuleSet, text: str) -> str:
    if key := watched_by(rules, text):
        return key
    known = watched(rules)
    listed = join_names(f"{rules.label_of(each).text(current())} ({each})" for each in known)
    raise UsageMistake(
        _(
            "'{text}' is neither a number nor a choice in the rules, so it cannot have a target. There are: "
            "{known}"
        ).format(text=text, known=listed)
    )


def _names(rules: RuleSet, key: str) -> tuple[str, ...]:
    label, field = rules.label_of(key), rules.fields.get(key)
    return label.zh, label.en, *(field.aliases if field else ())
