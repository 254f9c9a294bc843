"""What an auditor asks of a record: originals, the log in part, what to look at first, what was known.

One year is lived through: ENZE is corrected after the scoring and goes from place 5 to place 2 (of 4 that
enter), HAITANG applies by a text table, and who approves is called nearly as who proposes.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cultivation import language
from tests.intake.test_template_printed import SOFFICE, convert

from .office import HEAD, NAMES, Office
from .test_every_state import NOTICE, RATIOS, RULES


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    language.activate("en")
    made = Office(tmp_path_factory.mktemp("auditors"))
    made.do("init", str(made.workspace))
    (made.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    made.do("open 2016 --rules small_pool")
    made.do("intake 2016", made.applications("a.xlsx", RATIOS))
    table = made.folder / "b.csv"
    row = ("HAITANG", NAMES["HAITANG"], "10000", "250", "10", "否")
    table.write_text("\n".join(",".join(each) for each in (HEAD, row)), encoding="utf-8-sig")
    made.do("intake 2016", str(table), code=0)
    made.do("score 2016")
    evidence = made.folder / "审计报告 第12页.pdf"
    evidence.write_bytes(b"%PDF-1.4 the page")
    made.do("correct 2016 ENZE rd 700 --evidence", str(evidence))
    made.do("score 2016")
    made.do("propose 2016")
    made.do(NOTICE)
    made.do("decide 2016 --document 1 --date 2017-03-01 --date-reason 补录", by="王芳芳")
    return made


def original(office: Office, words: str, name: str, **extra: Any) -> Path:
    path = office.folder / name
    office.do(f"audit original {words} -o", str(path), **extra)
    return path


def test_the_workbook_as_received_has_the_cell_of_the_value_marked(office: Office) -> None:
    path = original(office, "BIYUN rd 2016", "biyun.xlsx")
    received = openpyxl.load_workbook(office.folder / "a.xlsx").active
    given = openpyxl.load_workbook(path)
    sheet = given.active
    assert given.sheetnames == ["Sheet"]
    assert received is not None and sheet is not None
    assert list(sheet.values) == list(received.values)
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert [(cell.coordinate, cell.value) for cell in marked] == [("D3", 600)]  # 6 % of 10,000
    comment = marked[0].comment
    assert comment is not None
    for words in ("R&D expenditure (rd)", "600 wan yuan", "entry 3"):
        assert words in comment.text
    coloured = {str(each.sqref): each.rules[0].dxf.fill.bgColor.rgb for each in sheet.conditional_formatting}
    assert coloured == {"D3": "FFFFEB9C"}


def test_what_took_its_place_is_said_and_the_evidence_lies_beside(office: Office) -> None:
    path = office.folder / "enze.xlsx"
    said = office.do("audit original ENZE 研发费用 -o", str(path)).stdout
    assert "is in Sheet!D6 of a.xlsx; it counts as: 700 wan yuan" in said
    assert (
        "Corrected by 王芳" in said
        and "305 wan yuan became 700 wan yuan" in said
        and "审计报告 第12页.pdf" in said
    )
    evidence = office.folder / "enze.1.审计报告 第12页.pdf"
    assert evidence.read_bytes() == b"%PDF-1.4 the page"
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None and sheet["D6"].value == 305 and "700 wan yuan" in sheet["D6"].comment.text


def test_as_of_a_moment_before_the_correction_it_counts_as_filed(office: Office) -> None:
    entries = office.ask("audit log")["entries"]
    scored = next(each["recorded_at"] for each in entries if each["kind"] == "year_scored")
    path = office.folder / "before.xlsx"
    said = office.do(f"audit original ENZE rd 2016 --as-of {scored} -o", str(path)).stdout
    assert "it counts as: 305 wan yuan" in said and "Corrected" not in said
    assert not list(office.folder.glob("before.1*"))


def test_what_cannot_be_marked_is_given_as_received_with_the_place(office: Office) -> None:
    path = office.folder / "haitang.csv"
    done = office.do("audit original HAITANG rd 2016 -o", str(path))
    assert path.read_bytes() == (office.folder / "b.csv").read_bytes()
    assert "D2 of b.csv" in done.stdout
    assert "not an .xlsx or .xlsm workbook" in done.stderr and "as it was received" in done.stderr


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("ANLAN rd 2016 -o x.csv", "a.xlsx was received; the file name must end in .xlsx"),
        ("ANLAN profit 2016 -o x.xlsx", "There is no field 'profit'"),
        ("NOBODY rd 2016 -o x.xlsx", "is on record"),
        ("GUANLAN rd 2016 -o x.xlsx", "is on record"),
        ("ANLAN rd 2015 -o x.xlsx", "2015 is not open"),
    ],
)
def test_nonsense_gets_a_sentence(office: Office, words: str, because: str) -> None:
    done = office.do(f"audit original {words}", code=1 if "2015" in words else 2)
    assert because in done.stderr
    assert not Path("x.xlsx").exists()


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_with_its_comment_and_colour(office: Office) -> None:
    path = original(office, "BIYUN rd 2016", "opened.xlsx")
    sheet = openpyxl.load_workbook(convert(path, "xlsx")).active
    assert sheet is not None and "Counted as: 600 wan yuan" in sheet["D3"].comment.text
    assert [(str(each.sqref), len(each.rules)) for each in sheet.conditional_formatting] == [("D3", 1)]


def test_why_tells_how_to_get_the_original(office: Office) -> None:
    assert "audit original ENTERPRISE FIELD YEAR -o FILE" in office.do("why ENZE 2016").stderr


def numbers(office: Office, words: str, *more: str) -> list[int]:
    return [
        each["seq"]
        for each in json.loads(office.do(f"audit log --format json {words}", *more).stdout)["entries"]
    ]


def test_the_log_by_person_kind_enterprise_and_days(office: Office) -> None:
    everything = office.ask("audit log")["entries"]
    kinds = {each["seq"]: each["kind"] for each in everything}
    of = {kind: [seq for seq, each in kinds.items() if each == kind] for kind in kinds.values()}
    assert numbers(office, "--kind year_scored") == of["year_scored"]
    assert numbers(office, "", "--kind", "year scored") == of["year_scored"]
    assert numbers(office, "--who 王芳芳") == of["year_decided"]
    assert numbers(office, "--who", "王　芳") == [seq for seq in kinds if seq not in of["year_decided"]]
    assert numbers(office, "--kind year_scored --last 1") == of["year_scored"][-1:]
    enze, haitang = (numbers(office, f"--enterprise {code}") for code in ("ENZE", "HAITANG"))
    assert set(of["application_corrected"]) <= set(enze) and not set(of["application_corrected"]) & set(
        haitang
    )
    assert numbers(office, "--enterprise ENZE --kind application_corrected --who 王芳 --year 2016")
    first, last = (each["recorded_at"][:10] for each in (everything[0], everything[-1]))
    assert numbers(office, f"--from {first} --until 2100-01-01")[-1] == len(everything)
    assert numbers(office, "--from 2100-01-01") == [] and numbers(office, "--until 2000-01-01") == []
    assert last >= first


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("--kind nothing", "There is no kind of entry 'nothing'. There are: workspace_created"),
        ("--from 2018-01-01 --until 2017-01-01", "is later than the last"),
        ("--from yesterday", "is not a date"),
        ("--enterprise NOBODY", "No enterprise"),
        ("--year 99999", "not a year"),
    ],
)
def test_nonsense_in_a_filter_is_refused(office: Office, words: str, because: str) -> None:
    assert because in office.do(f"audit log {words}", code=2).stderr


def test_a_filter_that_nothing_matches_names_who_has_recorded(office: Office) -> None:
    said = office.do("audit log --who 赵六").stderr
    assert "No entry matches" in said and "王芳, 王芳芳" in said


def test_a_correction_over_the_line_and_two_of_nearly_one_name_are_odd(office: Office) -> None:
    found = office.ask("audit oddities")
    shown = ("enterprise", "field", "place_before", "place_after", "before", "after")
    assert [tuple(each[name] for name in shown) for each in found["crossings"]] == [
        ("ENZE", "R&D expenditure", 5, 2, "reserve", "enters")
    ]
    assert [(each["proposer"], each["approver"]) for each in found["persons"]] == [("王芳", "王芳芳")]
    assert [(each["actor"], each["number"]) for each in found["corrections"]] == [("王芳", 1)]
    table = office.do("audit oddities").stdout
    assert "5  " in table and "reserve → enters" in table
    rows = list(csv.reader(io.StringIO(office.do("audit oddities --format csv").stdout)))
    assert ["Decided by persons of nearly the same name", "10", "2016", "王芳", "王芳芳"] in [
        [cell for cell in row if cell] for row in rows
    ]


def test_history_looks_back_also_before_the_enterprise_was_there(office: Office) -> None:
    before = office.do("history ENZE --as-of 2000-01-01", code=0).stdout
    assert "was not on record on 2000-01-01" in before and "first came entry 3" in before
    told = office.ask("history ENZE --as-of 2000-01-01 --later")
    assert (told["known"], told["years"], told["name"]) == (False, [], NAMES["ENZE"])
    assert [each["kind"] for each in told["later"]][:2] == ["workbook_received", "application_corrected"]
    now = office.ask("history ENZE --as-of 2100-01-01 --later")
    assert (now["known"], now["later"]) == (True, [])
    assert now["years"] == office.ask("history ENZE")["years"]
    assert "Nothing has been recorded" in office.do("history ENZE --as-of 2100-01-01 --later").stdout
    office.do("history ENZE --later", code=2)
    office.do("history NOBODY --as-of 2000-01-01", code=2)


def test_an_archive_names_its_files(office: Office, tmp_path: Path) -> None:
    office.do("audit export -o", str(tmp_path / "record.zip"))
    with zipfile.ZipFile(tmp_path / "record.zip") as archive:
        archive.extractall(tmp_path / "archive")
    index = (tmp_path / "archive" / "documents.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(index)))
    evidence = next(row for row in rows if row["kind"] == "application_corrected")
    assert (evidence["entry"], evidence["enterprise"]) == ("6", "ENZE")
    assert evidence["file"] == "00006-1_审计报告 第12页.pdf"
    written = tmp_path / "named"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "--documents", str(written)],
        cwd=tmp_path / "archive",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert f"documents written 已写出文档: {len(rows)}" in done.stdout
    assert sorted(each.name for each in written.iterdir()) == sorted(row["file"] for row in rows)
    assert (written / evidence["file"]).read_bytes() == b"%PDF-1.4 the page"
    received = next(row for row in rows if row["file"].endswith("_a.xlsx"))
    assert (written / received["file"]).read_bytes() == (office.folder / "a.xlsx").read_bytes()
    assert json.dumps(received, ensure_ascii=False).count("workbook_received") == 1
