"""Claims beside registers, by what is at stake; a difference leads to both cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from cultivation.language import N_, _, current
from cultivation.queries.registers import Place, registers_on_record
from cultivation.queries.verification import Difference, counts_of, differences, is_doubt
from cultivation.queries.verification_tables import (
    explained_sentence,
    outcome_text,
    register_text,
    shown,
    stake_text,
)
from cultivation.queries.year import State, Year
from cultivation.record.entries import Recorded, RegisterImported
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.sheet import Workbook, attachment, one_sheet
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

AT_ONCE = 100
MOST_CELLS = 3  # of a register, beside a difference
MEANT: Mapping[str, Callable[[Difference], bool]] = {
    "": is_doubt,
    "open": lambda each: each.compared.is_open,
    "turning": lambda each: each.turns,
    "all": lambda _each: True,
}
NAMES = {
    "": N_("What differs or is ambiguous"),
    "open": N_("Not settled"),
    "turning": N_("Changes who is in"),
    "all": N_("All comparisons"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A difference as it is shown: both values, what is at stake, and where both stand."""

    difference: Difference
    field: str
    filed: str
    registered: str
    register: str
    outcome: str
    stake: str
    claim: Mapping[str, str]
    cells: tuple[Place, ...]
    more: int
    explained: str


def registers(asked: Asked, state: State) -> Response:
    """List the differences; what decides who is in stands first."""
    year, among = asked.year(state), asked.choice("among", MEANT)
    found = asked.keep_of(year, "differences", lambda: differences(year))
    fields = list(dict.fromkeys(each.compared.field for each in found))
    field = asked.choice("field", ("", *fields))
    of_field = [each for each in found if field in ("", each.compared.field)]
    groups = {key: [each for each in of_field if meant(each)] for key, meant in MEANT.items()}
    listed = groups[among]
    pages = max(1, -(-len(listed) // AT_ONCE))
    at = min(asked.number("page") or 1, pages)
    return page(
        asked,
        "registers.html",
        imported=registers_on_record(state.reader),
        groups=[(key, _(NAMES[key]), len(groups[key])) for key in MEANT],
        among=among,
        fields=[(key, year.rules.label_of(key).text(current())) for key in fields],
        field=field,
        counts=counts_of(of_field),
        firms=len({each.compared.id for each in of_field}),
        rows=[_row(year, each) for each in listed[(at - 1) * AT_ONCE : at * AT_ONCE]],
        at=at,
        pages=pages,
        **of_year(year),
    )


def _row(year: Year, each: Difference) -> Row:
    compared, rules = each.compared, year.rules
    row = year.filed_rows[compared.id]
    source = row.record["values"].get(compared.field, {})
    cells = compared.places[:MOST_CELLS]
    return Row(
        each,
        rules.label_of(compared.field).text(current()),
        shown(rules, compared.field, compared.filed),
        shown(rules, compared.field, compared.registered),
        register_text(compared),
        outcome_text(compared),
        stake_text(each, year),
        {"sheet": source["sheet"], "cell": source["cell"]} if source.get("cell") else {},
        cells,
        compared.rows - len(cells),
        explained_sentence(year, compared),
    )


def register_sheet(asked: Asked, state: State) -> Response:
    """Show a sheet of a register as it was received, with a cell marked."""
    year, entry = asked.year(state), _entry(asked, state)
    own = ("years", year.number, "registers")
    book = Workbook(
        entry.content.file,
        _workbook_of(entry),
        (asked.at(*own), _("Registers beside claims")),
        (*own, entry.seq),
    )
    return one_sheet(asked, state, year, book)


def register_file(asked: Asked, state: State) -> Response:
    """Return a register as it was received."""
    asked.year(state)
    entry = _entry(asked, state)
    name = entry.content.file.rsplit("/", 1)[-1]
    return attachment(state.reader.document(_workbook_of(entry)), name)


def _workbook_of(entry: Recorded[RegisterImported]) -> str:
    """Return the digest of the workbook among the documents of an import."""
    said = entry.content
    others = (said.rows_digest, said.definition_digest)
    return next(each.sha256 for each in said.documents if each.sha256 not in others)


def _entry(asked: Asked, state: State) -> Recorded[RegisterImported]:
    for entry, _register in registers_on_record(state.reader):
        if str(entry.seq) == asked.parts["entry"]:
            return entry
    raise NotFound(_("There is no such register on record."))
