"""Experts' marks come in, and become one for each criterion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.panel.results import result_record
from cultivation.findings import Finding
from cultivation.intake.formats.files import File, read_files
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.panel.marks import MarksRead
from cultivation.intake.panel.marks_form import MARKS_FORM, MarksForm, marks_of_form
from cultivation.queries.handed_marks import book_of_marks, sent_to
from cultivation.queries.marking import check_marks_taken
from cultivation.queries.panel import (
    ExpertMark,
    ExpertMarks,
    Panel,
    assigned,
    check_marking_open,
    find_expert,
    listed,
    panel_of,
    result_of,
)
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record import entries
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.store import Record, Writer
from cultivation.review.computing import compute_then_write
from cultivation.review.expected import check_entry

WORKBOOK = "application/octet-stream"


@dataclass(frozen=True)
class MarksReceived:
    """What became of one workbook with marks."""

    name: str
    sha256: str
    expert: str
    accepted: int
    rejected: int
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "expert": self.expert,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "findings": [finding.to_json() for finding in self.findings],
        }


def receive_marks(
    record: Record,
    actor: str,
    year: int,
    files: Iterable[Incoming],
    expert: str = "",
    dry_run: bool = False,
    readers: Readers | None = None,
) -> list[MarksReceived]:
    """Take in the workbooks of experts, in their order, and combine all marks anew."""
    with kept_or_new(readers) as own:
        read = list(read_files(files, own))
    return take_in_marks(record, actor, year, read, expert, dry_run)


def take_in_marks(
    record: Record, actor: str, year: int, files: Sequence[File], expert: str = "", dry_run: bool = False
) -> list[MarksReceived]:
    """Take in files that were read already."""

    def step(writer: Writer) -> list[MarksReceived]:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_marking_open(own)
        panel = listed(panel_of(own))
        assigned(panel)
        check_marks_taken(own, panel, writer.person)
        expected = find_expert(panel, expert).key if expert else ""
        results = [_take_in(writer, own, file, expected) for file in files]
        if any(each.accepted or each.rejected for each in results):
            combine_marks(writer, own)
        return results

    return compute_then_write(record, actor, step, dry_run)


def hand_in_marks(
    record: Record,
    actor: str,
    year: int,
    form: MarksForm,
    dry_run: bool = False,
    expected: int | None = None,
) -> MarksReceived:
    """Take in what an expert filled in by the workbench, like a workbook, and combine all marks anew.

    `expected` is the entry by which the marks came that counted when the form was shown, 0 where none did.
    """

    def step(writer: Writer) -> MarksReceived:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_marking_open(own)
        panel = listed(panel_of(own))
        assigned(panel)
        check_marks_taken(own, panel, writer.person)
        before = panel.handed_in.get(form.expert)
        check_entry(expected, before.seq if before else 0)
        result = _take_in_form(writer, own, form)
        if result.accepted or result.rejected:
            combine_marks(writer, own)
        return result

    return compute_then_write(record, actor, step, dry_run)


def _take_in_form(writer: Writer, year: Year, form: MarksForm) -> MarksReceived:
    """Put a form on record, unless it is known or of another year."""
    panel, rules, number = panel_of(year), year.rules, year.number
    content = form.to_bytes()
    label = assigned(panel).labels.get(form.expert, 0)
    name = f"marks_{number}_{label:02}.json"

    def answer(finding: Finding) -> MarksReceived:
        return MarksReceived(name, digest(content), form.expert, 0, 0, (finding,))

    if (form.year, form.rule_set) != (number, rules.id):
        details = {"made": f"{form.year} {form.rule_set}", "now": f"{number} {rules.id}"}
        return answer(Finding("marks_other_year", name, details=details))
    if form.expert not in panel.experts:
        return answer(Finding("marks_expert_unknown", name, value=form.expert))
    before = panel.handed_in.get(form.expert)
    if before is not None and before.sha256 == digest(content):
        return answer(Finding("received_before", name, details={"first": before.file}))
    read = marks_of_form(form, name, rules, sent_to(year, panel, form.expert))
    findings = (*read.findings, *_superseded(read, before, name, panel))
    received = NewDocument(content, name, MARKS_FORM)
    _append_marks(writer, number, received, form.expert, read, findings)
    return MarksReceived(name, digest(content), form.expert, len(read.marks), read.rejected, findings)


def _take_in(writer: Writer, year: Year, file: File, expected: str) -> MarksReceived:
    """Put one workbook on record, unless it cannot be one of ours, or is known."""
    name, sha256 = without_surrogates(file.incoming.name), digest(file.content) if file.content else ""
    panel, number = panel_of(year), year.number

    def answer(finding: Finding, expert: str = "") -> MarksReceived:
        return MarksReceived(name, sha256, expert, 0, 0, (finding,))

    book = book_of_marks(year, panel, file, expected)
    if book.refused is not None:
        return answer(book.refused, book.expert)
    expert, read = book.expert, book.read
    before = panel.handed_in.get(expert)
    if before is not None and before.sha256 == sha256:
        return answer(Finding("received_before", name, details={"first": before.file}), expert)
    findings = (*read.findings, *_superseded(read, before, name, panel))
    _append_marks(writer, number, NewDocument(file.content, name, WORKBOOK), expert, read, findings)
    return MarksReceived(name, sha256, expert, len(read.marks), read.rejected, findings)


def _superseded(read: MarksRead, before: ExpertMarks | None, file: str, panel: Panel) -> list[Finding]:
    if before is None:
        return []
    old = {(each.enterprise, each.mark): each.value for each in before.marks}
    new = {(each.enterprise, each.mark): each.value for each in read.marks}
    gone = object()
    changed = sum(old.get(key, gone) != new.get(key, gone) for key in {*old, *new})
    details = {"first": before.file, "changed": str(changed)}
    name = panel.experts[before.expert].name
    return [Finding("marks_superseded", file, value=name, details=details)]


def _append_marks(
    writer: Writer,
    year: int,
    received: NewDocument,
    expert: str,
    read: MarksRead,
    findings: Sequence[Finding],
) -> None:
    marks = [
        ExpertMark(each.enterprise, each.mark, each.value, each.cell, each.comment).to_record()
        for each in read.marks
    ]
    document = {
        "file": received.name,
        "sha256": digest(received.content),
        "expert": expert,
        "sheet": read.sheet,
        "marks": marks,
        "findings": [each.to_record() for each in findings],
    }
    said = entries.MarksReceived(
        year=year, expert=expert, file=received.name, accepted=len(read.marks), rejected=read.rejected
    )
    documents = [
        received,
        NewDocument(canonical_json(document), f"marks_{year}.json", JSON),
    ]
    writer.append(said, documents)


def aggregate_marks(record: Record, actor: str, year: int, dry_run: bool = False) -> None:
    """Combine the marks of a year as everything stands now; where nothing changed, nothing is added."""
    compute_then_write(record, actor, lambda writer: combine_marks(writer, year_in(writer, year)), dry_run)


def combine_marks(writer: Writer, year: Year) -> None:
    """Combine the marks as everything stands now, and put it on record where it is new."""
    panel = panel_of(year)
    result = result_of(year, panel)
    places = {
        (expert, each.enterprise, each.mark): (_public_name(book.file, panel, expert), book, each)
        for expert, book in panel.handed_in.items()
        for each in book.marks
    }
    labels = panel.assignment.labels if panel.assignment else {}
    sources = {
        key: {
            "expert": labels[key[0]],
            "mark": format(each.value, "f"),
            "file": file,
            "sha256": book.sha256,
            "sheet": book.sheet,
            "cell": each.cell,
        }
        for key, (file, book, each) in places.items()
        if each.value is not None and key[0] in labels
    }
    document = canonical_json(result_record(year.number, year.rules, result, labels, sources))
    known = [each for each in writer.entries_of(entries.MarksAggregated) if each.content.year == year.number]
    if not known or known[-1].content.result_digest != digest(document):
        said = entries.MarksAggregated(year=year.number, result_digest=digest(document))
        writer.append(said, [NewDocument(document, f"marks_aggregated_{year.number}.json", JSON)])


def _public_name(file: str, panel: Panel, expert: str) -> str:
    """Return the name of a file without that of the expert, who stays unnamed in what is public."""
    person = panel.experts.get(expert)
    names = {expert, person.name} if person else {expert}
    for name in names:
        if len(name) > 1:
            file = file.replace(name, "***")
    return file
