"""Finding a rule set by its id among files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.rules.loading import LoadedRules, load_file


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
    known = ", ".join(sorted({file.loaded.rules.id for file in read if file.loaded}))
    raise UsageMistake(
        _("There is no rule set {rule_set} (an id is wanted, not a file). There are: {known}").format(
            rule_set=rule_set, known=known
        )
    )
