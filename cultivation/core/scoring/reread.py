"""What was filed under one rule set, read under another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import FieldRule, RuleSet
from cultivation.core.rules.vocabularies import Vocabulary
from cultivation.core.scoring.application import Application, Filed, FiledValue, type_of, typed_value

BLANKS: dict[str, Filed] = {"zero": Decimal(0), "no": False}
Renamed = Mapping[str, Mapping[str, str | None]]  # by field: a choice as filed, and what it is now


@dataclass(frozen=True)
class Rereading:
    """How applications filed under one rule set are read under `rules`.

    `fields` are those that the rules call otherwise, each with its id when it was filed; `choices` those that
    have another id now.
    """

    rules: RuleSet
    fields: Mapping[str, str]
    choices: Renamed

    def application(self, record: Mapping[str, Any]) -> Application:
        """Read one application (in the form of Application.to_record)."""
        return reread(self.called_now(record), self.rules, self.choices)

    def called_now(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an application with its values under the ids that the fields have now."""
        if not self.fields:
            return record
        filed = record["values"]
        values = {now: filed[then] for now, then in self.fields.items() if then in filed}
        return {**record, "values": {**filed, **values}}


def rereading(own: RuleSet, rules: RuleSet, vocabularies: Sequence[Vocabulary] = ()) -> Rereading:
    """Tell how what was filed under `own` is read under `rules`, which share the vocabularies."""
    fields = renamed_fields(own, rules, vocabularies)
    called = {now: own.fields[then] for now, then in fields.items()}
    then = own.model_copy(update={"fields": {**own.fields, **called}}) if called else own
    return Rereading(rules, fields, renamed_choices(then, rules, vocabularies))


def renamed_fields(own: RuleSet, rules: RuleSet, vocabularies: Sequence[Vocabulary]) -> dict[str, str]:
    """Return the fields that only `rules` know by their id, each with the id that it has under `own`.

    A vocabulary says that both are the same; the type and the unit must be, too.
    """
    found: dict[str, str] = {}
    for key, rule in rules.fields.items():
        if key in own.fields:
            continue
        for vocabulary in vocabularies:
            for then in vocabulary.ids_of_field(key):
                other = own.fields.get(then)
                if other and then not in rules.fields and (other.type, other.unit) == (rule.type, rule.unit):
                    found.setdefault(key, then)
    return found


def reread(record: Mapping[str, Any], rules: RuleSet, renamed: Renamed | None = None) -> Application:
    """Read an application (in the form of Application.to_record) under rules it was not filed for.

    A value that these rules cannot read is unknown to them; a field that was not filed is a blank. `renamed`
    says which choices have another id under these rules.
    """
    values = {key: FiledValue(_blank(rule)) for key, rule in rules.fields.items()}
    for key, value in record["values"].items():
        names = (renamed or {}).get(key, {})
        values[key] = FiledValue(value_under(names.get(value["value"], value["value"]), key, rules))
    return Application(record["id"], record["name"], values)


def renamed_choices(own: RuleSet, rules: RuleSet, vocabularies: Sequence[Vocabulary] = ()) -> Renamed:
    """Return, for each field of choices, the choices that only the rules of the year know by their id.

    Each is found by a vocabulary, by its label or an alias; what no label fits becomes what stands for all
    that is not listed, and None where there is no such choice.
    """
    found: dict[str, dict[str, str | None]] = {}
    for key in own.fields.keys() & rules.fields.keys():
        theirs, mine = own.fields[key].choices, rules.fields[key].choices
        if theirs and mine:
            known = rules.choices[mine]
            found[key] = _renamed(own.choices[theirs], known, rules.fields[key].unlisted)
            found[key] |= _shared(found[key], mine, known, vocabularies)
    return found


def _shared(
    unknown: Mapping[str, str | None], name: str, known: Mapping[str, Any], vocabularies: Sequence[Vocabulary]
) -> dict[str, str | None]:
    """Return the choices that a vocabulary says are the same as one of those known."""
    pairs = (
        (choice, now)
        for choice in unknown
        for vocabulary in vocabularies
        for now in vocabulary.ids_of_choice(name, choice)
        if now in known
    )
    return dict(reversed(list(pairs)))


def _renamed(own: Mapping[str, Any], known: Mapping[str, Any], unlisted: str | None) -> dict[str, str | None]:
    words = {
        normalise(word): key
        for key, label in reversed(list(known.items()))
        for word in (*reversed(label.aliases), label.en, label.zh)
    }
    found: dict[str, str | None] = {}
    for key, label in own.items():
        if key not in known:
            spoken = (normalise(word) for word in (label.zh, *label.aliases, label.en))
            found[key] = next((words[word] for word in spoken if word in words), unlisted)
    return found


def _blank(rule: FieldRule) -> Filed:
    return BLANKS.get(rule.blank)


def value_under(text: str | None, key: str, rules: RuleSet) -> Filed:
    """Read a stored text under rules that may give the field another type or vocabulary."""
    try:
        value = typed_value(text, type_of(rules, key))
    except (ArithmeticError, ValueError):
        return None
    rule = rules.fields.get(key)
    known = rules.choices.get(rule.choices, {}) if rule and rule.choices else None
    return None if known is not None and value not in known else value
