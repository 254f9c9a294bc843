"""Whole words, what stands behind them, and codes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.rules.labels import Source
from cultivation.core.rules.words import CodeLists, WordLevel, WordLists
from cultivation.core.scoring.word_match import code_of, end_of, level_by_words, plain
from tests.properties import examples

SOURCE = Source(document="plan")
LISTS = WordLists(
    levels=(
        WordLevel(level="strong", references={"a": ("机器人", "FC", "数控 机床")}, source=SOURCE),
        WordLevel(level="partial", references={"a": ("模具",)}, source=SOURCE),
    ),
    negative=("包装袋", "玩具机器人", "租赁"),
    codes=CodeLists.model_validate(
        {
            "field": "code",
            "level": "partial",
            "for": {"a": ["34", "5292"]},
            "against": ["52", "341"],
            "source": SOURCE,
        }
    ),
)


@pytest.mark.parametrize(
    ("phrase", "level", "word", "negative"),
    [
        ("包装袋检测机器人", "strong", "机器人", ""),
        ("机器人包装袋", "none", "机器人", "包装袋"),
        ("儿童玩具机器人", "none", "机器人", "玩具机器人"),
        ("机器人租赁", "none", "机器人", "租赁"),
        ("租赁机器人", "strong", "机器人", ""),
        ("KFC加盟", "none", "", ""),
        ("ＦＣ封装", "strong", "FC", ""),
        ("数控立式机床", "strong", "数控 机床", ""),
        ("机床数控", "none", "", ""),
        ("模具租赁", "none", "模具", "租赁"),
        ("家具租赁", "none", "", "租赁"),
    ],
)
def test_words(phrase: str, level: str, word: str, negative: str) -> None:
    found = level_by_words([phrase], "a", "", LISTS, "none")
    assert (found.level, found.word, found.negative) == (level, word, negative)


def test_the_best_level_counts_wherever_it_stands() -> None:
    found = level_by_words(["机器人租赁", "模具", "数控机床"], "a", "", LISTS, "none")
    assert (found.level, found.phrase) == ("strong", "数控机床")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("3421", "partial"),
        ("3411", "none"),
        ("5292", "partial"),
        ("5291", "none"),
        ("C34", "partial"),
        ("99", "none"),
    ],
)
def test_of_several_entries_the_longest_counts(code: str, level: str) -> None:
    assert level_by_words(["垫圈"], "a", code, LISTS, "none").level == level


def test_another_choice_has_its_own_lists() -> None:
    assert level_by_words(["机器人"], "b", "3421", LISTS, "none").level == "none"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C3974 显示器件制造", "3974"),
        ("制造业39", "39"),
        ("39741", ""),
        ("3", ""),
        ("", ""),
        ("C 3974;6510", "3974"),
    ],
)
def test_codes_as_people_file_them(text: str, code: str) -> None:
    assert code_of(text) == code


@given(st.text("机器人FC fc-，包装袋", max_size=12), st.sampled_from(["机器人", "包装袋", "F C", "器 袋"]))
@settings(max_examples=examples(60))
def test_a_word_ends_where_a_search_by_hand_finds_it(text: str, word: str) -> None:
    bare, parts = plain(text), [plain(part) for part in word.split()]
    ends = [
        end
        for start in range(len(bare))
        for end in range(start + 1, len(bare) + 1)
        if _is_word(bare, start, end, parts)
    ]
    assert bool(end_of(word, bare)) == bool(ends)
    assert end_of(word, bare) in (0, *ends)


def _is_word(text: str, start: int, end: int, parts: list[str]) -> bool:
    """Whether the parts stand between the two places in their order, the first and last at the ends."""
    piece = text[start:end]
    if not (piece.startswith(parts[0]) and piece.endswith(parts[-1]) and len(piece) >= sum(map(len, parts))):
        return False
    latin = set("abcdefghijklmnopqrstuvwxyz0123456789")
    around = (text[start - 1 : start] if start else "", text[end : end + 1])
    inner = (piece[len(parts[0]) : len(parts[0]) + 1], piece[-len(parts[-1]) - 1 : -len(parts[-1])])
    if len(parts) == 1:
        return piece == parts[0] and not (parts[0][0] in latin and set(around) & latin)
    return not (parts[0][0] in latin and {*around, *inner} & latin)
