"""What registers say of firms, beside a plain reading of the same rows in fractions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.canonical import exact_text
from cultivation.core.registers.comparison import Outcome, compared
from cultivation.core.registers.definition import Register, Tolerance
from cultivation.core.registers.measuring import Rows, Told, measured
from cultivation.core.scoring.batch import Batch, Block, FieldColumn
from cultivation.queries.register_keys import RegisterKeys
from cultivation.queries.register_owners import owned

CUTOFF = date(2016, 12, 31)
# Two firms; the first bore another name before, and nobody knows the rest.
BEARERS = {"甲公司": "A", "甲厂": "A", "乙公司": "B"}
COLUMNS = ("code", "name", "number", "kind", "day", "amount", "level")
COUNTS = {"column": "kind", "one_of": ["good"]}
BY_DAY = {"column": "day", "until": "cutoff", "blank": "passes"}
WHERE = [COUNTS, BY_DAY]
TAKES = {
    "count": {"take": "count", "unique": "number", "absent": "0"},
    "rows": {"take": "count"},
    "shares": {"take": "count", "unique": "number", "joint": "share"},
    "sum": {"take": "sum", "of": "amount"},
    "sum_of_shares": {"take": "sum", "of": "amount", "joint": "share"},
    "last": {"take": "last", "of": "amount", "by": "day"},
    "value": {"take": "value", "of": "amount"},
    "present": {"take": "present", "absent": "no"},
    "best": {"take": "best", "of": "level", "absent": "none"},
}
REGISTER = Register.model_validate(
    {
        "id": "r",
        "version": "1",
        "name": {"zh": "登记簿", "en": "Register"},
        "authority": {"zh": "机关", "en": "Authority"},
        "key": {"code": "code", "name": "name", "separators": [";", "、"]},
        "choices": {"level": {key: {"zh": key, "en": key} for key in ("high", "middle", "low")}},
        "columns": {
            key: {"type": "text", "blank": "unknown", "zh": key, "en": key}
            | ({"type": "choice", "choices": "level"} if key == "level" else {})
            for key in COLUMNS
        },
        "measures": {
            key: {"zh": key, "en": key, "where": WHERE, **measure} for key, measure in TAKES.items()
        },
    }
)


@dataclasses.dataclass(frozen=True)
class Row:
    """A row as it stands in the register: the holders are what one cell names."""

    holders: tuple[str, ...]
    number: str | None
    kind: str
    day: str | None
    amount: str | None
    level: str | None

    @property
    def counts(self) -> bool:
        return self.kind == "good" and (self.day is None or self.day <= "2016-12-31")

    @property
    def bearers(self) -> set[str]:
        """Return who holds it, under whatever name; strangers by theirs."""
        return {BEARERS.get(name, name) for name in self.holders}


ROWS = st.lists(
    st.builds(
        Row,
        st.lists(st.sampled_from([*BEARERS, "外公司", "路人"]), min_size=1, max_size=3).map(tuple),
        st.sampled_from([None, "N1", "N2", "N3"]),
        st.sampled_from(["good", "good", "bad"]),
        st.sampled_from([None, "2016-12-30", "2016-12-31", "2017-01-01"]),
        st.sampled_from([None, "1", "2.5", "10"]),
        st.sampled_from([None, "high", "middle", "low"]),
    ),
    max_size=9,
)


class Known:
    """The names on record."""

    def __init__(self) -> None:
        self.now = {"A": "甲公司", "B": "乙公司"}

    def by_name(self, name: str) -> list[str]:
        return [BEARERS[name]] if name in BEARERS else []

    def by_code(self, code: str) -> str | None:
        return code if code in self.now else None


def batch_of(cells: Sequence[Sequence[str | None]]) -> Batch:
    columns = {key: FieldColumn([each[at] for each in cells]) for at, key in enumerate(COLUMNS)}
    names = [each[1] or "" for each in cells]
    return Batch("r.xlsx", names, names, (Block("S", range(1, len(cells) + 1), columns),))


def told_of(cells: Sequence[Sequence[str | None]], take: str) -> dict[str, Told]:
    batch = batch_of(cells)
    own = owned(REGISTER, batch, RegisterKeys(Known()))  # type: ignore[arg-type]
    return measured(REGISTER, REGISTER.measures[take], Rows(batch), own.owners, CUTOFF, ("A", "B"))


def read_plainly(rows: Sequence[Row], take: str, firm: str) -> tuple[str | None, bool]:
    """Read the register as a clerk would, row by row; also tell whether its rows contradict each other."""
    if not any(row.kind for row in rows):
        return None, False
    mine = [row for row in rows if firm in row.bearers]
    counting = [row for row in mine if row.counts]
    if not mine:
        return {"count": "0", "present": "no", "best": "none"}.get(take), False
    if not counting:
        nothing = {"present": "no", "best": "none", "last": None, "value": None}
        return nothing.get(take, "0"), False
    if take in ("count", "rows"):
        things = {row.number or id(row) for row in counting} if take == "count" else counting
        return str(len(things)), False
    if take == "shares":
        total = Fraction(0)
        for number in {row.number for row in counting if row.number}:
            named = [row for row in rows if row.number == number and row.counts]
            total += Fraction(1, len({who for row in named for who in row.bearers}))
        total += sum(Fraction(1, len(row.bearers)) for row in counting if not row.number)
        return exact_text(total), False
    if take.startswith("sum"):
        if any(row.amount is None for row in counting):
            return None, False
        part = {"sum": lambda row: Fraction(1)}.get(take, lambda row: Fraction(1, len(row.bearers)))
        return exact_text(
            sum((Fraction(row.amount or "0") * part(row) for row in counting), Fraction(0))
        ), False
    if take == "present":
        return "yes", False
    if take == "best":
        found = [row.level for row in counting if row.level]
        return next((level for level in ("high", "middle", "low") if level in found), None), False
    if take == "last":
        days = [row.day for row in counting if row.day]
        counting = [row for row in counting if row.day == (max(days) if days else None)]
    said = {row.amount for row in counting if row.amount}
    return (said.pop() if len(said) == 1 else None), len(said) > 1


@pytest.mark.parametrize("take", TAKES)
@settings(max_examples=60, deadline=None)
@given(rows=ROWS, turn=st.randoms(use_true_random=False))
def test_registers_are_read_as_a_clerk_reads_them_in_any_order(take: str, rows: list[Row], turn) -> None:  # type: ignore[no-untyped-def]
    expected = {firm: read_plainly(rows, take, firm) for firm in ("A", "B")}
    for _order in range(2):
        cells = [(None, ";".join(r.holders), r.number, r.kind, r.day, r.amount, r.level) for r in rows]
        told = told_of(cells, take)
        assert {firm: (each.value, each.conflict) for firm, each in told.items()} == expected
        for firm, each in told.items():
            assert all(firm in rows[place].bearers for place in each.rows)
        turn.shuffle(rows)


GOOD = ("good", None, "1", None)


@pytest.mark.parametrize(
    ("cells", "count"),
    [
        ([("A;B", "甲公司;乙公司", "N1", *GOOD)], 1),  # a code for each name
        ([("B;A", "甲公司;乙公司", "N1", *GOOD)], None),  # codes of the others: a person decides
        ([("A", "甲公司;外公司", "N1", *GOOD)], 1),  # one code for two names: the names count
        ([("A;B", None, "N1", *GOOD)], 1),  # codes alone
        ([(None, "甲公司;甲厂", "N1", *GOOD)], 1),  # one firm under two names
        ([("无", "甲公司", None, *GOOD), ("无", "甲厂", None, *GOOD)], 2),  # no number: each is another
        ([("A", "乙公司", "N1", *GOOD)], None),
    ],
)
def test_whose_a_row_is(cells: list[tuple[str | None, ...]], count: int | None) -> None:
    own = owned(REGISTER, batch_of(cells), RegisterKeys(Known()))  # type: ignore[arg-type]
    if count is None:
        assert own.doubtful.keys() == {"A", "B"}
        assert not own.owners.rows
    else:
        assert not own.doubtful
        assert told_of(cells, "count")["A"].value == str(count)


def test_a_column_that_is_blank_throughout_says_nothing_of_anybody() -> None:
    cells = [(None, "甲公司", "N1", None, None, "1", None)]
    assert told_of(cells, "count") == {"A": Told(None), "B": Told(None)}


AMOUNTS = st.decimals(-1000, 1000, places=2).map(str)


@settings(max_examples=200, deadline=None)
@given(
    filed=AMOUNTS,
    registered=AMOUNTS,
    amount=st.decimals(0, 50, places=1),
    share=st.decimals(0, 1, places=2),
    direction=st.sampled_from(["either", "higher", "lower"]),
)
def test_a_claim_differs_beyond_the_tolerance_on_the_doubted_side(  # type: ignore[no-untyped-def]
    filed: str, registered: str, amount, share, direction: str
) -> None:
    claim, says = Fraction(filed), Fraction(registered)
    far = Fraction(amount)
    too_high = claim > says + far and claim > says + abs(says) * Fraction(share)
    too_low = claim < says - far and claim < says - abs(says) * Fraction(share)
    differs = {"either": too_high or too_low, "higher": too_high, "lower": too_low}[direction]
    outcome = compared(filed, registered, Tolerance(amount=amount, share=share), direction)
    assert outcome is (Outcome.DIFFERS if differs else Outcome.AGREES)
