"""What all checks of a rule set share: how a mistake is found, and whether a name is known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from cultivation.core.rules.formulas import Formula, FormulaMistake, Kind, Name, compile_formula

Path = tuple[str | int, ...]
Mistaken = tuple[str, Path, dict[str, str]]
Found = Iterator[Mistaken]


def check_reference(value: str, known: Iterable[str], path: Path) -> Found:
    """Yield a mistake where `value` is not among the known names."""
    names = sorted(known)
    if value in names:
        return
    near = difflib.get_close_matches(value, names, n=1)
    details = {"value": value, "allowed": ", ".join(names)}
    if near:
        yield "unknown_reference_near", path, {**details, "near": near[0]}
    else:
        yield "unknown_reference", path, details


def check_formula(
    text: str, names: dict[str, Name], path: Path, needed: Kind | None = None, over_all: bool = False
) -> tuple[Formula | None, list[Mistaken]]:
    """Compile a formula; return it where it can be used at all, and its mistakes."""
    try:
        formula = compile_formula(text, names, over_all)
    except FormulaMistake as mistake:
        return None, [(mistake.code, path, {"formula": text, **mistake.details})]
    if needed and formula.kind is not needed:
        return formula, [("formula_result", path, {"needed": needed, "got": formula.kind})]
    return formula, []
