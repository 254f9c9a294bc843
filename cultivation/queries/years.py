"""Questions to the record: each takes an open reader and answers from one consistent state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation.core.pool.binding_quotas import with_quotas
from cultivation.core.pool.lines import BY_QUOTA
from cultivation.core.pool.proposal import Action, Line, Reason
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.loading import LoadedRules, load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, application_from_record
from cultivation.core.scoring.score_table import ScoreTable, read_score_table
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear

TOLD = "heading_told"


def opened(reader: Reader, year: int) -> ReviewYear:
    """Return the review year, or refuse and name the missing step."""
    found = reader.year(year)
    if found is None:
        raise Refused(
            _("The year {year} is not open. First: cultivation open {year} --rules ID").format(year=year)
        )
    return found


def rules_of(reader: Reader, year: int) -> LoadedRules:
    """Return the rule set that the year was opened with, from the record."""
    review_year = opened(reader, year)
    return load_rules(reader.document(review_year.rules_digest), review_year.rule_set)


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
    digest = opened(reader, year).scores_digest
    if digest is None:
        raise Refused(_("The year {year} is not scored. First: cultivation score {year}").format(year=year))
    return read_score_table(reader.document_json(digest))


def lines_of(reader: Reader, year: int) -> tuple[Line, ...]:
    """Return what is proposed, or once it is decided, what was decided, for each enterprise.

    A proposal that a newer scoring has overtaken counts no more.
    """
    review_year = opened(reader, year)
    if (review_year.proposed_seq or 0) < (review_year.scored_seq or 0):
        return ()
    lines = tuple(
        Line(
            row.enterprise_id,
            row.name,
            row.rank,
            Action(row.action),
            Reason(row.reason),
            row.reserve_place,
            row.override or "",
        )
        for row in reader.lines(year)
    )
    if not any(line.reason in BY_QUOTA for line in lines):
        return lines
    groups = {line.id: line.quota_choices for line in score_table_of(reader, year).lines}
    return with_quotas(lines, groups, rules_of(reader, year).rules.pool)


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
        entry.payload["enterprise"]
        for entry in reader.entries_of("enterprise_recoded")
        if keys.intersection(entry.payload["into"])
    }
    return [each for each in found if each[0] not in old]


@dataclass(frozen=True)
class ToldHeading:
    """What a clerk said of a heading: the field it stands for, "" for none; and the entry that says so."""

    heading: str
    field: str
    year: int
    seq: int
    recorded_at: str
    actor: str


def told_headings(reader: Reader) -> dict[str, ToldHeading]:
    """Return what was said last of each heading, by its normal form; what was taken back is left out."""
    found: dict[str, ToldHeading] = {}
    for entry in reader.entries_of(TOLD):
        said = entry.payload
        found.pop(normalise(said["heading"]), None)
        if said["field"] is not None:
            place = (said["year"], entry.seq, entry.recorded_at, entry.actor)
            found[normalise(said["heading"])] = ToldHeading(said["heading"], said["field"], *place)
    return found


def members_before(reader: Reader, year: int) -> dict[str, str]:
    """Return the members (id to name) as the last decision before `year` left them."""
    decided = [each.year for each in reader.years() if each.decided_seq is not None and each.year < year]
    return {member.id: member.name for member in reader.members(max(decided))} if decided else {}


def previous_year(reader: Reader, year: int) -> int | None:
    """Return the last scored year before `year`."""
    scored = [each.year for each in reader.years() if each.scores_digest is not None and each.year < year]
    return max(scored, default=None)


def sources(reader: Reader, key: str, year: int) -> list[dict[str, Any]]:
    """List each value, as the rule set orders them, with file, sheet and cell, or with its note."""
    row = reader.application(year, key)
    if row is None:
        return []
    values = row.record["values"]
    rules = rules_of(reader, year).rules
    listed = []
    for field in (key for key in (*rules.fields, *rules.text_matches) if key in values):
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


def decision(review_year: ReviewYear) -> dict[str, Any] | None:
    """Return the decision of a year: document number, date, the two persons; None before it is made."""
    if review_year.decided_seq is None:
        return None
    return {
        "document": review_year.decision_document,
        "date": review_year.decision_date,
        "proposer": review_year.proposer,
        "approver": review_year.approver,
        "entry": review_year.decided_seq,
    }


def cutoff_of(review_year: ReviewYear) -> date:
    """Return the data cut-off of a year."""
    return date.fromisoformat(review_year.cutoff)
