"""A step repeated after its answer was lost is recorded once; a step that is meant anew is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kept import Kept

from .office import Office

RULES = Path(__file__).parent / "five_years.yaml"
RATIOS = {"ANLAN": 8, "BIYUN": 6, "CHENHUI": 5, "DONGLI": 3.1, "ENZE": 3.05, "FENGLIN": 2}
NOTICE = "notice 2016 --from 2017-02-01 --until 2017-02-09"
OBJECT = "object 2016 ANLAN --by 张三 --text 营业收入与年报不符"
CORRECT = "correct 2016 CHENHUI rd 300 --evidence 审计报告"
DEMONSTRATE = "demonstrate 2016 --top 2 --document 5 --on 2017-06-01"
PLAN = "plan set 2016 ANLAN --target rd_ratio=9%@2018 --document 6 --on 2017-06-01"
REPEATED = "This was on record already; nothing was added."


@pytest.fixture
def office(kept: Kept, tmp_path: Path) -> Office:
    return Office(kept.copy("small_received", _receive, tmp_path))


@pytest.fixture
def noticed(kept: Kept, tmp_path: Path) -> Office:
    return Office(kept.copy("small_noticed", _notice, tmp_path))


@pytest.fixture
def decided(kept: Kept, tmp_path: Path) -> Office:
    return Office(kept.copy("small_decided", _decide, tmp_path))


def _receive(folder: Path) -> Office:
    office = Office(folder)
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", office.applications("2016.xlsx", RATIOS))
    return office


def _notice(folder: Path) -> Office:
    office = _receive(folder)
    for words in ("score 2016", "propose 2016", NOTICE):
        office.do(words)
    return office


def _decide(folder: Path) -> None:
    _notice(folder).do("decide 2016 --document 1 --date 2017-03-01", by="李强")


def once(office: Office, *words: str) -> None:
    """Take the step again: it succeeds, says that it is on record, and adds nothing."""
    head = office.head()
    again = office.do(*words)
    assert REPEATED in again.stderr
    assert office.head() == head
    tried = office.do(*words, "--dry-run")
    assert REPEATED in tried.stderr and "Dry run" not in tried.stdout + tried.stderr


def anew(office: Office, *words: str, by: str = "王芳") -> None:
    head = office.head()
    assert REPEATED not in office.do(*words, by=by).stderr
    assert office.head() != head


def test_a_correction(office: Office) -> None:
    anew(office, CORRECT)
    once(office, CORRECT)
    office.refused("has this value already", CORRECT, by="李雷")
    office.refused("has this value already", CORRECT.replace("审计报告", "年报"))
    anew(office, CORRECT.replace(" 300 ", " 310 "))
    anew(office, CORRECT)
    once(office, CORRECT)


def test_a_notice(noticed: Office) -> None:
    once(noticed, NOTICE)
    anew(noticed, NOTICE.replace("-09", "-10"))
    anew(noticed, NOTICE)
    noticed.do("withdraw 2016 FENGLIN --reason 撤回")
    for words in ("score 2016", "propose 2016"):
        noticed.do(words)
    anew(noticed, NOTICE)  # the notice of a new proposal, on the same days


def test_an_objection(noticed: Office, tmp_path: Path) -> None:
    proof, other = tmp_path / "proof.pdf", tmp_path / "other.pdf"
    proof.write_bytes(b"proof")
    other.write_bytes(b"more")
    words = (OBJECT, "--evidence", str(proof))
    anew(noticed, *words)
    once(noticed, *words)
    assert "Objection 1 is on record" in noticed.do(*words).stdout
    anew(noticed, OBJECT)
    anew(noticed, OBJECT, "--evidence", str(other))
    anew(noticed, OBJECT.replace("张三", "李四"))
    once(noticed, *words)
    noticed.do("resolve 2016 1 --dismissed --text 已核对")
    anew(noticed, *words)  # filed again after the answer


def test_a_selection_of_demonstration_enterprises(decided: Office) -> None:
    anew(decided, DEMONSTRATE)
    once(decided, DEMONSTRATE)
    anew(decided, DEMONSTRATE.replace("--top 2", "--top 3"))
    anew(decided, DEMONSTRATE)
    once(decided, DEMONSTRATE)
    anew(decided, DEMONSTRATE.replace("--document 5", "--document 7"))
    found = decided.ask(DEMONSTRATE.replace("--document 5", "--document 7"))
    assert found["supersedes"] is None  # it does not supersede itself


def test_a_plan(decided: Office) -> None:
    other = PLAN.replace("ANLAN", "BIYUN")
    anew(decided, PLAN)
    anew(decided, other)
    once(decided, PLAN)
    once(decided, other)
    anew(decided, PLAN.replace("=9%", "=10%"))
    anew(decided, PLAN)  # back to the former target
    once(decided, PLAN)
    anew(decided, PLAN, by="李雷")


def test_a_decision_takes_the_proposal_that_was_seen(office: Office) -> None:
    office.do("score 2016")
    seen = office.ask("propose 2016")["proposal_digest"]
    assert f"SHA-256 of the proposal: {seen}" in office.do("propose 2016").stderr
    office.do("withdraw 2016 FENGLIN --reason 撤回")
    office.do("score 2016")
    now = office.ask("propose 2016")["proposal_digest"]
    office.do("notice 2016 --from 2017-02-01 --until 2017-02-09")
    decide = "decide 2016 --document 1 --date 2017-03-01 --proposal"
    office.refused("is not the one that was seen", decide, seen, by="李强")
    office.refused("is not the one that was seen", decide, seen[:12], by="李强")
    for wrong in (now[:11], "x" * 12, now + "0", "提案"):
        office.refused("is not a SHA-256", decide, wrong, by="李强", code=2)
    office.do(decide, now[:12].upper(), by="李强")


def test_a_year_with_headings_and_repetitions_is_done_again(noticed: Office) -> None:
    noticed.do("headings set 2016 研发 rd")
    noticed.do(OBJECT)
    noticed.do("resolve 2016 1 --dismissed --text 已核对")
    noticed.do("decide 2016 --document 1 --date 2017-03-01", by="李强")
    noticed.do(PLAN)
    noticed.do(DEMONSTRATE)
    noticed.do("headings remove 研发")
    found = noticed.ask("audit replay")
    assert found["ok"], found["first_difference"]
    kinds = [each["kind"] for each in found["years"][0]["steps"]]
    assert {"heading_explained", "objection_filed", "plan_set", "demonstrations_selected"} <= set(kinds)
