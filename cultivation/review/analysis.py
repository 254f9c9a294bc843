"""What is looked into beside the points, and kept with the year: computed from one state, then written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cultivation.queries.challenge import RankingChallenged, challenge_of
from cultivation.queries.robustness import RobustnessChecked, RobustnessOptions, robustness_of
from cultivation.queries.year import State
from cultivation.record import entries
from cultivation.record.store import Record
from cultivation.review.results import keep, last_of


def check_robustness(
    record: Record,
    actor: str,
    year: int,
    options: RobustnessOptions,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> RobustnessChecked:
    """Vary the weights of a scored year, and keep the result; the same result again adds nothing."""
    with record.reading() as reader:
        checked, after = robustness_of(State(reader).year(year), options, progress), last_of(reader)
    libraries, result = ("numpy", "scipy"), checked.to_record()
    keep(record, actor, checked.table, entries.RobustnessComputed, result, libraries, dry_run, after)
    return checked


def challenge_ranking(
    record: Record,
    actor: str,
    year: int,
    dry_run: bool = False,
    further: Sequence[str] = (),
    few: bool = False,
) -> RankingChallenged:
    """Rank a scored year by other weights and methods, by further ones of pymcdm, too, and keep the result.

    `few` keeps one of too few to compare, too, as earlier editions did.
    """
    with record.reading() as reader:
        challenged, after = challenge_of(State(reader).year(year), further, few), last_of(reader)
    libraries = ("numpy", *(("pymcdm",) if challenged.further else ()), "scikit-learn", "scipy")
    result = challenged.to_record()
    keep(record, actor, challenged.table, entries.RankingChallenged, result, libraries, dry_run, after)
    return challenged
