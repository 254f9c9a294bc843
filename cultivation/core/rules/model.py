"""What a rule set is. The models are strict: unknown keys are refused, numbers are exact decimals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.class_rule import ClassRule
from cultivation.core.rules.criteria import (
    STAND_INS,
    Condition,
    Criterion,
    Dimension,
    PassRule,
    TotalRule,
)
from cultivation.core.rules.evidence_rule import Paper, VisitRule
from cultivation.core.rules.fields import (
    ChoiceGroup,
    FieldRule,
    FieldType,
    Grouping,
    IdentifierRule,
    MatchLevel,
    TextMatch,
)
from cultivation.core.rules.formulas import LAST_YEAR, Formula, Kind, Name, compile_formula
from cultivation.core.rules.labels import (
    ChoiceLabel,
    Day,
    Identifier,
    Label,
    Number,
    Source,
    Strict,
    Text,
)
from cultivation.core.rules.list_kinds import shipped_kinds
from cultivation.core.rules.opinion_rule import OpinionRule
from cultivation.core.rules.panel_rule import NamedPanel, PanelRule
from cultivation.core.rules.policy import PoolPolicy, TieKey
from cultivation.core.rules.project_rule import ProjectRule
from cultivation.core.rules.register_rule import RegisterPolicy
from cultivation.core.rules.units import unit_name
from cultivation.core.rules.value_functions import JUDGED, alternatives_of, simple_functions

__all__ = [
    "ChoiceGroup",
    "ChoiceLabel",
    "Condition",
    "Criterion",
    "Dimension",
    "FieldRule",
    "FieldType",
    "Grouping",
    "Identifier",
    "IdentifierRule",
    "Indicator",
    "Label",
    "MatchLevel",
    "NamedPanel",
    "PanelRule",
    "Paper",
    "PassRule",
    "Plausibility",
    "PoolPolicy",
    "RuleSet",
    "Source",
    "Text",
    "TextMatch",
    "TieKey",
    "TotalRule",
    "VisitRule",
]


class Indicator(Label):
    """A value computed from fields and from the indicators above it.

    Either a `formula`, or where the value `of` a field or indicator stands among all applications of the
    year (`cohort`), or among those with the same choice in the field `within`. `deviation` says of a z-score
    whether the deviation is that of a population or of a sample. `parts` are what distances are made of, each
    with its weight; a negative one says that less is better.
    """

    formula: Text = ""
    cohort: (
        Literal[
            "closeness",
            "min_max",
            "percentile_rank",
            "rank",
            "to_highest",
            "to_mean",
            "topsis",
            "z_score",
        ]
        | None
    ) = None
    of: str = ""
    within: str | None = None
    order: Literal["ascending", "descending"] = "descending"
    deviation: Literal["population", "sample"] = "population"
    parts: dict[str, Number] = {}
    unit: str = ""


class Plausibility(Label):
    """What is doubtful across the fields of an application; its label says so, its fields are pointed at.

    `doubt_when` is a formula over fields, and over last year's with `last_year(FIELD)`; `source` is where
    its bounds come from.
    """

    doubt_when: Text
    fields: tuple[str, ...] = Field(min_length=1)
    source: Source | None = None


DISTANCES = ("closeness", "topsis")  # made of several parts


class RuleSet(Strict):
    """One standard in one version.

    `standard` names what this is a version of, so that a year can take the one in force. `vocabularies` names
    those whose fields and choices it shares; what it says itself is what counts. `lists` names the
    kinds of lists of authorities that it uses beyond those that ship. `places` says what is shown of those
    that nothing but the identifier tells apart: the place of each, one that they share, or one after which
    none stays empty (`dense`). Experts are one `panel`, or several `panels` that mark apart.
    """

    id: Identifier
    standard: Identifier | None = None
    version: Text
    valid_from: Day
    valid_until: Day | None = None
    name: Label
    note: Label | None = None
    sources: dict[Identifier, Label]
    vocabularies: tuple[Identifier, ...] = ()
    identifier: IdentifierRule
    name_field: str
    precision: Annotated[Decimal, Field(gt=0, le=1)]
    units: dict[str, Label] = {}
    choices: dict[Identifier, dict[Identifier, ChoiceLabel]] = {}
    groupings: dict[Identifier, Grouping] = {}
    lists: dict[Identifier, Label] = {}
    fields: dict[Identifier, FieldRule] = Field(min_length=1)
    text_matches: dict[Identifier, TextMatch] = {}
    indicators: dict[Identifier, Indicator] = {}
    gates: dict[Identifier, Condition] = {}
    vetoes: dict[Identifier, Condition] = {}
    plausibility: dict[Identifier, Plausibility] = {}
    dimensions: dict[Identifier, Dimension] = {}
    total: TotalRule = TotalRule()
    pass_: PassRule | None = Field(default=None, alias="pass")
    ties: tuple[TieKey, ...] = Field(min_length=1)
    rank_within: str | None = None
    places: Literal["apart", "shared", "dense"] = "apart"
    classes: ClassRule | None = None
    panel: PanelRule | None = None
    panels: dict[Identifier, NamedPanel] = {}
    opinions: OpinionRule | None = None
    evidence: dict[Identifier, Paper] = {}
    visits: VisitRule | None = None
    pool: PoolPolicy = PoolPolicy()
    registers: RegisterPolicy = RegisterPolicy()
    project: ProjectRule | None = None

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Return all criteria in the order of the document."""
        return {key: criterion for _, key, criterion in self.each_criterion()}

    @cached_property
    def panel_rules(self) -> Mapping[str, PanelRule]:
        """Return the panels by id; the only one under an empty id: what is said of it, else plain means."""
        return self.panels or {"": self.panel or PanelRule()}

    @property
    def says_panel(self) -> bool:
        """Tell whether anything is said of how marks count; else they are averaged to whole steps."""
        return self.panel is not None or bool(self.panels)

    def panel_of(self, mark: str) -> str:
        """Return the id of the panel that gives a mark; empty where there is but one."""
        return self.fields[mark].panel or ""

    def panel_label(self, mark: str) -> Label | None:
        """Return the name of the panel that gives a mark; None where there is but one."""
        return self.panels.get(self.panel_of(mark))

    def panels_of(self, criterion: str) -> tuple[Label, ...]:
        """Return the names of the panels that mark a criterion; none where there is but one panel."""
        functions = simple_functions(self.criteria[criterion].function)
        marks = (each.mark for each in functions if isinstance(each, JUDGED))
        return tuple(dict.fromkeys(label for mark in marks if (label := self.panel_label(mark))))

    def between_steps(self, mark: str) -> bool:
        """Tell whether a field may hold what several marks come to, and so lie between their steps."""
        return self.says_panel and self.fields[mark].filled_by == "expert"

    @cached_property
    def criterion_of_mark(self) -> dict[str, str]:
        """Return the fields that hold experts' marks, each with the first criterion that names it."""
        found: dict[str, str] = {}
        for key, criterion in self.criteria.items():
            for function in simple_functions(criterion.function):
                if isinstance(function, JUDGED) and self.fields[function.mark].filled_by == "expert":
                    found.setdefault(function.mark, key)
        return found

    @property
    def for_applicants(self) -> RuleSet:
        """Return the rule set with the fields alone that applicants fill."""
        own = {key: rule for key, rule in self.fields.items() if rule.filled_by == "applicant"}
        return self if len(own) == len(self.fields) else self.model_copy(update={"fields": own})

    def among(self, applicants: int) -> RuleSet:
        """Return the rule set with the capacity that its pool has among so many applicants."""
        pool = self.pool.among(applicants)
        return self if pool is self.pool else self.model_copy(update={"pool": pool})

    @cached_property
    def list_kinds(self) -> Mapping[str, Label]:
        """Return the kinds of lists that may be used: those that ship, and those named here."""
        return {**shipped_kinds(), **self.lists}

    @cached_property
    def list_fields(self) -> dict[str, str]:
        """Return the fields that a list fills, each with its kind."""
        return {key: rule.list for key, rule in self.fields.items() if rule.list is not None}

    def each_criterion(self) -> Iterator[tuple[str, str, Criterion]]:
        """Yield (dimension, criterion id, criterion)."""
        for dimension_id, dimension in self.dimensions.items():
            for criterion_id, criterion in dimension.criteria.items():
                yield dimension_id, criterion_id, criterion

    @property
    def maximum(self) -> Decimal:
        """Return the most points that can be had, without what comes on top."""
        regular = (each.maximum for each in self.dimensions.values() if not each.on_top)
        return self.total.maximum or sum(regular, Decimal(0))

    @cached_property
    def plain_sums(self) -> bool:
        """Tell whether every dimension is the sum of its criteria, and the total the sum of them all."""
        plain = all(
            each.aggregate == "sum"
            and not each.on_top
            and not each.uncapped
            and each.minimum is None
            and not any(criterion.bonus for criterion in each.criteria.values())
            for each in self.dimensions.values()
        )
        return plain and self.total.is_plain_sum

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
        for key, indicator in self.indicators.items():
            formula = self.formulas.get(key)
            kind = formula.kind if formula else Kind.NUMBER
            names[key] = Name(
                kind, formula.may_be_undefined if formula else cohort_undefined(indicator, names)
            )
        return names

    @cached_property
    def formulas(self) -> dict[str, Formula]:
        """Return the indicators' formulas, each seeing the fields and the indicators above it."""
        names = dict(self.field_names)
        formulas = {}
        for key, indicator in self.indicators.items():
            if indicator.cohort:
                names[key] = Name(Kind.NUMBER, cohort_undefined(indicator, names))
                continue
            formulas[key] = compile_formula(indicator.formula, names, over_all=True)
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
    def direct_formulas(self) -> dict[str, Formula]:
        """Return the conditions of the direct passes."""
        direct = self.pass_.direct if self.pass_ else {}
        return {key: compile_formula(each.test, self.names) for key, each in direct.items()}

    @cached_property
    def class_formulas(self) -> dict[str, Formula]:
        """Return the conditions of the classes that have one."""
        classes = self.classes.classes if self.classes else {}
        return {key: compile_formula(each.test, self.names) for key, each in classes.items() if each.test}

    @cached_property
    def filed_formulas(self) -> dict[str, Formula]:
        """Return the conditions of papers and of visits, by their text; they see what was filed."""
        triggers = self.visits.triggers.values() if self.visits else ()
        texts = (*(each.needed_when for each in self.evidence.values()), *(each.test for each in triggers))
        return {text: compile_formula(text, self.field_names) for text in texts if text}

    @cached_property
    def case_formulas(self) -> dict[str, Formula]:
        """Return the conditions of alternatives, by their text."""
        texts = (
            alternative.when
            for criterion in self.criteria.values()
            for alternative in alternatives_of(criterion.function)
        )
        return {text: compile_formula(text, self.names) for text in texts if text}

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
        """Return the label of a field, text match or indicator; of what ties are decided by, too."""
        kind, _mark, points_of = key.partition(":")
        if points_of:
            if kind == "total":
                return Label(zh="总分（取整和限定之前）", en="the total before it is rounded and bounded")
            return self.dimensions[points_of] if kind == "dimension" else self.criterion_label(points_of)
        label: Label | None = self.fields.get(key) or self.text_matches.get(key) or self.indicators.get(key)
        return label or Label(zh=key, en=key)

    def criterion_label(self, key: str) -> Label:
        """Return a criterion's own label, or that of its indicator."""
        criterion = self.criteria[key]
        inherited = self.label_of(criterion.indicator or next(iter(criterion.looks_at), key))
        return Label(zh=criterion.zh or inherited.zh, en=criterion.en or inherited.en)

    def condition_label(self, key: str) -> Label:
        """Return the label of a gate or a veto; a criterion's for one that was undefined."""
        condition = self.gates.get(key) or self.vetoes.get(key)
        return condition or self.criterion_label(key)

    def tie_kind(self, tie: TieKey) -> Kind:
        """Return of what kind the values are by which ties are decided."""
        return Kind.NUMBER if tie.points_of else self.names[tie.by].kind

    def unit_text(self, unit: str, language: str) -> str:
        """Return a unit as people of a language write it."""
        label = self.units.get(unit)
        return label.text(language) if label else unit_name(unit, language)

    def unit_of(self, key: str) -> str:
        """Return the unit of a field or indicator, or an empty text."""
        rule = self.fields.get(key) or self.indicators.get(key)
        return rule.unit if rule else ""

    def choice_label(self, key: str, choice: str) -> Label | None:
        """Return the label of a choice of the field or text match `key`."""
        rule = self.fields.get(key) or self.text_matches.get(key)
        return self.choices.get(rule.choices, {}).get(choice) if rule and rule.choices else None

    def dependencies(self, key: str) -> frozenset[str]:
        """Return the names that an indicator is made of; none for a field."""
        indicator = self.indicators.get(key)
        if indicator is None:
            return frozenset()
        if indicator.cohort:
            return frozenset(name for name in (indicator.of, indicator.within, *indicator.parts) if name)
        return self.formulas[key].names

    @cached_property
    def relative_names(self) -> frozenset[str]:
        """Return the indicators whose values depend on the other applications, at however many removes."""
        found: set[str] = set()
        for key, indicator in self.indicators.items():
            own = indicator.cohort is not None or bool(self.formulas[key].cohort)
            if own or found & self.dependencies(key):
                found.add(key)
        return frozenset(found)

    @cached_property
    def is_relative(self) -> bool:
        """Tell whether anything of an application depends on the others: places, means, what stands in."""
        stand_ins = any(each.when_undefined in STAND_INS for each in self.criteria.values())
        return bool(self.relative_names) or stand_ins

    @cached_property
    def used_names(self) -> frozenset[str]:
        """Return every field and indicator on which points depend."""
        used = {name for criterion in self.criteria.values() for name in criterion.looks_at}
        used |= {name for formula in self.case_formulas.values() for name in formula.names}
        for key in reversed(list(self.indicators)):  # an indicator uses only those above it
            if key in used:
                used |= self.dependencies(key)
        return frozenset(used)


def cohort_undefined(indicator: Indicator, names: dict[str, Name]) -> bool:
    """Tell whether a place among all may be undefined: only a rank of what is always known never is."""
    within = names.get(indicator.within or "")
    of = names.get(indicator.of)
    surely = indicator.cohort in ("percentile_rank", "rank")
    return not surely or of is None or of.may_be_undefined or (within is not None and within.may_be_undefined)
