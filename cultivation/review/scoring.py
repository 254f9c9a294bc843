"""The applications of a year are scored and ranked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cultivation.canonical import canonical_json
from cultivation.core.pool.proposal import Reason
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.scored_year import score_filed
from cultivation.core.scoring.values import cohort_statistics, values_of_all
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.language import _
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.record.entries import YearScored
from cultivation.record.store import Record, Writer
from cultivation.review.computing import compute_then_write
from cultivation.steps import Act, Step

EXCLUDED = (Reason.INELIGIBLE, Reason.LEFT_INELIGIBLE)
JSON, YAML = "application/json", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Scored:
    """The score table of a year, the rules it was made by, and what could not be computed."""

    rules: RuleSet
    table: ScoreTable
    findings: tuple[Finding, ...]


def score(record: Record, actor: str, year: int, dry_run: bool = False) -> Scored:
    """Score and rank the applications of a year; before the decision this may be done again.

    Where nothing has changed since the last time, nothing is added to the record.
    """

    def step(writer: Writer) -> Scored:
        own = year_in(writer, year)
        review_year = own.review_year
        check_undecided(review_year)
        if review_year.applications_seq is None:
            raise Refused(
                _("No application of {year} is in yet.").format(year=year), step=Step(Act.INTAKE, year)
            )
        writer.check_tables(year)
        loaded, filed = own.loaded, own.filed_columns
        found = score_filed(filed, loaded, year, own.cutoff)
        table = found.table
        if table.digest != review_year.scores_digest or own.has_moved_on:
            said = YearScored(year=year, rules_digest=loaded.digest, scores_digest=table.digest)
            scores = NewDocument(table.document, f"scores_{year}.json", JSON)
            writer.append(said, [scores, *_cohorts(filed, loaded.rules, year, own.cutoff)])
        return Scored(loaded.rules, table, found.findings)

    return compute_then_write(record, actor, step, dry_run)


def _cohorts(filed: FiledColumns, rules: RuleSet, year: int, cutoff: date) -> Iterator[NewDocument]:
    """Yield the statistics that places among all rest on, where the rule set asks for such places."""
    if rules.relative_names:
        statistics = cohort_statistics(values_of_all(filed.applications(rules), rules, cutoff), rules)
        cohorts = {
            key: {group: each.to_record() for group, each in groups.items()}
            for key, groups in statistics.items()
        }
        yield NewDocument(canonical_json({"year": year, "cohorts": cohorts}), f"cohorts_{year}.json", JSON)
