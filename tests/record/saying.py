"""What entries say, for tests that care about a part of it: what a payload leaves out is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from cultivation.record.entries import KINDS, Content

EMPTY = {"int": 0, "bool": False, "int | None": None, "str | None": None}


def saying(kind: str, payload: Mapping[str, Any]) -> Content:
    """Return the content of an entry; of a kind that nobody knows, its payload as it is."""
    known = KINDS.get(kind)
    if known is None:
        return unknown(kind)(more=dict(payload))
    needed = {
        each.metadata.get("key", each.name): []
        if "tuple" in str(each.type)
        else EMPTY.get(str(each.type), "")
        for each in fields(known)
        if each.default is MISSING and each.default_factory is MISSING
    }
    return known.from_payload({**needed, **payload})


@cache
def unknown(kind: str) -> type[Content]:
    """Return a kind of entry that the program does not know."""
    return type("Unknown", (Content,), {"KIND": kind})
