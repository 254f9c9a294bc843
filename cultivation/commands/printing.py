"""Results on stdout: a table for people, JSON and CSV for programs; findings and progress on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from rich.cells import cell_len

from cultivation.commands.help import wrap
from cultivation.commands.steps import advised
from cultivation.findings import SEVERITIES, Finding, Severity
from cultivation.language import _
from cultivation.outputs.delimited import row_of_texts

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table

    from cultivation.commands.context import Context

Row = Sequence[Any]
Cells = Sequence[Sequence[str]]
CODE = 24  # letters of what stays on one line: a credit code, an id of a rule set, a date
WORD = 24  # no word of so many letters is broken
LEAST = 10  # columns of a Chinese text that still reads well; below, each row is shown as a block


def print_result(form: str, headers: Sequence[str], rows: Iterable[Row], data: Any, title: str = "") -> None:
    """Print one result as the user asked for it; `data` is the JSON shape."""
    if form == "json":
        print_json(data)
    elif form == "csv":
        _print_csv(headers, rows)
    else:
        print_table(headers, rows, title)


def print_json(data: Any) -> None:
    """Print JSON; letters that stdout cannot write are escaped, so that none is lost."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(data, indent=2)
    click.echo(text)


def print_table(headers: Sequence[str], rows: Iterable[Row], title: str = "") -> None:
    """Print a table, numbers to the right: framed on a terminal, else as plain text with a row a line."""
    rows = [list(row) for row in rows]
    right = [_are_numbers(row[place] for row in rows) for place in range(len(headers))]
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        _print_plain(headers, cells, right, title)
    else:
        _print_rich(headers, cells, right, title)


def _print_plain(headers: Sequence[str], cells: Cells, right: Sequence[bool], title: str) -> None:
    if title:
        click.echo(title)
    lines = [list(headers), *([each.replace("\n", "; ") for each in row] for row in cells)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    padded = (map(_padded, line, widths, right) for line in lines)
    click.echo("\n".join("  ".join(line).rstrip() for line in padded))


def _width(text: str) -> int:
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _print_rich(headers: Sequence[str], cells: Cells, right: Sequence[bool], title: str) -> None:
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False)
    columns = [[row[place] for row in cells] for place in range(len(headers))]
    whole = [number or _is_code(column) for number, column in zip(right, columns, strict=True)]
    least = [_least(*each) for each in zip(headers, columns, whole, strict=True)]
    if cells and sum(least) + 2 * len(headers) > console.width:
        _print_blocks(headers, cells, title)
    else:
        console.print(_rich_table(headers, cells, right, whole, least, title))


def _is_code(column: Iterable[str]) -> bool:
    return all(len(each) <= CODE and each.isascii() for each in column)


def _least(header: str, column: Iterable[str], whole: bool) -> int:
    """Return the columns that a column needs: no word and no code is broken, Chinese may be."""
    texts = [header] if whole else [header, *column]
    words = (word for text in texts for word in re.findall(r"[!-~]+", text))
    longest = min(max(map(len, words), default=0), WORD)
    return max(longest, *(map(cell_len, column) if whole else (LEAST,)), 4)


def _rich_table(
    headers: Sequence[str],
    cells: Cells,
    right: Sequence[bool],
    whole: Sequence[bool],
    least: Sequence[int],
    title: str,
) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, padding=(0, 1, 0, 0)
    )
    for header, number, kept, width in zip(headers, right, whole, least, strict=True):
        named = "\n".join(wrap(header, width)) if kept else header
        justify: JustifyMethod = "right" if number else "left"
        table.add_column(named, justify=justify, overflow="fold", no_wrap=kept, min_width=width)
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _print_blocks(headers: Sequence[str], cells: Cells, title: str) -> None:
    """Print each row as lines of its own, where the terminal is too narrow for columns."""
    click.echo(f"\n{title}" if title else "")
    width = max(map(cell_len, headers))
    for row in cells:
        for header, value in zip(headers, row, strict=True):
            if value:
                indented = value.replace("\n", "\n" + " " * (width + 2))
                click.echo(f"{_padded(header, width, right=False)}  {indented}")
        click.echo()


@contextmanager
def progress(context: Context, doing: str, steps: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr, on a terminal only; yields what is to be told how many steps are done."""
    if not sys.stderr.isatty() or context.quiet:
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(doing, total=steps)
        yield lambda done: bar.update(task, completed=done)


def print_findings(findings: Iterable[Finding], notes: bool) -> None:
    """Print findings on stderr, errors and doubts first; notes are counted unless they are wanted."""
    ordered = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    shown = [finding for finding in ordered if notes or finding.severity is not Severity.NOTE]
    for finding in shown:
        severity = _(SEVERITIES[finding.severity])
        click.echo(f"{severity}: {finding.place()}: {advised(finding)} [{finding.code}]", err=True)
    hidden = len(ordered) - len(shown)
    if hidden:
        click.echo(_("{number} notes are not shown; -v shows them.").format(number=hidden), err=True)


def needs_a_look(findings: Iterable[Finding]) -> bool:
    """Tell whether there are errors or doubts."""
    return any(finding.severity is not Severity.NOTE for finding in findings)


def _are_numbers(column: Iterable[Any]) -> bool:
    """Tell whether a column has numbers alone, some of them perhaps missing."""
    filled = [value for value in column if value not in (None, "", "-")]
    return bool(filled) and all(map(_is_number, filled))


def _is_number(value: Any) -> bool:
    """Tell whether a cell is a number or an exact one as text; a long row of digits is a code."""
    if not isinstance(value, str):
        return isinstance(value, int | float)
    digits = value.removesuffix("%").replace(",", "").replace(".", "", 1).lstrip("+-")
    return digits.isdigit() and len(value) < 16


def _print_csv(headers: Sequence[str], rows: Iterable[Row]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(row_of_texts(headers))
    writer.writerows(map(row_of_texts, rows))
