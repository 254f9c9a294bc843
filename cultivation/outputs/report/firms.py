"""The firms of a report as data for its script: each once, with all that opens on a click.

Only what points, gates or ties depend on is carried. Whatever else was filed, such as the name of the legal
representative, an address or a telephone number, is not needed to judge an outcome and stays out.
"""

from __future__ import annotations

from typing import Any

from cultivation.core.pool.proposal import Action, Line
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreLine
from cultivation.core.wording.reasons import action_text, ground_text, reason_text
from cultivation.core.wording.values import value_text
from cultivation.core.wording.why import note_text
from cultivation.language import _, current
from cultivation.queries.report.data import Filed, ReportData
from cultivation.queries.report.figures import choice_keys


def shown_fields(rules: RuleSet) -> list[str]:
    """Return the fields and text matches on which points, gates, vetoes, passes or ties depend."""
    conditions = (rules.gate_formulas, rules.veto_formulas, rules.direct_formulas)
    used = set(rules.used_names) | {tie.by for tie in rules.ties} | {rules.rank_within}
    used |= {name for formulas in conditions for each in formulas.values() for name in each.names}
    for key in reversed(list(rules.indicators)):  # an indicator uses only those above it
        if key in used:
            used |= rules.dependencies(key)
    return [key for key in (*rules.fields, *rules.text_matches) if key in used]


class FirmsData:
    """Writes texts that many firms share once, and firms by their numbers."""

    def __init__(self, data: ReportData) -> None:
        self.data, self.base, self.rules = data, data.base, data.base.rules
        self.fields = shown_fields(self.rules)
        self.choices = choice_keys(data)
        self._texts: dict[str, int] = {}
        self._flags: dict[str, list[str]] = {}
        for flag in data.flags or ():
            told = flag.text
            self._flags.setdefault(flag.id, []).append(f"{told} – {flag.visit}" if flag.visit else told)
        varied = data.robustness["applications"] if data.robustness else ()
        self._places = {each["id"]: [each["rank_p5"], each["rank_p50"], each["rank_p95"]] for each in varied}
        self._before = {line.id: line for line in data.before.lines} if data.before else {}

    def to_json(self) -> dict[str, Any]:
        """Return everything, the ranked by place, then the others."""
        rules = self.rules
        scored = {line.id for line in self.base.table.lines}
        firms = [self._scored(line) for line in self.base.table.lines]
        firms += [self._absent(line) for line in self.base.lines if line.id not in scored]
        return {
            "year": self.data.year,
            "before": self.data.before.year if self.data.before else None,
            "precision": float(rules.precision),
            "places": max(0, -int(rules.precision.normalize().as_tuple().exponent)),
            "maximum": str(rules.maximum),
            "cut": [self.base.cut_line.pool_total, self.base.cut_line.entry_total],
            "outcomes": {str(action): action_text(action) for action in Action},
            "dimensions": [
                {"label": each.text(current()), "maximum": str(each.maximum)}
                for each in rules.dimensions.values()
            ],
            "criteria": [
                {
                    "label": rules.criterion_label(key).text(current()),
                    "dimension": list(rules.dimensions).index(dimension),
                    "maximum": float(criterion.maximum),
                }
                for dimension, key, criterion in rules.each_criterion()
            ],
            "choices": [self.base.label(key) for key in self.choices],
            "fields": [self.base.label(key) for key in self.fields],
            "firms": firms,
            "texts": list(self._texts),  # filled by the firms above
        }

    def _text(self, text: str) -> int:
        """Return the number of a text that several firms share."""
        return self._texts.setdefault(text, len(self._texts))

    def _said(self, key: str) -> tuple[str, ...]:
        """Return what became of appeals, on which lists it stands, and what others say beside its claims."""
        return tuple(
            text
            for said in (self.data.appeals, self.data.lists, self.data.beside)
            for text in said.get(key, ())
        )

    def _absent(self, line: Line) -> dict[str, Any]:
        """Return a member that did not apply."""
        said = [self._text(text) for text in self._said(line.id)]
        firm = {"i": line.id, "n": line.name, "a": str(line.action), "w": reason_text(line, self.rules)}
        return {**firm, "u": said} if said else firm

    def _scored(self, score: ScoreLine) -> dict[str, Any]:
        line, rules = self.base.line_of.get(score.id), self.rules
        firm: dict[str, Any] = {
            "i": score.id,
            "n": score.name,
            "r": score.rank,
            "b": self.base.previous_ranks.get(score.id),
            "t": score.total,
            "a": str(line.action) if line else "",
            "w": reason_text(line, rules, score.gates_failed) if line else "",
            "m": int(line.was_member) if line else None,
            "q": line.reserve_place if line else None,
            "o": line.override if line else None,
            "d": [score.dimension_units(key, each) for key, each in rules.dimensions.items()],
            "c": [score.criteria[key] for key in rules.criteria],
            "v": [self._value(score, key) for key in rules.criteria],
            "g": [self._text(ground_text(key, rules)) for key in score.gates_failed],
            "h": None if score.decided_by in ("", "total") else self._text(self.base.label(score.decided_by)),
            "s": round(self.base.shares[score.id], 4) if score.id in self.base.shares else None,
            "p": self._places.get(score.id),
            "f": self._flags.get(score.id),
            "u": [self._text(text) for text in self._remarks(score)],
            "k": [self._choice(score.id, key) for key in self.choices],
            "y": self._year_before(score),
            "z": self._split(score),
        }
        firm |= self._sources(self.data.filed.get(score.id))
        return {key: value for key, value in firm.items() if value not in (None, "", [])}

    def _value(self, score: ScoreLine, criterion: str) -> str:
        key = next(iter(self.rules.criteria[criterion].looks_at), "")
        if key in score.indicators:
            text = score.indicators[key]
        else:
            text = self.base.values.get(score.id, {}).get(key)
        return "" if text is None else value_text(self.rules, key, text)

    def _remarks(self, score: ScoreLine) -> list[str]:
        """Say what the points rest on beside filed values."""
        label = self.rules.criterion_label
        said = [
            _("not marked yet, counted with the lowest possible score: {criterion}").format(
                criterion=label(key).text(current())
            )
            for key in score.provisional
        ]
        said += self._said(score.id)
        return said + [
            _("a missing value is replaced by the median: {criterion}").format(
                criterion=label(key).text(current())
            )
            for key in score.imputed
        ]

    def _choice(self, firm: str, key: str) -> int:
        text = self.base.values.get(firm, {}).get(key)
        return self._text("" if text is None else value_text(self.rules, key, text))

    def _year_before(self, score: ScoreLine) -> list[Any] | None:
        """Return total and points by criterion of the last scored year, as points."""
        earlier, table = self._before.get(score.id), self.data.before
        if earlier is None or table is None:
            return None
        points = [
            float(earlier.criteria[key] * table.precision) if key in earlier.criteria else None
            for key in self.rules.criteria
        ]
        return [table.points(earlier.total), points]

    def _split(self, score: ScoreLine) -> list[list[float]] | None:
        """Return the shares of own data, rules and competitors in the change: points and places."""
        split = self.data.splits.get(score.id)
        if split is None:
            return None
        shares = (split.own_data, split.rules, split.competitors)
        return [[round(float(each.total), 2), round(float(each.places), 2)] for each in shares]

    def _sources(self, filed: Filed | None) -> dict[str, Any]:
        """Return the file, and a row for each value: field, text, sheet, cell, remark."""
        if filed is None:
            return {}
        rows = []
        for number, key in enumerate(self.fields):
            value = filed.values.get(key)
            if value is None or value["value"] is None:
                continue
            row = [
                number,
                value_text(self.rules, key, value["value"]),
                self._text(value["sheet"]),
                value["cell"],
            ]
            remark = note_text(value)
            rows.append([*row, remark] if remark else row)
        return {"l": self._text(filed.file), "x": rows}
