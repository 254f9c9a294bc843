"""For which rules a template was made, read from the hidden sheet that every template carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.core.rules.model import Label, RuleSet
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book
from cultivation.intake.templates.sheet_names import META

RULE_SET, VERSION, FIELDS = "rule_set", "version", "fields"


@dataclass(frozen=True)
class Stamp:
    """The rule set and version of a template, and a digest of the fields that it asks for."""

    rule_set: str
    version: str
    fields: str = ""


def stamp_of(rules: RuleSet) -> Stamp:
    """Return the stamp of a template that is made for a rule set."""
    fields = rules.for_applicants.fields
    used = {rule.choices for rule in fields.values()}
    asked = {
        "fields": {key: _asked(rule) for key, rule in fields.items()},
        "choices": {
            key: {choice: _asked(label) for choice, label in choices.items()}
            for key, choices in rules.choices.items()
            if key in used
        },
    }
    return Stamp(rules.id, rules.version, digest(canonical_json(asked)))


def _asked(label: Label) -> dict[str, Any]:
    """Return what a template says of a field or choice; other words for it are understood, but not asked."""
    return label.model_dump(mode="json", exclude={"aliases", "filled_by", "list", "panel"})


def read_stamp(book: Book) -> Stamp | None:
    """Return the stamp of a book, None where it is no template of ours."""
    sheet = next((sheet for sheet in book.sheets if sheet.name == META), None)
    lines = sheet.values.values() if sheet else ()
    said = {str(line[0]): str(line[1]) for line in lines if len(line) > 1}
    if RULE_SET not in said:
        return None
    return Stamp(said[RULE_SET], said.get(VERSION, ""), said.get(FIELDS, ""))


def check_stamp(stamp: Stamp | None, now: Stamp, file: str) -> Iterator[Finding]:
    """Say where a template was made for other rules than those of the year, whose stamp is `now`."""
    if stamp is None or stamp == now:
        return
    details = {"made": f"{stamp.rule_set} {stamp.version}", "now": f"{now.rule_set} {now.version}"}
    code = "template_version" if stamp.fields == now.fields else "template_outdated"
    yield Finding(code, file=file, details=details)
