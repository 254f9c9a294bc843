"""The ASEM Sustainable Connectivity index of the JRC: 51 countries, 49 indicators, from raw data to ranks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cultivation.core.scoring.cohort import competition_rank, min_max
from cultivation.core.scoring.treatment import imputed_by_group_mean, treated, weighted_mean

Raw = Sequence[Decimal | None]


@pytest.fixture(scope="module")
def asem() -> Any:
    text = (Path(__file__).parent / "asem.json").read_text("utf-8")
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def denominated(column: Raw, by: Raw | None) -> list[Fraction | None]:
    """Divide by the denominator of the indicator, if it has one."""
    if by is None:
        return [None if value is None else Fraction(value) for value in column]
    pairs = zip(column, by, strict=True)
    return [None if value is None or not part else Fraction(value) / Fraction(part) for value, part in pairs]


def normalised(asem: Mapping[str, Any]) -> dict[str, list[Fraction]]:
    """Denominate, impute, treat, and bring each indicator between 0 and 100, the best at 100."""
    columns = {}
    for place, criterion in enumerate(asem["criteria"]):
        by = asem["denominator"][place]
        raw = denominated([row[place] for row in asem["matrix"]], asem["denominators"][by] if by else None)
        full = [value for value in imputed_by_group_mean(raw, asem["impute_group"]) if value is not None]
        assert len(full) == 51
        shares = min_max(treated(full))
        rising = asem["directions"][place] > 0
        columns[criterion] = [100 * (share if rising else 1 - share) for share in shares if share is not None]
    return columns


@pytest.fixture(scope="module")
def index(asem: Any) -> list[Fraction]:
    values: dict[str, list[Fraction]] = normalised(asem)
    children: dict[str, list[tuple[str, Fraction]]] = {}
    own = zip(asem["criteria"], asem["parent"], asem["indicator_weights"], strict=True)
    for code, parent, weight in own:
        children.setdefault(parent, []).append((code, Fraction(weight)))
    for each in sorted(asem["aggregates"], key=lambda each: each["level"]):
        if each["parent"]:
            children.setdefault(each["parent"], []).append((each["code"], Fraction(each["weight"])))
        below = children[each["code"]]
        weights = [weight for _, weight in below]
        columns = [values[code] for code, _ in below]
        values[each["code"]] = [weighted_mean(row, weights) for row in zip(*columns, strict=True)]
    top = next(each["code"] for each in asem["aggregates"] if not each["parent"])
    return values[top]


def test_every_rank_is_the_published_one(asem: Any, index: list[Fraction]) -> None:
    assert competition_rank(index) == asem["expected_ranks"]


def test_every_score_is_the_published_one(asem: Any, index: list[Fraction]) -> None:
    assert [float(each) for each in index] == pytest.approx(
        [float(each) for each in asem["expected_scores"]], abs=1e-9
    )
