"""Parts of the policy that look back, year after year on a record: watch list, term, bar, veto lists, age."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cultivation import review
from cultivation.core.pool.lines import Reason
from cultivation.core.rules.list_kinds import shipped_kinds
from cultivation.core.rules.loading import LoadedRules, load_rules
from cultivation.intake.formats.sources import files_at
from cultivation.queries.events import past_of
from cultivation.queries.year import year_in
from cultivation.record.entries import WorkbookReceived
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.review.replay import replay
from tests.record.story import receive

from .filed import filed

TEXT = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")


def rules(policy: str) -> LoadedRules:
    return load_rules((TEXT[: TEXT.index("pool: {")] + f"pool: {{{policy}}}\n").encode(), "small.yaml")


class Pool:
    """A record with one policy; each year is reviewed from start to end."""

    def __init__(self, record: Record, policy: str) -> None:
        self.record, self.loaded, self.year = record, rules(policy), 1982
        review.create(record, "a")

    def next_year(self, *order: str, patents: Mapping[str, int] | None = None) -> dict[str, Reason]:
        """Review a year in which the firms stand in this order; return the reasons."""
        self.propose(*order, patents=patents)
        review.decide(self.record, "b", self.year, f"No. {self.year}", date(self.year, 12, 31), {})
        return self.reasons()

    def propose(self, *order: str, patents: Mapping[str, int] | None = None) -> None:
        self.year += 1
        review.open_year(self.record, "a", self.year, self.loaded, None)
        with self.record.writing("a") as writer:
            several = [
                filed(key, (patents or {}).get(key, 800 - 50 * place)) for place, key in enumerate(order)
            ]
            receive(writer, self.year, f"{self.year}.xlsx", several)
        review.score(self.record, "a", self.year)
        review.propose_year(self.record, "a", self.year)

    def reasons(self) -> dict[str, Reason]:
        with self.record.reading() as reader:
            return {line.id: line.reason for line in year_in(reader, self.year).lines}

    def remove(self, key: str, cause: str) -> None:
        review.remove_member(self.record, "b", key, cause, "No. 9", date(self.year, 12, 31))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    ticks = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=tick) for tick in range(1_000_000))
    made = Record(f"sqlite:///{tmp_path / 'pool.db'}", clock=lambda: next(ticks))
    yield made
    steps = [each for each in replay(made) if each.kind != WorkbookReceived.KIND]  # it is made up
    assert [each.problem for each in steps if not each.same] == []
    assert review.rebuild(made, "a", dry_run=True).same
    made.dispose()


def test_two_years_running_in_the_buffer_warn_and_the_third_takes_out(record: Record) -> None:
    """C is in the buffer, then warned; a year above begins the count anew; then out in the third running."""
    pool = Pool(record, "capacity: 2, enter_rank: 1, stay_rank: 3, buffer_years: 2")
    assert pool.next_year("A", "C")["C"] is Reason.ENTERED_TO_FILL
    assert pool.next_year("A", "B", "C", patents={"B": 750, "C": 700})["C"] is Reason.STAYED_IN_BUFFER
    assert pool.next_year("A", "B", "C")["C"] is Reason.STAYED_ON_WATCH
    assert pool.next_year("A", "C", "B")["C"] is Reason.STAYED  # above the buffer once
    assert pool.next_year("A", "B", "C")["C"] is Reason.STAYED_IN_BUFFER
    assert pool.next_year("A", "B", "C")["C"] is Reason.STAYED_ON_WATCH
    last = pool.next_year("A", "B", "C")
    assert (last["C"], last["B"]) == (Reason.LEFT_BUFFER_OVER, Reason.ENTERED_TO_FILL)


def test_after_falsification_nobody_returns_for_the_years_that_the_rules_say(record: Record) -> None:
    """Removed in 1983, barred for two years: out in 1984 and 1985, in again in 1986; other causes bar not."""
    pool = Pool(record, "capacity: 2, reserve: 1, barred_years: 2")
    pool.next_year("A", "B", "C")
    pool.remove("A", "falsification")
    pool.remove("B", "own_request")
    first = pool.next_year("A", "B", "C")
    assert (first["A"], first["B"], first["C"]) == (
        Reason.BARRED,
        Reason.ENTERED_ON_RANK,
        Reason.ENTERED_ON_RANK,  # the third place counts as the second
    )
    assert pool.next_year("A", "B", "C")["A"] is Reason.BARRED
    assert pool.next_year("A", "B", "C")["A"] is Reason.ENTERED_ON_RANK


def test_a_removal_bars_no_year_that_was_proposed_before_it(record: Record) -> None:
    pool = Pool(record, "capacity: 2, barred_years: 2")
    pool.next_year("A", "B")
    pool.next_year("C", "B")
    pool.remove("C", "falsification")
    with record.reading() as reader:
        year = year_in(reader, 1984)
        assert "C" not in past_of(year, year.review_year.proposed_seq)
        assert past_of(year)["C"].barred
    assert pool.next_year("C", "B")["C"] is Reason.BARRED


def test_a_member_leaves_when_its_term_is_over_and_may_come_again(record: Record) -> None:
    pool = Pool(record, "capacity: 2, term_years: 2")
    assert pool.next_year("A", "B", "C")["A"] is Reason.ENTERED_ON_RANK
    assert pool.next_year("A", "B", "C")["A"] is Reason.STAYED
    over = pool.next_year("A", "B", "C")
    assert (over["A"], over["C"]) == (Reason.LEFT_TERM_OVER, Reason.ENTERED_ON_RANK)
    assert pool.next_year("A", "B", "C")["A"] is Reason.ENTERED_ON_RANK


def test_a_list_keeps_out_as_long_as_the_last_import_names_it(record: Record, tmp_path: Path) -> None:
    pool = Pool(record, "capacity: 2, veto_lists: [tax]")
    pool.next_year("A", "B", "C")
    for names, expected in ((("A",), Reason.LEFT_VETOED), (("A",), Reason.VETOED), ((), None)):
        path = tmp_path / f"{pool.year}.csv"
        rows = ["企业编号,企业名称", *(f"{key},{key}" for key in names)]
        path.write_text("\n".join(rows), "utf-8")
        reading = review.ListReading(may_be_empty=True)
        review.import_veto_list(
            record, "a", shipped_kinds()["tax"], *files_at([path]), f"No. {pool.year}", reading
        )
        reasons = pool.next_year("A", "B", "C")
        assert reasons["A"] is (expected or Reason.ENTERED_ON_RANK)


@pytest.mark.parametrize(
    ("established", "is_in"), [("1973-12-31", True), ("1973-01-01", True), ("1972-12-31", False)]
)
def test_an_age_limit_is_a_gate_to_the_day(record: Record, established: str, is_in: bool) -> None:
    """At most ten completed years at the cut-off, 31 December 1983: the eleventh is over on that very day."""
    gate = (
        "gates:\n  young: {test: 'full_years(established_on, cutoff) <= 10', zh: 成立不超过十年, "
        "en: at most ten years old, source: {document: judgement}}\n\ndimensions:\n"
    )
    field = "fields:\n  established_on: {type: date, zh: 成立日期, en: Established}\n"
    text = TEXT.replace("dimensions:\n", gate, 1).replace("fields:\n", field, 1)
    pool = Pool(record, "capacity: 2")
    pool.loaded = load_rules(text.encode(), "young.yaml")
    pool.year += 1
    review.open_year(record, "a", 1983, pool.loaded, None)
    application = filed("A", 5)
    application["values"]["established_on"] = {"value": established, "sheet": "s", "cell": "A1"}
    with record.writing("a") as writer:
        receive(writer, 1983, "1983.xlsx", [application])
    review.score(record, "a", 1983)
    review.propose_year(record, "a", 1983)
    assert (pool.reasons()["A"] is Reason.ENTERED_ON_RANK) is is_in
