"""What members of one pool filed there, as a table in which they apply to another: nothing is typed twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from cultivation.core.rules.fields import FieldRule, FieldType
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.monitor import members_of
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year

YES_NO = {"yes": "是", "no": "否"}


@dataclass(frozen=True, slots=True)
class Brought:
    """A table (CSV) with the enterprises in it; `absent` are members that filed nothing in that year.

    `fields` are those that mean the same under both rule sets, `missing` those that only the other asks for.
    """

    content: bytes
    enterprises: tuple[str, ...]
    absent: tuple[str, ...]
    fields: tuple[str, ...]
    missing: tuple[str, ...]


def bring(year: Year, rules: RuleSet, applicants: bool = False) -> Brought:
    """Return what members after a year (or all its `applicants`) filed, under the headings of other rules.

    A field means the same where its id, its type and its unit are the same; who fills it must be the
    applicant. A choice that the other rules do not know is left blank.
    """
    own = year.rules
    asked = {key: rule for key, rule in rules.fields.items() if rule.filled_by == "applicant"}
    shared = [key for key, rule in asked.items() if key in own.fields and _same(rule, own.fields[key])]
    ids = {rules.identifier.field: own.identifier.field, rules.name_field: own.name_field}
    taken = {key: ids.get(key, key) for key in asked if key in ids or key in shared}
    later, members = recoded(year.reader), members_of(year)
    rows = {later.get(key, key): row for key, row in year.rows.items()}
    wanted = sorted(rows) if applicants else sorted(members & rows.keys())
    if not wanted:
        sentence = _("No member of the pool applied in {year}; choose all applicants.")
        raise Refused(sentence.format(year=year.number))
    lines = [
        [_text(key, rows[each].text(source), each, rules) for key, source in taken.items()] for each in wanted
    ]
    content = _table([rules.fields[key].zh for key in taken], lines)
    absent = () if applicants else tuple(sorted(members - rows.keys()))
    missing = tuple(key for key in asked if key not in taken)
    return Brought(content, tuple(wanted), absent, tuple(taken), missing)


def _same(rule: FieldRule, other: FieldRule) -> bool:
    return (rule.type, rule.unit) == (other.type, other.unit)


def _text(key: str, value: str | None, code: str, rules: RuleSet) -> str:
    """Return a value as a person would write it; of the identifier, the present code."""
    rule = rules.fields[key]
    if key == rules.identifier.field:
        return code
    if value is None:
        return ""
    if rule.type is FieldType.YES_NO:
        return YES_NO[value]
    if rule.choices:
        label = rules.choices[rule.choices].get(value)
        return label.zh if label else ""
    return value


def _table(headings: list[str], lines: Iterable[list[str]]) -> bytes:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(headings)
    rows.writerows(lines)
    return written.getvalue().encode()
