"""Which papers a standard needs, what they show, and which enterprises are visited."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cultivation.core.rules.labels import Identifier, Label, Source, Strict, Text


class Paper(Label):
    """A paper that an application needs, known by words in the names of files.

    It shows the values of `fields` and what `criteria` rest on. Where `needed_when`, a formula over what was
    filed, does not hold, or with `optional`, nobody misses it.
    """

    aliases: tuple[Text, ...] = ()
    fields: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    needed_when: Text = ""
    optional: bool = False
    source: Source | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words by which it is known."""
        return (self.zh, self.en, *self.aliases)


TRIGGERS = Literal[
    "condition", "first_time", "flags", "near_cut_line", "doubts", "missing_evidence", "shared_evidence"
]


class Trigger(Label):
    """A ground on which an enterprise is visited.

    `condition`: the formula `test` over what was filed holds; `first_time`: it never applied before, as far
    as the record goes; `flags`: a figure is to be verified; `near_cut_line`: its place is at most `places`
    from the cut line; `doubts`: its application was taken with doubts; `missing_evidence`: a paper lacks;
    `shared_evidence`: another enterprise handed in the same file.
    """

    on: TRIGGERS
    test: Text = ""
    places: Annotated[int, Field(ge=1)] | None = None
    source: Source

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if (self.on == "condition") is not bool(self.test):
            raise PydanticCustomError("trigger_test", "test belongs to condition alone")
        if (self.on == "near_cut_line") is (self.places is None):
            raise PydanticCustomError("trigger_places", "places belong to near_cut_line alone")
        return self


class VisitRule(Strict):
    """Who is visited: whom a trigger names, and at least so many percent of all applicants by lots.

    With `blocks_decision` the year is not decided while a visit is open; else open visits are only shown.
    """

    triggers: dict[Identifier, Trigger] = Field(default_factory=dict)
    least_percent: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(0)
    blocks_decision: bool = False
    source: Source | None = None
