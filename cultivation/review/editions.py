"""What earlier editions of an analysis computed otherwise, so that their results can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cultivation.language import N_
from cultivation.record.entries import RankingChallenged, RobustnessComputed

# What changed with the second edition: the indices were wrong, edges of alternative tables were not moved,
# what rounding and bounds of a total took was given back when weights varied, and TOPSIS was not the
# published one.
OTHERWISE: Mapping[str, tuple[str, ...]] = {
    RobustnessComputed.KIND: (N_("weights with the largest effect"), N_("edges moved")),
    RankingChallenged.KIND: (N_("TOPSIS"), N_("largest differences of place")),
}
_OTHER_PARTS = {RobustnessComputed.KIND: {"influences", "shifted"}, RankingChallenged.KIND: {"differing"}}
BOUNDED = N_("places when weights vary, as totals are rounded or bounded")
_OF_BOUNDED = {"applications", "left_out"}
_LATER_PARTS = {"edition", "further", "influences_from"}
_LATER_FIGURES = {"weights", "scores"}


def computed_otherwise(kind: str, bounded: bool) -> tuple[str, ...]:
    """Name what editions compute otherwise; `bounded`: where the total is rounded or has bounds."""
    more = (BOUNDED,) if bounded and kind == RobustnessComputed.KIND else ()
    return (*OTHERWISE[kind], *more)


def as_in_first(kind: str, content: Mapping[str, Any], bounded: bool) -> dict[str, Any]:
    """Return what every edition says, as the first said it."""
    left = _OTHER_PARTS[kind] | _LATER_PARTS | (_OF_BOUNDED if bounded else set())
    said = {key: value for key, value in content.items() if key not in left}
    if "challengers" in said:
        said["challengers"] = [
            {key: value for key, value in each.items() if key not in _LATER_FIGURES}
            for each in said["challengers"]
            if each["method"] != "topsis"
        ]
    return said
