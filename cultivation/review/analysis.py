"""What is looked into beside the points, and kept with the year: computed from one state, then written."""

from __future__ import annotations

from collections.abc import Callable

from cultivation.queries.challenge import RankingChallenged, challenge_of
from cultivation.queries.robustness import RobustnessChecked, RobustnessOptions, robustness_of
from cultivation.queries.year import State
from cultivation.record import entries
from cultivation.record.store import Record
from cultivation.review.results import keep


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
        checked = robustness_of(State(reader).year(year), options, progress)
    libraries = ("numpy", "SALib")
    keep(record, actor, checked.table, entries.RobustnessComputed, checked.to_record(), libraries, dry_run)
    return checked


def challenge_ranking(record: Record, actor: str, year: int, dry_run: bool = False) -> RankingChallenged:
    """Rank a scored year by other weights and methods, and keep the result."""
    with record.reading() as reader:
        challenged = challenge_of(State(reader).year(year))
    libraries = ("numpy", "pymcdm", "scikit-learn", "scipy")
    keep(
        record, actor, challenged.table, entries.RankingChallenged, challenged.to_record(), libraries, dry_run
    )
    return challenged
