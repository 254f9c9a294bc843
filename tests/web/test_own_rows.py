"""What an applicant is told, from which day on, and whose an application is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")

from cultivation import review
from cultivation.canonical import visible
from cultivation.core.pool.proposal import Reason
from cultivation.core.wording.own_outcomes import SENTENCES
from cultivation.errors import EnvironmentTrouble
from cultivation.queries.own_firms import is_published, own_outcome
from cultivation.queries.units import units_of
from cultivation.queries.year import State
from cultivation.record.store import Record
from cultivation.workspace import SETTINGS, WebSettings, read_workspace

from .staff import DISTRICT, HELD_BACK, NOTICED, OWN, town


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    made = town(tmp_path_factory.mktemp("own"), staffed=False)
    yield made
    made.dispose()


def test_every_reason_is_told_without_place_or_points() -> None:
    assert SENTENCES.keys() == set(Reason)
    for sentence in SENTENCES.values():
        assert set(re.findall(r"\{(\w+)\}", sentence)) <= {"grounds", "lists"} and not re.search(
            r"\d", sentence
        )


def test_an_outcome_is_told_from_the_first_day_of_the_notice(record: Record) -> None:
    first = date.today() + timedelta(days=10)
    with record.reading() as reader:
        assert not is_published(State(reader).year(HELD_BACK), date(2100, 1, 1))
    review.give_notice(record, "王芳", HELD_BACK, first, first + timedelta(days=9))
    with record.reading() as reader:
        year = State(reader).year(HELD_BACK)
        assert own_outcome(year, OWN, first - timedelta(days=1), with_points=True) is None
        told = own_outcome(year, OWN, first, with_points=False)
        assert told is not None and told.outcome.startswith("proposed:") and told.place is told.total is None
        with_points = own_outcome(year, OWN, first, with_points=True)
        assert with_points is not None and with_points.place and with_points.total
        assert is_published(State(reader).year(NOTICED), date(2000, 1, 1)), "what is decided is public"


def test_a_unit_is_found_by_choice_or_text(
    record: Record, kunshan_folder: Path, firm: Callable[[str], str]
) -> None:
    with record.reading() as reader:
        year = State(reader).year(NOTICED)
        row = year.rows[OWN]
        assert units_of(year, row, "zone") == {visible(DISTRICT)}
        assert units_of(year, row, "no_such_field") == frozenset()
    kunshan = Record(f"sqlite:///{kunshan_folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with kunshan.reading() as reader:
        year = State(reader).year(2017)
        names = units_of(year, year.rows[firm("enter")], "zone")
        key = next(each for each in names if each in year.rules.choices["zone"])
        label = year.rules.choices["zone"][key]
        assert {visible(label.zh), visible(label.en), *map(visible, label.aliases)} <= names
    kunshan.dispose()


def test_the_settings_say_what_is_shown_to_whom(tmp_path: Path) -> None:
    assert WebSettings.of(read_workspace(tmp_path).web) == WebSettings()
    said = '[web]\nunit_field = "town"\npersonal_fields = ["phone"]\napplicants_see_points = true\n'
    (tmp_path / SETTINGS).write_text(said, "utf-8")
    assert WebSettings.of(read_workspace(tmp_path).web) == WebSettings("town", ("phone",), True)
    for wrong in ('unit_field = ""', "personal_fields = 1", 'applicants_see_points = "yes"', "unknown = 1"):
        (tmp_path / SETTINGS).write_text(f"[web]\n{wrong}\n", "utf-8")
        with pytest.raises(EnvironmentTrouble, match=re.escape("[web]")):
            read_workspace(tmp_path)
