"""The points of an application as steps from nothing to the total; every step is exact, in whole units."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import bound_units
from cultivation.core.scoring.score_table import ScoreLine

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Step:
    """From `start` the points go up (or down) by `units`; a criterion says how many it could have given.

    A step without a maximum is what a dimension or the total makes of the sum before it: a cap, a bound, a
    rounding, or a mean that is no sum. Its key is that of the dimension, or "total".
    """

    key: str
    dimension: str
    start: int
    units: int
    maximum: int | None
    direction: int = 1

    @property
    def end(self) -> int:
        """Return the points after the step."""
        return self.start + self.units

    @property
    def lost(self) -> int:
        """Return what the criterion did not give of its maximum; what it gave, where fewer are better."""
        if self.maximum is None:
            return 0
        return max(self.maximum - self.units if self.direction > 0 else self.units, 0)


def waterfall(line: ScoreLine, rules: RuleSet) -> list[Step]:
    """Return the steps to the total, in the order of the rule set; they end at the total."""
    steps: list[Step] = []
    at = 0
    for name, dimension in rules.dimensions.items():
        begun = at
        for key, criterion in dimension.criteria.items():
            most = bound_units(criterion.maximum, rules.precision)
            steps.append(Step(key, name, at, line.criteria[key], most, rules.total.direction))
            at = steps[-1].end
        counted = line.dimension_units(name, dimension)
        if at - begun != counted:
            steps.append(Step(name, name, at, counted - (at - begun), None))
            at = steps[-1].end
    if at != line.total:
        steps.append(Step(TOTAL, "", at, line.total - at, None))
    return steps
