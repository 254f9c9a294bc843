"""Finding a rule set by its id or by the name of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from cultivation.errors import UsageMistake
from cultivation.rules.finding import find_rules, read_files
from cultivation.rules.mistakes import RuleMistakes
from tests.rules.edits import PANEL


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
