"""Results on stdout: a table for people, JSON and CSV for programs; findings on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from cultivation.findings import SEVERITIES, Finding, Severity
from cultivation.language import _

Row = Sequence[Any]


def print_result(form: str, headers: Sequence[str], rows: Iterable[Row], data: Any, title: str = "") -> None:
    """Print one result as the user asked for it; `data` is the JSON shape."""
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    elif form == "csv":
        _print_csv(headers, rows)
    else:
        print_table(headers, rows, title)


def print_table(headers: Sequence[str], rows: Iterable[Row], title: str = "") -> None:
    """Print a table; numbers to the right. Colours and frames adapt to what stdout is."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    rows = [list(row) for row in rows]
    for place, header in enumerate(headers):
        number = any(isinstance(row[place], int | float) or _is_decimal(row[place]) for row in rows)
        table.add_column(header, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200, highlight=False)
    console.print(table)


def print_findings(findings: Iterable[Finding], notes: bool) -> None:
    """Print findings on stderr, errors and doubts first; notes are counted unless they are wanted."""
    ordered = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    shown = [finding for finding in ordered if notes or finding.severity is not Severity.NOTE]
    for finding in shown:
        severity = _(SEVERITIES[finding.severity])
        sentence = f"{finding.message()} {finding.advice()}"
        click.echo(f"{severity}: {finding.place()}: {sentence} [{finding.code}]", err=True)
    hidden = len(ordered) - len(shown)
    if hidden:
        click.echo(_("{number} notes are not shown; -v shows them.").format(number=hidden), err=True)


def needs_a_look(findings: Iterable[Finding]) -> bool:
    """Tell whether there are errors or doubts."""
    return any(finding.severity is not Severity.NOTE for finding in findings)


def _is_decimal(value: Any) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).lstrip("+-").isdigit() and len(value) < 16


def _print_csv(headers: Sequence[str], rows: Iterable[Row]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
