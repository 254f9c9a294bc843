"""Commands in any order: hypothesis tries to break what must always hold of a pool."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cultivation import review
from cultivation.errors import CultivationError
from cultivation.pool.membership import fold
from cultivation.record.store import Record
from cultivation.replay import replay
from cultivation.resources import shipped
from cultivation.rules.loading import load_rules
from tests.record.story import receive

FIRMS = [f"F{number:03d}" for number in range(6)]
CAPACITY = 3
FIRST_DAY = date(1984, 1, 1)


def rules() -> Any:
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    start = text.index("pool: {")
    pool = f"pool: {{capacity: {CAPACITY}, enter_rank: 2, stay_rank: 4, reserve: 2}}\n"
    return load_rules((text[:start] + pool).encode(), "small.yaml")


def filed(key: str, patents: int) -> dict[str, Any]:
    texts = {
        "firm": key,
        "firm_name": f"Firm {key}",
        "sector": "chem",
        "region": "eu",
        "patents": str(patents),
        "rd_expenditure": str(Decimal(20)),
        "rd_expenditure_previous": None,
        "log_spillovers": "9",
    }
    values = {name: {"value": text, "sheet": "s", "cell": "A1"} for name, text in texts.items()}
    return {"id": key, "name": f"Firm {key}", "values": values}


class LifeOfAPool(RuleBasedStateMachine):
    """Two people, six firms, years one after the other, and everything that can happen in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        ticks = (datetime(1984, 1, 1, tzinfo=UTC) + timedelta(seconds=tick) for tick in range(1_000_000))
        self.record = Record(f"sqlite:///{Path(self.folder.name) / 'pool.db'}", clock=lambda: next(ticks))
        review.create(self.record, "a")
        self.year, self.day, self.changes = 1982, FIRST_DAY, 0

    def teardown(self) -> None:
        with self.record.reading() as reader:
            assert reader.verify().ok
        assert all(each.same for each in replay(self.record))
        assert review.rebuild(self.record, "a", dry_run=True).same
        self.record.dispose()
        self.folder.cleanup()

    def tried(self, step: Any, *words: Any) -> bool:
        """Try a step; one that is refused leaves the record as it was, to the entry."""
        with self.record.reading() as reader:
            head = reader.head()
        try:
            step(self.record, *words)
        except CultivationError:
            with self.record.reading() as reader:
                assert reader.head() == head
            return False
        return True

    def tomorrow(self) -> date:
        self.day += timedelta(days=1)
        return self.day

    @rule()
    def open_the_next_year(self) -> None:
        if self.year < 1991 and self.tried(review.open_year, "a", self.year + 1, rules(), None):
            self.year += 1

    @precondition(lambda self: self.year > 1982)
    @rule(firms=st.dictionaries(st.sampled_from(FIRMS), st.integers(1, 9), min_size=1))
    def applications_come_in(self, firms: dict[str, int]) -> None:
        with self.record.reading() as reader:
            year = reader.year(self.year)
            if year is None or year.decided_seq is not None:
                return
        self.changes += 1
        with self.record.writing("a") as writer:
            several = [filed(key, patents) for key, patents in sorted(firms.items())]
            receive(writer, self.year, f"{self.changes}.xlsx", several)

    @precondition(lambda self: self.year > 1982)
    @rule(step=st.sampled_from([review.score, review.propose_year, review.close_year]))
    def a_step_of_the_year(self, step: Any) -> None:
        self.tried(step, "a", self.year)

    @precondition(lambda self: self.year > 1982)
    @rule()
    def the_way_to_a_proposal(self) -> None:
        self.tried(review.score, "a", self.year)
        self.tried(review.propose_year, "a", self.year)

    @precondition(lambda self: self.year > 1982)
    @rule(person=st.sampled_from(["a", "b"]))
    def decide(self, person: str) -> None:
        done = self.tried(review.decide, person, self.year, "No. 1", self.tomorrow(), {})
        assert not (done and person == "a")

    @precondition(lambda self: self.year > 1982)
    @rule(firm=st.sampled_from(FIRMS))
    def withdraw(self, firm: str) -> None:
        self.tried(review.withdraw, "a", self.year, firm, "asked for")

    @precondition(lambda self: self.year > 1982)
    @rule()
    def give_notice(self) -> None:
        self.tried(review.give_notice, "a", self.year, self.day, self.day)

    @precondition(lambda self: self.year > 1982)
    @rule(firm=st.sampled_from(FIRMS))
    def object_to(self, firm: str) -> None:
        self.tried(review.file_objection, "a", self.year, firm, "张三", "wrong")

    @precondition(lambda self: self.year > 1982)
    @rule(number=st.integers(1, 3), upheld=st.booleans())
    def resolve(self, number: int, upheld: bool) -> None:
        self.tried(review.resolve_objection, "a", self.year, number, upheld, "looked at")

    @rule(firm=st.sampled_from(FIRMS))
    def remove(self, firm: str) -> None:
        self.tried(review.remove_member, "b", firm, "own_request", "No. 2", self.tomorrow())

    @rule(firm=st.none() | st.sampled_from(FIRMS))
    def call_up(self, firm: str | None) -> None:
        self.tried(review.call_up, "b", firm, "No. 3", self.tomorrow(), "asked for")

    @rule(firm=st.sampled_from(FIRMS), name=st.sampled_from(["甲", "乙", "丙"]))
    def rename(self, firm: str, name: str) -> None:
        self.tried(review.rename, "a", firm, name, "No. 4", self.day)

    @invariant()
    def the_pool_is_what_the_decisions_say(self) -> None:
        with self.record.reading() as reader:
            members, changes = reader.members(), reader.changes()
            assert fold(changes) == {each.id: each.since for each in members}
            assert len(members) <= CAPACITY
            assert [each.on for each in changes] == sorted(each.on for each in changes)
            for entry in reader.entries():
                if entry.kind in ("member_removed", "member_called_up", "year_decided"):
                    assert entry.payload["document"]


TestLifeOfAPool = LifeOfAPool.TestCase
TestLifeOfAPool.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
