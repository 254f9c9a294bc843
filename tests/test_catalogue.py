"""Every sentence exists in Chinese, and the compiled catalogue is the one of the text."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages.catalog import Message

from tests import catalogue

PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
MESSAGES = [message for message in catalogue.extract() if message.id]


def test_the_source_has_sentences() -> None:
    assert len(MESSAGES) > 200


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message.id)[:40])
def test_every_sentence_is_translated(message: Message) -> None:
    translated = TRANSLATED.get(message.id)
    assert translated is not None, "run: make catalogue"
    assert translated.string, f"no Chinese for {message.id!r}"
    theirs, ours = (set(PLACEHOLDER.findall(str(text))) for text in (translated.string, message.id))
    assert theirs == ours or (isinstance(message.id, tuple) and theirs <= ours)  # Chinese has no singular


def test_no_sentence_is_left_over() -> None:
    assert {message.id for message in TRANSLATED if message.id} == {message.id for message in MESSAGES}


def test_the_compiled_catalogue_is_up_to_date() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(catalogue.read()), "run: make catalogue"


TRANSLATED = catalogue.read()


def test_no_sentence_hides_in_an_f_string() -> None:
    """Before Python 3.12 the extraction does not look into f-strings; such a sentence would stay English."""
    for path in catalogue.PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
                assert not any(isinstance(called, ast.Name) and called.id == "_" for called in calls), path
