"""What a rule set is. The models are strict: unknown keys are refused, numbers are exact decimals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from cultivation.rules.formulas import LAST_YEAR, Formula, Kind, Name, compile_formula
from cultivation.rules.headers import normalise
from cultivation.rules.value_functions import Number, Strict, Table, ValueFunction

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[
    str, BeforeValidator(lambda value: str(value) if isinstance(value, int | Decimal) else value)
]


def _iso_day(value: object) -> object:
    """Let only ISO texts through; a number would be taken for seconds since 1970."""
    if isinstance(value, str | date):
        return value
    raise ValueError("a date is written as year-month-day, for example 2016-11-14")


Day = Annotated[date, BeforeValidator(_iso_day)]


class Label(Strict):
    """A name for people, in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def text(self, language: str) -> str:
        """Return the label in "zh" or "en"."""
        return self.zh if language == "zh" else self.en


class Source(Strict):
    """Where a threshold comes from: a document of `sources` and the place in it."""

    document: str
    article: Label | Text = ""


class ChoiceLabel(Label):
    """One choice of a vocabulary, with the other words that people write for it."""

    aliases: tuple[Text, ...] = ()


class FieldType(StrEnum):
    """The type of a filed value."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"

    @property
    def kind(self) -> Kind:
        """Return the kind that formulas see."""
        return {
            FieldType.NUMBER: Kind.NUMBER,
            FieldType.INTEGER: Kind.NUMBER,
            FieldType.DATE: Kind.DATE,
            FieldType.YES_NO: Kind.TRUTH,
        }.get(self, Kind.TEXT)


class FieldRule(Label):
    """A filed value: its type, unit, the headers it may stand under, and what a blank means."""

    type: FieldType
    unit: str = ""
    aliases: tuple[Text, ...] = ()
    minimum: Number | None = None
    maximum: Number | None = None
    choices: str | None = None
    unlisted: str | None = None
    blank: Literal["refuse", "unknown", "zero", "no"] = "refuse"

    @property
    def headers(self) -> tuple[str, ...]:
        """Return every header under which the field may stand."""
        return (self.zh, self.en, *self.aliases)


class MatchLevel(Strict):
    """A level of a text match, reached by a similarity of `at_least`."""

    level: str
    at_least: Annotated[Decimal, Field(gt=0, le=1)]


class TextMatch(Label):
    """A choice that is computed at intake: the similarity of filed texts to the references of a choice.

    The similarity is the highest cosine between a phrase of the texts and a reference, as TF-IDF
    vectors of character n-grams, rounded to four decimals. The words of `ignore` say nothing ("new",
    "technology"); they are taken out of both before they are compared.
    """

    choices: str
    texts: tuple[str, ...] = Field(min_length=1)
    by: str
    ngrams: tuple[Annotated[int, Field(ge=1, le=8)], Annotated[int, Field(ge=1, le=8)]]
    ignore: tuple[Text, ...] = ()
    levels: tuple[MatchLevel, ...] = Field(min_length=1)
    otherwise: str
    references: dict[str, tuple[Text, ...]]
    source: Source

    def bare(self, text: str) -> str:
        """Return what is compared of a text: letters and digits, without the ignored words."""
        rest = normalise(text)
        for word in sorted(self.ignore, key=len, reverse=True):
            rest = rest.replace(normalise(word), "")
        return rest


class Indicator(Label):
    """A value computed from fields and from the indicators above it."""

    formula: Text
    unit: str = ""


class Condition(Label):
    """A gate (must hold) or a veto (must not)."""

    test: Text
    source: Source


class Plausibility(Label):
    """What is doubtful across the fields of an application; its label says so, its fields are pointed at.

    `doubt_when` is a formula over fields, and over last year's with `last_year(FIELD)`.
    """

    doubt_when: Text
    fields: tuple[str, ...] = Field(min_length=1)


class Criterion(Strict):
    """An indicator or field, a value function and a maximum."""

    indicator: str
    maximum: Annotated[Decimal, Field(gt=0)]
    zh: str | None = None
    en: str | None = None
    function: ValueFunction
    when_undefined: Literal["zero", "ineligible"] | None = None
    source: Source


class Dimension(Label):
    """Criteria that belong together; their maxima add up to the dimension's."""

    maximum: Annotated[Decimal, Field(gt=0)]
    criteria: dict[Identifier, Criterion] = Field(min_length=1)


class TieKey(Strict):
    """One key of the tie chain."""

    by: str
    order: Literal["ascending", "descending"]


class IdentifierRule(Strict):
    """Which field identifies an enterprise, and how it is checked."""

    field: str
    kind: Literal["uscc", "free_text"]


class PoolPolicy(Strict):
    """Who enters, stays and leaves: places down to which newcomers enter and members stay."""

    capacity: Annotated[int, Field(ge=1)]
    enter_rank: Annotated[int, Field(ge=1)]
    stay_rank: Annotated[int, Field(ge=1)]
    reserve: Annotated[int, Field(ge=0)] = 0


class RuleSet(Strict):
    """One standard in one version."""

    id: Identifier
    version: Text
    valid_from: Day
    valid_until: Day | None = None
    name: Label
    sources: dict[Identifier, Label]
    identifier: IdentifierRule
    name_field: str
    precision: Annotated[Decimal, Field(gt=0, le=1)]
    choices: dict[Identifier, dict[Identifier, ChoiceLabel]] = {}
    fields: dict[Identifier, FieldRule] = Field(min_length=1)
    text_matches: dict[Identifier, TextMatch] = {}
    indicators: dict[Identifier, Indicator] = {}
    gates: dict[Identifier, Condition] = {}
    vetoes: dict[Identifier, Condition] = {}
    plausibility: dict[Identifier, Plausibility] = {}
    dimensions: dict[Identifier, Dimension] = Field(min_length=1)
    ties: tuple[TieKey, ...] = Field(min_length=1)
    pool: PoolPolicy

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Return all criteria in the order of the document."""
        return {key: criterion for _, key, criterion in self.each_criterion()}

    def each_criterion(self) -> Iterator[tuple[str, str, Criterion]]:
        """Yield (dimension, criterion id, criterion)."""
        for dimension_id, dimension in self.dimensions.items():
            for criterion_id, criterion in dimension.criteria.items():
                yield dimension_id, criterion_id, criterion

    @property
    def maximum(self) -> Decimal:
        """Return the most points that can be had."""
        return sum((dimension.maximum for dimension in self.dimensions.values()), Decimal(0))

    @cached_property
    def field_names(self) -> dict[str, Name]:
        """Return what formulas may use: fields, text matches and the cut-off date."""
        names = {"cutoff": Name(Kind.DATE)}
        for key, rule in self.fields.items():
            choices = frozenset(self.choices.get(rule.choices, {})) if rule.choices else None
            names[key] = Name(rule.type.kind, rule.blank == "unknown", choices)
        for key, match in self.text_matches.items():
            names[key] = Name(Kind.TEXT, False, frozenset(self.choices.get(match.choices, {})))
        return names

    @cached_property
    def names(self) -> dict[str, Name]:
        """Return what criteria and ties may use: all names of formulas, and the indicators."""
        names = dict(self.field_names)
        for key, formula in self.formulas.items():
            names[key] = Name(formula.kind, formula.may_be_undefined)
        return names

    @cached_property
    def formulas(self) -> dict[str, Formula]:
        """Return the indicators' formulas, each seeing the fields and the indicators above it."""
        names = dict(self.field_names)
        formulas = {}
        for key, indicator in self.indicators.items():
            formulas[key] = compile_formula(indicator.formula, names)
            names[key] = Name(formulas[key].kind, formulas[key].may_be_undefined)
        return formulas

    @cached_property
    def gate_formulas(self) -> dict[str, Formula]:
        """Return the gates' conditions."""
        return {key: compile_formula(gate.test, self.names) for key, gate in self.gates.items()}

    @cached_property
    def veto_formulas(self) -> dict[str, Formula]:
        """Return the vetoes' conditions."""
        return {key: compile_formula(veto.test, self.names) for key, veto in self.vetoes.items()}

    @cached_property
    def looking_back(self) -> dict[str, Name]:
        """Return what the checks of plausibility may use: the fields, and last year's."""
        names = {key: name for key, name in self.field_names.items() if key in self.fields}
        before = {LAST_YEAR + key: Name(name.kind, True, name.choices) for key, name in names.items()}
        return {**names, **before}

    @cached_property
    def plausibility_formulas(self) -> dict[str, Formula]:
        """Return the conditions under which an application is doubted."""
        return {
            key: compile_formula(each.doubt_when, self.looking_back)
            for key, each in self.plausibility.items()
        }

    def label_of(self, key: str) -> Label:
        """Return the label of a field, text match or indicator."""
        label: Label | None = self.fields.get(key) or self.text_matches.get(key) or self.indicators.get(key)
        return label or Label(zh=key, en=key)

    def criterion_label(self, key: str) -> Label:
        """Return a criterion's own label, or that of its indicator."""
        criterion = self.criteria[key]
        inherited = self.label_of(criterion.indicator)
        return Label(zh=criterion.zh or inherited.zh, en=criterion.en or inherited.en)

    def condition_label(self, key: str) -> Label:
        """Return the label of a gate or a veto; a criterion's for one that was undefined."""
        condition = self.gates.get(key) or self.vetoes.get(key)
        return condition or self.criterion_label(key)

    def unit_of(self, key: str) -> str:
        """Return the unit of a field or indicator, or an empty text."""
        rule = self.fields.get(key) or self.indicators.get(key)
        return rule.unit if rule else ""

    def choice_label(self, key: str, choice: str) -> Label | None:
        """Return the label of a choice of the field or text match `key`."""
        rule = self.fields.get(key) or self.text_matches.get(key)
        return self.choices.get(rule.choices, {}).get(choice) if rule and rule.choices else None

    @cached_property
    def table_rows(self) -> dict[str, str]:
        """Return, for each criterion with a table, the field that chooses its row."""
        return {
            key: criterion.function.by
            for key, criterion in self.criteria.items()
            if isinstance(criterion.function, Table)
        }
