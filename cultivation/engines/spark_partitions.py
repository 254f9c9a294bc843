"""Rows of a register where they lie in Spark: functions for `DataFrame.mapInArrow`, which a driver merges.

Spark is not imported: what is made here is a plain function that Spark sends to its workers. Values that
depend on all rows must be gathered before, so rule sets that have such are given their `cohorts`.

    score = scoring(loaded.content, "rules.yaml", cutoff, columns)
    frame.mapInArrow(score, "code string, name string, ...")  # as `part_schema` has them
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from typing import Any

import pyarrow as pa

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.screening import cohorts as among
from cultivation.core.screening.scoring import Plan, score_batch
from cultivation.core.screening.state import State, state_from_record
from cultivation.engines.arrow_columns import parts_of
from cultivation.engines.score_columns import score_batch_columns
from cultivation.errors import UsageMistake
from cultivation.language import _

OnBatches = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]
STATES = pa.schema([("state", pa.string())])


def scoring(
    rules: bytes,
    name: str,
    cutoff: date,
    columns: Mapping[str, str],
    cohorts: Mapping[str, Any] | None = None,
) -> OnBatches:
    """Return what scores batches: rows as in `part_schema(rules)`, points in whole units.

    `rules` is the file of the rule set, `columns` names the column of each field, `cohorts` is the record of
    what was gathered among all rows. Raises UsageMistake where the rule set needs that and it is not given.
    """
    _check(rules, name, cohorts)

    def score(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        plan, known = Plan(load_rules(rules, name).rules, cutoff), among.from_record(dict(cohorts or {}))
        for batch in filter(len, batches):
            rows = parts_of(batch, plan.rules, cutoff, columns)
            yield score_batch_columns(rows, batch, columns, score_batch(rows, plan, known)[0], plan.rules)

    return score


def summing_up(
    rules: bytes,
    name: str,
    cutoff: date,
    columns: Mapping[str, str],
    most: int,
    cohorts: Mapping[str, Any] | None = None,
) -> OnBatches:
    """Return what sums batches up: for each partition one row, as in `STATES`, for `merged_states`.

    Rows are counted from 1 in each batch, for Spark gives them no number of their own.
    """
    _check(rules, name, cohorts)

    def sum_up(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        plan = Plan(load_rules(rules, name).rules, cutoff, most)
        known, state = among.from_record(dict(cohorts or {})), State()
        for batch in filter(len, batches):
            rows = parts_of(batch, plan.rules, cutoff, columns)
            state = state.merge(score_batch(rows, plan, known)[1], plan.rules, most)
        yield pa.record_batch([[json.dumps(state.to_record(), ensure_ascii=False)]], schema=STATES)

    return sum_up


def merged_states(states: Iterable[str], rules: RuleSet, most: int) -> State:
    """Return what all partitions come to together, in whatever order they come."""
    read = (state_from_record(json.loads(each), rules) for each in states)
    return reduce(lambda left, right: left.merge(right, rules, most), read, State())


def _check(rules: bytes, name: str, cohorts: Mapping[str, Any] | None) -> None:
    if cohorts is None and among.passes(load_rules(rules, name).rules):
        raise UsageMistake(
            _("The rule set has values that depend on all enterprises; give what was gathered among them.")
        )
