"""The smallest parts of a rule set: names, labels in both languages, days, sources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Number = Annotated[Decimal, Field(allow_inf_nan=False)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | Decimal) else value),
    WithJsonSchema({"type": ["string", "number"]}),
]


def _iso_day(value: object) -> object:
    """Let only ISO texts through; a number would be taken for seconds since 1970."""
    if isinstance(value, str | date):
        return value
    raise ValueError("a date is written as year-month-day, for example 2016-11-14")


Day = Annotated[date, BeforeValidator(_iso_day)]


class Strict(BaseModel):
    """A part of a rule set: immutable, and nothing in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Label(Strict):
    """A name for people, in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def text(self, language: str) -> str:
        """Return the label in "zh" or "en"."""
        return self.zh if language == "zh" else self.en


class ChoiceLabel(Label):
    """One choice of a vocabulary, with the other words that people write for it."""

    aliases: tuple[Text, ...] = ()


class Source(Strict):
    """Where a value comes from: a document of `sources` and the place in it.

    `unverified` marks what was not checked against the official text; `note` is for a choice that was
    made where the text leaves a hole.
    """

    document: str
    article: Label | Text = ""
    page: Text = ""
    unverified: bool = False
    note: Label | None = None
