"""The page of further pools says what the commands say in each of them, and nothing where there are none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import html

from tests.commands.office import Office
from tests.commands.test_pools import told_story
from tests.web.comparing import text_of
from tests.web.conftest import Face


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return told_story(tmp_path_factory.mktemp("pools"))


@pytest.fixture
def face(office: Office) -> Iterator[Face]:
    face = Face(office.workspace)
    face.enter()
    yield face
    face.close()


def cells(table: html.HtmlElement) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in table.xpath(".//tbody/tr")]


def test_the_years_and_members_of_a_further_pool(face: Face, office: Office) -> None:
    root = html.fromstring(face.get("/pools?lang=en"))
    years, members = root.xpath("//main//table")
    (stands,) = office.ask("--pool giants status")["years"]
    assert cells(years)[0][0] == str(stands["year"])
    assert cells(years)[0][4:6] == [str(stands["applications"]), str(stands["members"])]
    (member,) = office.ask("--pool giants pool")["members"]
    assert cells(members) == [[str(member["rank"]), member["name"], member["id"], str(member["since"])]]
    assert "小巨人培育库" in text_of(root.xpath("//main//h2")[0])
    assert root.xpath("//nav[@class='rooms']/a[@href='/pools']/@aria-current") == ["page"]


def test_a_pool_that_is_not_there_is_not_found(face: Face) -> None:
    assert face.client.get("/pools?pool=nowhere").status_code == 404
    assert face.client.get("/pools?pool=../../etc").status_code == 404


def test_the_further_pool_served_itself_has_no_further_ones(office: Office) -> None:
    face = Face(office.workspace / "pools" / "giants")
    try:
        face.enter()
        root = html.fromstring(face.get("/?lang=en"))
        assert not root.xpath("//nav[@class='rooms']/a[@href='/pools']")
        assert "2017" in text_of(root.xpath("//main")[0])
    finally:
        face.close()
