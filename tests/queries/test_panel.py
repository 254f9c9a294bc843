"""A panel written down by hand: three experts, three firms, one conflict by name, one recusal.

Qian (e1, number 2) marks ANLAN with 30 and BIYUN with 20, and not yet CHENHUI. Sun (e2, number 1) marks ANLAN
with 20; her 40 for CHENHUI does not count, for she is recused. Wang Wu (e3, number 3) leads BIYUN.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from cultivation import review
from cultivation.canonical import canonical_json, digest
from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.intake.formats.sources import files_at
from cultivation.queries.panel import (
    ExpertMark,
    Panel,
    assigned,
    can_be_marked,
    check_marking_open,
    find_expert,
    listed,
    mark_requests_of,
    named_firms,
    on_panel,
    panel_of,
    result_of,
)
from cultivation.queries.panel_json import assignment_json, conflict_json, standing_json
from cultivation.queries.panel_progress import ExpertProgress, marks_workbooks, panel_progress
from cultivation.queries.robustness import RobustnessOptions, robustness_of
from cultivation.queries.shortlist.data import MarkRow
from cultivation.queries.shortlist.gathering import experts_marks
from cultivation.queries.year import State, year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import (
    Content,
    EnterpriseRenamed,
    ExpertsListed,
    MarksReceived,
    PanelAssigned,
    RecusalDeclared,
)
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step
from tests.queries.town import HEAD, NAMES, Town, reading_here, rules

GOALPOSTS = (
    "        indicator: patents\n        maximum: 40\n"
    "        method: goalposts\n        points: [[0, 0], [20, 40]]\n"
)
JUDGED = "        maximum: 40\n        method: judged\n        mark: mark\n        between: [0, 40]\n"
FIELDS = """  leader: {type: text, blank: unknown, zh: 法定代表人, en: Leader}
  mark: {type: number, unit: 分, blank: unknown, filled_by: expert, zh: 评分, en: Mark}
  accident: {type: yes_no"""
PANEL = "panel: {experts_each: 2, aggregate: mean, conflicts: {legal_representative: leader}}\npool:"
LOADED = rules((GOALPOSTS, JUDGED), ("  accident: {type: yes_no", FIELDS), ("pool:", PANEL))
RULES: RuleSet = LOADED.rules
LEADERS = {"ANLAN": "Zhou San", "BIYUN": "Wang Wu", "CHENHUI": "Li Si"}
EXPERTS = {"e1": "Qian", "e2": "Sun", "e3": "Wang Wu"}


def said(town: Town, content: Content, told: dict[str, Any]) -> None:
    with town.record.writing("王芳") as writer:
        writer.append(content, [NewDocument(canonical_json(told), "told.json", JSON)])


def experts(town: Town, names: dict[str, str]) -> None:
    listed = [
        {"key": key, "name": name, "employer": "", "relations": [], "declared": [], "row": row}
        for row, (key, name) in enumerate(names.items(), 2)
    ]
    entry = ExpertsListed(year=2016, file="experts.xlsx", accepted=len(listed), rejected=0)
    said(town, entry, {"experts": listed})


def marks(town: Town, expert: str, given: list[tuple[str, str | None, str]]) -> None:
    rows = [
        {"enterprise": firm, "mark": "mark", "value": value, "cell": f"H{row}"}
        | ({"comment": comment} if comment else {})
        for row, (firm, value, comment) in enumerate(given, 4)
    ]
    entry = MarksReceived(year=2016, expert=expert, file=f"{expert}.xlsx", accepted=len(rows), rejected=0)
    said(town, entry, {"file": f"{expert}.xlsx", "sha256": "0" * 64, "sheet": "s", "marks": rows})


def assignment(town: Town, firms: dict[str, tuple[int, list[str]]]) -> None:
    told = {
        "each": 2,
        "firms": {key: {"experts": several, "number": number} for key, (number, several) in firms.items()},
        "labels": {"e1": 2, "e2": 1, "e3": 3},
    }
    entry = PanelAssigned(
        year=2016,
        each=2,
        seed="",
        top=None,
        scores_digest=None,
        assignment_digest=digest(canonical_json(told)),
    )
    said(town, entry, told)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("panel"))
    review.create(town.record, "王芳")
    town.do(review.open_year, 2016, LOADED, None)
    rd = {"ANLAN": 50, "BIYUN": 100, "CHENHUI": 70}
    rows = [
        (key, NAMES[key], "光电", 1000, rd[key], 1, "是" if key == "CHENHUI" else "否", leader)
        for key, leader in LEADERS.items()
    ]
    with reading_here():
        town.do(review.intake, 2016, files_at([town.workbook("a.xlsx", [(*HEAD, "法定代表人"), *rows])]))
    town.mark("collecting")
    experts(town, {"e9": "Nobody"})  # replaced by the next list
    experts(town, EXPERTS)
    town.mark("listed")
    assignment(town, {"ANLAN": (1, ["e3"])})
    assignment(town, {"ANLAN": (2, ["e1", "e2"]), "BIYUN": (1, ["e1", "e3"]), "CHENHUI": (3, ["e2", "e1"])})
    town.mark("assigned")
    said(town, RecusalDeclared(year=2016, expert="e2", enterprise="CHENHUI", reason="kin"), {})
    marks(town, "e1", [("ANLAN", "1", "")])  # replaced by the next workbook
    marks(town, "e1", [("ANLAN", "30", ""), ("BIYUN", "20", "solid")])
    marks(town, "e2", [("ANLAN", "20", ""), ("CHENHUI", "40", "")])
    town.mark("marked")
    town.do(review.score, 2016)
    town.do(review.propose_year, 2016)
    town.do(review.give_notice, 2016, date(2017, 2, 1), date(2017, 2, 9))
    yield town
    town.record.dispose()


@pytest.fixture
def reader(town: Town) -> Iterator[Reader]:
    with town.at("marked") as reader:
        yield reader


@pytest.fixture
def panel(reader: Reader) -> Panel:
    return panel_of(year_in(reader, 2016))


def test_the_last_list_assignment_and_workbooks_count(panel: Panel) -> None:
    assert {key: each.name for key, each in panel.experts.items()} == EXPERTS
    assert panel.assignment is not None
    assert (panel.assignment.each, panel.assignment.numbers) == (2, {"ANLAN": 2, "BIYUN": 1, "CHENHUI": 3})
    assert panel.assignment.labels == {"e1": 2, "e2": 1, "e3": 3}
    book = panel.handed_in["e1"]
    assert (book.file, book.sheet, book.sha256) == ("e1.xlsx", "s", "0" * 64)
    assert book.marks == (
        ExpertMark("ANLAN", "mark", Decimal(30), "H4"),
        ExpertMark("BIYUN", "mark", Decimal(20), "H5", "solid"),
    )
    assert panel.given["e1", "BIYUN", "mark"] == Fraction(20)


def test_who_has_a_conflict_or_is_recused_does_not_mark(panel: Panel) -> None:
    assert [(each.expert, each.enterprise, each.kind) for each in panel.found] == [
        ("e2", "CHENHUI", "recused"),
        ("e3", "BIYUN", "legal_representative"),
    ]
    assert panel.recusals[0].reason == "kin"
    assert panel.barred == {("e2", "CHENHUI"), ("e3", "BIYUN")}
    assert panel.assigned() == {"ANLAN": ("e1", "e2"), "BIYUN": ("e1",), "CHENHUI": ("e1",)}
    assert [panel.firms_of(key) for key in EXPERTS] == [["BIYUN", "ANLAN", "CHENHUI"], ["ANLAN"], []]
    gone = replace(panel, experts={"e2": panel.experts["e2"]})
    assert gone.assigned() == {"ANLAN": ("e2",), "BIYUN": (), "CHENHUI": ()}
    assert (replace(panel, assignment=None).assigned(), on_panel_before(panel)) == ({}, [])


def on_panel_before(panel: Panel) -> list[str]:
    return replace(panel, assignment=None).firms_of("e1")


def test_an_abstention_is_known_as_one(panel: Panel) -> None:
    book = panel.handed_in["e1"]
    abstaining = replace(book, marks=(replace(book.marks[0], value=None),))
    assert replace(panel, handed_in={"e1": abstaining}).given == {("e1", "ANLAN", "mark"): None}
    assert replace(book.marks[0], value=None).to_record() == {
        "enterprise": "ANLAN",
        "mark": "mark",
        "value": None,
        "cell": "H4",
    }
    assert book.marks[1].to_record() == {
        "enterprise": "BIYUN",
        "mark": "mark",
        "value": "20",
        "cell": "H5",
        "comment": "solid",
    }


def test_each_firm_is_asked_for_its_mark(town: Town, reader: Reader) -> None:
    asked = mark_requests_of(year_in(reader, 2016))
    expected = MarkRequest("patents", "mark", Decimal(0), Decimal(40), Decimal(1))
    assert {key: [replace(each, step=Decimal(1)) for each in several] for key, several in asked.items()} == {
        key: [expected] for key in LEADERS
    }
    with town.at() as scored:
        year = State(scored).year(2016)
        table, rules = year.table, year.rules
    # BIYUN has 60 points, ANLAN 30; CHENHUI had an accident, which no mark mends
    assert can_be_marked(table, rules, asked) == ["BIYUN", "ANLAN"]
    assert can_be_marked(table, rules, {"ANLAN": asked["ANLAN"]}) == ["ANLAN"]


BANDS = """        indicator: patents
        maximum: 40
        method: judged_bands
        mark: mark
        bands: [{up_to: 5, between: [1, 10]}, {above: 5, between: [11, 40]}]
"""


def test_what_is_asked_follows_from_what_was_filed(reader: Reader) -> None:
    """Each filed one patent."""
    year = year_in(reader, 2016)
    year.loaded = rules((GOALPOSTS, BANDS), ("  accident: {type: yes_no", FIELDS), ("pool:", PANEL))
    asked = mark_requests_of(year)
    assert {
        key: [(each.low, each.high, each.value) for each in several] for key, several in asked.items()
    } == {key: [(1, 10, 1)] for key in LEADERS}


def test_marks_come_to_their_mean_once_nobody_is_missing(reader: Reader, panel: Panel) -> None:
    cells = {each.enterprise: each for each in result_of(year_in(reader, 2016), panel).cells}
    assert {key: (each.raw, each.counts, each.missing) for key, each in cells.items()} == {
        "ANLAN": (Fraction(25), Decimal(25), ()),
        "BIYUN": (Fraction(20), Decimal(20), ()),
        "CHENHUI": (None, None, ("e1",)),
    }


def test_how_far_each_expert_is(reader: Reader) -> None:
    found = panel_progress(year_in(reader, 2016))
    assert found.progress == (
        ExpertProgress("e1", 3, 3, 2, "e1.xlsx"),
        ExpertProgress("e2", 1, 1, 1, "e2.xlsx"),
        ExpertProgress("e3", 0, 0, 0, ""),
    )
    assert [each.expert for each in found.waiting] == ["e1"]
    assert (found.year, found.scored, found.names["ANLAN"]) == (2016, False, "Anlan Optics")


def test_a_year_scored_after_its_applications_is_scored(town: Town) -> None:
    with town.at() as reader:
        found = panel_progress(year_in(reader, 2016))
    assert found.scored
    assert {each.id for each in found.moved} <= {"ANLAN", "BIYUN"}


def test_workbooks_are_for_who_has_something_to_mark_by_their_public_numbers(reader: Reader) -> None:
    made = marks_workbooks(year_in(reader, 2016), "en", (), blind=False)
    assert list(made) == ["panel_2016_01.xlsx", "panel_2016_02.xlsx"]
    shown = cells(made["panel_2016_02.xlsx"])
    assert [each for each in shown if each in NAMES.values()] == [
        *("Biyun Soft", "Anlan Optics", "Chenhui Pharma")
    ]
    assert [each for each in shown if each in (20, 30)] == [20, 30] and "solid" in shown
    assert list(marks_workbooks(year_in(reader, 2016), "en", ("e1",), blind=False)) == ["panel_2016_02.xlsx"]
    blind = cells(marks_workbooks(year_in(reader, 2016), "en", ("e2",), blind=True)["panel_2016_01.xlsx"])
    assert "Anlan Optics" not in blind and 20 in blind


def cells(workbook: bytes) -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]


def test_the_shortlist_lists_each_mark_that_counts(town: Town) -> None:
    with town.at("marked") as reader:
        assert experts_marks(year_in(reader, 2016)) == (
            MarkRow("ANLAN", "patents", "expert 1", 20.0),
            MarkRow("ANLAN", "patents", "expert 2", 30.0),
            MarkRow("BIYUN", "patents", "expert 2", 20.0, "solid"),
        )
    with town.at("listed") as reader:
        assert experts_marks(year_in(reader, 2016)) == ()


@pytest.mark.parametrize("text", ["e1", "Qian", "qian", "2"])
def test_an_expert_is_meant_by_key_name_or_public_number(panel: Panel, text: str) -> None:
    assert find_expert(panel, text).key == "e1"


def test_who_is_no_single_expert_is_refused_with_those_that_there_are(panel: Panel) -> None:
    for text in ("4", "Nobody"):
        with pytest.raises(UsageMistake, match=f"matches {text}. There are: Qian .e1., Sun .e2., Wang Wu"):
            find_expert(panel, text)
    twins = {key: replace(each, name="Qian") for key, each in panel.experts.items()}
    with pytest.raises(UsageMistake, match="No single expert matches Qian"):
        find_expert(replace(panel, experts=twins), "Qian")
    with pytest.raises(UsageMistake):
        find_expert(replace(panel, assignment=None), "2")
    gone = {key: each for key, each in panel.experts.items() if key != "e1"}
    with pytest.raises(UsageMistake):
        find_expert(replace(panel, experts=gone), "2")


def test_steps_that_are_missing_are_named(town: Town, panel: Panel) -> None:
    assert listed(panel) is panel and assigned(panel) is panel.assignment
    with town.at("collecting") as reader:
        empty = panel_of(year_in(reader, 2016))
        assert on_panel(year_in(reader, 2016)) == frozenset()
    assert (empty.found, empty.recusals, empty.handed_in) == ((), (), {})
    with pytest.raises(Refused, match="No experts are listed for 2016") as refused:
        listed(empty)
    assert refused.value.step == Step(Act.LIST_EXPERTS, 2016)
    with pytest.raises(Refused, match="Nobody is assigned in 2016 yet") as refused:
        assigned(empty)
    assert refused.value.step == Step(Act.ASSIGN, 2016)


def test_marks_are_taken_until_the_proposal_is_public(town: Town, reader: Reader) -> None:
    check_marking_open(year_in(reader, 2016))
    assert on_panel(year_in(reader, 2016)) == {"ANLAN", "BIYUN", "CHENHUI"}
    with town.at() as later, pytest.raises(Refused, match="proposal of 2016 is already public"):
        check_marking_open(year_in(later, 2016))


def test_firms_are_named_with_all_names_and_whom_they_name(town: Town, reader: Reader) -> None:
    found = {each.id: each for each in named_firms(year_in(reader, 2016))}
    assert found["BIYUN"].people == (("legal_representative", "leader", "Wang Wu"),)
    assert found["BIYUN"].names == ("Biyun Soft",)
    with town.record.writing("王芳", dry_run=True) as writer:
        renamed = EnterpriseRenamed(
            enterprise="BIYUN", name="Other", previous="Biyun Soft", document="d", on="2017-01-01"
        )
        writer.append(renamed)
        again = {each.id: each.names for each in named_firms(year_in(writer, 2016))}
    assert again["BIYUN"] == ("Biyun Soft", "Other")


def test_conflicts_and_assignment_as_json(reader: Reader, panel: Panel) -> None:
    names = {"BIYUN": "Biyun Soft"}
    assert [conflict_json(each, names) for each in panel.found][1] == {
        "expert": "e3",
        "id": "BIYUN",
        "name": "Biyun Soft",
        "kind": "legal_representative",
        "bars": True,
        "evidence": panel.found[1].evidence,
        "field": "leader",
    }
    assert "Wang Wu" in panel.found[1].evidence
    assert conflict_json(panel.found[0], names)["name"] == ""
    told = assignment_json(panel, NAMES, {"e1": 3, "e2": 1, "e3": 0}, (5, 2))
    assert told == {
        "year": 2016,
        "each": 2,
        "firms": [
            {"id": "ANLAN", "name": "Anlan Optics", "number": 2, "experts": ["e1", "e2"]},
            {"id": "BIYUN", "name": "Biyun Soft", "number": 1, "experts": ["e1"]},
            {"id": "CHENHUI", "name": "Chenhui Pharma", "number": 3, "experts": ["e1"]},
        ],
        "experts": [
            {"key": "e1", "name": "Qian", "label": 2, "load": 3},
            {"key": "e2", "name": "Sun", "label": 1, "load": 1},
            {"key": "e3", "name": "Wang Wu", "label": 3, "load": 0},
        ],
        "added": 5,
        "gone": 2,
    }


def test_the_standing_as_json(town: Town, reader: Reader) -> None:
    found = panel_progress(year_in(reader, 2016))
    told = standing_json(found, [each for each in found.result.cells if each.enterprise == "ANLAN"])
    assert (told["year"], told["aggregate"], told["calibrate"], told["ridge"]) == (2016, "mean", False, "1")
    first, second, third = told["experts"]
    assert {key: first[key] for key in first if key != "leniency"} == {
        "key": "e1",
        "name": "Qian",
        "label": 2,
        "firms": 3,
        "asked": 3,
        "given": 2,
        "file": "e1.xlsx",
    }
    assert (second["label"], third["leniency"], third["file"]) == (1, None, "")
    assert Fraction(first["leniency"]) == -Fraction(second["leniency"]) > 0  # 30 beside 20
    assert told["groups"] == [[1, 2]]
    (mark,) = told["marks"]
    assert (mark["name"], mark["marks"], mark["raw"]) == ("Anlan Optics", {"2": "30", "1": "20"}, "25")
    for moved in told["moved"]:
        assert moved["name"] == NAMES[moved["id"]] and moved["raw_total"].count(".") == 1
    with town.at("listed") as early:
        before = standing_json(panel_progress(year_in(early, 2016)), [])
    assert [each["label"] for each in before["experts"]] == [None] * 3


def test_marks_are_drawn_again_where_points_rest_on_them(town: Town) -> None:
    """The panel's marks are combined, and the year scored anew, in a transaction that is not kept."""
    options = RobustnessOptions(20, 1, 50, panel=True)
    with town.at() as reader, pytest.raises(Refused, match="No points of 2016 rest on experts' marks"):
        robustness_of(year_in(reader, 2016), options)
