"""What the shortlist of the town gathers, and the figures on its first sheet, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from cultivation import __version__, language
from cultivation.queries.shortlist.data import ShortlistData
from cultivation.queries.shortlist.figures import (
    choice_fields,
    distribution,
    members_by_choice,
    year_counts,
)
from cultivation.queries.shortlist.gathering import shortlist_data
from cultivation.queries.year import State
from tests.queries.town import DRAWS, SECOND, Town, rules


def gathered(town: Town, year: int, moment: str | None = None) -> ShortlistData:
    with town.at(moment) as reader:
        return shortlist_data(State(reader).year(year))


@pytest.fixture
def second(town: Town) -> ShortlistData:
    return gathered(town, 2017, "decided 2017")


def test_values_places_and_shares_are_those_of_the_record(second: ShortlistData) -> None:
    assert second.values["GUANLAN"] == {
        "code": "GUANLAN",
        "name": "Guanlan Cure",
        "sector": "medicine",
        "revenue": "1000",
        "rd": "60",
        "patents": "6",
        "accident": "no",
    }
    assert sorted(second.values) == ["ANLAN", "BIYUN", "CHENHUI2", "DONGLI", "ENZE", "GUANLAN"]
    assert second.previous_ranks == {"ANLAN": 1, "BIYUN": 2, "CHENHUI2": 3, "ENZE": 4, "DONGLI": 5}
    assert second.shares == {key: draws / 200 for key, draws in DRAWS.items()}
    assert (second.state, second.marks, second.demonstrations) == ("decided", (), {})
    assert second.rules_digest == rules(*SECOND).digest
    assert (second.line_of["ENZE"].rank, second.score_of["ENZE"].total) == (5, 3800)


def test_flags_say_what_to_verify_and_what_a_visit_found(second: ShortlistData) -> None:
    assert second.flags == {
        "CHENHUI2": "points unlike those of its nearest peers: total 57.00, peers 17.00 to 38.00",
        "GUANLAN": "jumped since last year: R&D expenditure 60 wan yuan, last year 30 wan yuan\n"
        "the same figures as Enze Code: \n"
        "explained: the figures are right (a new laboratory)",
    }


def test_the_last_sheet_says_what_it_was_made_from(town: Town, second: ShortlistData) -> None:
    told = dict(second.provenance)
    digests = [key for key in told if "SHA-256" in key or "hash" in key]
    assert {key: value for key, value in told.items() if key not in digests} == {
        "review year": "2017",
        "rule set": "town 2",
        "data cut-off": "2017-12-31",
        "proposed by": "王芳",
        "decision": "No. 8",
        "date of the decision": "2018-03-01",
        "approved by": "李强",
        "log entry": f"39 ({town.recorded(39)})",
        "program": f"cultivation {__version__}",
        "weights varied": "200 draws, seed 7, concentration 50; numpy 2.0, scipy 1.11",
        "log entry of the result": f"30 ({town.recorded(30)})",
    }
    with town.at("decided 2017") as reader:
        stands, entry = reader.year(2017), next(reader.entries(newest_first=True, limit=1))
    assert stands is not None
    assert [told[key] for key in digests[:4]] == [
        *(second.rules_digest, stands.scores_digest, stands.proposal_digest, entry.hash),
    ]
    assert second.created == datetime.fromisoformat(town.recorded(39)).replace(tzinfo=None)


def test_before_a_proposal_the_scoring_is_what_it_was_made_from(town: Town) -> None:
    told = dict(gathered(town, 2016, "scored").provenance)
    assert "proposed by" not in told and "SHA-256 of the proposal" not in told
    assert told["log entry"] == f"6 ({town.recorded(6)})"
    proposed = dict(gathered(town, 2016, "proposed").provenance)
    assert (proposed["log entry"][:2], proposed["proposed by"]) == ("7 ", "王芳")
    assert list(proposed) == [
        *("review year", "rule set", "SHA-256 of the rule set", "data cut-off", "SHA-256 of the scores"),
        *("SHA-256 of the proposal", "proposed by", "log entry", "hash of the log entry", "program"),
    ]


def test_a_proposal_that_a_newer_scoring_overtook_is_not_told(town: Town) -> None:
    with town.at("noticed") as reader:
        year = State(reader).year(2016)
        year.review_year = replace(year.review_year, scored_seq=(year.review_year.proposed_seq or 0) + 1)
        told = dict(shortlist_data(year).provenance)
    assert "proposed by" not in told and "SHA-256 of the proposal" not in told
    assert told["log entry"].startswith("8 ")


def test_demonstration_enterprises_stand_under_the_codes_of_the_review(town: Town) -> None:
    found = gathered(town, 2016)
    assert found.demonstrations == {"ANLAN": "Anlan Optics", "CHENHUI": "Chenhui Pharma"}
    assert found.demonstrations_by == "Selected by No. 3 of 2017-03-10: best in the park"
    assert year_counts(found)[-1] == ("Demonstration enterprises", 2)
    with town.record.writing("王芳", dry_run=True) as writer:
        assert shortlist_data(State(writer).year(2016)).demonstrations == found.demonstrations


def test_the_year_is_counted(town: Town, second: ShortlistData) -> None:
    """ENZE leaves by its place and is the first on the reserve list."""
    assert year_counts(second) == [
        ("Applications", 6),
        ("Eligible", 6),
        ("Members before", 3),
        ("Entries", 2),
        ("Exits", 2),
        ("Stays", 1),
        ("Members after", 3),
        ("Reserve list", 1),
        ("Decided by override", 2),
    ]
    assert year_counts(gathered(town, 2016, "scored")) == [("Applications", 6), ("Eligible", 5)]


def test_totals_fall_into_classes_of_5_points(second: ShortlistData) -> None:
    """From 17 to 84: a twentieth is 3.35, so 5. In: 84, 64, 51; out: 57, 38, 17."""
    found = distribution(second)
    assert found is not None
    assert found.title == "Distribution of totals (cut line 64.00)"
    assert found.series == ("in the pool", "not in the pool")
    assert [label for label, _counts in found.rows] == [str(lowest) for lowest in range(15, 85, 5)]
    assert {label: counts for label, counts in found.rows if any(counts)} == {
        "15": (0, 1),
        "35": (0, 1),
        "50": (1, 0),
        "55": (0, 1),
        "60": (1, 0),
        "80": (1, 0),
    }


@pytest.mark.parametrize(
    ("highest", "labels"),
    [(1700, ["17"]), (1719, ["17", "17.19"]), (1740, ["17", "17.4"]), (1741, ["17", "17.4"])],
)
def test_classes_are_1_2_or_5_of_a_power_of_ten(
    second: ShortlistData, highest: int, labels: list[str]
) -> None:
    """17 to 17.19 or 17.40 points are 19 or 40 steps: classes of 1, and of 2."""
    lowest, other = second.table.lines[-1], second.table.lines[0]
    lines = (replace(lowest, total=1700), replace(other, total=highest))
    found = distribution(replace(second, table=replace(second.table, lines=lines)))
    assert found is not None
    assert [label for label, counts in found.rows if any(counts)] == labels


def test_nobody_with_a_place_has_no_distribution_and_no_cut_line_no_mention(
    town: Town, second: ShortlistData
) -> None:
    nobody = tuple(replace(line, rank=None) for line in second.table.lines)
    assert distribution(replace(second, table=replace(second.table, lines=nobody))) is None
    scored = distribution(gathered(town, 2016, "scored"))
    assert scored is not None and scored.title == "Distribution of totals"


def test_members_by_sector(second: ShortlistData) -> None:
    (found,) = members_by_choice(second)
    assert (found.title, found.series) == ("Sector", ("in the pool", "not in the pool"))
    assert found.rows == (("optics", (2, 0)), ("software", (0, 2)), ("medicine", (1, 1)))
    assert choice_fields(second.rules) == ["sector"]


def test_a_choice_that_nobody_made_is_left_out_and_one_of_a_clerk_is_no_choice(
    second: ShortlistData,
) -> None:
    values = {key: each | {"sector": "optics"} for key, each in second.values.items()}
    (found,) = members_by_choice(replace(second, values=values))
    assert found.rows == (("optics", (3, 3)),)
    graded = rules(
        ("type: choice, choices: sector", "type: choice, choices: sector, filled_by: clerk, blank: unknown")
    ).rules
    assert choice_fields(graded) == []


def test_titles_and_notes(town: Town, second: ShortlistData) -> None:
    assert second.notes == (
        "Status: decided",
        "Cut line: the last in the pool has place 2 with 64.00 points; the last newcomer on place 2 with "
        "64.00 points; decisions by override are not counted",
    )
    assert second.title("Scores") == "Scores 2017"
    assert second.rules_note == "Rules: Rules of a little town (fictional)"
    assert (second.points_format, second.points(1234), second.label("rd_ratio")) == (
        "0.00",
        12.34,
        "R&D ratio",
    )
    with language.speaking("zh"):
        assert second.label("rd_ratio") == "研发投入占比"
        assert "；" in second.cut_line_text() and ";" not in second.cut_line_text()
    first = gathered(town, 2016, "proposed")
    assert first.notes[1] == (
        "Cut line: the last in the pool has place 3 with 46.00 points; the last newcomer on place 3 with "
        "46.00 points"
    )
    scored = gathered(town, 2016, "scored")
    assert scored.notes == ("Status: scored, nothing proposed yet",)
    whole = rules(("precision: 0.01", "precision: 1")).rules
    assert replace(second, rules=whole).points_format == "0"
