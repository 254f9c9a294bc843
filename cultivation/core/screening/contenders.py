"""Which rows of a batch may be among the best, told from columns, so that few are assessed exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.model import RuleSet, TieKey
from cultivation.core.scoring.columns.bounds import Numbers, Part, Words
from cultivation.core.scoring.columns.kernel import Scored
from cultivation.core.scoring.columns.ratios import Floats
from cultivation.core.scoring.totals import tie_units

Rows = NDArray[np.intp]


def contenders(scored: Scored, parts: Mapping[str, Part], rules: RuleSet, most: int) -> Rows:
    """Return the rows of the eligible that may be among the best so many; no row of `scored` is open.

    The tie chain is followed as far as columns tell its keys exactly; whoever is left then may be one.
    """
    rows: Rows = np.flatnonzero(scored.eligible)
    if len(rows) <= most or not most:
        return rows[:most] if not most else rows
    total = rules.total.direction * scored.total[rows]
    last = np.partition(total, len(rows) - most)[len(rows) - most]
    surely, level = rows[total > last], rows[total == last]
    for tie in rules.ties:
        left = most - len(surely)
        ends = _ends(tie, level, scored, parts, rules) if len(level) > left else None
        if ends is None:
            break
        low, high = ends
        edge = np.partition(high, left - 1)[left - 1]
        if not (low == high).all():
            level = level[low <= edge]
            break
        surely, level = np.concatenate((surely, level[low < edge])), level[low == edge]
    return np.concatenate((surely, level))


def _ends(
    tie: TieKey, rows: Rows, scored: Scored, parts: Mapping[str, Part], rules: RuleSet
) -> tuple[Floats, Floats] | None:
    """Return between what each row's key lies, the best lowest; None where columns do not tell it."""
    sign = -1.0 if tie.order == "descending" else 1.0
    if tie.points_of:
        units = tie_units(tie.points_of, scored.points, scored.dimensions)
        values: Floats = (sign * units[rows]).astype(np.float64)
        return values, values
    part = parts.get(tie.by)
    if isinstance(part, Numbers):
        return _number_ends(part, rows, sign)
    if isinstance(part, Words):
        texts = part.value[rows] if len(part.value) > 1 else np.repeat(part.value, len(rows))
        places = np.unique(texts.astype(np.str_), return_inverse=True)[1]
        known = part.known[rows] if len(part.known) > 1 else part.known
        values = np.where(known, sign * places, np.inf).astype(np.float64)
        return values, values
    return None


def _number_ends(part: Numbers, rows: Rows, sign: float) -> tuple[Floats, Floats]:
    """Return the bounds of numbers; without a value last, anywhere where none is told."""
    middle, known = sign * part.value[rows], part.known[rows]
    error = np.zeros(len(rows)) if part.plain else part.error[rows]
    told = np.isfinite(middle + error)
    low = np.where(known, np.where(told, middle - error, -np.inf), np.inf)
    high = np.where(known, np.where(told, middle + error, np.inf), np.inf)
    return low, high
