"""What a firm makes, told by whole words and by the code that it files; exact, with the reason.

In Chinese the last noun says what a thing is: a robot that checks bags is a robot, a bag of a new material
is a bag. So a negative word counts where it stands behind a reference or ends with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cultivation.core.rules.headers import NOT_LETTERS, normalise
from cultivation.core.rules.words import CodeLists, Side, WordLists

PHRASE_ENDS = re.compile(r"[、，,；;。/|：:\n\r\t]|以及|及")
CODE = re.compile(r"(?<![0-9])[0-9]{2,4}(?![0-9])")
MOST_KEPT = 4096  # words


@dataclass(frozen=True)
class WordFound:
    """A level with what gave it: the phrase, the reference in it, a negative word, the code and its side."""

    level: str
    phrase: str = ""
    word: str = ""
    negative: str = ""
    code: str = ""
    side: Side = ""

    def note(self) -> Mapping[str, Any]:
        """Return what is stored with the value."""
        return {
            "phrase": self.phrase,
            "word": self.word,
            "negative": self.negative,
            "code": self.code,
            "code_side": self.side,
        }


def level_by_words(
    phrases: Sequence[str], choice: str, code_text: str, lists: WordLists, otherwise: str
) -> WordFound:
    """Return the best level that a phrase reaches; then what the code says beside it."""
    found = _best(phrases, choice, lists) or WordFound("")
    code = code_of(code_text)
    side = lists.codes.side(code, choice) if lists.codes and code else ""
    level = (_with_code(found, side, lists.codes) if phrases else "") or otherwise
    return WordFound(level, found.phrase, found.word, found.negative, code, side)


def code_of(text: str) -> str:
    """Return the digits of a code of GB/T 4754 as people file it; empty where there are none.

    >>> code_of("C3974 显示器件制造"), code_of("３９７４"), code_of("制造业")
    ('3974', '3974', '')
    """
    found = CODE.search(unicodedata.normalize("NFKC", text))
    return found[0] if found else ""


def split_phrases(text: str) -> list[str]:
    """Split what an applicant wrote where one thing ends and the next begins.

    >>> split_phrases("OLED、柔性显示面板及显示模组")
    ['OLED', '柔性显示面板', '显示模组']
    """
    parts = PHRASE_ENDS.split(unicodedata.normalize("NFC", text))
    return [part.strip() for part in parts if normalise(part)]


def plain(text: str) -> str:
    """Drop width, case and punctuation; a blank stays where it parts two words of Latin letters or digits.

    >>> plain("ＴＦＴ-LCD 面板（柔性）")
    'tft lcd面板柔性'
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", NOT_LETTERS.sub(" ", text))


def end_of(word: str, text: str) -> int:
    """Return where the last occurrence of a word ends in a plain text, 0 where there is none.

    >>> end_of("LED", "oled"), end_of("数控 机床", "数控车铣复合机床"), end_of("In-cell", "incell触控")
    (0, 8, 6)
    """
    return max((match.end() for match in _pattern(word).finditer(text)), default=0)


@lru_cache(MOST_KEPT)
def _pattern(word: str) -> re.Pattern[str]:
    """Latin letters and digits are whole words: FC is not in KFC."""
    parts = []
    for part in word.split():
        letters = plain(part)
        start = r"(?<![a-z0-9])" if re.match("[a-z0-9]", letters) else ""
        stop = r"(?![a-z0-9])" if re.search("[a-z0-9]$", letters) else ""
        parts.append(start + re.escape(letters).replace(r"\ ", " ?") + stop)
    return re.compile(".*?".join(parts))


def _best(phrases: Sequence[str], choice: str, lists: WordLists) -> WordFound | None:
    """Return the first hit of the best level; else the first that a negative word takes away, or the word."""
    spoilt: WordFound | None = None
    texts = [(phrase, plain(phrase)) for phrase in phrases]
    for level in lists.levels:
        for phrase, text in texts:
            for word in level.references.get(choice, ()):
                if not (end := end_of(word, text)):
                    continue
                negative = _behind(end, text, lists)
                if not negative:
                    return WordFound(level.level, phrase, word)
                spoilt = spoilt or WordFound("", phrase, word, negative)
    alone = (WordFound("", phrase, "", word) for phrase, text in texts if (word := _behind(1, text, lists)))
    return spoilt or next(alone, None)


def _behind(end: int, text: str, lists: WordLists) -> str:
    """Return the first negative word that ends there or later."""
    return next((word for word in lists.negative if end_of(word, text) >= end), "")


def _with_code(found: WordFound, side: Side, codes: CodeLists | None) -> str:
    """Return the level that word and code come to, empty for none."""
    if side == "against":
        return ""
    if found.level or found.negative or codes is None or side != "for":
        return found.level
    return codes.level
