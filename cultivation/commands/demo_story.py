"""The demo's story: a table a year, and what is worth telling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cultivation.commands.printing import print_table
from cultivation.core.pool.proposal import Line, Reason
from cultivation.core.wording.reasons import reason_text
from cultivation.demo import YearStory
from cultivation.language import _, current


def tell(folder: Path, years: list[YearStory], papers: list[Path]) -> None:
    """Print the table of the years and the sentences below it."""
    click.echo(f"\n{years[0].rules.name.text(current())}")
    headers = [
        _("year"),
        _("workbooks"),
        _("applications"),
        _("refused"),
        _("eligible"),
        _("entries"),
        _("exits"),
        _("stays"),
        _("members"),
        _("cut line"),
        _("at place"),
    ]
    print_table(headers, [_row(story) for story in years])
    for story in years:
        for sentence in _sentences(story):
            click.echo(f"  {sentence}")
    click.echo(_("Shortlists:"))
    for story in years:
        click.echo(f"  {story.shortlist}")
    last = years[-1]
    if last.report is not None:
        click.echo(_("Report (open in a browser):"))
        click.echo(f"  {last.report}")
    click.echo(_("Documents:"))
    for path in papers:
        click.echo(f"  {path}")
    click.echo(_("Further queries:"))
    asked = most_asked(last)
    click.echo(f"  cultivation --workspace {folder} why {asked.id} {last.year}")
    click.echo(f"  cultivation --workspace {folder} history {asked.id}")
    click.echo(f"  cultivation --workspace {folder} audit verify")


def _row(story: YearStory) -> list[Any]:
    line = story.cut_line
    return [
        story.year,
        len(story.received),
        story.applications,
        story.rejected,
        story.eligible,
        len(story.decided.entered),
        len(story.decided.left),
        sum(each.in_pool for each in story.lines) - len(story.decided.entered),
        story.decided.pool_size,
        story.table.points(line.pool_total) if line.pool_total is not None else "",
        line.pool_rank,
    ]


def _sentences(story: YearStory) -> list[str]:
    """Tell of one year: the first, the edge of the pool, who left and why."""
    said = [*_refused(story), *_renamed(story), _first(story), *_edge(story)]
    if story.members_before:
        said += [_exits(story), *_dropped(story)]
    return [f"{story.year}  {sentence}" for sentence in said]


def _refused(story: YearStory) -> list[str]:
    """Quote one finding that kept a row out."""
    findings = [finding for file in story.received for finding in file.findings if finding.is_error]
    if not findings:
        return []
    example = findings[0]
    return [
        _("Sent back: {number} rows, for example {place}: {message}").format(
            number=story.rejected, place=example.place(), message=example.message()
        )
    ]


def _renamed(story: YearStory) -> list[str]:
    """Quote the findings about new names."""
    findings = [finding for file in story.received for finding in file.findings]
    return [finding.message() for finding in findings if finding.code == "name_changed"]


def _first(story: YearStory) -> str:
    best = story.table.lines[0]
    return _("First: {name} with {total} points.").format(
        name=best.name, total=story.table.points(best.total)
    )


def _edge(story: YearStory) -> list[str]:
    """Tell who is the last in and the first out; with a buffer, the first out may stand higher."""
    inside = [line for line in story.lines if line.in_pool and line.rank is not None]
    outside = [line for line in story.lines if not line.in_pool and line.rank is not None]
    if not inside or not outside:
        return []
    last, first = inside[-1], outside[0]
    names = {"last": last.name, "last_rank": last.rank, "first": first.name, "first_rank": first.rank}
    if (first.rank or 0) < (last.rank or 0):
        return [
            _(
                "The buffer keeps {last} (place {last_rank}) in the pool; {first} (place "
                "{first_rank}) stays outside."
            ).format(**names)
        ]
    totals = {line.id: line.total for line in story.table.lines}
    gap = story.table.points(totals[last.id] - totals[first.id])
    return [
        _(
            "Last member: {last} (place {last_rank}), {gap} points ahead of {first} (place {first_rank})."
        ).format(gap=gap, **names)
    ]


def _exits(story: YearStory) -> str:
    """Count the exits by reason."""
    return _(
        "Exits: {rank} by place, {balance} to balance the number, {ineligible} not eligible, "
        "{absent} did not apply."
    ).format(
        rank=story.count(Reason.LEFT_ON_RANK),
        balance=story.count(Reason.LEFT_TO_BALANCE),
        ineligible=story.count(Reason.LEFT_INELIGIBLE),
        absent=story.count(Reason.LEFT_NO_APPLICATION),
    )


def most_asked(story: YearStory) -> Line:
    """Return the exit that will be asked about first: a veto before a lost place; else the first place."""
    vetoed = {line.id for line in story.table.lines if line.gates_failed}
    left = [line for line in story.lines if line.id in story.decided.left]
    return min(left, key=lambda line: (line.id not in vetoed, line.rank or 0), default=story.lines[0])


def _dropped(story: YearStory) -> list[str]:
    """Name the exit that the group will be asked about: a veto before a lost place."""
    grounds = {line.id: line.gates_failed for line in story.table.lines}
    if not story.decided.left:
        return []
    line = most_asked(story)
    reason = reason_text(line, story.rules, grounds.get(line.id, ()))
    before = story.ranks_before.get(line.id)
    return [
        _("Among them: {name}, place {before} the year before: {reason}.").format(
            name=line.name, before=before or "-", reason=reason
        )
    ]
