"""Columns with the same dtype whatever stands in them, and the frames made of them.

Texts are `string`, whole numbers `Int64`, yes and no `boolean`, choices `category`, days `datetime64[s]`,
moments `datetime64[us, UTC]`. Numbers are `float64`, or exact on request: then Decimal, and Fraction where a
ratio has no end as a decimal. A blank is NaN, NaT or NA; of exact numbers it is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

TEXT = pd.StringDtype("python")
MOMENT = pd.DatetimeTZDtype("us", "UTC")


def texts(values: Iterable[str | None]) -> pd.Series[Any]:
    """Return a column of texts."""
    return pd.Series(list(values), dtype=TEXT)


def codes(values: Iterable[Sequence[str]]) -> pd.Series[Any]:
    """Return a column of lists of codes, each joined by blanks, which no code contains."""
    return texts(" ".join(each) for each in values)


def wholes(values: Iterable[int | None]) -> pd.Series[Any]:
    """Return a column of whole numbers."""
    return pd.Series(list(values), dtype="Int64")


def truths(values: Iterable[bool | None]) -> pd.Series[Any]:
    """Return a column of yes and no."""
    return pd.Series(list(values), dtype="boolean")


def choices(values: Iterable[str | None], known: Iterable[str]) -> pd.Series[Any]:
    """Return a column of choices in the order of a vocabulary; what it does not know stands behind it."""
    said = list(values)
    unknown = sorted({each for each in said if each is not None}.difference(known := list(known)))
    return pd.Series(said, dtype=pd.CategoricalDtype(pd.Index([*known, *unknown], dtype=TEXT)))


def days(values: Iterable[date | None]) -> pd.Series[Any]:
    """Return a column of days."""
    return pd.Series(np.array([each or "NaT" for each in values], dtype="datetime64[s]"))


def moments(values: Iterable[str]) -> pd.Series[Any]:
    """Return a column of moments, given in ISO form; what bears no time is NaT."""
    return pd.Series([_moment(each) for each in values], dtype=MOMENT)


def numbers(values: Iterable[str | None], exact: bool) -> pd.Series[Any]:
    """Return a column of numbers, given as exact texts: as floats nearest to them, or exact."""
    if exact:
        return pd.Series([None if each is None else exact_number(each) for each in values], dtype=object)
    return pd.Series([np.nan if each is None else float(Fraction(each)) for each in values], dtype="float64")


def exact_number(text: str) -> Decimal | Fraction:
    """Read an exact text: a decimal, or a ratio such as 1/3."""
    return Fraction(text) if "/" in text else Decimal(text)


def frame(
    index: Iterable[Any], columns: Mapping[str, pd.Series[Any]], attrs: Mapping[str, Any], name: str = "id"
) -> pd.DataFrame:
    """Return a frame of columns of one length; the index is that of texts, or of whole numbers."""
    keys = list(index)
    is_text = name == "id" or any(isinstance(each, str) for each in keys)
    made = pd.DataFrame(dict(columns))
    made.index = pd.Index(keys, dtype=TEXT if is_text else "int64", name=name)
    made.attrs.update(attrs)
    return made


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
