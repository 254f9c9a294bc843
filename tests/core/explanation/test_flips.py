"""What would have changed an outcome, against trying every value and running everything again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.explanation.flips import flips
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import Candidate, propose
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.policy import PoolPolicy, Quota
from cultivation.core.scoring.application import Application, Filed, FiledValue
from tests.properties import examples

from .years import CUTOFFS, Figures, application, changed_panel, panel, scored

figures = st.tuples(
    st.integers(0, 12), st.decimals(1, 20, places=0), st.none() | st.decimals(1, 20, places=0)
)


def small(loaded: LoadedRules) -> LoadedRules:
    """Return the rules with a pool of three."""
    pool = PoolPolicy(capacity=3, enter_rank=2, stay_rank=4, reserve=1)
    return LoadedRules(loaded.rules.model_copy(update={"pool": pool}), loaded.content)


def is_inside(loaded: LoadedRules, firms: list[Application], members: dict[str, str], own: str) -> bool:
    table = scored(1984, loaded, firms)
    candidates = [Candidate(line.id, line.name, line.rank) for line in table.lines]
    lines = propose(candidates, members, loaded.rules.pool)
    return next(line.in_pool for line in lines if line.id == own)


def changed(own: Application, field: str, value: Filed) -> Application:
    return replace(own, values={**own.values, field: FiledValue(value)})


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(figures, min_size=2, max_size=7), st.sets(st.integers(0, 6)), st.booleans())
def test_the_change_turns_the_outcome_and_no_smaller_one_does(
    several: list[Figures], were_members: set[int], stricter: bool
) -> None:
    loaded = small(changed_panel() if stricter else panel())
    firms = [application(*each) for each in enumerate(several)]
    own, others = firms[0], firms[1:]
    members = {f"F{number:03d}": "" for number in sorted(were_members)[:3]}
    was = is_inside(loaded, firms, members, own.id)

    def turns(field: str, value: Filed) -> bool:
        return is_inside(loaded, [changed(own, field, value), *others], members, own.id) is not was

    table = scored(1984, loaded, firms)
    found = {each.field: each for each in flips(own, loaded.rules, CUTOFFS[1984], table, members)}
    assert {"patents", "rd_expenditure", "rd_expenditure_previous"} == found.keys()
    for field, flip in found.items():
        if not isinstance(flip.filed, Decimal):
            assert flip.value is None
            continue
        if flip.value is None:
            tried = [flip.filed + step for step in range(-int(flip.filed), 40)]
            assert not any(turns(field, value) for value in tried if field == "patents")
            continue
        assert isinstance(flip.value, Decimal) and flip.steps and flip.step
        assert abs(flip.value - flip.filed) == flip.steps * flip.step
        assert turns(field, flip.value)
        nearer = flip.value + (flip.step if flip.value < flip.filed else -flip.step)
        assert not turns(field, nearer)
        if field == "patents":  # more are never worse here, so no smaller change turns it either way
            smaller = [flip.filed + sign * step for step in range(1, flip.steps) for sign in (1, -1)]
            assert not any(turns(field, value) for value in smaller if value >= 0)


def test_nothing_is_said_of_an_application_that_is_not_the_one_that_was_scored() -> None:
    firms = [application(0, (5, Decimal(10), None)), application(1, (6, Decimal(10), None))]
    table = scored(1984, panel(), firms)
    other = changed(firms[0], "patents", Decimal(9))
    assert flips(other, panel().rules, CUTOFFS[1984], table, {}) == []
    assert flips(firms[0], panel().rules, CUTOFFS[1984], table, {})


@pytest.mark.parametrize(("spent", "needed"), [("4.9", "5.1"), ("4", "6")])
def test_a_gate_is_passed_by_one_step_of_the_last_filed_digit(spent: str, needed: str) -> None:
    """More than 5 is asked for: in steps of a tenth that is 5.1, in whole steps 6."""
    loaded = changed_panel()
    firms = [application(0, (5, Decimal(spent), None))]
    table = scored(1984, loaded, firms)
    found = {each.field: each for each in flips(firms[0], loaded.rules, CUTOFFS[1984], table, {})}
    assert found["rd_expenditure"].value == Decimal(needed)
    assert found["patents"].value is None


def quoted(loaded: LoadedRules, newcomers: int | None, buffer: tuple[int, int] = (3, 3)) -> LoadedRules:
    """Return the rules with a pool of three: at most one European, one of chemicals if there is any."""
    quotas = (
        Quota(within="region", at_most={"eu": 1}),
        Quota(within="sector", at_least={"chem": 1}, if_short="fewer"),
    )
    enter, stay = buffer
    pool = PoolPolicy(
        capacity=3, enter_rank=enter, stay_rank=stay, reserve=1, most_newcomers=newcomers, quotas=quotas
    )
    return LoadedRules(loaded.rules.model_copy(update={"pool": pool}), loaded.content)


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(figures, st.sampled_from(["eu", "usa"]), st.sampled_from(["chem", "food"])),
        min_size=2,
        max_size=6,
    ),
    st.sets(st.integers(0, 5)),
    st.none() | st.integers(0, 2),
    st.booleans(),
    st.sampled_from([(3, 3), (2, 4), (1, 3), (3, 5)]),
)
def test_under_quotas_too_the_change_turns_the_outcome_and_no_smaller_one_does(
    several: list[tuple[Figures, str, str]],
    old: set[int],
    newcomers: int | None,
    stricter: bool,
    buffer: tuple[int, int],
) -> None:
    """Every smaller change is tried by a whole proposal, with a buffer and without."""
    loaded = quoted(changed_panel() if stricter else panel(), newcomers, buffer)
    firms = [
        changed(changed(application(number, each), "region", region), "sector", sector)
        for number, (each, region, sector) in enumerate(several)
    ]
    own, others = firms[0], firms[1:]
    members = {f"F{number:03d}": "" for number in sorted(old)[:3]}

    def inside(firm: Application) -> bool:
        candidates = candidates_of(scored(1984, loaded, [firm, *others]), loaded.rules)
        lines = propose(candidates, members, loaded.rules.pool)
        return next(line.in_pool for line in lines if line.id == own.id)

    was, table = inside(own), scored(1984, loaded, firms)
    found = {each.field: each for each in flips(own, loaded.rules, CUTOFFS[1984], table, members)}
    assert {"patents", "rd_expenditure", "region", "sector"} <= found.keys()
    for field in ("region", "sector"):
        tried = [each for each in loaded.rules.choices[field] if each != own.values[field].value]
        turning = [each for each in tried if inside(changed(own, field, each)) is not was]
        assert found[field].value == (turning[0] if turning else None)
    flip = found["patents"]
    assert isinstance(flip.filed, Decimal)
    if flip.value is None:
        steps = range(-int(flip.filed), 40)
    else:
        assert flip.steps and inside(changed(own, "patents", flip.value)) is not was
        steps = range(-min(flip.steps - 1, int(flip.filed)), flip.steps)
    assert all(inside(changed(own, "patents", flip.filed + step)) is was for step in steps)
