"""What was looked into beside the points, as tests/queries/town.py wrote it down."""

from __future__ import annotations

from cultivation.canonical import canonical_json, digest
from cultivation.queries.analyses import Verified, latest_analysis, shares_in_pool, verified_flags
from cultivation.queries.entry_names import BY_KIND, EVENTS, about, event_text, kind_text
from cultivation.queries.headings import headings_explained
from cultivation.queries.year import State, year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import ConsistencyChecked, RankingChallenged, RobustnessComputed, YearScored
from tests.queries.town import DRAWS, SECOND, VARIED, Town, rules


def test_the_latest_result_for_the_scores_of_now_counts(town: Town) -> None:
    with town.at() as reader:
        year = year_in(reader, 2017)
        found = latest_analysis(RobustnessComputed, year)
        challenged = latest_analysis(RankingChallenged, year)
        flagged = latest_analysis(ConsistencyChecked, year)
        assert latest_analysis(RobustnessComputed, year_in(reader, 2016)) is None
    assert found is not None and challenged is not None and flagged is not None
    assert (found.content, found.seq, found.actor) == (VARIED, 30, "王芳")
    assert found.recorded_at == town.recorded(30)
    assert (challenged.content, challenged.seq, len(challenged.digest)) == ({"by": "hand"}, 31, 64)
    assert flagged.seq == 32


def test_a_result_for_earlier_scores_counts_no_more(town: Town) -> None:
    with town.record.writing("王芳", dry_run=True) as writer:
        scores = writer.document_json(State(writer).year(2017).review_year.scores_digest or "")
        document = NewDocument(canonical_json({**scores, "again": True}), "scores_2017.json", JSON)
        said = YearScored(
            year=2017, rules_digest=rules(*SECOND).digest, scores_digest=digest(document.content)
        )
        writer.append(said, [document])
        assert latest_analysis(RobustnessComputed, year_in(writer, 2017)) is None
        assert shares_in_pool(year_in(writer, 2017)) == {}


def test_shares_are_draws_of_all_draws(town: Town) -> None:
    with town.at() as reader:
        assert shares_in_pool(year_in(reader, 2017)) == {key: draws / 200 for key, draws in DRAWS.items()}
        assert shares_in_pool(year_in(reader, 2016)) == {}


def test_of_two_visits_the_later_counts(town: Town) -> None:
    with town.at() as reader:
        found = verified_flags(year_in(reader, 2017))
        assert verified_flags(year_in(reader, 2016)) == {}
    assert found == {"GUANLAN": Verified("explained", "a new laboratory", "王芳", town.recorded(34))}


def test_a_heading_means_what_was_said_last(town: Town) -> None:
    with town.at("open") as reader:
        assert headings_explained(reader) == {}
    with town.at() as reader:
        found = headings_explained(reader)
    assert {key: each.field for key, each in found.items()} == {"rdspent": "rd", "notes": ""}
    spent = found["rdspent"]
    assert (spent.heading, spent.year, spent.actor) == ("R&D, spent", 2018, "王芳")
    assert (spent.seq, spent.recorded_at[:10]) == (last(town) - 4, "2020-01-10")


def last(town: Town) -> int:
    with town.at() as reader:
        return next(reader.entries(newest_first=True, limit=1)).seq


def test_kinds_of_entries_and_events_have_names() -> None:
    assert kind_text("member_removed") == "member removed"
    assert kind_text("of_a_newer_version") == "of_a_newer_version"
    assert event_text("support_given") == "support"
    assert all(kind_text(kind) != kind for kind in BY_KIND)
    assert len({event_text(kind) for kind in EVENTS}) == len(EVENTS)


def test_an_entry_is_about_the_first_thing_that_it_names() -> None:
    assert about({"year": 1, "document": "No. 1", "enterprise": "A"}) == "No. 1"
    assert about({"enterprise": "A", "rule_set": "r"}) == "A"
    assert about({"file": "f" * 61}) == "f" * 60
    assert about({"year": 2016}) == ""
