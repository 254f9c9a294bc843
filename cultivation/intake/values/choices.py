"""Words that people write for the choices of a vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import ChoiceLabel

CodeAndDetails = tuple[str, dict[str, str]]


class Choices:
    """A vocabulary, and the choice that stands for whatever is not on it, if the rules name one."""

    def __init__(self, choices: Mapping[str, ChoiceLabel], unlisted: str | None) -> None:
        self._unlisted = unlisted
        self._words = {
            normalise(word): key
            for key, label in reversed(list(choices.items()))
            for word in (*reversed(label.aliases), label.en, label.zh, key)
        }
        self._details = {
            "allowed_zh": "、".join(label.zh for label in choices.values()),
            "allowed_en": ", ".join(label.en for label in choices.values()),
        }
        if unlisted is not None:
            other = choices[unlisted]
            self._details |= {"other_zh": other.zh, "other_en": other.en}

    def read(self, text: str) -> tuple[str | None, CodeAndDetails | None]:
        """Return the choice, and the code and details of a finding where the word is not known."""
        choice = self._words.get(normalise(text))
        if choice is not None:
            return choice, None
        code = "not_a_choice" if self._unlisted is None else "choice_unlisted"
        return self._unlisted, (code, self._details)
