"""The figures of a year as columns that can be compared: robustly scaled, the rows by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.formulas import Kind, Value
from cultivation.core.rules.model import FieldType, RuleSet

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)
LEAST_KNOWN = 0.6  # a column that fewer have filled is left out
DIGITS = 9  # scaled values are rounded to these, so that no machine's last digit decides


@dataclass(frozen=True)
class Firm:
    """An application to look at: values by name, and the filed texts of this year and last."""

    id: str
    name: str
    values: Mapping[str, Value]
    texts: Mapping[str, str | None]
    texts_before: Mapping[str, str | None] = field(default_factory=dict)
    total: int | None = None


@dataclass(frozen=True)
class Figures:
    """One row a firm (by id), one column a figure. `scaled` holds 0 where nothing is known.

    `counts` names the columns that count things, such as patents.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    raw: Floats
    known: Mask
    scaled: Floats
    counts: frozenset[str]


def number_fields(rules: RuleSet) -> list[str]:
    """Return the fields that applicants fill with numbers."""
    return [
        key for key, rule in rules.fields.items() if rule.type in NUMBERS and rule.filled_by == "applicant"
    ]


def money_fields(rules: RuleSet) -> list[str]:
    """Return the fields with decimals, which are amounts of money nearly always."""
    return [key for key in number_fields(rules) if rules.fields[key].type is FieldType.NUMBER]


def figures_of(firms: Sequence[Firm], rules: RuleSet) -> Figures:
    """Return the numeric fields and indicators that most have and in which they differ."""
    ordered = sorted(firms, key=lambda firm: firm.id)
    indicators = [key for key in rules.indicators if rules.names[key].kind is Kind.NUMBER]
    kept, columns = [], []
    for key in (*number_fields(rules), *indicators):
        raw = np.array([_number(firm.values.get(key)) for firm in ordered], np.float64)
        known = ~np.isnan(raw)
        scaled = _scaled(raw, known, _unit(raw[known], key, rules))
        if scaled is not None and known.mean() >= LEAST_KNOWN:
            kept.append(key)
            columns.append((raw, known, scaled))
    shape = (len(ordered), len(kept))
    raws, knowns, scaleds = (
        np.array([column[part] for column in columns]).T.reshape(shape) for part in range(3)
    )
    ids, counts = tuple(firm.id for firm in ordered), frozenset(key for key in kept if _is_count(key, rules))
    return Figures(ids, tuple(kept), raws, knowns.astype(np.bool_), scaleds, counts)


def _number(value: Value) -> float:
    return np.nan if value is None or isinstance(value, str) else float(value)  # type: ignore[arg-type]


def _unit(values: Floats, key: str, rules: RuleSet) -> float | None:
    """Return what a figure is measured in before its logarithm; None of a ratio, which is taken as it is.

    Counts are measured in ones; what can be a loss, and quotients, in their usual size, so that a small loss
    lies near a small profit.
    """
    if rules.unit_of(key) == "%":
        return None
    if _is_count(key, rules):
        return 1.0
    sizes = np.abs(values[values != 0])
    usual = float(np.median(sizes)) if len(sizes) else 1.0
    is_amount = key in rules.fields and not (values < 0).any()
    return usual / 100 if is_amount else usual


def _is_count(key: str, rules: RuleSet) -> bool:
    return key in rules.fields and rules.fields[key].type is FieldType.INTEGER


def _scaled(raw: Floats, known: Mask, unit: float | None) -> Floats | None:
    """Return distances from the median in robust units; of amounts, those of their logarithms.

    The inverse hyperbolic sine stands in for the logarithm, since it takes zero and losses, too. None where
    too few differ to say what is usual.
    """
    if unit is not None:
        raw = np.arcsinh(raw / unit)
    values = raw[known]
    if len(values) == 0:
        return None
    spread = (np.percentile(values, 75) - np.percentile(values, 25)) / 1.349
    if spread <= 0:
        return None
    scaled: Floats = np.where(known, (raw - np.median(values)) / spread, 0.0)
    return np.round(scaled, DIGITS)
