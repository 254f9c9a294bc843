"""Who of a list would qualify in 2017 and has not applied, decided by hand.

Each percent of R&D is 6 points, each patent 2.5; the last newcomer of 2017 by points, DONGLI, has 64.
FENGLIN: 60 + 40 = 100, of an accident nothing is said. JINTAI: 42, and 0 to 40 for patents that nobody knows.
KEDA: 12 + 10 = 22. HUAYU: 75, but revenue of 50, where 100 are needed. ANLAN and CHENHUI applied.
"""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from cultivation import language
from cultivation.commands.program import program
from cultivation.core.explanation.standing import State
from cultivation.errors import Refused
from cultivation.intake.applications.statistics import applications_in, read_statistics
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.reading import read_book
from cultivation.outputs.candidates.workbook import candidates_workbook
from cultivation.queries.candidates import Candidates, Reach, candidates, candidates_of_register
from cultivation.queries.candidates_json import candidates_json
from cultivation.queries.year import year_in
from tests.queries.town import Town, rules

HEAD = (
    "序号",
    "企业名称",
    "企业代码",
    "行业",
    "营业收入（亿元）",
    "研发费用",
    "有效发明专利",
    "重大安全事故",
)
ROWS: tuple[tuple[object, ...], ...] = (
    ("2017年规模以上企业主要指标",),
    HEAD,
    (1, "Anlan Optics", "ANLAN", "光电", 0.1, 90, 12, "否"),
    (2, "Chenhui Pharma", "CHENHUI", "医药", 0.1, 70, 6, "否"),
    (3, "Fenglin Glass", "FENGLIN", "光电", 0.1, 100, 20, None),
    (4, "Huayu", "HUAYU", "光电", 0.005, 70, 6, "否"),
    (5, "Jintai", "JINTAI", "医药", 0.1, 70, None, "否"),
    (6, "Keda", "KEDA", "软件", 0.1, 20, 4, "否"),
    (7, "Liyuan", "LIYUAN", "软件", "很多", 20, 4, "否"),
    ("合计", None, None, None, 0.505, None, None, None),
)


def book_of(rows: tuple[tuple[object, ...], ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def found(town: Town, moment: str = "decided 2017") -> Candidates:
    content = book_of(ROWS)
    with town.at(moment) as reader:
        year = year_in(reader, 2017)
        read = read_statistics(File(Incoming("list.xlsx", content), read_book(content)), year.rules, 2017)
        return candidates(year, year.rules, "list.xlsx", applications_in(read))


def test_who_would_qualify_and_what_is_not_known(town: Town) -> None:
    told = found(town)
    assert (told.listed, told.applied) == (6, 2)
    states = {each.id: (each.standing.state, each.reach) for each in told.firms}
    assert states == {
        "JINTAI": (State.MET, Reach.PERHAPS),
        "KEDA": (State.MET, Reach.BELOW),
        "FENGLIN": (State.UNKNOWN, Reach.ABOVE),
        "HUAYU": (State.MISSED, Reach.ABOVE),
    }
    assert [each.id for each in told.firms] == ["JINTAI", "KEDA", "FENGLIN", "HUAYU"]
    points = {each.id: each.standing.points for each in told.firms}
    assert points["JINTAI"] == (4200, 8200)
    assert points["KEDA"] == (2200, 2200)
    fenglin = next(each for each in told.firms if each.id == "FENGLIN")
    assert fenglin.standing.unknown == ("accident",)
    assert told.line == 6400


def test_before_a_proposal_there_is_no_last_newcomer(town: Town) -> None:
    told = found(town, "scored 2017")
    assert told.line is None and {each.reach for each in told.firms} == {None}


def test_a_member_that_did_not_apply_is_told(town: Town) -> None:
    """In 2017 all members applied; under the code of a member, HUAYU's row is a member's."""
    content = book_of((HEAD, (1, "Anlan Optics", "ANLAN", "光电", 0.1, 90, 12, "否")))
    with town.at("between") as reader:
        year = year_in(reader, 2016)
        read = read_statistics(File(Incoming("l.xlsx", content), read_book(content)), year.rules, 2016)
        assert candidates(year, year.rules, "l", applications_in(read)).applied == 1
    with town.at() as reader:
        year = year_in(reader, 2018)
        rows = (
            HEAD,
            (1, "Enze Code", "ENZE", "软件", 0.1, 9, 1, "否"),
            (2, "x", "CHENHUI", "医药", 0.1, 9, 1, "否"),
        )
        content = book_of(rows)
        read = read_statistics(File(Incoming("l.xlsx", content), read_book(content)), year.rules, 2018)
        told = candidates(year, year.rules, "l", applications_in(read))
        assert [(each.id, each.member) for each in told.firms] == [("CHENHUI", False)]


def test_every_mistake_of_the_list_is_found(town: Town) -> None:
    content = book_of(ROWS)
    read = read_statistics(File(Incoming("list.xlsx", content), read_book(content)), rules().rules, 2017)
    wrong = [(each.code, each.cell) for each in read.findings if each.is_error]
    assert wrong == [("not_a_number", "E9")]
    broken = read_statistics(File(Incoming("a.xlsx", b"PK", "too_large"), None), rules().rules)
    assert [each.code for each in broken.findings] == ["unreadable_file"]
    assert applications_in(broken) == []


def test_a_standard_that_compares_applicants_is_refused(town: Town) -> None:
    relative = rules(("{formula: rd / revenue, ", "{cohort: rank, of: rd, ")).rules
    with town.at("decided 2017") as reader, pytest.raises(Refused, match="compares applicants"):
        candidates(year_in(reader, 2017), relative, "x", [])


def test_a_register_that_was_not_imported_is_refused(town: Town) -> None:
    with town.at() as reader, pytest.raises(Refused, match="The register statistics has not been imported"):
        candidates_of_register(year_in(reader, 2017), rules().rules, "statistics")


def test_json_and_workbook_say_the_same(town: Town) -> None:
    told = found(town)
    said = candidates_json(told)
    first = said["candidates"][0]
    assert (first["id"], first["points"], first["beside_last_newcomer"]) == (
        "JINTAI",
        ["42.00", "82.00"],
        "perhaps",
    )
    assert first["known"]["revenue"] == {"value": "1000", "cell": "E7", "from": None}
    assert said["last_newcomer"] == "64.00"
    book = openpyxl.load_workbook(BytesIO(candidates_workbook(told)))
    assert book.sheetnames == ["Candidates", "Others", "What is known"]
    rows = [row for row in book["Candidates"].values if row[0] in ("JINTAI", "FENGLIN", "HUAYU")]
    assert [row[0] for row in rows] == ["JINTAI", "FENGLIN"]
    assert rows[1][3:8] == (
        "nothing known stands against it",
        "100.00",
        "reaches the last newcomer",
        None,
        "Major safety accident",
    )
    assert ("JINTAI", "Jintai", "Revenue", "1,000 wan yuan", "list.xlsx", "Sheet!E7") in list(
        book["What is known"].values
    )


def words(town: Town, *more: str) -> list[str]:
    return ["--database", f"sqlite:///{town.folder / 'town.db'}", "--lang", "en", "candidates", "2017", *more]


def test_the_command_reads_workbook_csv_and_parquet(town: Town, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "list.xlsx").write_bytes(book_of(ROWS[:-2]))
    head = "企业代码,企业名称,营业收入,研发费用,重大安全事故"
    (tmp_path / "list.csv").write_text(f"{head}\nKEDA,Keda,1000,20,否\n", "utf-8")
    columns = {"code": ["KEDA"], "name": ["Keda"], "revenue": [Decimal("1000.0")], "rd": [20]}
    pq.write_table(pa.table(columns), tmp_path / "list.parquet")
    for name, points in (("list.xlsx", ["22.00"] * 2), ("list.csv", ["12.00", "52.00"])):
        done = CliRunner().invoke(program, words(town, str(tmp_path / name), "--format", "json"))
        assert done.exit_code == 0, done.output
        keda = next(each for each in json.loads(done.stdout)["candidates"] if each["id"] == "KEDA")
        assert keda["points"] == points
    done = CliRunner().invoke(program, words(town, str(tmp_path / "list.parquet")))
    assert done.exit_code == 0, done.output
    assert "nothing known stands against it" in done.stdout
    pq.write_table(pa.table(columns | {"revenue": [1000.0]}), tmp_path / "floats.parquet")
    done = CliRunner().invoke(program, words(town, str(tmp_path / "floats.parquet")))
    assert done.exit_code == 1 and "floating-point" in done.output


def test_the_command_shows_whom_to_invite_and_writes_the_workbook(town: Town, tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(book_of(ROWS))
    sheet = tmp_path / "out.xlsx"
    done = CliRunner().invoke(program, words(town, str(tmp_path / "list.xlsx"), "--sheet", str(sheet)))
    assert done.exit_code == 1  # the row of LIYUAN needs a look
    assert "JINTAI" in done.stdout and "HUAYU" not in done.stdout
    assert "list.xlsx Sheet!E9" in done.stderr
    assert "6 enterprises in the list, 2 have applied" in done.stderr
    everybody = CliRunner().invoke(program, words(town, str(tmp_path / "list.xlsx"), "--all"))
    assert "HUAYU" in everybody.stdout and "Revenue of at least 100" in everybody.stdout
    assert openpyxl.load_workbook(sheet)["Candidates"]["A1"].value
    neither = CliRunner().invoke(program, words(town))
    assert neither.exit_code == 2 and "--register" in neither.output


def test_it_is_said_in_chinese(town: Town) -> None:
    language.activate("zh")
    book = openpyxl.load_workbook(BytesIO(candidates_workbook(found(town))))
    assert book.sheetnames[0] == "候选企业"
    assert isinstance(read_book(candidates_workbook(found(town))), Book)
