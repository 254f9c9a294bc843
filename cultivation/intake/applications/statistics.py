"""A list that somebody else keeps, such as that of a statistics office, read as applications are read.

Nobody was asked to fill it in for a review: what is blank there, or has no column, is not known. Only code
and name must stand there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.batch import Batch
from cultivation.intake.applications.reading import ApplicationReader, unreadable
from cultivation.intake.applications.received import Received
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File

NOT_KNOWN = FiledValue(None)


def without_demands(rules: RuleSet) -> RuleSet:
    """Return a rule set of which only code and name must be filled; no blank stands for a value."""
    own = {rules.identifier.field, rules.name_field}
    fields = {
        key: rule if key in own else rule.model_copy(update={"blank": "unknown"})
        for key, rule in rules.fields.items()
    }
    return rules.model_copy(update={"fields": fields})


def read_statistics(
    file: File, rules: RuleSet, year: int | None = None, told: Mapping[str, str] | None = None
) -> Received:
    """Read a list under a rule set, with every mistake; `year` and `told` as in ApplicationReader.

    A column may also be called by the key of its field, as tables made by programs are.
    """
    name, lenient = file.incoming.name, without_demands(rules)
    if not isinstance(file.book, Book):
        return Received(lenient, Batch(name), (unreadable(name, file.problem),))
    return ApplicationReader(lenient, year, {**_keys(rules), **(told or {})}).read(file.book, name)


def _keys(rules: RuleSet) -> dict[str, str]:
    """Return the keys of fields as headings, but for those that are the heading of another field."""
    taken = {normalise(header) for rule in rules.fields.values() for header in rule.headers}
    return {key: key for key in rules.fields if normalise(key) not in taken}


def applications_in(received: Received) -> list[Application]:
    """Return the enterprises of a list; a match of texts that do not all stand there is not known."""
    batch, rules = received.batch, received.rules
    return [_known(batch.application(place, rules), rules) for place in range(len(batch))]


def _known(application: Application, rules: RuleSet) -> Application:
    values = dict(application.values)
    for key, match in rules.text_matches.items():
        if any(values.get(each, NOT_KNOWN).value is None for each in match.looks_at):
            values[key] = NOT_KNOWN
    return replace(application, values=values)
