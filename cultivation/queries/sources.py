"""Where each value of an application stands: file, sheet and cell, or the note of what took its place."""

from __future__ import annotations

from typing import Any

from cultivation.queries.year import Year


def sources(year: Year, key: str) -> list[dict[str, Any]]:
    """List each value, as the rule set orders them, with file, sheet and cell, or with its note."""
    row = year.row(key)
    if row is None:
        return []
    values = row.record["values"]
    listed = []
    for field in (key for key in (*year.rules.fields, *year.rules.text_matches) if key in values):
        value = values[field]
        source = {
            "field": field,
            "value": value["value"],
            "file": value.get("file", row.file) if value["cell"] else "",
            "sheet": value["sheet"],
            "cell": value["cell"],
            "sha256": value.get("sha256", row.file_digest),
        }
        extra = {name: value[name] for name in ("text", "note") if name in value}
        listed.append({**source, **extra})
    return listed
