"""Whose a file of evidence is and which paper it is, by its name alone: what is not certain is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cultivation.core.rules.evidence_rule import Paper
from cultivation.queries.enterprise_names import Names, folded
from cultivation.queries.year import Year

SHORTEST = 2  # letters of a word by which a paper is known
ENDINGS = (".zip",)


@dataclass(frozen=True, slots=True)
class Owner:
    """The applicant that a name means, or why none is meant; `candidates` are names that it may mean."""

    key: str = ""
    problem: str = ""
    candidates: tuple[str, ...] = ()


class Owners:
    """The applicants of a year, under every code and name that they ever had."""

    def __init__(self, year: Year) -> None:
        self._names, self._rules = Names(year.reader), year.rules
        self._applied = {self._names.codes.get(key, key): key for key in year.rows}
        self._all = self._names.all_names()
        self._codes = {folded(code): key for code, key in self._names.codes.items()}
        self._words = tuple(folded(each) for paper in year.rules.evidence.values() for each in paper.words)

    def of(self, way: str) -> Owner:
        """Return whose a file is: the first part of its way that begins with a code or a name decides."""
        short: Owner | None = None
        for part in way.split("/"):
            found = self._meant(folded(part))
            if found:
                return self._owner(found)
            short = short or self._shortened(folded(part))
        return short or Owner(problem="no_enterprise")

    def applied(self, key: str) -> str | None:
        """Return the code under which an enterprise applied in the year; None where it did not."""
        return self._applied.get(self._names.codes.get(key, key))

    def own_names(self, key: str) -> set[str]:
        """Return the folded codes and names of an applicant: what in the name of a file is no paper."""
        now = self._names.codes.get(key, key)
        names = {name for name, keys in self._all.items() if now in keys}
        return names | {code for code, present in self._codes.items() if present == now}

    def _owner(self, found: set[str]) -> Owner:
        names = tuple(f"{self._names.now[key]} ({key})" for key in sorted(found))
        if len(found) > 1:
            return Owner(problem="several_enterprises", candidates=names)
        (key,) = found
        if key not in self._applied:
            return Owner(problem="not_applied", candidates=names)
        return Owner(self._applied[key])

    def _meant(self, text: str) -> set[str]:
        """Return those that a part of a way means: a whole code or name, or one with more behind it."""
        whole = next((text.removesuffix(each) for each in ENDINGS if text.endswith(each)), text)
        if whole in self._codes:
            return {self._codes[whole]}
        if whole in self._all:
            return set(self._all[whole])
        codes = {key for code, key in self._codes.items() if text.startswith(code) and _ends(text, code)}
        if codes:
            return codes
        names = [name for name in self._all if text.startswith(name)]
        ended = [each for each in names if not text[len(each) : len(each) + 1].isalnum()]
        if not ended and any(text[len(each) :].startswith(self._words) for each in names):
            ended = names  # a word of a paper follows, and no sign says where the name ends
        return {key for name in ended for key in self._all[name]}

    def _shortened(self, text: str) -> Owner | None:
        """Return what a shortened name may mean; it is told, never taken."""
        stem = text.partition("_")[0].partition("-")[0]
        if len(stem) < SHORTEST:
            return None
        near = {key for name, keys in self._all.items() if name.startswith(stem) for key in keys}
        names = tuple(f"{self._names.now[key]} ({key})" for key in sorted(near))
        problem = "several_enterprises" if len(near) > 1 else "shortened_name"
        return Owner(problem=problem, candidates=names) if near else None


def _ends(text: str, code: str) -> bool:
    """Tell whether a code ends where it seems to: no letter or digit of a longer one follows."""
    following = text[len(code) : len(code) + 1]
    return not (following.isascii() and following.isalnum())


def paper_named(way: str, own_names: Iterable[str], papers: Mapping[str, Paper]) -> str:
    """Return the kind of paper whose longest word stands in the name of a file, or in a folder above it.

    Empty where none does, or where two kinds are named equally.
    """
    for part in reversed(way.split("/")):
        text = folded(part)
        for name in sorted(own_names, key=len, reverse=True):
            text = text.replace(name, " ")
        lengths = {key: _longest(text, paper) for key, paper in papers.items()}
        most = max(lengths.values(), default=0)
        found = [key for key, length in lengths.items() if length == most]
        if most:
            return found[0] if len(found) == 1 else ""
    return ""


def _longest(text: str, paper: Paper) -> int:
    words = (folded(each) for each in paper.words)
    return max((len(each) for each in words if len(each) >= SHORTEST and each in text), default=0)
