"""What is answered to files that came in: what became of each, and what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.responses import Response

from cultivation.findings import SEVERITIES, Finding
from cultivation.intake.annotated.findings_table import FindingsTable
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.received_files import ReceivedFile
from cultivation.queries.year import Year
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page


def answers_page(
    asked: Asked, year: Year, answers: Sequence[tuple[FileReceived, ReceivedFile | None]]
) -> Response:
    """Show the answers to files, each with its file on record where it is there."""
    return page(
        asked,
        "answers.html",
        answers=answers,
        severities=SEVERITIES,
        worst_first=_worst_first,
        label=partial(_label, year, asked.language),
        **of_year(year),
    )


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    return FindingsTable(findings, (), {}).ordered


def _label(year: Year, language: str, field: str) -> str:
    return year.rules.label_of(field).text(language) if field in year.rules.fields else field
