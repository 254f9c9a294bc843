"""Doubts about a rule set that a past year's applications give."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.explanation.deciding_nothing import deciding_nothing
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.vocabularies import Vocabulary
from cultivation.core.rules.yaml_reader import read_yaml
from cultivation.queries.rehearsal import read_under, scored_under
from cultivation.queries.year import Year


def doubts_in(year: Year, loaded: LoadedRules, vocabularies: Mapping[str, Vocabulary]) -> list[Mistake]:
    """Return what the applications of a year say about a rule set, by line.

    Raises Refused where the year has no applications, or these rules do not know a choice that was filed.
    """
    read = read_under(year, loaded, vocabularies)
    found = deciding_nothing(scored_under(year, loaded, read), loaded.rules, read.missing)
    line_of = read_yaml(loaded.content.decode("utf-8-sig")).line_of
    doubts = [Mistake(code, line_of(path), path, details) for code, path, details in found]
    return sorted(doubts, key=lambda doubt: (doubt.line, doubt.place))
