"""The shapes that other programs rely on, for the town: each key with what the story says of it."""

from __future__ import annotations

from cultivation.queries.analyses import verified_flags
from cultivation.queries.flags import flag_json, flag_text, flags_of, visit_text
from cultivation.queries.headings import headings_explained
from cultivation.queries.plans import plans_of
from cultivation.queries.plans_json import plan_json
from cultivation.queries.rehearsal import rehearse
from cultivation.queries.support import departures_since, measures_of
from cultivation.queries.year import State, year_in
from cultivation.record.entries import MemberCalledUp
from tests.queries.town import FLAGS, SECOND, Town, rules


def test_a_measure_of_a_firm_that_left(town: Town) -> None:
    with town.at() as reader:
        measures = measures_of(reader)
        left = departures_since(reader, measures)
        first, second, third, fourth = (each.to_json(left.get(each.number)) for each in measures)
    assert second == {
        "number": 2,
        "id": "BIYUN",
        "name": "Biyun Cloud",
        "kind": "fund",
        "amount": "1200.5",
        "year": 2017,
        "on": "2017-04-02",
        "department": "财政局",
        "document": "S2",
        "purpose": "",
        "file": "support.xlsx",
        "sheet": "表",
        "cell": "D3",
        "by": "王芳",
        "cancelled": None,
        "left": {"on": "2017-06-01", "why": "false figures in an application", "member_again": False},
    }
    assert (first["left"], first["purpose"]) == (None, "display")
    assert (third["on"], third["left"]["on"], third["id"]) == (None, "2018-03-01", "CHENHUI2")
    assert fourth["cancelled"] == "paid twice"


def test_who_left_and_is_a_member_again_is_told_so(town: Town) -> None:
    with town.at("removed") as reader:
        assert {each.member_again for each in departures_since(reader, measures_of(reader)).values()} == {
            False
        }
    with town.record.writing("王芳", dry_run=True) as writer:
        back = MemberCalledUp(
            year=2017, enterprise="BIYUN", document="d", on="2018-09-01", reason="", reserve_place=1
        )
        writer.append(back, [])
        found = departures_since(writer, measures_of(writer))
    assert {number: each.member_again for number, each in found.items()} == {2: True, 3: False, 4: True}


def test_plans(town: Town) -> None:
    with town.at() as reader:
        state = State(reader)
        told = {plan.stay.enterprise: plan_json(plan, state) for plan in plans_of(reader)}
        (anlan,) = plans_of(reader, ["ANLAN"])
        assert plan_json(anlan, state, 2017)["targets"] == []
        assert len(plan_json(anlan, state, 2016)["targets"]) == 2
    assert told["CHENHUI2"] == {
        "id": "CHENHUI2",
        "name": "Chenhui Pharma",
        "since": "2017-03-01",
        "ended": {"on": "2018-03-01", "why": "the decision differs from the proposal: moved away"},
        "targets": [
            {
                "indicator": "rd_ratio",
                "bound": "at_least",
                "value": "0.08",
                "year": 2018,
                "label": "R&D ratio",
                "base_year": 2016,
                "start": "0.06",
                "values": [{"year": 2017, "value": "0.07"}],
                "state": "on_the_way",
                "document": "",
                "text": "R&D ratio 6.00 % -> 7.00 %, aim 8.00 % by 2018: on the way",
            }
        ],
    }
    assert (told["ANLAN"]["ended"], len(told["ANLAN"]["targets"])) == (None, 2)


def test_headings_by_the_rules_of_their_year(town: Town) -> None:
    with town.at() as reader:
        state, found = State(reader), headings_explained(reader)
        labels = {key: each.label(state) for key, each in found.items()}
    assert labels == {"rdspent": "R&D expenditure (rd)", "notes": "not used"}
    told = found["notes"].to_json(labels["notes"])
    assert {key: told[key] for key in ("heading", "field", "label", "year", "actor")} == {
        "heading": "Notes",
        "field": "",
        "label": "not used",
        "year": 2018,
        "actor": "王芳",
    }
    assert (told["entry"], told["recorded_at"]) == (found["notes"].seq, found["notes"].recorded_at)


def test_a_flag_with_the_cells_of_its_figures(town: Town) -> None:
    with town.at() as reader:
        year = year_in(reader, 2017)
        visits = verified_flags(year)
        jump, copied, peers = (flag_json(year, flag, visits) for flag in FLAGS)
        since = flag_json(year, {**FLAGS[0], "id": "LATE", "evidence": []}, visits)
        said = flags_of(year)
        assert flags_of(year_in(reader, 2016)) is None
        assert flag_text(year, FLAGS[1], {}).text == "the same figures as Enze Code: "
    assert jump == {
        **FLAGS[0],
        "name": "Guanlan Cure",
        "sources": [{"field": "rd", "file": "c.xlsx", "sheet": "表", "cell": "E5"}],
        "visit": {"result": "explained", "text": "a new laboratory", "by": "王芳"},
        "text": "jumped since last year: R&D expenditure 60 wan yuan, last year 30 wan yuan",
    }
    assert (copied["sources"], peers["sources"], peers["visit"], peers["name"]) == (
        *([], [], None, "Chenhui Pharma"),
    )
    assert said is not None
    assert [each.id for each in said] == ["GUANLAN", "GUANLAN", "CHENHUI2"]
    assert [each.visit for each in said] == [
        *["explained: the figures are right (a new laboratory)"] * 2,
        "",
    ]
    assert visit_text(None) == ""
    assert (since["name"], since["sources"], since["visit"]) == ("", [], None)  # applied after the scoring


def test_a_rehearsal(town: Town) -> None:
    with town.at() as reader:
        found = rehearse(year_in(reader, 2016), rules(*SECOND, ("capacity: 3", "capacity: 4")))
    told = found.to_json(1)
    assert (told["year"], told["rule_set"], told["against"], told["missing_fields"]) == (
        *(2016, "town", "town", []),
    )
    assert told["enter"] == [
        {
            "id": "ENZE",
            "name": "Enze Code",
            "rank_before": 4,
            "rank": 4,
            "total_before": "40.00",
            "total": "44.00",
            "gates_failed": [],
            "criteria": {"patents": "4.00"},
        }
    ]
    assert (told["leave"], told["movers"]) == ([], [])
