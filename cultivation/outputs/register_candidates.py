"""Who of a register would qualify and has not applied, as a workbook: place, points, what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from cultivation.core.rules.model import RuleSet
from cultivation.core.screening.state import Best
from cultivation.core.screening.summary import Summary
from cultivation.language import _, current, join_names
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Cell, Column, Row, Table
from cultivation.outputs.tables.writer import write_table

TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
STRONGEST = 3


def write_candidates(
    candidates: Sequence[tuple[int, Best]], summary: Summary, rules: RuleSet, year: int
) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now; each candidate comes with its place."""
    from xlsxwriter import Workbook

    criteria = [Column(rules.criterion_label(key).text(current()), "General") for key in rules.criteria]
    fields = [key for key in summary.choices if key in rules.fields]
    table = Table(
        id="candidates",
        name=_("Candidates"),
        title=_("Would qualify and has not applied in {year}").format(year=year),
        notes=_notes(summary, rules),
        columns=(
            Column(_("place"), "0"),
            Column(_("enterprise code")),
            Column(_("enterprise")),
            *(Column(rules.label_of(key).text(current())) for key in fields),
            Column(_("total"), "General"),
            Column(_("most of its points")),
            Column(_("not known")),
            *criteria,
        ),
        rows=tuple(Row(_cells(place, each, fields, rules)) for place, each in candidates),
        frozen=3,
    )
    buffer = BytesIO()
    workbook = Workbook(buffer, {"constant_memory": True, **TEXTS_STAY_TEXTS})
    workbook.set_properties({"title": table.title})
    write_table(Formats(workbook), table, f"&L{rules.id}&C&P / &N")
    workbook.close()
    return buffer.getvalue()


def _notes(summary: Summary, rules: RuleSet) -> tuple[str, ...]:
    said = [
        _("{rows} enterprises in the register, {eligible} eligible under {rules}; cut line {total}.").format(
            rows=summary.rows, eligible=summary.eligible, rules=rules.id, total=summary.cut_line or "-"
        )
    ]
    if summary.missing:
        names = join_names(rules.label_of(key).text(current()) for key in summary.missing)
        said.append(_("The register says nothing of: {fields}").format(fields=names))
    return tuple(said)


def _cells(place: int, best: Best, fields: Sequence[str], rules: RuleSet) -> tuple[Cell, ...]:
    points = {key: float(units * rules.precision) for key, units in best.points.items()}
    return (
        place,
        best.id,
        best.name,
        *(_choice(key, best.choices.get(key, ""), rules) for key in fields),
        float(best.total * rules.precision),
        _strongest(best, rules),
        join_names(rules.label_of(key).text(current()) for key in best.unknown),
        *(points[key] for key in rules.criteria),
    )


def _choice(key: str, choice: str, rules: RuleSet) -> str:
    label = rules.choice_label(key, choice)
    return label.text(current()) if label else choice


def _strongest(best: Best, rules: RuleSet) -> str:
    """Say which criteria give it most."""
    order = sorted(
        (key for key, units in best.points.items() if units > 0), key=lambda key: -best.points[key]
    )
    return join_names(
        _("{criterion} {points}").format(
            criterion=rules.criterion_label(key).text(current()), points=best.points[key] * rules.precision
        )
        for key in order[:STRONGEST]
    )
