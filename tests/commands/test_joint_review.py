"""A year with all that comes beside the applications, told through the command line from end to end.

The samples of sample_data/joint_review beside the applications of 2017: forty workbooks, two zones that are
late, a department's veto, a register of patents that takes two firms below the line, settled differences,
visits by lots, and a member on a list. Who is who stands in sample_data/joint_cast.py. What the record tells
in the end is held against tests/golden/joint_review.{zh,en}.txt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cultivation import language
from cultivation.queries.flags import said_of_visits
from cultivation.queries.list_doubts import list_sentences
from cultivation.queries.said_beside import said_beside
from cultivation.queries.year import year_in
from cultivation.record.reader import Reader
from cultivation.record.store import Record
from cultivation.resources import shipped
from sample_data.write_kunshan import write_in_batches

from .office import Office

GOLDEN = Path(__file__).parents[1] / "golden"
SAMPLES = shipped("sample_data")
JOINT = SAMPLES / "joint_review"
AS_OF = ("--as-of", "2017-12-31", "--document")
CERAMICS, DISPLAYS = "91320583002750868J", "91320583000690881Y"  # without their patents below the line
PHOTONICS, FIRST = "913205830077002538", "913205830063307805"  # settled: as filed, as registered
ENERGY, AUTOMATION = "91320583005470423J", "913205830009717552"  # revenue settled: as registered, as filed
OBJECTED, REFUSED = "91320583003551545E", "91320583000321939H"  # by the environment office, by its zone
DEBTOR, REPAIRED = "91320583009231737W", "91320583001092453G"
WRONG, RIGHT = "91320583007450063W", "91320583009710404M"  # handed in the same report
LATE = "91320583009053192A"  # of Zhouzhuang, which does not answer
CAST = (
    *(CERAMICS, DISPLAYS, PHOTONICS, FIRST, ENERGY, AUTOMATION),
    *(OBJECTED, REFUSED, DEBTOR, REPAIRED, WRONG, LATE),
)
DECIDE = ("decide 2017 --document", "昆新兴〔2018〕示例1号", "--date", "2018-04-20")


def last_year(office: Office) -> None:
    """Decide 2016 by the claims alone, so that there are members."""
    office.do("init", str(office.workspace))
    office.do("open 2016 --rules kunshan_top100_2016")
    office.do("intake 2016", str(SAMPLES / "kunshan" / "2016"), code=1)
    office.do("score 2016")
    office.do("propose 2016")
    office.do("decide 2016 --document", "昆新兴〔2017〕3号", "--date", "2017-03-01", by="李强")


def forty_workbooks(office: Office) -> None:
    """Thirty-five summaries and five forms; four rows have mistakes; the rules ask for opinions next."""
    rules = JOINT / "kunshan_joint_review.yaml"
    (office.workspace / "rules" / rules.name).write_bytes(rules.read_bytes())
    office.do("open 2017 --rules kunshan_joint_review")
    office.do("audit anchor -o", str(office.folder / "anchor.json"))
    folder = office.folder / "workbooks"
    write_in_batches(folder, 2017)
    assert len(list(folder.iterdir())) == 40
    files = office.ask("intake 2017", str(folder), expect=1)["files"]
    assert len(files) == 40
    assert (sum(each["accepted"] for each in files), sum(each["rejected"] for each in files)) == (254, 4)
    assert next_step(office) == "cultivation opinions request 2017 -o FOLDER"


def next_step(office: Office) -> str:
    (year,) = office.ask("status 2017")["years"]
    return str(year["next"])


def authorities_write(office: Office) -> None:
    """A list of debtors by names alone, a register below two rows of headings, a CSV in GBK and 千元."""
    debtors = next((JOINT / "lists").iterdir())
    words = ("--list", "dishonest_debtor", "--as-of", "2018-02-01", "--document", "苏法函〔2018〕示例2号")
    told = office.do("vetoes import", str(debtors), *words).stderr
    assert "Next: cultivation score 2017" in told  # nothing is scored yet
    patents, statistics = sorted((JOINT / "registers").iterdir(), key=lambda each: each.suffix, reverse=True)
    told = office.do(
        "registers import", str(patents), "--register", "patents", *AS_OF, "昆知函〔2018〕示例1号"
    ).stderr
    assert "Next: cultivation verify 2017" in told
    office.do(
        "registers import", str(statistics), "--register", "statistics", *AS_OF, "昆统函〔2018〕示例1号"
    )


def papers_come_in(office: Office) -> None:
    """24 files, 5 of them in an archive; a folder with half a name is nobody's, so two firms lack a paper."""
    account = office.ask("evidence import 2017", str(JOINT / "papers"), expect=1)["account"]
    assert (account["files"], account["taken"], account["refused"]) == (24, 23, 1)
    listed = office.ask("evidence list 2017")
    missing = {each["id"]: each["missing"] for each in listed["enterprises"] if each["missing"]}
    assert missing == {"91320583004691291X": ["patents"], "91320583006301787T": ["audit"]}
    (shared,) = listed["shared"]
    assert {each["id"] for each in shared["handed_in"]} == {WRONG, RIGHT}


def zones_and_departments_answer(office: Office) -> None:
    """From 26 February ten working days: 27, 28, 1, 2, 5 to 9, and 12 March. Two zones are late."""
    sent = office.folder / "opinions"
    assert "2018-03-12" in office.do("opinions request 2017 --on 2018-02-26 -o", str(sent)).stdout
    names = {each.name for each in sent.iterdir()}
    assert len(names) == 14  # twelve zones and two departments; elsewhere is no zone
    came = {each.name for each in (JOINT / "opinions").iterdir()}
    office.do("opinions import 2017 --on 2018-03-09", str(JOINT / "opinions"))
    assert next_step(office) == "cultivation due 2017"
    letters = office.folder / "letters"
    office.do("due 2017 --on 2018-03-13 --by 昆山市工业和信息化局 -o", str(letters), lang="zh")
    assert {"01_zone_周庄镇.docx", "02_zone_锦溪镇.docx"} <= {each.name for each in letters.iterdir()}
    late = ["zone/zhouzhuang", "zone/jinxi"]
    assert office.ask("opinions close 2017 --on 2018-03-13")["silent"] == late and len(came) == 12
    assert next_step(office) == "cultivation score 2017"


def owed(office: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.ask("due 2017 --on 2018-03-13")["due"]
    return found


def registers_are_looked_at(office: Office) -> None:
    """By the register three firms would change sides, which stands first; the first one keeps its place."""
    office.do("score 2017")
    found = office.ask("verify 2017", expect=1)["differences"]
    turning = [each for each in found if each["turns"]]
    assert {each["id"] for each in turning} == {CERAMICS, DISPLAYS, PHOTONICS}
    assert found[:3] == turning
    assert {each["id"]: (each["filed"], each["registered"]) for each in found} == {
        CERAMICS: ("23", "0"),
        DISPLAYS: ("8", "0"),
        PHOTONICS: ("17", "0"),
        FIRST: ("243", "234"),
        ENERGY: ("39446.63", "31557.3"),
        AUTOMATION: ("166201.52", "149581.37"),
    }


def differences_are_settled(office: Office) -> None:
    """Certificates and a report let two claims stand, two are corrected; the first two nobody can show."""
    certificates = office.folder / "17件专利证书.pdf"
    certificates.write_bytes(b"%PDF-1.4 certificates")
    audit = next((JOINT / "papers").glob("*翊舟*/审计报告*"))
    shown = "专利证书已核验，变更登记中"
    settle(office, PHOTONICS, "invention_patents", "filed", shown, str(certificates))
    settle(office, AUTOMATION, "revenue", "filed", "审计报告与申报一致", str(audit))
    settle(office, FIRST, "invention_patents", "register", "企业确认多报9件")
    settle(office, ENERGY, "revenue", "register", "企业确认误报含税收入")
    assert "after the scoring" in office.do("propose 2017", code=1).stderr
    office.do("score 2017")
    assert {each["id"] for each in office.ask("verify 2017", expect=1)["differences"] if is_open(each)} == {
        CERAMICS,
        DISPLAYS,
    }


def settle(office: Office, code: str, field: str, take: str, reason: str, *files: str) -> None:
    evidence = [word for each in files for word in ("--evidence", each)]
    office.do(f"verify settle 2017 {code} {field} --take {take} --reason", reason, *evidence)


def is_open(difference: dict[str, Any]) -> bool:
    return difference["outcome"] == "differs" and not difference["settled"]


def firms_are_visited(office: Office) -> None:
    """Two are named by the paper they share; of 254 one in a hundred, so three, are drawn by lots."""
    office.do("propose 2017")
    assert next_step(office) == "cultivation visits draw 2017"
    drawn = office.ask(f"visits draw 2017 --anchor {office.folder / 'anchor.json'}")
    assert set(drawn["named"]) == {WRONG, RIGHT}
    seed = hashlib.sha256(f"{drawn['head']}2017".encode()).hexdigest()
    others = sorted(
        set(drawn["applicants"]) - {WRONG, RIGHT},
        key=lambda code: hashlib.sha256((seed + code).encode()).hexdigest(),
    )
    assert drawn["drawn"] == others[:3]
    told = office.do("visits import 2017", str(JOINT / "visits")).stderr
    assert f"Next: cultivation {correction()}\n" in told
    assert "3 visits have no result yet" in office.do(*DECIDE, by="李强", code=1).stderr
    assert {each["key"] for each in owed(office) if each["kind"] == "office"} == {
        *drawn["drawn"],
        CERAMICS,
        DISPLAYS,
    }
    forms = office.folder / "forms"
    office.do("visits forms 2017 -o", str(forms), lang="zh")
    for path in forms.glob("*.xlsx"):
        fill_visit(path)
    office.do("visits import 2017", str(forms))


def correction() -> str:
    """Return what the program says is to be done after the visit."""
    return f"correct 2017 {WRONG} rd_expenditure 2506.16 --evidence {JOINT / 'visits' / WRONG}.xlsx"


def fill_visit(form: Path) -> None:
    """Fill in what the visitors write: everything as filed."""
    said = {
        "核实日期": "2018-03-22",
        "核实人员": "周明",
        "核实结论": "已说明：数据无误",
        "核实情况": "账簿与申报一致",
    }
    book = openpyxl.load_workbook(form)
    for row in book.worksheets[0].iter_rows(max_row=9):
        if str(row[0].value) in said:
            row[2].value = said[str(row[0].value)]
    book.save(form)


def the_year_is_decided(office: Office) -> None:
    """What the visit found is corrected; members fall, the list and the offices keep others out."""
    office.do(correction())
    office.do("score 2017")
    outcome = office.outcome(2017)
    assert {key: outcome[key] for key in CAST} == {
        CERAMICS: (120, "exit", "left_on_rank"),
        DISPLAYS: (115, "none", "not_selected"),
        PHOTONICS: (86, "stay", "stayed"),
        FIRST: (1, "stay", "stayed"),
        ENERGY: (14, "stay", "stayed"),
        AUTOMATION: (5, "stay", "stayed"),
        OBJECTED: (None, "exit", "left_ineligible"),
        REFUSED: (None, "exit", "left_ineligible"),
        DEBTOR: (4, "exit", "left_vetoed"),
        REPAIRED: (6, "enter", "entered_on_rank"),
        WRONG: (28, "stay", "stayed"),
        LATE: (46, "stay", "stayed"),
    }
    office.do(*DECIDE, by="李强")
    assert len(office.members()) == 100
    assert office.members(2016) - office.members() >= {CERAMICS, OBJECTED, REFUSED, DEBTOR}


STEPS = (
    last_year,
    forty_workbooks,
    authorities_write,
    papers_come_in,
    zones_and_departments_answer,
    registers_are_looked_at,
    differences_are_settled,
    firms_are_visited,
    the_year_is_decided,
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Live through the year, once for all tests."""
    language.activate("en")
    office = Office(tmp_path_factory.mktemp("joint_review"))
    for step in STEPS:
        step(office)
    yield office
    language.activate("en")


BY_LOTS = {"zh": "现场核实：抽签抽中", "en": "Visit on site: drawn by lots"}


def told(office: Office, lang: str, cast: Sequence[str]) -> str:
    """Return the first lines of `why` of each in the cast: outcome, and what came beside the claims.

    The lots fall on another three each time, for the anchor of a year holds its times: their two lines are
    left out here, and told by a test of their own.
    """
    until = {"zh": "入库线：", "en": "Cut line:"}[lang]
    lines: list[str] = []
    for code in cast:
        page = office.do(f"why {code} 2017", lang=lang).stdout.splitlines()
        lots = next((place for place, line in enumerate(page) if line == BY_LOTS[lang]), len(page))
        del page[lots : lots + 2]
        end = next(place for place, line in enumerate(page) if line.startswith(until))
        notes = [line for line in page if "已更正" in line or "corrected:" in line]
        lines += [f"# {page[0]}", *page[1:end], *(" ".join(each.split()) for each in notes)]
    return "\n".join([*lines, ""])


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_why_tells_every_step(office: Office, lang: str) -> None:
    assert told(office, lang, CAST) == (GOLDEN / f"joint_review.{lang}.txt").read_text("utf-8")


def state(office: Office) -> AbstractContextManager[Reader]:
    """Return the state of the record, for questions that a command would compute more beside."""
    return Record(f"sqlite:///{office.workspace / 'cultivation.db'}", lambda: datetime.now(UTC)).reading()


def test_why_tells_the_steps_that_decided(office: Office) -> None:
    """One page as the command prints it; of the others the sentences of that page, from one state."""
    golden = (GOLDEN / "joint_review.zh.txt").read_text("utf-8")
    assert told(office, "zh", [OBJECTED]) in golden
    language.activate("zh")
    with state(office) as reader:
        year = year_in(reader, 2017)
        for code in (CERAMICS, PHOTONICS, DEBTOR):
            sentences = [*list_sentences(year, code), *said_beside(year, code)]
            assert len(sentences) > 1 and "\n".join([*sentences, ""]) in golden
    language.activate("en")


def test_a_visit_drawn_by_lots_shows_in_why(office: Office) -> None:
    drawn = next(each for each in office.ask("visits list 2017")["visits"] if each["lot"])
    said = office.ask(f"why {drawn['id']} 2017", lang="zh")["papers_and_visits"]
    assert said[-2:] == ["现场核实：抽签抽中", "现场核实的结果：已说明：数据无误（账簿与申报一致）"]
    with state(office) as reader:
        for lang, line in BY_LOTS.items():
            language.activate(lang)
            assert line in list(said_of_visits(year_in(reader, 2017), drawn["id"]))
    language.activate("en")


def test_dossier_and_report_lead_to_the_cells(office: Office) -> None:
    page, report = office.folder / "dossier.html", office.folder / "report.html"
    office.do(f"dossier {PHOTONICS} -o", str(page), lang="zh")
    for text in ("专利证书已核验，变更登记中", "17件专利证书.pdf", "zone_昆山开发区_2017.xlsx"):
        assert text in page.read_text("utf-8"), text
    office.do("report 2017 -o", str(report), lang="zh")
    for text in ("昆山辉嵘特种陶瓷", "抽签抽中", "生态环境局"):
        assert text in report.read_text("utf-8"), text


def test_the_record_is_in_order(office: Office) -> None:
    assert office.ask("audit verify")["ok"]


@pytest.mark.thorough
def test_the_year_comes_out_again(office: Office) -> None:
    replayed = json.loads(office.do("audit replay --format json").stdout)
    assert replayed["ok"], replayed
    assert office.ask("audit rebuild")["ok"]
