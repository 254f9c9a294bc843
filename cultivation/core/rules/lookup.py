"""Finding a rule set by its id among files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from cultivation.core.rules.loading import LoadedRules, load_file
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, join_names


@dataclass(frozen=True)
class RuleFile:
    """A rule set file: where it lies, where it comes from, and what it holds or why it cannot be used."""

    path: Path
    origin: str
    loaded: LoadedRules | None
    problem: str = ""


def read_files(files: Iterable[tuple[Path, str]]) -> list[RuleFile]:
    """Read every rule set file; one with mistakes does not hide the others."""
    read = []
    for path, origin in files:
        try:
            read.append(RuleFile(path, origin, load_file(path)))
        except Refused as mistakes:
            read.append(RuleFile(path, origin, None, mistakes.message))
    return read


def find_rules(rule_set: str, files: Iterable[tuple[Path, str]]) -> LoadedRules:
    """Return the first rule set that has this id, or stands in a file of this name.

    The files come in their order: the workspace's before those that ship. Raises RuleMistakes where the
    file of this name has mistakes, UsageMistake where there is no such rule set.
    """
    read: list[RuleFile] = []
    for _origin, group in groupby(files, key=lambda file: file[1]):
        paths = list(group)
        for path, _same_origin in paths:
            if path.stem == rule_set:
                return load_file(path)
        read += read_files(paths)
        found = next((each.loaded for each in read if each.loaded and each.loaded.rules.id == rule_set), None)
        if found:
            return found
    known = join_names(sorted({file.loaded.rules.id for file in read if file.loaded}))
    raise UsageMistake(
        _("There is no rule set {rule_set} (give an id, not a file). There are: {known}").format(
            rule_set=rule_set, known=known
        )
    )


def find_in_force(standard: str, day: date, files: Iterable[tuple[Path, str]]) -> LoadedRules | None:
    """Return the version of a standard that is in force on a day, None where there is no such standard.

    The workspace's come before those that ship; of several in force, the one that began last counts. Raises
    UsageMistake where there are versions, but none is in force.
    """
    versions = [
        each.loaded
        for each in read_files(files)
        if each.loaded and standard in (each.loaded.rules.standard, each.loaded.rules.id)
    ]
    if not versions:
        return None
    valid = [each for each in versions if is_in_force(each.rules, day)]
    if not valid:
        known = join_names(
            f"{each.rules.id} ({each.rules.valid_from} - {each.rules.valid_until or ''})" for each in versions
        )
        raise UsageMistake(
            _("No version of {standard} is in force on {day}. There are: {known}").format(
                standard=standard, day=day, known=known
            )
        )
    return max(valid, key=lambda each: each.rules.valid_from)


def is_in_force(rules: RuleSet, day: date) -> bool:
    """Tell whether a rule set is in force on a day."""
    return rules.valid_from <= day <= (rules.valid_until or date.max)
