"""Chinese names in formulas: a label stands for the name of its field or indicator, where only one has it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

FORMULAS = ("formula", "test", "doubt_when", "needed_when", "when")  # the keys under which formulas stand
NAMED = ("fields", "text_matches", "indicators")
PARTS = re.compile(r"""("[^"]*"|'[^']*'|[^\W\d]\w*)""")


def with_names(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a rule set with labels in formulas replaced by the names that they stand for.

    A label that is a name itself, or that several have, is left; so is what stands in quotes.
    """
    names = _names(data)
    return _renamed(data, names) if names else data


def _names(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the names by their Chinese labels, where these can stand in a formula and are told apart."""
    sections = [section for key in NAMED if isinstance(section := data.get(key), dict)]
    labelled = [
        (unicodedata.normalize("NFKC", each["zh"]), str(key))
        for section in sections
        for key, each in section.items()
        if isinstance(each, dict) and isinstance(each.get("zh"), str)
    ]
    times = Counter(label for label, _key in labelled)
    return {
        label: key
        for label, key in labelled
        if times[label] == 1 and label.isidentifier() and not label.isascii()
    }


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    if isinstance(part, list):
        return [_renamed(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _formula(each, names) if key in FORMULAS and isinstance(each, str) else _renamed(each, names)
        for key, each in part.items()
    }


def _formula(text: str, names: Mapping[str, str]) -> str:
    def name(found: re.Match[str]) -> str:
        return names.get(unicodedata.normalize("NFKC", found[0]), found[0])

    return PARTS.sub(name, text)
