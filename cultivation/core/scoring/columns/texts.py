"""Columns as exact texts, in the form in which the record keeps values."""

from __future__ import annotations

import numpy as np

from cultivation.core.scoring.columns.bounds import Numbers, Part, Words
from cultivation.core.scoring.columns.ratios import Mask


def texts_of(part: Part, rows: int) -> list[str | None]:
    """Return the exact texts of a column that leaves nothing open, None where there is no value."""
    if isinstance(part, Numbers):
        assert part.ratios is not None  # only exact columns come here
        return part.ratios.texts(np.broadcast_to(part.known, (rows,)))
    if isinstance(part, Words):
        known, value = _all(part.known, rows), np.broadcast_to(part.value, (rows,)).tolist()
        return [text if is_known else None for text, is_known in zip(value, known, strict=True)]
    holds, fails = _all(part.may_hold, rows), _all(part.may_not, rows)
    return [
        "yes" if holding else "no" if failing else None for holding, failing in zip(holds, fails, strict=True)
    ]


def _all(mask: Mask, rows: int) -> list[bool]:
    found: list[bool] = np.broadcast_to(mask, (rows,)).tolist()
    return found
