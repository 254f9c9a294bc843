"""When and why a member left, in words."""

from __future__ import annotations

from cultivation.core.pool.exit_causes import CAUSES
from cultivation.core.wording.reasons import reason_text
from cultivation.language import _
from cultivation.queries.succession import Stay
from cultivation.queries.years import lines_of, rules_of, score_table_of
from cultivation.record.log import Entry
from cultivation.record.reader import Reader


def leaving_text(reader: Reader, stay: Stay) -> str:
    """Say why a stay ended; empty while it lasts."""
    if stay.left is None:
        return ""
    entry = next(iter(reader.entries(after=stay.left.seq - 1, limit=1)))
    if entry.kind == "member_removed":
        return _(CAUSES[entry.payload["cause"]])
    if entry.kind == "year_decided":
        return _at_review(reader, entry, stay.enterprise)
    into = ", ".join(entry.payload["names"])
    if entry.kind == "enterprise_merged":
        return _("merged into {names}").format(names=into)
    return _("split into {names}").format(names=into)


def _at_review(reader: Reader, entry: Entry, key: str) -> str:
    year = entry.payload["year"]
    line = next(each for each in lines_of(reader, year) if each.id == key)
    score = next((each for each in score_table_of(reader, year).lines if each.id == key), None)
    return reason_text(line, rules_of(reader, year).rules, score.gates_failed if score else ())
