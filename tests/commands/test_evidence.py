"""Papers of applicants through the command line: every file is answered, none is guessed at."""

from __future__ import annotations

import io
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cultivation import language

from .evidence_room import ANLAN, BIYUN, OTHER, PDF, SAME, begun, hand_in, packed
from .office import Office


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Any, dict[str, Any]]]:
    """Hand everything in once; the tests of this module only look, or add what no other asks for."""
    language.activate("en")
    office = begun(tmp_path_factory.mktemp("evidence"))
    settings = office.workspace / "cultivation.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[limits]\nevidence_megabytes = 1\n", "utf-8")
    folder = office.folder / "papers"
    folder.mkdir()
    expected = hand_in(folder)
    answer = office.ask("evidence import 2016", str(folder), expect=1)
    yield office, expected, answer
    language.activate("en")


Received = tuple[Office, dict[str, tuple[str, str, str]], dict[str, Any]]


def test_every_file_is_answered(received: Received) -> None:
    _office, expected, answer = received
    found = {
        unicodedata.normalize("NFC", each["file"]): (
            each["state"],
            each["id"],
            each["problem"] or each["paper"],
        )
        for each in answer["files"]
    }
    assert found == expected
    states = Counter(state for state, _code, _why in expected.values())
    assert answer["account"] == {"files": len(expected), **states}


def test_candidates_are_named_and_sentences_are_whole(received: Received) -> None:
    office, _expected, answer = received
    doubtful = next(each for each in answer["files"] if each["file"].startswith("昆山安澜/"))
    assert [each[-len("(ANLAN)") :] for each in doubtful["candidates"][:1]] == ["(ANLAN)"]
    assert len(doubtful["candidates"]) == 2
    for lang, words in (("en", "may mean several"), ("zh", "链接")):
        told = office.do("evidence import 2016 --dry-run", str(office.folder / "papers"), lang=lang, code=1)
        assert words in told.stdout


def test_what_comes_again_is_known(received: Received) -> None:
    office, expected, _answer = received
    before = office.head()
    again = office.ask("evidence import 2016", str(office.folder / "papers"), expect=1)
    taken = sum(state in ("taken", "known") for state, _code, _why in expected.values())
    assert again["account"]["known"] == taken and again["account"]["taken"] == 0
    assert office.head() == before


def test_what_is_missing_is_listed(received: Received) -> None:
    office, _expected, _answer = received
    listed = {each["id"]: each for each in office.ask("evidence list 2016")["enterprises"]}
    assert listed["ANLAN"]["missing"] == ["audit"]
    assert listed["BRANCH"]["missing"] == ["licence"] and listed["BIYUN"]["missing"] == ["licence"]
    assert listed["DONGLI"]["missing"] == ["patents"]  # of more than 20 patents only
    assert listed["F01"]["missing"] == ["licence", "audit"]
    assert "Patent certificates" in office.do("evidence list 2016 --missing").stdout
    assert "专利证书" in office.do("evidence list 2016", lang="zh").stdout


def test_workbooks_go_back_with_what_is_missing(received: Received, tmp_path: Path) -> None:
    office, _expected, _answer = received
    office.do("evidence list 2016 --returned", str(tmp_path / "back"))
    (path,) = (tmp_path / "back").iterdir()
    book = openpyxl.load_workbook(path)
    rows = list(book["Findings"].iter_rows(values_only=True))
    told = [row for row in rows if row[4] and "昆山东篱软件有限公司" in str(row[4])]
    assert len(told) == 1 and "Patent certificates" in str(told[0][7]) and told[0][3] == "E6"
    given = (str(office.folder / "2016.xlsx"), "--returned", str(tmp_path / "b"))
    again = office.do("intake 2016", *given)
    assert "1 files to send back" in again.stderr
    (marked,) = (tmp_path / "b").iterdir()
    assert "Patent certificates" in str(list(openpyxl.load_workbook(marked)["Findings"].values))


def test_the_same_file_from_two_is_told(received: Received) -> None:
    office, _expected, _answer = received
    (shared,) = office.ask("evidence list 2016")["shared"]
    assert {each["id"] for each in shared["handed_in"]} == {"BIYUN", "DONGLI"}
    assert len(office.ask("audit oddities")["shared"]) == 1
    assert "The same file from several enterprises" in office.do("audit oddities").stdout


def test_papers_are_fetched_as_they_came(received: Received, tmp_path: Path) -> None:
    office, _expected, _answer = received
    office.do("evidence fetch DONGLI -o", str(tmp_path / "all"))
    contents = {path.name: path.read_bytes() for path in (tmp_path / "all").iterdir()}
    assert contents == {
        "dongli_营业执照.pdf": PDF + b"6",
        "审计报告.pdf": SAME,
        "说明.txt": b"none of the list",
    }
    office.do("evidence fetch BRANCH 审计报告 -o", str(tmp_path / "one"))
    assert [path.read_bytes() for path in (tmp_path / "one").iterdir()] == [OTHER]
    office.refused("No such paper", "evidence fetch F01 audit -o", str(tmp_path / "none"))
    office.refused("There is no kind of paper", "evidence fetch F01 diploma -o", str(tmp_path / "none"))


def test_a_person_says_whose_and_which_it_is(received: Received) -> None:
    office, _expected, _answer = received
    scan = office.folder / "scan0001.pdf"
    scan.write_bytes(b"%PDF-1.4 a scan")
    words = ("--enterprise", "昆山样本11", "--paper", "审计报告")
    (answer,) = office.ask("evidence import 2016", str(scan), *words)["files"]
    assert (answer["state"], answer["id"], answer["paper"]) == ("taken", "F11", "audit")
    office.refused("name it, too", "evidence import 2016", str(scan), "--paper", "audit")


def test_a_page_is_shown_and_what_is_none_is_refused(received: Received) -> None:
    pypdf = pytest.importorskip("pypdf")
    office, _expected, _answer = received
    path = office.folder / "F12_审计报告.pdf"
    path.write_bytes(pdf_with("Revenue 1234.5"))
    office.do("evidence import 2016", str(path))
    shown = office.do("evidence show F12 audit --page 1")
    assert "Revenue 1234.5" in shown.stdout and "page 1 of 1" in shown.stderr
    office.refused("has 1 pages", "evidence show F12 audit --page 2")
    office.refused("damaged", "evidence show BIYUN audit")
    odd = office.folder / "F13_审计报告.txt"
    odd.write_bytes(b"none")
    office.do("evidence import 2016", str(odd))
    office.refused("it is not a PDF", "evidence show F13 audit")
    locked = pypdf.PdfWriter(path)
    locked.encrypt("geheim")
    locked.write(office.folder / "F18_审计报告.pdf")
    office.do("evidence import 2016", str(office.folder / "F18_审计报告.pdf"))
    office.refused("protected by a password", "evidence show F18 audit")


def pdf_with(text: str) -> bytes:
    """Write the smallest PDF with a line of text, by the specification alone."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = io.BytesIO(b"%PDF-1.4\n"), []
    made.seek(0, io.SEEK_END)
    for number, each in enumerate(objects, 1):
        places.append(made.tell())
        made.write(b"%d 0 obj" % number + each + b"endobj\n")
    start = made.tell()
    made.write(b"xref\n0 6\n0000000000 65535 f \n")
    made.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    made.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return made.getvalue()


def test_corrections_keep_their_files_beside(received: Received) -> None:
    office, _expected, _answer = received
    proof = office.folder / "证明.pdf"
    proof.write_bytes(b"%PDF-1.4 proof")
    (office.folder / "空.pdf").write_bytes(b"")
    office.refused("is a folder", "correct 2016 F14 rd 500 --evidence", f"{office.folder}/", code=2)
    office.refused("it is empty", "correct 2016 F14 rd 500 --evidence", str(office.folder / "空.pdf"), code=2)
    office.do("correct 2016 F14 rd 500 --evidence", str(proof))
    (listed,) = (each for each in office.ask("evidence list 2016")["enterprises"] if each["id"] == "F14")
    assert [(each["field"], each["file"]) for each in listed["files"]] == [("rd", "证明.pdf")]
    assert listed["missing"] == ["licence", "audit"]


def test_it_comes_out_again_and_shows_in_why(received: Received) -> None:
    office, _expected, _answer = received
    office.do("score 2016")
    office.do("propose 2016")
    told = office.ask("why DONGLI 2016")["papers_and_visits"]
    assert any("Patent certificates" in each for each in told)
    assert any("is the same file as one of 昆山碧云（装备）有限公司" in each for each in told)
    replayed = json.loads(office.do("audit replay --format json").stdout)
    assert replayed["ok"], replayed
    assert office.ask("audit rebuild")["ok"] and office.ask("audit verify")["ok"]


def test_an_archive_of_all_firms_is_opened(received: Received) -> None:
    office, _expected, _answer = received
    path = office.folder / "all.zip"
    path.write_bytes(packed({"F15/营业执照.pdf": PDF + b"a", "F16_营业执照.pdf": PDF + b"b"}))
    answer = office.ask("evidence import 2016", str(path))
    assert [(each["id"], each["paper"]) for each in answer["files"]] == [
        ("F15", "licence"),
        ("F16", "licence"),
    ]


def test_names_in_archives_may_be_gbk_or_longer_than_file_systems_take(
    received: Received, tmp_path: Path
) -> None:
    office = received[0]
    gbk = f"{ANLAN}/审计报告.pdf".encode("gbk")
    plain = "A" * len(gbk)
    folder = tmp_path / "archives"
    folder.mkdir()
    (folder / "gbk.zip").write_bytes(packed({plain: b"%PDF- gbk"}).replace(plain.encode(), gbk))
    (folder / "long.zip").write_bytes(packed({f"{BIYUN}/审计报告{'长' * 300}.pdf": b"%PDF- long"}))
    (folder / "up.zip").write_bytes(packed({f"{ANLAN}/../{BIYUN}/审计报告.pdf": b"%PDF- up"}))
    files = office.ask("evidence import 2016 --dry-run", str(folder), expect=1)["files"]
    assert [(each["state"], each["id"], each["paper"] or each["problem"]) for each in files] == [
        ("taken", "ANLAN", "audit"),
        ("taken", "BIYUN", "audit"),
        ("refused", "", "hostile"),
    ]
