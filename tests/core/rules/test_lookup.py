"""Finding a rule set by its id or by the name of its file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cultivation.core.rules.lookup import find_in_force, find_rules, read_files
from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.errors import UsageMistake
from tests.core.rules.edits import PANEL


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[Path, str]]:
    """The workspace has an edited copy under another name and a broken file; the shipped one comes last."""
    contents = {
        "mine.yaml": PANEL.replace("enter_rank: 90", "enter_rank: 80"),
        "broken.yaml": PANEL.replace("precision: 0.01", "precision: 9").replace("id: patents", "id: broken"),
        "patents_rd_panel.yaml": PANEL,
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content, "utf-8")
    return [(tmp_path / name, "shipped" if name.startswith("patents") else "workspace") for name in contents]


def test_a_file_is_found_by_its_name(files: list[tuple[Path, str]]) -> None:
    assert find_rules("mine", files).rules.pool.enter_rank == 80


def test_a_rule_set_is_found_by_its_id_beside_a_broken_file(files: list[tuple[Path, str]]) -> None:
    assert find_rules("patents_rd_panel", files[:2]).rules.id == "patents_rd_panel"


def test_the_workspace_comes_first(files: list[tuple[Path, str]]) -> None:
    assert find_rules("patents_rd_panel", files).rules.pool.enter_rank == 80


def test_a_broken_file_that_is_asked_for_tells_its_mistakes(files: list[tuple[Path, str]]) -> None:
    with pytest.raises(RuleMistakes, match="precision"):
        find_rules("broken", files)


def test_an_unknown_rule_set_is_told_with_those_there_are(files: list[tuple[Path, str]]) -> None:
    with pytest.raises(UsageMistake, match="patents_rd_panel"):
        find_rules("weather", files)


def test_a_broken_file_does_not_hide_the_others(files: list[tuple[Path, str]]) -> None:
    read = read_files(files)
    assert [bool(each.loaded) for each in read] == [True, False, True]
    assert "precision" in read[1].problem


@pytest.fixture
def versions(tmp_path: Path) -> list[tuple[Path, str]]:
    """Three versions of one standard; the last one ends, and a hole follows."""
    listed = []
    for name, start, end in (
        ("first", "2010-01-01", "2014-12-31"),
        ("second", "2015-01-01", ""),
        ("third", "2020-07-01", "2021-06-30"),
    ):
        until = f"\nvalid_until: {end}" if end else ""
        text = PANEL.replace("id: patents_rd_panel", f"id: {name}\nstandard: firms")
        path = tmp_path / f"{name}.yaml"
        path.write_text(text.replace("valid_from: 1983-01-01", f"valid_from: {start}{until}"), "utf-8")
        listed.append((path, "workspace"))
    return listed


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2010, 1, 1), "first"),
        (date(2014, 12, 31), "first"),
        (date(2015, 1, 1), "second"),
        (date(2020, 6, 30), "second"),
        (date(2020, 7, 1), "third"),
        (date(2021, 6, 30), "third"),
        (date(2021, 7, 1), "second"),
    ],
)
def test_the_version_in_force_is_the_one_that_began_last(
    versions: list[tuple[Path, str]], day: date, name: str
) -> None:
    found = find_in_force("firms", day, versions)
    assert found is not None and found.rules.id == name


def test_an_id_is_a_standard_of_its_own(versions: list[tuple[Path, str]]) -> None:
    found = find_in_force("second", date(2021, 1, 1), versions)
    assert found is not None and found.rules.id == "second"
    assert find_in_force("weather", date(2021, 1, 1), versions) is None
    with pytest.raises(UsageMistake, match=r"first \(2010-01-01 - 2014-12-31\)"):
        find_in_force("firms", date(2009, 12, 31), versions)
