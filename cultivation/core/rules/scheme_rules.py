"""Rules of cultivation schemes: which offices own tasks, when updates are due, who goes to the watch list."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cultivation.core.rules.labels import Identifier, Label, Strict
from cultivation.core.rules.model_file import read_model

FIRM = "enterprise"  # who owns a task that no office owns


class SchemeRules(Strict):
    """How schemes are followed.

    `offices` may own tasks beside the enterprise itself. Members answer within `answer_days` of being
    asked; who left so many updates in a row unanswered as `watch_after` says is on the watch list.
    """

    id: Identifier
    standards: tuple[Identifier, ...] = Field(min_length=1)
    name: Label
    offices: dict[Identifier, Label] = Field(min_length=1)
    answer_days: Annotated[int, Field(ge=1, le=366)] = 30
    watch_after: Annotated[int, Field(ge=1, le=20)] = 1

    @model_validator(mode="after")
    def _nobody_is_called_enterprise(self) -> Self:
        if FIRM in self.offices:
            raise PydanticCustomError("office_enterprise", "enterprise means the enterprise itself")
        return self

    @property
    def owners(self) -> dict[str, Label]:
        """Return everybody who may own a task, by key: the enterprise first."""
        return {FIRM: Label(zh="企业", en="the enterprise"), **self.offices}


def load_scheme_rules(content: bytes, name: str) -> SchemeRules:
    """Read the bytes of a file called `name`; raises RuleMistakes with every mistake, each with its line."""
    return read_model(content, name, SchemeRules)[0]
