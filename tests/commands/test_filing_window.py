"""`window`: set, shown, set anew; what it refuses leaves nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.commands.office import Office
from tests.commands.test_every_state import RULES


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.do("init", str(made.workspace))
    (made.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    made.do("open 2016 --rules small_pool")
    return made


def local(*parts: int) -> str:
    """Write a moment of this machine."""
    return datetime(*parts).astimezone().strftime("%Y-%m-%d %H:%M %z")  # type: ignore[arg-type,misc]


def test_a_window_is_set_shown_and_set_anew(office: Office) -> None:
    assert "No window is set for 2016" in office.do("window 2016").stdout
    said = office.do("window 2016 --from 2017-01-09 --until", "2017-01-20 17:00", "--document", "2号").stdout
    assert f"from {local(2017, 1, 9)} until {local(2017, 1, 20, 17)}" in said
    again = office.do("window 2016 --from 2017-01-09 --until", "2017-01-20 17:00", "--document", "2号")
    assert "on record already" in again.stderr
    office.do("window 2016 --from 2017-01-09 --until 2017-01-31")
    shown = office.do("window 2016", lang="zh").stdout
    assert local(2017, 1, 9) in shown and local(2017, 1, 31, 23, 59) in shown
    kinds = [each["kind"] for each in office.ask("audit log")["entries"]]
    assert kinds.count("filing_window_set") == 2
    assert office.ask("audit replay")["ok"] is True


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--from 2017-01-09", "Give both --from and --until."),
        ("--from 2017-01-09 --until 2017-01-08", "must end after it begins"),
        ("--from soon --until 2017-01-08", "'soon' is not a moment"),
    ],
)
def test_what_is_no_window_is_refused(office: Office, words: str, sentence: str) -> None:
    assert sentence in office.do(f"window 2016 {words}", code=2).stderr
    assert "No window is set" in office.do("window 2016").stdout
