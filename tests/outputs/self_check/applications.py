"""Applications by chance, near the edges of a rule set's own thresholds, as they are typed into the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from cultivation.canonical import exact_text
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.core.rules.value_functions import (
    JUDGED,
    Bands,
    Count,
    Goalposts,
    JudgedBands,
    LogGoalposts,
    simple_functions,
)
from cultivation.core.scoring.application import Application, Filed, FiledValue

BLANKS: dict[str, Filed] = {"unknown": None, "zero": Decimal(0), "no": False}
NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?")
BASES = [Decimal(each) for each in (1, 2, 20, 100, 125, 1000, 5000, 20000, 400000)]

MOST = Decimal(10**9)  # with four places it has 14 digits


@dataclass(frozen=True)
class Drawn:
    """An application, and the texts that are typed for it."""

    application: Application
    typed: Mapping[str, str]


def drawn(rules: RuleSet, cutoff: date, number: int, seed: str) -> list[Drawn]:
    """Return so many applications; the same seed gives the same ones."""
    chance = Random(seed)
    edges = sorted(set(thresholds(rules))) or BASES
    return [_Draw(rules, cutoff, edges, chance).application(str(place)) for place in range(number)]


def thresholds(rules: RuleSet) -> Iterator[Decimal]:
    """Yield the values at which something changes, and what stands in formulas."""
    for criterion in rules.criteria.values():
        for function in simple_functions(criterion.function):
            if isinstance(function, Bands | JudgedBands):
                yield from (band.end[0] for band in function.bands if band.end)
            elif isinstance(function, Goalposts | LogGoalposts):
                yield from (at for at, _points in function.points)
            elif isinstance(function, Count):
                yield (function.at_most or function.each) / function.each
    formulas = [*(each.formula for each in rules.indicators.values())]
    formulas += [each.test for each in (*rules.gates.values(), *rules.vetoes.values())]
    for formula in formulas:
        yield from map(Decimal, NUMBER.findall(formula))


def typed_as(value: Filed, rule: FieldRule) -> str:
    """Return what a person types: figures in the unit of the field, 12.5 for 12.5 %."""
    if isinstance(value, Decimal) and rule.unit == "%":
        value = value * 100
    return exact_text(value) or ""


class _Draw:
    """One application, field by field, in the order of the rule set."""

    def __init__(self, rules: RuleSet, cutoff: date, edges: list[Decimal], chance: Random) -> None:
        self.rules, self.cutoff, self.edges, self.chance = rules, cutoff, edges, chance
        self.earlier = [*BASES]
        self.often = chance.choice([0.03, 0.5, 0.97])  # yes to most questions, or no
        functions = (each for one in rules.criteria.values() for each in simple_functions(one.function))
        self.marks = {function.mark for function in functions if isinstance(function, JUDGED)}

    def application(self, key: str) -> Drawn:
        """Draw every field; those of the office, too, which are not typed."""
        values: dict[str, Filed] = {}
        typed: dict[str, str] = {}
        for name, rule in self.rules.fields.items():
            blank = rule.blank != "refuse" and self.chance.random() < 0.15
            values[name] = BLANKS[rule.blank] if blank else self._value(name, rule)
            if rule.filled_by == "applicant":
                typed[name] = "" if blank else typed_as(values[name], rule)
        for name, match in self.rules.text_matches.items():
            values[name] = self.chance.choice(list(self.rules.choices[match.choices]))
        values[self.rules.identifier.field] = key
        filed = {name: FiledValue(value) for name, value in values.items()}
        return Drawn(Application(key, key, filed), typed)

    def _value(self, name: str, rule: FieldRule) -> Filed:
        if name in self.marks:
            return Decimal(self.chance.randrange(18)) / 2
        match rule.type:
            case FieldType.CHOICE:
                return self.chance.choice(list(self.rules.choices[rule.choices or ""]))
            case FieldType.YES_NO:
                return self.chance.random() < self.often
            case FieldType.DATE:
                days = [0, 1, 364, 365, 366, 729, 730, 731, 1096, self.chance.randrange(9000)]
                return self.cutoff - timedelta(self.chance.choice(days))
            case FieldType.NUMBER | FieldType.INTEGER:
                return self._figure(rule)
        return "x"

    def _figure(self, rule: FieldRule) -> Decimal:
        """Return a figure or a step beside it, within the bounds of the field."""
        step = Decimal(1 if rule.type is FieldType.INTEGER else self.chance.choice(["0.01", "0.0001"]))
        figure = (self._anywhere() + step * self.chance.choice([-1, 0, 0, 1])).quantize(step)
        figure = max(min(figure, MOST), -MOST)
        if self.chance.random() < 0.1:
            figure = -figure
        figure = figure if rule.minimum is None else max(figure, rule.minimum)
        figure = figure if rule.maximum is None else min(figure, rule.maximum)
        if figure > 0:
            self.earlier.append(figure)
        return figure

    def _anywhere(self) -> Decimal:
        """On an edge, on one of the ratio to an earlier figure, at any share of it, or anywhere."""
        chance, drawn_by = self.chance, self.chance.randrange(9)
        if drawn_by == 0:
            return Decimal(chance.randrange(13))
        if drawn_by == 1:
            return chance.choice(self.edges)
        if drawn_by == 2:
            return chance.choice(self.earlier)
        if drawn_by == 3:
            return Decimal(repr(chance.uniform(0, 10) * 10 ** chance.uniform(-1, 6)))
        base = self.earlier[-1] if chance.random() < 0.5 else chance.choice(self.earlier[-8:])
        return base * (chance.choice(self.edges) if drawn_by < 7 else Decimal(repr(chance.random() ** 2)))
