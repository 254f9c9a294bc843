"""The optional parts of the pool policy, against what they say in docs/language.md."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.pool.proposal import Action, Candidate, Line, Past, Reason, propose, who_matter
from cultivation.core.rules.policy import PoolPolicy
from tests.properties import examples

from .specification import pool_after

SIZE = 12
order = st.permutations([f"F{number:02d}" for number in range(SIZE)])
members = st.sets(st.integers(0, SIZE + 2), max_size=5).map(lambda keys: {f"F{key:02d}": "" for key in keys})
places = st.tuples(st.integers(1, 5), st.integers(0, 2), st.integers(0, 3))


def candidates(ranking: list[str]) -> list[Candidate]:
    """Totals fall by ten from place to place: 120, 110, ..."""
    return [
        Candidate(key, key, place, total=Decimal(10 * (SIZE + 1 - place)))
        for place, key in enumerate(ranking, start=1)
    ]


def policy(shape: tuple[int, int, int], **parts: object) -> PoolPolicy:
    capacity, less, more = shape
    return PoolPolicy(
        capacity=capacity, enter_rank=max(1, capacity - less), stay_rank=capacity + more, reserve=2, **parts
    )


def pool(lines: tuple[Line, ...]) -> set[str]:
    return {line.id for line in lines if line.in_pool}


@settings(max_examples=examples(300), deadline=None)
@given(order, members, places, st.integers(0, 5))
def test_the_bound_on_newcomers(
    ranking: list[str], old: dict[str, str], shape: tuple[int, int, int], most: int
) -> None:
    """At most so many enter; one for one, the best members that left by place stay; else nothing changes."""
    old = dict(list(old.items())[: shape[0]])
    free = propose(candidates(ranking), old, policy(shape))
    bound = propose(candidates(ranking), old, policy(shape, most_newcomers=most))
    entering = [line.id for line in free if line.action is Action.ENTER]
    leaving = [line.id for line in free if line.action is Action.EXIT and line.rank is not None]
    given_way = min(max(0, len(entering) - most), len(leaving))
    expected = pool(free) - set(entering[len(entering) - given_way :]) | set(leaving[:given_way])
    assert pool(bound) == expected
    assert len(pool(bound)) == len(pool(free))
    still = [line for line in bound if line.action is Action.ENTER]
    if len(still) > most:  # only where no member is left to stay instead
        assert not any(line.action is Action.EXIT and line.rank is not None for line in bound)


@settings(max_examples=examples(200), deadline=None)
@given(order, members, places, st.integers(0, 13))
def test_the_minimum_score_takes_the_low_out_and_leaves_the_rest_to_the_buffer(
    ranking: list[str], old: dict[str, str], shape: tuple[int, int, int], least: int
) -> None:
    old = dict(list(old.items())[: shape[0]])
    rule = policy(shape, minimum_score=Decimal(10 * least))
    lines = {line.id: line for line in propose(candidates(ranking), old, rule)}
    high = [key for place, key in enumerate(ranking, start=1) if 10 * (SIZE + 1 - place) >= 10 * least]
    for place, key in enumerate(ranking, start=1):
        low = key not in high
        assert lines[key].rank == place
        reasons = (Reason.LEFT_BELOW_MINIMUM, Reason.BELOW_MINIMUM)
        assert (lines[key].reason is reasons[key not in old]) is low
        assert not (low and lines[key].reserve_place)
    assert {key for key, line in lines.items() if line.in_pool} == pool_after(
        high, old, rule.capacity, rule.enter_rank, rule.stay_rank
    )


@settings(max_examples=examples(200), deadline=None)
@given(order, members, places, st.dictionaries(st.integers(0, SIZE), st.integers(0, 4)))
def test_the_term_and_the_bar_take_out_and_keep_out(
    ranking: list[str], old: dict[str, str], shape: tuple[int, int, int], years: dict[int, int]
) -> None:
    old = dict(list(old.items())[: shape[0]])
    past = {f"F{key:02d}": Past(reviews=count, barred=count > 2) for key, count in years.items()}
    lines = {line.id: line for line in propose(candidates(ranking), old, policy(shape, term_years=3), past)}
    for key in ranking:
        known = past.get(key, Past())
        assert (lines[key].reason is Reason.LEFT_TERM_OVER) is (key in old and known.reviews >= 3)
        assert (lines[key].reason is Reason.BARRED) is (key not in old and known.barred)
        if lines[key].reason in (Reason.LEFT_TERM_OVER, Reason.BARRED):
            assert not lines[key].in_pool and lines[key].reserve_place is None


def test_the_buffer_warns_and_then_ends() -> None:
    ranking = [f"F{number:02d}" for number in range(SIZE)]
    rule = PoolPolicy(capacity=3, enter_rank=2, stay_rank=5, reserve=0, buffer_years=2)
    old = {"F00": "", "F01": "", "F04": ""}  # F04 stands on place 5
    reasons = [
        next(
            line.reason
            for line in propose(candidates(ranking), old, rule, {"F04": Past(in_buffer=running)})
            if line.id == "F04"
        )
        for running in range(4)
    ]
    assert reasons == [
        Reason.STAYED_IN_BUFFER,
        Reason.STAYED_ON_WATCH,
        Reason.LEFT_BUFFER_OVER,
        Reason.LEFT_BUFFER_OVER,
    ]


def test_csi_300_changes_at_most_thirty() -> None:
    """CSI 300: buffer of 240 and 360, at most 10 % of the 300 change at a review."""
    ranking = [f"N{number}" for number in range(60)] + [f"M{number}" for number in range(300)]
    old = {f"M{number}": "" for number in range(300)}
    rule = PoolPolicy(capacity=300, enter_rank=240, stay_rank=360, reserve=0, most_newcomers=30)
    several = [Candidate(key, key, place) for place, key in enumerate(ranking, start=1)]
    lines = propose(several, old, rule)
    assert [line.id for line in lines if line.action is Action.ENTER] == [
        f"N{number}" for number in range(30)
    ]
    assert [line.id for line in lines if line.action is Action.EXIT] == [
        f"M{number}" for number in range(270, 300)
    ]
    assert len(pool(lines)) == 300


def test_the_buffer_of_an_index_of_a_hundred() -> None:
    """FTSE UK Index Series, ground rules: in at 90 or above, out at 111 or below, then balanced to 100.

    Three newcomers at 85, 88 and 95 and four members at 105, 111, 112 and 120: two enter, three leave, and
    the best newcomer outside the buffer, at 95, fills the place that is left.
    """
    ranking = [f"M{number:03d}" for number in range(130)]
    for place, key in ((85, "A"), (88, "B"), (95, "C")):
        ranking.insert(place - 1, key)
    out = {place: ranking[place - 1] for place in (105, 111, 112, 120)}
    inside = [key for key in ranking[:100] if key not in "ABC"][: 100 - len(out)]
    old = dict.fromkeys([*inside, *out.values()], "")
    several = [Candidate(key, key, place) for place, key in enumerate(ranking, start=1)]
    lines = {
        line.id: line
        for line in propose(several, old, PoolPolicy(capacity=100, enter_rank=90, stay_rank=110))
    }
    assert [lines[key].reason for key in "ABC"] == [
        Reason.ENTERED_ON_RANK,
        Reason.ENTERED_ON_RANK,
        Reason.ENTERED_TO_FILL,
    ]
    assert lines[out[105]].reason is Reason.STAYED_IN_BUFFER
    assert {lines[out[place]].reason for place in (111, 112, 120)} == {Reason.LEFT_ON_RANK}
    assert sum(line.in_pool for line in lines.values()) == 100


@settings(max_examples=examples(300), deadline=None)
@given(
    st.permutations([f"F{number:02d}" for number in range(SIZE)]),
    members,
    st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(0, 2)),
    st.none() | st.integers(0, 3),
    st.sets(st.integers(0, SIZE - 1), max_size=3),
    st.integers(0, SIZE - 1),
)
def test_those_who_matter_decide_as_all_do(
    ranking: list[str],
    old: dict[str, str],
    shape: tuple[int, int, int],
    most: int | None,
    vetoed: set[int],
    place: int,
) -> None:
    parts = policy(shape, most_newcomers=most, minimum_score=Decimal(20))
    past = {f"F{number:02d}": Past(vetoed=True) for number in vetoed}
    everyone = candidates(ranking)
    own = everyone[place]
    truth = own.id in pool(propose(everyone, old, parts, past))
    matter = who_matter(everyone[:place] + everyone[place + 1 :], old, parts, past)
    assert (own.id in pool(propose([*matter, own], old, parts, past))) is truth
