"""An application: what an enterprise filed for one review year, value by value, with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import FieldType, RuleSet

Filed = Decimal | Fraction | str | date | bool | None


@dataclass(frozen=True, slots=True)
class FiledValue:
    """A value as the rules understand it, the text as it was filed, and the cell it came from.

    `value` is None where the field was left blank and its rule allows that. `note` says where a value
    comes from that stands in no cell: the evidence of a text match, or of a correction.
    """

    value: Filed
    sheet: str = ""
    cell: str = ""
    text: str = ""
    file: str = ""
    note: Mapping[str, Any] = field(default_factory=dict)

    def to_record(self) -> dict[str, Any]:
        """Return what is stored; the file is named once for all values, so it is left out."""
        record: dict[str, Any] = {"value": exact_text(self.value), "sheet": self.sheet, "cell": self.cell}
        if self.text:
            record["text"] = self.text
        if self.note:
            record["note"] = dict(self.note)
        return record


@dataclass(frozen=True, slots=True)
class Application:
    """What one enterprise filed: an id (credit code), a name, and the values by field."""

    id: str
    name: str
    values: Mapping[str, FiledValue]

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        values = {key: value.to_record() for key, value in self.values.items()}
        return {"id": self.id, "name": self.name, "values": values}


def application_from_record(record: Mapping[str, Any], file: str, rules: RuleSet) -> Application:
    """Read an application back; the rule set tells the type of each value."""
    values = {
        key: FiledValue(
            typed_value(value["value"], type_of(rules, key)),
            value["sheet"],
            value["cell"],
            value.get("text", ""),
            value.get("file", file),
            value.get("note", {}),
        )
        for key, value in record["values"].items()
    }
    return Application(record["id"], record["name"], values)


def type_of(rules: RuleSet, key: str) -> FieldType:
    """Return the type of a field; text matches give choices."""
    rule = rules.fields.get(key)
    return rule.type if rule else FieldType.CHOICE


def typed_value(text: str | None, field_type: FieldType) -> Filed:
    """Read a stored text back as a value of its type; a share of a register may be a ratio."""
    if text is None:
        return None
    match field_type:
        case FieldType.NUMBER | FieldType.INTEGER:
            return Fraction(text) if "/" in text else Decimal(text)
        case FieldType.DATE:
            return date.fromisoformat(text)
        case FieldType.YES_NO:
            return text == "yes"
        case _:
            return text


def formula_value(value: Filed) -> Value:
    """Return a filed value as formulas take it: numbers as exact ratios."""
    return Fraction(value) if isinstance(value, Decimal) else value
