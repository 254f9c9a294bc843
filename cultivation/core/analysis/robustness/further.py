"""Methods by name from pymcdm, an extra: those that need nothing but a matrix, weights and directions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from importlib.util import find_spec
from typing import Any

import numpy as np

from cultivation.core.analysis.robustness.methods import Floats
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, join_names

COSTS_ONLY = {"COPRAS", "MOORA"}  # they ask for criteria of which less is better; points are none
OURS = {"TOPSIS", "VIKOR", "WSM", "WPM"}  # these stand beside ours anyway, or are ours


def further_methods() -> dict[str, Callable[[Floats, Floats], Floats]]:
    """Return what pymcdm offers beside ours, by name; the greater score is the better."""
    from pymcdm import methods

    found = {name: getattr(methods, name) for name in sorted(dir(methods)) if name[0].isupper()}
    return {
        name: _scores_of(each)
        for name, each in found.items()
        if inspect.isclass(each) and name not in COSTS_ONLY | OURS and _asks_nothing(each)
    }


def check_further(names: Collection[str]) -> None:
    """Refuse names that pymcdm does not have, or all where it is not installed."""
    if not names:
        return
    if find_spec("pymcdm") is None:
        raise Refused(
            _("Further methods need pymcdm, which is not installed: pip install 'cultivation[methods]'.")
        )
    known = further_methods()
    if unknown := [each for each in names if each not in known]:
        raise UsageMistake(
            _("Unknown methods: {names}. These can be named: {known}.").format(
                names=join_names(unknown), known=join_names(known)
            )
        )


def _asks_nothing(method: type) -> bool:
    signature = inspect.signature(method)
    return all(
        each.default is not each.empty or each.kind in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
        for each in signature.parameters.values()
    )


def _scores_of(method: Callable[[], Any]) -> Callable[[Floats, Floats], Floats]:
    def scores(matrix: Floats, weights: Floats) -> Floats:
        chosen = method()
        found: Floats = np.asarray(chosen(matrix, weights, np.ones(len(weights))), np.float64)
        greater_is_better = chosen.rank(np.array([0.0, 1.0]))[1] == 1
        return found if greater_is_better else -found

    return scores
