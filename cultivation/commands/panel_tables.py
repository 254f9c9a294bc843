"""The experts' review as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from cultivation.canonical import exact_text
from cultivation.commands.printing import print_result, print_table
from cultivation.core.panel.aggregation import MarkedCell
from cultivation.core.panel.experts import KINDS
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import units_text
from cultivation.core.wording.panel import AGGREGATES, PLACES, decimal_text, deviation_text, discussion_text
from cultivation.language import _, current, join_names
from cultivation.queries.panel import Panel
from cultivation.queries.panel_json import standing_json
from cultivation.queries.panel_progress import PanelProgress


def conflict_rows(
    panel: Panel, names: Mapping[str, str], rules: RuleSet
) -> tuple[list[str], list[list[Any]]]:
    """Return the conflicts, for a terminal."""
    headers = [
        _("expert"),
        _("code"),
        _("enterprise"),
        _("conflict"),
        _("because of"),
        _("field"),
        _("marks"),
    ]
    rows = [
        [
            panel.experts[each.expert].name if each.expert in panel.experts else each.expert,
            each.enterprise,
            names.get(each.enterprise, ""),
            _(KINDS[each.kind]),
            each.evidence,
            rules.label_of(each.field).text(current()) if each.field else "",
            _("no") if each.bars else _("to be looked at"),
        ]
        for each in panel.found
    ]
    return headers, rows


def print_standing(found: PanelProgress, form: str, enterprise: str | None, discuss: bool) -> None:
    """Print how the review stands."""
    cells = [
        cell
        for cell in found.result.cells
        if (enterprise is None or cell.enterprise == enterprise) and (cell.to_discuss or not discuss)
    ]
    headers, rows = _marks(found, cells)
    if form != "table":
        print_result(form, headers, rows, standing_json(found, cells))
        return
    print_table(*_expert_progress(found), _("Returned workbooks"))
    for panel in found.rules.panel_rules:
        marked = [
            row
            for cell, row in zip(cells, rows, strict=True)
            if cell.asked.panel == panel and (cell.marks or enterprise)
        ]
        if marked:
            _print_marks(found, panel, headers, marked)
    if found.moved:
        print_table(*_moved(found), _("Enterprises whose place or total changes after calibration"))
    elif found.result.leniency:
        click.echo(_("Calibration changes no place or total."))


def _print_marks(found: PanelProgress, panel: str, headers: list[str], rows: list[list[Any]]) -> None:
    """Print what one panel marked, when its experts should talk, and who cannot be compared."""
    rule, named = found.rules.panel_rules[panel], found.rules.panels.get(panel)
    counts = _("calibrated marks count") if rule.calibrate else _("marks count as given")
    title = _("Marks: {aggregate}, {counts}").format(aggregate=_(AGGREGATES[rule.aggregate]), counts=counts)
    print_table(headers, rows, f"{named.text(current())}  {title}" if named else title)
    click.echo(discussion_text(rule))
    sits = found.panel.panel_of if found.rules.panels else {}
    apart = sum(sits.get(group[0], "") == panel for group in found.result.groups)
    if apart > 1:
        sentence = _("{number} groups of experts share no enterprise; strictness is compared within each.")
        click.echo(sentence.format(number=apart))


def _expert_progress(found: PanelProgress) -> tuple[list[str], list[list[Any]]]:
    labels = found.panel.assignment.labels if found.panel.assignment else {}
    headers = [
        _("expert"),
        _("name"),
        *([_("panel")] if found.rules.panels else []),
        _("enterprises"),
        _("marks required"),
        _("given"),
        _("missing"),
        _("leniency"),
        _("file"),
    ]
    rows = []
    for each in sorted(found.progress, key=lambda each: labels.get(each.expert, 0)):
        lenient = found.result.leniency.get(each.expert)
        name = found.panel.experts[each.expert].name
        share = "" if lenient is None else f"{decimal_text(lenient * 100, Decimal('0.1'), True)} %"
        label = labels.get(each.expert)
        panel = found.rules.panels.get(found.panel.experts[each.expert].panel)
        names = [name, *([panel.text(current()) if panel else ""] if found.rules.panels else [])]
        rows.append(
            [label, *names, each.firms, each.asked, each.given, each.asked - each.given, share, each.file]
        )
    return headers, rows


def _marks(found: PanelProgress, cells: list[MarkedCell]) -> tuple[list[str], list[list[Any]]]:
    labels = found.panel.assignment.labels if found.panel.assignment else {}
    headers = [
        _("enterprise"),
        _("criterion"),
        _("possible"),
        _("marks"),
        _("as given"),
        _("calibrated"),
        _("counts"),
        _("range"),
        _("SD"),
        _("remark"),
    ]
    rows = []
    for cell in cells:
        marks = sorted((labels[key], mark) for key, mark in cell.marks.items())
        rows.append(
            [
                found.names.get(cell.enterprise, cell.enterprise),
                found.rules.criterion_label(cell.asked.criterion).text(current()),
                f"{cell.asked.low}–{cell.asked.high}",
                "  ".join(f"{label}:{exact_text(mark)}" for label, mark in marks),
                "" if cell.raw is None else decimal_text(cell.raw, PLACES),
                "" if cell.calibrated is None else decimal_text(cell.calibrated, PLACES),
                "" if cell.counts is None else format(cell.counts, "f"),
                exact_text(cell.spread) if len(cell.marks) > 1 else "",
                "" if cell.variance is None else deviation_text(cell.variance),
                _remark(found, cell, labels),
            ]
        )
    return headers, rows


def _remark(found: PanelProgress, cell: MarkedCell, labels: Mapping[str, int]) -> str:
    said = []
    if cell.to_discuss:
        said.append(_("to be discussed"))
    if cell.choice:
        label = found.rules.choice_label(cell.asked.grade, cell.choice)
        said.append(label.text(current()) if label else cell.choice)
    for sentence, experts in (
        (_("missing: {experts}"), cell.missing),
        (_("abstained: {experts}"), cell.abstained),
    ):
        if experts:
            said.append(
                sentence.format(experts=join_names(str(n) for n in sorted(labels[e] for e in experts)))
            )
    return "; ".join(said)


def _moved(found: PanelProgress) -> tuple[list[str], list[list[Any]]]:
    headers = [
        _("enterprise"),
        _("place as given"),
        _("place calibrated"),
        _("total as given"),
        _("total calibrated"),
    ]
    precision = found.rules.precision
    rows = [
        [
            each.name,
            each.raw_place,
            each.calibrated_place,
            units_text(each.raw_total, precision),
            units_text(each.calibrated_total, precision),
        ]
        for each in found.moved
    ]
    return headers, rows
