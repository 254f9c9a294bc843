"""Zones and departments are asked for opinions; their sheets come in; silence is put on record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cultivation.canonical import canonical_json, digest, visible, without_surrogates
from cultivation.core.opinions.answers import Answer, Given, values
from cultivation.core.opinions.bodies import Body
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File, read_files
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.opinions.reading import Expected, body_of, read_opinion
from cultivation.language import _
from cultivation.queries.opinions import Opinions, asked_now, check_requested, open_answers, opinions_of
from cultivation.queries.opinions_asked import names_of_body
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import OpinionReceived, OpinionsClosed, OpinionsRequested
from cultivation.record.store import Record, Writer
from cultivation.review.dates import check_not_future
from cultivation.review.marks import WORKBOOK
from cultivation.steps import Act, Step


@dataclass(frozen=True)
class Requested:
    """Who was asked about whom (id to name, by body), and by when; `repeats` where that was on record."""

    until: date
    asked: Mapping[str, Mapping[str, str]]
    repeats: bool = False


@dataclass(frozen=True)
class OpinionTaken:
    """What became of one file: whose it is, its answers, and all that is wrong; nothing was recorded then.

    `is_new` is False where it is on record already.
    """

    name: str
    sha256: str
    body: Body | None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_new: bool = True

    @property
    def is_taken(self) -> bool:
        """Tell whether its answers were put on record."""
        return self.body is not None and bool(self.answers)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "body": self.body.key if self.body else "",
            "accepted": len(self.answers),
            "yes": sum(each.yes for each in self.answers.values()),
            "findings": [each.to_json() for each in self.findings],
        }


@dataclass(frozen=True)
class OpinionsEnded:
    """Whose silence was put on record; `repeats` where that was done already."""

    until: date
    silent: tuple[Body, ...]
    repeats: bool = False


def request_opinions(
    record: Record, actor: str, year: int, on: date, until: date, dry_run: bool = False
) -> Requested:
    """Ask all that the rules name, about the applicants as they stand; asking again sets a new deadline."""
    if until < on:
        raise Refused(_("The deadline {until} lies before the request of {on}.").format(until=until, on=on))
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_not_future(writer, on)
        asked = asked_now(own)
        if not asked:
            raise Refused(
                _("No application of {year} is in yet.").format(year=year), step=Step(Act.INTAKE, year)
            )
        before = opinions_of(own)
        same = before.request is not None and before.until == until and dict(before.asked) == asked
        if same and before.closed is None:
            return Requested(until, asked, repeats=True)
        firms = {key for each in asked.values() for key in each}
        said = OpinionsRequested(
            year=year, on=on.isoformat(), until=until.isoformat(), bodies=len(asked), enterprises=len(firms)
        )
        document = canonical_json({"year": year, "asked": asked})
        writer.append(said, [NewDocument(document, f"opinions_{year}.json", JSON)])
    return Requested(until, asked)


def import_opinions(
    record: Record,
    actor: str,
    year: int,
    files: Iterable[Incoming],
    dry_run: bool = False,
    readers: Readers | None = None,
    unit: str = "",
    on: date | None = None,
) -> list[OpinionTaken]:
    """Take in sheets of zones and departments in one go; of a file with errors nothing is recorded.

    `unit` is the zone or department that gives its own opinion itself; it gives no other's. `on` is the day
    on which they came, where that was before they are taken in.
    """
    with kept_or_new(readers) as own_readers:
        read = list(read_files(files, own_readers))
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        if on is not None:
            check_not_future(writer, on)
        known = check_requested(own)
        given, results = dict(known.given), []
        for taken, file in zip(_all_looked_at(read, own, known), read, strict=True):
            if taken.is_taken:
                assert taken.body is not None
                if unit and visible(unit) not in names_of_body(own.rules, taken.body):
                    raise Refused(_("{unit} gives no opinion but its own.").format(unit=unit))
                given[taken.body.key] = Given(taken.name, taken.sha256, taken.answers)
                came = Came(unit or None, on.isoformat() if on else None)
                _append(writer, year, file, taken, _values(known, given), came)
            results.append(taken)
    return results


def _all_looked_at(read: Sequence[File], year: Year, known: Opinions) -> list[OpinionTaken]:
    """Return what each file says; of files that differ and are of one body none, of equal ones the first."""
    expected = _expected(year, known)
    found = [_look_at(file, expected, known) for file in read]
    files: dict[str, dict[str, str]] = {}
    for each in found:
        if each.body is not None:
            files.setdefault(each.body.key, {}).setdefault(each.sha256, each.name)
    return [_alone(each, files[each.body.key]) if each.body else each for each in found]


def _alone(taken: OpinionTaken, names: Mapping[str, str]) -> OpinionTaken:
    """Return a file as it counts beside the others of its body in one import: their names, by digest."""
    assert taken.body is not None
    other = next((name for sha256, name in names.items() if sha256 != taken.sha256), None)
    if other is not None and taken.is_new:
        words = {"label_zh": taken.body.label.zh, "label_en": taken.body.label.en}
        told = Finding("opinion_body_twice", taken.name, value=other, details=words)
        return replace(taken, answers={}, findings=(told, *taken.findings))
    if (first := names[taken.sha256]) != taken.name:
        told = Finding("received_before", taken.name, details={"first": first})
        return replace(taken, answers={}, findings=(told,), is_new=False)
    return taken


def _look_at(file: File, expected: Expected, known: Opinions) -> OpinionTaken:
    """Return what a file says, with everything that is wrong."""
    name, sha256 = without_surrogates(file.incoming.name), digest(file.content) if file.content else ""
    if not isinstance(file.book, Book):
        return OpinionTaken(name, sha256, None, findings=(unreadable(name, file.problem),))
    body, findings = body_of(file.book, name, expected)
    if body is None:
        return OpinionTaken(name, sha256, None, findings=findings)
    before, words = known.given.get(body.key), {"label_zh": body.label.zh, "label_en": body.label.en}
    if before is not None and before.sha256 == sha256:
        told = Finding("received_before", name, details={"first": before.file})
        return OpinionTaken(name, sha256, body, findings=(told,), is_new=False)
    if known.closed is not None:
        told = Finding("opinion_closed", name, value=known.closed.content.until)
        return OpinionTaken(name, sha256, body, findings=(told,))
    answers, findings = read_opinion(file.book, name, body, expected)
    if any(each.is_error for each in findings):
        return OpinionTaken(name, sha256, body, findings=findings)
    if before is not None:
        findings = (*findings, Finding("opinion_superseded", name, details={"first": before.file, **words}))
    return OpinionTaken(name, sha256, body, answers, findings)


def _expected(year: Year, known: Opinions) -> Expected:
    """Whoever withdrew since may stand on a sheet still; whom it leaves out is not missed."""
    sent = {key: name for firms in known.asked.values() for key, name in firms.items()}
    names = {**sent, **year.reader.names_of(year.number)}
    asked = {key: tuple(firms) for key, firms in known.asked.items()}
    return Expected(year.number, year.rules.id, known.bodies, asked, names, frozenset(year.rows), sent)


def _values(known: Opinions, given: Mapping[str, Given]) -> dict[str, Any]:
    asked: Mapping[str, Collection[str]] = known.asked
    silent = {key: until for key, until in known.silent.items() if key not in given}
    return values(known.bodies, given, asked, silent)


@dataclass(frozen=True, slots=True)
class Came:
    """Who gave an opinion where that was the body itself, and when where it was earlier than on record."""

    unit: str | None
    on: str | None


def _append(
    writer: Writer, year: int, file: File, taken: OpinionTaken, found: Mapping[str, Any], came: Came
) -> None:
    assert taken.body is not None
    answers = [each.to_record() for each in taken.answers.values()]
    yes = sum(each.yes for each in taken.answers.values())
    document = {
        "file": taken.name,
        "sha256": taken.sha256,
        "body": taken.body.key,
        "answers": answers,
        "values": found,
    }
    said = OpinionReceived(
        year=year,
        body=taken.body.key,
        file=taken.name,
        accepted=len(answers),
        yes=yes,
        unit=came.unit,
        on=came.on,
    )
    documents = [
        NewDocument(file.content, taken.name, WORKBOOK),
        NewDocument(canonical_json(document), f"opinion_{year}.json", JSON),
    ]
    writer.append(said, documents)


def close_opinions(record: Record, actor: str, year: int, on: date, dry_run: bool = False) -> OpinionsEnded:
    """Put on record who did not answer in time; what that means, the rules say."""
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_not_future(writer, on)
        known = check_requested(own)
        until = known.until
        assert until is not None
        if known.closed is not None:
            silent = tuple(known.bodies[key] for key in known.closed.content.silent)
            return OpinionsEnded(until, silent, repeats=True)
        if on <= until:
            raise Refused(
                _("Answers may come until {until}; silence counts from the day after.").format(until=until),
                step=Step(Act.IMPORT_OPINIONS, year),
            )
        waiting = [known.bodies[key] for key in open_answers(own)]
        silent_keys = {each.key: until.isoformat() for each in waiting}
        found = values(known.bodies, known.given, known.asked, silent_keys)
        said = OpinionsClosed(
            year=year, on=on.isoformat(), until=until.isoformat(), silent=tuple(silent_keys)
        )
        document = canonical_json({"year": year, "silent": list(silent_keys), "values": found})
        writer.append(said, [NewDocument(document, f"opinions_closed_{year}.json", JSON)])
    return OpinionsEnded(until, tuple(waiting))
