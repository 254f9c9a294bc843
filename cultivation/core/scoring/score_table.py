"""The score table: what a scoring found, in one canonical form with a digest, and read back from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import msgspec

from cultivation.canonical import canonical_json, canonical_json_of_plain, digest, exact_text
from cultivation.core.rules.model import Dimension, RuleSet
from cultivation.core.rules.rounding import units_text
from cultivation.core.scoring.ranking import Ranked
from cultivation.core.scoring.stored_lines import Placing, StoredLines, Units

AT_A_TIME = 1000
KEYED = ("criteria", "indicators", "dimensions", "imputed")  # parts of a line that have keys of the rule set
NO_LINES = b'"applications":[]'  # which comes first, by the order of the keys


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One application in the score table; points and total in whole units of `precision`."""

    id: str
    name: str
    eligible: bool
    gates_failed: tuple[str, ...]
    total: int
    rank: int | None
    decided_by: str
    undefined: tuple[str, ...]
    criteria: Mapping[str, int]
    indicators: Mapping[str, str | None]
    tie_values: tuple[str | None, ...]
    dimensions: Mapping[str, int] = field(default_factory=dict)
    provisional: tuple[str, ...] = ()
    imputed: Mapping[str, str] = field(default_factory=dict)
    direct: tuple[str, ...] = ()
    group: str | None = None
    group_rank: int | None = None
    quota_choices: tuple[str, ...] = ()
    place: int | None = None
    score_class: str = ""

    @property
    def shown_place(self) -> int | None:
        """Return the place as it is published: a shared one where the rules share places."""
        return self.rank if self.place is None else self.place

    def dimension_units(self, key: str, dimension: Dimension) -> int:
        """Return the points of a dimension; where none are stored, it is the plain sum of its criteria."""
        return self.dimensions.get(key, sum(self.criteria[each] for each in dimension.criteria))

    @classmethod
    def of(cls, ranked: Ranked, rules: RuleSet) -> ScoreLine:
        """Make the line of a ranked assessment; exact values become texts."""
        each = ranked.assessment
        return cls(
            each.id,
            each.name,
            each.eligible,
            each.gates_failed,
            each.total,
            ranked.rank,
            ranked.decided_by,
            each.undefined,
            each.points,
            {key: exact_text(value) for key, value in each.indicators.items()},
            tuple(exact_text(value) for value in each.tie_values),
            {} if rules.plain_sums else each.dimensions,
            each.provisional,
            {key: exact_text(stand_in.value) or "" for key, stand_in in each.imputed.items()},
            each.direct,
            exact_text(each.group),
            ranked.group_rank,
            each.quota_choices,
            ranked.place,
            ranked.score_class,
        )

    def extras(self) -> dict[str, Any]:
        """Return what only some rule sets have; the form of the others stays as it was without."""
        extras = {
            "provisional": list(self.provisional),
            "imputed": dict(self.imputed),
            "direct": list(self.direct),
            "group": self.group,
            "group_rank": self.group_rank,
            "quota_choices": list(self.quota_choices),
            "place": self.place,
            "class": self.score_class,
        }
        return {key: value for key, value in extras.items() if value}


class _Points(dict[int, str]):
    """Units as texts; the same come again for every application."""

    def __init__(self, precision: Decimal) -> None:
        self._precision = precision

    def __missing__(self, units: int) -> str:
        text = self[units] = units_text(units, self._precision)
        return text


@dataclass(frozen=True)
class ScoreTable:
    """All lines of one scoring: the ranked by place, then the ineligible by id."""

    year: int
    rule_set: str
    rules_digest: str
    cutoff: str
    precision: Decimal
    lines: Sequence[ScoreLine]

    def points(self, units: int) -> str:
        """Write units as a decimal text."""
        return self._points[units]

    @property
    def placings(self) -> Sequence[ScoreLine | Placing]:
        """Return who stands where, in the order of the lines, without reading the rest of stored ones."""
        return self.lines.placings if isinstance(self.lines, StoredLines) else self.lines

    @cached_property
    def line_of(self) -> Mapping[str, ScoreLine]:
        """Return the lines by id; whoever wants few of them does not read the others."""
        return LinesById(self)

    @cached_property
    def best(self) -> ScoreLine | Placing | None:
        """Return the line of the first place."""
        return next((line for line in self.placings if line.rank == 1), None)

    def share_of_best(self, line: ScoreLine, direction: int) -> Fraction | None:
        """Return the total as a share of that of the first place; where fewer points are better, the inverse.

        None where there is no place, or where the divisor is not above 0.
        """
        if self.best is None or line.rank is None:
            return None
        over, under = (line.total, self.best.total)[::direction]
        return Fraction(over, under) if under > 0 else None

    @cached_property
    def _points(self) -> _Points:
        return _Points(self.precision)

    @cached_property
    def document(self) -> bytes:
        """Return the canonical form; the same applications and rules give the same bytes everywhere.

        Of so many lines at a time, so that a large table need not stand in memory thrice.
        """
        around = {
            "year": self.year,
            "rule_set": self.rule_set,
            "rules_digest": self.rules_digest,
            "cutoff": self.cutoff,
            "precision": str(self.precision),
            "applications": [],
        }
        before, after = canonical_json(around).split(NO_LINES, 1)
        document = bytearray(before + NO_LINES[:-1])
        for first in range(0, len(self.lines), AT_A_TIME):
            document += b"," * bool(first)
            document += self._written(self.lines[first : first + AT_A_TIME])
        document += b"]" + after
        return bytes(document)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical form."""
        return digest(self.document)

    def _written(self, lines: Sequence[ScoreLine]) -> bytes:
        """Write lines in the canonical form, without the brackets around them."""
        said = [self._line(line) for line in lines]
        keys = set[str]().union(*(each for line in said for each in (line, *map(line.get, KEYED)) if each))
        return canonical_json_of_plain(said, keys)[1:-1]

    def _line(self, line: ScoreLine) -> dict[str, Any]:
        texts = self._points
        dimensions = {key: texts[units] for key, units in line.dimensions.items()}
        return {
            "id": line.id,
            "name": line.name,
            "eligible": line.eligible,
            "gates_failed": list(line.gates_failed),
            "total": self.points(line.total),
            "rank": line.rank,
            "decided_by": line.decided_by,
            "undefined": list(line.undefined),
            "criteria": {key: texts[units] for key, units in line.criteria.items()},
            "indicators": dict(line.indicators),
            "tie_values": list(line.tie_values),
            **({"dimensions": dimensions} if dimensions else {}),
            **line.extras(),
        }

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the command line's contract."""
        return {
            "year": self.year,
            "rule_set": self.rule_set,
            "scores_digest": self.digest,
            "applications": [self._line(line) for line in self.lines],
        }


def score_table(
    ranking: Sequence[Ranked], rules: RuleSet, year: int, rules_digest: str, cutoff: str
) -> ScoreTable:
    """Make the score table of a ranking."""
    lines = tuple(ScoreLine.of(ranked, rules) for ranked in ranking)
    return ScoreTable(year, rules.id, rules_digest, cutoff, rules.precision, lines)


def read_score_table(document: bytes) -> ScoreTable:
    """Read a score table back from its canonical form; its lines are read when they are asked for."""
    said = msgspec.json.decode(document, type=_Head)
    precision = Decimal(said.precision)
    lines = StoredLines(document, Units(precision), _read_line)
    return ScoreTable(said.year, said.rule_set, said.rules_digest, said.cutoff, precision, lines)


class _Head(msgspec.Struct):
    """What a score table says beside its lines."""

    year: int
    rule_set: str
    rules_digest: str
    cutoff: str
    precision: str


def _read_line(said: Mapping[str, Any], units: Units) -> ScoreLine:
    return ScoreLine(
        said["id"],
        said["name"],
        said["eligible"],
        tuple(said["gates_failed"]),
        units[said["total"]],
        said["rank"],
        said["decided_by"],
        tuple(said["undefined"]),
        {key: units[points] for key, points in said["criteria"].items()},
        said["indicators"],
        tuple(said["tie_values"]),
        {key: units[points] for key, points in said.get("dimensions", {}).items()},
        tuple(said.get("provisional", ())),
        said.get("imputed", {}),
        tuple(said.get("direct", ())),
        said.get("group"),
        said.get("group_rank"),
        tuple(said.get("quota_choices", ())),
        said.get("place"),
        said.get("class", ""),
    )


class LinesById(Mapping[str, ScoreLine]):
    """The lines of a score table by id; only those that are asked for are read."""

    def __init__(self, table: ScoreTable) -> None:
        self._lines = table.lines
        self._places = {each.id: place for place, each in enumerate(table.placings)}

    def __getitem__(self, key: str) -> ScoreLine:
        return self._lines[self._places[key]]

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
