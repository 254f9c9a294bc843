"""Zones as they stand in returned workbooks, for first applications that no earlier year tells of."""

from __future__ import annotations

from cultivation.intake.applications.one_choice import choices_in
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers
from cultivation.queries.ledger import files_without_zone, zone_field
from cultivation.queries.year import Year


def filed_zones(year: Year, readers: Readers) -> dict[str, str]:
    """Return the zones that returned workbooks name, by code and name; read only where no year tells them."""
    found: dict[str, str] = {}
    for each in files_without_zone(year):
        incoming = Incoming(each.name, year.reader.document(each.sha256))
        book = read_file(incoming, readers).book
        if isinstance(book, Book):
            found |= choices_in(book, each.name, year.rules, zone_field(year.rules))
    return found
