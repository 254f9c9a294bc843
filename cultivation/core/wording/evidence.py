"""What became of a file of evidence, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.findings import PROBLEMS
from cultivation.language import N_, _, join_names

OUTCOMES = {
    "taken": N_("taken"),
    "known": N_("known already"),
    "refused": N_("refused"),
    "passed_over": N_("passed over: a system or lock file"),
}
REFUSALS = {
    "no_enterprise": N_("its name begins with no code and no name of an enterprise on record"),
    "several_enterprises": N_("its name may mean several enterprises: {names}; begin it with the code"),
    "shortened_name": N_("its name may mean {names}; write the whole name, or the code"),
    "not_applied": N_("{names} did not apply in this year"),
    "no_pdf": N_("it is not a PDF"),
    "program": N_("it is a program, not a paper"),
    "other_content": N_("its content is of another kind than its name says"),
}
SHOWN = 5  # names in a sentence


def refusal_text(problem: str, candidates: Sequence[str]) -> str:
    """Say why a file was not taken; what the system says stands as it is."""
    if not problem:
        return ""
    names = join_names([*candidates[:SHOWN], *(["..."] if len(candidates) > SHOWN else [])])
    return _(REFUSALS.get(problem) or PROBLEMS.get(problem) or problem).format(names=names)
