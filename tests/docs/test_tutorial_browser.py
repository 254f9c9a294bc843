"""The tutorial in the browser, clicked from the first start to the proof, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")

from cultivation.language import speaking
from cultivation.queries.year import State
from cultivation.record.reader import Reader
from cultivation.review.replay import replay

from .clicking import Act, Person, acts_of
from .console import Step, Terminal
from .offices import Office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "tutorial-browser.md", "zh": DOCS / "tutorial-browser.zh-CN.md"}


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.thorough)])
def test_the_tutorial_does_what_it_says(language: str, browser: Browser, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, within=True)
    for command in ("demo practice --workbooks", "init kunshan"):
        printed, code = terminal.run(Step(f"cultivation --lang {language} {command}", ""))
        assert code == 0, printed
    office, people = Office(tmp_path, "kunshan"), dict[str, Person]()
    with speaking(language):
        for act in acts_of(PAGES[language]):
            if act.person not in people:
                people[act.person] = Person(act.person, browser, office, language)
            people[act.person].take(act)
    with office.desk.record.reading() as reader:
        _is_signed_off(reader)
    assert len(people) == 8 and all(each.same for each in replay(office.desk.record))
    office.desk.record.dispose()


def _is_signed_off(reader: Reader) -> None:
    """See that the reader has a decided year of 100, and a record that is whole."""
    assert State(reader).year(2016).is_decided
    assert sum(line.action == "enter" for line in reader.lines(2016)) == 100
    assert reader.verify().ok


def test_both_languages_have_the_same_steps() -> None:
    def steps(language: str) -> list[tuple[str, str]]:
        with speaking(language):
            return [_step(act) for act in acts_of(PAGES[language])]

    assert steps("en") == steps("zh")


def _step(act: Act) -> tuple[str, str]:
    same = act.words if act.kind in ("open", "later", "write") else ""
    return act.person, f"{act.kind} {same}"
