"""How each step is done on the command line: the command to type, or the option to add."""

from __future__ import annotations

from collections.abc import Iterable

from cultivation.commands.pool_named import in_this_pool, pool_here
from cultivation.errors import CultivationError, Refused
from cultivation.findings import Finding
from cultivation.language import N_, _, current, join_names
from cultivation.steps import Act, Step

# The command that takes the step; shown after "First:", and as the next step of a year.
COMMANDS: dict[Act, str] = {
    Act.MAKE_RECORD: N_("cultivation init {place}"),
    Act.VERIFY_RECORD: N_("cultivation audit verify"),
    Act.REBUILD_TABLES: N_("cultivation audit rebuild"),
    Act.SET_ASIDE: N_("cultivation audit quarantine --from {number} --reason TEXT"),
    Act.EXPLAIN_CLOCK: N_("cultivation audit clock --reason TEXT"),
    Act.NAME_DEMO_FOLDER: N_("cultivation demo DIR"),
    Act.OPEN: N_("cultivation open {year} --rules ID"),
    Act.OPEN_NEXT: N_("cultivation open {year}"),
    Act.INTAKE: N_("cultivation intake {year} FOLDER"),
    Act.WRITE_APPLICATION_TEMPLATE: N_("cultivation rules template ID -o FILE"),
    Act.CORRECT: N_("cultivation correct"),
    Act.SETTLE_DIFFERENCES: N_(
        "cultivation verify settle {year} ENTERPRISE FIELD --take filed|register --reason TEXT"
    ),
    Act.SCORE: N_("cultivation score {year}"),
    Act.CHECK_CONSISTENCY: N_("cultivation consistency {year}"),
    Act.DRAW_VISITS: N_("cultivation visits draw {year}"),
    Act.RECORD_VISITS: N_("cultivation visits import {year} FOLDER"),
    Act.PROPOSE: N_("cultivation propose {year}"),
    Act.GIVE_NOTICE: N_("cultivation notice {year} --from DATE --until DATE"),
    Act.RESOLVE: N_("cultivation resolve {year} {number} --upheld|--dismissed --text TEXT"),
    Act.TAKE_UP: N_("cultivation received list {year}"),
    Act.REQUEST_OPINIONS: N_("cultivation opinions request {year} -o FOLDER"),
    Act.IMPORT_OPINIONS: N_("cultivation opinions import {year} FILE"),
    Act.CLOSE_OPINIONS: N_("cultivation opinions close {year}"),
    Act.SHOW_DUE: N_("cultivation due {year}"),
    Act.LIST_GROUP: N_("cultivation meeting group FILE"),
    Act.WRITE_GROUP_TEMPLATE: N_("cultivation meeting group FILE --template"),
    Act.WRITE_MEETING_SHEET: N_("cultivation meeting book {year} -o FILE --sheet FILE"),
    Act.RECORD_MEETING: N_("cultivation meeting record {year} FILE"),
    Act.DECIDE: N_("cultivation decide {year} --document NUMBER --as NAME"),
    Act.PROPOSE_REVERSAL: N_("cultivation reverse {year} --document NUMBER --reason TEXT"),
    Act.APPROVE_REVERSAL: N_("cultivation reverse {year} --approve --as NAME"),
    Act.ANSWER_APPEAL: N_(
        "cultivation appeal resolve {year} {number} --dismiss --document NUMBER --reason TEXT"
    ),
    Act.APPROVE_CORRECTION: N_("cultivation appeal approve {year} {number} --as NAME"),
    Act.ISSUE_CERTIFICATES: N_("cultivation certificates issue {year}"),
    Act.SEAL: N_("cultivation audit seal {year}"),
    Act.WRITE_SHORTLIST: N_("cultivation shortlist {year} -o shortlist_{year}.xlsx"),
    Act.LIST_EXPERTS: N_("cultivation panel experts {year} FILE"),
    Act.WRITE_EXPERT_TEMPLATE: N_("cultivation panel experts {year} FILE --template"),
    Act.ASSIGN: N_("cultivation panel assign {year} --each NUMBER"),
    Act.WRITE_MARKS_WORKBOOK: N_("cultivation panel template {year}"),
    Act.TAKE_MARKS: N_("cultivation panel import {year} FOLDER"),
    Act.SHOW_PANEL: N_("cultivation panel show {year}"),
    Act.WRITE_SUPPORT_TEMPLATE: N_("cultivation support template -o FILE"),
    Act.CANCEL_SUPPORT: N_("cultivation support cancel"),
    Act.WRITE_REGISTER_TEMPLATE: N_("cultivation registers template REGISTER -o FILE"),
    Act.GRANT_ROLE: N_("cultivation accounts grant ACCOUNT ROLE --document NUMBER"),
}
# What to add to the same command.
OPTIONS: dict[Act, str] = {
    Act.NAME_DATABASE: N_("--database URL"),
    Act.GIVE_PASSWORD: N_("--password TEXT"),
    Act.TAKE_INSTEAD: N_("--supersede"),
    Act.ADMIT_LATE: N_("--late-by NUMBER"),
    Act.LOOK_BACK: N_("--as-of DATE"),
    Act.DECIDE_DESPITE: N_("--despite TEXT"),
    Act.GIVE_DATE_REASON: N_("--date-reason TEXT"),
    Act.ADMIT_ABOVE_CAPACITY: N_("--above-capacity"),
    Act.SAY_WHO: N_("--as NAME"),
    Act.GO_UNAUTHENTICATED: N_("--unauthenticated REASON"),
    Act.GIVE_REASON: N_("--reason TEXT"),
    Act.SAY_HOW_MANY: N_("--each {number}"),
    Act.CONFIRM_EMPTY: N_("--empty"),
    Act.LEAVE_OUT_SHEET: N_("--leave-out SHEET"),
    Act.NAME_OFFICE: "{names}",
}
# The option that says one of the things that `Step.names` lists.
SETTINGS = {
    "organisation": "--by",
    "contact": "--contact",
    "address": "--address",
    "phone": "--phone",
    "until": "--until",
}


def command_line(step: Step, pool: str | None = None) -> str:
    """Return what to type: the command, or the option to add; a gap is filled with a word in capitals.

    It is typed in the pool in which the command works, unless another is named.
    """
    text = _(COMMANDS.get(step.act) or OPTIONS[step.act])
    filled = text.format(
        year=_("YEAR") if step.year is None else step.year,
        number=_("NUMBER") if step.number is None else step.number,
        place=step.place,
        names=join_names(SETTINGS[name] for name in step.names),
    )
    return in_this_pool(filled.rstrip(), pool_here() if pool is None else pool)


def hint(step: Step, missing: bool = False) -> str:
    """Say how a step is done; one that is missing comes before what was asked for."""
    if step.act in OPTIONS:
        sentence = _("Add: {command}")
    else:
        sentence = _("First: {command}") if missing else _("Run: {command}")
    return sentence.format(command=command_line(step))


def worded(error: CultivationError) -> str:
    """Return what is shown of an error: its sentence, and how to do what it asks for."""
    hints = [hint(error.step, isinstance(error, Refused))] if error.step else []
    hints += [hint(each) for each in error.also]
    return joined(error.message, [*hints, *helping(error.findings)])


def advised(finding: Finding) -> str:
    """Return what a finding says, with the command that helps."""
    return joined(f"{finding.message()} {finding.advice()}", helping([finding]))


def helping(findings: Iterable[Finding]) -> list[str]:
    """Name the commands that help with findings, each once."""
    return list(dict.fromkeys(hint(step) for each in findings for step in each.steps))


def joined(sentence: str, hints: Iterable[str]) -> str:
    """Put hints behind a sentence; behind several lines they have lines of their own."""
    between = "\n" if "\n" in sentence else "" if current() == "zh" else " "
    return between.join((sentence, *hints))
