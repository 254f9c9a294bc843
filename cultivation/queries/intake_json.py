"""What became of the files of an intake, as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cultivation.language import current
from cultivation.queries.earlier_filings import FileReceived


def file_json(each: FileReceived) -> dict[str, Any]:
    """Return the shape of the contract for one file."""
    return {
        "name": each.name,
        "sha256": each.sha256,
        "state": each.state,
        "accepted": each.accepted,
        "rejected": each.rejected,
        "unchanged": each.unchanged,
        "explained": each.explained,
        "set_aside": [
            {"sheet": aside.sheet, "place": aside.place, "reason": aside.why} for aside in each.set_aside
        ],
        "findings": [finding.to_json() for finding in each.findings],
        "fixed": [
            {
                "enterprise": fixed.name,
                "field": fixed.label.text(current()),
                "before": fixed.before,
                "now": fixed.now,
            }
            for fixed in each.fixed
        ],
        "understood": [
            {
                "sheet": heading.sheet,
                "cell": heading.cell,
                "heading": heading.text,
                "field": heading.field,
                "unit": heading.unit,
            }
            for heading in each.understood
        ],
    }


def account_json(results: Sequence[FileReceived]) -> dict[str, int]:
    """Return what became of all files of a call and of the enterprises in them; nothing is left out."""
    states = Counter(each.state for each in results)
    return {
        "files": len(results),
        **{state: states[state] for state in ("read", "not_read", "passed_over")},
        "enterprises": sum(each.enterprises for each in results),
        "accepted": sum(each.accepted for each in results),
        "rejected": sum(each.rejected for each in results),
        "unchanged": sum(each.unchanged for each in results),
    }
