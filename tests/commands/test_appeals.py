"""Appeals and certificates after a decision, as a clerk goes through them: sums and members by hand.

A pool of four: 安澜 8 %, 碧云 6 %, 晨晖 5 %, 东篱 4 % enter; 恩泽 3.5 % is first on the reserve list.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner

from cultivation import language
from cultivation.commands.program import program
from cultivation.record.store import Record
from tests.record.story import ticking_clock
from tests.record.test_export import entries_of, seal_again, write
from tests.record.test_verify import attack

from .office import NAMES, Office
from .test_proofs import carried

RULES = Path(__file__).parent / "five_years.yaml"
FILED = {"ANLAN": 8, "BIYUN": 6, "CHENHUI": 5, "DONGLI": 4, "ENZE": 3.5, "FENGLIN": 2}
SETTINGS = """
[announcement]
organisation = "昆山市工业和信息化局"
contact = "科技创新科"
phone = "0512-57300000"
address = "昆山市前进中路219号"
[office]
certificate_number = "KSPY-{year}-{number}"
"""
ANSWER = ("--document", "昆新兴〔2017〕12号", "--reason", "研发费用漏计", "--on", "2017-03-20")
LATER = (*ANSWER[:-1], "2017-04-02")
KSPY = "KSPY-2016"
NAMED = ("number", "enterprise", "name", "year", "on", "since", "reason")  # by both who confirm a certificate
NOTHING_ELSE = {"BIYUN", "ANLAN", "CHENHUI", "DONGLI"}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The year 2016 decided, sealed, its four members with certificates; appeals within thirty days."""
    language.activate("en")
    office = Office(tmp_path_factory.mktemp("appeals"))
    office.do("init", str(office.workspace))
    rules = RULES.read_text("utf-8").replace("notice_days: 5", "notice_days: 5, appeal_days: 30")
    (office.workspace / "rules" / "small_pool.yaml").write_text(rules, encoding="utf-8")
    with (office.workspace / "cultivation.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", office.applications("2016.xlsx", FILED))
    office.do("score 2016")
    office.do("propose 2016")
    office.do("notice 2016 --from 2017-02-05 --until 2017-02-13")
    office.do("decide 2016 --document 3 --date 2017-03-01 --yes", by="李强")
    office.refused("not sealed", "certificates issue 2016")
    assert office.ask("status 2016")["years"][0]["next"] == "cultivation audit seal 2016"
    office.do("audit seal 2016")
    office.do("certificates issue 2016 --on 2017-03-05")
    return office


@pytest.fixture
def office(sealed: Office, tmp_path: Path) -> Office:
    shutil.copytree(sealed.workspace, tmp_path / "workspace")
    return Office(tmp_path)


def filed(office: Office, who: str = "ENZE", *more: str) -> None:
    paper = office.folder / "审计报告.pdf"
    paper.write_bytes(b"%PDF-1.7 audit")
    words = ["--text", "研发费用应为审计数", "--paper", str(paper), *(more or ("--on", "2017-03-10"))]
    office.do(f"appeal file 2016 {who} --by 张三", *words)


def upheld(office: Office, action: str, *more: str) -> None:
    office.do(f"appeal resolve 2016 1 --correct {action}", *ANSWER, *more)
    office.do("appeal approve 2016 1", by="李强")


def test_an_appeal_takes_a_firm_in_by_two_persons_and_the_decision_stays(office: Office) -> None:
    decision = office.ask("status 2016")["years"][0]["decision"]
    filed(office)
    stands = office.ask("status 2016")["years"][0]
    assert (stands["open_appeals"], stands["appeals_until"]) == ([1], "2017-03-31")
    assert "appeal resolve 2016 1" in stands["next"]
    office.refused("--above-capacity", "appeal resolve 2016 1 --correct enter", *ANSWER)
    office.refused("Nobody has proposed", "appeal approve 2016 1", by="李强")
    office.do("appeal resolve 2016 1 --correct enter --above-capacity --total 61.20", *ANSWER)
    assert office.members() == NOTHING_ELSE
    office.refused("another person", "appeal approve 2016 1")
    office.do("appeal approve 2016 1", by="李强")
    assert office.members() == office.members(2016) == {*NOTHING_ELSE, "ENZE"}
    assert office.ask("status 2016")["years"][0]["decision"] == decision
    assert office.ask("why ENZE 2016")["outcome"] == "reserve", "what was decided stays told"
    office.refused("already answered", "appeal resolve 2016 1 --dismiss", *ANSWER)
    assert {each["id"] for each in office.ask("pool --on 2017-03-19")["members"]} == NOTHING_ELSE
    assert "ENZE" in {each["id"] for each in office.ask("pool --on 2017-03-20")["members"]}


def test_every_question_and_paper_tells_of_the_correction(office: Office) -> None:
    before = office.ask("audit log")["entries"][-1]["recorded_at"]
    filed(office)
    upheld(office, "enter", "--above-capacity", "--total", "61.20")
    said = "On appeal 1 it entered the pool by 昆新兴〔2017〕12号 of 2017-03-20: 研发费用漏计."
    assert said in office.ask("why ENZE 2016")["appeals"][0]["sentence"]
    assert said in office.do("why ENZE 2016").stdout
    events = {each["kind"] for each in office.ask("history ENZE")["events"]}
    assert events == {"appeal_filed", "entered_on_appeal"}
    remarks = {each["id"]: each["on_appeal"] for each in office.ask("pool --year 2016")["members"]}
    assert remarks["ENZE"] == "entered on appeal (昆新兴〔2017〕12号)" and not remarks["ANLAN"]
    for words in ("dossier ENZE -o", "report 2016 -o", "papers list 2016 -o", "audit prove ENZE 2016 -o"):
        file = office.folder / "page.html"
        office.do(words, str(file))
        assert "昆新兴〔2017〕12号" in file.read_text("utf-8"), words
    office.do("papers letters 2016 --for ENZE -o", str(office.folder / "letter.html"))
    letter = (office.folder / "letter.html").read_text("utf-8")
    assert said in letter and "31 March 2017" in letter, "the last day to appeal is that of the rules"
    assert office.ask("appeal list 2016", "--as-of", before)["appeals"] == []
    assert "张三" not in letter


def test_the_record_proves_itself_with_appeals_and_certificates(office: Office) -> None:
    filed(office)
    upheld(office, "enter", "--above-capacity")
    office.do("certificates issue 2016 --on 2017-03-21")
    office.do("certificates void KSPY-2016-001 --reason 遗失", "--on", "2017-03-22")
    filed(office, "FENGLIN")
    office.do("appeal resolve 2016 2 --dismiss", *ANSWER)
    filed(office, "DONGLI")
    office.do("appeal resolve 2016 3 --correct record --total 59.00", *ANSWER)
    found = office.ask("audit replay 2016")
    assert found["first_difference"] is None
    assert all(each["same"] for each in found["years"][0]["steps"])
    assert all(table["same"] for table in office.ask("audit rebuild")["tables"].values())
    assert "in order" in verified(office).stdout


def test_a_correction_may_take_a_firm_out_and_the_next_review_counts_from_there(office: Office) -> None:
    filed(office, "DONGLI")
    upheld(office, "leave")
    assert office.members() == {"ANLAN", "BIYUN", "CHENHUI"}
    assert office.do("call-up --document 9 --on 2017-04-01").stdout.startswith(NAMES["ENZE"])
    office.do("open 2017 --rules small_pool")
    office.do("intake 2017", office.applications("2017.xlsx", FILED))
    office.do("score 2017")
    outcome = office.outcome(2017)
    assert outcome["ENZE"][1] == "stay" and outcome["DONGLI"][1] != "stay"
    assert [action for _place, action, _why in outcome.values()].count("stay") == 4


def test_above_the_capacity_the_next_review_comes_back_to_it(office: Office) -> None:
    filed(office)
    upheld(office, "enter", "--above-capacity")
    office.do("open 2017 --rules small_pool")
    office.do("intake 2017", office.applications("2017.xlsx", FILED))
    office.do("score 2017")
    assert len(office.in_pool_by(2017)) == 4


def test_what_is_late_early_or_of_another_year_is_refused(office: Office) -> None:
    late = ("appeal file 2016 ENZE --by 张三 --text 漏计 --on 2017-04-01",)
    office.refused("until 2017-03-31", *late)
    office.refused("objections", "appeal file 2016 ENZE --by 张三 --text 漏计 --on 2017-02-01")
    office.do(*late, "--reason", "邮路中断")
    assert office.ask("audit log")["entries"][-1]["payload"]["reason"] == "邮路中断"
    office.do(*late, "--reason", "邮路中断")  # said again, it is on record once
    assert len(office.ask("appeal list 2016")["appeals"]) == 1
    office.refused("no appeal 7", "appeal resolve 2016 7 --dismiss", *LATER)
    office.refused("not a number", "appeal resolve 2016 1 --correct record --total viel", *LATER)
    for total in ("1_000", "１２", "1e99999", "NaN", "1.", "０x1"):
        office.refused("not a number", "appeal resolve 2016 1 --correct record --total", total, *LATER)
    office.refused("one of them", "appeal resolve 2016 1", *LATER, code=2)
    filed(office, "ANLAN")
    office.refused("in the pool already", "appeal resolve 2016 2 --correct enter", *LATER)
    office.refused("is not in the pool", "appeal resolve 2016 1 --correct leave", *LATER)


@pytest.mark.parametrize("answer", ["--dismiss", "--correct record", "--correct enter --above-capacity"])
def test_nothing_is_answered_before_it_was_asked(office: Office, answer: str) -> None:
    filed(office)
    early = ("--document", "1", "--reason", "x", "--on", "2017-03-09")
    office.refused(
        "Appeal 1 is of 2017-03-10; 2017-03-09 is earlier", f"appeal resolve 2016 1 {answer}", *early
    )


def test_a_recoded_member_keeps_its_certificate_and_gets_no_second(office: Office) -> None:
    code = code_by_hand(office, "KSPY-2016-004", "DONGLI")
    office.do("recode DONGLI DONGLI2 --document 7 --on 2017-04-01")
    assert office.ask("certificates issue 2016")["certificates"] == []
    assert office.ask("audit certificate", code)["state"] == "valid"
    assert "valid 有效" in confirmed(office, code)
    office.do("remove DONGLI2 --cause own_request --document 8 --on 2017-05-02")
    assert office.ask("audit certificate", code, expect=1)["state"] == "left"
    assert "2017-05-02" in confirmed(office, code)


def test_the_certificate_of_a_member_that_merged_into_another_ends(office: Office) -> None:
    code = code_by_hand(office, "KSPY-2016-004", "DONGLI")
    office.do("merge DONGLI ANLAN --document 7 --on 2017-04-01")
    assert office.ask("audit certificate", code, expect=1)["state"] == "left"
    assert "2017-04-01" in confirmed(office, code)


def test_the_certificate_of_a_member_whose_place_another_took_ends(office: Office) -> None:
    """The paper bears the name of a firm that is gone; the one that took the place gets its own."""
    code = code_by_hand(office, "KSPY-2016-001", "ANLAN")
    office.do("merge ANLAN ENZE --document 8 --on 2017-04-02")
    assert office.members() == {"BIYUN", "CHENHUI", "DONGLI", "ENZE"}
    assert office.ask("audit certificate", code, expect=1)["state"] == "left"
    assert "2017-04-02" in confirmed(office, code)
    [own] = office.ask("certificates issue 2016 --on 2017-04-03")["certificates"]
    assert (own["number"], own["enterprise"]) == ("KSPY-2016-005", "ENZE")


def test_a_code_typed_on_a_chinese_keyboard_is_the_same_code(office: Office) -> None:
    code = code_by_hand(office, "KSPY-2016-004", "DONGLI")
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    assert office.ask("audit certificate", wide)["state"] == "valid"
    assert "KSPY-2016-004 DONGLI" in confirmed(office, wide)


def test_a_reversed_decision_leaves_its_appeals_moot_and_its_certificates_void(office: Office) -> None:
    code = code_by_hand(office, "KSPY-2016-001", "ANLAN")
    filed(office)
    office.do("reverse 2016 --document 5 --reason 复议 --on 2017-03-15")
    office.do("reverse 2016 --approve", by="李强")
    office.refused("was reversed", "appeal resolve 2016 1 --dismiss", *ANSWER)
    assert office.ask("audit certificate", code, expect=1)["state"] == "reversed"
    assert "the decision was reversed" in confirmed(office, code)


def code_by_hand(office: Office, number: str, enterprise: str) -> str:
    """Compute a check code from the secret on record, as docs/papers.md says."""
    record = Record(f"sqlite:///{office.workspace / 'cultivation.db'}", ticking_clock())
    with record.reading() as reader:
        entry = next(each for each in reversed(list(reader.entries())) if each.kind == "lines_sealed")
        secret = json.loads(reader.document(entry.payload["documents"][0]["sha256"]))["secret"]
    record.dispose()
    said = f'["cultivation-certificate-1",2016,"{number}","{enterprise}"]'.encode()
    made = hmac.digest(bytes.fromhex(secret), said, hashlib.sha256)
    text = base64.b32encode(made).decode()[:20]
    return "-".join(text[at : at + 4] for at in range(0, 20, 4))


def verified(office: Office, *words: str) -> subprocess.CompletedProcess[str]:
    """Let the checker of an export look at it, without this program."""
    folder = office.folder / f"export{len(list(office.folder.glob('export*')))}"
    office.do("audit export -o", f"{folder}.zip")
    with zipfile.ZipFile(f"{folder}.zip") as archive:
        archive.extractall(folder)
    command = [sys.executable, "-I", str(folder / "verify.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def root_forged(said: dict[str, Any]) -> None:
    said["root"] = "0" * 64


def member_forged(said: dict[str, Any]) -> None:
    said["members"] += 1


def proposal_meant(said: dict[str, Any]) -> None:
    said["about"] = "proposal"


@pytest.mark.parametrize("forge", [None, root_forged, member_forged, proposal_meant])
def test_the_checker_computes_the_sealed_root_again(
    office: Office, forge: Callable[[dict[str, Any]], None] | None
) -> None:
    checked = verified(office)
    assert "roots of sealed results, computed again 名单封存的根，已重新计算核对: 1" in checked.stdout
    if forge is not None:
        (folder,) = (each for each in office.folder.glob("export*") if each.is_dir())
        entries = entries_of(folder)
        forge(next(each["payload"] for each in entries if each["kind"] == "lines_sealed"))
        seal_again(entries)
        write(folder, entries)
        (folder / "anchor.json").unlink()
        command = [sys.executable, "-I", str(folder / "verify.py")]
        again = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        assert again.returncode == 1 and "seal" in again.stderr, again.stderr


def confirmed(office: Office, code: str) -> str:
    """Ask program and checker of a code: both say the same, and end alike; returns the checker's sentence."""
    words = ["--workspace", str(office.workspace), "audit", "certificate", "--format", "json", "--", code]
    asked = CliRunner().invoke(program, words)
    said, checked = json.loads(asked.stdout), verified(office, f"--certificate={code}")
    assert checked.returncode == asked.exit_code == (said["state"] != "valid")
    told = checked.stdout.split("certificate 证书: ")[-1]
    found = said["certificate"] or {}
    assert all(str(found[each]) in told for each in NAMED if found)
    return told


def test_a_certificate_is_confirmed_by_its_code_alone(office: Office) -> None:
    code = code_by_hand(office, "KSPY-2016-004", "DONGLI")

    def both(expect: int = 0) -> tuple[str, str]:
        return office.ask("audit certificate", code, expect=expect)["state"], confirmed(office, code)

    state, told = both()
    assert state == "valid" and "KSPY-2016-004 DONGLI" in told and "valid 有效" in told
    typed = code.lower().replace("-", " ").replace("o", "0").replace("i", "1")
    assert office.ask("audit certificate", typed)["state"] == "valid"
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    assert office.ask("audit certificate", wrong, expect=1)["state"] == "unknown"
    for none in (wrong, code[:-1], code + "A", "-", ""):
        assert "no certificate has this code" in confirmed(office, none)
    office.do("remove DONGLI --cause own_request --document 8 --on 2017-05-02")
    state, told = both(1)
    assert state == "left" and "2017-05-02" in told
    office.do("certificates void KSPY-2016-004 --reason 已退库 --on 2017-05-03")
    state, told = both(1)
    assert state == "voided" and "2017-05-03" in told


def test_a_lost_certificate_is_voided_and_issued_anew_under_another_number(office: Office) -> None:
    assert office.ask("certificates issue 2016")["certificates"] == []
    office.do("certificates void KSPY-2016-002 --reason 遗失 --on 2017-03-10")
    [again] = office.ask("certificates issue 2016 --on 2017-03-11")["certificates"]
    assert (again["number"], again["enterprise"], again["batch"]) == ("KSPY-2016-005", "BIYUN", 2)
    states = {each["number"]: each["state"] for each in office.ask("certificates list")["certificates"]}
    assert states == {
        "KSPY-2016-001": "valid",
        "KSPY-2016-002": "voided",
        "KSPY-2016-003": "valid",
        "KSPY-2016-004": "valid",
        "KSPY-2016-005": "valid",
    }
    office.refused("voided already", "certificates void KSPY-2016-002 --reason x")
    office.refused("No certificate", "certificates void 1 --reason x")
    office.refused(
        "Batch 3 of 2016 has no valid", "certificates write 2016 --batch 3 -o", str(office.folder / "none")
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_printed_bears_number_code_and_seal_and_the_proof_lies_beside_it(
    office: Office, lang: str
) -> None:
    folder = office.folder / "certificates"
    office.do("certificates write 2016 -o", str(folder), lang=lang)
    names = {each.name for each in folder.iterdir()}
    stems = [f"{key}_{NAMES[key]}" for key in NOTHING_ELSE]
    beside = {f"{stem}{end}" for stem in stems for end in (".docx", "_proof.html")}
    assert names == {*beside, "certificates_2016.docx"}
    seal = office.ask("audit seal 2016")["line"]
    document = docx.Document(str(folder / f"DONGLI_{NAMES['DONGLI']}.docx"))
    text = "\n".join(each.text for each in document.paragraphs)
    for said in ("KSPY-2016-004", NAMES["DONGLI"], code_by_hand(office, "KSPY-2016-004", "DONGLI"), seal):
        assert said in text
    assert document.sections[0].page_width > document.sections[0].page_height
    assert len(docx.Document(str(folder / "certificates_2016.docx")).sections) == 4


def test_a_certificate_that_was_forged_in_any_letter_of_its_code_is_unknown(office: Office) -> None:
    """A right code under another's name is answered with the number and the name that it was issued for."""
    folder = office.folder / "certificates"
    office.do("certificates write 2016 -o", str(folder))
    codes: dict[str, str] = {}
    for key in NOTHING_ELSE:
        document = docx.Document(str(folder / f"{key}_{NAMES[key]}.docx"))
        text = "\n".join(each.text for each in document.paragraphs)
        (codes[key],) = re.findall(r"\b(?:[A-Z2-7]{4}-){4}[A-Z2-7]{4}\b", text)
        answer = office.ask("audit certificate", codes[key])["certificate"]
        assert answer["enterprise"] == key and answer["number"] in text
        proof = carried((folder / f"{key}_{NAMES[key]}_proof.html").read_text("utf-8"))
        assert json.loads(proof["line"])["enterprise"] == key
    mine, other = codes["DONGLI"], codes["BIYUN"]
    changed = (
        mine[:at] + ("A" if each != "A" else "B") + mine[at + 1 :]
        for at, each in enumerate(mine)
        if each != "-"
    )
    for forged in (*changed, mine[:10] + other[10:], mine[::-1]):
        told = office.do("audit certificate", forged, code=1)
        assert KSPY not in told.output, forged
    assert "no certificate has this code" in confirmed(office, mine[:10] + other[10:])


def test_a_forged_number_or_state_is_found(office: Office) -> None:
    """Who changes who holds a number changes the hash; with all hashes made anew, replay finds the step."""
    change = "UPDATE log SET payload = replace(payload, ?, ?) WHERE kind = 'certificates_issued'"
    attack(office.workspace / "cultivation.db", change, parameters=("DONGLI", "FENGLIN"))
    assert office.do("audit verify", code=1)
    office.ask("audit replay 2016", expect=1)
