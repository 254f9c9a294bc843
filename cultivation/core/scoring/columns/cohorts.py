"""What depends on all applications, over columns: places among all, what all come to, what stands in.

Statistics are of exact ratios, as in `scoring.values`, with the same functions; so all rows must be there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Criterion, Indicator
from cultivation.core.scoring.cohort import Column, cohort_column, of_groups, over_all
from cultivation.core.scoring.columns.bounds import Numbers, Part, Truth, of_ratios
from cultivation.core.scoring.columns.ratios import Ratios
from cultivation.core.scoring.columns.texts import texts_of
from cultivation.core.scoring.distances import Parts
from cultivation.core.scoring.values import Imputed, by_group, distances


def cohort_numbers(indicator: Indicator, of: Sequence[Part], within: Part | None, rows: int) -> Numbers:
    """Compute an indicator that says where a value stands among all; `of` are its value, or its parts."""
    groups: Sequence[Value] = [""] * rows if within is None else texts_of(within, rows)
    columns = [_fractions(part, rows) for part in of]
    if indicator.parts:
        parts: list[Parts | None] = [
            None if None in row else dict(zip(indicator.parts, row, strict=True))
            for row in zip(*columns, strict=True)
        ]
        return _numbers(of_groups(distances(indicator), parts, groups))
    return _numbers(cohort_column(indicator, columns[0], groups))


def over_all_column(
    function: str, value: Numbers, where: Truth | None, within: Part | None, rows: int
) -> Numbers:
    """Return what all come to, or those of the same class; nothing is known without exact ratios."""
    if value.ratios is None:
        open_ = np.full(rows, math.nan)
        return Numbers(open_, open_, np.ones(rows, np.bool_))
    column = _fractions(value, rows)
    if where is not None:
        counting = np.broadcast_to(where.may_hold, (rows,)).tolist()
        column = [each if counts else None for each, counts in zip(column, counting, strict=True)]
    groups: Sequence[Value] = [""] * rows if within is None else texts_of(within, rows)
    come_to = {group: over_all(function, each) for group, each in by_group(groups, column).items()}
    return _numbers([None if group is None else come_to[str(group)] for group in groups])


def imputed_numbers(
    criterion: Criterion, part: Part, within: Part | None, rows: int
) -> tuple[Part, dict[int, Imputed]]:
    """Put medians or means in for what is missing; return the column, and what stands in by row."""
    column = _fractions(part, rows)
    groups = [""] * rows if within is None else [each or "" for each in texts_of(within, rows)]
    stand_ins = {
        group: Imputed(value, group, known.count)
        for group, known in by_group(groups, column).items()
        if (value := over_all(criterion.when_undefined or "", known)) is not None
    }
    missing = {
        row: stand_ins[groups[row]]
        for row, each in enumerate(column)
        if each is None and groups[row] in stand_ins
    }
    if not missing:
        return part, {}
    filled = [missing[row].value if row in missing else each for row, each in enumerate(column)]
    return _numbers(filled), missing


def _fractions(part: Part, rows: int) -> Column:
    assert isinstance(part, Numbers) and part.ratios is not None  # only exact columns come here
    return part.ratios.fractions(np.broadcast_to(part.known, (rows,)))


def _numbers(column: Sequence[Fraction | None]) -> Numbers:
    known = np.array([each is not None for each in column], np.bool_)
    return of_ratios(Ratios.of(column), known)
