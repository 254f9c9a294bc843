"""Bring the Chinese catalogue up to date: extract, merge, compile. Run by `make catalogue`."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "cultivation"
FOLDER = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES"
PO, MO = FOLDER / "cultivation.po", FOLDER / "cultivation.mo"
DATE = datetime(2026, 11, 23, tzinfo=UTC)  # fixed, so that only sentences make a difference
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def extract() -> Catalog:
    """Collect every sentence of the source."""
    catalog = Catalog(project="cultivation", charset="utf-8")
    found = extract_from_dir(PACKAGE, [("**.py", "python"), ("**.html", "jinja2")], keywords=KEYWORDS)
    for file, _line, message, _comments, _context in sorted(found, key=lambda each: (each[0], each[1])):
        catalog.add(message, locations=[(file.replace("\\", "/"), None)])
    return catalog


def read() -> Catalog:
    """Read the committed catalogue."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="cultivation")


def compiled(catalog: Catalog) -> bytes:
    """Return the .mo file of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update() -> int:
    """Merge new sentences in, drop those that are gone, compile; return how many lack a translation."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    catalog = read() if PO.exists() else Catalog(locale="zh_CN", domain="cultivation", charset="utf-8")
    catalog.update(extract(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.fuzzy = "cultivation", "", False
    catalog.header_comment = "# The Chinese sentences of cultivation. Update: make catalogue"
    catalog.creation_date = catalog.revision_date = DATE
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "cultivation"
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, omit_header=False, sort_output=True, include_lineno=False)
    MO.write_bytes(compiled(read()))
    return sum(1 for message in catalog if message.id and not message.string)


if __name__ == "__main__":
    print(f"{update()} sentences are not translated yet: {PO}")
