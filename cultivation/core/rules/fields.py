"""What is filed: fields with their types and headers, and choices computed from filed texts."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.formulas import Kind
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.labels import Identifier, Label, Number, Source, Strict, Text
from cultivation.core.rules.words import WordLists

NOT_FILED = ("expert", "list", "opinion")  # who fills what no file of applications may bring


class FieldType(StrEnum):
    """The type of a filed value."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"

    @property
    def kind(self) -> Kind:
        """Return the kind that formulas see."""
        return {
            FieldType.NUMBER: Kind.NUMBER,
            FieldType.INTEGER: Kind.NUMBER,
            FieldType.DATE: Kind.DATE,
            FieldType.YES_NO: Kind.TRUTH,
        }.get(self, Kind.TEXT)


class FieldRule(Label):
    """A filed value: its type, unit, the headers it may stand under, and what a blank means.

    A field that a clerk, an expert, a list or the opinion of a zone or department fills is no part of what
    applicants are asked. What a `list` fills is yes for those on the list of an authority, no for the others.
    Where there are several panels, a mark names the `panel` whose experts give it.
    """

    type: FieldType
    unit: str = ""
    aliases: tuple[Text, ...] = ()
    minimum: Number | None = None
    maximum: Number | None = None
    choices: str | None = None
    unlisted: str | None = None
    blank: Literal["refuse", "unknown", "zero", "no"] = "refuse"
    filled_by: Literal["applicant", "clerk", "expert", "list", "opinion"] = "applicant"
    list: Identifier | None = None
    panel: Identifier | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Return every header under which the field may stand."""
        return (self.zh, self.en, *self.aliases)


class ChoiceGroup(Label):
    """Choices that a document names together, such as the zones of one kind."""

    choices: tuple[str, ...] = Field(min_length=1)


class Grouping(Strict):
    """How a document groups the choices of a vocabulary; points do not depend on it."""

    groups: dict[Identifier, ChoiceGroup] = Field(min_length=1)
    source: Source


class MatchLevel(Strict):
    """A level of a text match, reached by a similarity of `at_least`."""

    level: str
    at_least: Annotated[Decimal, Field(gt=0, le=1)]


class TextMatch(Label):
    """A choice that is computed at intake, from filed texts and the references of the choice in `by`.

    Either by whole `words`, or by similarity: the highest cosine between a phrase of the texts and a
    reference, as TF-IDF vectors of character n-grams, rounded to four decimals. The words of `ignore` say
    nothing ("new", "technology"); they are taken out of both before they are compared.
    """

    choices: str
    texts: tuple[str, ...] = Field(min_length=1)
    by: str
    words: WordLists | None = None
    ngrams: tuple[Annotated[int, Field(ge=1, le=8)], Annotated[int, Field(ge=1, le=8)]] | None = None
    ignore: tuple[Text, ...] = ()
    levels: tuple[MatchLevel, ...] = ()
    otherwise: str
    references: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    source: Source

    @property
    def looks_at(self) -> tuple[str, ...]:
        """Return the fields that the level depends on."""
        codes = self.words.codes if self.words else None
        return (*self.texts, self.by, *([codes.field] if codes else []))

    @property
    def sources(self) -> tuple[tuple[tuple[str | int, ...], Source], ...]:
        """Return the source of the match, of its levels by words and of its codes, each with its place."""
        found: list[tuple[tuple[str | int, ...], Source]] = [((), self.source)]
        if self.words is not None:
            levels = enumerate(self.words.levels)
            found += [(("words", "levels", number), level.source) for number, level in levels]
            if self.words.codes is not None:
                found.append((("words", "codes"), self.words.codes.source))
        return tuple(found)

    def bare(self, text: str) -> str:
        """Return what is compared of a text: letters and digits, without the ignored words."""
        rest = normalise(text)
        for word in sorted(self.ignore, key=len, reverse=True):
            rest = rest.replace(normalise(word), "")
        return rest


class IdentifierRule(Strict):
    """Which field identifies an enterprise, and how it is checked."""

    field: str
    kind: Literal["uscc", "free_text"]
