"""With which rule set a year is opened: the one named, the version in force, else that of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.errors import UsageMistake
from cultivation.queries.rule_sets import rules_for, standard_before
from cultivation.record.reader import Reader
from cultivation.resources import shipped
from cultivation.workspace import DEFAULT_RULES
from tests.queries.town import RULES, Town

DAY = date(2018, 12, 31)


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[Path, str]]:
    """Write two versions of a standard, each for some years, beside the town's rules and those that ship."""
    text = RULES.read_text("utf-8")
    own = [("town.yaml", text)]
    first = "valid_from: 2016-01-01"
    for name, days in (("old", f"{first}\nvalid_until: 2017-12-31"), ("new", "valid_from: 2018-01-01")):
        changed = text.replace("id: town", f"id: lake_{name}\nstandard: lake").replace(first, days)
        own.append((f"lake_{name}.yaml", changed))
    for name, content in own:
        (tmp_path / name).write_text(content, "utf-8")
    ships = [(path, "shipped") for path in sorted(shipped("scoring_rules").glob("*.yaml"))]
    return [(tmp_path / name, "workspace") for name, _content in own] + ships


@pytest.fixture
def reader(town: Town) -> Iterator[Reader]:
    with town.at() as reader:
        yield reader


@pytest.mark.parametrize(
    ("wanted", "day", "found", "standard"),
    [
        ("lake", date(2017, 12, 31), "lake_old", "lake"),
        ("lake", date(2018, 1, 1), "lake_new", "lake"),
        ("lake_old", DAY, "lake_old", ""),
        ("town", DAY, "town", ""),
        (DEFAULT_RULES, DAY, DEFAULT_RULES, ""),
        (None, DAY, "town", ""),
    ],
)
def test_the_rule_set_that_counts(
    reader: Reader, files: list[tuple[Path, str]], wanted: str | None, day: date, found: str, standard: str
) -> None:
    chosen = rules_for(reader, 2019, wanted, day, files)
    assert (chosen.loaded.rules.id, chosen.standard) == (found, standard)


def test_the_first_year_of_a_record_has_the_default(reader: Reader, files: list[tuple[Path, str]]) -> None:
    assert rules_for(reader, 2016, None, DAY, files).loaded.rules.id == DEFAULT_RULES
    assert standard_before(reader, 2016) is None
    assert standard_before(reader, 2017) == "town"


def test_a_file_may_be_named_by_its_name_whatever_its_id(
    reader: Reader, files: list[tuple[Path, str]], tmp_path: Path
) -> None:
    other = tmp_path / "lake.yaml"
    other.write_text(RULES.read_text("utf-8").replace("id: town", "id: pond"), "utf-8")
    chosen = rules_for(reader, 2019, "lake", DAY, [(other, "workspace"), *files])
    assert (chosen.loaded.rules.id, chosen.standard) == ("pond", "")


def test_what_there_is_not_is_refused(reader: Reader, files: list[tuple[Path, str]]) -> None:
    with pytest.raises(UsageMistake, match="There is no rule set sea"):
        rules_for(reader, 2019, "sea", DAY, files)
    with pytest.raises(UsageMistake, match="No version of lake is in force on 2015-01-01"):
        rules_for(reader, 2019, "lake", date(2015, 1, 1), files)


def test_a_file_with_mistakes_hides_no_other_and_is_told_of_when_it_is_named(
    reader: Reader, files: list[tuple[Path, str]], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: [", "utf-8")
    several = [(broken, "workspace"), *files]
    assert rules_for(reader, 2019, "lake", DAY, several).loaded.rules.id == "lake_new"
    assert rules_for(reader, 2019, "pond", DAY, [*several, pond(tmp_path)]).loaded.rules.id == "pond"
    with pytest.raises(RuleMistakes, match=r"broken\.yaml"):
        rules_for(reader, 2019, "broken", DAY, several)


def pond(folder: Path) -> tuple[Path, str]:
    """Write rules whose file is called otherwise."""
    other = folder / "other.yaml"
    other.write_text(RULES.read_text("utf-8").replace("id: town", "id: pond"), "utf-8")
    return other, "workspace"
