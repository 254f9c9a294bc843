"""Where a rule set departs from the vocabularies that it refers to; it can be used all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cultivation.core.rules.fields import FieldRule
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.references import Mistaken
from cultivation.core.rules.vocabularies import SharedField, Vocabulary, referred


def departures(rules: RuleSet, known: Mapping[str, Vocabulary]) -> Iterator[Mistaken]:
    """Yield each vocabulary that there is none of, and each field or choice that says otherwise."""
    for place, name in enumerate(rules.vocabularies):
        if name not in known:
            yield "vocabulary_unknown", ("vocabularies", place), {"value": name, "allowed": ", ".join(known)}
    for vocabulary in referred(rules.vocabularies, known):
        yield from _fields(rules, vocabulary)
        yield from _choices(rules, vocabulary)


def _fields(rules: RuleSet, vocabulary: Vocabulary) -> Iterator[Mistaken]:
    owners = {
        normalise(header): key
        for key, rule in vocabulary.fields.items()
        for header in (rule.zh, *rule.aliases)
    }
    for key, rule in rules.fields.items():
        shared = vocabulary.fields.get(key)
        if shared is not None and (differing := _differing(rule, shared)):
            details = {
                "name": key,
                "vocabulary": vocabulary.id,
                "what": differing,
                **_both(rule, shared, differing),
            }
            yield "vocabulary_field_differs", ("fields", key), details
        other = owners.get(normalise(rule.zh))
        if shared is None and other is not None and not _differing(rule, vocabulary.fields[other]):
            details = {"name": key, "label": rule.zh, "vocabulary": vocabulary.id, "near": other}
            yield "vocabulary_field_called", ("fields", key), details


def _differing(rule: FieldRule, shared: SharedField) -> str:
    return next(
        (each for each in ("type", "unit", "choices") if getattr(rule, each) != getattr(shared, each)), ""
    )


def _both(rule: FieldRule, shared: SharedField, key: str) -> dict[str, str]:
    return {"value": str(getattr(rule, key) or "-"), "shared": str(getattr(shared, key) or "-")}


def _choices(rules: RuleSet, vocabulary: Vocabulary) -> Iterator[Mistaken]:
    for name, shared in vocabulary.choices.items():
        for key, label in rules.choices.get(name, {}).items():
            words = {normalise(each) for each in (label.zh, *label.aliases)}
            for own, other in shared.items():
                is_same = key in other.called or normalise(other.zh) in words
                if own != key and key not in shared and is_same:
                    details = {"name": key, "label": label.zh, "vocabulary": vocabulary.id, "near": own}
                    yield "vocabulary_choice_called", ("choices", name, key), details
