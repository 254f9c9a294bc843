"""What the rule set calls doubtful across the fields of an application, and beside last year's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from cultivation.core.rules.formulas import LAST_YEAR, Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import formula_value, type_of, typed_value

Texts = Sequence[str | None]
FEWEST = 16  # fewer rows are sooner decided than screened


def implausible(
    columns: Mapping[str, Texts], before: Mapping[str, Texts], rules: RuleSet
) -> Iterator[tuple[int, str]]:
    """Yield (row, check) for each application that does not pass a check, in the order of rows and of checks.

    `columns` are the exact texts of many applications by field; `before` those of the same enterprises'
    last earlier applications, None where there is none. All rows are screened in float64, and those that
    may be doubtful are decided exactly.
    """
    texts = {**columns, **{LAST_YEAR + field: column for field, column in before.items()}}
    rows = max(map(len, texts.values()), default=0)
    for row, _place, key in sorted(_to_decide(texts, rows, rules)):
        if _doubted(key, _row_values(texts, row, rules), rules):
            yield row, key


def _to_decide(texts: Mapping[str, Texts], rows: int, rules: RuleSet) -> list[tuple[int, int, str]]:
    """Return (row, number of the check, check) for what may be doubtful; of a few rows, for everything."""
    checks = list(enumerate(rules.plausibility_formulas.items()))
    if rows < FEWEST:
        return [(row, place, key) for row in range(rows) for place, (key, _formula) in checks]
    from cultivation.core.scoring.columns.screening import Screen  # numpy, for many rows only

    screen = Screen(texts, rules.looking_back, rows)
    return [
        (row, place, key)
        for place, (key, formula) in checks
        for row in screen.may_hold(formula).nonzero()[0].tolist()
    ]


def _row_values(texts: Mapping[str, Texts], row: int, rules: RuleSet) -> Callable[[str], Value]:
    """Return what looks up the values of one row by the names of formulas."""

    def value_of(name: str) -> Value:
        column = texts.get(name)
        return _value(column[row] if column else None, name.removeprefix(LAST_YEAR), rules)

    return value_of


def _doubted(key: str, value_of: Callable[[str], Value], rules: RuleSet) -> bool:
    """Decide one check exactly."""
    formula = rules.plausibility_formulas[key]
    return formula.evaluate({name: value_of(name) for name in formula.names}) is True


def _value(text: str | None, field: str, rules: RuleSet) -> Value:
    """Return a text as formulas take it; one that was filed under rules with another type is not known."""
    try:
        return formula_value(typed_value(text, type_of(rules, field)))
    except (ArithmeticError, ValueError):
        return None
