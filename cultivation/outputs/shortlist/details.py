"""The sheets behind the places: indicators and filed values, who is eligible, where it all comes from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cultivation.core.rules.formulas import Kind
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.score_table import ScoreLine
from cultivation.core.wording.reasons import ground_text
from cultivation.language import _, current
from cultivation.outputs.shortlist.sheets import is_last_in_pool, name_and_code
from cultivation.outputs.tables.model import Cell, Column, Row, Table
from cultivation.queries.shortlist.data import ShortlistData


def indicators(data: ShortlistData) -> Table:
    """Make the sheet of the exact indicators and of the filed values that the criteria use."""
    fields = used_fields(data.rules)
    columns = (
        Column(_("Place"), "0"),
        *name_and_code(data),
        *(_value_column(data, key, _("Indicators")) for key in data.rules.indicators),
        *(_value_column(data, key, _("Filed values")) for key in fields),
    )
    rows = tuple(_value_row(data, line, fields) for line in data.table.lines)
    note = _("Empty: not filed, or cannot be computed. Figures are rounded in display only.")
    name, notes = _("Indicators"), (*data.notes, note)
    return Table("indicators", name, data.title(name), notes, columns, rows, frozen=2)


def used_fields(rules: RuleSet) -> list[str]:
    """Return the fields and text matches that criteria use, directly or through indicators."""
    used = rules.used_names
    return [key for key in (*rules.fields, *rules.text_matches) if key in used]


def _value_column(data: ShortlistData, key: str, band: str) -> Column:
    return Column(data.label(key), number_format(data.rules, key), band, widest=36)


def number_format(rules: RuleSet, key: str) -> str:
    """Return the number format of a field or indicator, with its unit."""
    kind, unit = rules.names[key].kind, rules.unit_text(rules.unit_of(key), current()).replace('"', "")
    if kind is Kind.DATE:
        return "yyyy-mm-dd"
    if kind is not Kind.NUMBER:
        return "@"
    if unit == "%":
        return "0.00%"
    rule = rules.fields.get(key)
    digits = "#,##0" if rule and rule.type is FieldType.INTEGER else "#,##0.00"
    return f'{digits}" {unit}"' if unit else digits


def _value_row(data: ShortlistData, line: ScoreLine, fields: list[str]) -> Row:
    filed = data.values.get(line.id, {})
    computed = (typed_cell(data.rules, key, line.indicators.get(key)) for key in data.rules.indicators)
    cells = (*computed, *(typed_cell(data.rules, key, filed.get(key)) for key in fields))
    return Row((line.rank, line.name, line.id, *cells), underlined=is_last_in_pool(data, line))


def typed_cell(rules: RuleSet, key: str, text: str | None) -> Cell:
    """Read an exact text back as a cell: a number, a date, or words in the language spoken now."""
    if text is None:
        return None
    match rules.names[key].kind:
        case Kind.NUMBER:
            return float(Fraction(text))
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.TRUTH:
            return _("yes") if text == "yes" else _("no")
        case _:
            label = rules.choice_label(key, text)
            return label.text(current()) if label else text


def eligibility(data: ShortlistData) -> Table:
    """Make the sheet of gates and vetoes, each with what it said of everybody, the ineligible first."""
    rules = data.rules
    columns = (
        *name_and_code(data),
        Column(_("Eligible")),
        Column(_("Grounds"), widest=70),
        *(Column(each.text(current()), band=_("Gates"), widest=24) for each in rules.gates.values()),
        *(Column(each.text(current()), band=_("Vetoes"), widest=24) for each in rules.vetoes.values()),
    )
    ordered = sorted(data.table.lines, key=lambda line: line.eligible)
    rows = tuple(_eligibility_row(data, line) for line in ordered)
    out = sum(not line.eligible for line in ordered)
    count = _("Not eligible: {number} of {all}").format(number=out, all=len(rows))
    name = _("Eligibility")
    notes = (*data.notes, count)
    return Table("eligibility", name, data.title(name), notes, columns, rows, frozen=1)


def _eligibility_row(data: ShortlistData, score: ScoreLine) -> Row:
    grounds = "\n".join(ground_text(key, data.rules) for key in score.gates_failed)
    gates = (_("not met") if key in score.gates_failed else _("met") for key in data.rules.gates)
    vetoes = (_("yes") if key in score.gates_failed else _("no") for key in data.rules.vetoes)
    cells = (score.name, score.id, _("yes") if score.eligible else _("no"), grounds, *gates, *vetoes)
    return Row(cells, "" if score.eligible else "left")


def experts_marks(data: ShortlistData) -> Table:
    """Make the sheet of the experts' marks, one row a mark."""
    columns = (
        *name_and_code(data),
        Column(_("Criterion"), widest=36),
        Column(_("Expert")),
        Column(_("Mark"), "General"),
        Column(_("Comment"), widest=60),
    )
    rows = tuple(
        Row(
            (
                data.score_of[mark.enterprise].name if mark.enterprise in data.score_of else "",
                mark.enterprise,
                data.rules.criterion_label(mark.criterion).text(current()),
                mark.expert,
                mark.points,
                mark.comment,
            )
        )
        for mark in data.marks
    )
    name = _("Experts' marks")
    return Table("experts_marks", name, data.title(name), data.notes, columns, rows, frozen=1)


def provenance(data: ShortlistData) -> Table:
    """Make the sheet that tells where the figures come from."""
    columns = (Column(_("What")), Column(_("Value"), widest=90))
    rows = tuple(Row(pair) for pair in data.provenance)
    name = _("Provenance")
    return Table("provenance", name, data.title(name), data.notes, columns, rows, fixed=True)
