"""A year's score table: by columns, or application by application where columns leave anything open.

Both give the same bytes; the exact assessment of single applications is what the columns are proved against.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import assess_all, undefined_findings
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, score_table
from cultivation.findings import Finding

FEWEST = 100  # fewer rows are sooner assessed one by one than NumPy is imported


@dataclass(frozen=True)
class ScoredYear:
    """A score table, and what its points rest on where that is no value that was filed."""

    table: ScoreTable
    findings: tuple[Finding, ...]


def score_filed(filed: FiledColumns, loaded: LoadedRules, year: int, cutoff: date) -> ScoredYear:
    """Score and rank what was filed, at the data cut-off."""
    return table_of(filed, loaded.rules, year, loaded.digest, cutoff)


def table_of(filed: FiledColumns, rules: RuleSet, year: int, rules_digest: str, cutoff: date) -> ScoredYear:
    """Do the same under a rule set whose digest is known."""
    if len(filed.ids) >= FEWEST:
        from cultivation.core.scoring.columns.lines import scored_lines  # numpy, for many rows only

        found = scored_lines(filed, rules, cutoff)
        if found is not None:
            lines, findings = found
            table = ScoreTable(
                year, rules.id, rules_digest, cutoff.isoformat(), rules.precision, tuple(lines)
            )
            return ScoredYear(table, tuple(findings))
    assessments = assess_all(filed.applications(rules), rules, cutoff)
    ranked = rank(assessments, rules)
    table = score_table(ranked, rules, year, rules_digest, cutoff.isoformat())
    return ScoredYear(table, tuple(undefined_findings(assessments, rules)))
