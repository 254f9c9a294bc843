"""Who is asked about applicants before the decision: zones that recommend, departments that may object."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.labels import Identifier, Label, Source, Strict


class RecommendQuota(Strict):
    """How many applicants one zone may recommend; `each_at_most` holds where `at_most` names no zone."""

    at_most: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    each_at_most: Annotated[int, Field(ge=0)] | None = None
    source: Source | None = None

    def most_of(self, zone: str) -> int | None:
        """Return how many a zone may recommend; None where there is no bound."""
        return self.at_most.get(zone, self.each_at_most)


class ZoneRule(Strict):
    """Each choice of the field `field` is a zone that is asked about its own applicants.

    Its yes or no becomes the value of the field `gives`. `silence` says what counts where it does not answer
    in time.
    """

    field: str
    gives: str
    silence: Literal["recommended", "not_recommended", "open"] = "open"


class DepartmentRule(Label):
    """A department that is asked about applicants: all, or those with `choices` in the field `within`.

    It objects on one of the `grounds` or not at all; that it does becomes the value of the field `gives`.
    `silence` says what counts where it does not answer in time. A ground that several departments have is one
    on which they may contradict each other.
    """

    gives: str
    within: str | None = None
    choices: tuple[str, ...] = ()
    grounds: dict[Identifier, Label] = Field(min_length=1)
    silence: Literal["no_objection", "open"] = "no_objection"


class OpinionRule(Strict):
    """Who is asked, and how many working days an answer may take."""

    days: Annotated[int, Field(ge=1, le=250)] = 10
    zones: ZoneRule | None = None
    departments: dict[Identifier, DepartmentRule] = Field(default_factory=dict)
    source: Source | None = None
