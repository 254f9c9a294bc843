"""Who of ours a list names by a whole name, or by the organisation code that stands in a credit code.

Lists have any layout, or none of the columns that are looked for; so every cell is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cultivation.intake.formats.book import Book, address
from cultivation.queries.register_keys import RegisterKeys


@dataclass(frozen=True, slots=True)
class Mention:
    """An enterprise on record and the cell that names it."""

    id: str
    name: str
    place: str
    text: str


def mentions(book: Book, keys: RegisterKeys) -> Iterator[Mention]:
    """Yield each enterprise with the first cell that bears its name, one it had, or its organisation code."""
    told: set[str] = set()
    for sheet in book.sheets:
        for cells in sheet.rows.values():
            for cell in cells:
                text = str(cell.value).strip() if isinstance(cell.value, str | int) else ""
                for key in (keys.names.by_name(text) or keys.by_organisation(text)) if text else ():
                    if key not in told:
                        told.add(key)
                        place = f"{sheet.name}!{address(cell.row, cell.column)}"
                        yield Mention(key, keys.names.now[key], place, text)
