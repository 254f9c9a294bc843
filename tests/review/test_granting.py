"""Accounts and roles: who may grant what, what takes two persons, and no way to what is forbidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cultivation import review
from cultivation.core.roles import Grant, Role
from cultivation.errors import Refused, UsageMistake
from cultivation.queries.accounts import account_of, accounts_of, grants_of, identities_required, requests_of
from cultivation.record.accounts import fold_accounts
from cultivation.record.actors import By, acting_of
from cultivation.record.entries import KINDS, AccountOpened, RestoreDrilled
from cultivation.record.permissions import ROLES
from cultivation.record.store import Record
from cultivation.record.times import moment_of
from cultivation.review.replay import replay
from tests.core.test_roles import FORBIDDEN
from tests.record.story import ticking_clock

ADMINISTRATORS = ("security_admin", "system_admin", "audit_admin")
PROVED = "password+totp"


@dataclass
class Office:
    """A record with its people: acts are by account, each from a session of its own."""

    record: Record
    ids: dict[str, str] = field(default_factory=dict)

    def as_(self, name: str, session: str = "") -> tuple[Record, str]:
        by = By("web", PROVED, account=self.ids[name], session=session or f"session of {name}")
        return self.record.acting(by), name

    def open(self, name: str, by: str | None = "王芳") -> str:
        acting = self.as_(by) if by else (self.record, "root")
        self.ids[name] = review.open_account(*acting, name, "科技局")
        return self.ids[name]

    def grant_of(self, name: str, role: str, year: int | None = None) -> Grant:
        return Grant(self.ids[name], Role(role), year)

    def have(self, name: str, role: str, year: int | None = None) -> int:
        """Give a role, by two persons where it takes two."""
        given = self.grant_of(name, role, year)
        if role in ("clerk", "secretary", "observer"):
            return review.grant_role(*self.as_("王芳"), given, "1号")
        asked = review.ask_role(*self.as_("王芳"), given, "1号")
        review.confirm_role(*self.as_("赵敏"), asked)
        return asked


def drill(record: Record, name: str) -> None:
    """Record what only a system administrator may."""
    with record.writing(name) as writer:
        said = RestoreDrilled(file="a.db", entries=1, head="0" * 64, missing=0, anchored=0, steps=0)
        writer.append(said)


def new_record(path: Path) -> Record:
    record = Record(f"sqlite:///{path}", ticking_clock())
    review.create(record, "root")
    return record


def staffed(record: Record) -> Office:
    """The first start: 王芳 security, 李强 system, 赵敏 audit; and 钱进 without a role."""
    office = Office(record)
    office.open("王芳", by=None)
    review.grant_role(record, "root", office.grant_of("王芳", "security_admin"), "1号")
    for name, role in (("李强", "system_admin"), ("赵敏", "audit_admin")):
        office.open(name)
        review.grant_role(*office.as_("王芳"), office.grant_of(name, role), "1号")
    office.open("钱进")
    return office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    record = new_record(tmp_path / "office.db")
    yield staffed(record)
    record.dispose()


def refused(call: Callable[[], object], *words: str) -> None:
    """The refusal says all of the words, in one go."""
    with pytest.raises(Refused) as caught:
        call()
    assert all(word in caught.value.message for word in words), caught.value.message


def test_the_first_start_makes_three_administrators_and_nothing_else(tmp_path: Path) -> None:
    office = Office(new_record(tmp_path / "new.db"))
    office.open("王芳", by=None)
    only = office.grant_of("王芳", "clerk")
    refused(lambda: review.grant_role(office.record, "root", only, "1号"), "security administrator")
    review.grant_role(office.record, "root", office.grant_of("王芳", "security_admin"), "1号")
    office.open("李强")
    for role in ("clerk", "security_admin", "approver"):
        wanted = office.grant_of("李强", role)
        refused(lambda wanted=wanted: review.grant_role(*office.as_("王芳"), wanted, "1号"), "three")  # type: ignore[misc]
    wanted = office.grant_of("李强", "system_admin")
    refused(lambda: review.grant_role(office.record, "root", wanted, "1号"), "root has no role")
    review.grant_role(*office.as_("王芳"), wanted, "1号")
    refused(lambda: review.require_identities(*office.as_("王芳")), "three administrators")
    office.record.dispose()


def test_administrators_are_three_persons_even_by_two_accounts_of_one_name(tmp_path: Path) -> None:
    office = Office(new_record(tmp_path / "new.db"))
    office.open("Wang Fang", by=None)
    review.grant_role(office.record, "root", office.grant_of("Wang Fang", "security_admin"), "1号")
    twin = review.open_account(*office.as_("Wang Fang"), "ＷＡＮＧ　fang", "信息中心")
    office.ids["twin"] = twin
    wanted = office.grant_of("twin", "audit_admin")
    refused(lambda: review.grant_role(*office.as_("Wang Fang"), wanted, "1号"), "three persons")
    office.record.dispose()


def test_one_grants_what_takes_one_and_another_confirms_what_takes_two(office: Office) -> None:
    wanted = office.grant_of("钱进", "approver", 2016)
    refused(lambda: review.grant_role(*office.as_("王芳"), wanted, "1号"), "two persons")
    refused(lambda: review.ask_role(*office.as_("李强"), wanted, "1号"), "李强 has no role")
    asked = review.ask_role(*office.as_("王芳"), wanted, "1号")
    with office.record.reading() as reader:
        assert grants_of(reader, office.ids["钱进"]) == ()
        assert [(each.number, each.grant, each.asked_by) for each in requests_of(reader)] == [
            (asked, wanted, "王芳")
        ]
    refused(lambda: review.confirm_role(*office.as_("王芳"), asked), "王芳 asked for it")
    refused(lambda: review.confirm_role(*office.as_("赵敏", "session of 王芳"), asked), "王芳 asked")
    refused(lambda: review.confirm_role(*office.as_("李强"), asked), "李强 has no role")
    assert review.confirm_role(*office.as_("赵敏"), asked) == wanted
    refused(lambda: review.confirm_role(*office.as_("赵敏"), asked), "nobody asked")
    with office.record.reading() as reader:
        assert grants_of(reader, office.ids["钱进"]) == (wanted,)


def test_all_that_is_wrong_is_said_in_one_go(office: Office) -> None:
    office.have("钱进", "clerk")
    wanted = Grant(office.ids["钱进"], Role.AUDITOR, 2016, unit="x")
    refused(
        lambda: review.ask_role(*office.as_("李强"), wanted, "1号"),
        *("李强 has no role", "limited by year", "limited by area", "must not be auditor and clerk"),
    )
    nobody = Grant("nobody", Role.EXPERT)
    refused(lambda: review.grant_role(*office.as_("王芳"), nobody, "1号"), "not open", "year is", "expert is")
    with pytest.raises(UsageMistake, match="must not be empty"):
        review.grant_role(*office.as_("王芳"), office.grant_of("钱进", "secretary"), " ")


def test_the_last_administrator_stays(office: Office) -> None:
    own = office.grant_of("李强", "system_admin")
    refused(lambda: review.end_role(*office.as_("王芳"), own, "调离"), "the only system administrator")
    refused(lambda: review.close_account(*office.as_("王芳"), own.account, "调离"), "the only")
    office.have("钱进", "system_admin")
    review.close_account(*office.as_("王芳"), own.account, "调离")
    with office.record.reading() as reader:
        closed = account_of(reader, own.account)
        assert closed is not None and not closed.is_open and closed.grants == ()
    office.ids["new"] = own.account
    refused(
        lambda: review.grant_role(*office.as_("王芳"), office.grant_of("new", "clerk"), "1号"), "not open"
    )


def test_as_it_was_known_before(office: Office) -> None:
    office.have("钱进", "clerk", 2016)
    with office.record.reading() as reader:
        granted = list(reader.entries())[-1]
    review.end_role(*office.as_("王芳"), office.grant_of("钱进", "clerk", 2016), "轮岗")
    with office.record.reading() as reader:
        assert grants_of(reader, office.ids["钱进"]) == ()
    with office.record.reading(moment_of(granted.recorded_at)) as reader:
        assert grants_of(reader, office.ids["钱进"]) == (office.grant_of("钱进", "clerk", 2016),)
        assert len(accounts_of(reader)) == 4


def test_an_entry_says_how_it_came_to_be_and_an_account_does_what_its_roles_permit(office: Office) -> None:
    office.have("钱进", "clerk")
    seal = ("2016-01-01T00:00:00.000000Z", "2016-01-02T00:00:00.000000Z", 3, "0" * 64)
    review.seal_access(office.record, "the program", *seal)
    refused(lambda: drill(*office.as_("钱进")), "钱进 has no role", "system admin")
    refused(lambda: review.close_year(*office.as_("钱进"), 2016), "not open")
    drill(*office.as_("李强"))
    with office.record.reading() as reader:
        entries = list(reader.entries())
    assert acting_of(entries[0].payload) is None
    by = acting_of(entries[-1].payload)
    assert by == By("web", PROVED, office.ids["李强"], "system_admin", None, "科技局", "session of 李强")
    record, name = office.as_("李强")
    stranger = record.acting(replace(by, account=office.ids["王芳"], role=None))
    refused(lambda: drill(stranger, name), "is that of 王芳")
    weak = record.acting(replace(by, strength="none"))
    refused(lambda: drill(weak, name), "asks for proof")


def test_where_identities_are_required_a_typed_name_needs_a_reason(office: Office) -> None:
    typed = office.record.acting(By("cli", "none", login="wang"))
    drill(typed, "李强")
    assert review.require_identities(*office.as_("王芳"))
    assert not review.require_identities(*office.as_("王芳"))
    refused(lambda: drill(typed, "李强"), "asks for proof")
    refused(lambda: drill(office.record, "李强"), "asks for proof")
    refused(lambda: review.open_account(typed, "王芳", "周明", "科技局"), "王芳 has no role")
    free = office.record.acting(By("cli", "none", login="wang", unauthenticated="登录服务故障"))
    drill(free, "李强")
    asked = review.ask_role(free, "王芳", office.grant_of("钱进", "auditor"), "1号")
    refused(lambda: review.confirm_role(free, "王 芳", asked), "another person")
    with office.record.reading() as reader:
        assert identities_required(reader)
        verified = reader.verify()
    assert verified.ok
    assert [each for each in replay(office.record) if not each.same] == []


def test_every_kind_of_entry_has_its_roles() -> None:
    assert set(KINDS.values()) == ROLES.keys()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "ask", "confirm", "end", "close", "open"]),
        st.integers(0, 5),  # who acts
        st.integers(0, 5),  # about whom
        st.sampled_from(list(Role)),
        st.sampled_from([None, 2016, 2017]),
    ),
    min_size=10,
    max_size=40,
)


def limited(account: str, role: Role, year: int | None) -> Grant:
    """A role with the limits that it needs."""
    unit, firm, expert = (
        "玉山镇" if role == "district" else None,
        "A" if role == "firm" else None,
        "x" if role == "expert" else None,
    )
    of_a_year = role in ("clerk", "secretary", "proposer", "approver", "observer", "expert")
    return Grant(
        account, role, (year or 2016 if role == "expert" else year) if of_a_year else None, unit, firm, expert
    )


@given(acts=ACTS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_no_way_leads_to_roles_that_the_table_forbids(
    acts: list[tuple[str, int, int, Role, int | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    record = new_record(tmp_path_factory.mktemp("granting") / "random.db")
    office = staffed(record)
    office.open("周明")
    office.open("吴洁")
    names = ["王芳", "赵敏", "王芳", "钱进", "周明", "吴洁"]
    asked: list[int] = []
    for act, who, whom, role, year in acts:
        actor, given = office.as_(names[who]), limited(office.ids[names[whom]], role, year)
        with suppress(Refused):
            match act:
                case "grant":
                    review.grant_role(*actor, given, "1号")
                case "ask":
                    asked.append(review.ask_role(*actor, given, "1号"))
                case "confirm" if asked:
                    review.confirm_role(*actor, asked[whom % len(asked)])
                case "end":
                    review.end_role(*actor, given, "轮岗")
                case "close" if names[whom] in ("钱进", "周明"):
                    review.close_account(*actor, given.account, "调离")
        with record.reading() as reader:
            held = [each.grants for each in accounts_of(reader)]
        for grants in held:
            for one in grants:
                for other in grants:
                    mark = FORBIDDEN[one.role, other.role] if one != other else "."
                    if one.role != other.role:
                        apart = None not in (one.year, other.year) and one.year != other.year
                        assert mark == "." or (mark == "Y" and apart), (one, other)
        holders = [{each.role for each in grants} for grants in held]
        assert all(any(Role(kind) in each for each in holders) for kind in ADMINISTRATORS)
    with record.writing("li") as writer:
        assert writer.rebuild().same
        folded = fold_accounts(writer.entries_of(AccountOpened))[0]
        assert {each.id for each in folded} == {each.id for each in writer.accounts()}
    record.dispose()
