"""The words and codes by which a text match tells what a firm makes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.labels import Source, Strict, Text

Code = Annotated[str, Field(pattern=r"^[0-9]{2,4}$")]
Side = Literal["for", "against", ""]


class WordLevel(Strict):
    """A level of a match, reached where a phrase has one of the references of the choice.

    A reference is looked for as it stands, but for width, case and punctuation. One of several words,
    apart by blanks, asks for all of them in this order.
    """

    level: str
    references: dict[str, tuple[Text, ...]]
    source: Source


class CodeLists(Strict):
    """What the industry code that a firm files says beside its words.

    An entry stands for all codes that begin with it; of several the longest counts. A code in the list
    `for` the firm's choice gives `level` where no word does; one `against` takes what the words give.
    """

    field: str
    level: str
    for_: dict[str, tuple[Code, ...]] = Field(alias="for")
    against: tuple[Code, ...] = ()
    source: Source

    def side(self, code: str, choice: str) -> Side:
        """Tell whether a code speaks for a choice, against all of them, or for nothing that is known.

        An entry of two lists speaks for the choice.
        """
        longest = _longest(code, self.for_.get(choice, ()))
        against = _longest(code, self.against)
        if not longest and not against:
            return ""
        return "for" if longest >= against else "against"


class WordLists(Strict):
    """Levels by whole words, the best first.

    A `negative` word that stands behind a reference, or ends with it, makes something else of it: a bag of a
    material is no material.
    """

    levels: tuple[WordLevel, ...] = Field(min_length=1)
    negative: tuple[Text, ...] = ()
    codes: CodeLists | None = None


def _longest(code: str, entries: tuple[str, ...]) -> int:
    return max((len(entry) for entry in entries if code.startswith(entry)), default=0)
