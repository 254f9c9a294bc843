"""What deserves a look on site, and what the visit found."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.core.analysis.consistency.figures import Firm
from cultivation.core.analysis.consistency.flags import Consistency, Flag, check_consistency
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import application_from_record
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.values import values_of_all
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.analyses import latest_analysis
from cultivation.queries.years import (
    cutoff_of,
    find_enterprise,
    opened,
    previous_year,
    rules_of,
    score_table_of,
)
from cultivation.record import entries
from cultivation.record.reader import Reader
from cultivation.record.store import Record
from cultivation.review.inputs import check_said
from cultivation.review.results import keep
from cultivation.steps import Act, Step


@dataclass(frozen=True)
class ConsistencyChecked:
    """What was found, with the year's rules and scores."""

    rules: RuleSet
    table: ScoreTable
    found: Consistency


def look_for_flags(record: Record, actor: str, year: int, dry_run: bool = False) -> ConsistencyChecked:
    """Check a scored year's figures against each other and last year's, and keep the result."""
    with record.reading() as reader:
        table, rules = score_table_of(reader, year), rules_of(reader, year).rules
        firms = _firms(reader, table, rules)
    found = check_consistency(firms, rules)
    content = {
        "firms": found.firms,
        "columns": list(found.columns),
        "groups": [
            {"size": each.size, "marks": [[name, sign] for name, sign in each.marks]} for each in found.groups
        ],
        "flags": [flag_record(each) for each in found.flags],
        "left_out": found.left_out,
        "first_digits": [
            {
                "field": each.field,
                "figures": each.figures,
                "deviation": None if each.deviation is None else f"{each.deviation:.6f}",
            }
            for each in found.digits
        ],
    }
    keep(record, actor, table, entries.ConsistencyChecked, content, ("numpy", "scikit-learn"), dry_run)
    return ConsistencyChecked(rules, table, found)


def _firms(reader: Reader, table: ScoreTable, rules: RuleSet) -> list[Firm]:
    rows = reader.applications(table.year)
    applications = [application_from_record(row.record, row.file, rules) for row in rows]
    values = values_of_all(applications, rules, cutoff_of(opened(reader, table.year)))
    before = previous_year(reader, table.year)
    earlier = {row.enterprise_id: row for row in reader.applications(before)} if before is not None else {}
    totals = {line.id: line.total for line in table.lines}
    return [
        Firm(
            row.enterprise_id,
            row.name,
            each,
            {key: row.text(key) for key in rules.fields},
            {key: earlier[row.enterprise_id].text(key) for key in rules.fields}
            if row.enterprise_id in earlier
            else {},
            totals.get(row.enterprise_id),
        )
        for row, each in zip(rows, values, strict=True)
    ]


def flag_record(flag: Flag) -> dict[str, object]:
    """Return what is stored; figures as texts of twelve digits."""

    def text(number: float | None) -> str | None:
        return None if number is None else f"{number:.12g}"

    return {
        "id": flag.id,
        "kind": str(flag.kind),
        "strength": text(flag.strength),
        "other": flag.other,
        "evidence": [
            {
                "name": each.name,
                "value": text(each.value),
                "low": text(each.low),
                "high": text(each.high),
                "deviation": text(each.deviation),
            }
            for each in flag.evidence
        ],
    }


def verify_flag(
    record: Record, actor: str, year: int, enterprise: str, result: str, text: str, dry_run: bool = False
) -> tuple[str, str]:
    """Record what a visit found of an enterprise that was flagged; return its id and name."""
    check_said(text=text)
    with record.writing(actor, dry_run) as writer:
        opened(writer, year)
        key, name = find_enterprise(writer, enterprise)
        analysis = latest_analysis(writer, entries.ConsistencyChecked, year)
        if analysis is None:
            raise Refused(
                _("{year} was not looked at.").format(year=year), step=Step(Act.CHECK_CONSISTENCY, year)
            )
        if key not in {each["id"] for each in analysis.content["flags"]}:
            raise Refused(
                _("{name} has no flag in {year}; there is nothing to verify.").format(name=name, year=year)
            )
        writer.append(entries.FlagVerified(year=year, enterprise=key, result=result, text=text))
    return key, name
