"""Cultivation schemes come in from workbooks; members are asked for updates, and these come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.pool.cultivation_targets import Target
from cultivation.core.rules.scheme_rules import SchemeRules, load_scheme_rules
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File, read_file, read_files
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.schemes.reading import FirmScheme, SchemeExpected, read_scheme
from cultivation.intake.schemes.updates import FirmUpdate, UpdateExpected, read_update
from cultivation.language import _
from cultivation.queries.plans import FiledValues
from cultivation.queries.scheme_updates import UpdateRound, update_rounds
from cultivation.queries.schemes import Scheme, schemes_of
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import PlanSet, SchemeUpdated, SchemeUpdatesAsked
from cultivation.record.store import Record, Writer
from cultivation.review.dates import EAST, check_not_future
from cultivation.review.marks import WORKBOOK
from cultivation.review.plans import members_of_pool, stored_target

YAML = "application/yaml"


@dataclass(frozen=True)
class SchemeBasis:
    """On what schemes rest: the file of scheme rules, which names the offices; a document, if any; a day."""

    rules: NewDocument
    document: str
    on: date


@dataclass(frozen=True)
class SchemeTaken:
    """What became of a workbook of schemes: targets and tasks that it set by member, or all that is wrong."""

    name: str
    sha256: str
    firms: Mapping[str, FirmScheme] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def targets(self) -> int:
        """Return how many targets it set."""
        return sum(len(each.targets) for each in self.firms.values())

    @property
    def tasks(self) -> int:
        """Return how many tasks it set."""
        return sum(len(each.tasks) for each in self.firms.values())


@dataclass(frozen=True)
class UpdatesAsked:
    """Who is asked for an update (id to name), until when; `repeats` where just that was on record."""

    until: date
    asked: Mapping[str, str]
    repeats: bool = False


@dataclass(frozen=True)
class UpdateTaken:
    """What became of one file: what each member says, and all that is wrong; nothing was recorded then.

    `is_new` is False where it is on record already.
    """

    name: str
    sha256: str
    firms: Mapping[str, FirmUpdate] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_new: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "accepted": len(self.firms),
            "tasks": sum(len(each.tasks) for each in self.firms.values()),
            "findings": [each.to_json() for each in self.findings],
        }


def import_schemes(
    record: Record,
    actor: str,
    year: int,
    incoming: Incoming,
    basis: SchemeBasis,
    dry_run: bool = False,
    readers: Readers | None = None,
) -> SchemeTaken:
    """Take in targets and tasks of members from a workbook; of one with errors nothing is recorded."""
    with kept_or_new(readers) as own_readers:
        file = read_file(incoming, own_readers)
    name, sha256 = without_surrogates(incoming.name), digest(file.content) if file.content else ""
    if not isinstance(file.book, Book):
        return SchemeTaken(name, sha256, findings=(unreadable(name, file.problem),))
    scheme_rules = load_scheme_rules(basis.rules.content, basis.rules.name)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, basis.on)
        before = [each for each in writer.entries_of(PlanSet) if each.content.file]
        if any(each.content.documents[0].sha256 == sha256 for each in before):
            told = Finding("received_before", name, details={"first": name})
            return SchemeTaken(name, sha256, findings=(told,))
        expected = _expected(writer, year, scheme_rules)
        firms, findings = read_scheme(file.book, name, expected)
        if any(each.is_error for each in findings):
            return SchemeTaken(name, sha256, findings=findings)
        taken = SchemeTaken(name, sha256, firms, findings)
        said = PlanSet(
            year=year,
            members=len(firms),
            step=None,
            document=basis.document,
            on=basis.on.isoformat(),
            file=name,
            tasks=taken.tasks,
        )
        told_json = canonical_json({"year": year, "plans": _plans(writer, year, firms)})
        documents = [
            NewDocument(file.content, name, WORKBOOK),
            NewDocument(told_json, f"plan_{year}.json", JSON),
            NewDocument(basis.rules.content, basis.rules.name, YAML),
        ]
        writer.append(said, documents)
    return taken


def _expected(writer: Writer, year: int, rules: SchemeRules) -> SchemeExpected:
    members = members_of_pool(writer, year, None)
    own = schemes_of(writer, members)
    tasks = {each.enterprise: {one.task.number: one.task for one in each.tasks} for each in own}
    targets = {each.enterprise: [one.target for one in each.targets] for each in own}
    return SchemeExpected(year, year_in(writer, year).rules, members, rules.owners, tasks, targets)


def _plans(writer: Writer, year: int, firms: Mapping[str, FirmScheme]) -> list[dict[str, Any]]:
    """Return what a workbook sets, each with its cell; targets start from the values of the year."""
    values = FiledValues(writer)
    own = {each.enterprise: each for each in schemes_of(writer, firms)}
    return [
        {
            "enterprise": key,
            "targets": [
                {**_started(values, own[key], year, target), "sheet": sheet, "cell": cell}
                for target, sheet, cell in said.targets
            ],
            "dropped": [],
            "tasks": [{**task.to_record(), "sheet": sheet, "cell": cell} for task, sheet, cell in said.tasks],
        }
        for key, said in sorted(firms.items())
    ]


def _started(values: FiledValues, scheme: Scheme, year: int, target: Target) -> dict[str, object]:
    return stored_target(target, values.row(year, reversed(scheme.stay.codes)) or {})


def ask_updates(
    record: Record,
    actor: str,
    year: int,
    rules_file: NewDocument,
    on: date,
    until: date | None = None,
    dry_run: bool = False,
) -> UpdatesAsked:
    """Ask the members that have a scheme for its update; asking again sets a new deadline.

    Without `until` they have the days that the scheme rules give.
    """
    rules = load_scheme_rules(rules_file.content, rules_file.name)
    until = until or on + timedelta(days=rules.answer_days)
    if until < on:
        raise Refused(_("The deadline {until} lies before the request of {on}.").format(until=until, on=on))
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        year_in(writer, year)
        asked = {each.enterprise: each.name for each in schemes_of(writer) if each.targets or each.tasks}
        if not asked:
            raise Refused(_("No member has a scheme yet; import the schemes first."))
        before = update_rounds(writer).get(year)
        if before is not None and (before.until, dict(before.asked), before.rules) == (until, asked, rules):
            return UpdatesAsked(until, asked, repeats=True)
        said = SchemeUpdatesAsked(
            year=year,
            on=on.isoformat(),
            until=until.isoformat(),
            members=len(asked),
            rules_digest=digest(rules_file.content),
        )
        content = canonical_json({"year": year, "asked": asked})
        documents = [
            NewDocument(content, f"scheme_updates_{year}.json", JSON),
            NewDocument(rules_file.content, rules_file.name, YAML),
        ]
        writer.append(said, documents)
    return UpdatesAsked(until, asked)


def import_updates(
    record: Record,
    actor: str,
    year: int,
    files: Iterable[Incoming],
    on: date,
    dry_run: bool = False,
    readers: Readers | None = None,
) -> list[UpdateTaken]:
    """Take in updates in one go; of a file with errors nothing is recorded. Late ones are taken, too."""
    with kept_or_new(readers) as own_readers:
        read = list(read_files(files, own_readers))
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        asked = update_rounds(writer).get(year)
        if asked is None:
            raise Refused(_("Nobody was asked for an update of {year} yet.").format(year=year))
        before = _received(writer, year)
        results = _alone([_look_at(writer, each, asked, before) for each in read])
        for taken, file in zip(results, read, strict=True):
            if taken.firms and taken.is_new:
                _append(writer, year, file, taken, on)
    return results


def _received(writer: Writer, year: int) -> dict[str, tuple[str, str]]:
    """Return file and digest of the last update of each member that came for a year."""
    found = {}
    for entry in writer.entries_of(SchemeUpdated):
        if entry.content.year == year:
            for said in writer.document_json(entry.content.json_digest)["updates"]:
                found[said["enterprise"]] = (entry.content.file, entry.content.documents[0].sha256)
    return found


def _look_at(
    writer: Writer, file: File, asked: UpdateRound, before: Mapping[str, tuple[str, str]]
) -> UpdateTaken:
    """Return what a file says, with everything that is wrong."""
    name, sha256 = without_surrogates(file.incoming.name), digest(file.content) if file.content else ""
    if not isinstance(file.book, Book):
        return UpdateTaken(name, sha256, findings=(unreadable(name, file.problem),))
    same = next((first for first, known in before.values() if known == sha256), None)
    if same is not None:
        told = Finding("received_before", name, details={"first": same})
        return UpdateTaken(name, sha256, findings=(told,), is_new=False)
    firms, findings = read_update(file.book, name, _update_expected(writer, asked))
    if any(each.is_error for each in findings):
        return UpdateTaken(name, sha256, findings=findings)
    replaced = [
        Finding("scheme_superseded", name, value=asked.asked[key], details={"first": before[key][0]})
        for key in firms
        if key in before
    ]
    return UpdateTaken(name, sha256, firms, (*findings, *replaced))


def _update_expected(writer: Writer, asked: UpdateRound) -> UpdateExpected:
    own = {each.enterprise: each for each in schemes_of(writer)}
    still = {key: name for key, name in asked.asked.items() if key in own}
    latest = None if writer.moment is None else (writer.moment + EAST).date()
    return UpdateExpected(
        asked.year,
        year_in(writer, asked.year).rules,
        still,
        {key: {each.task.number: each.task for each in own[key].tasks} for key in still},
        {key: [(each.target.indicator, each.target.year) for each in own[key].targets] for key in still},
        latest,
    )


def _alone(taken: Sequence[UpdateTaken]) -> list[UpdateTaken]:
    """Return each file as it counts beside the others: of two about one member neither is taken."""
    files: dict[str, list[UpdateTaken]] = {}
    for each in taken:
        for key in each.firms:
            files.setdefault(key, []).append(each)
    found = []
    for each in taken:
        twice = {key: [one for one in files[key] if one is not each] for key in each.firms}
        told = [
            Finding("scheme_firm_two_files", each.name, value=key, details={"other": others[0].name})
            for key, others in twice.items()
            if others
        ]
        found.append(replace(each, firms={}, findings=(*told, *each.findings)) if told else each)
    return found


def _append(writer: Writer, year: int, file: File, taken: UpdateTaken, on: date) -> None:
    updates = [
        {
            "enterprise": key,
            "tasks": [each.to_record() for _number, each in sorted(said.tasks.items())],
            "values": said.values,
        }
        for key, said in sorted(taken.firms.items())
    ]
    tasks = sum(len(each.tasks) for each in taken.firms.values())
    said = SchemeUpdated(year=year, on=on.isoformat(), file=taken.name, members=len(taken.firms), tasks=tasks)
    told = {"year": year, "file": taken.name, "sha256": taken.sha256, "updates": updates}
    documents = [
        NewDocument(file.content, taken.name, WORKBOOK),
        NewDocument(canonical_json(told), f"scheme_update_{year}.json", JSON),
    ]
    writer.append(said, documents)
