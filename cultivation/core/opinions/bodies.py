"""Who is asked for an opinion: a zone for each choice of a field, and departments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cultivation.core.rules.labels import Label
from cultivation.core.rules.model import RuleSet

Choices = Mapping[str, str | None]  # of an application, by field


class Kind(StrEnum):
    """What kind of body is asked: a zone recommends and orders, a department objects or does not."""

    ZONE = "zone"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class Body:
    """A zone or department: its key (`zone/NAME`), label, the field it fills, and what its silence means.

    `within` and `choices` say about whom it is asked; without a field about all. `most` is how many a zone
    may recommend.
    """

    kind: Kind
    name: str
    label: Label
    gives: str
    silence: str
    within: str | None = None
    choices: tuple[str, ...] = ()
    grounds: Mapping[str, Label] = field(default_factory=dict)
    most: int | None = None

    @property
    def key(self) -> str:
        """Return what names it on record."""
        return f"{self.kind}/{self.name}"

    @property
    def silent_value(self) -> str | None:
        """Return what counts where it does not answer, as an exact text; None where that stays open."""
        if self.kind is Kind.ZONE:
            return {"recommended": "yes", "not_recommended": "no"}.get(self.silence)
        return "no" if self.silence == "no_objection" else None

    def is_asked_about(self, choices: Choices) -> bool:
        """Tell whether it is asked about an applicant with such choices."""
        return self.within is None or choices.get(self.within) in self.choices


def bodies_of(rules: RuleSet) -> dict[str, Body]:
    """Return who is asked under a rule set, by key: zones in the order of their choices, then departments."""
    found = [*_zones(rules), *_departments(rules)]
    return {each.key: each for each in found}


def _zones(rules: RuleSet) -> list[Body]:
    zones = rules.opinions.zones if rules.opinions else None
    if zones is None:
        return []
    field_rule, quota = rules.fields[zones.field], rules.pool.recommend
    labels = rules.choices[field_rule.choices or ""]
    return [
        Body(
            Kind.ZONE,
            choice,
            label,
            zones.gives,
            zones.silence,
            zones.field,
            (choice,),
            most=quota.most_of(choice) if quota else None,
        )
        for choice, label in labels.items()
        if choice != field_rule.unlisted  # what is on no list is nobody's zone
    ]


def _departments(rules: RuleSet) -> list[Body]:
    departments = rules.opinions.departments if rules.opinions else {}
    return [
        Body(Kind.DEPARTMENT, key, each, each.gives, each.silence, each.within, each.choices, each.grounds)
        for key, each in departments.items()
    ]
