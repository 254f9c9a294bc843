"""A ladder of standards: which come after which, and from which figures of an application each is read."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cultivation.core.rules.labels import Identifier, Label, Strict
from cultivation.core.rules.model_file import read_model


class Taken(Strict):
    """A field of the application: of the same review year, or of one so many years before.

    `choices` says what each choice of it is in the other standard; one that is not named is not known there.
    """

    field: Identifier
    years_before: Annotated[int, Field(ge=0)] = 0
    choices: dict[str, str] = Field(default_factory=dict)


class Rung(Strict):
    """A standard of the ladder; each field that can be read from the applications, and from which.

    What is not named is not known: a field of the same name may mean another thing.
    """

    standard: Identifier
    fields: dict[Identifier, Identifier | Taken] = Field(default_factory=dict)

    def taken(self) -> dict[str, Taken]:
        """Return from what each field is taken."""
        return {
            key: each if isinstance(each, Taken) else Taken(field=each) for key, each in self.fields.items()
        }


class Ladder(Strict):
    """Standards from the first step to the last, beside the applications under some standards.

    `past` are fields of the applications that nobody can change any more: those of years before.
    """

    id: Identifier
    standards: tuple[Identifier, ...] = Field(min_length=1)
    name: Label
    past: tuple[Identifier, ...] = ()
    rungs: tuple[Rung, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        named = [each.standard for each in self.rungs]
        if len(set(named)) < len(named):
            raise PydanticCustomError("rung_twice", "a standard stands on the ladder twice")
        return self


def load_ladder(content: bytes, name: str) -> Ladder:
    """Read a ladder from the bytes of a file called `name`; raises RuleMistakes with all that is wrong."""
    return read_model(content, name, Ladder)[0]
