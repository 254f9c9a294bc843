"""Claims beside registers: what differs, what is at stake, and where both stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cultivation.core.explanation.trial import Trial
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.registers.comparison import Outcome
from cultivation.core.scoring.application import (
    Application,
    FiledValue,
    application_from_record,
    type_of,
    typed_value,
)
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.scored_year import score_filed
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.events import past_of
from cultivation.queries.explanations import About, explanations_on_record, last_of
from cultivation.queries.registers import Compared, comparisons_of
from cultivation.queries.year import Year, kept
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class Standing:
    """A total in points, a place (None: not eligible), and whether the rules take it into the pool."""

    total: str
    place: int | None
    inside: bool

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {"total": self.total, "rank": self.place, "in_pool": self.inside}


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim beside a register, and for an open difference how it stands now and by the register's value.

    Where the register's value counts already, `now` is by the claim, so that both show what is at stake.
    """

    compared: Compared
    name: str
    by_claim: Standing | None = None
    by_register: Standing | None = None

    @property
    def turns(self) -> bool:
        """Tell whether it decides who is in."""
        return bool(self.by_claim and self.by_register and self.by_claim.inside != self.by_register.inside)

    @property
    def order(self) -> tuple[Any, ...]:
        """Return what it is sorted by: what turns first, then by what is at stake, then by id."""
        settled = self.compared.settled is not None
        outcome = list(Outcome).index(self.compared.outcome)
        places = points = 0.0
        if self.by_claim and self.by_register:
            first, second = (each.place or 10**6 for each in (self.by_claim, self.by_register))
            places = abs(first - second)
            points = abs(float(self.by_claim.total) - float(self.by_register.total))
        return not self.turns, outcome, settled, -places, -points, self.compared.id, self.compared.field


@kept
def comparisons(year: Year) -> list[Compared]:
    """Compare the claims of a year, as filed and corrected, with each register beside them."""
    found = comparisons_of(year.reader, year.rules, year.cutoff, lambda: year.filed_rows)
    said = explanations_on_record(year.reader, year.number) if found else {}
    return [
        replace(each, explained=last_of(said.get(_about(each), []), each.difference_in(year.number)))
        if each.outcome is Outcome.DIFFERS
        else each
        for each in found
    ]


def _about(each: Compared) -> About:
    return each.id, each.field, each.beside.register.id


@kept
def differences(year: Year) -> list[Difference]:
    """Return every comparison, what decides who is in first; stakes are told once the year is scored."""
    return _sorted(year, comparisons(year))


def of_enterprise(year: Year, key: str) -> list[Difference]:
    """Return what registers say beside the claims of one enterprise."""
    return _sorted(year, (each for each in comparisons(year) if each.id == key))


def _sorted(year: Year, found: Iterable[Compared]) -> list[Difference]:
    return sorted((_with_stakes(year, each) for each in found), key=lambda each: each.order)


def _with_stakes(year: Year, compared: Compared) -> Difference:
    difference = Difference(compared, year.filed_rows[compared.id].name)
    if not compared.is_open or not year.is_scored or year.scores_are_stale:
        return difference
    before, after = (_standing(year, compared, text) for text in (compared.filed, compared.registered))
    return replace(difference, by_claim=before, by_register=after)


def _standing(year: Year, compared: Compared, text: str | None) -> Standing:
    """Score, rank and select again with a value of one field."""
    rules, row = year.rules, year.rows[compared.id]
    filed = application_from_record(row.record, row.file, rules)
    value = FiledValue(typed_value(text, type_of(rules, compared.field)))
    mine = replace(filed, values={**filed.values, compared.field: value})
    if rules.is_relative:
        return _among_all(year, mine)
    trial = Trial(mine, rules, year.cutoff, year.table, (year.members_before, _past(year)))
    stand = trial.standing
    return Standing(year.table.points(rules.total.direction * stand.merit), stand.place, trial.was_inside)


@kept
def _past(year: Year) -> Any:
    return past_of(year)


def _among_all(year: Year, mine: Application) -> Standing:
    """Score everybody again: places among all depend on each value."""
    others = [mine if each.id == mine.id else each for each in year.applications]
    table = _table(year, others)
    line = next(each for each in table.lines if each.id == mine.id)
    try:
        lines = propose(candidates_of(table, year.rules), year.members_before, year.rules.pool, _past(year))
    except Impossible:
        return Standing(table.points(line.total), line.rank, False)
    return Standing(
        table.points(line.total), line.rank, next(each.in_pool for each in lines if each.id == mine.id)
    )


def _table(year: Year, applications: Sequence[Application]) -> ScoreTable:
    filed = FiledColumns.of(applications, year.rules)
    return score_filed(filed, year.loaded, year.number, year.cutoff).table


def counts_of(found: Sequence[Difference]) -> Counter[str]:
    """Count the outcomes; `settled` are differences that are, `turning` those that decide who is in."""
    counted = Counter(str(each.compared.outcome) for each in found)
    counted["settled"] = sum(each.compared.settled is not None for each in found)
    counted["turning"] = sum(each.turns for each in found)
    return counted


def is_doubt(each: Difference) -> bool:
    """Tell whether there is something to say of it: a difference, settled or not, or an ambiguous row."""
    return each.compared.outcome in (Outcome.DIFFERS, Outcome.AMBIGUOUS)


def check_settled(year: Year) -> None:
    """Refuse a decision while a difference is open that the rule set lets block it."""
    if not year.rules.registers.may_block:
        return
    waiting = [each for each in comparisons(year) if each.is_open and each.beside.unsettled == "blocks"]
    if waiting:
        shown = join_names(dict.fromkeys(year.filed_rows[each.id].name for each in waiting[:5]))
        raise Refused(
            _(
                "{number} claims differ from a register; the rules want these settled before the decision: "
                "{names}."
            ).format(number=len(waiting), names=shown),
            step=Step(Act.SETTLE_DIFFERENCES, year.number),
        )


def check_registers_counted(year: Year) -> None:
    """Refuse where other values of registers count than when the year was scored."""
    if year.registers_moved:
        raise Refused(
            _("Registers were imported or differences settled after the scoring."),
            step=Step(Act.SCORE, year.number),
        )


def difference_json(each: Difference, year: Year) -> dict[str, Any]:
    """Return the shape of the contract, with both cells."""
    compared = each.compared
    row = year.filed_rows[compared.id]
    source = row.record["values"].get(compared.field, {})
    settled = compared.settled
    return {
        "id": compared.id,
        "name": each.name,
        "field": compared.field,
        "register": compared.beside.register.id,
        "measure": compared.beside.measure,
        "as_of": compared.beside.imported.content.as_of,
        "newer_than_cutoff": compared.newer,
        "outcome": str(compared.outcome),
        "why": compared.why,
        "filed": compared.filed,
        "registered": compared.registered,
        "unsettled": compared.beside.unsettled,
        "turns": each.turns,
        "by_claim": each.by_claim and each.by_claim.to_json(),
        "by_register": each.by_register and each.by_register.to_json(),
        "claim": {
            "file": row.file if source.get("cell") else "",
            "sheet": source.get("sheet", ""),
            "cell": source.get("cell", ""),
        },
        "cells": [
            {"file": place.file, "sheet": place.sheet, "cell": place.cell} for place in compared.places
        ],
        "rows": compared.rows,
        "explained": compared.explained and compared.explained.to_json(),
        "settled": settled
        and {
            "by": settled.actor,
            "reason": settled.content.reason,
            "evidence": settled.content.evidence,
            "entry": settled.seq,
        },
    }
