"""What a clerk says of the headings of an office's tables: said once, on record, and used from then on."""

from __future__ import annotations

from cultivation.core.rules.fields import NOT_FILED
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, current, join_names
from cultivation.queries.headings import ExplainedHeading, headings_explained
from cultivation.queries.year import year_in
from cultivation.record.entries import HeadingExplained
from cultivation.record.store import Record


def explain_heading(
    record: Record, actor: str, year: int, heading: str, field: str | None, dry_run: bool = False
) -> ExplainedHeading:
    """Record which field a heading stands for; with None, that it stands for none of them."""
    heading = heading.strip()
    if not normalise(heading):
        raise UsageMistake(_("The heading must not be empty."))
    with record.writing(actor, dry_run) as writer:
        rules = year_in(writer, year).rules
        key = "" if field is None else _field_of(rules, field)
        before = headings_explained(writer).get(normalise(heading))
        if before and before.field == key:
            return before
        entry = writer.append(HeadingExplained(year=year, heading=heading, field=key))
        return ExplainedHeading(heading, key, year, entry.seq, entry.recorded_at, entry.actor)


def forget_heading(record: Record, actor: str, heading: str, dry_run: bool = False) -> ExplainedHeading:
    """Record that what was said of a heading does not hold any more."""
    with record.writing(actor, dry_run) as writer:
        before = headings_explained(writer).get(normalise(heading))
        if before is None:
            raise Refused(_("Nothing is on record about the heading {heading}.").format(heading=heading))
        writer.append(HeadingExplained(year=before.year, heading=before.heading, field=None))
    return before


def _field_of(rules: RuleSet, text: str) -> str:
    """Return the field that is meant by its id, label or alias, of those that applicants file."""
    known = {key: rule for key, rule in rules.fields.items() if rule.filled_by not in NOT_FILED}
    headers = {normalise(header): key for key, rule in known.items() for header in rule.headers}
    key = text if text in known else headers.get(normalise(text))
    if key is not None:
        return key
    raise UsageMistake(
        _("There is no field {field}. There are: {known}").format(
            field=text,
            known=join_names(f"{rule.text(current())} ({each})" for each, rule in known.items()),
        )
    )
