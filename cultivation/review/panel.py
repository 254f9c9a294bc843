"""The experts' review: experts are listed and recused; `assignment.py` says who marks whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.panel.experts import Conflict, Expert, meant
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File, read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.panel.experts import ExpertsRead, read_experts
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.last_entries import panel_entry
from cultivation.queries.marking import acting_expert, check_open, marking_of
from cultivation.queries.panel import (
    find_expert,
    listed,
    named_firms,
    panel_of,
)
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record import entries
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.store import Record, Writer
from cultivation.review.computing import compute_then_write
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.review.marks import combine_marks

WORKBOOK = "application/octet-stream"


@dataclass(frozen=True)
class ExpertsListed:
    """A list of experts as it was taken, with the conflicts that it shows."""

    experts: tuple[Expert, ...]
    rejected: int
    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]


def list_experts(
    record: Record,
    actor: str,
    year: int,
    incoming: Incoming,
    dry_run: bool = False,
    readers: Readers | None = None,
    expected: int | None = None,
) -> ExpertsListed:
    """Take a list of experts; it replaces the one before.

    `expected` is the last change of the panel that was seen (`panel_entry`), here and below: after a later
    one the step is refused.
    """
    with kept_or_new(readers) as kept:
        file = read_file(incoming, kept)
    name = without_surrogates(incoming.name)

    def step(writer: Writer) -> ExpertsListed:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_entry(expected, panel_entry(own))
        if not isinstance(file.book, Book):
            return ExpertsListed((), 0, (unreadable(name, file.problem),), ())
        read = read_experts(file.book, name, own.rules)
        findings = (*read.findings, *_unknown_recusals(own, read, name))
        if read.experts:
            _append_experts(writer, year, file, name, read, findings)
        panel = panel_of(own)
        if panel.handed_in:
            combine_marks(writer, own)
        return ExpertsListed(read.experts, read.rejected, findings, panel.found)

    return compute_then_write(record, actor, step, dry_run)


def _append_experts(
    writer: Writer, year: int, file: File, name: str, read: ExpertsRead, findings: Sequence[Finding]
) -> None:
    document = {
        "file": name,
        "sha256": digest(file.content),
        "sheet": read.sheet,
        "experts": [each.to_record() for each in read.experts],
        "findings": [each.to_record() for each in findings],
    }
    said = entries.ExpertsListed(year=year, file=name, accepted=len(read.experts), rejected=read.rejected)
    documents = [
        NewDocument(file.content, name, WORKBOOK),
        NewDocument(canonical_json(document), f"experts_{year}.json", JSON),
    ]
    writer.append(said, documents)


def _unknown_recusals(year: Year, read: ExpertsRead, file: str) -> list[Finding]:
    firms = named_firms(year)
    return [
        Finding(
            "recusal_unknown",
            file,
            read.sheet,
            f"{read.declared_in}{expert.row}",
            value=text,
            name=expert.name,
        )
        for expert in read.experts
        for text in expert.declared
        if meant(text, firms) is None
    ]


def recuse(
    record: Record,
    actor: str,
    year: int,
    expert: str,
    enterprise: str,
    reason: str,
    dry_run: bool = False,
    expected: int | None = None,
) -> tuple[Expert, str]:
    """Record that an expert must not mark an enterprise; marks that are in count no more.

    Experts who do it themselves read of an enterprise what they may know of it.
    """
    check_said(reason=reason)

    def step(writer: Writer) -> tuple[Expert, str]:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_entry(expected, panel_entry(own))
        panel = listed(panel_of(own))
        person = find_expert(panel, expert)
        by_expert = acting_expert(writer, writer.person, year) is not None
        if by_expert:
            check_open(own, marking_of(own, panel), by_expert)
        key, name = find_enterprise(writer, enterprise)
        name = panel.shown_to_experts(key, name) if by_expert else name
        if key not in writer.names_of(year):
            raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year))
        if any((each.expert, each.enterprise) == (person.key, key) for each in panel.recusals):
            raise Refused(_("{expert} is already recused from {name}.").format(expert=person.name, name=name))
        writer.append(entries.RecusalDeclared(year=year, expert=person.key, enterprise=key, reason=reason))
        if panel.handed_in:
            combine_marks(writer, own)
        return person, name

    return compute_then_write(record, actor, step, dry_run)
