"""What goes back to the applicant: the workbook with its cells marked, or a list of the findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from cultivation.findings import PASSWORDS
from cultivation.intake.annotated.annotation import mark_workbook
from cultivation.intake.annotated.findings_list import write_list
from cultivation.intake.annotated.findings_table import FindingsTable
from cultivation.intake.annotated.package import MOST_CELLS, REASONS, Package
from cultivation.intake.annotated.xml import CannotMark
from cultivation.language import _


@dataclass(frozen=True)
class Returned:
    """A file to send back."""

    name: str
    content: bytes


def write_returned(
    content: bytes, name: str, table: FindingsTable, header_rows: Mapping[str, int]
) -> Returned:
    """Return the workbook marked where it can be, else a list of the findings, in the language spoken now.

    `header_rows` gives the last header row of each sheet that is a summary.
    """
    path = PurePath(name)
    try:
        package = Package(content)
        marked = mark_workbook(package, table, header_rows)
    except CannotMark as error:
        reason = error.reason
    except Exception:  # a stranger's file can be wrong in any way; its findings go back in all cases
        reason = "failed"
    else:
        return Returned(f"{path.stem}.returned{'.xlsm' if package.has_macros else '.xlsx'}", marked)
    if reason == "unreadable" and any(each.details.get("problem") in PASSWORDS for each in table.findings):
        reason = "encrypted"
    sentence = _("The workbook could not be marked because {reason}.").format(
        reason=_(REASONS[reason]).format(most=MOST_CELLS)
    )
    return Returned(f"{path.name}.findings.xlsx", write_list(name, table, sentence))
