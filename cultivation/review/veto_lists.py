"""Lists that authorities publish come in; each import of a list takes the place of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File, read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.registers.veto_list import VetoList, is_believed, list_rules, read_list
from cultivation.language import _
from cultivation.queries.earlier_filings import MEDIA_TYPES
from cultivation.queries.enterprise_names import Names
from cultivation.queries.named_on_lists import Mention, mentions
from cultivation.queries.register_keys import RegisterKeys
from cultivation.queries.veto_lists import Match, lists_on_record, matches
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import VetoListImported
from cultivation.record.reader import Reader
from cultivation.record.store import Record, Writer
from cultivation.review.inputs import check_said
from cultivation.steps import Act, Step


@dataclass(frozen=True)
class ListImported:
    """What came of a list. `is_new` is False where the same list is on record by the same document.

    `matches` are the members and the applicants of open years on it; `by_name` the enterprises on record
    that it names without a code of theirs: by a whole name, or by an organisation code.
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
    """How a list is read. Only with `may_be_empty` does a file that names nobody count as a list."""

    password: str | None = None
    may_be_empty: bool = False


def import_veto_list(
    record: Record,
    actor: str,
    kind: str,
    incoming: Incoming,
    document: str,
    reading: ListReading = ListReading(),
    dry_run: bool = False,
    readers: Readers | None = None,
) -> ListImported:
    """Put a list on record, with the file and the codes; refuse one of which nothing can be believed."""
    check_said(document=document)
    with record.reading() as reader:
        rules, keys = _rules(reader), RegisterKeys(Names(reader))
    with kept_or_new(readers) as own:
        file = read_file(incoming, own, reading.password)
    name = without_surrogates(incoming.name)
    named = tuple(mentions(file.book, keys)) if isinstance(file.book, Book) else ()
    found = _read(file, name, rules, reading.may_be_empty, named)
    with record.writing(actor, dry_run) as writer:
        content = canonical_json(
            {"list": kind, "enterprises": [each.to_record() for each in found.enterprises]}
        )
        said = VetoListImported(
            list=kind,
            document=document,
            file=name,
            enterprises=len(found.enterprises),
            rejected=found.rejected,
            codes_digest=digest(content),
        )
        is_new = not _is_there(writer, said)
        if is_new:
            assert isinstance(file.book, Book)
            documents = [
                NewDocument(file.content, name, MEDIA_TYPES[file.book.kind]),
                NewDocument(content, f"{name}.codes.json", JSON),
            ]
            writer.append(said, documents)
        matched = tuple(each for each in matches(writer) if kind in each.lists)
        names = _named(named, found, {each.id for each in matched})
    return ListImported(
        kind, name, len(found.enterprises), found.rejected, found.findings, is_new, matched, names
    )


def _rules(reader: Reader) -> RuleSet:
    """Return the rules to read a list by: enterprises are known by what identifies them in the last year."""
    years = [each.year for each in reader.years()]
    if not years:
        return list_rules("uscc")
    rules = year_in(reader, max(years)).rules
    return list_rules(rules.identifier.kind, rules.fields[rules.identifier.field].headers)


def _read(file: File, name: str, rules: RuleSet, may_be_empty: bool, named: Sequence[Mention]) -> VetoList:
    if not isinstance(file.book, Book):
        found = VetoList((), (unreadable(name, file.problem),), 0)
    else:
        found = read_list(file.book, name, rules)
    if not is_believed(found, may_be_empty):
        told, step = _told(each for each in found.findings if each.is_error), None
        if is_believed(found, may_be_empty=True):
            told += "\n" + _("If the list should be empty, confirm this.")
            step = Step(Act.CONFIRM_EMPTY)
        told += "".join(f"\n{_mention_text(each)}" for each in named)
        raise Refused(
            _("Nothing in {file} can be read as a list:").format(file=name) + "\n" + told,
            [each for each in found.findings if each.is_error],
            step=step,
        )
    return found


def _told(findings: Iterable[Finding]) -> str:
    return "\n".join(f"  {each.place()}: {each.message()} {each.advice()}" for each in findings)


def _is_there(writer: Writer, said: VetoListImported) -> bool:
    """Tell whether the list stands on record as it is, by the same document."""
    before = [each.entry.content for each in lists_on_record(writer) if each.entry.content.list == said.list]
    keys = ("document", "codes_digest", "file")
    return any(all(getattr(each, key) == getattr(said, key) for key in keys) for each in before)


def _mention_text(each: Mention) -> str:
    return _("{place}: {text} is {name} ({code}), which is on record. Add its code to the row.").format(
        place=each.place, text=each.text, name=each.name, code=each.id
    )


def _named(named: Sequence[Mention], found: VetoList, matched: set[str]) -> tuple[str, ...]:
    """Name the enterprises on record that the list names, but by no code of theirs."""
    by_code = matched | {each.code for each in found.enterprises}
    return tuple(f"{each.name} ({each.id})" for each in named if each.id not in by_code)
