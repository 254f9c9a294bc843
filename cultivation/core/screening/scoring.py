"""One batch of a register under a rule set: columns and rows in, columns of points and a state out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

import numpy as np

from cultivation.core.rules.criteria import STAND_INS
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.columns.bounds import Part, Words
from cultivation.core.scoring.columns.kernel import Scored, decided, score_columns
from cultivation.core.scoring.columns.points import Units
from cultivation.core.screening.cohorts import Cohorts, assess_among
from cultivation.core.screening.contenders import contenders
from cultivation.core.screening.state import DIGEST_BITS, Best, Problem, State, in_order

Applications = Callable[[Sequence[int]], Sequence[Application]]


@dataclass(frozen=True)
class Plan:
    """What a register is screened for: a rule set at a data cut-off, and how many of the best are kept."""

    rules: RuleSet
    cutoff: date
    most: int = 100

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Return the fields by whose choices is counted."""
        return tuple(key for key, rule in self.rules.fields.items() if rule.type is FieldType.CHOICE)

    @cached_property
    def used(self) -> tuple[str, ...]:
        """Return the fields that conditions, points and ties look at."""
        return used_fields(self.rules)


@dataclass(frozen=True)
class RegisterBatch:
    """Some rows of a register, from row `first` on, counted from 1: their codes and columns.

    `applications` makes the exact applications of rows by their numbers within the batch.
    """

    first: int
    ids: Sequence[str]
    parts: Mapping[str, Part]
    applications: Applications
    problems: Mapping[tuple[str, str], Problem]


def used_fields(rules: RuleSet) -> tuple[str, ...]:
    """Return the fields and text matches on which eligibility, points or places depend."""
    formulas = (
        *rules.gate_formulas.values(),
        *rules.veto_formulas.values(),
        *rules.direct_formulas.values(),
        *rules.case_formulas.values(),
    )
    used = {name for formula in formulas for name in formula.names}
    used |= {name for criterion in rules.criteria.values() for name in criterion.looks_at}
    used |= {each.median_within or "" for each in rules.criteria.values() if each.when_undefined in STAND_INS}
    used |= {tie.by for tie in rules.ties if not tie.points_of} | {rules.rank_within or ""}
    for key in reversed(list(rules.indicators)):
        if key in used:
            used |= rules.dependencies(key)
    return tuple(key for key in (*rules.fields, *rules.text_matches) if key in used)


def score_batch(batch: RegisterBatch, plan: Plan, cohorts: Cohorts) -> tuple[Scored, State]:
    """Score a batch; no row of the result is open. Pure: the same rows give the same, in whatever batch."""

    def assess(rows: Sequence[int]) -> list[Assessment]:
        applications = batch.applications(rows)
        return [assess_among(each, plan.rules, plan.cutoff, cohorts) for each in applications]

    found = score_columns(batch.parts, plan.rules, len(batch.ids))
    scored = decided(found, plan.rules, assess)
    rows = contenders(scored, batch.parts, plan.rules, plan.most)
    best = in_order(_best(rows.tolist(), batch, plan, assess), plan.rules)
    state = State(
        len(batch.ids),
        int(np.count_nonzero(found.open)),
        digest_of(batch.ids, scored, plan.rules),
        _totals(scored, batch, plan.rules),
        {key: _choices(batch.parts[key], scored) for key in plan.groups if key in batch.parts},
        best[: plan.most],
        batch.problems,
    )
    return scored, state


def digest_of(ids: Sequence[str], scored: Scored, rules: RuleSet) -> int:
    """Return the sum of each row's SHA-256, modulo 2^256: of code, total, whether eligible, and points."""
    if not len(ids):
        return 0
    columns = [scored.total, scored.eligible, *(scored.points[key] for key in rules.criteria)]
    rows = np.column_stack(columns).astype(">i8").tobytes()
    width = len(rows) // len(ids)
    starts = range(0, len(rows), width)
    digests = b"".join(
        [sha256(id_.encode() + rows[at : at + width]).digest() for id_, at in zip(ids, starts, strict=True)]
    )
    limbs = np.frombuffer(digests, ">u4").reshape(-1, 8).sum(axis=0, dtype=np.uint64).tolist()
    summed: int = sum(limb << (32 * (7 - place)) for place, limb in enumerate(limbs))
    return summed % (1 << DIGEST_BITS)


def _totals(scored: Scored, batch: RegisterBatch, rules: RuleSet) -> dict[str, dict[int, int]]:
    part = batch.parts.get(rules.rank_within or "")
    if not isinstance(part, Words):
        return {"": _counted(scored.total[scored.eligible])}
    groups = np.where(part.known, part.value, "")
    return {
        str(group): _counted(scored.total[scored.eligible & (groups == group)])
        for group in sorted(set(groups.tolist()))
    }


def _counted(totals: Units) -> dict[int, int]:
    values, times = np.unique(totals, return_counts=True)
    return dict(zip(values.tolist(), times.tolist(), strict=True))


def _choices(part: Part, scored: Scored) -> dict[str, tuple[int, int]]:
    """Count rows and eligible rows by choice; the empty one stands for rows without one."""
    assert isinstance(part, Words)
    places: dict[str, int] = {}
    numbers = [
        places.setdefault(text if known else "", len(places))
        for text, known in zip(part.value.tolist(), part.known.tolist(), strict=True)
    ]
    rows = np.bincount(numbers, minlength=len(places)).tolist()
    eligible = np.bincount(numbers, scored.eligible, minlength=len(places)).astype(np.int64).tolist()
    return {choice: (rows[place], eligible[place]) for choice, place in places.items()}


def _best(
    rows: Sequence[int],
    batch: RegisterBatch,
    plan: Plan,
    assess: Callable[[Sequence[int]], Sequence[Assessment]],
) -> list[Best]:
    applications, assessments = batch.applications(rows), assess(rows)
    return [
        Best(
            each.id,
            each.name,
            batch.first + row,
            each.total,
            each.tie_values,
            each.points,
            tuple(
                key
                for key in plan.used
                if key not in application.values or application.values[key].value is None
            ),
            each.provisional,
            _own_choices(application, plan.groups),
        )
        for row, each, application in zip(rows, assessments, applications, strict=True)
    ]


def _own_choices(application: Application, fields: Sequence[str]) -> dict[str, str]:
    filed = {key: application.values[key].value for key in fields if key in application.values}
    return {key: str(value or "") for key, value in filed.items()}
