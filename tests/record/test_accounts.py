"""Accounts and roles in the tables, on both databases; how entries came to be; records that do not say."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.roles import same_name
from cultivation.record.accounts import fold_accounts
from cultivation.record.actors import By, acting_of
from cultivation.record.checker import Folder, Forged, alike, check, check_two_persons
from cultivation.record.entries import IdentitiesRequired, YearClosed, recorded
from cultivation.record.export import export
from cultivation.record.store import OF_ACCOUNTS, Record
from cultivation.record.times import moment_of
from tests.properties import examples
from tests.record.saying import saying
from tests.record.story import application as filed
from tests.record.story import decide, open_year, propose, receive, score, tell, ticking_clock

BY = By("web", "password+totp", "abcdefghijklmnop", "clerk", unit="科技局", session="9c1e0f22ab34")


def grant(account: str, role: str, **more: object) -> dict[str, object]:
    return {"account": account, "role": role, "document": "1号", **more}


def tell_of_accounts(record: Record) -> list[int]:
    """Open three accounts; grant, ask, confirm, end, turn down, close; return the numbers of the entries."""
    with record.writing("王芳") as writer:
        entries = [
            *(
                saying("account_opened", {"account": each, "name": each.upper(), "unit": "局"})
                for each in ("aa", "bb", "cc")
            ),
            saying("role_granted", grant("aa", "clerk", year=2016)),
        ]
        numbers = [writer.append(each).seq for each in entries]
        asked = writer.append(saying("role_asked", grant("bb", "approver"))).seq
        other = writer.append(saying("role_asked", grant("cc", "auditor"))).seq
        third = writer.append(saying("role_granted", grant("cc", "district", unit="玉山镇"))).seq
        writer.append(saying("role_granted", grant("bb", "approver", asked=asked)))
        writer.append(saying("role_ended", {**grant("cc", "auditor"), "began": other, "reason": "x"}))
        last = writer.append(saying("account_closed", {"account": "cc", "reason": "调离"})).seq
    return [*numbers[3:], asked, other, third, last]


def test_tables_and_fold_say_the_same_on_both_databases(record: Record) -> None:
    granted, asked, other, third, last = tell_of_accounts(record)
    with record.reading() as reader:
        accounts, roles = fold_accounts(reader.entries_of(*OF_ACCOUNTS))
        assert (reader.accounts(), reader.account_roles()) == (accounts, roles)
        assert [(each.seq, each.role, each.granted_seq, each.ended_seq) for each in roles] == [
            (granted, "clerk", granted, None),
            (asked, "approver", third + 1, None),
            (other, "auditor", None, third + 2),
            (third, "district", third, last),
        ]
        assert [each.closed is None for each in accounts] == [True, True, False]
        entries = list(reader.entries())
        assert reader.verify().ok
    with record.reading(moment_of(entries[third - 1].recorded_at)) as reader:
        assert [each.granted_seq for each in reader.account_roles()] == [granted, None, None, third]
        assert all(each.closed is None for each in reader.accounts())
    with record.writing("li") as writer:
        assert writer.rebuild().same
        assert writer.rebuild().tables["account_role"].rows == 4


def test_an_entry_says_how_it_came_to_be_and_its_content_does_not(record: Record) -> None:
    tell(record.acting(By("cli", "none", login="wang")))
    view = record.acting(By("cli", "none", login="wang", unauthenticated="登录服务故障"))
    with view.writing("li") as writer:
        writer.append(IdentitiesRequired())
        writer.append(YearClosed(year=2017))
    with record.reading() as reader:
        entries = list(reader.entries())
        assert reader.verify().ok
        assert {acting_of(each.payload) for each in entries[:-2]} == {By("cli", "none", login="wang")}
        assert entries[-1].payload == {
            "year": 2017,
            "acting": {
                "via": "cli",
                "strength": "none",
                "login": "wang",
                "unauthenticated": "登录服务故障",
            },
        }
        said = recorded(entries[-1])
        assert said is not None and said.by == view.by and said.content == YearClosed(year=2017)
    with record.writing("li") as writer:
        assert writer.rebuild().same
    assert record.by is None


def test_a_view_is_the_same_record(tmp_path: Path) -> None:
    record = Record(f"sqlite:///{tmp_path / 'a.db'}", ticking_clock())
    record.create()
    view = record.acting(BY)
    assert (view.by, record.by) == (BY, None)
    assert view._database is record._database and view._parsed is record._parsed
    assert By.from_payload(BY.to_payload()) == BY
    record.dispose()


def exported(record: Record, folder: Path) -> Folder:
    target = io.BytesIO()
    with record.reading() as reader:
        export(reader, target, moment_of("2018-07-01T00:00:00.000000Z"))
    zipfile.ZipFile(target).extractall(folder)
    return Folder(folder)


@pytest.mark.parametrize("second", ["same", "other"])
def test_the_checker_finds_one_account_that_proposed_and_decided(tmp_path: Path, second: str) -> None:
    """Whoever writes past the program may write this; two names hide it from who only reads names."""
    record = Record(f"sqlite:///{tmp_path / 'a.db'}", ticking_clock())
    record.create()
    with record.writing("王芳") as writer:
        open_year(writer, 2017)
        receive(writer, 2017, "a.xlsx", [filed("A", "甲")])
        score(writer, 2017, ["A"])
    actions = {"A": "enter"}
    with forged(record, "same").writing("王芳") as writer:
        propose(writer, 2017, actions)
    with forged(record, second).writing("李强") as writer:
        decide(writer, 2017, actions)
    files = exported(record, tmp_path / "archive")
    if second == "same":
        with pytest.raises(Forged, match="one account proposed and approved"):
            check(files)
    else:
        check(files)
    record.dispose()


PROPOSED = {
    "decision_reversed": ("reversal_proposed", {"year": 2017}, {"year": 2017}),
    "appeal_upheld": ("correction_proposed", {"year": 2017, "number": 2}, {"year": 2017, "number": 2}),
    "role_granted": ("role_asked", {"account": "aa"}, {"account": "aa", "asked": 1}),
}


def entry(seq: int, actor: str, kind: str, payload: dict[str, object], **acting: str) -> dict[str, object]:
    return {"seq": seq, "actor": actor, "kind": kind, "payload": {**payload, "acting": acting}}


@pytest.mark.parametrize("kind", PROPOSED)
def test_the_checker_finds_one_person_in_all_that_takes_two(kind: str) -> None:
    """Not only in decisions: who was taken in on appeal, reversed or given a role, takes two as well."""
    proposing, asked, said = PROPOSED[kind]
    said = {**said, "entered": ["A"], "left": []} if kind == "appeal_upheld" else said
    first = entry(1, "王 芳", proposing, asked, account="aa", session="1")
    check_two_persons([first, entry(2, "李强", kind, said, account="bb", session="2")])
    for actor, account, session, why in (
        ("王芳", "bb", "2", "one person"),
        ("李强", "aa", "2", "one account"),
        ("李强", "bb", "1", "one session"),
    ):
        with pytest.raises(Forged, match=f"entry 2: {why} proposed and approved"):
            check_two_persons([first, entry(2, actor, kind, said, account=account, session=session)])
    if kind != "decision_reversed":  # which replay proves
        with pytest.raises(Forged, match="entry 2: nobody proposed"):
            other = entry(1, "王芳", "year_closed", {"year": 2017})
            check_two_persons([other, entry(2, "李强", kind, {**said, "proposer": "王芳"})])


def test_the_checker_lets_one_person_do_what_takes_one() -> None:
    record = {"year": 2017, "number": 2, "entered": [], "left": []}
    check_two_persons([entry(1, "王芳", "appeal_upheld", record), entry(2, "王芳", "role_granted", {})])


def forged(record: Record, login: str) -> Record:
    """Write what no check of ours would let through: an account without any role."""

    class Forgery(By):
        def to_payload(self) -> dict[str, object]:
            return {"via": "web", "strength": "password", "account": login}

    return record.acting(Forgery("web", "password"))


ONE_PERSON = [
    *("王 芳", "王　芳", "王\u200b芳", "王\u2060芳", "王\u00ad芳", "王\ufe0f芳", "王\U000e0100芳"),
    *("王·芳", "王。芳", "王\u3164芳", "王\u115f芳", "王\u2800芳", "\u202e王芳", "王芳\n"),
]


@pytest.mark.parametrize("name", ONE_PERSON)
def test_a_name_that_looks_the_same_is_one_person(name: str) -> None:
    assert same_name("王芳", name) and alike("王芳", name)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(st.sampled_from([*"王芳Ａa·.。ﬁß\u0130\u200b\ufe0f\u3164\u0301 　"]), max_size=6),
    st.text(max_size=3),
)
def test_program_and_checker_agree_on_which_names_are_one(letters: list[str], more: str) -> None:
    """The checker in an export is written apart, and must not take for two whom the program takes for one."""
    name = "".join(letters)
    for other in (name + more, name.swapcase(), "".join(reversed(letters)), "王芳"):
        assert same_name(name, other) is alike(name, other)
