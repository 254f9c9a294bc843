"""The page as text: the same each time, no markup but its own, one policy for its own scripts."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from cultivation import language
from cultivation.core.rules.loading import load_file, load_rules
from cultivation.outputs.self_check.page import self_check_page
from cultivation.resources import shipped

SHIPPED = sorted(shipped("scoring_rules").glob("*.yaml"))
KUNSHAN = shipped("scoring_rules") / "kunshan_top100_2016.yaml"


def page_of(path: Path, spoken: str) -> str:
    with language.speaking(spoken):
        return self_check_page(load_file(path), date(2018, 12, 31)).decode("utf-8")


@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_same_rules_give_the_same_page_and_it_asks_nobody(path: Path, spoken: str) -> None:
    page = page_of(path, spoken)
    assert page == page_of(path, spoken)
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "eval(" not in page and "Function(" not in page
    for field in load_file(path).rules.for_applicants.fields:
        assert f'name="{field}"' in page


def test_a_label_that_looks_like_a_script_stays_a_label() -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    content = KUNSHAN.read_bytes().replace("zh: 利润总额".encode(), f"zh: '{hostile}'".encode())
    loaded = load_rules(content, "hostile.yaml")
    with language.speaking("zh"):
        page = self_check_page(loaded).decode("utf-8")
    assert "<img" not in page
    form = re.search(r'id="d-form">(.*?)</script>', page, re.DOTALL)
    assert form is not None
    labels = [field["label"] for field in json.loads(form[1])["fields"]]
    assert hostile in labels


def test_it_says_in_words_what_it_leaves_to_others() -> None:
    page = page_of(shipped("scoring_rules") / "hnte_2016.yaml", "en")
    form = json.loads(re.findall(r'id="d-form">(.*?)</script>', page, re.DOTALL)[0])
    office = {each["key"]: each["office"] for each in form["criteria"]}
    assert office["system"] == ["points are given by experts or by the office, within a range"]
    assert "the office fills in: Grade of the technology's advancement" in office["ip_advancement"]
    page = page_of(shipped("scoring_rules") / "yibin_private_100.yaml", "en")
    form = json.loads(re.findall(r'id="d-form">(.*?)</script>', page, re.DOTALL)[0])
    assert all("other applicants" in " ".join(each["office"]) for each in form["criteria"])
