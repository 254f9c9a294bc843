"""A zone gives its opinion on a page: the same step as by its sheet, and nobody else's."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html

from cultivation.core.roles import Role
from cultivation.queries.opinions import opinions_of
from cultivation.queries.year import year_in
from cultivation.record.actors import acting_of
from cultivation.record.entries import AccountOpened, RoleGranted
from cultivation.review.replay import replay

from .full_year import THIS_YEAR, town
from .staff import Town, account_of, give_roles
from .test_files import last

ZONE, OTHER = "zone/qiandeng", "zone/yushan"
ENVIRONMENT = "department/environment"
OFFICE = "eeeeeeeeeeeeeeee"  # of the department
PATH = f"/years/{THIS_YEAR}/opinion"
HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>'


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    office = town(tmp_path_factory.mktemp("opinions"))
    made = Town(office.workspace)
    give_roles(made.desk.record)
    with made.desk.record.writing("root") as writer:
        writer.append(AccountOpened(account=OFFICE, name="卫环", unit="生态环境局"))
        writer.append(RoleGranted(account=OFFICE, role="district", document="1号", unit="生态环境局"))
    yield made
    made.close()


def test_a_zone_answers_on_a_page_what_its_sheet_would_say(place: Town) -> None:
    client, before = place.enter_as(account_of(Role.DISTRICT)), last(place)
    listed = client.get(f"{PATH}?lang=en").text
    assert f"{PATH}/zone/qiandeng" in listed and "yushan" not in listed and "environment" not in listed
    page = client.get(f"{PATH}/{ZONE}").text
    (seen,) = html.fromstring(page).xpath('//input[@name="seen"]/@value')
    codes = [each.split(".", 1)[1] for each in html.fromstring(page).xpath("//fieldset//input/@name")]
    assert set(codes) == {"ENZE"}
    status, _to, page = place.send(client, f"{PATH}/{ZONE}", seen=seen)
    assert status == 422 and last(place) == before
    status, _to, page = place.send(client, f"{PATH}/{ZONE}", seen=seen, **{"yes.ENZE": "no"})
    assert status == 422 and last(place) == before, "a reason is needed"
    (wrong,) = html.fromstring(page).xpath('//fieldset[@class="wrong"]')
    assert "ENZE" in wrong.text_content()
    said = {"yes.ENZE": "no", "reason.ENZE": HOSTILE}
    status, _to, page = place.send(client, f"{PATH}/{ZONE}", seen=seen, **said)
    assert status == 200 and last(place) == before + 1 and "<script>alert" not in page
    with place.desk.record.reading() as reader:
        entry = next(reader.entries(limit=1, newest_first=True))
        answer = opinions_of(year_in(reader, THIS_YEAR)).given[ZONE].answers["ENZE"]
        book = openpyxl.load_workbook(io.BytesIO(reader.document(entry.payload["documents"][0]["sha256"])))
    assert (answer.yes, answer.reason) == (False, HOSTILE)
    by = acting_of(entry.payload)
    assert by is not None and (by.via, by.role, entry.payload["unit"]) == ("web", "district", "千灯镇")
    (cell,) = [c for line in book.worksheets[0].iter_rows() for c in line if c.value == HOSTILE]
    assert cell.data_type == "s"
    status, _to, page = place.send(client, f"{PATH}/{ZONE}", seen=seen, **{**said, "reason.ENZE": "另一理由"})
    assert status == 409 and "另一理由" in page and last(place) == before + 1, "the form was opened before"
    (now,) = html.fromstring(page).xpath('//input[@name="seen"]/@value')
    yes = {"yes.ENZE": "yes", "order.ENZE": "1"}
    assert place.send(client, f"{PATH}/{ZONE}", seen=now, **yes)[0] == 200
    steps = [each for each in replay(place.desk.record) if each.kind == entry.kind]
    assert [each for each in steps if not each.same] == []


def test_a_department_objects_on_a_page(place: Town) -> None:
    client = place.enter_as(OFFICE)
    page = html.fromstring(client.get(f"{PATH}/{ENVIRONMENT}").text)
    said = {each.get("name"): each.get("value") for each in page.xpath('//input[@type="radio" and @checked]')}
    said |= {each.getparent().get("name"): each.get("value") for each in page.xpath("//option[@selected]")}
    said |= {each.get("name"): each.get("value") for each in page.xpath('//fieldset//input[@type="text"]')}
    assert said["yes.BIYUN"] == "yes" and said["ground.BIYUN"] == "unlicensed"
    (seen,) = page.xpath('//input[@name="seen"]/@value')
    said |= {"yes.ANLAN": "yes", "reason.ANLAN": "苏环查〔2026〕20号"}
    status, _to, answer = place.send(client, f"{PATH}/{ENVIRONMENT}", seen=seen, **said)
    assert status == 422 and [
        each.text_content()
        for each in html.fromstring(answer).xpath('//fieldset[@class="wrong"]/legend/span')
    ] == ["ANLAN"]
    said["ground.ANLAN"] = "unlicensed"
    assert place.send(client, f"{PATH}/{ENVIRONMENT}", seen=seen, **said)[0] == 200
    with place.desk.record.reading() as reader:
        answers = opinions_of(year_in(reader, THIS_YEAR)).given[ENVIRONMENT].answers
    assert {key for key, each in answers.items() if each.yes} == {"ANLAN", "BIYUN"}


def test_nobody_answers_for_another(place: Town) -> None:
    before = last(place)
    for account, bodies in (
        (account_of(Role.DISTRICT), (OTHER, ENVIRONMENT, "zone/nowhere")),
        (OFFICE, (ZONE, OTHER, "department/market")),
    ):
        client = place.enter_as(account)
        absent = client.get(f"{PATH}/zone/absent")
        for body in bodies:
            answer = client.get(f"{PATH}/{body}")
            assert answer.status_code == absent.status_code == 404, body
            assert place.send(client, f"{PATH}/{body}", seen="0")[0] == 404, body
    for role in (Role.FIRM, Role.EXPERT, Role.OBSERVER, Role.AUDITOR):
        assert place.enter_as(account_of(role)).get(f"{PATH}/{ZONE}").status_code == 403
    assert last(place) == before
