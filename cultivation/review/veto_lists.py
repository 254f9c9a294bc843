"""Lists that authorities publish come in; each import of a list takes the place of the one before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.rules.list_kinds import ListKind
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File, read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.registers.veto_list import (
    VetoList,
    as_formerly,
    is_believed,
    list_rules,
    read_list,
)
from cultivation.language import _, join_names
from cultivation.queries.earlier_filings import MEDIA_TYPES
from cultivation.queries.enterprise_names import Names
from cultivation.queries.named_on_lists import Mention, mentions
from cultivation.queries.on_lists import ListRow, lists_then
from cultivation.queries.register_keys import RegisterKeys
from cultivation.queries.veto_lists import Match, lists_on_record, matches
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import VetoListImported
from cultivation.record.reader import Reader
from cultivation.record.store import Record, Writer
from cultivation.review.dates import check_not_future
from cultivation.review.inputs import check_said
from cultivation.review.whole_files import sheets_left_out
from cultivation.steps import Act, Step

MOST_TOLD = 20  # of the rows that speak against a list


@dataclass(frozen=True)
class ListImported:
    """What came of a list. `is_new` is False where the same list is on record by the same document.

    `matches` are the members and the applicants of open years on it; `by_name` the enterprises on record
    that it names somewhere else than in a row of theirs.
    """

    kind: str
    file: str
    enterprises: int
    rejected: int
    findings: tuple[Finding, ...]
    is_new: bool
    matches: tuple[Match, ...]
    by_name: tuple[str, ...]


@dataclass(frozen=True)
class ListReading:
    """How a list is read: as of which day it holds, by default the day of its import.

    Only with `may_be_empty` does a file that names nobody count as a list. `formerly` reads one as before
    kinds of lists were data: codes alone. `left_out` is as in `import_register`.
    """

    password: str | None = None
    may_be_empty: bool = False
    on: date | None = None
    formerly: bool = False
    left_out: Collection[str] | None = ()


def import_veto_list(
    record: Record,
    actor: str,
    kind: ListKind,
    incoming: Incoming,
    document: str,
    reading: ListReading = ListReading(),
    dry_run: bool = False,
    readers: Readers | None = None,
) -> ListImported:
    """Put a list on record, with the file, its rows and its kind; refuse one that cannot be believed."""
    check_said(document=document)
    with record.reading() as reader:
        keys, (rules, is_credit_code) = RegisterKeys(Names(reader)), _rules(reader, kind)
    with kept_or_new(readers) as own:
        file = read_file(incoming, own, reading.password)
    name = without_surrogates(incoming.name)
    named = tuple(mentions(file.book, keys)) if isinstance(file.book, Book) else ()
    found = _read(file, name, rules, is_credit_code, reading, named)
    left = None if reading.left_out is None else sheets_left_out(found.findings, reading.left_out, name)
    with record.writing(actor, dry_run) as writer:
        if reading.on:
            check_not_future(writer, reading.on)
        content = canonical_json({"list": kind.id, "enterprises": [each.to_record() for each in found.rows]})
        definition = canonical_json(kind.model_dump(mode="json"))
        said = VetoListImported(
            list=kind.id,
            document=document,
            file=name,
            enterprises=found.enterprises,
            rejected=found.rejected,
            codes_digest=digest(content),
            on=reading.on.isoformat() if reading.on else "",
            kind_digest="" if reading.formerly else digest(definition),
            left_out=left,
        )
        is_new = not _is_there(writer, said)
        if is_new:
            assert isinstance(file.book, Book)
            documents = [
                NewDocument(file.content, name, MEDIA_TYPES[file.book.kind]),
                NewDocument(content, f"{name}.codes.json", JSON),
            ]
            if not reading.formerly:
                documents.append(NewDocument(definition, f"{kind.id}.json", JSON))
            writer.append(said, documents)
        then = lists_then(writer)
        doubted = tuple(
            _ambiguous(row, candidates, keys) for row, candidates in then.ambiguous if row.list == kind.id
        )
        matched = tuple(each for each in matches(writer) if kind.id in each.lists)
        surely = {key for key, rows in then.rows.items() if any(row.list == kind.id for row in rows)}
        names = tuple(f"{each.name} ({each.id})" for each in named if each.id not in surely)
    findings = (*found.findings, *doubted)
    return ListImported(kind.id, name, found.enterprises, found.rejected, findings, is_new, matched, names)


def _rules(reader: Reader, kind: ListKind) -> tuple[RuleSet, bool]:
    """Return the rules to read a list by, and whether the last year knows enterprises by credit codes."""
    years = [each.year for each in reader.years()]
    if not years:
        return list_rules(kind), True
    rules = year_in(reader, max(years)).rules
    headers = rules.fields[rules.identifier.field].headers
    return list_rules(kind, headers), rules.identifier.kind == "uscc"


def _read(
    file: File,
    name: str,
    rules: RuleSet,
    is_credit_code: bool,
    reading: ListReading,
    named: Sequence[Mention],
) -> VetoList:
    if not isinstance(file.book, Book):
        found = VetoList((), (unreadable(name, file.problem),), 0)
    else:
        found = read_list(file.book, name, rules, is_credit_code, reading.left_out is None)
    if reading.formerly:
        return as_formerly(found)
    if not is_believed(found, reading.may_be_empty):
        told, step = _told(each for each in found.findings if each.is_error), None
        if is_believed(found, may_be_empty=True):
            told += "\n" + _("If the list should be empty, confirm this.")
            step = Step(Act.CONFIRM_EMPTY)
        told += "".join(f"\n{_mention_text(each)}" for each in named)
        raise Refused(
            _("{file} cannot be read as a list:").format(file=name) + "\n" + told,
            [each for each in found.findings if each.is_error],
            step=step,
        )
    if reading.may_be_empty and not found.rows:  # confirmed, so that it is no mistake any more
        return replace(found, findings=tuple(each for each in found.findings if each.code != "no_rows"))
    return found


def _ambiguous(row: ListRow, candidates: Sequence[str], keys: RegisterKeys) -> Finding:
    """Say that a row may mean several, or one with another code, and so does not count."""
    named = join_names(f"{keys.names.now[each]} ({each})" for each in candidates)
    value = row.code or row.name
    details = {"candidates": named}
    return Finding(
        "list_row_ambiguous", row.file, row.sheet, row.cell, "code", value, details, row.code, row.name
    )


def _told(findings: Iterable[Finding]) -> str:
    told = [f"  {each.place()}: {each.message()} {each.advice()}" for each in findings]
    more = _("  ... and {number} more").format(number=len(told) - MOST_TOLD)
    return "\n".join([*told[:MOST_TOLD], *([more] if len(told) > MOST_TOLD else [])])


def _is_there(writer: Writer, said: VetoListImported) -> bool:
    """Tell whether the list stands on record as it is, by the same document."""
    before = [each.entry.content for each in lists_on_record(writer) if each.entry.content.list == said.list]
    keys = ("document", "codes_digest", "file", "on", "kind_digest", "left_out")
    return any(all(getattr(each, key) == getattr(said, key) for key in keys) for each in before)


def _mention_text(each: Mention) -> str:
    return _("{place}: {text} is {name} ({code}), which is on record. Add its code to the row.").format(
        place=each.place, text=each.text, name=each.name, code=each.id
    )
