"""A part of the attacks that `make attack` tries, always the same part: none is missed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.record import attack
from tests.record.attack import DECLARED, MISSED, PREVENTED, QUICK, Place, Tally


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return attack.build(tmp_path_factory.mktemp("stages"))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, stages: dict[str, Path]) -> Place:
    if request.param == "sqlite":
        return attack.files(stages)
    return attack.databases(request.getfixturevalue("postgresql"), stages)


@pytest.mark.parametrize("kind", ["rows", "record", "schema", "steps"])
def test_no_attack_of_a_kind_is_missed(place: Place, kind: str, count: Callable[[str], None]) -> None:
    tally, share = Tally(), QUICK[kind]
    against = {
        "rows": attack.attack_rows,
        "record": attack.attack_record,
        "schema": attack.attack_schema,
        "steps": attack.attack_steps,
    }
    against[kind](place, tally, share)
    assert tally.missed == []
    assert sum(tally.outcomes.values()) >= 3
    count(f"attacks, a part: {next(iter(tally.lines()))}")


def test_a_clerk_may_do_nothing_past_the_program(place: Place) -> None:
    if place.dialect == "sqlite":
        pytest.skip("SQLite has no roles")
    tally = Tally()
    attack.attack_as_clerk(place, tally, 1)
    assert tally.missed == []
    assert {outcome for _kind, outcome in tally.outcomes} == {PREVENTED}


def test_damaged_files_are_found(stages: dict[str, Path]) -> None:
    tally = Tally()
    attack.attack_files(stages, tally, 4)
    assert tally.missed == []


def test_what_is_declared_impossible_is_so_and_an_anchor_finds_it(stages: dict[str, Path]) -> None:
    tally = Tally()
    attack.attack_whole(stages, tally)
    assert {outcome for _kind, outcome in tally.outcomes} == {DECLARED}


def test_a_missed_attack_would_be_seen(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the watch and the comparison away, the same attacks go through."""
    monkeypatch.setattr("cultivation.record.verify.tables_that_differ", lambda connection: [])
    monkeypatch.setattr("cultivation.record.verify.schema_differences", lambda connection: [])
    monkeypatch.setattr("cultivation.record.doubts.untouched", lambda connection: True)
    tally = Tally()
    attack.attack_rows(place, tally, QUICK["rows"])
    attack.attack_schema(place, tally, QUICK["schema"])
    assert any(outcome == MISSED for _kind, outcome in tally.outcomes)
