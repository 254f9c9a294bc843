"""How experts' marks become points: what a rule set says of its panel."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.labels import Label, Source, Strict

Positive = Annotated[Decimal, Field(gt=0)]
FEWEST_TO_TRIM = 3


class Discussion(Strict):
    """When experts disagree so far that they should talk.

    `measure` is the range (highest less lowest) or the standard deviation of their marks, `from` the share of
    the criterion's maximum from which on it is flagged.
    """

    measure: Literal["range", "sd"] = "range"
    from_: Positive = Field(default=Decimal("0.3"), alias="from")


class ConflictFields(Strict):
    """The fields of an application that name people: an expert who is among them must not mark it."""

    legal_representative: str | None = None
    shareholders: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Return each field with what it names."""
        own = (("legal_representative", self.legal_representative),) if self.legal_representative else ()
        return (*own, *(("shareholder", each) for each in self.shareholders))


class PanelRule(Strict):
    """How the marks of several experts become one.

    `aggregate`: the mean, the mean without the highest and the lowest (of three marks or more; fewer are
    averaged), the median, or the mean of the two marks that are nearest to each other (where several pairs
    are equally near, of these pairs). With `calibrate` the marks count after each expert's strictness is
    taken out; otherwise they count as given, and the calibrated ones stand beside. `ridge` draws the
    strictness of experts with few marks towards none. What comes out is rounded half up to `round_to`.
    """

    experts_each: Annotated[int, Field(ge=1)] | None = None
    aggregate: Literal["mean", "trimmed_mean", "median", "nearest_two"] = "mean"
    calibrate: bool = False
    ridge: Annotated[Decimal, Field(ge=0)] = Decimal(1)
    round_to: Positive = Decimal("0.01")
    discuss: Discussion = Discussion()
    conflicts: ConflictFields = ConflictFields()
    source: Source | None = None


class NamedPanel(PanelRule, Label):
    """One of several panels, such as technical and financial experts: its name, and how its marks become one.

    Its experts mark the fields that name it, and nothing else.
    """
