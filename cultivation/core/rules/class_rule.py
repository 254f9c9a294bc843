"""Classes of the ranked, as cities publish them: A the best fifth, or green from 95 points."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.labels import Identifier, Label, Number, Source, Strict, Text


class ScoreClass(Label):
    """One class. Who meets all that it asks for is in it, unless in one that stands above it.

    `test` is a condition, `at_least` a total, `up_to` a share of the places from the best. A class with a
    test alone is set apart: who is in it is not counted among those of whom the shares are taken.
    """

    test: Text | None = None
    at_least: Number | None = None
    up_to: Annotated[Decimal, Field(gt=0, le=1)] | None = None

    @property
    def is_set_apart(self) -> bool:
        """Tell whether nothing but a condition decides."""
        return self.test is not None and self.at_least is None and self.up_to is None


class ClassRule(Strict):
    """The classes, from the best; the last asks for nothing and takes the rest.

    `ties` says which class equal totals share where a share of the places ends between them, or that the tie
    chain tells them `apart`. `whole` says how a share that is no whole number of places is rounded.
    """

    classes: dict[Identifier, ScoreClass] = Field(min_length=2)
    ties: Literal["better", "worse", "apart"] = "better"
    whole: Literal["down", "half_up", "up"] = "down"
    source: Source
