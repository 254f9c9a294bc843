"""Cut lines under quotas, for cells that are written down by hand."""

from __future__ import annotations

from dataclasses import replace

from cultivation.core.explanation.quota_cut_lines import Cell
from cultivation.queries.cut_lines import cell_rows, cells_json
from cultivation.queries.why import why
from cultivation.queries.why_json import why_json
from cultivation.queries.why_sentences import sentences
from cultivation.queries.year import State
from tests.queries.town import Town, rules

ZONE = "choices:\n  zone:\n    north: {zh: 北, en: north}\n    south: {zh: 南, en: south}\n"
FIELD = "  zone: {type: choice, choices: zone, blank: unknown, zh: 区, en: Zone}\n  revenue: {type"
QUOTAS = "quotas: [{within: sector, at_most: {optics: 1}}, {within: zone, at_least: {north: 1}}], "
BOTH = rules(
    ("choices:\n  sector:", f"{ZONE}  sector:"),
    ("  revenue: {type", FIELD),
    ("pool: {capacity: 3, enter_rank: 2, stay_rank: 4, reserve: 1", f"pool: {{{QUOTAS}capacity: 3"),
).rules
CELLS = [
    Cell(("optics", None), 1, None, 1, 8000, 1, 4000, 5),
    Cell((None, "north"), 0, 1, None, None, None, 6400, 2),
    Cell(("medicine", "south"), 2, None, None, 4600, 3, None, None),
]


def test_cells_in_the_shape_of_the_contract(town: Town) -> None:
    with town.at() as reader:
        table = State(reader).year(2016).table
    keys = ("members", "at_least", "at_most", "cut_line", "rank", "next", "next_rank")
    told = cells_json(CELLS, table, BOTH)
    assert [each["choices"] for each in told] == [
        {"sector": "optics"},
        {"zone": "north"},
        {"sector": "medicine", "zone": "south"},
    ]
    assert [tuple(each[key] for key in keys) for each in told] == [
        (1, None, 1, "80.00", 1, "40.00", 5),
        (0, 1, None, None, None, "64.00", 2),
        (2, None, None, "46.00", 3, None, None),
    ]


def test_cells_for_a_terminal(town: Town) -> None:
    with town.at() as reader:
        table = State(reader).year(2016).table
    headers, rows = cell_rows(CELLS, table, BOTH)
    assert headers == [
        *("Sector", "Zone", "members", "at least", "at most", "cut line", "place", "first outside")
    ]
    assert rows == [
        ["optics", "", 1, None, 1, "80.00", 1, "40.00"],
        ["", "north", 0, 1, None, None, None, "64.00"],
        ["medicine", "south", 2, None, None, "46.00", 3, None],
    ]


def test_why_shows_where_the_own_choices_are_cut(town: Town) -> None:
    with town.at("decided") as reader:
        found = replace(why(reader, "DONGLI", 2016), rules=BOTH, cell=CELLS[0])
    told = why_json(found)["cell"]
    assert (told["cut_line"], told["next"], told["choices"]) == ("80.00", "40.00", {"sector": "optics"})
    assert "Cut line for optics: 80.00 points (place 1, 1 members)." in sentences(found, 2)
