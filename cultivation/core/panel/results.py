"""What the marks of a year come to, in the form in which it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.panel.aggregation import MarkedCell, PanelResult, values_of
from cultivation.core.rules.model import RuleSet

Sources = Mapping[tuple[str, str, str], Mapping[str, Any]]  # by expert, enterprise and field of the mark


def result_record(
    year: int, rules: RuleSet, result: PanelResult, labels: Mapping[str, int], sources: Sources
) -> dict[str, Any]:
    """Return what is stored: experts by number alone, exact ratios as texts, the values that count."""
    cells = {(cell.enterprise, cell.asked.mark): cell for cell in result.cells}
    cells |= {(cell.enterprise, cell.asked.grade): cell for cell in result.cells if cell.choice}
    values: dict[str, dict[str, Any]] = {}
    for enterprise, field, text in values_of(result.cells):
        cell = cells[enterprise, field]
        own = [sources[expert, enterprise, cell.asked.mark] for expert in cell.marks]
        panel, name = rules.panel_rules[cell.asked.panel], rules.panel_label(cell.asked.mark)
        note = {
            **({"panel_name": {"zh": name.zh, "en": name.en}} if name else {}),
            "aggregate": panel.aggregate,
            "counts": "calibrated" if panel.calibrate else "raw",
            "raw": str(cell.raw_rounded),
            "calibrated": str(cell.calibrated_rounded),
            "marks": sorted(own, key=lambda each: int(each["expert"])),
        }
        values.setdefault(enterprise, {})[field] = {"value": text, "note": note}
    return {
        "year": year,
        **_how(rules),
        "leniency": {str(labels[key]): exact_text(each) for key, each in result.leniency.items()},
        "cells": [cell_record(cell, labels) for cell in result.cells],
        "values": values,
    }


def _how(rules: RuleSet) -> dict[str, Any]:
    """Return how marks count: of the panel, or by panel."""
    how = {
        key: {"aggregate": each.aggregate, "calibrate": each.calibrate, "ridge": str(each.ridge)}
        for key, each in rules.panel_rules.items()
    }
    return {"panels": how} if rules.panels else how[""]


def cell_record(cell: MarkedCell, labels: Mapping[str, int]) -> dict[str, Any]:
    """Return one criterion of one enterprise, experts by their numbers."""

    def numbers(experts: Sequence[str]) -> list[int]:
        return sorted(labels[each] for each in experts)

    def marks(of: Mapping[str, Fraction]) -> dict[str, str | None]:
        return {str(labels[key]): exact_text(mark) for key, mark in of.items()}

    return {
        "enterprise": cell.enterprise,
        "criterion": cell.asked.criterion,
        "mark": cell.asked.mark,
        "range": [str(cell.asked.low), str(cell.asked.high)],
        "marks": marks(cell.marks),
        "calibrated_marks": marks(cell.adjusted),
        "abstained": numbers(cell.abstained),
        "missing": numbers(cell.missing),
        "raw": exact_text(cell.raw),
        "calibrated": exact_text(cell.calibrated),
        "counts": None if cell.counts is None else format(cell.counts, "f"),
        "spread": exact_text(cell.spread) if cell.marks else None,
        "variance": exact_text(cell.variance),
        "to_discuss": cell.to_discuss,
        "choice": cell.choice or None,
        **({"panel": cell.asked.panel} if cell.asked.panel else {}),
    }
