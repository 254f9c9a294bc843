"""`audit`: the record itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from cultivation import review
from cultivation.canonical import without_surrogates
from cultivation.commands.context import (
    DATE,
    Context,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
    with_password,
)
from cultivation.commands.output_files import writing_whole
from cultivation.commands.printing import print_result, progress
from cultivation.commands.program import AUDIT_COMMANDS, lazy_group
from cultivation.language import _, join_names
from cultivation.queries.dossier.identity import identity_of
from cultivation.queries.entry_names import about, how_made, kind_text
from cultivation.queries.log import LogFilter, entries_wanted, kind_named, persons
from cultivation.queries.year import year_in
from cultivation.record.actors import acting_of
from cultivation.record.times import is_time

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)

audit = lazy_group("audit", AUDIT_COMMANDS, _("The record: its log, its proof, its tables."))


@command(
    "log",
    _("The entries of the log, the newest last; all, or those that are wanted."),
    "cultivation audit log --last 20\n"
    "cultivation audit log --enterprise 昆山辉铄 --kind application_corrected\n"
    "cultivation audit log --who 王芳 --from 2017-03-01 --until 2017-03-31 -o entries.csv",
)
@click.option(
    "--last", type=click.IntRange(1, 1_000_000_000), metavar="N", help=_("Only the last N entries.")
)
@click.option(
    "--enterprise",
    metavar="ENTERPRISE",
    default="",
    help=_("Only what concerns this enterprise, the steps of its years included."),
)
@click.option("--who", metavar="NAME", default="", help=_("Only what this person recorded."))
@click.option("--kind", metavar="KIND", default="", help=_("Only entries of this kind, by code or name."))
@click.option("--year", type=int, metavar="YEAR", help=_("Only entries of this review year."))
@click.option("--from", "first", type=DATE, metavar="DATE", help=_("Only from this day on."))
@click.option("--until", type=DATE, metavar="DATE", help=_("Only until this day, which counts."))
@format_option
@pass_command_context
def log(
    context: Context,
    last: int | None,
    enterprise: str,
    who: str,
    kind: str,
    year: int | None,
    first: datetime | None,
    until: datetime | None,
    form: str,
) -> None:
    """List the log."""
    days = [day.date() if day else None for day in (first, until)]
    with context.record.reading() as reader:
        firm = identity_of(reader, enterprise) if enterprise.strip() else None
        wanted = LogFilter(firm, who.strip(), kind_named(kind) if kind.strip() else "", year, *days)
        entries = sorted(entries_wanted(reader, wanted, last).entries, key=lambda entry: entry.seq)
        if not entries and not wanted.is_empty:
            context.say(_("No entry matches."))
            if wanted.actor:
                known = join_names(persons(reader))
                context.say(_("Those who have recorded anything: {names}").format(names=known))
    headers = [
        _("number"),
        _("when"),
        _("who"),
        _("what"),
        _("year"),
        _("about"),
        _("way and proof"),
        _("hash"),
    ]
    rows = [
        [
            entry.seq,
            _local(entry.recorded_at) if form == "table" else entry.recorded_at,
            entry.actor,
            kind_text(entry.kind) if form == "table" else entry.kind,
            entry.payload.get("year"),
            about(entry.payload),
            how_made(acting_of(entry.payload)),
            entry.hash[:12] if form == "table" else entry.hash,
        ]
        for entry in entries
    ]
    data = {
        "entries": [
            {
                "seq": entry.seq,
                "recorded_at": entry.recorded_at,
                "actor": entry.actor,
                "kind": entry.kind,
                "payload": entry.payload,
                "prev": entry.prev,
                "hash": entry.hash,
            }
            for entry in entries
        ]
    }
    print_result(form, headers, rows, data)


def _local(recorded_at: str) -> str:
    """A time that is none is shown as it stands; the check of the record finds it."""
    if not is_time(recorded_at):
        return recorded_at
    return f"{datetime.fromisoformat(recorded_at).astimezone():%Y-%m-%d %H:%M:%S}"


@command(
    "rebuild",
    _("Drop all tables derived from the log, rebuild them, and compare."),
    "cultivation audit rebuild",
)
@dry_run_option
@format_option
@click.pass_context
def rebuild(ctx: click.Context, dry_run: bool, form: str) -> None:
    """Rebuild the tables."""
    context = ctx.ensure_object(Context)
    result = review.rebuild(context.record, context.actor, dry_run)
    headers = [_("table"), _("rows"), _("same as before")]
    rows = [[name, table.rows, _("yes") if table.same else _("no")] for name, table in result.tables.items()]
    tables = {name: {"rows": table.rows, "same": table.same} for name, table in result.tables.items()}
    print_result(form, headers, rows, {"ok": result.same, "tables": tables})
    if result.same:
        context.say(_("The tables match the log."))
    elif dry_run:
        context.say(_("Some tables differ from the log. To put them right: cultivation audit rebuild"))
    else:
        context.say(_("Some tables differed from the log; they have been corrected."))
    ctx.exit(0 if result.same else 1)


@command(
    "replay",
    _("Do every step again from documents and received files, and compare byte for byte."),
    "cultivation audit replay\ncultivation audit replay 2017",
)
@click.argument("year", type=int, required=False)
@click.option(
    "--without-analyses",
    is_flag=True,
    help=_("Leave out the analyses that are kept beside the points; they may take long."),
)
@format_option
@click.pass_context
def replay(ctx: click.Context, year: int | None, without_analyses: bool, form: str) -> None:
    """Do the years again."""
    from cultivation.review.replay import replay as replay_steps
    from cultivation.review.replay import replayed_years

    context = ctx.ensure_object(Context)
    if year is not None:
        with context.record.reading() as reader:
            year_in(reader, year)
    with context.record.reading() as reader:
        head = next(iter(reader.entries(limit=1, newest_first=True)), None)
    with progress(context, _("entries"), head.seq if head else 0) as done:
        steps = replay_steps(context.record, year, lambda entry: done(entry.seq), not without_analyses)
    first = next((each for each in steps if not each.same), None)
    headers = [_("entry"), _("year"), _("what"), _("stored"), _("recomputed"), _("same")]
    rows = [
        [
            each.seq,
            each.year,
            kind_text(each.kind),
            each.stored[:12],
            each.recomputed[:12],
            _("yes") if each.same else _("no"),
        ]
        for each in steps
    ]
    data = {
        "ok": first is None,
        "years": replayed_years(steps),
        "first_difference": first and first.to_json(),
    }
    print_result(form, headers, rows, data)
    for each in steps:
        if each.note:
            sentence = _("Entry {seq} ({what}): {note}")
            context.say(sentence.format(seq=each.seq, what=kind_text(each.kind), note=each.note))
    if first is None:
        context.say(_("All {number} steps were recomputed and match the record.").format(number=len(steps)))
    else:
        what = join_names(part for part in (kind_text(first.kind), str(first.year or "")) if part)
        context.say(
            _("The first step that differs is entry {seq} ({what}): {problem}").format(
                seq=first.seq, what=what, problem=first.problem
            )
        )
    ctx.exit(0 if first is None else 1)


@command(
    "export",
    _("Write an archive with which the record can be checked without this program."),
    "cultivation audit export -o record_2017.zip",
)
@click.option("-o", "--output", required=True, type=NEW, metavar="FILE", help=_("The file to write."))
@pass_command_context
def export(context: Context, output: Path) -> None:
    """Write the archive."""
    from cultivation.record.export import export as write_archive

    with context.record.reading() as reader, writing_whole(output) as target:
        head = next(iter(reader.entries(limit=1, newest_first=True)), None)
        with progress(context, _("entries"), head.seq if head else 0) as done:
            number = write_archive(reader, target, datetime.now(UTC), lambda entry: done(entry.seq))
    click.echo(_("{file} is written.").format(file=output))
    context.say(
        _("{number} entries exported. To check them on any computer: python verify.py").format(number=number)
    )


@command(
    "quarantine",
    _(
        "Set aside entries that broke the chain and documents that no entry names: they stay readable in a "
        "document, the log says so, and goes on. For entries of this program that were altered, restore a "
        "backup instead."
    ),
    "cultivation audit quarantine --from 1204 --reason 'written past the program on 3 May' --dry-run",
)
@click.option(
    "--from", "first", type=click.IntRange(1), required=True, metavar="NUMBER", help=_("The first of them.")
)
@click.option("--reason", required=True, metavar="TEXT", help=_("How they came to be there."))
@dry_run_option
@format_option
@pass_command_context
def quarantine(context: Context, first: int, reason: str, dry_run: bool, form: str) -> None:
    """Set a broken tail aside."""
    found = review.set_aside(context.record, context.actor, first, reason, dry_run)
    names = ("seq", "recorded_at", "actor", "kind", "hash")
    entries = [{name: plain_text(each[name]) for name in names} for each in found.entries]
    headers = [_("number"), _("when"), _("who"), _("what"), _("hash")]
    data = {"first": found.first, "reason": found.reason, "entries": entries, "documents": found.documents}
    print_result(form, headers, [list(each.values()) for each in entries], data)
    sentence = _("{entries} entries and {documents} documents are set aside. {reason}")
    filled = sentence.format(entries=len(entries), documents=found.documents, reason=found.reason)
    context.say(dry(filled.strip(), dry_run))


def plain_text(value: object) -> str:
    """Write what may be anything so that it can be shown."""
    return without_surrogates(str(value))


@command(
    "move",
    _("Copy the whole record into another, empty database; the chain stays the same."),
    "cultivation audit move postgresql://office@server/cultivation",
)
@click.argument("url")
@dry_run_option
@pass_command_context
def move(context: Context, url: str, dry_run: bool) -> None:
    """Move the record."""
    target = context.new_record(with_password(url))
    try:
        found = review.move(context.record, target, context.actor, dry_run)
        place = target.description
    finally:
        target.dispose()
    sentence = _("{entries} entries are now in {place}, with the same head of the chain: {head}")
    click.echo(sentence.format(entries=found.entries, place=place, head=found.head))
    context.say(
        _("Next: set it in cultivation.toml (database = ...), and keep the old database as a backup.")
    )
