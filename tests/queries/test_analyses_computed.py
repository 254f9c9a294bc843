"""Robustness, challengers and flags as they are looked for and stored, for the town's second year.

Whatever the weights, ANLAN (9 %, 12 patents) is before DONGLI (9 %, 4), CHENHUI2 (7 %, 6) before GUANLAN
(6 %, 6), and all four before BIYUN (2 %, 2), for it has less of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from cultivation.errors import Refused
from cultivation.queries.challenge import challenge_of
from cultivation.queries.consistency import consistency_of
from cultivation.queries.robustness import RobustnessOptions, robustness_of
from cultivation.queries.year import Year, year_in
from cultivation.record.entries import ApplicationCorrected
from tests.queries.town import SECOND, Town, rules

OPTIONS = RobustnessOptions(60, 3, 20, edges=Fraction(1, 10), aggregations=True)


@pytest.fixture
def year(town: Town) -> Iterator[Year]:
    with town.at("decided 2017") as reader:
        yield year_in(reader, 2017)


def test_who_is_dominated_never_stands_before(year: Year) -> None:
    told = robustness_of(year, OPTIONS).to_json()
    assert (told["year"], told["draws"], told["seed"], told["concentration"]) == (2017, 60, 3, 20)
    found = {each["id"]: each for each in told["applications"]}
    assert {key: each["rank"] for key, each in found.items()} == {
        "ANLAN": 1,
        "DONGLI": 2,
        "CHENHUI2": 3,
        "GUANLAN": 4,
        "ENZE": 5,
        "BIYUN": 6,
    }
    best, last = found["ANLAN"], found["BIYUN"]
    assert (best["rank_p5"], best["rank_p50"], best["rank_p95"], best["in_pool_share"]) == (1, 1, 1, 1)
    assert (last["rank_p5"], last["rank_p50"], last["rank_p95"], last["in_pool_share"]) == (6, 6, 6, 0)
    assert found["CHENHUI2"]["rank_p50"] < found["GUANLAN"]["rank_p50"]
    for each in found.values():
        assert each["rank_p5"] <= each["rank_p50"] <= each["rank_p95"]
    assert {each["criterion"] for each in told["left_out"]} == {"rd_ratio", "patents"}
    assert [(each["criterion"], each["share"]) for each in told["shifted"]] == [
        ("rd_ratio", 0.1),
        ("rd_ratio", -0.1),
        ("patents", 0.1),
        ("patents", -0.1),
    ]
    assert all(set(each) == {"way", "entering", "leaving"} for each in told["aggregated"])
    assert told["aggregated"] and told["resampled"] is None


def test_what_is_left_out_changes_the_pool_as_by_hand(year: Year) -> None:
    """Without patents: ANLAN and DONGLI 54, CHENHUI2 42. Without R&D: ANLAN 30, ENZE 20, CHENHUI2 and GUANLAN
    15, DONGLI 10 on place 5, who then does not enter; ENZE, a member, stays.
    """
    found = {each["criterion"]: each for each in robustness_of(year, OPTIONS).to_json()["left_out"]}
    assert (found["patents"]["entering"], found["patents"]["leaving"]) == ([], [])
    assert (found["rd_ratio"]["entering"], found["rd_ratio"]["leaving"]) == (["ENZE"], ["DONGLI"])


def test_what_is_stored_are_counts_and_texts(year: Year) -> None:
    checked = robustness_of(year, OPTIONS)
    told, stored = checked.to_json(), checked.to_record()
    for shown, kept in zip(told["applications"], stored["applications"], strict=True):
        assert shown["in_pool_share"] == kept["in_pool"] / 60
        assert (shown["id"], shown["rank"]) == (kept["id"], kept["rank"])
    assert [each["share"] for each in stored["shifted"]] == ["0.1", "-0.1", "0.1", "-0.1"]
    for shown, kept in zip(told["influences"], stored["influences"], strict=True):
        figures = [f"{index}{bound}" for index in ("first", "total") for bound in ("", "_low", "_high")]
        assert {key: kept[key] for key in figures} == {key: f"{shown[key]:.4f}" for key in figures}
        assert kept["places"] == shown["places"]
    assert "places_from" in stored and "places_from" not in told
    plain = robustness_of(year, RobustnessOptions(20, 3, 20))
    assert (plain.shifted, plain.aggregated, plain.resampled) == ((), (), None)


def test_edges_need_the_values_that_were_scored(town: Town) -> None:
    said = ApplicationCorrected(
        year=2017, enterprise="ENZE", field="rd", value="31", previous="30", evidence="letter"
    )
    with town.record.writing("王芳", dry_run=True) as writer:
        writer.append(said)
        with pytest.raises(Refused, match="after the scoring"):
            robustness_of(year_in(writer, 2017), OPTIONS)
        assert robustness_of(year_in(writer, 2017), RobustnessOptions(5, 1, 5)).found.draws == 5


def test_the_ranking_beside_others(year: Year) -> None:
    challenged = challenge_of(year)
    told, stored = challenged.to_json(), challenged.to_record()
    assert (told["year"], told["best"], told["ranked"], told["reversals"]) == (2017, 3, 6, None)
    assert (stored["best"], stored["ranked"], stored["reversals"]) == (3, 6, [])
    weights = {each["criterion"]: each["nominal"] for each in told["weights"]}
    assert weights == {"rd_ratio": 0.6, "patents": 0.4}
    assert sum(each["effective"] for each in told["weights"]) == pytest.approx(1, abs=1e-3)
    assert [each["nominal"] for each in stored["weights"]] == ["0.6000", "0.4000"]
    for shown, kept in zip(told["challengers"], stored["challengers"], strict=True):
        assert kept == {
            "method": shown["method"],
            "spearman": f"{shown['spearman']:.4f}",
            "kendall": f"{shown['kendall']:.4f}",
            "overlap": shown["overlap"],
            "weights": {key: f"{each:.6f}" for key, each in shown["weights"].items()},
            "scores": [{**each, "score": f"{each['score']:.6f}"} for each in shown["scores"]],
        }
    for shown, kept in zip(told["differing"], stored["differing"], strict=True):
        assert kept == {**shown, "elsewhere": f"{shown['elsewhere']:.1f}"}
    assert (told["alike"], told["constant"]) == ([], [])


def test_too_few_firms_are_beside_nobody_and_their_figures_are_all_there(year: Year) -> None:
    checked = consistency_of(year)
    told, stored = checked.to_json(), checked.to_record()
    assert (told["year"], told["firms"], stored["flags"]) == (2017, 6, [])
    common = {"firms", "left_out", "groups", "first_digits"}
    assert set(stored) == common | {"columns", "flags"} and set(told) == common | {"year", "group_of"}
    assert (stored["firms"], stored["groups"], told["groups"], told["group_of"]) == (6, [], [], {})
    assert {each["figures"] for each in told["first_digits"]} == {6}
    assert all(each["deviation"] is None for each in (*told["first_digits"], *stored["first_digits"]))
    assert [each["field"] for each in told["first_digits"]] == [
        each["field"] for each in stored["first_digits"]
    ]


def test_where_points_depend_on_others_those_near_the_line_are_dropped_and_cloned(town: Town) -> None:
    """Three places: places 1 to 5 are near. Nothing is unknown in the town, so no median turns any pair."""
    said = ApplicationCorrected(
        year=2017, enterprise="ENZE", field="rd", value="31", previous="30", evidence="letter"
    )
    medians = rules(*SECOND, ("when_undefined: zero", "when_undefined: median"))
    with town.at("decided 2017") as reader:
        year = year_in(reader, 2017)
        year.loaded = medians
        found = challenge_of(year)
    near = ["ANLAN", "DONGLI", "CHENHUI2", "GUANLAN", "ENZE"]
    expected = [{"id": key, "change": change, "pairs": 0} for key in near for change in ("drop", "clone")]
    assert found.to_json()["reversals"] == found.to_record()["reversals"] == expected
    with town.record.writing("王芳", dry_run=True) as writer:
        writer.append(said)
        moved = year_in(writer, 2017)
        moved.loaded = medians
        with pytest.raises(Refused, match="after the scoring"):
            challenge_of(moved)
