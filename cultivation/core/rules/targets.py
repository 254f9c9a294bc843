"""Targets of a plan: what is to be reached by when, in the plan's own words, and what can measure it."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cultivation.core.rules.labels import Identifier, Label, Number, Strict, Text
from cultivation.core.rules.measures import YearNumber
from cultivation.core.rules.model_file import read_model

Measure = Literal["output", "growth", "rd_ratio", "rd_staff_share", "rd_institution_share", "talents"]
Extent = Literal["part", "like", "none"]
DIGITS = Decimal("0.0001")  # of a rate that is computed: a hundredth of a percent


class Fields(Strict):
    """Which field of the applications holds what; what no field holds is left out."""

    industry: Identifier
    output: Identifier
    output_previous: Identifier | None = None
    emerging_output: Identifier | None = None
    rd: Identifier | None = None
    patents: Identifier | None = None
    staff: Identifier | None = None
    rd_staff: Identifier | None = None
    rd_institution: Identifier | None = None
    talents: Identifier | None = None
    zone: Identifier | None = None


class Course(Strict):
    """A figure from one year to another, so that a rate that a plan states can be computed again.

    `note` says what is odd where the plan states another.
    """

    since: Annotated[Number, Field(gt=0)]
    until: Annotated[Number, Field(gt=0)]
    years: Annotated[int, Field(ge=1, le=50)]
    note: Label

    @property
    def rate(self) -> Decimal:
        """Return the mean rate of growth a year, to a hundredth of a percent."""
        with localcontext(prec=50):
            growth = (self.until / self.since) ** (Decimal(1) / self.years) - 1
            return growth.quantize(DIGITS)


class Reported(Strict):
    """A figure of the whole city as an office of statistics gives it, and in which document."""

    value: Number
    source: Text


class PlanTarget(Label):
    """One target, with its section and words in the plan.

    `extent` says how far a review measures it: as a `part` of a total of the whole city, as a ratio that is
    `like` the plan's but over the enterprises of the review, or not at all. `base` is the figure of the
    plan's base year; where the plan contradicts itself, `course` computes it again. `yearly` is what is to be
    reached in each year, `zones` what each zone is to reach by its own enterprises, `reported` what is known
    of the whole city by year. `note` names one of the plan's notes: why these are not the plan's figures.
    """

    measure: Measure | None = None
    industry: Identifier | None = None
    at_least: Number | None = None
    base: Number | None = None
    unit: str
    extent: Extent
    section: Text
    quotation: Text
    note: Identifier
    course: Course | None = None
    yearly: dict[YearNumber, Number] = Field(default_factory=dict)
    zones: dict[Identifier, Number] = Field(default_factory=dict)
    reported: dict[YearNumber, Reported] = Field(default_factory=dict)

    def base_by(self, choice: str) -> Decimal | None:
        """Return the figure of the base year, as it is `stated` or as it is `computed` again."""
        return self.course.rate if self.course is not None and choice == "computed" else self.base

    @model_validator(mode="after")
    def _measured_or_not(self) -> PlanTarget:
        if (self.measure is None) != (self.extent == "none") or (self.measure and self.at_least is None):
            raise PydanticCustomError("measured_or_not", "measure and at_least, or the extent none")
        if self.zones and self.extent == "none":
            raise PydanticCustomError("zones_measured", "zones have targets of what is measured")
        return self


class Plan(Strict):
    """The targets of a plan, for the rule sets of some standards."""

    id: Identifier
    standards: tuple[Identifier, ...] = Field(min_length=1)
    name: Label
    base_year: int
    target_year: int
    fields: Fields
    notes: dict[Identifier, Label]
    targets: dict[Identifier, PlanTarget] = Field(min_length=1)

    @model_validator(mode="after")
    def _notes_are_there(self) -> Plan:
        missing = {each.note for each in self.targets.values()} - self.notes.keys()
        if missing:
            names = ", ".join(sorted(missing))
            raise PydanticCustomError("notes_missing", "these notes are missing", {"names": names})
        return self


def load_plan(content: bytes, name: str) -> Plan:
    """Read the targets from the bytes of a file called `name`; raises RuleMistakes with all that is wrong."""
    return read_model(content, name, Plan)[0]
