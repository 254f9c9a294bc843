"""Rows of any frame read as applications, each value as exactly as it is given."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

import pandas as pd

from cultivation.core.rules.deciding import deciding_fields
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue, type_of
from cultivation.core.scoring.reread import BLANKS
from cultivation.language import _, join_names

TOLD = 20  # problems; the others are counted
DIGITS = 15  # of a float, as of figures in workbooks: what is beyond is noise
YES_NO = {"yes": True, "no": False, "True": True, "False": False}


class Unreadable(ValueError):
    """A value that cannot be meant; the message says why."""


def read_names(rules: RuleSet) -> tuple[str, ...]:
    """Return the fields and text matches on which a score depends, but identifier and name."""
    needed = deciding_fields(rules) - {rules.identifier.field, rules.name_field}
    matched = {text for match in rules.text_matches.values() for text in (*match.texts, match.by)}
    own = {name for name in needed if name not in matched or name in _asked(rules)}
    return (*(key for key in rules.fields if key in own), *rules.text_matches)


def _asked(rules: RuleSet) -> set[str]:
    """Return the names that are used by something else than a text match."""
    conditions = (rules.gate_formulas, rules.veto_formulas, rules.direct_formulas, rules.class_formulas)
    used = {name for several in conditions for formula in several.values() for name in formula.names}
    used |= rules.used_names | {tie.by for tie in rules.ties} | {each.within for each in rules.pool.quotas}
    used |= {name for key in rules.indicators for name in rules.dependencies(key)}
    return used | ({rules.rank_within} if rules.rank_within else set())


def asks_for_cutoff(rules: RuleSet) -> bool:
    """Tell whether anything is computed with the data cut-off."""
    return "cutoff" in _asked(rules)


def applications_in(frame: pd.DataFrame, rules: RuleSet) -> list[Application]:
    """Read each row as an application; raises ValueError with what cannot be read."""
    ids = _ids(frame, rules)
    wanted = read_names(rules)
    columns = {key: frame[key].tolist() if key in frame.columns else [None] * len(ids) for key in wanted}
    names = frame[rules.name_field].astype(str).tolist() if rules.name_field in frame.columns else ids
    problems: list[str] = []
    found = []
    for place, (key, name) in enumerate(zip(ids, names, strict=True)):
        values: dict[str, FiledValue] = {rules.identifier.field: FiledValue(key)}
        for field, column in columns.items():
            try:
                values[field] = FiledValue(_value(column[place], field, rules))
            except Unreadable as problem:
                problems.append(f"{key}, {field}: {problem}")
        found.append(Application(key, name, values))
    if problems:
        more = (
            [_("... and {number} more").format(number=len(problems) - TOLD)] if len(problems) > TOLD else []
        )
        raise ValueError("\n".join([*problems[:TOLD], *more]))
    return found


def have_codes(frame: pd.DataFrame, rules: RuleSet) -> bool:
    """Tell whether the rows say whose they are, and are not only numbered."""
    return rules.identifier.field in frame.columns or not isinstance(frame.index, pd.RangeIndex)


def _ids(frame: pd.DataFrame, rules: RuleSet) -> list[str]:
    field = rules.identifier.field
    ids = [str(each) for each in (frame[field] if field in frame.columns else frame.index)]
    if len(set(ids)) < len(ids):
        twice = sorted({each for each in ids if ids.count(each) > 1})[:TOLD]
        raise ValueError(
            _("Each row needs its own code; found more than once: {ids}").format(ids=join_names(twice))
        )
    return ids


def _value(given: Any, field: str, rules: RuleSet) -> Filed:
    rule = rules.fields.get(field)
    if _is_blank(given):
        if rule is not None and rule.blank == "refuse":
            raise Unreadable(_("a blank is not allowed"))
        return BLANKS.get(rule.blank) if rule else None
    match type_of(rules, field):
        case FieldType.NUMBER | FieldType.INTEGER:
            return _number(given)
        case FieldType.YES_NO:
            return _truth(given)
        case FieldType.DATE:
            return _day(given)
        case FieldType.CHOICE:
            return _choice(given, field, rules)
        case _:
            return str(given)


def _is_blank(given: Any) -> bool:
    return (
        given is None or given is pd.NA or given is pd.NaT or (isinstance(given, float) and math.isnan(given))
    )


def _number(given: Any) -> Decimal | Fraction:
    """Return a number as it is given, a float with 15 digits."""
    if isinstance(given, Decimal | Fraction):
        return given
    if isinstance(given, Integral):
        return Decimal(int(given))
    if isinstance(given, Real):
        if math.isinf(given):
            raise Unreadable(_("infinity cannot be filed"))
        return Decimal(format(float(given) or 0.0, f".{DIGITS}g"))
    try:
        return Decimal(given)
    except (InvalidOperation, TypeError, ValueError):
        raise Unreadable(_("'{value}' is not a number").format(value=given)) from None


def _truth(given: Any) -> bool:
    found = YES_NO.get(str(given))
    if found is None:
        raise Unreadable(_("'{value}' is neither yes nor no").format(value=given))
    return found


def _day(given: Any) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise Unreadable(_("'{value}' is not a date; write it as 2017-12-31.").format(value=given)) from None


def _choice(given: Any, field: str, rules: RuleSet) -> str:
    rule = rules.fields.get(field) or rules.text_matches[field]
    known = rules.choices.get(rule.choices or "", {})
    if str(given) not in known:
        raise Unreadable(
            _("'{value}' is not a choice; there are: {known}").format(value=given, known=join_names(known))
        )
    return str(given)
