"""A heading that was not understood is explained once in the browser, and the file is read again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html

from cultivation import review
from cultivation.core.roles import Role
from cultivation.core.rules.loading import load_file
from cultivation.queries.year import year_in
from cultivation.record.actors import acting_of
from cultivation.review.replay import replay

from .staff import DISTRICT, HEAD, Town, account_of, opened
from .test_files import OPEN, firm, last, send

YEAR = f"/years/{OPEN}"
HEADING = '研发支出合计<i>&"'


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("headings")
    towns = opened(folder)
    made = next(towns)
    review.open_year(made.desk.record, "root", OPEN, load_file(folder / "town.yaml"), None)
    yield made
    next(towns, None)


def table(heading: str, *rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([heading if each == "研发费用" else each for each in HEAD])
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_column_is_explained_once_and_the_file_is_read_again_for_who_sent_it(place: Town) -> None:
    district, clerk = place.enter_as(account_of(Role.DISTRICT)), place.enter_as(account_of(Role.CLERK))
    send(place, district, ("a.xlsx", table(HEADING, firm("BAONE", spent=871), firm("BATWO", spent=872))))
    page = clerk.get(f"{YEAR}/headings?lang=en").text
    root = html.fromstring(page)
    (card,) = [each for each in root.xpath("//article") if each.xpath("./h3")[0].text_content() == HEADING]
    assert "871" in card.text_content() and "872" in card.text_content() and "<i>&" not in page
    said = {"heading": HEADING, "field": "rd", "again": "yes"}
    before = last(place)
    assert place.send(district, f"{YEAR}/headings/explain", **said)[0] == 403 and last(place) == before
    assert place.send(clerk, f"{YEAR}/headings/explain", heading=HEADING)[0] == 422
    assert place.send(clerk, f"{YEAR}/headings/explain", **{**said, "field": "nonsense"})[0] == 422
    assert last(place) == before
    status, _to, answer = place.send(clerk, f"{YEAR}/headings/explain", **said)
    assert status == 200 and "2 accepted" in answer
    with place.desk.record.reading() as reader:
        explained, received = list(reader.entries(after=before))
        rows = year_in(reader, OPEN).rows
        assert [rows[key].text("rd") for key in ("BAONE", "BATWO")] == ["871", "872"]
    assert explained.kind == "heading_explained" and received.payload["unit"] == DISTRICT
    by = acting_of(received.payload)
    assert by is not None and by.role == "clerk"
    assert HEADING not in html.fromstring(clerk.get(f"{YEAR}/headings?lang=en").text).xpath("//h3/text()")
    assert "BAONE" not in clerk.get(f"{YEAR}/findings").text
    assert str(received.seq) in district.get(f"{YEAR}/files").text, "it is still the district's own"
    later = ("b.xlsx", table(HEADING, firm("BATHREE", spent=5), firm("BAONE", spent=870)))
    assert "2 accepted" in send(place, district, later, lang="en")[1]
    steps = [each for each in replay(place.desk.record) if each.kind in (explained.kind, received.kind)]
    assert [each for each in steps if not each.same] == []


def test_a_file_is_not_read_again_over_what_was_corrected_or_came_later(place: Town) -> None:
    district, clerk = place.enter_as(account_of(Role.DISTRICT)), place.enter_as(account_of(Role.CLERK))
    send(place, district, ("a.xlsx", table(HEADING, firm("CAONE", spent=871), firm("CATWO", spent=872))))
    send(place, district, ("right.xlsx", table("研发费用", firm("CAONE", spent=880))))
    before = last(place)
    said = {"heading": HEADING, "field": "rd", "again": "yes"}
    assert place.send(clerk, f"{YEAR}/headings/explain", **said)[0] == 200
    with place.desk.record.reading() as reader:
        kinds = [each.kind for each in reader.entries(after=before)]
        assert year_in(reader, OPEN).rows["CAONE"].text("rd") == "880"
        assert year_in(reader, OPEN).rows["CATWO"].text("rd") == "872"
    assert kinds == ["heading_explained", "workbook_received"]
    steps = [each for each in replay(place.desk.record) if each.kind in kinds]
    assert [each for each in steps if not each.same] == []
    before = last(place)
    assert place.send(clerk, f"{YEAR}/headings/forget", heading=HEADING)[0] == 200
    assert place.send(clerk, f"{YEAR}/headings/forget", heading=HEADING)[0] == 404
    assert last(place) == before + 1
