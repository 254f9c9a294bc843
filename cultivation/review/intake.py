"""Applications come in, and are corrected with evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from fractions import Fraction

from cultivation.canonical import digest, exact_text, without_surrogates
from cultivation.core.pool.proposal import Reason
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.intake.applications.reading import ApplicationReader, unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File, read_files
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.values.cells import read_text
from cultivation.language import _, current, join_names
from cultivation.queries.earlier_filings import (
    EarlierFilings,
    FileReceived,
    IncomingFile,
    other_year,
)
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import entries_of_year, notice_of
from cultivation.queries.filers import filer_of, filer_on_record
from cultivation.queries.filing_window import check_filing_window
from cultivation.queries.headings import headings_explained
from cultivation.queries.prerequisites import check_not_public, check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record.actors import Person
from cultivation.record.documents import NewDocument
from cultivation.record.entries import ApplicationCorrected
from cultivation.record.store import Record, Writer
from cultivation.review.expected import check_value
from cultivation.review.inputs import check_said
from cultivation.review.intake_options import AS_USUAL, IntakeOptions
from cultivation.review.receiving import Receiving
from cultivation.review.repeating import says_the_same

NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)
EXCLUDED = (Reason.INELIGIBLE, Reason.LEFT_INELIGIBLE)
UNLISTED = ("choice_unlisted", "choice_costs_gate")
JSON, YAML = "application/json", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def intake(
    record: Record,
    actor: str,
    year: int,
    files: Iterable[Incoming],
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda name: None,
    handling: IntakeOptions = AS_USUAL,
    readers: Readers | None = None,
) -> list[FileReceived]:
    """Take in workbooks, one transaction a file, in their order: one bad file stops no other.

    `progress` is told the name of each. `readers` are the processes that read; one is started without them.
    """
    with kept_or_new(readers) as own, closing(read_files(files, own, handling.password)) as read:
        return take_in_files(record, actor, year, read, dry_run, progress, handling)


def take_in(
    record: Record,
    actor: str,
    year: int,
    file: File,
    dry_run: bool = False,
    handling: IntakeOptions = AS_USUAL,
) -> FileReceived:
    """Take in one file that was read already."""
    return take_in_files(record, actor, year, [file], dry_run, handling=handling)[0]


def take_in_files(
    record: Record,
    actor: str,
    year: int,
    files: Iterable[File],
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda name: None,
    handling: IntakeOptions = AS_USUAL,
) -> list[FileReceived]:
    """Take in files that were read already, or are read one by one."""
    with record.reading() as reader:
        own = year_in(reader, year)
        check_undecided(own.review_year)
        check_not_public(notice_of(own), year, handling.late_by)
        told = {each.heading: each.field for each in headings_explained(reader).values()}
        filer = filer_of(reader, Person(actor, record.by), year, handling.unit_field, handling.filed_for)
        if handling.late_by and not filer.is_office:
            raise Refused(_("Only a clerk takes in late applications."))
        if not filer.is_office and (moment := handling.arrived or record.moment):
            check_filing_window(own, moment)
        if handling.again and filer.is_office:
            filer = filer_on_record(reader, handling.again)
        else:
            handling = replace(handling, again=0)
        applications = ApplicationReader(own.rules, year, told, filer.filled(own.rules))
        beside = EarlierFilings(own, filer)
    receiving = Receiving(record, beside, handling, filer, dry_run)
    with transactions(record, actor, dry_run) as transaction:
        try:
            for file in files:
                progress(file.incoming.name)
                receiving.add(_arrived(file, applications, year))
                if receiving.is_full:
                    receiving.put_on_record(transaction)
        finally:  # what was read before a trouble stays
            receiving.put_on_record(transaction)
    return receiving.results


@contextmanager
def transactions(
    record: Record, actor: str, dry_run: bool
) -> Iterator[Callable[[], AbstractContextManager[Writer]]]:
    """Yield what opens the transaction of a file; in a dry run one holds all files, and nothing is kept."""
    if not dry_run:
        yield lambda: record.writing(actor)
        return
    with record.writing(actor, dry_run=True) as writer:
        yield lambda: nullcontext(writer)


def _arrived(file: File, applications: ApplicationReader, year: int) -> IncomingFile | FileReceived:
    """Return what a file says, or the answer to one that cannot be read."""
    name = without_surrogates(file.incoming.name)
    sha256 = digest(file.content) if file.content else ""
    if isinstance(file.book, Book):
        received = applications.read(file.book, name)
        received = replace(received, findings=(*other_year(name, year), *received.findings))
        return IncomingFile(name, sha256, file.content, file.book.kind, received)
    return FileReceived(name, sha256, 0, 0, (unreadable(name, file.problem),))


@dataclass(frozen=True)
class Correction:
    """A corrected value: what it was and what it is now, as exact texts.

    `matches` names the text matches that were computed from the value before. `repeats` tells that just this
    correction was on record already, as the last of this value.
    """

    rules: RuleSet
    id: str
    name: str
    field: str
    previous: str | None
    value: str | None
    matches: tuple[str, ...]
    repeats: bool = False

    def shown(self, value: str | None) -> str:
        """Show the value before or after: a choice by its label, a dash where there is none."""
        label = None if value is None else self.rules.choice_label(self.field, value)
        return label.text(current()) if label else value or "-"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a value is right: texts, and files that are kept with the entry.

    `against` is the exact text of the value that was seen when it was looked at ("" for none): if the record
    has another one by now, the correction is refused. A number `of_register` is an exact text, which may be a
    ratio even where persons fill in whole numbers.
    """

    texts: tuple[str, ...] = ()
    files: tuple[NewDocument, ...] = ()
    against: str | None = None
    of_register: bool = False

    @property
    def text(self) -> str:
        """Name all of it in one line."""
        return "; ".join((*self.texts, *(each.name for each in self.files)))


def correct(
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    field: str,
    text: str,
    evidence: Evidence,
    dry_run: bool = False,
) -> Correction:
    """Correct one value of an application, with the evidence for it; the year must be scored again."""
    check_said(evidence=evidence.text)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        rules = own.rules
        key, name = find_enterprise(writer, enterprise)
        row = writer.application(year, key)
        if row is None:
            raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year))
        field = _field_of(rules, field)
        if field in rules.list_fields:
            sentence = _("{field} is filled by a list of an authority; import the list that is right.")
            raise Refused(sentence.format(field=rules.label_of(field).text(current())))
        value = _corrected_value(rules, field, text, evidence.of_register)
        previous = row.record["values"].get(field, {}).get("value")
        if field in row.record["values"] and value == previous:
            before = _same_correction(own, actor, key, field, (value, evidence))
            if before is None:
                raise Refused(_("{name} has this value already; nothing was recorded.").format(name=name))
            return Correction(rules, key, name, field, before.previous, value, (), repeats=True)
        check_value(evidence.against, previous)
        writer.append(
            ApplicationCorrected(
                year=year,
                enterprise=key,
                field=field,
                value=value,
                previous=previous,
                evidence=evidence.text,
            ),
            evidence.files,
        )
    matches = tuple(each for each, match in rules.text_matches.items() if field in match.looks_at)
    return Correction(rules, key, name, field, previous, value, matches)


def _same_correction(
    year: Year, actor: str, key: str, field: str, said: tuple[str | None, Evidence]
) -> ApplicationCorrected | None:
    """Return the last correction of a value, where this person made just that."""
    own = [
        each
        for each in entries_of_year(year, ApplicationCorrected)
        if (each.content.enterprise, each.content.field) == (key, field)
    ]
    if not own:
        return None
    last = own[-1]
    value, evidence = said
    wanted = replace(last.content, value=value, evidence=evidence.text)
    return last.content if says_the_same(last, actor, wanted, evidence.files) else None


def _field_of(rules: RuleSet, text: str) -> str:
    """Return the field that is meant by its id, label or alias; code and name cannot be corrected."""
    fixed = (rules.identifier.field, rules.name_field)
    known = [key for key in (*rules.fields, *rules.text_matches) if key not in fixed]
    headers = {normalise(header): key for key in rules.fields for header in rules.fields[key].headers}
    key = text if text in known else headers.get(normalise(text), text)
    if key in known:
        return key
    raise UsageMistake(
        _("There is no field {field} to correct. There are: {known}").format(
            field=text,
            known=join_names(f"{rules.label_of(each).text(current())} ({each})" for each in known),
        )
    )


def _corrected_value(rules: RuleSet, field: str, text: str, of_register: bool) -> str | None:
    if of_register and field in rules.fields and rules.fields[field].type in NUMBERS:
        return exact_text(Fraction(text))
    value, findings = read_text(text, field, rules)
    if any(finding.is_error or finding.code in UNLISTED for finding in findings):
        raise Refused("\n".join(f"{finding.message()} {finding.advice()}" for finding in findings), findings)
    return value
