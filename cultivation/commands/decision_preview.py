"""What a decision would do, as a table in groups: shown before anything is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout

from cultivation.commands.context import Context
from cultivation.commands.printing import print_table
from cultivation.core.pool.proposal import Action, Line
from cultivation.core.wording.public_reasons import public_reason
from cultivation.core.wording.quotas import broken_text
from cultivation.core.wording.reasons import action_text
from cultivation.language import _
from cultivation.review import Decided

MOST = 20  # enterprises of a group that are all named
FIRST = 5  # of a longer group: so many of the best places, and as many of the last
Row = tuple[str, object, str, str]


def print_preview(context: Context, decided: Decided) -> None:
    """Show who enters, who leaves and why, and what is decided otherwise than proposed; not with -q.

    With -v all are named.
    """
    if context.quiet:
        return
    groups = preview_groups(decided.lines, len(decided.lines) if context.verbose else MOST)
    headers = [_("outcome"), _("place"), _("enterprise"), _("reason")]
    with redirect_stdout(sys.stderr):  # the result alone goes to stdout
        if groups:
            print_table(headers, groups)
    if decided.broken:
        quotas = broken_text(decided.broken, decided.rules)
        context.say(_("The overrides break these quotas: {quotas}").format(quotas=quotas))


def preview_groups(lines: Sequence[Line], most: int = MOST) -> list[Row]:
    """Return the rows of the table, each group headed by its name and number; up to `most` are all named."""
    kept = [line for line in lines if not line.override]
    left = sorted((line for line in kept if line.action is Action.EXIT), key=_by_reason)
    groups = (
        (_("Otherwise than proposed ({number})"), [line for line in lines if line.override]),
        (_("Entries ({number})"), [line for line in kept if line.action is Action.ENTER]),
        (_("Exits ({number})"), left),
    )
    return [row for name, several in groups if several for row in _group(name, several, most)]


def _by_reason(line: Line) -> tuple[str, bool, int, str]:
    return public_reason(line.reason), line.rank is None, line.rank or 0, line.id


def _group(name: str, lines: Sequence[Line], most: int) -> Iterator[Row]:
    """Yield the rows of a group; of a long one the first and the last, and how many stand between."""
    long = len(lines) > most
    first, last = (lines[:FIRST], lines[-FIRST:]) if long else (lines, [])
    heading = name.format(number=len(lines))
    for place, line in enumerate(first):
        yield _row(heading if place == 0 else "", line)
    if long:
        between = _("... {number} more").format(number=len(lines) - 2 * FIRST)
        yield "", "", between, ""
    for line in last:
        yield _row("", line)


def _row(heading: str, line: Line) -> Row:
    place = "-" if line.rank is None else line.rank
    if line.override:
        reason = _("{outcome}: {reason}").format(outcome=action_text(line.action), reason=line.override)
    else:
        reason = public_reason(line.reason) if line.action is Action.EXIT else ""
    return heading, place, line.name, reason
