"""How files are to be taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class IntakeOptions:
    """How files are to be taken in.

    With `supersede` a later file takes the place of what an earlier one of the year says, whoever filed it;
    it is for the office, since what a unit or an enterprise files takes the place of its own anyhow.
    `password` opens protected workbooks. `late_by` is the number of the document that lets applications in
    after the proposal was made public. `unit_field` names the unit of an application; `filed_for` is the unit
    or enterprise that is meant where a person stands for several. `arrived` is when the files came, where
    that was before they are looked at. `again` is the entry of a workbook that a clerk
    takes in again: it stays that of who submitted it, and what came later or was corrected since stays as it
    is.
    """

    supersede: bool = False
    password: str | None = None
    late_by: str = ""
    unit_field: str = "zone"
    filed_for: str = ""
    arrived: datetime | None = None
    again: int = 0


AS_USUAL = IntakeOptions()
