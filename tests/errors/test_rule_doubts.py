"""Every doubt about a rule set has a file that provokes it, and a line in docs/findings.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cultivation import language
from cultivation.core.rules.doubts import doubts_of
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.mistakes import DOUBTS
from cultivation.core.rules.vocabularies import shipped_vocabularies
from cultivation.queries.rule_doubts import doubts_in
from cultivation.queries.year import year_in
from cultivation.resources import shipped
from tests.queries.town import Town, lived

from .make_rule_doubts import CASES, FOLDER, text_of

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
OF_A_YEAR = ("nobody_scores", "everybody_scores", "quota_few_enterprises")
# Its text is on record, and was written before there were panels.
DOUBTED = {"hnte_2016": ["judged_without_panel"]}


def test_every_doubt_has_a_file() -> None:
    assert CASES.keys() == DOUBTS.keys() == {path.stem for path in FOLDER.glob("*.yaml")}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = lived(tmp_path_factory.mktemp("town"))
    yield made
    made.record.dispose()


@pytest.mark.parametrize("code", CASES)
def test_files_are_those_of_the_script(code: str) -> None:
    assert (FOLDER / f"{code}.yaml").read_text("utf-8") == text_of(code)


@pytest.mark.parametrize("code", CASES)
def test_a_file_gives_its_doubt_on_its_line_and_nothing_else(code: str, town: Town) -> None:
    language.activate("en")
    loaded = load_file(FOLDER / f"{code}.yaml")
    found = doubts_of(loaded.rules, loaded.content, shipped_vocabularies())
    if code in OF_A_YEAR:
        assert found == []
        with town.at("decided") as reader:
            found = doubts_in(year_in(reader, 2016), loaded, shipped_vocabularies())
    assert [each.code for each in found] == [code]
    line = loaded.content.decode().splitlines()[found[0].line - 1]
    assert line.startswith(CASES[code][1]), line
    assert "{" not in found[0].sentence()


def test_the_town_itself_is_not_doubted(town: Town) -> None:
    loaded = load_file(FOLDER.parents[1] / "queries" / "town.yaml")
    assert doubts_of(loaded.rules, loaded.content, shipped_vocabularies()) == []
    with town.at("decided") as reader:
        assert doubts_in(year_in(reader, 2016), loaded, shipped_vocabularies()) == []


@pytest.mark.parametrize("path", sorted(shipped("scoring_rules").glob("*.yaml")), ids=lambda path: path.stem)
def test_what_ships_is_not_doubted(path: Path) -> None:
    loaded = load_file(path)
    found = [each.code for each in doubts_of(loaded.rules, loaded.content, shipped_vocabularies())]
    assert found == DOUBTED.get(path.stem, [])


def test_the_page_has_every_doubt_with_its_sentence_and_file() -> None:
    part = PAGE.read_text("utf-8").partition("## Doubts about rule sets")[2]
    rows = re.findall(r"\| `(\w+)` \| (.*?) \| \[(\S+)\]\(\.\./tests/errors/rules/(\S+)\) \|", part)
    assert rows == [(code, text, f"{code}.yaml", f"{code}.yaml") for code, text in DOUBTS.items()]
