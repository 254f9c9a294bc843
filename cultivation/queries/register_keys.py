"""Whose row it is in a list or register that somebody else keeps: by code, else by a whole name.

A name is never matched by likeness: where code and name do not lead to the same enterprise, or a name to
several, a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from cultivation.core.register_codes import (
    CREDIT_CODE,
    ORGANISATION,
    has_code,
    normal_form,
    organisation_code,
)
from cultivation.queries.enterprise_names import Names

# What may stand between a name and something else in its cell. A name may hold brackets and spaces itself.
MORE = re.compile(r"[\s,，;；、/／|*＊+＋&＆()（）]")
BETWEEN = re.compile(r"[\s,;、/|*+&]+")
IN_BRACKETS = re.compile(r"\([^()]*\)$")
How = Literal["code", "former_code", "organisation_code", "name", "former_name"]


@dataclass(frozen=True, slots=True)
class Matched:
    """The one enterprise that a row means, by its present code, and what it was found by."""

    id: str
    how: How


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The enterprises that a row may mean, by their present codes.

    There is one alone where the row has a code that nobody on record bears, beside a name that it bears.
    """

    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A row that means nobody on record."""


class RegisterKeys:
    """Finds the enterprise of a row among those on record, under each code and name that they ever had."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._by_organisation: dict[str, set[str]] = {}
        for key in names.now:
            if len(key) == CREDIT_CODE:
                present = names.by_code(key) or key
                self._by_organisation.setdefault(key[ORGANISATION], set()).add(present)

    def match(self, code: str, name: str) -> Matched | Ambiguous | Unknown:
        """Say whose row it is, from the texts of its code and its name; either may be empty."""
        named = self.names.by_name(name) if name.strip() else []
        by_code = self._by_code(code)
        if isinstance(by_code, Matched):
            others = [key for key in named if key != by_code.id]
            if others and by_code.id not in named:
                return Ambiguous(tuple(sorted({by_code.id, *others})))
            return by_code
        if isinstance(by_code, Ambiguous):
            both = [key for key in named if key in by_code.candidates]
            return Matched(both[0], "organisation_code") if len(both) == 1 else by_code
        if not named:
            beside = self._beside(name)
            return Ambiguous(tuple(beside)) if beside else Unknown()
        if len(named) > 1 or has_code(code):
            return Ambiguous(tuple(named))
        return Matched(named[0], self._how_named(named[0], name))

    def _beside(self, name: str) -> list[str]:
        """Return whose whole name stands beside something else in its cell: another name, a note."""
        if MORE.search(name) is None:
            return []
        parts = [each.strip() for each in BETWEEN.split(unicodedata.normalize("NFKC", name))]
        texts = dict.fromkeys([*parts, *(IN_BRACKETS.sub("", each) for each in parts)])
        return sorted({key for each in texts if each for key in self.names.by_name(each)})

    def by_organisation(self, code: str) -> list[str]:
        """Return the present codes of those whose credit code holds an organisation code."""
        return sorted(self._by_organisation.get(organisation_code(code), ()))

    def _by_code(self, code: str) -> Matched | Ambiguous | Unknown:
        if not code.strip():
            return Unknown()
        if (key := self.names.by_code(code)) is not None:
            return Matched(key, "code" if normal_form(code) == normal_form(key) else "former_code")
        found = self.by_organisation(code)
        if len(found) == 1:
            return Matched(found[0], "organisation_code")
        return Ambiguous(tuple(found)) if found else Unknown()

    def _how_named(self, key: str, name: str) -> How:
        return "name" if normal_form(self.names.now[key]) == normal_form(name) else "former_name"
