"""A workbook that an expert sends back: whose it is, and its marks as far as they can be taken."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.canonical import without_surrogates
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File
from cultivation.intake.panel.marks import MarksRead, Sent, read_marks, stamp_of_marks
from cultivation.queries.panel import Panel, asked_of, assigned, mark_requests_of
from cultivation.queries.year import Year


@dataclass(frozen=True, slots=True)
class BookOfMarks:
    """A workbook of an expert; where it cannot be taken, `refused` says why."""

    expert: str
    read: MarksRead
    refused: Finding | None = None


def book_of_marks(year: Year, panel: Panel, file: File, expected: str = "") -> BookOfMarks:
    """Read a workbook; one of another expert than expected, or made for another year, is refused."""
    name, rules, number = without_surrogates(file.incoming.name), year.rules, year.number

    def refused(finding: Finding, expert: str = "") -> BookOfMarks:
        return BookOfMarks(expert, MarksRead(), finding)

    if not isinstance(file.book, Book):
        return refused(unreadable(name, file.problem))
    stamp = stamp_of_marks(file.book)
    if not stamp:
        return refused(Finding("marks_not_found", name))
    if (stamp.get("year"), stamp.get("rule_set")) != (str(number), rules.id):
        made = f"{stamp.get('year', '')} {stamp.get('rule_set', '')}"
        details = {"made": made, "now": f"{number} {rules.id}"}
        return refused(Finding("marks_other_year", name, details=details))
    expert = stamp.get("expert", "")
    if expected not in ("", expert):  # first: nobody finds out by guesses who is on the panel
        details = {"expected": expected}
        return refused(Finding("marks_wrong_expert", name, value=expert, details=details), expert)
    if expert not in panel.experts:
        return refused(Finding("marks_expert_unknown", name, value=expert), expert)
    return BookOfMarks(expert, read_marks(file.book, name, rules, sent_to(year, panel, expert)))


def sent_to(year: Year, panel: Panel, expert: str) -> Sent:
    """Return what was sent to an expert to be marked."""
    assignment, names = assigned(panel), year.reader.names_of(year.number)
    firms = {
        assignment.numbers[firm]: (firm, names[firm]) for firm in panel.firms_of(expert) if firm in names
    }
    return Sent(firms, asked_of(panel.experts[expert], mark_requests_of(year)), assignment.blind)
