"""Where the program and the oracle differ, said so that a person finds the enterprise and the criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.oracle.exact import Row


def differences(rows: Sequence[Row], scores: Mapping[str, Any]) -> list[str]:
    """Compare the oracle's rows with the program's scores, in the shape of `score --format json`."""
    program = {line["id"]: line for line in scores["applications"]}
    found = [
        f"{key}: only one of them has it" for key in sorted(program.keys() ^ {row["id"] for row in rows})
    ]
    for row in rows:
        if line := program.get(row["id"]):
            found += _differences(row, line)
    return found


def _differences(row: Row, line: Mapping[str, Any]) -> list[str]:
    points = {
        f"{row['id']} {key}": (row["criteria"].get(key), value) for key, value in line["criteria"].items()
    }
    points[f"{row['id']} total"] = (row["total"], line["total"])
    found = [
        f"{what}: {ours} is {theirs}" for what, (ours, theirs) in points.items() if ours != Decimal(theirs)
    ]
    for key in ("rank", "eligible"):
        if row[key] != line[key]:
            found.append(f"{row['id']} {key}: {row[key]} is {line[key]}")
    if row["criteria"].keys() != line["criteria"].keys():
        found.append(f"{row['id']}: other criteria")
    return found
