"""What all applicants, or those of a class, come to in a formula: `highest(x)`, `mean(x, within=industry)`.

A call is computed once over all applications before the formula around it is, and stands among the values
of each application under the text that it is written in.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

COHORT_FUNCTIONS = ("highest", "lowest", "mean", "median", "sum", "count")
NARROWING = ("within", "where")  # a class to which the application belongs; a condition on those that count


@dataclass(frozen=True)
class CohortValue:
    """One call: what is taken of each application (`value`, None for `count()`), and of which ones.

    `key` is its name among the values. Only applications for which `where` surely holds count, and of these
    only those whose `within` is that of the application looked at.
    """

    key: str
    function: str
    value: Callable[[Mapping[str, Any]], Any] | None
    within: str | None
    where: Callable[[Mapping[str, Any]], Any] | None


def is_cohort_call(node: ast.Call) -> bool:
    """Tell a call over all applicants, `mean(x)`, from one over values of one application, `mean(x, y)`."""
    if not isinstance(node.func, ast.Name) or node.func.id not in COHORT_FUNCTIONS:
        return False
    return len(node.args) == (0 if node.func.id == "count" else 1)


def narrowing(node: ast.Call) -> dict[str, ast.expr] | None:
    """Return what stands behind `within=` and `where=`; None where anything else does."""
    found = {each.arg: each.value for each in node.keywords if each.arg is not None and each.arg in NARROWING}
    return found if len(found) == len(node.keywords) else None
