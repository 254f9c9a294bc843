"""What was corrected, withdrawn and proposed anew, as the desk and the entries and exits show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.commands.office import NAMES, Office
from tests.commands.test_every_state import CORRECT, RATIOS, RULES

from .comparing import rows
from .conftest import Face


@pytest.fixture(scope="module")
def story(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Face, list[dict[str, Any]], list[dict[str, Any]]]]:
    """A year that is proposed, and proposed anew once a value is corrected and a firm withdrawn."""
    office = Office(tmp_path_factory.mktemp("desk"))
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", office.applications("a.xlsx", RATIOS))
    office.do("score 2016")
    first = office.ask("propose 2016")["lines"]
    gone = next(each["id"] for each in first if each["action"] == "enter" and each["id"] != "CHENHUI")
    office.do(CORRECT)
    office.do(f"withdraw 2016 {gone} --reason 企业来函")
    office.do("score 2016")
    second = office.ask("propose 2016")["lines"]
    face = Face(office.workspace)
    face.enter()
    face.get("/?lang=en")
    yield face, first, second
    face.close()


def pool_of(lines: list[dict[str, Any]]) -> set[str]:
    return {each["id"] for each in lines if each["action"] in ("enter", "stay")}


def test_the_pool_is_compared_with_the_last_proposal(story: Any) -> None:
    face, first, second = story
    page = "/years/2016/changes?against=proposal"
    comes = {row[2] for row in rows(face, page, "moved enter")}
    goes = {row[2]: row[5] for row in rows(face, page, "moved exit")}
    assert comes == {NAMES[each] for each in pool_of(second) - pool_of(first)} != set()
    assert goes.keys() == {NAMES[each] for each in pool_of(first) - pool_of(second)} != set()
    assert "no longer among the applications" in goes.values()


def test_the_desk_tells_what_became_of_each(story: Any) -> None:
    face, first, second = story
    gone = pool_of(first) - {each["id"] for each in second}
    states = {row[1]: row[2] for row in rows(face, "/years/2016/firms", "applications")}
    assert {key: state for key, state in states.items() if state != "received"} == {
        "CHENHUI": "corrected",
        **dict.fromkeys(gone, "withdrawn: 企业来函"),
    }
    assert len(states) == len(first)
    assert [row[1] for row in rows(face, "/years/2016/firms?state=corrected", "applications")] == ["CHENHUI"]


def test_a_corrected_value_is_shown_as_filed_and_as_it_counts(story: Any) -> None:
    face, _first, _second = story
    values = {row[4]: row for row in rows(face, "/years/2016/firms/CHENHUI", "values")}
    changed = [row for row in values.values() if row[1] != row[2] and "corrected" in row[5]]
    filed = f"{RATIOS['CHENHUI'] * 100:,.0f}"
    assert [(row[1].split()[0], row[2].split()[0]) for row in changed] == [(filed, "300")]
    assert "审计报告" in changed[0][5]
    [entry] = rows(face, "/years/2016/firms/CHENHUI", "corrections")
    assert entry[1] == "王芳" and entry[4] == "300" and entry[5] == "审计报告"
