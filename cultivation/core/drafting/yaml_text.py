"""YAML as people write rule sets: one line for a part, keys that need no quotes without them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from cultivation.core.drafting.drafted import Written

PLAIN = re.compile(r"[\w（《“][\w（）《》、。；：，？！“”·/%*&≥≤ +-]*(?<! )")
OTHERWISE_READ = re.compile(r"[-+.\d]|(?:yes|no|true|false|null|on|off|y|n)$", re.IGNORECASE)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NUMERIC = frozenset(("minimum", "maximum"))


def flow(value: Written | Mapping[str, Written], key: str = "") -> str:
    """Return a value on one line.

    >>> flow({"from": Decimal("0.03"), "points": Decimal(6)})
    '{from: 0.03, points: 6}'
    """
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, list):
        return f"[{', '.join(flow(each) for each in value)}]"
    if isinstance(value, str):
        return value if key in NUMERIC and NUMBER.fullmatch(value) else scalar(value)
    return f"{{{', '.join(f'{_key(name)}: {flow(each, name)}' for name, each in value.items())}}}"


def scalar(text: str) -> str:
    """Return a text, in quotes where YAML would read it otherwise."""
    if PLAIN.fullmatch(text) and not OTHERWISE_READ.match(text) and " #" not in text:
        return text
    return json.dumps(text, ensure_ascii=False)


def _key(name: str) -> str:
    return f'"{name}"' if name in ("yes", "no") else name


def _number(value: Decimal) -> str:
    whole = value.to_integral_value()
    return f"{whole:f}" if value == whole else f"{value.normalize():f}"
