"""The proposal and its approval: propose, decide."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cultivation import review
from cultivation.commands.approving import Signing, signing_options, write_to_sign
from cultivation.commands.context import (
    DATE,
    Context,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.decision_preview import print_preview
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.steps import command_line
from cultivation.core.explanation.quota_cut_lines import cells_of
from cultivation.core.pool.proposal import Action, Line
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.reasons import action_text, lists_text, reason_text
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.cut_lines import cell_rows, cells_json
from cultivation.queries.status import status_of
from cultivation.queries.year import State
from cultivation.review.approval import Noting, demanded
from cultivation.review.decision import DecisionOptions


@command(
    "propose",
    _("Propose who enters, stays and leaves, and the reserve list."),
    "cultivation propose 2016 --as 王芳",
)
@click.argument("year", type=int)
@dry_run_option
@format_option
@pass_command_context
def propose(context: Context, year: int, dry_run: bool, form: str) -> None:
    """Propose."""
    proposed = review.propose_year(context.record, context.actor, year, dry_run)
    grounds = {line.id: line.gates_failed for line in proposed.table.lines}
    cells = cells_of(proposed.lines, proposed.table, proposed.rules)
    cut_lines = cells_json(cells, proposed.table, proposed.rules)
    more: dict[str, Any] = {"cut_lines": cut_lines} if proposed.rules.pool.quotas else {}
    more |= {"listed": proposed.listed, "proposal_digest": proposed.digest}
    print_lines(form, year, proposed.lines, proposed.rules, grounds, more)
    if form == "table" and cells:
        headers, rows = cell_rows(cells, proposed.table, proposed.rules)
        print_table(headers, rows, _("Cut lines under the quotas"))
    for line in (each for each in proposed.lines if each.id in proposed.listed):
        context.say(
            _("Doubtful: {name} ({code}) is on a list that the rules do not treat as a veto: {lists}").format(
                name=line.name,
                code=line.id,
                lists=lists_text(proposed.listed[line.id], proposed.rules.list_kinds),
            )
        )
    context.say(dry(_counts(proposed.lines), dry_run))
    context.say(_("SHA-256 of the proposal: {digest}").format(digest=proposed.digest))
    context.say(
        _("Next, by another person: cultivation decide {year} --document NUMBER --as NAME").format(year=year)
    )


def print_lines(
    form: str,
    year: int,
    lines: Sequence[Line],
    rules: RuleSet,
    grounds: dict[str, tuple[str, ...]],
    more: dict[str, Any],
) -> None:
    """Print the lines of a proposal or decision."""
    headers = [_("place"), _("code"), _("enterprise"), _("outcome"), _("reason")]
    sentences = {line.id: reason_text(line, rules, grounds.get(line.id, ())) for line in lines}
    rows = [[line.rank, line.id, line.name, action_text(line.action), sentences[line.id]] for line in lines]
    said = [{**line.to_record(), "reason": sentences[line.id]} for line in lines]
    data = {"year": year, "lines": said, **more}
    print_result(form, headers, rows, data)


def _counts(lines: Sequence[Line]) -> str:
    count = Counter(line.action for line in lines)
    return _("{enter} enter, {stay} stay, {exit} leave; {reserve} on the reserve list.").format(
        enter=count[Action.ENTER],
        stay=count[Action.STAY],
        exit=count[Action.EXIT],
        reserve=sum(line.reserve_place is not None for line in lines),
    )


@command(
    "decide",
    _("Record the approval of the proposal. The approver must not be the proposer."),
    "cultivation decide 2016 --document 昆新兴〔2016〕3号 --as 李强\n"
    "cultivation decide 2016 --document 昆新兴〔2016〕3号 --as 李强 --sign liqiang.pem",
)
@click.argument("year", type=int)
@click.option("--document", required=True, metavar="NUMBER", help=_("The number of the deciding document."))
@click.option("--date", "on", type=DATE, metavar="DATE", help=_("The date of the decision; default: today."))
@click.option(
    "--override",
    "overrides",
    multiple=True,
    metavar="ENTERPRISE=ACTION",
    help=_("Override the proposal for one enterprise: enter, stay or exit. Each needs a --reason."),
)
@click.option(
    "--reason", "reasons", multiple=True, metavar="TEXT", help=_("Why; one for each --override, in order.")
)
@click.option(
    "--despite", default="", metavar="TEXT", help=_("Why the decision is made although marks are missing.")
)
@click.option(
    "--proposal",
    default="",
    metavar="SHA-256",
    help=_("The proposal that you saw, or the first 12 digits at least; another one is refused."),
)
@click.option(
    "--date-reason",
    default="",
    metavar="TEXT",
    help=_("Why a decision taken before its proposal was on record is recorded only now."),
)
@signing_options
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@dry_run_option
@format_option
@pass_command_context
def decide(
    context: Context,
    /,
    year: int,
    document: str,
    on: datetime | None,
    overrides: Sequence[str],
    reasons: Sequence[str],
    despite: str,
    proposal: str,
    date_reason: str,
    yes: bool,
    dry_run: bool,
    form: str,
    **said: Path | None,
) -> None:
    """Decide."""
    signing = Signing(**said)
    approve, noted = signing.approve(), Noting()
    wanted = paired_overrides(overrides, reasons)
    day = on.date() if on else date.today()
    if not document.strip():
        raise UsageMistake(_("The document number must not be empty."))
    given = (year, document, day, wanted)
    options = DecisionOptions(despite.strip(), date_reason.strip(), proposal.strip(), noted)
    decided = review.decide(context.record, context.actor, *given, dry_run=True, options=options)
    context.say(_counts(decided.lines))
    print_preview(context, decided)
    for each in decided.list_doubts:
        context.say(each.text)
    if signing.to_sign:
        write_to_sign(context, signing.to_sign, noted.decision)
        return
    signed = demanded(approve, context.record.approvers())(noted.decision)
    if not dry_run:
        if not yes and sys.stdin.isatty():
            click.confirm(
                _("Record this decision? Afterwards it can only be reversed by a new entry."),
                abort=True,
                err=True,
            )
        options = replace(options, seen=signed.proposal_digest or "", approve=approve)
        decided = review.decide(context.record, context.actor, *given, options=options)
    print_result(form, [_("decision"), ""], _decision_rows(decided), decided.to_json())
    if signed.key_fingerprint:
        context.say(_("Signed with the key {fingerprint}.").format(fingerprint=signed.key_fingerprint))
    if dry_run:
        context.say(dry("", dry_run).strip())
    else:
        _say_next(context, year)


def _say_next(context: Context, year: int) -> None:
    """Name the step that `status` names."""
    with context.record.reading() as reader:
        following = status_of(State(reader).year(year), ()).next
    context.say(_("Next: {command}").format(command=command_line(following)))


def _decision_rows(decided: review.Decided) -> list[tuple[str, object]]:
    return [
        (_("year"), decided.year),
        (_("document"), decided.document),
        (_("date"), decided.date.isoformat()),
        (_("proposed by"), decided.proposer),
        (_("approved by"), decided.approver),
        (_("entries"), len(decided.entered)),
        (_("exits"), len(decided.left)),
        (_("members"), decided.pool_size),
    ]


def paired_overrides(overrides: Sequence[str], reasons: Sequence[str]) -> dict[str, tuple[Action, str]]:
    """Pair each override with its reason."""
    if len(overrides) != len(reasons) or not all(reason.strip() for reason in reasons):
        raise UsageMistake(_("Each --override needs its own --reason."))
    wanted: dict[str, tuple[Action, str]] = {}
    for override, reason in zip(overrides, reasons, strict=True):
        enterprise, equals, action = override.rpartition("=")
        if not equals or action not in ("enter", "stay", "exit"):
            raise UsageMistake(
                _("--override {override}: write ENTERPRISE=enter, =stay or =exit.").format(override=override)
            )
        if enterprise in wanted:
            raise UsageMistake(
                _("{name} is named by two overrides; keep one of them.").format(name=enterprise)
            )
        wanted[enterprise] = (Action(action), reason)
    return wanted
