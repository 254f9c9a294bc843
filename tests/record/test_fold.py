"""Random stories at random moments: the quick fold says what folding entries and documents says."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import Connection, select, update

from cultivation.canonical import digest
from cultivation.record import projections, tables
from cultivation.record.copies import FewParsed, copy_in_memory
from cultivation.record.entries import KINDS, YearDecided
from cultivation.record.log import Entry, read_entries
from cultivation.record.projections import BY_KIND, apply_all
from cultivation.record.reader import Reader
from cultivation.record.replica import fold_until
from cultivation.record.store import Writer
from tests.properties import examples
from tests.record.saying import saying, unknown
from tests.record.story import application, decide, open_year, propose, receive, score, ticking_clock

FIRMS = "ABCDEF"
YEARS = (2016, 2017, 2018)
FOLDED = [table for table in tables.PROJECTIONS if table.name not in ("receipt", "filing")]


class Teller:
    """Adds an entry at a time, of any kind that the record knows and that may come next, or of none."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self.writer = Writer(connection, "li", ticking_clock())
        self.chance = random.Random(seed)
        self.number = 0
        for year in YEARS:
            open_year(self.writer, year)

    def go_on(self) -> None:
        steps: list[Callable[[int], None]] = [
            *[self.receive] * 5,
            *[self.correct] * 3,
            self.withdraw,
            self.score,
            self.decide,
            self.move,
            self.rename,
            self.recode,
            self.reverse,
            self.note,
        ]
        self.chance.choice(steps)(self.chance.choice(YEARS))

    def receive(self, year: int) -> None:
        self.number += 1
        who = self.chance.sample(FIRMS, self.chance.randint(0, 4))
        found = [application(key, f"{key}{self.chance.randint(1, 3)}", str(self.number)) for key in who]
        receive(self.writer, year, f"{self.number}.xlsx", found, rejected=not found)

    def correct(self, year: int) -> None:
        if row := self.one_of(self.writer.applications(year)):
            payload = {"year": year, "enterprise": row.enterprise_id, "field": "employees", "evidence": "x"}
            said = {"value": str(self.chance.randint(1, 99)), "previous": row.text("employees")}
            self.writer.append(saying("application_corrected", {**payload, **said}))

    def withdraw(self, year: int) -> None:
        if row := self.one_of(self.writer.applications(year)):
            self.writer.append(
                saying("application_withdrawn", {"year": year, "enterprise": row.enterprise_id})
            )

    def score(self, year: int) -> None:
        score(self.writer, year, [row.enterprise_id for row in self.writer.applications(year)])

    def decide(self, year: int) -> None:
        members = {each.id for each in self.writer.members()}
        rows = self.writer.applications(year)
        actions = {row.enterprise_id: "enter" for row in rows if row.enterprise_id not in members}
        actions |= {key: self.chance.choice(["stay", "exit"]) for key in sorted(members)}
        propose(self.writer, year, actions)
        self.writer.append(saying("notice_given", {"year": year, "from": "x", "until": "y"}))
        decide(self.writer, year, actions)
        self.writer.append(saying("year_closed", {"year": year}))

    def move(self, year: int) -> None:
        members = {each.id for each in self.writer.members()}
        if key := self.one_of(sorted(self.writer.enterprises())):
            kind = "member_removed" if key in members else "member_called_up"
            self.writer.append(saying(kind, {"year": year, "enterprise": key, "on": f"{year}-07-01"}))

    def rename(self, year: int) -> None:
        if key := self.one_of(sorted(self.writer.enterprises())):
            said = {"enterprise": key, "name": f"{key} {self.number}", "on": "x", "year": year}
            self.writer.append(saying("enterprise_renamed", said))

    def recode(self, year: int) -> None:
        self.number += 1
        if key := self.one_of(sorted(self.writer.enterprises())):
            new, was_member = f"{key}{self.number}", key in {each.id for each in self.writer.members()}
            said = {"year": year, "enterprise": key, "into": [new], "names": [new], "on": f"{year}-08-01"}
            moved = {"left": [key], "entered": [new]} if was_member else {"left": [], "entered": []}
            kind = self.chance.choice(["enterprise_recoded", "enterprise_merged", "enterprise_split"])
            self.writer.append(saying(kind, {**said, **moved}))

    def reverse(self, _year: int) -> None:
        """Take back a decision where it is the last thing that happened to the members."""
        last = self.writer.changes()[-1:]
        for entry in self.writer.entries_of(YearDecided):
            if last and last[0].seq == entry.seq:
                said = {"year": entry.content.year, "decision": entry.seq, "on": f"{last[0].year}-09-01"}
                moved = {"left": entry.content.entered, "entered": entry.content.left}
                self.writer.append(saying("decision_reversed", {**said, **moved}))

    def note(self, year: int) -> None:
        self.writer.append(saying("something_new", {"year": year, "text": digest(b"x")}))

    def one_of(self, several: list[Any]) -> Any:
        return self.chance.choice(several) if several else None


def rows(connection: Connection, table: Any) -> list[str]:
    return sorted(map(repr, connection.execute(select(table)).all()))


def slowly_folded(record: Connection, last: int) -> dict[str, list[str]]:
    """Entry by entry, from the documents."""
    with copy_in_memory() as copy:
        for entry in read_entries(record, last=last):
            apply_all(copy, [entry], FewParsed(Reader(record).document))
        return {table.name: rows(copy, table) for table in FOLDED}


def quickly_folded(record: Connection, last: int) -> dict[str, list[str]]:
    with copy_in_memory() as copy:
        fold_until(record, copy, last)
        return {table.name: rows(copy, table) for table in FOLDED}


@settings(max_examples=examples(60))
@given(some.integers(0, 10**9), some.integers(5, 40), some.data())
def test_at_every_moment_as_folded_from_the_documents(seed: int, length: int, data: some.DataObject) -> None:
    with copy_in_memory() as record:
        teller = Teller(record, seed)
        for _step in range(length):
            teller.go_on()
        end = max(entry.seq for entry in read_entries(record))
        last = data.draw(some.integers(0, end))
        assert quickly_folded(record, last) == slowly_folded(record, last)
        now = {table.name: rows(record, table) for table in FOLDED}
        assert quickly_folded(record, end) == now


def test_the_stories_hold_every_kind_that_changes_tables_today() -> None:
    """A kind that comes later is folded all the same, as the next test shows."""
    with copy_in_memory() as record:
        teller = Teller(record, 1)
        for _step in range(400):
            teller.go_on()
        told = {entry.kind for entry in read_entries(record)}
    known = {"enterprise_recoded", "decision_reversed", "member_called_up", "application_corrected"}
    assert known <= told & BY_KIND.keys()
    assert "something_new" in told - BY_KIND.keys()


def test_a_kind_that_is_added_later_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    def hold(connection: Connection, entry: Entry, _load: projections.Load) -> None:
        connection.execute(update(tables.review_year).values(state=f"held by {entry.seq}"))

    held_kind = unknown("year_held")
    monkeypatch.setitem(BY_KIND, "year_held", hold)
    monkeypatch.setitem(KINDS, "year_held", held_kind)
    with copy_in_memory() as record:
        teller = Teller(record, 7)
        teller.receive(2017)
        held = teller.writer.append(saying("year_held", {"reason": "x"})).seq
        teller.writer.append(saying("unheard_of", {}))
        teller.receive(2016)
        with copy_in_memory() as copy:
            fold_until(record, copy, held)
            reader = Reader(copy, record=record, last=held)
            assert {year.state for year in reader.years()} == {f"held by {held}"}
            assert [entry.seq for entry in reader.entries_of(held_kind, unknown("unheard_of"))] == [held]
        with copy_in_memory() as copy:
            fold_until(record, copy, held + 1)
            reader = Reader(copy, record=record, last=held + 1)
            assert [entry.kind for entry in reader.entries()][-2:] == ["year_held", "unheard_of"]


def test_the_log_the_documents_and_the_receipts_are_those_of_the_moment() -> None:
    with copy_in_memory() as record, copy_in_memory() as copy:
        writer = Teller(record, 1).writer
        receive(writer, 2017, "一.xlsx", [application("A", "甲")])
        receive(writer, 2017, "二.xlsx", [], rejected=2)
        last = next(writer.entries(limit=1, newest_first=True)).seq - 1
        fold_until(record, copy, last)
        then, now = Reader(copy, record=record, last=last), Reader(record)
        first, second = (digest(f"workbook {name} of 2017".encode()) for name in ("一.xlsx", "二.xlsx"))
        assert [now.received(each, 2017) for each in (first, second)] == ["一.xlsx", "二.xlsx"]
        assert [then.received(each, 2017) for each in (first, second)] == ["一.xlsx", None]
        assert len(list(now.rejected_files(2017))) == 1
        assert list(then.rejected_files(2017)) == []
        assert then.head() == [entry.hash for entry in now.entries()][-2]
