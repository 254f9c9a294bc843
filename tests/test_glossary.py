"""The catalogue keeps to the glossary, and its sentences are plain in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import catalogue

DOCS = Path(__file__).parent.parent / "docs"
WIDE = "\u3001-\u303f\u4e00-\u9fff\uff00-\uffef"

# What a writer of plain English would not say.
QUAINT = (
    *(
        r"(?<!there )\bis none\b",
        r"\bwhoever\b",
        r"\btold (in|by)\b",
        r"past this program",
        r"\bof ours\b",
        r"\bno more\b(?! than)",
    ),
    *(r"\bstands? (twice|in|on|beside|elsewhere)\b", r"\ball the same\b", r"\bhanded? in\b"),
    *(
        r"(?<!must )\bsay (what|why|who|that|so|it)\b",
        r"\bthe own\b",
        r"(?<!there )(?<!year )\bis no (?!longer)[a-z]+\b",
        r"\blet the name\b",
    ),
    *(r"\bis there already\b", r"\bcame in\b", r"\bbeside ours\b", r"\bbroke down\b", r"\bmakes? good\b"),
)
# What a ministry's document would not show: each with what is wrong.
FORBIDDEN = {
    "a space after a full-width stop": r"[。，；：！？][ ]+\S",
    "a half-width colon, comma or semicolon after Chinese": rf"[{WIDE}][:;,](?=\s|[{WIDE}]|$)(?! 值”)",
    "an English placeholder word": (
        r"(?<![\w.])(FOLDER|NUMBER|NAME|DATE|YEAR|TEXT|FILE|DIR|ENTERPRISE|EXPERT|LIST|FIELD|VALUE)(?![\w.])"
    ),
    "a space between Chinese and a placeholder": rf"[{WIDE}] +\{{(?!\w+\}} --)|(?<!year)\}} +[{WIDE}]",
    "a word that the glossary replaced": "我方|另行决定|请先运行|请先：",
}
COMMAND = re.compile(r"cultivation [a-z].*")  # the words of a command line keep their spaces


# Sentences in which Chinese needs no word for the term, because the context says it.
LOOSE = frozenset(
    {
        "Members of {pool}| ({year})",
        "the file is not a rule set; begin with the keys id, version, name, fields, dimensions",
        "graduated: reached the title that the pool prepares for",
        "cultivation --workspace kunshan status          # the current state and the next step",
    }
)


def _glossary(page: str, columns: tuple[int, int, int]) -> list[tuple[tuple[str, ...], ...]]:
    """Return English terms, the Chinese words that are right, and the wrong ones, by row of the table."""
    rows = []
    for line in (DOCS / page).read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and not set(line) <= set("|- ") and cells[0] not in ("term", "中文"):
            english, right, wrong = (cells[column] for column in columns)
            split = (re.split(", *", english), right.split("、"), wrong.split("、"))
            rows.append(tuple(tuple(word for word in words if word) for words in split))
    return rows


TERMS = _glossary("glossary.md", (0, 1, 2))
MESSAGES = [
    (" ".join(message.id) if isinstance(message.id, tuple) else message.id, "".join(message.string))
    for message in catalogue.read()
    if message.id
]


def _uses(english: str, terms: tuple[str, ...]) -> bool:
    outside = re.sub(r"\{[^}]*\}", "", COMMAND.sub("", english))
    return any(re.search(rf"\b{term}s?\b", outside, re.IGNORECASE) for term in terms)


def _is_meant(word: str, english: str) -> bool:
    """Tell whether a word that is wrong for one term is right for another of the same sentence."""
    return any(word in right and _uses(english, terms) for terms, right, _wrong in TERMS)


def test_both_pages_fix_the_same_terms() -> None:
    assert len(TERMS) > 30
    assert _glossary("glossary.zh-CN.md", (1, 0, 2)) == TERMS


@pytest.mark.parametrize("row", TERMS, ids=lambda row: str(row[0][0]))
def test_the_catalogue_uses_the_fixed_word(row: tuple[tuple[str, ...], ...]) -> None:
    terms, right, wrong = row
    used = [(english, chinese) for english, chinese in MESSAGES if _uses(english, terms)]
    assert used, "a term that no sentence uses"
    found = [
        (english, chinese)
        for english, chinese in used
        if any(word in chinese and not _is_meant(word, english) for word in wrong)
    ]
    assert not found
    lacking = [pair for pair in used if not any(word in pair[1] for word in right)]
    assert {pair[0] for pair in lacking} <= LOOSE


@pytest.mark.parametrize("phrase", QUAINT)
def test_english_is_plain(phrase: str) -> None:
    assert not [english for english, _chinese in MESSAGES if re.search(phrase, english, re.IGNORECASE)]


@pytest.mark.parametrize("wrong", FORBIDDEN)
def test_chinese_is_written_as_offices_write(wrong: str) -> None:
    assert not [chinese for _english, chinese in MESSAGES if re.search(FORBIDDEN[wrong], chinese)]
