"""A register or list counts as a whole or not at all: without a sheet it would say too little."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.templates.sheet_names import is_cover
from cultivation.language import _, join_names
from cultivation.steps import Act, Step

UNREAD = {"sheet_not_read": "list_sheet_unread", "sheet_hidden": "list_sheet_hidden"}


def sheets_left_out(findings: Iterable[Finding], left_out: Collection[str], file: str) -> tuple[str, ...]:
    """Return the sheets that were not read and are left out on purpose; refuse where one is not."""
    unread = [each for each in findings if each.code in UNREAD and not is_cover(each.sheet)]
    wrong = [replace(each, code=UNREAD[each.code]) for each in unread if each.sheet not in left_out]
    if wrong:
        told = "\n".join(f"  {each.place()}: {each.message()} {each.advice()}" for each in wrong)
        sentence = _("Not all of {file} can be read; nothing was recorded.").format(file=file)
        raise Refused(f"{sentence}\n{told}", wrong, step=Step(Act.LEAVE_OUT_SHEET))
    if unknown := [each for each in left_out if each not in {each.sheet for each in unread}]:
        sentence = _("{file}: these sheets are read or do not exist, so they cannot be left out: {sheets}")
        raise Refused(sentence.format(file=file, sheets=join_names(unknown)))
    return tuple(dict.fromkeys(each.sheet for each in unread))
