"""Who of ours a list names by a whole name, or by the organisation code that stands in a credit code.

Lists have any layout, or none of the columns that are looked for; so every cell is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cultivation.intake.formats.book import Book, address
from cultivation.queries.enterprise_names import Names

ORGANISATION = slice(8, 17)  # the organisation code within a credit code (GB 32100)
WRITTEN = re.compile(r"([0-9A-Z]{8})[-－—–]?([0-9X])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An enterprise on record and the cell that names it."""

    id: str
    name: str
    place: str
    text: str


def mentions(book: Book, names: Names) -> Iterator[Mention]:
    """Yield each enterprise with the first cell that bears its name, one it had, or its organisation code."""
    told: set[str] = set()
    by_organisation = _by_organisation(names)
    for sheet in book.sheets:
        for cells in sheet.rows.values():
            for cell in cells:
                text = str(cell.value).strip() if isinstance(cell.value, str | int) else ""
                for key in _meant(text, names, by_organisation):
                    if key not in told:
                        told.add(key)
                        place = f"{sheet.name}!{address(cell.row, cell.column)}"
                        yield Mention(key, names.now[key], place, text)


def _meant(text: str, names: Names, by_organisation: dict[str, list[str]]) -> list[str]:
    if not text:
        return []
    if (found := names.by_name(text)) or not (written := WRITTEN.fullmatch(text)):
        return found
    return by_organisation.get("".join(written.groups()).upper(), [])


def _by_organisation(names: Names) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in names.now:
        if len(key) == 18:
            found.setdefault(key[ORGANISATION], []).append(names.by_code(key) or key)
    return found
