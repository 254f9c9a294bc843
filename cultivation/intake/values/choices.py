"""Words that people write for the choices of a vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.labels import Label
from cultivation.core.rules.model import ChoiceLabel
from cultivation.intake.values.parsing import NONE

CodeAndDetails = tuple[str, dict[str, str]]
AND = re.compile(r"[和与及、/]")
# Words that take back, or leave open, what stands beside them.
NOT_YET = re.compile("非|未|无|不|除|以外|拟|申报|申请|培育|待|正在|原|曾|暂|准|或")
SHORTEST, SHORTEST_PART = 2, 3
FIRST_PLACES = 2  # a word of one sign, such as 省, counts only so near to the beginning
ADMINISTRATIVE = re.compile("[省市县]")


class Choices:
    """A vocabulary, and the choice that stands for whatever is not on it, if the rules name one.

    `costs` are the conditions that this choice fails, `about` a text that names the places which may stand
    before a choice, such as the name of the rule set.
    """

    def __init__(
        self,
        choices: Mapping[str, ChoiceLabel],
        unlisted: str | None,
        costs: Sequence[Label] = (),
        about: str = "",
    ) -> None:
        self._choices, self._unlisted, self._costs = choices, unlisted, costs
        self._about = normalise(about)
        self._words = {
            normalise(word): key
            for key, label in reversed(list(choices.items()))
            for word in (*reversed(label.aliases), label.en, label.zh, key)
        }
        self._parts = dict(self._all_parts())
        self._details = {
            "allowed_zh": "、".join(label.zh for label in choices.values()),
            "allowed_en": ", ".join(label.en for label in choices.values()),
        }
        if unlisted is not None:
            other = choices[unlisted]
            self._details |= {"other_zh": other.zh, "other_en": other.en}
        if costs:
            self._details |= {
                "gates_zh": "、".join(each.zh for each in costs),
                "gates_en": ", ".join(each.en for each in costs),
            }

    def read(self, text: str) -> tuple[str | None, CodeAndDetails | None]:
        """Return the choice, and the code and details of a finding where the word is not known."""
        word = normalise(text)
        choice = self._words.get(word)
        if choice is not None:
            return choice, None
        if found := self._by_part(word):
            label = self._choices[found]
            return found, ("choice_by_part", {"choice_zh": label.zh, "choice_en": label.en})
        if self._unlisted is None:
            return None, ("not_a_choice", self._details)
        return self._unlisted, ("choice_costs_gate" if self._costs else "choice_unlisted", self._details)

    def _all_parts(self) -> Iterator[tuple[str, str]]:
        """Yield the parts of double names that one choice alone has: 集成电路 of 软件和集成电路."""
        owners: dict[str, set[str]] = {}
        for key, label in self._choices.items():
            for word in (label.zh, *label.aliases):
                pieces = AND.split(word)
                for part in map(normalise, pieces if len(pieces) > 1 else ()):
                    owners.setdefault(part, set()).add(key)
        for part, keys in owners.items():
            if len(keys) == 1 and len(part) >= SHORTEST and part not in self._words:
                yield part, next(iter(keys))

    def _by_part(self, text: str) -> str | None:
        """Return the one choice whose name is written longer or shorter, None for none or several."""
        if text in self._parts:
            return self._parts[text]
        beginning = {
            key for word, key in self._words.items() if len(text) >= SHORTEST_PART and word.startswith(text)
        }
        if len(beginning) == 1:
            return beginning.pop()
        within = self._within(text)
        if len({key for key, _, _ in within} - {self._unlisted}) != 1:
            return None
        return next((each[0] for each in within if self._is_fitting(text, *each)), None)

    def _within(self, text: str) -> list[tuple[str, int, int]]:
        """Return the names that stand in a text, each with its place, but for those within a longer one."""
        long_enough = {word: key for word, key in self._parts.items() if len(word) >= SHORTEST_PART}
        found = [
            (key, start, start + len(word))
            for word, key in {**long_enough, **self._words}.items()
            if word and word not in NONE and key != self._unlisted and (start := text.find(word)) >= 0
            if len(word) >= SHORTEST or (start <= FIRST_PLACES and word not in ("无", "其"))
        ]
        return [
            (key, start, end)
            for key, start, end in found
            if not any(
                first <= start and end <= last and last - first > end - start for _, first, last in found
            )
        ]

    def _is_fitting(self, text: str, key: str, start: int, end: int) -> bool:
        """Tell whether what stands around a name leaves its meaning: 苏州高新区 is not that of Kunshan.

        Before it may stand only what its own names or the rule set speak of, the larger places before that.
        """
        before, behind = text[:start], text[end:]
        if NOT_YET.search(before) or NOT_YET.search(behind):
            return False
        pieces = [piece for piece in ADMINISTRATIVE.split(before) if piece]
        if not pieces:
            return True
        own = "".join(normalise(word) for word in (self._choices[key].zh, *self._choices[key].aliases))
        return pieces[-1] in own or pieces[-1] in self._about
