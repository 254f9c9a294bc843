"""What a register is, as data: its columns, whose row a row is, and the measures taken from its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cultivation.core.rules.fields import FieldRule, FieldType
from cultivation.core.rules.labels import ChoiceLabel, Identifier, Label, Number, Strict, Text
from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.core.rules.model import IdentifierRule, RuleSet, TieKey
from cultivation.core.rules.model_file import read_model
from cultivation.errors import UsageMistake
from cultivation.language import _

SILENT = "silent"
Take = Literal["count", "sum", "last", "value", "present", "best"]


class Key(Strict):
    """The columns by which a row is somebody's: a code, a name, or both.

    A cell may name several holders, parted by one of `separators`.
    """

    code: str | None = None
    name: str | None = None
    separators: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_one(self) -> Key:
        if not (self.code or self.name):
            raise ValueError("a key needs a code or a name")
        return self


class Condition(Strict):
    """What must hold of a row for it to count.

    `one_of` and `none_of` name choices or texts. `until` and `since` compare a date with the data cut-off,
    or with the first day of its year, moved by `days`; the day itself counts. A blank cell passes only with
    `blank: passes`.
    """

    column: str
    one_of: tuple[Text, ...] = ()
    none_of: tuple[Text, ...] = ()
    until: Literal["cutoff", "year_start"] | None = None
    since: Literal["cutoff", "year_start"] | None = None
    days: int = 0
    blank: Literal["passes", "fails"] = "fails"


class Tolerance(Strict):
    """How far claim and register may lie apart and agree: by an amount, or a share of the register's."""

    amount: Annotated[Number, Field(ge=0)] = Decimal(0)
    share: Annotated[Number, Field(ge=0)] = Decimal(0)


class Measure(Label):
    """One value for each enterprise, made of the rows that are its own and meet all conditions.

    `take` is how: the number of rows (each `unique` text once), the sum of a column, its value in the
    latest row (`by` a date), its one value, whether there is a row, or the best of its choices.
    Joint holders each have the whole row, or with `joint: share` their part of it. `absent` is what is known
    of an enterprise that the register does not name; `fields` are the fields of rule sets that the measure
    stands beside, by id. Only a claim in `direction` of the register's value is doubted.
    """

    take: Take
    of: str = ""
    by: str = ""
    unique: str = ""
    where: tuple[Condition, ...] = ()
    joint: Literal["once", "share"] = "once"
    absent: Text = SILENT
    fields: tuple[Identifier, ...] = ()
    tolerance: Tolerance = Tolerance()
    direction: Literal["either", "higher", "lower"] = "either"

    @model_validator(mode="after")
    def _has_its_columns(self) -> Measure:
        if (self.take in ("sum", "last", "value", "best")) != bool(self.of):
            raise ValueError("`of` names the column of a sum, last, value or best, and of no other")
        if (self.take == "last") != bool(self.by):
            raise ValueError("`by` names the date that makes a row the last")
        return self


class Register(Strict):
    """A register that an authority keeps, as it comes in a workbook."""

    id: Identifier
    version: Text
    name: Label
    authority: Label
    note: Label | None = None
    key: Key
    choices: dict[Identifier, dict[Identifier, ChoiceLabel]] = Field(default_factory=dict)
    columns: dict[Identifier, FieldRule] = Field(min_length=1)
    measures: dict[Identifier, Measure] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_what_it_has(self) -> Register:
        for name in self._named():
            if name not in self.columns:
                raise ValueError(f"there is no column {name}")
        for key, measure in self.measures.items():
            if measure.take == "best" and not self.columns[measure.of].choices:
                raise ValueError(f"{key}: the best can only be told among choices")
        unknown = [
            each.choices for each in self.columns.values() if each.choices not in (None, *self.choices)
        ]
        if unknown:
            raise ValueError(f"there are no choices {unknown[0]}")
        return self

    def _named(self) -> list[str]:
        named = [name for name in (self.key.code, self.key.name) if name]
        for measure in self.measures.values():
            named += [name for name in (measure.of, measure.by, measure.unique) if name]
            named += [each.column for each in measure.where]
        return named

    def unit_of(self, measure: str) -> str:
        """Return the unit that a measure is in, empty for a plain count or a choice."""
        of = self.measures[measure].of
        return self.columns[of].unit if of else ""

    def reading_rules(self, by: Literal["code", "name"]) -> RuleSet:
        """Return the columns as a rule set, so that the intake reads them; a row is known by one of them."""
        key = self.key.name if by == "name" else self.key.code
        assert key is not None, "asked for only where there is one"
        return RuleSet(
            id=self.id,
            version=self.version,
            valid_from=date(1900, 1, 1),
            name=self.name,
            sources={},
            identifier=IdentifierRule(field=key, kind="free_text"),
            name_field=key,
            precision=Decimal(1),
            choices=self.choices,
            fields={name: _as_read(rule, name == key) for name, rule in self.columns.items()},
            ties=(TieKey(by=key, order="ascending"),),
        )


def _as_read(rule: FieldRule, is_key: bool) -> FieldRule:
    """Read codes as they stand: whose they are is found out beside the record, also under earlier codes."""
    if rule.type is FieldType.IDENTIFIER:
        rule = rule.model_copy(update={"type": FieldType.TEXT})
    return rule.model_copy(update={"blank": "refuse"}) if is_key else rule


def load_register(content: bytes, name: str) -> Register:
    """Read a register's definition from the bytes of a YAML file called `name`.

    Raises UsageMistake with every mistake and its line.
    """
    try:
        return read_model(content, name, Register)[0]
    except RuleMistakes as error:
        sentence = _("{file} is not a register that can be used:").format(file=name)
        raise UsageMistake("\n  ".join((sentence, *error.message.splitlines()))) from None
