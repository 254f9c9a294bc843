"""A workbook as it was received, with one cell marked: for whoever asks where a value comes from."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.findings import Severity
from cultivation.intake.annotated.cells import place
from cultivation.intake.annotated.comments import mark_comments
from cultivation.intake.annotated.package import MOST_CELLS, REASONS, Package
from cultivation.intake.annotated.sheet import MarkedSheet
from cultivation.intake.annotated.styles import add_styles
from cultivation.intake.annotated.workbook import MarkedWorkbook
from cultivation.intake.annotated.xml import CannotMark
from cultivation.intake.formats.book import Unreadable, address
from cultivation.intake.formats.sniff import kind_of
from cultivation.language import _

ENDINGS = {
    **{kind: f".{kind}" for kind in ("xlsx", "xlsb", "xls", "ods", "fods", "csv", "html", "mhtml")},
    "spreadsheetml": ".xml",
    "encrypted": ".xlsx",
}


@dataclass(frozen=True)
class MarkedCopy:
    """What to hand out; `problem` says why it is the file as received, without a mark; else it is empty."""

    content: bytes
    problem: str = ""


def mark_cell(content: bytes, sheet: str, cell: str, text: str) -> MarkedCopy:
    """Mark one cell and write a text on it; where that is not safe, return the bytes as received.

    All else stays as it came, marks of ours that it came with included.
    """
    try:
        return MarkedCopy(_marked(content, sheet, cell, text))
    except CannotMark as error:
        reason = error.reason
    except Exception:  # a stranger's file can be wrong in any way; it is given out in all cases
        reason = "failed"
    because = _(REASONS[reason]).format(most=MOST_CELLS)
    return MarkedCopy(content, _("The workbook could not be marked because {reason}.").format(reason=because))


def _marked(content: bytes, sheet: str, cell: str, text: str) -> bytes:
    package = Package(content)
    path = next((each.path for each in MarkedWorkbook(package).sheets if each.name == sheet), "")
    if path not in package or not path.startswith("xl/worksheets/"):
        raise CannotMark("form")
    marked = MarkedSheet(package, path)
    where = place(cell)
    area = marked.merged_into([where]).get(where, address(*where))
    marked.colour({Severity.DOUBT: [area]}, add_styles(package))
    mark_comments(marked, {area.partition(":")[0]: text}, all_anew=False)
    marked.save()
    return package.saved()


def ending_of(content: bytes, name: str) -> str:
    """Return the ending that a file's name must have for office programs to open it, by its content.

    Where the content tells nothing it is that of the name under which it came.
    """
    own = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    try:
        kind = kind_of(content)
    except Unreadable:
        return own
    alike = {"xlsx": (".xlsm",), "csv": (".txt", ".tsv"), "html": (".htm",), "encrypted": (".xls", ".xlsm")}
    return own if own in alike.get(kind, ()) else ENDINGS.get(kind, own)
