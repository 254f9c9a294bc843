"""Visits through the command line: drawn as anybody can draw them again, and read back from their forms."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from cultivation import language
from cultivation.record.checker import Archive, Forged, check_log, check_visits
from tests.review.test_replay import forge_payload

from .evidence_room import MANY, NAMES, PAPERS, SAME, begun
from .office import Office

BLOCKING = PAPERS.replace("least_percent: 10", "least_percent: 10\n  blocks_decision: true")
Drawn = tuple[Office, dict[str, Any]]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drawn]:
    """Draw once, 10 % of 30 applicants; F07 is named by a figure, BIYUN and DONGLI by a paper they share."""
    language.activate("en")
    office = begun(tmp_path_factory.mktemp("visits"), BLOCKING)
    for code in ("BIYUN", "DONGLI"):
        path = office.folder / f"{code}_审计报告.pdf"
        path.write_bytes(SAME)
        office.do("evidence import 2016", str(path))
    office.do("score 2016")
    office.do("propose 2016")
    yield office, office.ask("visits draw 2016")
    language.activate("en")


def lots_by_hand(head: str, codes: set[str], number: int) -> list[str]:
    """Draw as docs/evidence.md says it, from an exported log alone."""
    seed = hashlib.sha256((head + "2016").encode()).hexdigest()
    return sorted(codes, key=lambda code: hashlib.sha256((seed + code).encode()).hexdigest())[:number]


def test_the_lots_are_those_that_anybody_draws_from_the_export(drawn: Drawn, tmp_path: Path) -> None:
    office, found = drawn
    office.do("audit export -o", str(tmp_path / "record.zip"))
    with zipfile.ZipFile(tmp_path / "record.zip") as archive:
        name = next(each for each in archive.namelist() if each.endswith("log.jsonl"))
        log = [json.loads(line) for line in archive.read(name).decode("utf-8").splitlines()]
    first = next(each["seq"] for each in log if each["kind"] == "workbook_received")
    head = next(each["hash"] for each in log if each["seq"] == first - 1)
    assert (found["entry"], found["head"]) == (first - 1, head)
    assert found["named"] == {"BIYUN": ["shared"], "DONGLI": ["shared"], "F07": ["small"]}
    others = (NAMES | MANY).keys() - found["named"].keys()
    assert found["drawn"] == lots_by_hand(head, set(others), 3)


class Altered:
    """An archive of which one document says something else."""

    def __init__(self, archive: Archive, digest: str, said: dict[str, Any]) -> None:
        self.archive, self.name, self.content = archive, f"documents/{digest}", json.dumps(said).encode()

    def read(self, name: str) -> bytes:
        return self.content if name == self.name else self.archive.read(name)


def test_the_checker_of_the_export_draws_again_and_finds_other_lots(drawn: Drawn, tmp_path: Path) -> None:
    office, _found = drawn
    office.do("audit export -o", str(tmp_path / "record.zip"))
    archive = Archive(tmp_path / "record.zip")
    entries = check_log(archive.read("log.jsonl"))
    said = next(each["payload"] for each in entries if each["kind"] == "visits_drawn")
    assert check_visits(archive, entries) == 1
    told = json.loads(archive.read(f"documents/{said['result_digest']}"))
    free = next(code for code in MANY if code not in {*told["drawn"], *told["named"]})
    for key, value in (
        ("drawn", [free, *told["drawn"][1:]]),
        ("named", told["named"] | {told["drawn"][0]: []}),
    ):
        with pytest.raises(Forged, match="others are to be visited"):
            check_visits(Altered(archive, said["result_digest"], {**told, key: value}), entries)  # type: ignore[arg-type]
    last = max(each["seq"] for each in entries if each["kind"] == "workbook_received")
    for key, value, because in (
        ("seed", "f" * 64, "is not that of entry"),
        ("entry", said["entry"] - 1, "is not that of entry"),
        ("entry", last, "before the applications had closed"),
        ("percent", "20", "others are to be visited"),
    ):
        forged = [
            {**each, "payload": {**said, key: value}} if each["kind"] == "visits_drawn" else each
            for each in entries
        ]
        with pytest.raises(Forged, match=because):
            check_visits(archive, forged)


def test_the_anchor_names_the_same_entry(drawn: Drawn) -> None:
    office, found = drawn
    anchor = json.loads((office.folder / "anchor.json").read_bytes())
    assert (anchor["entries"], anchor["head"]) == (found["entry"], found["head"])
    before = office.head()
    again = office.ask("visits draw 2016", "--anchor", str(office.folder / "anchor.json"), "--dry-run")
    assert again["drawn"] == found["drawn"]
    assert office.ask("visits draw 2016") == found
    assert office.head() == before


def test_nobody_draws_until_the_lots_please(drawn: Drawn) -> None:
    office, found = drawn
    late, other = office.folder / "late.json", office.folder / "other.json"
    office.do("audit anchor -o", str(late))
    office.refused("before the applications close", "visits draw 2016 --anchor", str(late))
    lines = json.loads((office.folder / "anchor.json").read_bytes())
    other.write_text(json.dumps({**lines, "head": "0" * 64}), "utf-8")
    office.refused("does not go on from the anchor", "visits draw 2016 --anchor", str(other))
    office.refused("it cannot be less", "visits draw 2016 --least 5")
    more = office.ask("visits draw 2016 --least 20 --dry-run")
    assert len(more["drawn"]) == 6 and more["drawn"][:3] == found["drawn"]
    office.refused("101 is not a percentage", "visits draw 2016 --least 101", code=2)


def fill(path: Path, change: Callable[[Any, dict[str, Any]], None]) -> None:
    """Fill a form in as a visitor does: by the names beside the cells, of which a test knows its own list."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = {row[0].value: row[2] for row in sheet.iter_rows(max_row=9)}
    change(sheet, cells)
    book.save(path)


def visited(sheet: Any, cells: dict[str, Any]) -> None:
    cells["核实日期"].value, cells["核实人员"].value = "2016-03-01", "周明、吴岚"
    cells["核实结论"].value, cells["核实情况"].value = "已证实：数据有误", "研发费用多报"
    for row in sheet.iter_rows(min_row=11):
        if row[1].value == "研发费用":
            row[4].value, row[5].value = "否", "380"
        elif row[1].value == "营业收入":
            row[4].value = "是"


def test_a_form_comes_back_with_its_findings(drawn: Drawn, tmp_path: Path) -> None:
    office, found = drawn
    code = found["drawn"][0]
    office.refused("visits have no result yet", "decide 2016 --document 1 --date 2016-03-02", by="李强")
    office.do("visits forms 2016 -o", str(tmp_path / "forms"), lang="zh")
    names = {path.name for path in (tmp_path / "forms").iterdir()}
    assert len(names) == 2 * 6 and f"{code}_{MANY.get(code, NAMES.get(code))}.docx" in names
    (path,) = (tmp_path / "forms").glob(f"{code}_*.xlsx")

    def mistaken(sheet: Any, cells: dict[str, Any]) -> None:
        cells["核实日期"].value, cells["核实结论"].value = "2999-03-01", "很好"
        for row in sheet.iter_rows(min_row=11):
            if row[1].value in ("研发费用", "营业收入"):
                row[4].value = "否" if row[1].value == "研发费用" else "差不多"

    fill(path, mistaken)
    before = office.head()
    (wrong,) = office.ask("visits import 2016", str(path), expect=1)["forms"]
    assert {(each["code"], each["cell"]) for each in wrong["findings"]} == {
        ("visit_date", "C6"),
        ("visit_visitors_missing", "C7"),
        ("visit_result", "C8"),
        ("visit_text_missing", "C9"),
        ("visit_agrees", "E12"),
        ("visit_found_missing", "F13"),
    }
    assert office.head() == before
    fill(path, visited)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E13"].font = Font(strike=True)
    book.save(tmp_path / "struck.xlsx")
    (struck,) = office.ask("visits import 2016 --dry-run", str(tmp_path / "struck.xlsx"), expect=1)["forms"]
    assert [(each["code"], each["cell"]) for each in struck["findings"]] == [("struck_through", "E13")]
    assert struck["id"] == code  # a doubt keeps no visit out
    (taken,) = office.ask("visits import 2016", str(path))["forms"]
    assert (taken["id"], taken["result"]) == (code, "confirmed")
    assert [(each["field"], each["agrees"], each["found"], each["cell"]) for each in taken["figures"]] == [
        ("revenue", True, "", "E12"),
        ("rd", False, "380", "E13"),
    ]
    assert office.ask("visits import 2016", str(path))["forms"][0]["repeats"] is True
    listed = {each["id"]: each for each in office.ask("visits list 2016")["visits"]}
    assert listed[code]["result"]["text"] == "研发费用多报" and len(listed) == 6
    assert any("研发费用多报" in each for each in office.ask(f"why {code} 2016")["papers_and_visits"])
    assert "研发费用多报" in told_by_dossier(office, code, tmp_path)
    other = openpyxl.load_workbook(path)
    other.worksheets[0]["C2"].value = "F07"
    other.save(tmp_path / "other.xlsx")
    wrong = office.ask("visits import 2016", str(tmp_path / "other.xlsx"), expect=1)["forms"][0]
    assert [(each["code"], each["cell"]) for each in wrong["findings"]] == [("visit_enterprise", "C2")]
    book = office.ask("visits import 2016", str(office.folder / "2016.xlsx"), expect=1)["forms"][0]
    assert [each["code"] for each in book["findings"]] == ["visit_not_found"]


def told_by_dossier(office: Office, code: str, folder: Path) -> str:
    office.do(f"dossier {code} -o", str(folder / "dossier.html"))
    return (folder / "dossier.html").read_text("utf-8")


def test_a_visit_without_a_flag_is_told_of_by_hand_too(drawn: Drawn) -> None:
    office, _found = drawn
    office.do("verified 2016 F07 --result explained --text", "台账已核对")
    listed = {each["id"]: each for each in office.ask("visits list 2016")["visits"]}
    assert listed["F07"]["result"]["result"] == "explained"
    free = next(code for code in MANY if code not in listed)
    office.refused("has no flag", f"verified 2016 {free} --result explained --text x")


def test_all_of_it_comes_out_again_and_a_changed_seed_does_not(drawn: Drawn) -> None:
    office, _found = drawn
    assert office.ask("audit replay")["ok"] and office.ask("audit rebuild")["ok"]

    def change(said: dict[str, Any]) -> None:
        said["seed"] = "f" * 64

    place = forge_payload(office.workspace / "cultivation.db", "visits_drawn", change)
    steps = [step for year in office.ask("audit replay", expect=1)["years"] for step in year["steps"]]
    assert [(step["entry"], "seed" in step["problem"]) for step in steps if not step["same"]] == [
        (place, True)
    ]
