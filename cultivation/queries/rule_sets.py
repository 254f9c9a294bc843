"""Which rule set a review year is opened with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.lookup import find_in_force, find_rules, read_files
from cultivation.queries.year import State
from cultivation.record.entries import WorkspaceCreated
from cultivation.record.reader import Reader
from cultivation.workspace import DEFAULT_RULES


@dataclass(frozen=True, slots=True)
class ChosenRules:
    """A rule set; `standard` is what it is the version in force of, empty where it was named itself."""

    loaded: LoadedRules
    standard: str = ""


def rules_for(
    reader: Reader, year: int, wanted: str | None, day: date, files: Sequence[tuple[Path, str]]
) -> ChosenRules:
    """Return the rule set of an id; of a standard, the version that is in force on a day.

    Where none is wanted, the standard of the year before counts.
    """
    named = wanted or standard_before(reader, year) or of_pool(reader).rule_set or DEFAULT_RULES
    found = None if _is_file_or_id(named, files) else find_in_force(named, day, files)
    return ChosenRules(find_rules(named, files)) if found is None else ChosenRules(found, named)


def _is_file_or_id(wanted: str, files: Sequence[tuple[Path, str]]) -> bool:
    """Tell whether a rule set itself is named; a file with mistakes is told of when it is read."""
    return any(path.stem == wanted for path, _origin in files) or any(
        each.loaded is not None and each.loaded.rules.id == wanted for each in read_files(files)
    )


def of_pool(reader: Reader) -> WorkspaceCreated:
    """Return how the record was begun: of a further pool which it is, and by which rules it selects."""
    return next(iter(reader.entries_of(WorkspaceCreated))).content


def standard_before(reader: Reader, year: int) -> str | None:
    """Return the standard of the last year before, or the id of its rules; None where there is none."""
    state = State(reader)
    earlier = [each for each in state.review_years if each < year]
    if not earlier:
        return None
    rules = state.year(max(earlier)).rules
    return rules.standard or rules.id


@dataclass(frozen=True)
class KnownRules:
    """A rule set on record or in a file, with the years that were opened with it.

    `origin` is that of its file, empty where there is none any more.
    """

    loaded: LoadedRules
    origin: str
    years: tuple[int, ...]


def known_rules(state: State, files: Sequence[tuple[Path, str]]) -> list[KnownRules]:
    """Return the rule sets of the years, the latest first, then those of files that no year was opened with.

    A file with mistakes is left out.
    """
    in_files = [(each.loaded, each.origin) for each in read_files(files) if each.loaded]
    origins = {loaded.digest: origin for loaded, origin in reversed(in_files)}
    years: dict[str, list[int]] = {}
    loaded_of = {loaded.digest: loaded for loaded, _origin in reversed(in_files)}
    for number in sorted(state.review_years, reverse=True):
        loaded = state.year(number).loaded
        years.setdefault(loaded.digest, []).append(number)
        loaded_of[loaded.digest] = loaded
    others = [loaded.digest for loaded, _origin in in_files if loaded.digest not in years]
    return [
        KnownRules(loaded_of[key], origins.get(key, ""), tuple(years.get(key, ())))
        for key in dict.fromkeys([*years, *others])
    ]
