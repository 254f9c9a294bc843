"""Each promise of docs/intake.md names the tests that keep it, and these exist."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cultivation.intake.formats.limits import BYTES_A_SECOND, MEBIBYTE, Limits

from .promises import PROMISES

HOME = Path(__file__).parents[2]
PAGES = {"en": HOME / "docs" / "intake.md", "zh": HOME / "docs" / "intake.zh-CN.md"}
SENTENCE = re.compile(r"(?<=[.]) (?=[A-Z*`])")
TEST = re.compile(r"(tests/[\w/]+)\.py::(test_\w+)(?:\[(.+)\])?")


def blocks(page: Path) -> Iterator[str]:
    """Yield the paragraphs and tables of a page: no headings, commands and links to its other language."""
    for block in re.split(r"\n\s*\n", page.read_text("utf-8")):
        if block.strip() and not block.startswith(("#", "    ", "[")):
            yield block.strip()


def promises(page: Path) -> list[str]:
    """Return the rows of the tables and the sentences, but for those that only lead to what follows."""
    found: list[str] = []
    for block in blocks(page):
        if block.startswith("|"):
            found += block.split("\n")[2:]
        else:
            found += SENTENCE.split(" ".join(block.split()))
    return [each for each in found if not each.endswith(":")]


def kept_by(promise: str) -> list[str]:
    return [beginning for beginning in PROMISES if promise.startswith(beginning)]


def examples(function: Any) -> set[str]:
    """Return the names of the examples of a test that has some."""
    names: set[str] = set()
    for mark in getattr(function, "pytestmark", ()):
        if mark.name == "parametrize":
            ids, values = mark.kwargs.get("ids"), mark.args[1]
            names |= set(map(ids, values)) if callable(ids) else set(map(str, ids or values))
    return names


def test_every_promise_has_its_tests() -> None:
    made = promises(PAGES["en"])
    assert len(made) > 70
    assert {each: kept_by(each) for each in made if len(kept_by(each)) != 1} == {}


def test_no_entry_is_about_what_is_promised_no_more() -> None:
    made = promises(PAGES["en"])
    assert [each for each in PROMISES if not any(promise.startswith(each) for promise in made)] == []


@pytest.mark.parametrize("test", sorted({each for tests in PROMISES.values() for each in tests}))
def test_the_tests_that_are_named_exist(test: str) -> None:
    found = TEST.fullmatch(test)
    assert found, test
    function = getattr(importlib.import_module(found[1].replace("/", ".")), found[2], None)
    assert callable(function), test
    assert found[3] is None or found[3] in examples(function), test


def test_each_promise_names_one_test_at_least() -> None:
    assert all(PROMISES.values())


def test_the_page_in_chinese_promises_as_much() -> None:
    shapes = [
        ["row" if line.startswith("|") else "text" for block in blocks(page) for line in block.split("\n")]
        for page in PAGES.values()
    ]
    rows = [shape.count("row") for shape in shapes]
    assert rows[0] == rows[1] > 50
    assert len(list(blocks(PAGES["en"]))) == len(list(blocks(PAGES["zh"])))


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_limits_are_those_of_the_page(page: Path) -> None:
    said = dict(re.findall(r"^\| `(\w+)` \| ([0-9]+) \|", page.read_text("utf-8"), re.MULTILINE))
    limits = Limits()
    assert {key: int(value) for key, value in said.items()} == {
        "seconds": limits.seconds,
        "megabytes": limits.file_bytes // MEBIBYTE,
        "unpacked_megabytes": limits.unpacked_bytes // MEBIBYTE,
        "memory_megabytes": limits.memory // MEBIBYTE,
        "cells": limits.cells,
    }
    assert f"{BYTES_A_SECOND // MEBIBYTE} MB" in page.read_text("utf-8")
