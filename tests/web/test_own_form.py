"""An application filled in on a page: it goes the way of a workbook, and a draft is nobody else's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html
from starlette.testclient import TestClient

from cultivation import review
from cultivation.core.roles import Role
from cultivation.core.rules.field_groups import field_groups
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.language import speaking
from cultivation.queries.year import year_in
from cultivation.record.actors import acting_of

from .staff import DISTRICT, OTHER_DISTRICT, OWN, Town, account_of, opened
from .test_desk import fields_of
from .test_files import OPEN, firm, last, workbook

SCORING_RULES = Path(__file__).parents[2] / "scoring_rules"
YEAR = f"/years/{OPEN}"
RIGHT = {
    "field.code": OWN,
    "field.name": "安澜有限公司",
    "field.revenue": "10000",
    "field.rd": "871.50",
    "field.patents": "12",
    "field.accident": "否",
    "field.zone": DISTRICT,
    "field.legal_representative": "周法人",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("own_form")
    towns = opened(folder)
    made = next(towns)
    review.open_year(made.desk.record, "root", OPEN, load_file(folder / "town.yaml"), None)
    yield made
    next(towns, None)


def form(client: TestClient, language: str = "zh") -> dict[str, str]:
    return fields_of(client.get(f"{YEAR}/form?lang={language}").text, "/form")


def sent(place: Town, client: TestClient, act: str, **fields: str) -> tuple[int, str, str]:
    return place.send(client, f"{YEAR}/form", act=act, **fields)


def test_a_firm_fills_in_saves_checks_and_submits(place: Town) -> None:
    client, before = place.enter_as(account_of(Role.FIRM)), last(place)
    begun = form(client)
    assert begun["field.code"] == OWN, "who one stands for is known"
    wrong = {**begun, **RIGHT, "field.rd": "待定", "token": place.token(client)}
    status, _to, page = sent(place, client, "save", **wrong)
    assert status == 200 and last(place) == before
    kept = form(client, "en")
    assert kept["field.rd"] == "待定" and kept["version"] == "1"
    status, _to, page = sent(place, client, "submit", **{**wrong, "version": "1"})
    assert status == 422 and last(place) == before, "what would be returned is not put on record"
    (row,) = html.fromstring(page).xpath('//div[contains(@class, "entry wrong")]')
    assert row.xpath(".//input/@name") == ["field.rd"] and "待定" in row.text_content()
    status, to, page = sent(place, client, "submit", **{**wrong, "field.rd": "871.50", "version": "2"})
    assert status == 303 and to.startswith(f"{YEAR}/files/"), page
    assert "安澜" in client.get(to).text or OWN in client.get(to).text
    with place.desk.record.reading() as reader:
        entry = next(reader.entries(limit=1, newest_first=True))
        assert year_in(reader, OPEN).rows[OWN].text("rd") == "871.5"
        book = openpyxl.load_workbook(io.BytesIO(reader.document(entry.payload["documents"][0]["sha256"])))
    by = acting_of(entry.payload)
    assert by is not None and (by.via, by.role, entry.payload["applicant"]) == ("web", "firm", OWN)
    values = [cell.value for line in book.worksheets[0].iter_rows() for cell in line]
    assert "871.50" in values, "as it was written"
    assert form(client)["version"] == "0", "the draft is gone"


@pytest.mark.parametrize("spent", ["约900", "-5", "20000", "12..5", "9千", ""])
def test_the_form_says_of_a_workbook_what_the_intake_says_of_it(place: Town, spent: str) -> None:
    """The same values in a table: the same errors and doubts at the same fields."""
    client, code = place.enter_as(account_of(Role.DISTRICT)), "SAME"
    fields = {**RIGHT, "field.code": code, "field.name": f"{code}有限公司", "field.rd": spent}
    fields |= {"field.patents": "10", "version": form(client)["version"]}
    page = html.fromstring(sent(place, client, "check", **fields)[2])
    files = [Incoming("a.xlsx", workbook(firm(code, spent=spent)))]
    (answer,) = review.intake(place.desk.record, "root", OPEN, files, dry_run=True)
    with speaking("zh"):
        expected = {(each.field, each.message()) for each in answer.findings if each.field}
    rows = {
        each.get("id")[2:]: each.text_content() for each in page.xpath('//div[contains(@class, "found")]')
    }
    assert {key for key, _message in expected} == rows.keys()
    assert all(message in rows[key] for key, message in expected)
    assert sum(rows[key].count("错误") + rows[key].count("存疑") for key in rows) >= len(expected)


def test_a_stale_draft_is_shown_beside_what_was_saved_elsewhere(place: Town) -> None:
    client = place.enter_as(account_of(Role.FIRM))
    first = {**form(client), **RIGHT, "field.rd": "901"}
    assert sent(place, client, "save", **first)[0] == 200
    status, _to, page = sent(place, client, "save", **{**first, "field.rd": "902", "field.patents": "13"})
    assert status == 409
    shown = fields_of(page, "/form")
    assert (shown["field.rd"], shown["field.patents"]) == ("902", "13"), "nothing is lost"
    beside = [each.text_content() for each in html.fromstring(page).xpath('//p[@class="found"]')]
    assert len(beside) == 2 and "901" in beside[1] and "12" in beside[0]
    again = {key: value for key, value in shown.items() if key != "act"}
    assert sent(place, client, "save", **again)[0] == 200 and form(client)["field.rd"] == "902"
    other = place.enter_as(account_of(Role.DISTRICT))
    assert form(other).get("field.rd") != "902", "a draft is of one account"


def test_nobody_submits_for_others_by_the_form(place: Town) -> None:
    client, before = place.enter_as(account_of(Role.FIRM)), last(place)
    fields = {**form(client), **RIGHT, "field.code": "ANOTHER", "field.name": "他人有限公司"}
    status, _to, _page = sent(place, client, "submit", **fields)
    assert status == 422 and last(place) == before
    forged = client.post(f"{YEAR}/form", data={**fields, "act": "submit", "token": "x" * 32})
    assert forged.status_code == 403 and last(place) == before
    for role in (Role.OBSERVER, Role.AUDITOR, Role.PROPOSER):
        stranger = place.enter_as(account_of(role))
        assert stranger.get(f"{YEAR}/form").status_code == 403
        assert sent(place, stranger, "submit", **fields)[0] == 403
    district = place.enter_as(account_of(Role.DISTRICT))
    fields = {
        **RIGHT,
        "field.code": "ELSE",
        "field.zone": OTHER_DISTRICT,
        "version": form(district)["version"],
    }
    assert sent(place, district, "submit", **fields)[0] == 422 and last(place) == before


def test_formulas_and_pages_in_texts_stay_texts(place: Town) -> None:
    client = place.enter_as(account_of(Role.DISTRICT))
    hostile = '=HYPERLINK("http://x")<script>alert(1)</script>'
    fields = {**RIGHT, "field.code": "HOSTILE", "field.name": "恶意有限公司"}
    fields |= {"field.legal_representative": hostile, "version": form(client)["version"]}
    status, _to, page = sent(place, client, "submit", **fields)
    assert status == 303, page
    with place.desk.record.reading() as reader:
        entry = next(reader.entries(limit=1, newest_first=True))
        assert year_in(reader, OPEN).rows["HOSTILE"].text("legal_representative") == hostile
        book = openpyxl.load_workbook(io.BytesIO(reader.document(entry.payload["documents"][0]["sha256"])))
    (cell,) = [c for line in book.worksheets[0].iter_rows() for c in line if c.value == hostile]
    assert cell.data_type == "s"
    page = place.enter_as(account_of(Role.CLERK)).get(f"{YEAR}/firms/HOSTILE").text
    assert "<script>alert" not in page


def test_what_is_incomplete_is_refused(place: Town) -> None:
    client = place.enter_as(account_of(Role.FIRM))
    for fields in ({"act": "save"}, {"act": "nonsense", "version": "0"}, {"version": "0", "act": "save"}):
        assert place.send(client, f"{YEAR}/form", **fields)[0] == 422
    assert place.send(client, f"{YEAR}/form", act="save", version="9" * 30, **RIGHT)[0] == 422


@pytest.mark.parametrize("path", sorted(SCORING_RULES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_groups_hold_every_field_that_applicants_fill_once(path: Path) -> None:
    rules = load_file(path).rules
    groups = field_groups(rules)
    several = [key for keys in groups.values() for key in keys]
    assert sorted(several) == sorted(rules.for_applicants.fields)
