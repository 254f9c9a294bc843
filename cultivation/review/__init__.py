"""The steps of the review year. This is the only room that opens a transaction to write.

Each step takes the record and the person who acts, does all or nothing, and with `dry_run` does
everything but keep it. A step out of order is refused, and the missing step named.
"""

from cultivation.review.analysing import (
    Challenged,
    Checked,
    Trial,
    challenge_ranking,
    check_robustness,
)
from cultivation.review.assessing import Scored, score
from cultivation.review.deciding import Decided, Proposed, decide, propose_year
from cultivation.review.opening import OpenedYear, create, move, open_year, rebuild
from cultivation.review.receiving import Correction, Handling, correct, intake
from cultivation.review.visiting import Looked, flag_record, look_for_flags, verify_flag

__all__ = [
    "Challenged",
    "Checked",
    "Correction",
    "Decided",
    "Handling",
    "Looked",
    "OpenedYear",
    "Proposed",
    "Scored",
    "Trial",
    "challenge_ranking",
    "check_robustness",
    "correct",
    "create",
    "decide",
    "flag_record",
    "intake",
    "look_for_flags",
    "move",
    "open_year",
    "propose_year",
    "rebuild",
    "score",
    "verify_flag",
]
