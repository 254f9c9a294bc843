"""A step repeated after its answer was lost is recorded once; a step that is meant anew is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

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
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", office.applications("2016.xlsx", RATIOS))
    return office


@pytest.fixture
def noticed(office: Office) -> Office:
    for words in ("score 2016", "propose 2016", NOTICE):
        office.do(words)
    return office


@pytest.fixture
def decided(noticed: Office) -> Office:
    noticed.do("decide 2016 --document 1 --date 2017-03-01", by="李强")
    return noticed


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
