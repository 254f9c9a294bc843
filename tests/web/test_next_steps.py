"""Whatever a year waits for has a name, in both languages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import date

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from cultivation import language, review
from cultivation.core.roles import Role
from cultivation.queries import status
from cultivation.record.entries import AccountOpened, RoleGranted
from cultivation.steps import Act, Step
from cultivation.web.next_steps import waits_for, waits_for_outside

from .staff import NOTICED, OTHER, Town, account_of, opened

NAMED = {Act[name] for name in re.findall(r"Act\.([A-Z_]+)", inspect.getsource(status))}


@pytest.mark.parametrize("act", sorted(NAMED))
def test_what_a_year_waits_for_has_a_name(act: Act) -> None:
    assert len(NAMED) > 6
    with language.speaking("en"):
        english = waits_for(Step(act, 2016, 3))
    with language.speaking("zh"):
        chinese = waits_for(Step(act, 2016, 3))
    assert english and chinese and english != chinese
    assert "{" not in english + chinese


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town in which the firm of the other district has appealed."""
    for place in opened(tmp_path_factory.mktemp("waits")):
        grounds = review.Grounds("张三", "数据有误", date(2017, 3, 10), reason="来信迟到")
        review.file_appeal(place.desk.record, "王芳", NOTICED, OTHER, grounds)
        yield place


@pytest.mark.parametrize(("role", "reads"), [(Role.CLERK, True), (Role.FIRM, False), (Role.DISTRICT, False)])
def test_who_sees_own_rows_alone_reads_nothing_of_appeals_of_others(
    place: Town, role: Role, reads: bool
) -> None:
    client = place.enter_as(account_of(role))
    for path in ("/", f"/years/{NOTICED}"):
        answer = client.get(f"{path}?lang=en")
        assert answer.status_code == 200
        assert ("answer to appeal 1" in answer.text) is reads, path
        assert f'href="/years/{NOTICED}/firms"' in answer.text or reads, "it leads to the own rows"


def test_who_is_concerned_reads_of_it(place: Town) -> None:
    with place.desk.record.writing("root") as writer:
        account = "otherfirmqqqqqqq"
        writer.append(AccountOpened(account=account, name="钱多", unit="企业"))
        writer.append(RoleGranted(account=account, role="firm", enterprise=OTHER, document="1号"))
    client = place.enter_as(account)
    assert all(
        "answer to appeal 1" in client.get(f"{path}?lang=en").text for path in ("/", f"/years/{NOTICED}")
    )


def test_applicants_read_of_the_decision_while_an_objection_is_open() -> None:
    with language.speaking("en"):
        assert waits_for_outside(Step(Act.RESOLVE, 2016, 3)) == "the decision of the leading group"
        assert (
            waits_for_outside(Step(Act.SEAL, 2016))
            == waits_for_outside(Step(Act.ANSWER_APPEAL, 2016, 2))
            == ""
        )
