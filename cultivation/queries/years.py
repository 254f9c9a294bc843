"""Questions to the record: each takes an open reader and answers from one consistent state."""

from __future__ import annotations

from datetime import date
from typing import Any

from cultivation.core.pool.proposal import Line
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, application_from_record
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.year import State, Year
from cultivation.record.entries import EnterpriseRecoded
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear


def opened(reader: Reader, year: int) -> ReviewYear:
    """Return where a review year stands, or refuse and name the missing step."""
    return State(reader).year(year).review_year


def rules_of(reader: Reader, year: int) -> LoadedRules:
    """Return the rule set that the year was opened with, from the record."""
    return State(reader).year(year).loaded


def standard_before(reader: Reader, year: int) -> str | None:
    """Return the standard of the last year before, or the id of its rules; None where there is none."""
    earlier = [each.year for each in reader.years() if each.year < year]
    if not earlier:
        return None
    rules = rules_of(reader, max(earlier)).rules
    return rules.standard or rules.id


def applications_of(reader: Reader, year: int, rules: RuleSet) -> list[Application]:
    """Return the applications of a year as they stand now, corrections included."""
    return [application_from_record(row.record, row.file, rules) for row in reader.applications(year)]


def score_table_of(reader: Reader, year: int) -> ScoreTable:
    """Return the score table of a year, or refuse and name the missing step."""
    return State(reader).year(year).table


def lines_of(reader: Reader, year: int) -> tuple[Line, ...]:
    """Return what is proposed, or once it is decided, what was decided; nothing once that is overtaken."""
    return State(reader).year(year).lines


def find_enterprise(reader: Reader, text: str) -> tuple[str, str]:
    """Return id and name of the one enterprise that `text` means: an id, a name, or a part of one name."""
    found = _under_latest_code(reader, reader.find_enterprises(text))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageMistake(_("No enterprise with the code or name '{text}' is on record.").format(text=text))
    names = "\n".join(f"  {key}  {name}" for key, name in found[:10])
    more = _("  ... and {number} more").format(number=len(found) - 10) if len(found) > 10 else ""
    raise UsageMistake(
        _("'{text}' may mean {number} enterprises; give the code or more of the name:").format(
            text=text, number=len(found)
        )
        + "\n"
        + "\n".join(part for part in (names, more) if part)
    )


def _under_latest_code(reader: Reader, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the earlier codes of enterprises that are found under a later one, too."""
    if len(found) < 2:
        return found
    keys = {key for key, _name in found}
    old = {
        entry.content.enterprise
        for entry in reader.entries_of(EnterpriseRecoded)
        if keys.intersection(entry.content.into)
    }
    return [each for each in found if each[0] not in old]


def members_before(reader: Reader, year: int) -> dict[str, str]:
    """Return the members (id to name) as the last decision before `year` left them."""
    return State(reader).year(year).members_before


def previous_year(reader: Reader, year: int) -> int | None:
    """Return the last scored year before `year`."""
    before = State(reader).year(year).before
    return before.number if before else None


def sources(year: Year, key: str) -> list[dict[str, Any]]:
    """List each value, as the rule set orders them, with file, sheet and cell, or with its note."""
    row = year.row(key)
    if row is None:
        return []
    values = row.record["values"]
    listed = []
    for field in (key for key in (*year.rules.fields, *year.rules.text_matches) if key in values):
        value = values[field]
        source = {
            "field": field,
            "value": value["value"],
            "file": row.file if value["cell"] else "",
            "sheet": value["sheet"],
            "cell": value["cell"],
            "sha256": row.file_digest,
        }
        extra = {name: value[name] for name in ("text", "note") if name in value}
        listed.append({**source, **extra})
    return listed


def cutoff_of(review_year: ReviewYear) -> date:
    """Return the data cut-off of a year."""
    return date.fromisoformat(review_year.cutoff)
