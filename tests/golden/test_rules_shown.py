"""Rule sets as people read them, beside pages that were looked at.

UPDATE_GOLDEN=1 writes them anew; look at the difference before it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cultivation import language
from cultivation.core.rules.loading import load_file
from cultivation.core.wording.rule_page import markdown, rule_page
from cultivation.resources import shipped

FOLDER = Path(__file__).parent
PAGES = [
    ("tech_sme_2017", "zh"),
    ("hnte_2016", "en"),
    ("ningbo_engineering_center", "zh"),
    ("everything", "en"),
]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.activate("en")


@pytest.mark.parametrize(("name", "spoken"), PAGES)
def test_a_rule_set_reads_as_it_did(name: str, spoken: str) -> None:
    language.activate(spoken)
    folder = (
        Path(__file__).parents[1] / "core" / "rules" if name == "everything" else shipped("scoring_rules")
    )
    page = markdown(rule_page(load_file(folder / f"{name}.yaml").rules)) + "\n"
    golden = FOLDER / f"{name}.{spoken}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(page, "utf-8")
    assert page == golden.read_text("utf-8")
