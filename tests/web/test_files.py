"""Handing in by a browser: what a district sends is read, answered, and seen by no other district."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from cultivation import review
from cultivation.core.roles import Role
from cultivation.core.rules.loading import load_file
from cultivation.errors import Refused
from cultivation.intake.formats.incoming import Incoming
from cultivation.record.actors import By, acting_of
from cultivation.record.entries import AccountOpened, RoleGranted
from cultivation.web.uploads import _parts

from .staff import DISTRICT, HEAD, NOTICED, OTHER_DISTRICT, Town, account_of, name_of, opened

OPEN = 2018  # a year that takes applications in
NEIGHBOUR = "nnnnnnnnnnnnnnnn"  # of the other district
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("handing_in")
    towns = opened(folder)
    made = next(towns)
    review.open_year(made.desk.record, "root", OPEN, load_file(folder / "town.yaml"), None)
    with made.desk.record.writing("root") as writer:
        writer.append(AccountOpened(account=NEIGHBOUR, name="邻区", unit=OTHER_DISTRICT))
        writer.append(RoleGranted(account=NEIGHBOUR, role="district", document="1号", unit=OTHER_DISTRICT))
    yield made
    next(towns, None)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def firm(code: str, zone: str = DISTRICT, spent: object = 900) -> tuple[object, ...]:
    return (code, f"{code}有限公司", 10000, spent, 10, "否", zone, "周法人")


def send(
    place: Town, client: TestClient, *files: tuple[str, bytes], year: int = OPEN, **fields: str
) -> tuple[int, str]:
    answer = client.post(
        f"/years/{year}/files/new?lang=en",
        data={"token": place.token(client), **fields},
        files=[("files", each) for each in files],
    )
    return answer.status_code, answer.text


def last(place: Town) -> int:
    with place.desk.record.reading() as reader:
        return next(reader.entries(limit=1, newest_first=True)).seq


def test_a_district_hands_in_and_reads_its_answer_at_the_cells(place: Town) -> None:
    client, neighbour = place.enter_as(account_of(Role.DISTRICT)), place.enter_as(NEIGHBOUR)
    rows = (firm("EMENG"), firm("FENGYU", spent="待定"), firm("GUHAN", OTHER_DISTRICT), firm("HULI", ""))
    status, page = send(place, client, ("千灯镇 2018.xlsx", workbook(*rows)))
    assert status == 200 and "2 accepted, 2 returned" in page
    assert "待定" in page and f"/years/{OPEN}/files/{last(place)}/sheet?sheet=Sheet&amp;cell=D3#cell" in page
    with place.desk.record.reading() as reader:
        entry = next(reader.entries(limit=1, newest_first=True))
    by = acting_of(entry.payload)
    assert by is not None and (by.via, by.role, entry.payload["unit"]) == ("web", "district", DISTRICT)
    own = f"/years/{OPEN}/files/{entry.seq}"
    for path in ("", "/marked", "/sheet?sheet=Sheet&cell=D3", "/sheet/file"):
        assert client.get(own + path).status_code == 200, path
        assert neighbour.get(own + path).status_code == 404, path
    assert "千灯镇 2018.xlsx" in client.get(f"/years/{OPEN}/files").text
    assert "千灯镇" not in neighbour.get(f"/years/{OPEN}/files").text


def test_the_marked_workbook_and_the_receipt_are_those_of_the_file(place: Town) -> None:
    client, content = place.enter_as(account_of(Role.DISTRICT)), workbook(firm("JINQIU", spent="约900"))
    send(place, client, ("a.xlsx", content))
    own = f"/years/{OPEN}/files/{last(place)}"
    assert client.get(f"{own}/sheet/file").content == content
    marked = openpyxl.load_workbook(io.BytesIO(client.get(f"{own}/marked").content))
    comment = marked["Sheet"]["D2"].comment
    assert comment is not None and "not an exact figure" in comment.text
    assert sha256(content).hexdigest() in client.get(own).text


def test_files_of_a_zip_and_what_is_none_are_all_answered(place: Town) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("一批/kexi.xlsx", workbook(firm("KEXI")))
        archive.writestr("一批/说明.pdf", b"%PDF-1.7 ...")
    client = place.enter_as(account_of(Role.DISTRICT))
    before = last(place)
    status, page = send(place, client, ("批.zip", packed.getvalue()), ("../../x.png", PICTURE))
    assert status == 200 and last(place) == before + 1
    assert all(name in page for name in ("批.zip/一批/kexi.xlsx", "批.zip/一批/说明.pdf", "x.png"))
    assert page.count("This file is not on record.") == 2 and ".." not in page.split("Answers")[1]


def test_a_later_file_of_the_unit_takes_the_place_of_its_earlier_one_and_no_others(place: Town) -> None:
    client, neighbour = place.enter_as(account_of(Role.DISTRICT)), place.enter_as(NEIGHBOUR)
    send(place, client, ("first.xlsx", workbook(firm("LANTIAN"))))
    assert "1 accepted" in send(place, client, ("later.xlsx", workbook(firm("LANTIAN", spent=901))))[1]
    again = send(place, client, ("later.xlsx", workbook(firm("LANTIAN", spent=901))))[1]
    assert "1 unchanged" in again or "received before" in again
    stolen = send(place, neighbour, ("x.xlsx", workbook(firm("LANTIAN", spent=1))))[1]
    assert "0 accepted, 1 returned" in stolen
    with place.desk.record.reading() as reader:
        row = next(iter(reader.applications_by_id(OPEN, ["LANTIAN"])))
    assert "901" in [each["value"] for each in row.record["values"].values()]


def test_what_cannot_be_taken_is_refused_in_words_and_leaves_nothing(place: Town) -> None:
    client, before = place.enter_as(account_of(Role.DISTRICT)), last(place)
    assert send(place, client)[0] == 422
    status, page = send(place, client, ("a.xlsx", workbook(firm("MANTING"))), year=NOTICED)
    assert status == 409 and "decided" in page
    forged = client.post(f"/years/{OPEN}/files/new", files=[("files", ("a.xlsx", workbook(firm("NIU"))))])
    assert forged.status_code == 403
    limits = place.desk.limits
    place.desk.limits = replace(limits, file_bytes=1000)
    try:
        status, page = send(place, client, ("large.xlsx", bytes(1_200_000)))
    finally:
        place.desk.limits = limits
    assert status == 413 and "larger than" in page and last(place) == before


def test_a_clerk_hands_in_for_all(place: Town) -> None:
    client = place.enter_as(account_of(Role.CLERK))
    rows = (firm("OUYANG"), firm("PINGAN", OTHER_DISTRICT))
    assert "2 accepted, 0 returned" in send(place, client, ("all.xlsx", workbook(*rows)))[1]
    assert "all.xlsx" in client.get(f"/years/{OPEN}/files?lang=en").text
    assert "all.xlsx" not in place.enter_as(account_of(Role.DISTRICT)).get(f"/years/{OPEN}/files").text


@pytest.mark.parametrize("form", ["", "?for=one"])
def test_the_workbook_to_fill_in_is_read_back(place: Town, form: str) -> None:
    client = place.enter_as(account_of(Role.DISTRICT))
    content = client.get(f"/years/{OPEN}/files/template{form}").content
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames


@given(st.text(max_size=300))
def test_a_name_leads_nowhere(name: str) -> None:
    parts = _parts(name)
    assert parts and all(each not in ("", ".", "..") and "/" not in each for each in parts)
    assert not Path(*parts).is_absolute() and all(len(each.encode()) <= 240 for each in parts)


def test_a_file_that_another_handed_in_before_leads_to_no_page_of_theirs(place: Town) -> None:
    client, neighbour = place.enter_as(account_of(Role.DISTRICT)), place.enter_as(NEIGHBOUR)
    same = ("same.xlsx", workbook(firm("QINGSHAN")))
    send(place, client, same)
    _status, page = send(place, neighbour, same)
    answer = page.split("Answers")[-1]
    assert "same.xlsx" in answer
    for path in {part.split('"')[0] for part in answer.split('href="')[1:]}:
        assert neighbour.get(path.replace("&amp;", "&")).status_code in (200, 303), path


def test_outside_of_the_window_only_a_clerk_hands_in(place: Town) -> None:
    district, clerk = place.enter_as(account_of(Role.DISTRICT)), place.enter_as(account_of(Role.CLERK))
    now = datetime.now(UTC)
    day, path = timedelta(days=1), f"/years/{OPEN}/files?lang=en"

    def of(first: datetime, until: datetime) -> None:
        review.set_filing_window(place.desk.record, "root", OPEN, first, until)

    try:
        for window, word in (((now + day, now + 2 * day), "early"), ((now - 2 * day, now - day), "late")):
            of(*window)
            page = district.get(path).text
            assert f"is {word}" in page and "multipart" not in page
            status, page = send(place, district, ("a.xlsx", workbook(firm("SHANHE"))))
            assert status == 409 and f"is {word}" in page
            assert "multipart" in clerk.get(path).text
        assert "1 accepted" in send(place, clerk, ("late.xlsx", workbook(firm("SHANHE"))))[1]
    finally:
        of(now - day, now + day)
    page = district.get(path).text
    assert "multipart" in page and "are taken in from" in page
    assert "1 accepted" in send(place, district, ("in_time.xlsx", workbook(firm("TIANHE"))))[1]


def test_when_a_file_began_to_come_counts_and_not_when_it_is_looked_at(tmp_path: Path) -> None:
    towns = opened(tmp_path)
    town = next(towns)
    record = town.desk.record
    review.open_year(record, "root", OPEN, load_file(tmp_path / "town.yaml"), None)
    until = datetime.now(UTC) - timedelta(seconds=1)
    review.set_filing_window(record, "root", OPEN, until - timedelta(days=1), until)
    by = By("web", "password+totp", account=account_of(Role.DISTRICT), session=1)
    district, files = record.acting(by), [Incoming("a.xlsx", workbook(firm("UUUUU")))]
    with pytest.raises(Refused, match="is late"):
        review.intake(district, name_of(Role.DISTRICT), OPEN, files)
    in_time = review.IntakeOptions(arrived=until)
    assert review.intake(district, name_of(Role.DISTRICT), OPEN, files, handling=in_time)[0].accepted == 1
    next(towns, None)


def test_a_hostile_archive_is_answered_file_by_file(place: Town) -> None:
    """A way out, a bomb, archives in one another too deep: each a sentence; what is good is taken."""
    client, before = place.enter_as(account_of(Role.DISTRICT)), last(place)
    innermost = packed({"deep.xlsx": workbook(firm("UNSEEN"))})
    for _depth in range(3):
        innermost = packed({"inner.zip": innermost})
    members = {
        "../../etc/out.xlsx": workbook(firm("OUTSIDE")),
        "a/good.xlsx": workbook(firm("WANHE")),
        "nested.zip": innermost,
    }
    _status, page = send(place, client, ("批.zip", packed(members)))
    answers = html.fromstring(page).xpath("//article")
    told = {each.xpath("./h3")[0].text_content().strip(): each.text_content() for each in answers}
    assert any("good.xlsx" in name and "1 accepted" in text for name, text in told.items())
    out = next(text for name, text in told.items() if "out.xlsx" in name)
    deep = next(text for name, text in told.items() if "inner.zip" in name or "nested.zip" in name)
    assert "This file is not on record." in out and "This file is not on record." in deep
    assert last(place) == before + 1
    bomb = packed({"bomb.xlsx": bytes(60_000_000)}, zipfile.ZIP_DEFLATED)
    _status, page = send(place, client, ("bomb.zip", bomb))
    assert "This file is not on record." in page and last(place) == before + 1
    with place.desk.record.reading() as reader:
        assert not {"OUTSIDE", "UNSEEN"} & {row.enterprise_id for row in reader.applications(OPEN)}


def packed(members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, each in members.items():
            archive.writestr(name, each)
    return content.getvalue()


def test_a_folder_is_taken_as_a_whole_and_every_file_is_answered(place: Town) -> None:
    """As a browser sends a folder: each file with the way to it."""
    client, before = place.enter_as(account_of(Role.DISTRICT)), last(place)
    files = (
        ("千灯/一批/a.xlsx", workbook(firm("XINGHE"))),
        ("千灯/二批/a.xlsx", workbook(firm("YUNSHAN"))),
        ("千灯/.DS_Store", b"x"),
        ("千灯/~$a.xlsx", b"lock"),
    )
    _status, page = send(place, client, *files)
    names = [each.text_content().strip() for each in html.fromstring(page).xpath("//article/h3")]
    assert len(names) == 4 and "一批/a.xlsx" in names and "二批/a.xlsx" in names
    assert last(place) == before + 2
