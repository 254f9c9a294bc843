"""Flags: what to verify, and why, in figures. A flag is never points and never a veto."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from cultivation.core.analysis.consistency.digits import (
    FirstDigits,
    copied,
    first_digits,
    repeated,
    round_figures,
    significant,
)
from cultivation.core.analysis.consistency.figures import (
    Figures,
    Firm,
    figures_of,
    money_fields,
    number_fields,
)
from cultivation.core.analysis.consistency.peers import (
    PEERS_RANGE,
    Group,
    PeerComparison,
    Rows,
    beside_peers,
    deviations_of,
    groups_of,
    nearest,
)
from cultivation.core.rules.model import RuleSet

LEAST_FIRMS, LEAST_COLUMNS = 10, 3
UNLIKE, POINTS_UNLIKE, JUMP = 8.0, 6.0, 8.0  # robust deviations from which something is odd
LEAST_JUMP = 3.0  # times last year's figure
ISOLATED = 2.0  # local outlier factor; 1 is usual
MOST_SHARE, AT_LEAST = 0.05, 5  # of the firms that are flagged by comparison, the strongest
NAMED = 3


class Kind(StrEnum):
    """Why something should be verified."""

    COPIED = "copied"
    REPEATED = "repeated"
    ROUND = "round"
    UNLIKE_PEERS = "unlike_peers"
    JUMP = "jump"
    POINTS_UNLIKE_PEERS = "points_unlike_peers"
    ISOLATED = "isolated"


CERTAIN = (Kind.COPIED, Kind.REPEATED, Kind.ROUND)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure and what is usual: from `low` to `high` among peers, or last year's; None if nothing is."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    deviation: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """What to verify. `strength` orders flags of one kind; `other` is the second of a copied pair."""

    id: str
    kind: Kind
    strength: float
    evidence: tuple[Evidence, ...]
    other: str = ""

    def to_record(self) -> dict[str, object]:
        """Return what is stored; figures as texts of twelve digits."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "strength": _text(self.strength),
            "other": self.other,
            "evidence": [
                {
                    "name": each.name,
                    "value": _text(each.value),
                    "low": _text(each.low),
                    "high": _text(each.high),
                    "deviation": _text(each.deviation),
                }
                for each in self.evidence
            ],
        }


def _text(number: float | None) -> str | None:
    return None if number is None else f"{number:.12g}"


@dataclass(frozen=True)
class Consistency:
    """What a check of a year found; nothing is said of fewer than ten firms or three columns.

    `left_out` counts firms with weaker flags by comparison, beyond one in twenty.
    """

    firms: int
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    group_of: tuple[tuple[str, int], ...]
    flags: tuple[Flag, ...]
    left_out: int
    digits: tuple[FirstDigits, ...]

    @property
    def says_something(self) -> bool:
        """Tell whether there was enough to compare."""
        return bool(self.columns)


def check_consistency(firms: Sequence[Firm], rules: RuleSet) -> Consistency:
    """Look for figures to verify among the applications of a year; the order of firms does not matter."""
    firms = sorted(firms, key=lambda firm: firm.id)
    money, numbers = money_fields(rules), number_fields(rules)
    by_digits = list(_by_digits(firms, money, numbers))
    digits = tuple(first_digits(firms, money))
    figures = figures_of(firms, rules)
    if len(firms) < LEAST_FIRMS or len(figures.names) < LEAST_COLUMNS:
        return Consistency(len(firms), (), (), (), tuple(by_digits), 0, digits)
    groups, group_of = groups_of(figures)
    compared = [
        *_unlike_peers(figures),
        *_jumps(firms, numbers),
        *_points(firms, figures),
        *_isolated(figures),
    ]
    kept, left_out = _strongest(compared, len(firms))
    order = list(Kind)
    flags = sorted([*by_digits, *kept], key=lambda flag: (order.index(flag.kind), -flag.strength, flag.id))
    pairs = tuple((key, int(each)) for key, each in zip(figures.ids, group_of, strict=True))
    return Consistency(len(firms), figures.names, groups, pairs, tuple(flags), left_out, digits)


def _strongest(flags: Sequence[Flag], firms: int) -> tuple[list[Flag], int]:
    """Keep the strongest flag of each firm by comparison, and of these the strongest one in twenty."""
    best: dict[str, Flag] = {}
    for flag in flags:
        if flag.id not in best or flag.strength > best[flag.id].strength:
            best[flag.id] = flag
    ordered = sorted(best.values(), key=lambda flag: (-flag.strength, flag.id))
    most = max(AT_LEAST, int(firms * MOST_SHARE))
    return ordered[:most], len(ordered[most:])


def _by_digits(firms: Sequence[Firm], money: Sequence[str], numbers: Sequence[str]) -> Iterator[Flag]:
    by_id = {firm.id: firm for firm in firms}
    for (one, other), fields in copied(firms, numbers).items():
        for key, second in ((one, other), (other, one)):
            yield Flag(key, Kind.COPIED, float(len(fields)), _filed(by_id[key], fields), second)
    for firm in firms:
        if fields := repeated(firm, numbers):
            yield Flag(firm.id, Kind.REPEATED, float(len(fields)), _filed(firm, fields))
    for key, fields in round_figures(firms, money):
        yield Flag(key, Kind.ROUND, float(len(fields)), _filed(by_id[key], fields))


def _filed(firm: Firm, fields: Sequence[str]) -> tuple[Evidence, ...]:
    return tuple(Evidence(field, float(firm.texts[field] or 0)) for field in fields[:NAMED])


def _unlike_peers(figures: Figures) -> Iterator[Flag]:
    """Flag figures that those nearest in all the others do not have."""
    beside = beside_peers(figures)
    strength = np.abs(beside.deviations).max(axis=1)
    for row in np.flatnonzero(strength >= UNLIKE).tolist():
        most = np.argsort(-np.abs(beside.deviations[row]), kind="stable")[:NAMED]
        evidence = tuple(
            _evidence(figures, beside, row, place) for place in most.tolist() if beside.deviations[row, place]
        )
        yield Flag(figures.ids[row], Kind.UNLIKE_PEERS, round(float(strength[row]), 2), evidence)


def _evidence(figures: Figures, beside: PeerComparison, row: int, place: int) -> Evidence:
    near = beside.peers[figures.names[place]][row]
    return _distance(figures, near, row, place, beside.deviations[row, place])


def _jumps(firms: Sequence[Firm], fields: Sequence[str]) -> Iterator[Flag]:
    """Flag figures that changed since last year as those of nobody else did."""
    found: dict[str, list[Evidence]] = {}
    for field in fields:
        pairs = [(firm.id, *_two_years(firm, field)) for firm in firms]
        moved = [(key, now, before) for key, now, before in pairs if now > 0 and before > 0]
        if len(moved) < LEAST_FIRMS:
            continue
        ratios = np.array([now / before for _key, now, before in moved])
        deviations = deviations_of(np.log(ratios))
        for (key, now, before), ratio, deviation in zip(
            moved, ratios.tolist(), deviations.tolist(), strict=True
        ):
            if abs(deviation) >= JUMP and max(ratio, 1 / ratio) >= LEAST_JUMP and now + before > 10:
                found.setdefault(key, []).append(Evidence(field, now, before, before, round(deviation, 2)))
    for key, several in found.items():
        several.sort(key=lambda each: -abs(each.deviation or 0))
        yield Flag(key, Kind.JUMP, round(abs(several[0].deviation or 0), 2), tuple(several[:NAMED]))


def _two_years(firm: Firm, field: str) -> tuple[float, float]:
    now, before = (
        float(text) if significant(text := each.get(field)) and text else 0.0
        for each in (firm.texts, firm.texts_before)
    )
    return now, before


def _points(firms: Sequence[Firm], figures: Figures) -> Iterator[Flag]:
    """Flag totals that those with like figures do not have."""
    totals = np.array([np.nan if firm.total is None else float(firm.total) for firm in firms])
    rows = np.flatnonzero(~np.isnan(totals))
    if len(rows) < LEAST_FIRMS:
        return
    near = rows[nearest(np.clip(figures.scaled[rows], -4, 4))]
    distances = totals[rows] - np.median(totals[near], axis=1)
    spread = 1.4826 * float(np.median(np.abs(distances - np.median(distances)))) or 1.0
    deviations = np.round((distances - np.median(distances)) / spread, 6)
    for at in np.flatnonzero(np.abs(deviations) >= POINTS_UNLIKE).tolist():
        low, high = (float(np.percentile(totals[near[at]], each)) for each in PEERS_RANGE)
        strength = round(abs(float(deviations[at])), 2)
        evidence = Evidence("", float(totals[rows[at]]), low, high, round(float(deviations[at]), 2))
        yield Flag(figures.ids[rows[at]], Kind.POINTS_UNLIKE_PEERS, strength, (evidence,))


def _isolated(figures: Figures) -> Iterator[Flag]:
    """Flag who has no near neighbours where others have (local outlier factor)."""
    from sklearn.neighbors import LocalOutlierFactor

    points = np.clip(figures.scaled, -6, 6)
    count = min(20, len(points) - 1)
    factors = np.round(-LocalOutlierFactor(count).fit(points).negative_outlier_factor_, 6)
    near = nearest(points)
    for row in np.flatnonzero(factors >= ISOLATED).tolist():
        distances = np.round(figures.scaled[row] - np.median(figures.scaled[near[row]], axis=0), 6)
        distances[~figures.known[row]] = 0
        most = np.argsort(-np.abs(distances), kind="stable")[:NAMED]
        evidence = tuple(
            _distance(figures, near[row], row, place, distances[place]) for place in most.tolist()
        )
        yield Flag(figures.ids[row], Kind.ISOLATED, round(float(factors[row]), 2), evidence)


def _distance(figures: Figures, near: Rows, row: int, place: int, distance: float) -> Evidence:
    values = figures.raw[near, place][figures.known[near, place]]
    low, high = (float(np.percentile(values, each)) for each in PEERS_RANGE) if len(values) else (None, None)
    return Evidence(
        figures.names[place], float(figures.raw[row, place]), low, high, round(float(distance), 2)
    )
