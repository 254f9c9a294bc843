"""What a review makes of everybody, line by line: to filter, to put in order, and to show in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cultivation.core.pool.proposal import Action
from cultivation.core.wording.reasons import reason_text
from cultivation.language import _
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import choice_keys, is_grey
from cultivation.queries.shortlist.data import ShortlistData


@dataclass(frozen=True, slots=True)
class Placed:
    """One enterprise in a year: its place, total and outcome; before a proposal the action is empty.

    `units` is the total in units of the rule set's precision, `share` that of the draws in which it is in
    the pool, `choices` are those of the first fields in which applicants choose.
    """

    id: str
    name: str
    rank: int | None
    rank_before: int | None
    units: int | None
    total: str | None
    action: str
    reason: str
    was_member: bool
    reserve_place: int | None = None
    override: str = ""
    share: float | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    dimensions: tuple[str, ...] = ()
    to_verify: str = ""

    @property
    def gained(self) -> int | None:
        """Return the places gained since the last scored year; None where there was or is no place."""
        return None if self.rank is None or self.rank_before is None else self.rank_before - self.rank

    @property
    def is_grey(self) -> bool:
        """Tell whether being in the pool is a matter of weights."""
        return self.share is not None and is_grey(self.share)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "id": self.id,
            "name": self.name,
            "rank": self.rank,
            "rank_before": self.rank_before,
            "total": self.total,
            "action": self.action,
            "reason": self.reason,
            "reserve_place": self.reserve_place,
            "override": self.override,
        }


def placed(data: ReportData) -> tuple[Placed, ...]:
    """Return everybody of a scored year, the ranked by place, then the others as the score table has them."""
    base, keys = data.base, choice_keys(data)
    found = []
    for score in base.table.lines:
        line = base.line_of.get(score.id)
        values = base.values.get(score.id, {})
        found.append(
            Placed(
                score.id,
                score.name,
                score.rank,
                base.previous_ranks.get(score.id),
                score.total,
                base.table.points(score.total),
                str(line.action) if line else "",
                reason_text(line, base.rules, score.gates_failed) if line else "",
                line.was_member if line else False,
                line.reserve_place if line else None,
                line.override if line else "",
                base.shares.get(score.id),
                {key: values.get(key) or "" for key in keys},
                tuple(
                    base.table.points(score.dimension_units(key, each))
                    for key, each in base.rules.dimensions.items()
                ),
                base.flags.get(score.id, ""),
            )
        )
    absent = [line for line in base.lines if line.id not in base.score_of]
    for line in absent:
        text = reason_text(line, base.rules)
        action, was = str(line.action), line.was_member
        found.append(Placed(line.id, line.name, None, None, None, None, action, text, was))
    return tuple(found)


ORDERS: dict[str, Callable[[Placed], tuple[bool, Any]]] = {
    "place": lambda each: (each.rank is None, each.rank or 0),
    "change": lambda each: (each.gained is None, -(each.gained or 0)),
    "name": lambda each: (False, each.name),
    "total": lambda each: (each.units is None, -(each.units or 0)),
    "outcome": lambda each: (not each.action, list(Action).index(Action(each.action)) if each.action else 0),
    "share": lambda each: (each.share is None, -(each.share or 0)),
}


MOST_FIRST = ("change", "total", "share")  # orders that begin with the highest


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines are wanted, and in what order.

    `find` is a part of a name or code; `choices` are by field; `among` is "" for all, or a key of
    `AMONG`; `grey` and `flagged` leave out who is not in the grey zone, or not to be verified.
    """

    find: str = ""
    among: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    order: str = "place"
    backwards: bool = False
    grey: bool = False
    flagged: bool = False

    @property
    def by_place(self) -> bool:
        """Tell whether the best stand first, so that cut lines can be drawn."""
        return self.order == "place" and not self.backwards


AMONG: dict[str, Callable[[Placed], bool]] = {
    "": lambda _each: True,
    **{str(action): (lambda each, wanted=str(action): each.action == wanted) for action in Action},  # type: ignore[misc]
    "pool": lambda each: each.action in (Action.ENTER, Action.STAY),
    "grey": lambda each: each.is_grey,
    "override": lambda each: bool(each.override),
    "flagged": lambda each: bool(each.to_verify),
}


def chosen(lines: Sequence[Placed], sought: Sought) -> list[Placed]:
    """Return the lines that are wanted, in their order; what has no value for the order stands last."""
    is_among = AMONG[sought.among]
    found = [
        each
        for each in lines
        if is_among(each)
        and (not sought.grey or each.is_grey)
        and (not sought.flagged or bool(each.to_verify))
        and matches_name(sought.find, each.name, each.id)
        and all(each.choices.get(key) == choice for key, choice in sought.choices)
    ]
    key = ORDERS[sought.order]
    known = sorted((each for each in found if not key(each)[0]), key=key, reverse=sought.backwards)
    return known + [each for each in found if key(each)[0]]


def cuts_of(base: ShortlistData) -> list[tuple[int, str]]:
    """Return the places after which a cut line stands, with what it is, the best place first."""
    cut, points = base.cut_line, base.table.points
    named = (
        (cut.entry_rank, cut.entry_total, _("Newcomers end here: place {rank}, {points} points")),
        (cut.pool_rank, cut.pool_total, _("The pool ends here: place {rank}, {points} points")),
    )
    found: dict[int, str] = {}
    for rank, total, sentence in named:
        if rank is not None and total is not None:
            found[rank] = sentence.format(rank=rank, points=points(total))
    return sorted(found.items())


def with_cuts(lines: Sequence[Placed], cuts: Sequence[tuple[int, str]]) -> Iterator[Placed | str]:
    """Yield lines by place, and what each cut line is before the first line that stands below it.

    Lines without a place are below all; a cut line above all lines, or below all, is not told.
    """
    waiting = list(cuts)
    for number, each in enumerate(lines):
        while waiting and (each.rank is None or each.rank > waiting[0][0]):
            text = waiting.pop(0)[1]
            if number:
                yield text
        yield each
