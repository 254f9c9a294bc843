"""Random rule sets and data beside an oracle that reads the same YAML and knows only fractions.

The data stand on the boundaries, and one unit in the last place beside them.
"""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from tests.properties import examples

PRECISION = Decimal("0.1")
FIELDS = ("f0", "f1", "f2")
LAST_PLACE = Decimal("0.000000000001")
CUTOFF = date(2024, 12, 31)

places = some.decimals(-5, 20, places=2)
points = some.integers(-30, 100).map(lambda tenths: Decimal(tenths) / 10)


@some.composite
def band_tables(draw: some.DrawFn) -> dict[str, Any]:
    edges = sorted(draw(some.sets(places, min_size=1, max_size=4)))
    closed = [draw(some.booleans()) for _ in edges]
    bands = []
    for number in range(len(edges) + 1):
        band: dict[str, Any] = {"points": draw(points)}
        if number:
            band["from" if closed[number - 1] else "above"] = edges[number - 1]
        if number < len(edges):
            band["below" if closed[number] else "up_to"] = edges[number]
        bands.append(band)
    return {"method": "bands", "bands": bands}


@some.composite
def lines(draw: some.DrawFn) -> dict[str, Any]:
    posts = sorted(draw(some.sets(places, min_size=2, max_size=5)))
    return {"method": "goalposts", "points": [[post, draw(points)] for post in posts]}


@some.composite
def counts(draw: some.DrawFn) -> dict[str, Any]:
    most = draw(some.integers(1, 100)) / Decimal(10)
    return {"method": "count", "each": draw(some.integers(1, 30)) / Decimal(10), "at_most": most}


tables = some.one_of(band_tables(), lines(), counts())


@some.composite
def functions(draw: some.DrawFn) -> dict[str, Any]:
    kind = draw(some.sampled_from(["simple", "simple", "best_of", "cases"]))
    if kind == "simple":
        return {"indicator": draw(some.sampled_from((*FIELDS, "ratio"))), **draw(tables)}
    alternatives = [
        {"indicator": draw(some.sampled_from((*FIELDS, "ratio"))), **draw(tables)}
        for _ in range(draw(some.integers(2, 3)))
    ]
    if kind == "cases":
        for alternative in alternatives[:-1]:
            alternative["when"] = f"{draw(some.sampled_from(FIELDS))} < {draw(places)}"
    return {"method": kind, "alternatives": alternatives}


def written(function: dict[str, Any]) -> list[Decimal]:
    """Every number of points that a function names."""
    if "alternatives" in function:
        return [number for each in function["alternatives"] for number in written(each)]
    if function["method"] == "bands":
        return [band["points"] for band in function["bands"]]
    if function["method"] == "count":
        return [Decimal(0), function["at_most"]]
    return [number for _, number in function["points"]]


@some.composite
def criteria(draw: some.DrawFn) -> dict[str, Any]:
    function = draw(functions().filter(lambda each: max(written(each)) >= 0))
    return {
        "zh": "项",
        "en": "item",
        "maximum": max(written(function)),
        "when_undefined": "zero",
        "bonus": draw(some.sampled_from([False, False, True])),
        "source": {"document": "d"},
        **function,
    }


@some.composite
def rule_sets(draw: some.DrawFn) -> dict[str, Any]:
    dimensions, number = {}, 0
    for place in range(draw(some.integers(1, 3))):
        own = {}
        for each in draw(some.lists(criteria(), min_size=1, max_size=3)):
            own[f"c{number}"] = each
            number += 1
        maximum = sum((each["maximum"] for each in own.values() if not each["bonus"]), Decimal(0))
        dimensions[f"d{place}"] = {
            "zh": "组",
            "en": "group",
            "maximum": maximum,
            "minimum": -draw(some.integers(0, 50)) / Decimal(10),
            "on_top": draw(some.booleans()) if place else False,
            "criteria": own,
        }
    mark = draw(some.sampled_from(["above", "at_least"]))
    return {
        **_bare(),
        "gates": {
            "g": {"test": f"f2 >= {draw(places)}", "zh": "门", "en": "gate", "source": {"document": "d"}}
        },
        "dimensions": dimensions,
        "total": {"at_least": draw(some.sampled_from([Decimal(-90), Decimal(0)])), "at_most": Decimal(20)},
        "pass": {mark: draw(points), "source": {"document": "d"}},
        "ties": [{"by": "f0", "order": "descending"}, {"by": "code", "order": "ascending"}],
    }


def turned(data: some.DataObject, rules: dict[str, Any]) -> bool:
    """Say of some rule sets that fewer points are better, which needs no pass mark; tell whether it is so."""
    is_turned: bool = data.draw(some.booleans())
    if is_turned:
        rules["total"]["order"] = "ascending"
        del rules["pass"]
    return is_turned


def _bare() -> dict[str, Any]:
    return {
        "id": "random",
        "version": "1",
        "valid_from": "2020-01-01",
        "name": {"zh": "随机", "en": "random"},
        "sources": {"d": {"zh": "文", "en": "text"}},
        "identifier": {"field": "code", "kind": "free_text"},
        "name_field": "name",
        "precision": PRECISION,
        "fields": {
            "code": {"type": "identifier", "zh": "码", "en": "code"},
            "name": {"type": "text", "zh": "名", "en": "name"},
            **{f: {"type": "number", "blank": "unknown", "zh": f"值{f}", "en": f} for f in FIELDS},
        },
        "indicators": {"ratio": {"formula": "f0 / f1", "zh": "比", "en": "ratio"}},
        "ties": [{"by": "code", "order": "ascending"}],
    }


@some.composite
def firms(draw: some.DrawFn, rules: dict[str, Any]) -> list[dict[str, Decimal | None]]:
    """Values on the edges of the rule set, one unit in the last place beside them, and nothing at all."""
    edges = sorted(_edges(rules)) or [Decimal(0)]
    step = some.sampled_from([-LAST_PLACE, Decimal(0), Decimal(0), LAST_PLACE])
    value = some.builds(lambda edge, beside: edge + beside, some.sampled_from(edges), step)
    row = some.fixed_dictionaries(
        dict.fromkeys(FIELDS, some.one_of(some.none(), value, value, value, places))
    )
    return draw(some.lists(row, min_size=1, max_size=6))


def _edges(part: Any) -> set[Decimal]:
    if isinstance(part, dict):
        own = {part[key] for key in ("from", "above", "below", "up_to") if key in part}
        posts = {post for post, _ in part["points"]} if isinstance(part.get("points"), list) else set()
        return own | posts | {edge for value in part.values() for edge in _edges(value)}
    return {edge for value in part for edge in _edges(value)} if isinstance(part, list) else set()


# The oracle.


def oracle_points(function: dict[str, Any], row: dict[str, Fraction | None]) -> Fraction | None:
    if function["method"] == "best_of":
        known = [
            each for each in (oracle_points(one, row) for one in function["alternatives"]) if each is not None
        ]
        return max(known, default=None)
    if function["method"] == "cases":
        for one in function["alternatives"]:
            if "when" in one:
                name, limit = one["when"].split(" < ")
                if row[name] is None:
                    return None
                if not row[name] < Fraction(limit):  # type: ignore[operator]
                    continue
            return oracle_points(one, row)
    value = row[function["indicator"]]
    if value is None:
        return None
    if function["method"] == "count":
        return max(Fraction(0), min(value * Fraction(function["each"]), Fraction(function["at_most"])))
    if function["method"] == "bands":
        [points] = [
            band["points"]
            for band in function["bands"]
            if ("from" not in band or value >= band["from"])
            and ("above" not in band or value > band["above"])
            and ("below" not in band or value < band["below"])
            and ("up_to" not in band or value <= band["up_to"])
        ]
        return Fraction(points)
    return line(value, [(Fraction(post), Fraction(number)) for post, number in function["points"]])


def line(value: Fraction, posts: list[tuple[Fraction, Fraction]]) -> Fraction:
    value = min(max(value, posts[0][0]), posts[-1][0])
    right = next(place for place, (post, _) in enumerate(posts) if value <= post)
    (start, low), (end, high) = posts[max(right - 1, 0)], posts[right]
    share = (value - start) / (end - start) if end > start else Fraction(1)
    return low * (1 - share) + high * share


def half_up(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def oracle(rules: dict[str, Any], filed: dict[str, Decimal | None]) -> dict[str, Any]:
    row: dict[str, Fraction | None] = {
        key: None if value is None else Fraction(value) for key, value in filed.items()
    }
    over, under = row["f0"], row["f1"]
    row["ratio"] = over / under if over is not None and under else None
    tenths, total = {}, 0
    for dimension in rules["dimensions"].values():
        for key, criterion in dimension["criteria"].items():
            tenths[key] = half_up((oracle_points(criterion, row) or Fraction(0)) * 10)
        own = sum(tenths[key] for key in dimension["criteria"])
        total += int(max(min(own, dimension["maximum"] * 10), dimension["minimum"] * 10))
    total = int(min(max(total, rules["total"]["at_least"] * 10), rules["total"]["at_most"] * 10))
    limit = Fraction(rules["gates"]["g"]["test"].removeprefix("f2 >= "))
    failed = [] if row["f2"] is not None and row["f2"] >= limit else ["g"]
    mark = rules.get("pass", {"at_least": -1000})
    reached = total > mark["above"] * 10 if "above" in mark else total >= mark["at_least"] * 10
    return {"points": tenths, "total": total, "failed": [*failed, *([] if reached else ["total"])]}


class _Dumper(yaml.SafeDumper):
    """Writes decimals plainly."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", format(value, "f"))
)


def loaded(rules: dict[str, Any]) -> RuleSet:
    return load_rules(yaml.dump(rules, Dumper=_Dumper, allow_unicode=True).encode(), "random.yaml").rules


def application(number: int, row: dict[str, Decimal | None]) -> Application:
    code = f"E{number:02d}"
    values = {"code": FiledValue(code), **{key: FiledValue(value) for key, value in row.items()}}
    return Application(code, code, values)


@settings(max_examples=examples(300))
@given(some.data())
def test_points_totals_and_who_passes_are_those_of_the_oracle(data: some.DataObject) -> None:
    written_rules = data.draw(rule_sets())
    rows = data.draw(firms(written_rules))
    found = assess_all([application(*each) for each in enumerate(rows)], loaded(written_rules), CUTOFF)
    for assessment, row in zip(found, rows, strict=True):
        expected = oracle(written_rules, row)
        assert dict(assessment.points) == expected["points"]
        assert assessment.total == expected["total"]
        assert list(assessment.gates_failed) == expected["failed"]


@settings(max_examples=examples(100))
@given(some.data(), some.randoms(use_true_random=False))
def test_places_are_those_of_the_oracle_whatever_the_order_of_rows(
    data: some.DataObject, chance: random.Random
) -> None:
    written_rules = data.draw(rule_sets())
    fewer = turned(data, written_rules)
    rows = data.draw(firms(written_rules))
    rules = loaded(written_rules)
    numbered = list(enumerate(rows))
    ranked = rank(assess_all([application(*each) for each in numbered], rules, CUTOFF), rules)
    shuffled = [application(*each) for each in chance.sample(numbered, len(numbered))]
    assert rank(assess_all(shuffled, rules, CUTOFF), rules) == ranked
    expected = {f"E{number:02d}": oracle(written_rules, row) for number, row in numbered}

    def order(code: str) -> tuple[Any, ...]:
        first = rows[int(code[1:])]["f0"]
        total = expected[code]["total"]
        return (total if fewer else -total, first is None, -(first or 0), code)

    eligible = sorted((code for code, each in expected.items() if not each["failed"]), key=order)
    assert [each.assessment.id for each in ranked if each.rank] == eligible


def ratio_rules() -> dict[str, Any]:
    """A point for a ratio of at least 4 %."""
    return {
        **_bare(),
        "dimensions": {
            "d": {
                "zh": "组",
                "en": "group",
                "maximum": 1,
                "criteria": {
                    "c": {
                        "indicator": "ratio",
                        "maximum": 1,
                        "when_undefined": "zero",
                        "method": "bands",
                        "bands": [
                            {"below": Decimal("0.04"), "points": 0},
                            {"from": Decimal("0.04"), "points": 1},
                        ],
                        "source": {"document": "d"},
                    }
                },
            }
        },
    }


@pytest.mark.parametrize("beside", [-LAST_PLACE, Decimal(0), LAST_PLACE])
def test_one_unit_in_the_last_place_decides_a_ratio(beside: Decimal) -> None:
    """4 of 100 is 4 %; the least bit less is not, though a float of the ratio would be the same."""
    row = {"f0": Decimal(4_000_000) + beside, "f1": Decimal(100_000_000), "f2": Decimal(0)}
    [found] = assess_all([application(0, row)], loaded(ratio_rules()), CUTOFF)
    assert float(row["f0"] / row["f1"]) == pytest.approx(0.04, abs=1e-18)
    assert found.total == (10 if beside >= 0 else 0)
