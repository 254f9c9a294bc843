"""`screen`: a whole register under a rule set: who would qualify, and who of them has not applied."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.commands.context import DATE, Context, command, file_option, pass_command_context
from cultivation.commands.output_files import write_file, writing_whole
from cultivation.commands.printing import print_findings, print_json, print_table, progress
from cultivation.commands.rule_files import rules_of
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.engines.layout import need_arrow
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, current, join_names

if TYPE_CHECKING:
    from cultivation.core.screening.state import State
    from cultivation.core.screening.summary import Summary
    from cultivation.engines.screening import Engine, Run

MOST_CHOICES = 10


@command(
    "screen",
    _("Score every enterprise of a register: who would qualify, and who of them has not applied."),
    "cultivation screen register.parquet --rules kunshan_top100_2016 --cutoff 2018-12-31 -o scores.parquet\n"
    "cultivation screen register.parquet --rules kunshan_top100_2016 --candidates-for 2018 -o scores.parquet",
)
@click.argument("register")
@click.option("--rules", "wanted", metavar="FILE_OR_ID", required=True, help=_("The rule set."))
@file_option(_("The file of scores to write (.parquet)."))
@click.option("--top", type=click.IntRange(1, 100_000), default=100, help=_("How many of the best to name."))
@click.option("--cutoff", type=DATE, metavar="DATE", help=_("The data cut-off; default: that of the year."))
@click.option(
    "--candidates-for",
    "year",
    type=int,
    help=_("Also write a workbook of those among the best who have not applied in this year."),
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=_("Also write the summary as a page (.html)."),
)
@click.option("--query", metavar="SQL", help=_("What to read, where the register is the URL of a database."))
@click.option(
    "--workers", type=click.IntRange(1), default=None, help=_("Worker processes; default: one a processor.")
)
@click.option(
    "--engine",
    default="processes",
    metavar="ENGINE",
    help=_("processes, dask, or the address of a Dask cluster as dask://HOST:PORT."),
)
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", help=_("How to print.")
)
@pass_command_context
def screen(
    context: Context,
    register: str,
    wanted: str,
    output: Path,
    top: int,
    cutoff: datetime | None,
    year: int | None,
    page: Path | None,
    query: str | None,
    workers: int | None,
    engine: str,
    form: str,
) -> None:
    """Screen a register."""
    if page is not None and page.suffix.lower() != ".html":
        raise UsageMistake(_("{file}: the file name must end in {known}.").format(file=page, known=".html"))
    if output.suffix.lower() != ".parquet":
        raise UsageMistake(
            _("{file}: the file name must end in {known}.").format(file=output, known=".parquet")
        )
    need_arrow()
    loaded = rules_of(context, wanted)
    day = _cutoff(context, cutoff, year)
    summary = screened(context, register, query, loaded, day, top, output, engine_of(engine, workers))
    if form == "json":
        print_json(summary.to_json(loaded.rules))
    else:
        _print(summary, loaded.rules)
    context.say(_("{file} is written.").format(file=output))
    if page is not None:
        from cultivation.commands.output_files import write_whole
        from cultivation.outputs.register_summary import summary_page

        write_whole(page, summary_page(summary, loaded.rules, _shown(register), day))
        context.say(_("{file} is written.").format(file=page))
    if year is not None:
        _write_candidates(context, summary, loaded.rules, year, output.with_suffix(".candidates.xlsx"))


def screened(
    context: Context,
    register: str,
    query: str | None,
    loaded: LoadedRules,
    cutoff: date,
    top: int,
    output: Path,
    engine: Engine,
) -> Summary:
    """Screen a register into a file of scores, with a bar on the way; return what it comes to."""
    from cultivation.core.screening.scoring import used_fields
    from cultivation.core.screening.summary import summary_of
    from cultivation.engines.register import open_register
    from cultivation.engines.screening import Run

    if not output.parent.is_dir():
        raise UsageMistake(_("The folder {folder} does not exist.").format(folder=output.parent))
    with _as_parquet(register, query, output) as path:
        found = open_register(path, loaded.rules, _shown(register))
        state = _run(context, Run(found, loaded, cutoff, top, output), engine)
    used = used_fields(loaded.rules)
    return summary_of(state, loaded.rules, [key for key in found.layout.missing if key in used])


def engine_of(name: str, workers: int | None) -> Engine:
    """Return what does the jobs: processes here, or a cluster."""
    number = workers or os.cpu_count() or 1
    if name == "processes":
        from cultivation.engines.workers import in_processes

        return lambda jobs: in_processes(jobs, number)
    if name == "dask" or name.startswith("dask://"):
        from cultivation.engines.dask_cluster import on_dask

        address = name.replace("dask://", "tcp://") if "://" in name else ""
        return lambda jobs: on_dask(jobs, address, number)
    raise UsageMistake(
        _("The engine '{name}' is not known; write processes, dask or dask://HOST:PORT.").format(name=name)
    )


def _cutoff(context: Context, cutoff: datetime | None, year: int | None) -> date:
    """Return the data cut-off that is said, or that of the year."""
    from cultivation.queries.year import year_in

    if cutoff is not None:
        return cutoff.date()
    if year is None:
        raise UsageMistake(_("Say the data cut-off with --cutoff, or name a year with --candidates-for."))
    with context.record.reading() as reader:
        return year_in(reader, year).cutoff


def _shown(register: str) -> str:
    """Return what findings call the register; an address may hold a password."""
    return _("the database") if "://" in register else register


@contextmanager
def _as_parquet(register: str, query: str | None, output: Path) -> Iterator[Path]:
    """Give the register as a Parquet file; what is another kind is written as one, until all is done.

    It stays after a run that was stopped, so that the next goes on with it; after a refusal it does not.
    """
    from cultivation.engines.sources import drop_staged, staged_csv, staged_query

    path, folder = Path(register), output.with_name(f"{output.name}.source")
    if "://" not in register and path.suffix.lower() != ".csv":
        yield path
        return
    if "://" not in register:
        staged = staged_csv(path, folder)
    elif query:
        staged = staged_query(register, query, folder)
    else:
        raise UsageMistake(_("Say with --query what to read from the database."))
    try:
        yield staged
    except Refused:
        drop_staged(folder)
        raise
    drop_staged(folder)


def _run(context: Context, run: Run, engine: Engine) -> State:
    """Screen with a bar; findings are printed before the refusal is."""
    from cultivation.engines.screening import prepare, screen, stages

    there = prepare(run)
    if there:
        number = len(run.register.partitions)
        sentence = _("Continuing an earlier run: {there} of {number} parts are finished.")
        context.say(sentence.format(there=there, number=number))
    rows = 0
    with progress(context, _("enterprises"), stages(run) * run.register.rows) as show:

        def done(more: int) -> None:
            nonlocal rows
            rows += more
            show(rows)

        try:
            return screen(run, engine, writing_whole, done)
        except Refused as error:
            print_findings(error.findings, notes=False)
            raise


def _print(summary: Summary, rules: RuleSet) -> None:
    counts = _("{rows} enterprises, {eligible} eligible under {rules}.")
    click.echo(counts.format(rows=summary.rows, eligible=summary.eligible, rules=rules.id))
    if summary.cut_line is not None:
        line = _("Cut line of the best {number}: {total}; {same} enterprises have exactly this total.")
        click.echo(line.format(number=len(summary.best), total=summary.cut_line, same=summary.at_cut_line))
    if summary.missing:
        names = join_names(rules.label_of(key).text(current()) for key in summary.missing)
        click.echo(_("The register says nothing of: {fields}").format(fields=names))
    for key, shares in summary.choices.items():
        headers = [
            rules.label_of(key).text(current()),
            _("enterprises"),
            _("eligible"),
            _("among the best"),
        ]
        rows = [
            [_choice(key, each.choice, rules), each.rows, each.eligible, each.among_best]
            for each in shares[:MOST_CHOICES]
        ]
        print_table(headers, rows)
    click.echo(_("Digest of all points: {digest}").format(digest=summary.digest))


def _choice(key: str, choice: str, rules: RuleSet) -> str:
    label = rules.choice_label(key, choice)
    return label.text(current()) if label else choice or _("not given")


def _write_candidates(context: Context, summary: Summary, rules: RuleSet, year: int, target: Path) -> None:
    """Write who of the best has not applied."""
    from cultivation.outputs.register_candidates import write_candidates
    from cultivation.queries.year import year_in

    with context.record.reading() as reader:
        applied = year_in(reader, year).rows.keys()
    found = [each for each in enumerate(summary.best, start=1) if each[1].id not in applied]
    write_file(target, write_candidates(found, summary, rules, year))
    sentence = _("{number} of the best {best} have not applied in {year}: {file}")
    context.say(sentence.format(number=len(found), best=len(summary.best), year=year, file=target))


def rehearse_over(
    context: Context, register: str, year: int, after: LoadedRules, top: int, form: str
) -> None:
    """Say what a rule set would do over a register, beside that of a year: who enters and leaves the best."""
    need_arrow()
    from cultivation.queries.year import year_in

    with context.record.reading() as reader:
        before, cutoff = year_in(reader, year).loaded, year_in(reader, year).cutoff
    with tempfile.TemporaryDirectory() as folder:
        summaries = [
            screened(
                context,
                register,
                None,
                loaded,
                cutoff,
                top,
                Path(folder) / name,
                engine_of("processes", None),
            )
            for loaded, name in ((before, "before.parquet"), (after, "after.parquet"))
        ]
    old, new = summaries
    if form == "json":
        print_json({"before": old.to_json(before.rules), "after": new.to_json(after.rules)})
        return
    _print_beside(old, new, before.rules, after.rules)


def _print_beside(old: Summary, new: Summary, before: RuleSet, after: RuleSet) -> None:
    headers = [_("rule set"), _("eligible"), _("cut line")]
    print_table(
        headers,
        [[rules.id, each.eligible, each.cut_line] for rules, each in ((before, old), (after, new))],
    )
    groups = ((_("would enter"), new, old), (_("would leave"), old, new))
    rows = [
        [title, each.id, each.name, place]
        for title, own, other in groups
        for place, each in enumerate(own.best, start=1)
        if each.id not in {one.id for one in other.best}
    ]
    if rows:
        print_table([_("what"), _("enterprise code"), _("enterprise"), _("place")], rows)
