"""Commands in any order: hypothesis tries to break what must always hold of a pool."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cultivation import review
from cultivation.core.pool.lines import Action
from cultivation.core.pool.membership import fold
from cultivation.core.rules.list_kinds import shipped_kinds
from cultivation.core.rules.loading import load_rules
from cultivation.errors import CultivationError
from cultivation.intake.formats import readers
from cultivation.intake.formats.sources import files_at
from cultivation.queries.year import year_in
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.review.intake_options import IntakeOptions
from cultivation.review.replay import replay
from tests.properties import examples
from tests.queries.town import ReadHere

FIRMS = [f"F{number:03d}" for number in range(6)]
CODES = [*FIRMS, "N001", "N002"]
CAPACITY, CHEMICALS = 3, 2
FIRST_DAY = date(1984, 1, 1)
HEADERS = "企业编号,企业名称,行业,地区,欧洲专利申请数,研发支出,上年研发支出,技术溢出（对数）"
QUOTA = f"quotas: [{{within: sector, at_most: {{chem: {CHEMICALS}}}}}]"
BUFFER = "enter_rank: 2, stay_rank: 4, reserve: 2"
EVERYTHING = "most_newcomers: 2, term_years: 2, buffer_years: 1, veto_lists: [tax, dishonest_debtor]"
POLICIES = [
    f"pool: {{capacity: {CAPACITY}, {BUFFER}}}",
    f"pool: {{capacity: {CAPACITY}, reserve: 2, veto_lists: [tax], barred_years: 2, {QUOTA}}}",
    f"pool: {{capacity: {CAPACITY}, {BUFFER}, {EVERYTHING}, {QUOTA}}}",
]
# Every kind of entry that changes who is a member, and what must stand in it.
CHANGING = (
    *("year_decided", "decision_reversed", "member_removed", "member_called_up"),
    *("enterprise_recoded", "enterprise_merged", "enterprise_split"),
)
firms, people = st.sampled_from(FIRMS), st.sampled_from(["a", "b"])
anybody = st.integers(0, CAPACITY + len(CODES) - 1)  # a member, if there are so many, else a code
codes = st.sampled_from(CODES)
applied = st.tuples(st.integers(1, 9), st.sampled_from(["化工", "食品"]))


def rules(policy: str) -> Any:
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    return load_rules((text[: text.index("pool: {")] + policy + "\n").encode(), "small.yaml")


class LifeOfAPool(RuleBasedStateMachine):
    """Two people, some firms, years one after the other, and everything that can happen in between.

    What must have come before is kept count of here, in `done`: the number of the last step of each sort.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        ticks = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=tick) for tick in range(1_000_000))
        self.record = Record(f"sqlite:///{Path(self.folder.name) / 'pool.db'}", clock=lambda: next(ticks))
        review.create(self.record, "a")
        self.year, self.day, self.steps, self.policy = 1982, FIRST_DAY, 0, POLICIES[0]
        self.done: Counter[str] = Counter()
        self.objections: set[int] = set()
        self.result: Any = None
        self.reversal = 0  # the decision whose reversal is proposed
        self.here = patch.object(readers, "ReadingProcess", ReadHere)
        self.here.start()

    @initialize(
        policy=st.sampled_from(POLICIES),
        several=st.lists(applied, min_size=4, max_size=len(FIRMS)),
        years=st.integers(0, 4),
    )
    def begin(self, policy: str, several: list[tuple[int, str]], years: int) -> None:
        """Most lives begin with a year or two that go as they should, so that there is a pool."""
        self.policy = policy
        for number in range(min(years, 2)):
            self.open_the_next_year()
            turned = several[number:] + several[:number]
            self.a_year_as_it_should_be(dict(zip(FIRMS, turned, strict=False)))
            assert self.done["decided"]

    def teardown(self) -> None:
        self.here.stop()
        with self.record.reading() as reader:
            assert reader.verify().ok
        assert all(each.same for each in replay(self.record))
        assert review.rebuild(self.record, "a", dry_run=True).same
        self.record.dispose()
        self.folder.cleanup()

    def tried(self, step: Any, *words: Any, **more: Any) -> bool:
        """Try a step; one that is refused leaves the record as it was, to the entry."""
        self.steps += 1
        head, members = self.state()
        try:
            self.result = step(self.record, *words, **more)
        except CultivationError:
            assert self.state() == (head, members)
            return False
        if self.state()[1] != members:
            self.done["members"] = self.steps
        return True

    def state(self) -> tuple[str, dict[str, int]]:
        with self.record.reading() as reader:
            return reader.head(), {each.id: each.since for each in reader.members()}

    def somebody(self, number: int) -> str:
        members = sorted(self.state()[1])
        if number < CAPACITY:
            return members[number] if number < len(members) else CODES[number]
        return CODES[number - CAPACITY]

    def tomorrow(self) -> date:
        self.day += timedelta(days=1)
        return self.day

    def file(self, name: str, text: str) -> Path:
        path = Path(self.folder.name) / f"{name}_{self.steps}.csv"
        path.write_text(text, "utf-8")
        return path

    @precondition(lambda self: self.year == 1982 or self.done["decided"] or self.steps % 20 == 0)
    @rule()
    def open_the_next_year(self) -> None:
        if self.year < 1991 and self.tried(review.open_year, "a", self.year + 1, rules(self.policy), None):
            self.year += 1
            self.day = max(self.day, date(self.year, 1, 1))
            self.done["applications"] = self.done["scored"] = self.done["proposed"] = 0
            self.done["upheld"] = self.done["noticed"] = self.done["decided"] = 0
            self.objections = set()

    @precondition(lambda self: self.year > 1982)
    @rule(
        several=st.dictionaries(firms, applied, min_size=1),
        late_by=st.sampled_from(["", "No. 9"]),
    )
    def applications_come_in(self, several: dict[str, tuple[int, str]], late_by: str) -> None:
        rows = [
            f"{key},{key}公司,{sector},欧洲,{patents},20,20,9" for key, (patents, sector) in several.items()
        ]
        path, handling = self.file("in", "\n".join([HEADERS, *rows])), IntakeOptions(True, late_by=late_by)
        if self.tried(review.intake, "a", self.year, files_at([path]), handling=handling):
            assert not self.done["decided"]
            assert late_by or self.done["noticed"] <= self.done["proposed"]
            if self.result[0].accepted:
                self.done["applications"] = self.steps

    @precondition(lambda self: self.year > 1982)
    @rule(firm=firms, patents=st.integers(1, 9))
    def correct(self, firm: str, patents: int) -> None:
        evidence = review.Evidence(("audit report",))
        if self.tried(review.correct, "a", self.year, firm, "patents", str(patents), evidence):
            assert not self.done["decided"]
            self.done["applications"] = self.steps

    @precondition(lambda self: self.year > 1982)
    @rule(firm=firms)
    def withdraw(self, firm: str) -> None:
        if self.tried(review.withdraw, "a", self.year, firm, "asked for"):
            assert not self.done["decided"]
            self.done["applications"] = self.steps

    @precondition(lambda self: self.year > 1982)
    @rule()
    def score(self) -> None:
        if self.tried(review.score, "a", self.year):
            assert self.done["applications"] and not self.done["decided"]
            self.done["scored"] = self.steps

    @precondition(lambda self: self.year > 1982)
    @rule(person=people)
    def propose(self, person: str) -> None:
        if self.tried(review.propose_year, person, self.year):
            assert self.done["scored"] > self.done["applications"] and not self.done["decided"]
            self.done["proposed"] = self.steps

    @precondition(lambda self: self.year > 1982)
    @rule()
    def the_way_to_a_proposal(self) -> None:
        self.score()
        self.propose("a")

    @precondition(lambda self: self.year > 1982)
    @rule(
        person=people,
        overrides=st.dictionaries(
            firms, st.sampled_from([Action.ENTER, Action.STAY, Action.EXIT]), max_size=2
        ),
    )
    def decide(self, person: str, overrides: dict[str, Action]) -> None:
        wanted = {key: (action, "because") for key, action in overrides.items()}
        before = max(self.done[key] for key in ("applications", "members", "upheld"))
        if self.tried(review.decide, person, self.year, "No. 1", self.tomorrow(), wanted):
            assert self.done["proposed"] > before and not self.objections and not self.done["decided"]
            self.done["decided"] = self.steps

    @precondition(lambda self: self.year > 1982 and not self.done["decided"])
    @rule(several=st.dictionaries(firms, applied, min_size=3))
    def a_year_as_it_should_be(self, several: dict[str, tuple[int, str]]) -> None:
        for number in sorted(self.objections):
            self.resolve(number, upheld=False)
        self.applications_come_in(several, "No. 9")
        self.the_way_to_a_proposal()
        self.decide("a", {})  # who proposed it does not decide
        self.decide("b", {})

    @rule(reason=st.sampled_from(["", "error in the minutes"]))
    def reverse(self, reason: str) -> None:
        last, step = self.done["decided"], review.propose_reversal
        if self.year > 1982 and self.tried(step, "a", self.year, "No. 8", reason, self.tomorrow()):
            assert last and self.done["closed"] < last
            self.reversal = last

    @precondition(lambda self: self.year > 1982)
    @rule(person=people)
    def approve_the_reversal(self, person: str) -> None:
        last = self.done["decided"]
        if self.tried(review.approve_reversal, person, self.year):
            assert person != "a" and last and self.reversal == last
            assert self.done["closed"] < last and self.done["members"] <= last
            self.done["decided"] = self.done["proposed"] = 0

    @precondition(lambda self: self.year > 1982)
    @rule()
    def close(self) -> None:
        if self.tried(review.close_year, "a", self.year):
            assert self.done["decided"]
            self.done["closed"] = self.steps

    @precondition(lambda self: self.year > 1982)
    @rule()
    def give_notice(self) -> None:
        if self.tried(review.give_notice, "a", self.year, self.day, self.day):
            assert self.done["proposed"] > self.done["applications"] and not self.done["decided"]
            self.done["noticed"] = self.steps

    @precondition(lambda self: self.year > 1982)
    @rule(firm=firms)
    def object_to(self, firm: str) -> None:
        if self.tried(review.file_objection, "a", self.year, firm, "张三", "wrong"):
            self.objections.add(self.result.number)

    @precondition(lambda self: self.year > 1982)
    @rule(number=st.integers(1, 3), upheld=st.booleans())
    def resolve(self, number: int, upheld: bool) -> None:
        if self.tried(review.resolve_objection, "a", self.year, number, upheld, "looked at"):
            assert number in self.objections
            self.objections.remove(number)
            self.done["upheld"] = self.steps if upheld else self.done["upheld"]

    @rule(number=anybody, cause=st.sampled_from(["own_request", "falsification"]))
    def remove(self, number: int, cause: str) -> None:
        firm, members = self.somebody(number), self.state()[1]
        done = self.tried(review.remove_member, "b", firm, cause, "No. 2", self.tomorrow())
        assert not done or firm in members

    @rule(firm=st.none() | firms)
    def call_up(self, firm: str | None) -> None:
        members = self.state()[1]
        if self.tried(review.call_up, "b", firm, "No. 3", self.tomorrow(), "asked for"):
            assert len(members) < CAPACITY

    @rule(firm=codes, name=st.sampled_from(["甲", "乙", "丙"]))
    def rename(self, firm: str, name: str) -> None:
        self.tried(review.rename, "a", firm, name, "No. 4", self.day)

    @rule(number=anybody, code=codes)
    def recode(self, number: int, code: str) -> None:
        firm, members = self.somebody(number), self.state()[1]
        done = self.tried(review.recode, "a", firm, code, "No. 5", self.tomorrow())
        if done and firm in members:
            now = self.state()[1]
            assert now[self.result.into[0]] == members[firm] and firm not in now

    @rule(number=anybody, other=anybody, ends=st.booleans())
    def merge(self, number: int, other: int, ends: bool) -> None:
        firm, into, members = self.somebody(number), self.somebody(other), self.state()[1]
        if self.tried(review.merge, "a", firm, into, "No. 6", self.tomorrow(), ends):
            now = self.state()[1]
            assert firm not in now
            assert (into in now) == (into in members or (firm in members and not ends))

    @rule(number=anybody, heir=st.none() | st.sampled_from(["P1", "P2"]))
    def split(self, number: int, heir: str | None) -> None:
        firm = self.somebody(number)
        parts = [("P1", "一分公司"), ("P2", "二分公司")]
        members = self.state()[1]
        if self.tried(review.split, "a", firm, parts, heir, "No. 7", self.tomorrow()):
            assert len(self.state()[1]) == len(members)

    @rule(number=anybody, ends=st.booleans())
    def suspend_or_resume(self, number: int, ends: bool) -> None:
        firm, members = self.somebody(number), self.state()[1]
        step = review.resume if ends else review.suspend
        if self.tried(step, "a", firm, "looked into", "No. 9", self.tomorrow()):
            assert firm in members and self.state()[1] == members

    @precondition(lambda self: self.year > 1982)
    @rule(on_it=st.sets(codes, max_size=3), kind=st.sampled_from(["tax", "dishonest_debtor"]))
    def import_a_list(self, on_it: set[str], kind: str) -> None:
        rows = [f"{code},{code}公司" for code in sorted(on_it)]
        path = self.file("list", "\n".join(["企业编号,企业名称", *rows]))
        self.tried(
            review.import_veto_list,
            "a",
            shipped_kinds()[kind],
            *files_at([path]),
            "No. 10",
            review.ListReading(may_be_empty=True),
        )

    @invariant()
    def the_pool_is_what_the_decisions_say(self) -> None:
        with self.record.reading() as reader:
            members, changes = reader.members(), reader.changes()
            assert fold(changes) == {each.id: each.since for each in members}
            assert len(members) <= CAPACITY
            assert [each.on for each in changes] == sorted(each.on for each in changes)

    @invariant()
    def every_change_has_a_decision_and_every_decision_two_persons(self) -> None:
        with self.record.reading() as reader:
            proposers: dict[int, str] = {}
            for entry in reader.entries():
                if entry.kind in CHANGING:
                    assert entry.payload["document"]
                if entry.kind == "year_proposed":
                    proposers[entry.payload["year"]] = entry.actor
                if entry.kind == "year_decided":
                    assert proposers[entry.payload["year"]] == entry.payload["proposer"] != entry.actor

    @invariant()
    def nobody_is_a_member_twice_at_a_time(self) -> None:
        """Say it from the changes alone: of one enterprise they come and go in turns, first an entry."""
        with self.record.reading() as reader:
            turns: dict[str, list[str]] = {}
            for change in reader.changes():
                for key in change.left:
                    turns.setdefault(key, []).append("out")
                for key in change.entered:
                    turns.setdefault(key, []).append("in")
        assert all(
            each[0] == "in" and all(one != other for one, other in pairwise(each)) for each in turns.values()
        )

    @invariant()
    def what_is_proposed_keeps_to_the_policy(self) -> None:
        if self.year == 1982 or self.done["decided"] or not self.done["proposed"]:
            return
        with self.record.reading() as reader:
            lines = year_in(reader, self.year).lines
            texts = {row.enterprise_id: row.text("sector") for row in reader.applications(self.year)}
        inside = [line.id for line in lines if line.in_pool]
        assert len(inside) <= CAPACITY
        if "quotas" in self.policy and self.done["proposed"] > self.done["applications"]:
            assert sum(texts[key] == "chem" for key in inside) <= CHEMICALS


TestLifeOfAPool = LifeOfAPool.TestCase
TestLifeOfAPool.settings = settings(
    max_examples=examples(20), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
