"""Vocabularies: fields and choices that rule sets share, so that what was filed under one can be read by all.

A rule set stays whole in itself: its text says every field and choice, and no vocabulary is read when it
scores, so a vocabulary may grow without changing what is on record. `rules new` copies from it, `rules check`
says where a rule set that refers to it departs, and a rehearsal finds a field or choice that an older rule
set calls otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import Field

from cultivation.core.rules.fields import FieldRule
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.labels import ChoiceLabel, Identifier, Label, Strict
from cultivation.core.rules.model_file import read_model
from cultivation.resources import shipped

FOLDER = "vocabularies"
# What stands before or behind the name of a figure and does not make it another one.
AROUND = re.compile(r"^(?:企业|上年度|上年末|上一年度|上年|年末|年)+|(?:总额|总量)$")


class SharedField(FieldRule):
    """A field as rule sets share it; `called` are the ids under which others have the very same."""

    called: tuple[Identifier, ...] = ()


class SharedChoice(ChoiceLabel):
    """A choice as rule sets share it; `called` are the ids under which others have the very same."""

    called: tuple[Identifier, ...] = ()


class Vocabulary(Strict):
    """Fields and choices by their ids."""

    id: Identifier
    name: Label
    note: Label | None = None
    choices: dict[Identifier, dict[Identifier, SharedChoice]] = Field(default_factory=dict)
    fields: dict[Identifier, SharedField] = Field(default_factory=dict)

    def field_called(self, label: str) -> str:
        """Return the id of the field with this name, or one that differs in its year; empty if none."""
        wanted = normalise(label)
        for words in (lambda text: text, lambda text: AROUND.sub("", text)):
            for key, rule in self.fields.items():
                if words(wanted) in {words(normalise(each)) for each in rule.headers}:
                    return key
        return ""

    def ids_of_field(self, key: str) -> tuple[str, ...]:
        """Return all ids of the field that somewhere has this one, the shared first; empty if none has."""
        found = next((own for own, rule in self.fields.items() if key in (own, *rule.called)), None)
        return (found, *self.fields[found].called) if found else ()

    def ids_of_choice(self, choices: str, key: str) -> tuple[str, ...]:
        """Return all ids of the choice that somewhere has this one, the shared first; empty if none has."""
        listed = self.choices.get(choices, {})
        found = next((own for own, label in listed.items() if key in (own, *label.called)), None)
        return (found, *listed[found].called) if found else ()


@cache
def shipped_vocabularies() -> Mapping[str, Vocabulary]:
    """Return the vocabularies that ship, by id."""
    return _read_all([shipped("scoring_rules")])


def vocabularies_of(workspace: Path) -> Mapping[str, Vocabulary]:
    """Return the vocabularies of a workspace: its own in rules/vocabularies, and those that ship.

    Raises RuleMistakes for a file with mistakes.
    """
    return {**shipped_vocabularies(), **_read_all([workspace / "rules"])}


def referred(names: Sequence[str], known: Mapping[str, Vocabulary]) -> Iterator[Vocabulary]:
    """Yield the vocabularies of these names, as far as there are such."""
    yield from (known[name] for name in names if name in known)


def _read_all(folders: Sequence[Path]) -> dict[str, Vocabulary]:
    paths = (path for folder in folders for path in sorted((folder / FOLDER).glob("[!_.]*.yaml")))
    return {found.id: found for found in map(_read, paths)}


def _read(path: Path) -> Vocabulary:
    return read_model(path.read_bytes(), path.name, Vocabulary)[0]
