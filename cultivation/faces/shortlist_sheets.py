"""The sheets about places: the ranked list, entries and exits, the reserve list."""

from __future__ import annotations

from decimal import Decimal

from cultivation.explanation.reasons import action_text, reason_text
from cultivation.faces.shortlist_data import ShortlistData
from cultivation.faces.table_model import A3, Cell, Column, Row, Table
from cultivation.language import _, current
from cultivation.pool.proposal import Action, Line
from cultivation.scoring.score_table import ScoreLine

TONE_OF_ACTION = {Action.ENTER: "entered", Action.EXIT: "left", Action.RESERVE: "reserve"}
PLACE = "0"
CHANGE = '"▲"0;"▼"0;"="'


def ranked_list(data: ShortlistData) -> Table:
    """Make the sheet of all ranked, best first, with a thick line under the last in the pool."""
    columns = (
        Column(_("Place"), PLACE),
        Column(_("Change to last year"), CHANGE),
        *name_and_code(data),
        Column(_with_maximum(_("Total"), data.rules.maximum), data.points_format),
        *_dimension_columns(data),
        *_criterion_columns(data),
        Column(_("Outcome")),
        Column(_("Reason"), widest=60),
    )
    ranked = [line for line in data.table.lines if line.rank is not None]
    rows = tuple(_ranked_row(data, line) for line in ranked)
    title = data.title(_("Ranked list"))
    return Table(_("Ranked list"), title, data.notes, columns, rows, frozen=3, paper=A3)


def name_and_code(data: ShortlistData) -> tuple[Column, Column]:
    """Return the columns of name and identifier; both are texts."""
    name, code = data.label(data.rules.name_field), data.label(data.rules.identifier.field)
    return Column(name, widest=42), Column(code)


def _dimension_columns(data: ShortlistData) -> list[Column]:
    band = _("Points by dimension")
    return [
        Column(_with_maximum(dimension.text(current()), dimension.maximum), data.points_format, band)
        for dimension in data.rules.dimensions.values()
    ]


def _criterion_columns(data: ShortlistData) -> list[Column]:
    rules, columns = data.rules, []
    for dimension, key, criterion in rules.each_criterion():
        header = _with_maximum(rules.criterion_label(key).text(current()), criterion.maximum)
        columns.append(Column(header, data.points_format, rules.dimensions[dimension].text(current())))
    return columns


def _with_maximum(label: str, maximum: Decimal) -> str:
    return _("{label}\nof {maximum}").format(label=label, maximum=maximum)


def _ranked_row(data: ShortlistData, score: ScoreLine) -> Row:
    line = data.line_of.get(score.id)
    cells: tuple[Cell, ...] = (
        score.rank,
        change_of_place(data, score),
        score.name,
        score.id,
        data.points(score.total),
        *_dimension_points(data, score),
        *(data.points(score.criteria[key]) for key in data.rules.criteria),
        *outcome_and_reason(data, line),
    )
    is_last = score.rank is not None and score.rank == data.cut_line.pool_rank
    return Row(cells, TONE_OF_ACTION.get(line.action, "") if line else "", is_last)


def _dimension_points(data: ShortlistData, score: ScoreLine) -> list[float]:
    """Add up in whole units, then show as points."""
    return [
        data.points(score.dimension_units(key, dimension)) for key, dimension in data.rules.dimensions.items()
    ]


def change_of_place(data: ShortlistData, score: ScoreLine | None) -> int | None:
    """Return how many places it rose; None where it had no place last year or has none now."""
    before = data.previous_ranks.get(score.id) if score else None
    return before - score.rank if score and before is not None and score.rank is not None else None


def outcome_and_reason(data: ShortlistData, line: Line | None) -> tuple[str, str]:
    """Say what happens to it and why; nothing while the year is only scored."""
    if line is None:
        return "", ""
    score = data.score_of.get(line.id)
    return action_text(line.action), reason_text(line, data.rules, score.gates_failed if score else ())


def entries_and_exits(data: ShortlistData) -> Table:
    """Make the sheet of those who enter, then those who leave."""
    entering = [line for line in data.lines if line.action is Action.ENTER]
    leaving = [line for line in data.lines if line.action is Action.EXIT]
    columns = (
        Column(_("Outcome")),
        Column(_("Place"), PLACE),
        Column(_("Place last year"), PLACE),
        *name_and_code(data),
        Column(_("Total"), data.points_format),
        Column(_("Reason"), widest=60),
    )
    rows = tuple(_movement_row(data, line) for line in (*entering, *leaving))
    title = data.title(_("Entries and exits"))
    counts = _("Entries: {entries}, exits: {exits}").format(entries=len(entering), exits=len(leaving))
    return Table(_("Entries and exits"), title, (*data.notes, counts), columns, rows)


def _movement_row(data: ShortlistData, line: Line) -> Row:
    outcome, reason = outcome_and_reason(data, line)
    before = data.previous_ranks.get(line.id)
    cells = (outcome, line.rank, before, line.name, line.id, _total(data, line), reason)
    return Row(cells, TONE_OF_ACTION[line.action])


def _total(data: ShortlistData, line: Line) -> float | None:
    score = data.score_of.get(line.id)
    return data.points(score.total) if score else None


def reserve_list(data: ShortlistData) -> Table:
    """Make the sheet of those next in line, in their order; some may just have left."""
    waiting = [line for line in data.lines if line.reserve_place]
    columns = (
        Column(_("Number on the list"), PLACE),
        Column(_("Place"), PLACE),
        *name_and_code(data),
        Column(_("Total"), data.points_format),
        Column(_("Outcome")),
        Column(_("Reason"), widest=60),
    )
    waiting.sort(key=lambda line: line.reserve_place or 0)
    rows = tuple(_reserve_row(data, line) for line in waiting)
    return Table(_("Reserve list"), data.title(_("Reserve list")), data.notes, columns, rows)


def _reserve_row(data: ShortlistData, line: Line) -> Row:
    outcome, reason = outcome_and_reason(data, line)
    return Row((line.reserve_place, line.rank, line.name, line.id, _total(data, line), outcome, reason))
