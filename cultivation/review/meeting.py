"""The leading group is listed, and what it voted over a proposal is put on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.pool.meeting import Meeting, Person, with_person
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.meeting.group import read_group, write_group_list
from cultivation.intake.meeting.reading import Expected, read_meeting
from cultivation.language import _, current
from cultivation.queries.meeting import vote_rule
from cultivation.queries.meetings import group_of, last_meeting
from cultivation.queries.prerequisites import check_proposed, check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import GroupListed, MeetingRecorded
from cultivation.record.store import Record, Writer
from cultivation.review.dates import EAST
from cultivation.review.inputs import check_said
from cultivation.review.marks import WORKBOOK
from cultivation.steps import Act, Step


@dataclass(frozen=True)
class GroupTaken:
    """The group as it was taken, or nobody with what is wrong; `repeats` where the same is on record."""

    group: tuple[Person, ...]
    findings: tuple[Finding, ...]
    repeats: bool = False


@dataclass(frozen=True)
class MeetingTaken:
    """The meeting as it was taken down, or none with all that is wrong; `seq` is its entry."""

    meeting: Meeting | None
    findings: tuple[Finding, ...]
    seq: int = 0
    repeats: bool = False


def list_group(
    record: Record, actor: str, incoming: Incoming, dry_run: bool = False, readers: Readers | None = None
) -> GroupTaken:
    """Take a list of the leading group, which replaces the one before; nothing where anything is wrong."""
    with kept_or_new(readers) as kept:
        file = read_file(incoming, kept)
    name = without_surrogates(incoming.name)
    if not isinstance(file.book, Book):
        return GroupTaken((), (unreadable(name, file.problem),))
    group, findings = read_group(file.book, name)
    if findings:
        return GroupTaken((), findings)
    with record.writing(actor, dry_run) as writer:
        listed = tuple(each.to_record() for each in group)
        if tuple(each.to_record() for each in group_of(writer)) == listed:
            return GroupTaken(group, (), repeats=True)
        document = {"file": name, "sha256": digest(file.content), "group": list(listed)}
        said = GroupListed(file=name, accepted=len(group))
        _append(writer, said, file.content, name, "group.json", document)
    return GroupTaken(group, ())


def add_to_group(
    record: Record, actor: str, name: str, office: str, chair: bool = False, dry_run: bool = False
) -> GroupTaken:
    """Add one person to the leading group, or give one another office; recorded as the new list, whole."""
    check_said(person=name)
    file, language = "group.xlsx", current()
    with record.writing(actor, dry_run) as writer:
        before = group_of(writer)
        group = with_person(before, " ".join(name.split()), office.strip(), chair)
        if not any(each.chair for each in group):
            raise UsageMistake(_("Nobody is in the chair; first add the person who is."))
        if [each.to_record() for each in group] == [each.to_record() for each in before]:
            return GroupTaken(group, (), repeats=True)
        content = write_group_list(language, group)
        listed = [each.to_record() for each in group]
        document = {"file": file, "sha256": digest(content), "group": listed}
        _append(writer, GroupListed(file=file, accepted=len(group)), content, file, "group.json", document)
    return GroupTaken(group, ())


def record_meeting(
    record: Record,
    actor: str,
    year: int,
    incoming: Incoming,
    dry_run: bool = False,
    readers: Readers | None = None,
) -> MeetingTaken:
    """Take down a meeting from its sheet; nothing where anything is wrong. A later meeting replaces it."""
    with kept_or_new(readers) as kept:
        file = read_file(incoming, kept)
    name = without_surrogates(incoming.name)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_proposed(own.review_year)
        if not isinstance(file.book, Book):
            return MeetingTaken(None, (unreadable(name, file.problem),))
        meeting, findings = read_meeting(file.book, name, _expected(writer, own))
        if meeting is None:
            return MeetingTaken(None, findings)
        before = last_meeting(writer, year)
        sha256 = digest(file.content)
        if before and before[1] == meeting and before[0].content.documents[0].sha256 == sha256:
            return MeetingTaken(meeting, (), before[0].seq, repeats=True)
        said = MeetingRecorded(
            year=year,
            on=meeting.on.isoformat(),
            proposal_digest=own.review_year.proposal_digest or "",
            file=name,
            group=len(meeting.group),
            present=len(meeting.present),
            votes=sum(each.tally is not None for each in meeting.cases),
            scores_digest=own.review_year.scores_digest,
        )
        document = {"file": name, "sha256": sha256, "meeting": meeting.to_record()}
        seq = _append(writer, said, file.content, name, f"meeting_{year}.json", document)
    return MeetingTaken(meeting, findings, seq)


def _append(
    writer: Writer,
    said: GroupListed | MeetingRecorded,
    content: bytes,
    name: str,
    document_name: str,
    document: Mapping[str, object],
) -> int:
    """Append an entry with the workbook as received and what was read of it."""
    documents = [
        NewDocument(content, name, WORKBOOK),
        NewDocument(canonical_json(document), document_name, JSON),
    ]
    return writer.append(said, documents).seq


def _expected(writer: Writer, year: Year) -> Expected:
    group = group_of(writer)
    if not group:
        raise Refused(_("Nobody is listed in the leading group."), step=Step(Act.LIST_GROUP))
    latest: date | None = None if writer.moment is None else (writer.moment + EAST).date()
    return Expected(
        year=year.number,
        rule_set=year.rules.id,
        proposal=year.review_year.proposal_digest or "",
        scores=year.review_year.scores_digest or "",
        lines=year.line_of,
        group=group,
        rule=vote_rule(year),
        latest=latest,
    )
