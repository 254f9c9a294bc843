"""The steps of the year: open, intake, correct, score, propose, decide."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cultivation import review
from cultivation.commands.cut_lines import cell_rows, cells_json
from cultivation.commands.desk import Desk, command, dry, dry_run_option, format_option, pass_desk
from cultivation.commands.files import file_json, limits_of, print_intake, workbooks, write_back
from cultivation.commands.printing import needs_a_look, print_findings, print_result, print_table, progress
from cultivation.errors import UsageMistake
from cultivation.explanation.cells import cells_of
from cultivation.explanation.quota_text import broken_text
from cultivation.explanation.reasons import action_text, grounds_text, lists_text, reason_text
from cultivation.language import _, current
from cultivation.pool.proposal import Action, Line
from cultivation.questions import standard_before
from cultivation.rules.finding import find_in_force, find_rules, read_files
from cultivation.rules.loading import LoadedRules
from cultivation.rules.model import RuleSet
from cultivation.scoring.score_table import ScoreTable
from cultivation.workspace import DEFAULT_RULES

__all__ = ["DATE", "correct", "decide", "dry", "intake", "open_year", "print_lines", "propose", "score"]

DATE = click.DateTime(["%Y-%m-%d"])


@command(
    "open",
    _("Open a review year with a rule set and a data cut-off."),
    _(
        "cultivation open 2016 --rules kunshan_top100_2016\n"
        "cultivation open 2027 --rules zjtx_sme                # the version in force at the cut-off\n"
        "cultivation open 2017                                 # the standard of the year before"
    ),
)
@click.argument("year", type=int)
@click.option(
    "--rules",
    "rule_set",
    metavar="ID",
    help=_(
        "The rule set, or a standard, of which the version in force is taken; default: as the year before."
    ),
)
@click.option(
    "--cutoff", type=DATE, metavar="DATE", help=_("Until when facts count; default: 31 December of the year.")
)
@dry_run_option
@pass_desk
def open_year(desk: Desk, year: int, rule_set: str, cutoff: datetime | None, dry_run: bool) -> None:
    """Open a review year."""
    if not 1900 <= year <= 9999:
        raise UsageMistake(_("{year} is not a year.").format(year=year))
    day = cutoff.date() if cutoff else date(year, 12, 31)
    loaded = _rules_for(desk, year, rule_set, day)
    opened = review.open_year(desk.record, desk.actor, year, loaded, day, dry_run)
    sentence = _("{year} is open under {rule_set}, version {version}, data cut-off {cutoff}.").format(
        year=year, rule_set=opened.rule_set, version=opened.version, cutoff=opened.cutoff
    )
    click.echo(dry(sentence, dry_run))
    if not dry_run:
        desk.say(_("Next: cultivation intake {year} FOLDER").format(year=year))


def _rules_for(desk: Desk, year: int, wanted: str | None, day: date) -> LoadedRules:
    """Return the rule set of an id; of a standard, the version that is in force, and say which."""
    files = list(desk.workspace.rule_files())
    if wanted is None:
        with desk.record.reading() as reader:
            wanted = standard_before(reader, year) or DEFAULT_RULES
    found = find_in_force(wanted, day, files) if not _is_file_or_id(wanted, files) else None
    if found is None:
        return find_rules(wanted, files)
    desk.say(
        _("Of {standard}, {rule_set} is in force on {day}.").format(
            standard=wanted, rule_set=found.rules.id, day=day
        )
    )
    return found


def _is_file_or_id(wanted: str, files: Sequence[tuple[Path, str]]) -> bool:
    """Tell whether a rule set itself is named; a file with mistakes is told of when it is read."""
    return any(path.stem == wanted for path, _origin in files) or any(
        each.loaded is not None and each.loaded.rules.id == wanted for each in read_files(files)
    )


@command(
    "intake",
    _("Read workbooks, and all those of folders, into a review year."),
    "cultivation intake 2016 inbox/\n"
    "cultivation intake 2016 inbox/ --returned answers/\n"
    "cultivation intake 2016 corrected.xlsx --supersede",
)
@click.argument("year", type=int)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--returned",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Write each file with findings back into this folder, marked, to be sent back."),
)
@click.option(
    "--supersede",
    is_flag=True,
    help=_("Where an enterprise was received before with other values, let the later file win."),
)
@click.option("--password", metavar="TEXT", help=_("The password of protected workbooks."))
@click.option(
    "--late-by",
    default="",
    metavar="NUMBER",
    help=_("The document that lets applications in after the proposal was made public."),
)
@dry_run_option
@format_option
@click.pass_context
def intake(
    ctx: click.Context,
    year: int,
    paths: Sequence[Path],
    returned: Path | None,
    supersede: bool,
    password: str | None,
    late_by: str,
    dry_run: bool,
    form: str,
) -> None:
    """Take in workbooks."""
    desk = ctx.ensure_object(Desk)
    files = list(workbooks(paths))
    handling = review.Handling(supersede, password, limits_of(desk.workspace.limits), late_by.strip())
    read: list[Path] = []

    def one_more(path: Path) -> None:
        read.append(path)
        done(len(read))

    with progress(desk, _("workbooks"), len(files)) as done:
        results = review.intake(desk.record, desk.actor, year, files, dry_run, one_more, handling)
    findings = [finding for result in results for finding in result.findings]
    headers = (_("file"), _("accepted"), _("rejected"), _("findings"))
    rows = [(each.name, each.accepted, each.rejected, len(each.findings)) for each in results]
    data = {"year": year, "files": [file_json(each) for each in results]}
    print_result(form, headers, rows, data)
    if form == "table":
        print_intake(results, desk.verbose)
    accepted, rejected = sum(each.accepted for each in results), sum(each.rejected for each in results)
    sentence = _("{accepted} applications accepted, {rejected} rejected.").format(
        accepted=accepted, rejected=rejected
    )
    desk.say(dry(sentence, dry_run))
    if returned is not None:
        desk.say(
            _("{number} files to send back are in {folder}.").format(
                number=write_back(results, returned), folder=returned
            )
        )
    if accepted and not dry_run:
        desk.say(_("Next: cultivation score {year}").format(year=year))
    ctx.exit(1 if needs_a_look(findings) else 0)


@command(
    "correct",
    _("Correct one value of an application; the evidence goes on record."),
    'cultivation correct 2016 昆山辉铄 rd_expenditure 1234.5 --evidence "审计报告第12页"',
    ignore_unknown_options=True,  # a loss is a negative value, and no option
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.argument("field")
@click.argument("value")
@click.option("--evidence", required=True, metavar="TEXT", help=_("What proves the new value."))
@dry_run_option
@pass_desk
def correct(
    desk: Desk, year: int, enterprise: str, field: str, value: str, evidence: str, dry_run: bool
) -> None:
    """Correct a value."""
    if not evidence.strip():
        raise UsageMistake(_("The evidence must not be empty."))
    done = review.correct(desk.record, desk.actor, year, enterprise, field, value, evidence, dry_run)
    sentence = _("{name}: {field} was {previous} and is now {value}.").format(
        name=done.name, field=done.field, previous=done.previous or "-", value=done.value or "-"
    )
    click.echo(dry(sentence, dry_run))
    for match in done.matches:
        desk.say(
            _(
                "{match} was computed from the text before; if it changes, too, correct {match} as well."
            ).format(match=match)
        )
    desk.say(_("Next: cultivation score {year}").format(year=year))


@command("score", _("Compute gates, points and places of all applications."), "cultivation score 2016")
@click.argument("year", type=int)
@dry_run_option
@format_option
@pass_desk
def score(desk: Desk, year: int, dry_run: bool, form: str) -> None:
    """Score a year."""
    scored = review.score(desk.record, desk.actor, year, dry_run)
    table = scored.table
    headers, rows = score_rows(table, scored.rules)
    print_result(form, headers, rows, table.to_json())
    if form == "table":
        print_findings(scored.findings, notes=desk.verbose)
    eligible = sum(line.eligible for line in table.lines)
    sentence = _("{number} applications, {eligible} eligible; digest of the scores {digest}.").format(
        number=len(table.lines), eligible=eligible, digest=table.digest[:12]
    )
    desk.say(dry(sentence, dry_run))
    if not dry_run:
        if scored.rules.criterion_of_mark and any(line.provisional for line in table.lines):
            desk.say(_("Marks are missing. Next: cultivation panel experts {year} FILE").format(year=year))
        desk.say(_("Next: cultivation propose {year}").format(year=year))


def score_rows(table: ScoreTable, rules: RuleSet) -> tuple[list[str], list[list[Any]]]:
    """Return the ranked list by dimension, for a terminal."""
    language = current()
    dimensions = [dimension.text(language) for dimension in rules.dimensions.values()]
    headers = [_("place"), _("code"), _("enterprise"), _("total"), *dimensions, _("remark")]
    rows = []
    for line in table.lines:
        sums = [line.dimension_units(key, dimension) for key, dimension in rules.dimensions.items()]
        remark = grounds_text(line.gates_failed, rules)
        points = [table.points(units) for units in (line.total, *sums)]
        rows.append([line.rank, line.id, line.name, *points, remark])
    return headers, rows


@command(
    "propose",
    _("Propose who enters, stays and leaves, and the reserve list."),
    "cultivation propose 2016 --as 王芳",
)
@click.argument("year", type=int)
@dry_run_option
@format_option
@pass_desk
def propose(desk: Desk, year: int, dry_run: bool, form: str) -> None:
    """Propose."""
    proposed = review.propose_year(desk.record, desk.actor, year, dry_run)
    grounds = {line.id: line.gates_failed for line in proposed.table.lines}
    cells = cells_of(proposed.lines, proposed.table, proposed.rules)
    cut_lines = cells_json(cells, proposed.table, proposed.rules)
    more = {"cut_lines": cut_lines} if proposed.rules.pool.quotas else {}
    print_lines(form, year, proposed.lines, proposed.rules, grounds, {**more, "listed": proposed.listed})
    if form == "table" and cells:
        headers, rows = cell_rows(cells, proposed.table, proposed.rules)
        print_table(headers, rows, _("Cut lines under the quotas"))
    for line in (each for each in proposed.lines if each.id in proposed.listed):
        desk.say(
            _("Doubtful: {name} ({code}) is on a list that the rules take for no veto: {lists}").format(
                name=line.name, code=line.id, lists=lists_text(proposed.listed[line.id])
            )
        )
    desk.say(dry(_counts(proposed.lines), dry_run))
    desk.say(
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
    _("Record the approval of the proposal. The approver is another person than the proposer."),
    "cultivation decide 2016 --document 昆新兴〔2016〕3号 --as 李强",
)
@click.argument("year", type=int)
@click.option("--document", required=True, metavar="NUMBER", help=_("The number of the deciding document."))
@click.option("--date", "on", type=DATE, metavar="DATE", help=_("The date of the decision; default: today."))
@click.option(
    "--override",
    "overrides",
    multiple=True,
    metavar="ENTERPRISE=ACTION",
    help=_("Decide otherwise than proposed: enter, stay or exit. Needs --reason, one for each."),
)
@click.option(
    "--reason", "reasons", multiple=True, metavar="TEXT", help=_("Why; one for each --override, in order.")
)
@click.option(
    "--despite", default="", metavar="TEXT", help=_("Why it is decided although marks are missing.")
)
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@dry_run_option
@format_option
@pass_desk
def decide(
    desk: Desk,
    year: int,
    document: str,
    on: datetime | None,
    overrides: Sequence[str],
    reasons: Sequence[str],
    despite: str,
    yes: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Decide."""
    wanted = _overrides(overrides, reasons)
    day = on.date() if on else date.today()
    if not document.strip():
        raise UsageMistake(_("The document number must not be empty."))
    decided = review.decide(desk.record, desk.actor, year, document, day, wanted, True, despite.strip())
    _print_preview(desk, decided)
    if not dry_run:
        if not yes and sys.stdin.isatty():
            click.confirm(
                _("Record this decision? Afterwards only a new entry takes it back."), abort=True, err=True
            )
        decided = review.decide(desk.record, desk.actor, year, document, day, wanted, False, despite.strip())
    data = _decision_json(decided)
    print_result(form, [_("decision"), ""], _decision_rows(decided), data)
    if dry_run:
        desk.say(dry("", dry_run).strip())
    else:
        desk.say(_("Next: cultivation shortlist {year} -o shortlist_{year}.xlsx").format(year=year))


def _print_preview(desk: Desk, decided: review.Decided) -> None:
    """Name who enters, who leaves and what is decided otherwise than proposed, before anything is written."""
    lines = decided.lines
    desk.say(_counts(lines))
    groups = (
        (_("Entries: {names}"), [each for each in lines if each.action is Action.ENTER]),
        (_("Exits: {names}"), [each for each in lines if each.action is Action.EXIT]),
        (_("Otherwise than proposed: {names}"), [each for each in lines if each.override]),
    )
    for sentence, several in groups:
        if several:
            desk.say(sentence.format(names=", ".join(each.name for each in several)))
    if decided.broken:
        desk.say(
            _("By what is decided otherwise, quotas are not kept to: {quotas}").format(
                quotas=broken_text(decided.broken, decided.rules)
            )
        )


def _decision_json(decided: review.Decided) -> dict[str, Any]:
    return {
        "year": decided.year,
        "document": decided.document,
        "date": decided.date.isoformat(),
        "proposer": decided.proposer,
        "approver": decided.approver,
        "entered": list(decided.entered),
        "left": list(decided.left),
        "pool_size": decided.pool_size,
    }


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


def _overrides(overrides: Sequence[str], reasons: Sequence[str]) -> dict[str, tuple[Action, str]]:
    """Pair each override with its reason."""
    if len(overrides) != len(reasons) or not all(reason.strip() for reason in reasons):
        raise UsageMistake(_("Each --override needs a --reason of its own."))
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
