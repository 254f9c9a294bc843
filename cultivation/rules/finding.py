"""Finding a rule set by its id among files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    read = []
    for path, origin in files:
        if path.stem == rule_set:
            return load_file(path)
        read += read_files([(path, origin)])
        found = read[-1].loaded
        if found and found.rules.id == rule_set:
            return found
    known = ", ".join(sorted({file.loaded.rules.id for file in read if file.loaded}))
    raise UsageMistake(
        _("There is no rule set {rule_set}. There are: {known}").format(rule_set=rule_set, known=known)
    )
