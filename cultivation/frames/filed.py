"""What was filed as a frame: a column for each field, in the order of the rule set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import type_of
from cultivation.frames.columns import choices, days, frame, numbers, texts, truths
from cultivation.frames.scores import rules_attrs
from cultivation.queries.year import Year


def applications_frame(year: Year, attrs: Mapping[str, Any], exact: bool) -> pd.DataFrame:
    """Return what counts of each application: corrections, marks, lists and registers over claims."""
    rules = year.rules
    keys = (*rules.fields, *rules.text_matches)
    said = {key: [row.text(key) for row in year.rows.values()] for key in keys}
    columns = {key: _column(values, key, rules, exact) for key, values in said.items()}
    return frame(year.rows, columns, {**attrs, **rules_attrs(rules, keys)})


def _column(values: Sequence[str | None], key: str, rules: RuleSet, exact: bool) -> pd.Series[Any]:
    match type_of(rules, key):
        case FieldType.NUMBER | FieldType.INTEGER:
            return numbers(values, exact)
        case FieldType.YES_NO:
            return truths(None if each is None else each == "yes" for each in values)
        case FieldType.DATE:
            return days(None if each is None else date.fromisoformat(each) for each in values)
        case FieldType.CHOICE:
            rule = rules.fields.get(key) or rules.text_matches[key]
            return choices(values, rules.choices.get(rule.choices or "", ()))
        case _:
            return texts(values)
