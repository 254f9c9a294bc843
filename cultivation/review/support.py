"""Support measures come in from workbooks, and are cancelled with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.batch import Batch
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.applications.received import Received
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import read_files
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.registers.reading import ListReader
from cultivation.intake.registers.support_list import CODE, NAME, support_rules
from cultivation.language import _
from cultivation.queries.earlier_filings import MEDIA_TYPES, FileReceived, IncomingFile
from cultivation.queries.enterprise_names import Names
from cultivation.queries.events import suspended
from cultivation.queries.succession import Stay, stays_of
from cultivation.queries.support import Measure, counting, measures_of, stay_of
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import SupportCancelled, SupportImported
from cultivation.record.reader import Reader
from cultivation.record.store import Record, Writer
from cultivation.review.dates import check_not_future
from cultivation.review.inputs import check_said
from cultivation.review.intake import transactions
from cultivation.steps import Act, Step


def form_of(reader: Reader) -> RuleSet:
    """Return the columns of the list; enterprises are named as in the latest year's rules."""
    years = reader.years()
    if not years:
        raise Refused(_("No year is open yet."), step=Step(Act.OPEN))
    return support_rules(year_in(reader, years[-1].year).rules)


def import_support(
    record: Record,
    actor: str,
    files: Iterable[Incoming],
    dry_run: bool = False,
    password: str | None = None,
    readers: Readers | None = None,
) -> list[FileReceived]:
    """Take in lists of support measures, one transaction a file; rows with errors are kept out."""
    with record.reading() as reader:
        lists, results = ListReader(form_of(reader)), []
    with (
        kept_or_new(readers) as own,
        closing(read_files(files, own, password)) as read,
        transactions(record, actor, dry_run) as transaction,
    ):
        for file in read:
            name = without_surrogates(file.incoming.name)
            sha256 = digest(file.content) if file.content else ""
            if not isinstance(file.book, Book):
                finding = unreadable(name, file.problem)
                results.append(FileReceived(name, sha256, 0, 0, (finding,)))
                continue
            arrived = IncomingFile(name, sha256, file.content, file.book.kind, lists.read(file.book, name))
            with transaction() as writer:
                results.append(_take_in(writer, arrived))
    return results


def _take_in(writer: Writer, arrived: IncomingFile) -> FileReceived:
    """Put the measures of a list on record; the same file twice is refused."""
    received = replace(arrived.received, findings=tuple(map(_of_lists, arrived.received.findings)))
    if first := _imported(writer, arrived.sha256):
        finding = Finding("support_received_before", file=arrived.name, details={"first": first})
        return arrived.answer(Received(received.rules, Batch(arrived.name), (finding,)))
    known = measures_of(writer)
    desk = _SupportImport(writer, received.batch, known)
    taken = list(desk.measures())
    findings = (*received.findings, *desk.findings)
    rejected = received.rejected + len(received.batch) - len(taken)
    if taken or rejected:
        said = SupportImported(
            file=arrived.name, accepted=len(taken), rejected=rejected, first=len(known) + 1
        )
        told = {"measures": taken, "findings": [each.to_record() for each in findings]}
        documents = [
            NewDocument(arrived.content, arrived.name, MEDIA_TYPES[arrived.kind]),
            NewDocument(canonical_json(told), f"{arrived.name}.json", JSON),
        ]
        writer.append(said, documents)
    answer = arrived.answer(replace(received, findings=findings))
    return replace(answer, accepted=len(taken), rejected=rejected)


def _of_lists(finding: Finding) -> Finding:
    """Point to the template of these lists where no sheet is one."""
    return replace(finding, code="support_no_table") if finding.code == "no_table_found" else finding


def _imported(reader: Reader, sha256: str) -> str:
    for entry in reader.entries_of(SupportImported):
        if entry.content.documents[0].sha256 == sha256:
            return entry.content.file
    return ""


class _SupportImport:
    """Sets each row beside the record: whose it is, whether it was a member, whether it came before."""

    def __init__(self, reader: Reader, batch: Batch, known: Sequence[Measure]) -> None:
        self.findings: list[Finding] = []
        self._batch, self._names = batch, Names(reader)
        self._stays: Sequence[Stay] = stays_of(reader.changes())
        self._suspended = suspended(reader)
        self._before = {each.key: str(each.number) for each in counting(known)}
        self._next = len(known) + 1

    def measures(self) -> Iterator[dict[str, Any]]:
        """Yield the rows that can be taken, as they are stored."""
        for place in range(len(self._batch)):
            values = {key: self._batch.text(key, place) for key in FIELDS}
            problems = len(self.findings)
            key = self._enterprise(place, values)
            if values["on"] is None and values["year"] is None:
                self._find(place, "support_undated", "on")
            if key is None or any(each.is_error for each in self.findings[problems:]):
                continue
            yield self._measure(place, key, values)

    def _measure(self, place: int, key: str, values: dict[str, str | None]) -> dict[str, Any]:
        cell = self._batch.value("amount", place)
        on = values["on"] or ""
        stored = {
            "number": self._next,
            "enterprise": key,
            "name": self._names.now[key],
            "kind": values["kind"],
            "amount": values["amount"],
            "year": int(values["year"] or on[:4]),
            "on": on,
            "department": values["department"],
            "document": values["document"],
            "purpose": values["purpose"] or "",
            "sheet": cell["sheet"],
            "cell": cell["cell"],
        }
        self._doubt(place, stored)
        self._next += 1
        return stored

    def _doubt(self, place: int, stored: dict[str, Any]) -> None:
        """Say what is odd about a measure that is taken all the same."""
        measure = _as_measure(stored)
        when = {"name": stored["name"], "when": measure.day}
        if stay_of(measure, self._stays) is None:
            self._find(place, "support_not_member", CODE, when)
        elif stored["enterprise"] in self._suspended:
            self._find(place, "support_suspended", CODE, when)
        if number := self._before.get(measure.key):
            self._find(place, "support_again", "amount", {**when, "number": number})
        self._before.setdefault(measure.key, str(stored["number"]))

    def _enterprise(self, place: int, values: dict[str, str | None]) -> str | None:
        """Return the present code of whom a row means, by its code, else by its name."""
        code, name = values[CODE], values[NAME]
        if code is None and name is None:
            self._find(place, "support_unnamed", CODE)
            return None
        if code is not None:
            key = self._names.by_code(code)
            if key is None:
                self._unknown(place, CODE, name)
            elif name and not self._names.has_borne(key, name):
                self._find(place, "support_other_name", NAME, {"name": self._names.now[key]})
            return key
        found = self._names.by_name(name or "")
        if len(found) == 1:
            return found[0]
        if found:
            self._find(place, "support_name_shared", NAME, {"codes": ", ".join(found)})
        else:
            self._unknown(place, NAME, name)
        return None

    def _unknown(self, place: int, field: str, name: str | None) -> None:
        near = self._names.near(name) if name else ""
        if near:
            self._find(place, "support_enterprise_near", field, {"near": near})
        else:
            self._find(place, "support_enterprise_unknown", field)

    def _find(self, place: int, code: str, field: str, details: dict[str, str] | None = None) -> None:
        cell = self._batch.value(field, place)
        who = (self._batch.text(CODE, place) or "", self._batch.text(NAME, place) or "")
        shown = cell["value"] or ""
        sheet = cell["sheet"] or self._batch.value("amount", place)["sheet"]
        self.findings.append(
            Finding(code, self._batch.file, sheet, cell["cell"], field, shown, details or {}, *who)
        )


FIELDS = (CODE, NAME, "kind", "amount", "on", "year", "department", "document", "purpose")


def _as_measure(stored: dict[str, Any]) -> Measure:
    key = stored["enterprise"]
    return Measure(
        stored["number"],
        key,
        key,
        stored["name"],
        stored["kind"],
        Decimal(stored["amount"]),
        stored["year"],
        stored["on"],
        stored["department"],
        stored["document"],
        stored["purpose"],
        *("", stored["sheet"], stored["cell"], "", 0),
    )


def cancel_support(
    record: Record, actor: str, number: int, reason: str, on: date, dry_run: bool = False
) -> Measure:
    """Record that a measure counts no more, and why; it stays on record."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        found = next((each for each in measures_of(writer) if each.number == number), None)
        if found is None:
            raise Refused(_("There is no support measure number {number}.").format(number=number))
        if found.cancelled:
            raise Refused(
                _("Measure {number} is already cancelled: {reason}").format(
                    number=number, reason=found.cancelled
                )
            )
        said = SupportCancelled(number=number, enterprise=found.enterprise, reason=reason, on=on.isoformat())
        writer.append(said)
    return found
