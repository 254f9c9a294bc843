"""What stands beside a ranking, computed a second time from definitions, by looking at all pairs."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from cultivation.core.analysis.consistency.figures import Figures, figures_of, money_fields
from cultivation.core.analysis.consistency.flags import Flag, Kind, _isolated, _jumps, _points, _unlike_peers
from cultivation.core.analysis.consistency.peers import FARTHEST, NEAREST, beside_peers
from cultivation.core.analysis.robustness.challengers import ALIKE, challenge
from cultivation.core.analysis.robustness.reversal import reversals
from cultivation.core.rules.loading import load_file, load_rules
from cultivation.core.scoring.application import Application
from cultivation.intake.applications.text_match import _Nearest
from cultivation.resources import shipped
from tests.core.analysis.consistency.planted import PLANTED, cohort, rules
from tests.core.analysis.robustness.test_certainty import RULES, table_of
from tests.core.explanation.years import application
from tests.oracle.exact import hundredths

Point = Sequence[float]
FIRMS = cohort(3, 80, list(PLANTED)[:4])[0]


def several() -> list[tuple[int, ...]]:
    """Return points of which the second follows the first."""
    random = np.random.default_rng(8)
    rows = []
    for _ in range(60):
        base = int(random.integers(0, 1400))
        follows = min(1500, base + int(random.integers(0, 200)))
        rows.append((base * 2, follows, int(random.integers(0, 3500)), int(random.integers(0, 1500))))
    return rows


TABLE = table_of(several())
CHALLENGE = challenge(TABLE, RULES)
SHARES = np.array(
    [
        [max(0.001, line.criteria[key] / (float(each.maximum) * 100)) for key, each in RULES.criteria.items()]
        for line in TABLE.lines
    ]
)


def test_inflation_is_that_of_regressions() -> None:
    """1 / (1 - R squared) of each criterion on the others."""
    for place, weight in enumerate(CHALLENGE.weights):
        others = np.delete(SHARES, place, axis=1)
        design = np.column_stack([np.ones(len(others)), others])
        own = SHARES[:, place]
        left = own - design @ np.linalg.lstsq(design, own, rcond=None)[0]
        explained = 1 - left @ left / ((own - own.mean()) @ (own - own.mean()))
        assert weight.inflation == pytest.approx(1 / (1 - explained), abs=0.006)


def test_correlations_and_median_places_are_those_of_the_standard_library() -> None:
    names = list(RULES.criteria)
    expected = {
        (names[two], names[one]): round(statistics.correlation(*SHARES[:, [one, two]].T.tolist()), 4)
        for one, two in combinations(range(len(names)), 2)
    }
    assert {(one, other): value for one, other, value in CHALLENGE.alike} == {
        pair: value for pair, value in expected.items() if abs(value) >= ALIKE
    }
    assert CHALLENGE.alike
    for each in CHALLENGE.differing:
        at = CHALLENGE.ranked.index(each.id)
        assert each.elsewhere == statistics.median(other.places[at] for other in CHALLENGE.challengers)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return figures_of(FIRMS, rules())


def nearest(points: Sequence[Point], row: int, number: int) -> list[int]:
    """Return the rows nearest to one, by measuring the distance to each."""
    return sorted(
        (other for other in range(len(points)) if other != row),
        key=lambda other: (math.dist(points[row], points[other]), other),
    )[:number]


def robust(values: Sequence[float], least: float) -> list[float]:
    """Return distances from the median over 1.4826 times the median of these distances."""
    middle = statistics.median(values)
    usual = 1.4826 * statistics.median(abs(each - middle) for each in values)
    return [(each - middle) / max(usual, least) for each in values]


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the tenth and the ninetieth percentile, by lines between neighbours."""
    if len(values) == 1:
        return values[0], values[0]
    cuts = statistics.quantiles(values, n=10, method="inclusive")
    return cuts[0], cuts[-1]


def test_deviations_from_peers_are_those_of_all_pairs(figures: Figures) -> None:
    found = beside_peers(figures)
    scaled = figures.scaled.tolist()
    clipped = [[max(-FARTHEST, min(FARTHEST, each)) for each in row] for row in scaled]
    compared = 0
    for place, name in enumerate(figures.names):
        others = [[*row[:place], *row[place + 1 :]] for row in clipped]
        near = [nearest(others, row, NEAREST) for row in range(len(others))]
        own = [row[place] for row in scaled]
        distances = [
            own[row] - statistics.median(own[each] for each in peers) for row, peers in enumerate(near)
        ]
        for row, deviation in enumerate(robust(distances, 0.25)):
            low, high = quantiles([own[each] for each in near[row]])
            if name in figures.counts or not figures.known[row, place]:
                continue
            expected = 0.0 if low <= own[row] <= high else deviation
            assert found.deviations[row, place] == pytest.approx(expected, abs=1e-6)
            compared += expected != 0
    assert compared > 100


def test_the_range_of_peers_is_that_of_the_standard_library(figures: Figures) -> None:
    flags = list(_unlike_peers(figures))
    clipped = figures.scaled.clip(-FARTHEST, FARTHEST)
    assert flags
    for flag in flags:
        row = figures.ids.index(flag.id)
        for each in flag.evidence:
            place = figures.names.index(each.name)
            near = nearest(np.delete(clipped, place, axis=1).tolist(), row, NEAREST)
            values = [float(figures.raw[at, place]) for at in near if figures.known[at, place]]
            assert (each.low, each.high) == pytest.approx(quantiles(values))


def test_local_outlier_factors_by_their_definition(figures: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    """M. M. Breunig et al., 2000: the mean density of the neighbours over one's own."""
    monkeypatch.setattr("cultivation.core.analysis.consistency.flags.ISOLATED", 0.0)
    points = figures.scaled.clip(-6, 6).tolist()
    near = [nearest(points, row, 20) for row in range(len(points))]
    reach = [math.dist(points[row], points[peers[-1]]) for row, peers in enumerate(near)]

    def density(row: int) -> float:
        return 1 / statistics.fmean(
            max(reach[other], math.dist(points[row], points[other])) for other in near[row]
        )

    densities = [density(row) for row in range(len(points))]
    flags = {flag.id: flag.strength for flag in _isolated(figures)}
    for row, key in enumerate(figures.ids):
        factor = statistics.fmean(densities[other] for other in near[row]) / densities[row]
        assert flags[key] == pytest.approx(factor, abs=0.006)


def test_jumps_are_those_of_logarithms_by_hand() -> None:
    firms = FIRMS
    field = money_fields(rules())[0]
    firms = [
        replace(
            firm,
            texts={**firm.texts, field: str(1000 + 7 * number)},
            texts_before={**firm.texts_before, field: "100" if number == 5 else str(1000 + 3 * number)},
        )
        for number, firm in enumerate(firms)
    ]
    ratios = [
        math.log((1000 + 7 * number) / (100 if number == 5 else 1000 + 3 * number)) for number in range(80)
    ]
    flags: list[Flag] = list(_jumps(firms, [field]))
    assert [flag.id for flag in flags] == [firms[5].id]
    assert flags[0].strength == pytest.approx(robust(ratios, 0.25)[5], abs=0.006)


def test_totals_unlike_those_of_peers_by_all_pairs(figures: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cultivation.core.analysis.consistency.flags.POINTS_UNLIKE", 0.0)
    firms = {firm.id: firm for firm in FIRMS}
    totals = [float(3000 + 37 * number % 900) for number in range(len(figures.ids))]
    scored = [replace(firms[key], total=int(total)) for key, total in zip(figures.ids, totals, strict=True)]
    points = figures.scaled.clip(-4, 4).tolist()
    near = [nearest(points, row, NEAREST) for row in range(len(points))]
    distances = [
        total - statistics.median(totals[other] for other in near[row]) for row, total in enumerate(totals)
    ]
    flags = {flag.id: flag for flag in _points(scored, figures)}
    for row, deviation in enumerate(robust(distances, 1e-9)):
        flag = flags[figures.ids[row]]
        assert flag.kind is Kind.POINTS_UNLIKE_PEERS
        assert flag.strength == pytest.approx(abs(deviation), abs=0.006)
        evidence = flag.evidence[0]
        assert (evidence.low, evidence.high) == pytest.approx(quantiles([totals[at] for at in near[row]]))


def _growth_places(firms: Sequence[Application]) -> list[str]:
    """Rank firms alike but for growth, which gives 15 points evenly up to 30 %; without one the median."""
    growth: dict[str, Fraction | None] = {}
    for firm in firms:
        spent, before = (firm.values[key].value for key in ("rd_expenditure", "rd_expenditure_previous"))
        assert isinstance(spent, Decimal) and (before is None or isinstance(before, Decimal))
        growth[firm.id] = None if before is None else Fraction(spent) / Fraction(before) - 1
    known = [each for each in growth.values() if each is not None]
    middle = statistics.median(known) if known else None
    counted = {key: (middle if each is None else each) or Fraction(0) for key, each in growth.items()}
    points = {
        key: hundredths(max(Fraction(0), min(each, Fraction(3, 10))) * 50) for key, each in counted.items()
    }
    return sorted(points, key=lambda key: (-points[key], key))


def test_turned_pairs_are_those_of_whole_scorings() -> None:
    """A firm is dropped, or cloned with a code behind its own; pairs of the others are counted that turn."""
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    text = text.replace(
        "[0.30, 15]]\n        when_undefined: zero", "[0.30, 15]]\n        when_undefined: median"
    )
    medians = load_rules(text.encode(), "medians.yaml").rules
    before = (None, "9", "8.5", "9.5", "9.9", "8")
    firms = [application(at, (5, Decimal(10), each and Decimal(each))) for at, each in enumerate(before)]
    now, expected = _growth_places(firms), {}
    for firm in firms:
        others = [each for each in firms if each is not firm]
        clone = replace(firm, id=firm.id + "~")
        for change, several in (("drop", others), ("clone", [*firms, clone])):
            then = _growth_places(several)
            pairs = combinations([key for key in now if key != firm.id], 2)
            expected[firm.id, change] = sum(then.index(one) > then.index(other) for one, other in pairs)
    found = reversals(firms, medians, date(1984, 12, 31), [each.id for each in firms])
    assert {(each.id, each.change): each.pairs for each in found} == expected
    assert any(expected.values()) and not all(expected.values())


def test_similarity_is_the_cosine_of_weighted_parts() -> None:
    """Parts of two and three characters, each weighted by how often it stands and how rare it is."""
    match = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules.text_matches[
        "industry_match"
    ]
    references = [match.bare(text) for texts in match.references.values() for text in texts]

    def parts(text: str) -> Counter[str]:
        return Counter(text[at : at + size] for size in (2, 3) for at in range(len(text) - size + 1))

    holding = Counter(part for each in references for part in parts(each))

    def vector(text: str) -> dict[str, float]:
        times = parts(text)
        holds = {part: sum(part in each for each in references) if part in holding else 0 for part in times}
        return {
            part: number * (math.log((1 + len(references)) / (1 + holds[part])) + 1)
            for part, number in times.items()
        }

    def cosine(one: dict[str, float], other: dict[str, float]) -> float:
        product = sum(value * other.get(part, 0) for part, value in one.items())
        return product / math.hypot(*one.values()) / math.hypot(*other.values())

    nearest = _Nearest(match)
    for phrase in ("电池管理设备", "伺服电机", "包装纸箱", "数控机床刀具"):
        nearest.learn([phrase])
        own = vector(match.bare(phrase))
        for choice, texts in match.references.items():
            expected = max((cosine(own, vector(match.bare(each))) for each in texts), default=0)
            assert float(nearest.of([phrase], choice).similarity) == pytest.approx(expected, abs=0.00006)
