"""Support as rules: who is entitled to which measure, how much, in which parts, and when it is paid back.

Amounts are in 万元, formulas those of the rule set of the year whose applications are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cultivation.core.rules.formulas import Formula, FormulaMistake, Kind, compile_formula
from cultivation.core.rules.labels import Identifier, Label, Strict, Text
from cultivation.core.rules.mistakes import Mistake, RuleMistakes
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.model_file import read_model
from cultivation.core.rules.vote_rule import Share
from cultivation.core.rules.yaml_reader import Path, YamlFile

WHOLE = Fraction(1)
Money = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
KindOfSupport = Literal["project", "fund", "talent", "training"]
Group = Literal["members", "entered", "demonstration", "applicants"]
YearNumber = Annotated[
    int, BeforeValidator(lambda value: int(value) if str(value).isdigit() else value), Field(ge=1900, le=2200)
]


class Case(Strict):
    """How much, where `when` holds: an amount, or a rate `of` a figure; at most so much."""

    when: Text = ""
    amount: Money | None = None
    rate: Share | None = None
    of: Text = ""
    at_most: Money | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.amount is None) is (self.rate is None) or (self.rate is None) is not (not self.of):
            raise PydanticCustomError("amount_or_rate", "either amount, or rate with of")
        return self


class Instalment(Strict):
    """A share of the amount, so many years `after` the first; only if `when` holds by that year's figures."""

    share: Share
    after: Annotated[int, Field(ge=0, le=20)] = 0
    when: Text = ""


class PayBack(Strict):
    """A share of what was paid is paid back.

    With `when` by the figures filed so many years `after`; without it where the enterprise leaves the pool
    less than so many years after the approval.
    """

    when: Text = ""
    after: Annotated[int, Field(ge=1, le=20)]
    share: Share = WHOLE


class Measure(Label):
    """One measure. Of those with the same word in `not_both` an enterprise has the highest alone.

    The first of `cases` that holds says how much. `payers` says who bears which share.
    """

    kind: KindOfSupport
    group: Group = "members"
    when: Text = ""
    cases: tuple[Case, ...] = Field(min_length=1)
    once: bool = False
    not_both: Identifier | None = None
    instalments: tuple[Instalment, ...] = ()
    pay_back: tuple[PayBack, ...] = ()
    payers: dict[str, Share] = Field(default_factory=dict)
    source: Text = ""

    @model_validator(mode="after")
    def _whole_shares(self) -> Self:
        parts = [each.share for each in self.instalments]
        for shares in (parts, list(self.payers.values())):
            if shares and sum(shares) != 1:
                raise PydanticCustomError("shares_sum", "the shares come to 1 together")
        afters = [each.after for each in self.instalments]
        if afters != sorted(afters):
            raise PydanticCustomError("instalments_order", "instalments are named in their order")
        return self

    @property
    def parts(self) -> tuple[Instalment, ...]:
        """Return the instalments; a measure that names none is paid at once."""
        return self.instalments or (Instalment(share=WHOLE),)


class Measures(Strict):
    """The measures of a support policy.

    `ceiling` is the most that falls due for one enterprise in a year over all of them; measures named first
    go first. `budget` is by year and kind; `when_short` says what happens where it does not suffice: it is
    told, those of better places go first, or each has the same share. Amounts are rounded down to `round_to`.
    """

    id: Identifier
    standards: tuple[Identifier, ...] = Field(min_length=1)
    name: Label
    ceiling: Money | None = None
    budget: dict[YearNumber, dict[KindOfSupport, Money]] = Field(default_factory=dict)
    when_short: Literal["tell", "by_place", "pro_rata"] = "tell"
    round_to: Annotated[Decimal, Field(gt=0)] = Decimal("0.0001")
    measures: dict[Identifier, Measure] = Field(min_length=1)

    def measure_of(self, name: str) -> str | None:
        """Return the key of a measure by its key or its name in either language."""
        wanted = name.strip().casefold()
        for key, each in self.measures.items():
            if wanted in (key, each.zh.casefold(), each.en.casefold()):
                return key
        return None


def load_measures(content: bytes, name: str, rules: RuleSet | None = None) -> Measures:
    """Read measures from the bytes of a file called `name`; with `rules` its formulas are checked, too.

    Raises RuleMistakes with every mistake, each with its line.
    """
    found, file = read_model(content, name, Measures)
    mistakes = [] if rules is None else list(_formula_mistakes(found, file, rules))
    if mistakes:
        raise RuleMistakes(name, mistakes)
    return found


def formula_of(text: str, rules: RuleSet) -> Formula:
    """Return a formula of a measure, over fields and indicators of a rule set."""
    return compile_formula(text, rules.names)


def _formula_mistakes(found: Measures, file: YamlFile, rules: RuleSet) -> Iterator[Mistake]:
    for path, text, kind in _formulas(found):
        if not text:
            continue
        try:
            formula = formula_of(text, rules)
        except FormulaMistake as mistake:
            yield Mistake(mistake.code, file.line_of(path), path, mistake.details)
            continue
        if formula.kind is not kind:
            details = {"part": text, "needed": kind, "got": formula.kind}
            yield Mistake("formula_type", file.line_of(path), path, details)


def _formulas(found: Measures) -> Iterator[tuple[Path, str, Kind]]:
    """Yield every formula with the keys that lead to it, and what it must give."""
    for key, measure in found.measures.items():
        above: Path = ("measures", key)
        yield (*above, "when"), measure.when, Kind.TRUTH
        for place, case in enumerate(measure.cases):
            yield (*above, "cases", place, "when"), case.when, Kind.TRUTH
            yield (*above, "cases", place, "of"), case.of, Kind.NUMBER
        for place, part in enumerate(measure.instalments):
            yield (*above, "instalments", place, "when"), part.when, Kind.TRUTH
        for place, back in enumerate(measure.pay_back):
            yield (*above, "pay_back", place, "when"), back.when, Kind.TRUTH
