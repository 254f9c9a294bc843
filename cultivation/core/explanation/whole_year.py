"""One value changed where values count beside those of all: the whole year is scored and selected again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from cultivation.canonical import exact_text
from cultivation.core.explanation.selection import Before
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.criteria import STAND_INS
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess_all, assessment_of
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, score_table
from cultivation.core.scoring.scored_year import table_of
from cultivation.core.scoring.values import filed_row, imputed_values, values_of_all

MOST_ROWS = 200_000  # applications scored again for one enterprise: some ten seconds
LEAST = 150  # what a trial costs at least, in applications


class TooMany(Exception):
    """As many trials as are allowed did not do."""


class WholeYear:
    """Scores, ranks and selects everybody again with one value of one application changed.

    `turns` does so by columns where there are many, `proves` by the exact assessment of every application.
    """

    may_be_worse = False  # nothing is known of what is better: all is tried as it comes

    def __init__(
        self,
        application: Application,
        everybody: Sequence[Application],
        rules: RuleSet,
        table: ScoreTable,
        before: Before,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self.application, self.rules = application, rules
        self.cutoff, self._table, self._before = date.fromisoformat(table.cutoff), table, before
        self._everybody = sorted(everybody, key=lambda each: each.id)
        self._filed = FiledColumns.of(self._everybody, rules)
        self._place = self._filed.ids.index(application.id)
        self._rows_left = most_rows
        self.is_as_scored = self._by_columns(self._filed).lines == table.lines
        self.was_inside = False  # while nothing is selected
        self.was_inside = self._is_inside(table)

    def turns(self, key: str, value: Filed) -> bool:
        """Tell whether another value of one field turns the outcome."""
        self._count(1)
        texts = list(self._filed.texts[key])
        texts[self._place] = exact_text(value)
        filed = replace(self._filed, texts={**self._filed.texts, key: texts})
        return self._is_inside(self._by_columns(filed)) is not self.was_inside

    def proves(self, key: str, value: Filed) -> bool:
        """Tell the same by assessing every application exactly."""
        self._count(3)  # which takes so much longer
        own = replace(self.application, values={**self.application.values, key: FiledValue(value)})
        everybody = [own if each.id == own.id else each for each in self._everybody]
        ranked = rank(assess_all(everybody, self.rules, self.cutoff), self.rules)
        table = self._table
        again = score_table(ranked, self.rules, table.year, table.rules_digest, table.cutoff)
        return self._is_inside(again) is not self.was_inside

    def _by_columns(self, filed: FiledColumns) -> ScoreTable:
        return table_of(filed, self.rules, self._table.year, self._table.rules_digest, self.cutoff).table

    def _is_inside(self, table: ScoreTable) -> bool:
        members, past = self._before
        try:
            lines = propose(candidates_of(table, self.rules), members, self.rules.pool, past)
        except Impossible:
            return self.was_inside  # where no pool is possible nothing is turned
        return next(line.in_pool for line in lines if line.id == self.application.id)

    def _count(self, times: int) -> None:
        self._rows_left -= times * max(len(self._filed.ids), LEAST)
        if self._rows_left < 0:
            raise TooMany


def moving_others(rules: RuleSet) -> frozenset[str]:
    """Return the fields and text matches on which values of the others rest, too."""
    names = set(rules.relative_names)
    for criterion in rules.criteria.values():
        if criterion.when_undefined in STAND_INS:
            names |= {name for name in (criterion.indicator, criterion.median_within) if name}
    for key in reversed(list(rules.indicators)):  # an indicator uses only those above it
        if key in names:
            names |= rules.dependencies(key)
    return frozenset(names & {*rules.fields, *rules.text_matches})


def assessed_beside(
    application: Application, everybody: Iterable[Application], rules: RuleSet, cutoff: date
) -> Callable[[Application], Assessment]:
    """Return what assesses an application with values changed that move nobody else's.

    What rests on all, of its own values and of what stands in for missing ones, stays as it is.
    """
    ordered = sorted(everybody, key=lambda each: each.id)
    rows = values_of_all(ordered, rules, cutoff)
    place = [each.id for each in ordered].index(application.id)
    stays, imputed = rows[place], imputed_values(rows, rules)[place]

    def assessed(changed: Application) -> Assessment:
        row = filed_row(changed, rules, cutoff)
        for key in rules.indicators:
            row[key] = stays[key] if key in rules.relative_names else rules.formulas[key].evaluate(row)
        return assessment_of(changed, row, imputed, rules)

    return assessed
