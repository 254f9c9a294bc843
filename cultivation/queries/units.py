"""Which district or town an application belongs to: by the field of the rule set that names it."""

from __future__ import annotations

from cultivation.canonical import visible
from cultivation.queries.year import Year
from cultivation.record.rows import ApplicationRow


def units_of(year: Year, row: ApplicationRow, field: str) -> frozenset[str]:
    """Return the names of the unit of an application: key, labels and aliases of a choice, else its text.

    They are in the form of `canonical.visible`. Empty where the rule set has no such field, or where the
    applicant left it blank.
    """
    rule = year.rules.fields.get(field)
    text = row.text(field) if rule is not None else None
    if rule is None or not text:
        return frozenset()
    choice = year.rules.choices[rule.choices].get(text) if rule.choices else None
    names = (text,) if choice is None else (text, choice.zh, choice.en, *choice.aliases)
    return frozenset(map(visible, names))
