"""Support of the little town from entitlement to money that came back, by hand.

The pool of 2016 is ANLAN (R&D 100, suspended since May 2017), BIYUN (80; left on 1 June 2017), CHENHUI (60;
now CHENHUI2) and later ENZE (40). A bonus of 20 goes to each member once; research is a tenth of R&D, at
most 7, half at once and half a year later if R&D is still 60 by then. Half of a bonus comes back from who
leaves within two years.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from cultivation import review
from cultivation.commands.program import program
from cultivation.errors import Refused
from cultivation.intake.formats.sources import files_at
from cultivation.queries.benefits import benefits_of
from cultivation.queries.entitlements import PartState, approved_lines, compute_support, settled_parts
from cultivation.queries.entitlements_json import computed_json
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.review.replay import replay
from tests.queries.town import SUPPORT_HEAD, Town, after_2016, between, reading_here, year_2016, year_2017

MEASURES = """id: town_support
standards: [town]
name: {zh: 小镇扶持办法, en: Support of the town}
budget: {2016: {fund: 100, project: 50}}
measures:
  bonus:
    zh: 入库奖励
    en: Entry bonus
    kind: fund
    cases: [{amount: 20}]
    once: true
    pay_back: [{after: 2, share: 1/2}]
  research:
    zh: 研发补助
    en: Research aid
    kind: project
    when: rd_ratio >= 0.04
    cases: [{rate: 0.1, of: rd, at_most: 7}]
    instalments: [{share: 1/2}, {share: 1/2, after: 1, when: rd >= 60}]
"""
FILE = NewDocument(MEASURES.encode(), "support.yaml", "application/yaml")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Approve in March 2017, pay in April; the story of the town goes on until 2017 is decided."""
    made = Town(tmp_path_factory.mktemp("entitled"))
    review.create(made.record, "王芳")
    with reading_here():
        year_2016(made)
        made.do(review.approve_support, 2016, FILE, "F1", date(2017, 3, 20), by="李强")
        rows = [
            ("ANLAN", "", "资金", 20, "2017-04-01", "", "财政局", "P1", "入库奖励"),
            ("BIYUN", "", "资金", 20, "2017-04-01", "", "财政局", "P1", "Entry bonus"),
            ("CHENHUI", "", "项目", 2, "2017-04-02", "", "科技局", "P2", "research"),
        ]
        made.do(review.import_support, files_at([made.workbook("paid.xlsx", [SUPPORT_HEAD, *rows])]))
        made.mark("paid")
        after_2016(made)
        between(made)
        year_2017(made)
    yield made
    made.record.dispose()


def test_what_was_approved(town: Town) -> None:
    """ANLAN: a tenth of 100 is 10, at most 7; BIYUN a tenth of 80, too; CHENHUI 6."""
    with town.at("paid") as reader:
        lines = {each.line.key[:2]: each.line for each in approved_lines(reader)}
    assert {key: line.amount for key, line in lines.items()} == {
        ("ANLAN", "bonus"): 20,
        ("ANLAN", "research"): 7,
        ("BIYUN", "bonus"): 20,
        ("BIYUN", "research"): 7,
        ("CHENHUI", "bonus"): 20,
        ("CHENHUI", "research"): 6,
    }
    parts = [(each.year, each.amount) for each in lines["ANLAN", "research"].parts]
    assert parts == [(2016, Decimal("3.5")), (2017, Decimal("3.5"))]


def test_what_was_paid_by_the_lists_of_departments(town: Town) -> None:
    with town.at("paid") as reader:
        settled = settled_parts(reader, approved_lines(reader))
    states = {
        (each.approved.line.id, each.approved.line.measure, each.part.number): each.state for each in settled
    }
    assert states["ANLAN", "bonus", 1] is PartState.PAID
    assert states["BIYUN", "bonus", 1] is PartState.PAID
    assert states["CHENHUI", "bonus", 1] is PartState.APPROVED
    assert states["CHENHUI", "research", 1] is PartState.PARTLY_PAID  # 2 of 3
    assert states["CHENHUI", "research", 2] is PartState.APPROVED


def test_the_next_year(town: Town) -> None:
    """In 2017 DONGLI enters; ANLAN is suspended; CHENHUI2 had R&D of 70, but was put out by override."""
    with town.at("decided 2017") as reader:
        found = compute_support(year_in(reader, 2017), FILE.content, FILE.name)
    told = {
        (each.id, each.measure): (each.amount, [reason.code for reason in each.reasons])
        for each in found.lines
    }
    assert told["DONGLI", "bonus"] == (20, ["fixed"])
    assert told["DONGLI", "research"] == (7, ["rate", "capped"])
    assert told["ANLAN", "bonus"] == (0, ["suspended"])
    assert ("CHENHUI2", "bonus") not in told  # no member of 2017
    due = {
        (each.id, each.measure, each.since): (each.amount, [reason.code for reason in each.reasons])
        for each in found.dues
    }
    assert due["ANLAN", "research", 2016] == (Decimal("3.5"), [])  # 90 is still above 60
    assert due["BIYUN", "research", 2016] == (0, ["withheld"])  # 20
    assert due["CHENHUI2", "research", 2016] == (3, [])  # under its new code
    assert due["DONGLI", "research", 2017] == (Decimal("3.5"), [])
    owed = {each.claim.line.id: (each.claim.amount, each.claim.reason.code) for each in found.owed}
    assert owed["BIYUN"] == (10, "left")  # in June 2017, within two years of March 2017
    assert {each.kind: each.asked for each in found.budgets}["fund"] == 40


def test_nothing_is_approved_twice_and_money_that_came_back_is_set_off(town: Town) -> None:
    town.do(review.approve_support, 2016, FILE, "F2", date(2018, 3, 21), by="李强")
    with town.at() as reader:
        late = [each.line for each in approved_lines(reader) if each.document == "F2"]
    assert {(each.id, each.measure, each.amount) for each in late} == {  # called up in July 2017
        ("ENZE", "bonus", Decimal(20)),
        ("ENZE", "research", Decimal(4)),
    }
    with pytest.raises(Refused, match="no entitlement of 2016 left"):
        town.do(review.approve_support, 2016, FILE, "F3", date(2018, 3, 22))
    town.do(
        review.return_support,
        2016,
        "BIYUN",
        review.CameBack("Entry bonus", Decimal(4), "R1", date(2018, 4, 1)),
    )
    with town.at() as reader:
        found = compute_support(year_in(reader, 2017), FILE.content, FILE.name)
        events = [each.detail for each in benefits_of(reader, ["BIYUN"])]
    (owed,) = (each for each in found.owed if each.claim.line.id == "BIYUN")
    assert (owed.claim.amount, owed.returned, owed.open) == (10, 4, 6)
    assert "Entry bonus, 20 万元" in events and "4 万元, bonus" in events
    with pytest.raises(Refused, match="no approved entitlement of 2016"):
        town.do(
            review.return_support,
            2016,
            "GUANLAN",
            review.CameBack("bonus", Decimal(4), "R1", date(2018, 4, 1)),
        )
    with pytest.raises(Refused, match="cannot have come back"):
        town.do(
            review.return_support,
            2016,
            "ANLAN",
            review.CameBack("bonus", Decimal(40), "R1", date(2018, 4, 1)),
        )


def test_json_says_each_amount_with_its_reason(town: Town) -> None:
    with town.at("decided 2017") as reader:
        told = computed_json(compute_support(year_in(reader, 2017), FILE.content, FILE.name))
    line = next(each for each in told["lines"] if (each["id"], each["measure"]) == ("DONGLI", "research"))
    assert line["amount"] == "7" and line["approved"] is False
    assert line["reason"] == "10.00 % of R&D expenditure (90): 9 万元; at most 7 万元"
    assert (
        told["budget"][0] == {"kind": "project", "there": None, "due": "12.5", "short": "0"} or told["budget"]
    )


def test_a_year_that_is_not_decided_is_refused(town: Town) -> None:
    with town.at("scored") as reader, pytest.raises(Refused, match="not decided"):
        compute_support(year_in(reader, 2016), FILE.content, FILE.name)


def test_the_commands(town: Town, tmp_path: Path) -> None:
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "support.yaml").write_text(MEASURES, "utf-8")
    database = f"sqlite:///{town.folder / 'town.db'}"
    own = ["--workspace", str(tmp_path), "--database", database, "--lang", "en", "--as", "李强", "support"]

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(program, [*own, *words])
        assert done.exit_code == code, done.output + done.stderr
        return done.stdout

    sheet = tmp_path / "support.xlsx"
    assert "Research aid" in run("compute", "2017", "--sheet", str(sheet))
    assert openpyxl.load_workbook(sheet).sheetnames == [
        *("Entitlements", "Due in 2017", "Budget of 2017", "To be paid back")
    ]
    said = run("approve", "2017", "--document", "F3", "--on", "2018-04-02", "--dry-run")
    assert said.startswith("Dry run") and "entitlements of 2017 are approved: " in said
    assert "partly paid" in run("due", "--open")
    assert "paid back 1 万元" in run(
        "return", "2016", "ANLAN", "bonus", "1", "--document", "R2", "--on", "2018-04-02", "--dry-run"
    )
    run("return", "2016", "ANLAN", "bonus", "one", "--document", "R2", code=2)
    (tmp_path / "measures" / "other.yaml").write_text(MEASURES.replace("town_support", "other"), "utf-8")
    run("compute", "2017", code=1)
    assert "Research aid" in run("compute", "2017", "--measures", "other")


def test_done_again_the_same_is_on_record(town: Town) -> None:
    steps = replay(town.record)
    again = {each.kind: each.same for each in steps if each.kind in ("support_approved", "support_returned")}
    assert again == {"support_approved": True, "support_returned": True}
