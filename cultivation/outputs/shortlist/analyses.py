"""The sheets of what was looked into beside the points: weights that matter, and other rankings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cultivation.core.wording.influence import places_text
from cultivation.core.wording.methods import method_heading
from cultivation.language import _, current
from cultivation.outputs.shortlist.sheets import is_last_in_pool, name_and_code
from cultivation.outputs.tables.model import Cell, Column, Row, Table
from cultivation.queries.analyses import indices_of, influences_of
from cultivation.queries.shortlist.data import ShortlistData

SHARE, SCORE = "0.0%", "0.000000"


def has_weights(data: ShortlistData) -> bool:
    """Tell whether weights were looked into, and with what counts today."""
    return has_scores(data) or bool(_influences(data))


def has_scores(data: ShortlistData) -> bool:
    """Tell whether other rankings are on record with their scores; the first edition kept none."""
    return bool(
        data.challenge and data.challenge["challengers"] and "scores" in data.challenge["challengers"][0]
    )


def weights(data: ShortlistData) -> Table:
    """Make the sheet of the weights: on paper, effective, by other ways; and how far each moves the pool."""
    ways, own, others = _weightings(data)
    influences = {each["criterion"]: each for each in _influences(data)}
    band, interval = _("Share of the variation in pool places"), _("95 % interval")
    columns = (
        Column(_("Criterion"), widest=36),
        *(Column(name, SHARE, _("Weights")) for name in ways),
        *(
            (
                Column(_("place"), band=band),
                Column(_("with others"), SHARE, band),
                *(Column(f"{interval}: {end}", SHARE, band) for end in (_("lower bound"), _("upper bound"))),
                Column(_("by itself"), SHARE, band),
                *(Column(f"{interval}: {end}", SHARE, band) for end in (_("lower bound"), _("upper bound"))),
            )
            if influences
            else ()
        ),
    )
    rows = tuple(
        Row(
            (
                data.rules.criterion_label(key).text(current()),
                *own.get(key, (None,) * bool(ways) * 2),
                *(float(each[key]) if key in each else None for each in others),
                *(_influence_cells(influences.get(key)) if influences else ()),
            )
        )
        for key in data.rules.criteria
        if key in own or key in influences
    )
    notes = [*data.notes]
    if influences:
        notes.append(
            _("Where intervals overlap, the order is open: a place such as 2–4 stands for all of them.")
        )
    name = _("Weights")
    return Table("weights", name, data.title(name), tuple(notes), columns, rows, frozen=1)


def _influences(data: ShortlistData) -> list[Mapping[str, Any]]:
    return influences_of(data.robustness)


def _weightings(
    data: ShortlistData,
) -> tuple[list[str], dict[str, tuple[Cell, ...]], list[Mapping[str, str]]]:
    """Return the names of the ways to weigh, the weights that are ours, and those of the others."""
    if not data.challenge or not has_scores(data):
        return [], {}, []
    others = [each for each in data.challenge["challengers"] if each["method"].endswith("_weights")]
    names = [_("nominal weight"), _("effective weight"), *(method_heading(each["method"]) for each in others)]
    own: dict[str, tuple[Cell, ...]] = {
        each["criterion"]: (float(each["nominal"]), float(each["effective"]))
        for each in data.challenge["weights"]
    }
    return names, own, [each["weights"] for each in others]


def _influence_cells(influence: Mapping[str, Any] | None) -> tuple[Cell, ...]:
    if influence is None:
        return (None,) * 7
    indices = indices_of(influence)
    figures = [max(0.0, figure) for each in indices for figure in (each.value, each.low, each.high)]
    return places_text(*influence["places"]), *figures


def other_rankings(data: ShortlistData) -> Table:
    """Make the sheet of the scores and places of the ranked by other weights and methods."""
    challengers = data.challenge["challengers"] if data.challenge else []
    columns = (
        Column(_("Place"), "0"),
        *name_and_code(data),
        *(
            column
            for each in challengers
            for column in (
                Column(_("Place"), "0", method_heading(each["method"])),
                Column(_("Score"), SCORE, method_heading(each["method"])),
            )
        ),
    )
    found = [{score["id"]: score for score in each["scores"]} for each in challengers]
    rows = tuple(
        Row(
            (
                line.rank,
                line.name,
                line.id,
                *(cell for each in found for cell in (each[line.id]["place"], float(each[line.id]["score"]))),
            ),
            underlined=is_last_in_pool(data, line),
        )
        for line in sorted(data.table.lines, key=lambda line: line.rank or 0)
        if line.rank is not None
    )
    note = _("Scores of different methods cannot be compared with each other, places can.")
    name = _("Other rankings")
    notes = (*data.notes, note)
    return Table("other_rankings", name, data.title(name), notes, columns, rows, frozen=2)
