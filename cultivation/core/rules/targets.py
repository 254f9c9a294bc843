"""Targets of a plan: what is to be reached by when, in the plan's own words, and what can measure it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError, model_validator

from cultivation.core.rules.labels import Identifier, Label, Number, Strict, Text
from cultivation.core.rules.yaml_reader import read_yaml
from cultivation.errors import Refused
from cultivation.language import _, join_names

Measure = Literal["output", "growth", "rd_ratio", "rd_staff_share", "rd_institution_share"]
Extent = Literal["part", "like", "none"]


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


class PlanTarget(Label):
    """One target, with its section and words in the plan.

    `extent` says how far a review measures it: as a `part` of a total of the whole city, as a ratio that is
    `like` the plan's but over the enterprises of the review, or not at all. `base` is the figure of the
    plan's base year. `note` names one of the plan's notes: why the figures are not those of the plan.
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

    @model_validator(mode="after")
    def _measured_or_not(self) -> PlanTarget:
        if (self.measure is None) != (self.extent == "none") or (self.measure and self.at_least is None):
            raise ValueError("what is measured needs measure and at_least, what is not has the extent none")
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
            raise ValueError(f"these notes are missing: {', '.join(sorted(missing))}")
        return self


def load_plan(content: bytes, name: str) -> Plan:
    """Read the targets from the bytes of a file called `name`; refuse it with all that is wrong."""
    try:
        file = read_yaml(content.decode("utf-8-sig"))
        problems = [each.line for each in file.mistakes]
        if not problems:
            return Plan.model_validate(file.data)
        said = join_names(_("line {line}").format(line=line) for line in problems)
    except UnicodeDecodeError:
        said = "UTF-8"
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    raise Refused(_("{file} cannot be used as targets of a plan: {problem}").format(file=name, problem=said))
