"""A file's bytes as a book, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable

from cultivation.intake.formats.book import Book, Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.password import decrypt
from cultivation.intake.formats.sniff import kind_of


def read_book(
    content: bytes, password: str | None = None, limits: Limits | None = None, careful: bool = False
) -> Book:
    """Read a file by its content, never by its name; raise Unreadable for whatever is wrong with it.

    `careful` keeps away from the parser that a file can make end the whole process.
    """
    limits = limits or Limits()
    try:
        kind = kind_of(content, limits)
        if kind == "encrypted":
            content = decrypt(content, password)
            kind = kind_of(content, limits)
        return _reader(kind, password, careful)(content, limits)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable("too_much_memory") from error
    except Exception as error:  # a broken file makes the readers of others raise nearly anything
        raise Unreadable("damaged") from error


def _reader(kind: str, password: str | None, careful: bool) -> Callable[[bytes, Limits], Book]:
    """Return the reader of a kind; each is imported only when a file of that kind comes in."""
    match kind:
        case "xlsx":
            from cultivation.intake.formats.xlsx import read_xlsx

            return lambda content, limits: read_xlsx(content, limits, careful)
        case "xls":
            from cultivation.intake.formats.old_excel import read_old_excel

            return lambda content, limits: read_old_excel(content, limits, password, careful)
        case "ods":
            from cultivation.intake.formats.ods import read_ods

            return read_ods
        case "fods":
            from cultivation.intake.formats.ods import read_flat_ods

            return read_flat_ods
        case "mhtml":
            from cultivation.intake.formats.html import read_mhtml

            return read_mhtml
        case "html":
            from cultivation.intake.formats.html import read_html

            return read_html
        case "spreadsheetml":
            from cultivation.intake.formats.spreadsheetml import read_spreadsheetml

            return read_spreadsheetml
        case "csv":
            from cultivation.intake.formats.delimited import read_delimited

            return read_delimited
        case _:
            raise Unreadable("binary_excel")
