"""The sheets about places: the ranked list, entries, exits, the reserve list, points by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cultivation.core.pool.proposal import Action, Line
from cultivation.core.scoring.score_table import ScoreLine
from cultivation.core.wording.reasons import action_text, reason_text
from cultivation.core.wording.why import best_share
from cultivation.language import _, current
from cultivation.outputs.tables.model import Cell, Column, Row, Table
from cultivation.queries.shortlist.data import ShortlistData

TONE_OF_ACTION = {Action.ENTER: "entered", Action.EXIT: "left", Action.RESERVE: "reserve"}
PLACE = "0"
CHANGE = '"▲"0;"▼"0;"="'


def ranked_list(data: ShortlistData) -> Table:
    """Make the sheet of all ranked, best first, with a thick line under the last in the pool."""
    columns = (
        Column(_("Place"), PLACE),
        Column(_("Change to last year"), CHANGE),
        *name_and_code(data),
        _total_column(data),
        *_dimension_columns(data),
        *([Column(_("Share of the best"), "0.00%")] if data.rules.total.share_of_best else []),
        *([Column(_("Class"))] if data.rules.classes else []),
        *([Column(_("Share of draws inside the pool"), "0%", bar_of=1.0)] if data.shares else []),
        Column(_("Outcome")),
        Column(_("Reason"), widest=60),
        *([Column(_("To be verified"), widest=60)] if data.flags else []),
    )
    ranked = [line for line in data.table.lines if line.rank is not None]
    rows = tuple(_ranked_row(data, line) for line in ranked)
    title = data.title(_("Ranked list"))
    return Table("ranked_list", _("Ranked list"), title, data.notes, columns, rows, frozen=3)


def name_and_code(data: ShortlistData) -> tuple[Column, Column]:
    """Return the columns of name and identifier; both are texts."""
    name, code = data.label(data.rules.name_field), data.label(data.rules.identifier.field)
    return Column(name, widest=42), Column(code)


def _total_column(data: ShortlistData) -> Column:
    return Column(_with_maximum(_("Total"), data.rules.maximum), data.points_format)


def _dimension_columns(data: ShortlistData) -> list[Column]:
    band = _("Points by dimension")
    return [
        _points_column(data, dimension.text(current()), dimension.maximum, band)
        for dimension in data.rules.dimensions.values()
    ]


def _points_column(data: ShortlistData, label: str, maximum: Decimal, band: str) -> Column:
    header = _with_maximum(label, maximum)
    return Column(header, data.points_format, band, bar_of=float(maximum) or None)


def _with_maximum(label: str, maximum: Decimal) -> str:
    return _("{label}\nof {maximum}").format(label=label, maximum=maximum)


def _ranked_row(data: ShortlistData, score: ScoreLine) -> Row:
    line = data.line_of.get(score.id)
    cells: tuple[Cell, ...] = (
        score.shown_place,
        change_of_place(data, score),
        score.name,
        score.id,
        data.points(score.total),
        *_dimension_points(data, score),
        *([_best_share(data, score)] if data.rules.total.share_of_best else []),
        *([_class_text(data, score)] if data.rules.classes else []),
        *([data.shares.get(score.id)] if data.shares else []),
        *outcome_and_reason(data, line),
        *([data.flags.get(score.id)] if data.flags else []),
    )
    return Row(cells, TONE_OF_ACTION.get(line.action, "") if line else "", is_last_in_pool(data, score))


def _best_share(data: ShortlistData, score: ScoreLine) -> float | None:
    share = best_share(score, data.rules, data.table)
    return None if share is None else float(share)


def _class_text(data: ShortlistData, score: ScoreLine) -> str:
    """Name the class of the ranked."""
    rule = data.rules.classes
    return rule.classes[score.score_class].text(current()) if rule and score.score_class else ""


def is_last_in_pool(data: ShortlistData, score: ScoreLine) -> bool:
    """Tell whether the cut line lies under this enterprise."""
    return score.rank is not None and score.rank == data.cut_line.pool_rank


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


def entries(data: ShortlistData) -> Table:
    """Make the sheet of those who enter."""
    return _movements(data, "entries", _("Entries"), Action.ENTER)


def exits(data: ShortlistData) -> Table:
    """Make the sheet of those who leave, with the reasons."""
    return _movements(data, "exits", _("Exits"), Action.EXIT)


def _movements(data: ShortlistData, key: str, name: str, action: Action) -> Table:
    columns = (
        Column(_("Place"), PLACE),
        Column(_("Place last year"), PLACE),
        *name_and_code(data),
        _total_column(data),
        Column(_("Reason"), widest=60),
    )
    moving = [line for line in data.lines if line.action is action]
    rows = tuple(_movement_row(data, line) for line in moving)
    count = _("{what}: {number}").format(what=name, number=len(moving))
    return Table(key, name, data.title(name), (*data.notes, count), columns, rows)


def _movement_row(data: ShortlistData, line: Line) -> Row:
    reason = outcome_and_reason(data, line)[1]
    before = data.previous_ranks.get(line.id)
    return Row((line.rank, before, line.name, line.id, _total(data, line), reason))


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
        _total_column(data),
        Column(_("Outcome")),
        Column(_("Reason"), widest=60),
    )
    waiting.sort(key=lambda line: line.reserve_place or 0)
    rows = tuple(_reserve_row(data, line) for line in waiting)
    name = _("Reserve list")
    return Table("reserve_list", name, data.title(name), data.notes, columns, rows)


def _reserve_row(data: ShortlistData, line: Line) -> Row:
    outcome, reason = outcome_and_reason(data, line)
    return Row((line.reserve_place, line.rank, line.name, line.id, _total(data, line), outcome, reason))


def demonstrations(data: ShortlistData) -> Table:
    """Make the sheet of the year's demonstration enterprises, in the order of the selection."""
    columns = (Column(_("Place"), PLACE), *name_and_code(data), _total_column(data))
    rows = tuple(_demonstration_row(data, key, firm) for key, firm in data.demonstrations.items())
    name = _("Demonstration enterprises")
    notes = (*data.notes, data.demonstrations_by)
    return Table("demonstrations", name, data.title(name), notes, columns, rows)


def _demonstration_row(data: ShortlistData, key: str, name: str) -> Row:
    """Return the row of one; a firm that came of a split has no place of its own."""
    line = data.line_of.get(key)
    return Row((line.rank, line.name, key, _total(data, line)) if line else (None, name, key, None))


def points_by_criterion(data: ShortlistData) -> Table:
    """Make the sheet of what each criterion gave everybody, the ineligible for information."""
    rules = data.rules
    columns = (
        Column(_("Place"), PLACE),
        *name_and_code(data),
        _total_column(data),
        *(_criterion_column(data, dimension, key) for dimension, key, _criterion in rules.each_criterion()),
    )
    rows = tuple(_points_row(data, line, list(rules.criteria)) for line in data.table.lines)
    name = _("Points by criterion")
    note = _("Without a place: not eligible; the points are for information.")
    notes = (*data.notes, note)
    return Table("points_by_criterion", name, data.title(name), notes, columns, rows, frozen=2)


def _criterion_column(data: ShortlistData, dimension: str, key: str) -> Column:
    criterion, band = data.rules.criteria[key], data.rules.dimensions[dimension].text(current())
    return _points_column(data, data.rules.criterion_label(key).text(current()), criterion.maximum, band)


def _points_row(data: ShortlistData, score: ScoreLine, criteria: Sequence[str]) -> Row:
    points = (data.points(score.criteria[key]) for key in criteria)
    cells = (score.rank, score.name, score.id, data.points(score.total), *points)
    return Row(cells, underlined=is_last_in_pool(data, score))
