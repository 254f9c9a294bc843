"""Which column of a register holds which field, and whether it can be read exactly at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.language import _, current, join_names

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Layout:
    """The columns of a register by field; `missing` are fields that it has no column for, `unused` others."""

    columns: Mapping[str, str]
    missing: tuple[str, ...]
    unused: tuple[str, ...]


def need_arrow() -> None:
    """Say what to install where Arrow is not."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise EnvironmentTrouble(
            _("Screening a register needs PyArrow: pip install 'cultivation[register]'.")
        ) from None


def layout_of(schema: pa.Schema, rules: RuleSet, file: str) -> Layout:
    """Find the columns of the fields: by key, or by name in either language; tell all mistakes at once."""
    named = _names(rules)
    columns: dict[str, str] = {}
    mistakes = []
    for field in schema:
        key = named.get(field.name.strip())
        if key is None:
            continue
        if key in columns:
            words = {"column": field.name, "first": columns[key]}
            mistakes.append(_("Columns {first} and {column} are the same field; keep one.").format(**words))
        columns.setdefault(key, field.name)
        mistakes += _mistakes(field, _type(rules, key))
    identifier = rules.identifier.field
    if identifier not in columns:
        label = rules.fields[identifier].text(current())
        mistakes.append(
            _("There is no column {key} ({label}), which tells enterprises apart.").format(
                key=identifier, label=label
            )
        )
    if mistakes:
        said = _("{file} is not laid out as rule set {rules} needs it.").format(file=file, rules=rules.id)
        raise Refused("\n".join((said, *mistakes)))
    missing = [key for key in (*rules.fields, *rules.text_matches) if key not in columns]
    used = set(columns.values())
    return Layout(columns, tuple(missing), tuple(each for each in schema.names if each not in used))


def _names(rules: RuleSet) -> dict[str, str]:
    """Return the field of each name: its key before its labels; a label that two fields share is nobody's."""
    fields = {**rules.fields, **rules.text_matches}
    labels = [(label, key) for key, each in fields.items() for label in {each.zh, each.en}]
    shared = {label for label, _key in labels if sum(label == other for other, _ in labels) > 1}
    return {**{label: key for label, key in labels if label not in shared}, **{key: key for key in fields}}


def _type(rules: RuleSet, key: str) -> FieldType:
    return rules.fields[key].type if key in rules.fields else FieldType.CHOICE


def _mistakes(field: pa.Field, wanted: FieldType) -> list[str]:
    import pyarrow as pa

    own = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_floating(own):
        sentence = _("Column {column} holds floating-point numbers, which are not exact; write decimals.")
        return [sentence.format(column=field.name)]
    tests = READABLE[wanted]()
    if any(test(own) for test in tests.values()):
        return []
    sentence = _("Column {column} is of type {type}; it must be one of: {allowed}.")
    return [sentence.format(column=field.name, type=field.type, allowed=join_names(tests))]


Tests = Mapping[str, Callable[["pa.DataType"], bool]]


def _texts() -> Tests:
    import pyarrow as pa

    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    return {"string": lambda own: any(kind(own) for kind in kinds)}


def _numbers() -> Tests:
    import pyarrow as pa

    return {"decimal": pa.types.is_decimal, "integer": pa.types.is_integer, **_texts()}


def _dates() -> Tests:
    import pyarrow as pa

    return {"date": pa.types.is_date, **_texts()}


def _truths() -> Tests:
    import pyarrow as pa

    return {"bool": pa.types.is_boolean, **_texts()}


READABLE: Mapping[FieldType, Callable[[], Tests]] = {
    FieldType.NUMBER: _numbers,
    FieldType.INTEGER: _numbers,
    FieldType.DATE: _dates,
    FieldType.YES_NO: _truths,
    FieldType.CHOICE: _texts,
    FieldType.TEXT: _texts,
    FieldType.IDENTIFIER: _texts,
}
