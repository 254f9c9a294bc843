"""It is settled who is visited, and what visits found is put on record from their forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.visits.reading import VisitExpected, VisitMade, read_visit
from cultivation.language import _
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.visits import draw_of, draws_of, recorded_visits, seed_entry, visit_rule, visits_of
from cultivation.queries.year import Year, year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import VisitRecorded, VisitsDrawn
from cultivation.record.store import Record
from cultivation.review.dates import EAST
from cultivation.review.marks import WORKBOOK
from cultivation.steps import Act, Step


@dataclass(frozen=True)
class VisitsSettled:
    """Who is visited, as it is stored; `repeats` tells that just this was on record already."""

    document: Mapping[str, Any]
    repeats: bool = False


@dataclass(frozen=True)
class VisitTaken:
    """What came of one form: the visit with the name of the enterprise, or all that is wrong."""

    file: str
    visit: VisitMade | None
    name: str
    findings: tuple[Finding, ...]
    repeats: bool = False


def draw_visits(
    record: Record,
    actor: str,
    year: int,
    entry: int | None = None,
    percent: Decimal | None = None,
    anchored: bool = False,
    dry_run: bool = False,
) -> VisitsSettled:
    """Settle who is visited: whom the rules name, and at least `percent` of all applicants by lots.

    The seed is fixed by the hash of `entry`, by default the last one before the first application. It is
    fixed once a year, and the percentage never falls: nobody who was drawn is let off.
    """
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        before = draws_of(own)
        wanted = percent if percent is not None else visit_rule(own).least_percent
        if entry is None and before:
            entry, anchored = before[-1].content.entry, bool(before[-1].content.anchored)
        fixed = seed_entry(own, entry)
        _check_goes_on(own, fixed.seq, wanted)
        document = draw_of(own, fixed, wanted)
        if not document["named"] and not document["drawn"]:
            raise Refused(
                _("The rules name nobody to visit, and no share is to be drawn. Give a percentage to draw.")
            )
        content = canonical_json(document)
        if before and before[-1].content.result_digest == digest(content):
            return VisitsSettled(document, repeats=True)
        said = VisitsDrawn(
            year=year,
            entry=fixed.seq,
            head=fixed.hash,
            seed=document["seed"],
            percent=document["percent"],
            applicants=len(document["applicants"]),
            visits=len(document["named"]) + len(document["drawn"]),
            result_digest=digest(content),
            anchored=anchored or None,
        )
        writer.append(said, [NewDocument(content, f"visits_{year}.json", JSON)])
    return VisitsSettled(document)


def _check_goes_on(year: Year, entry: int, percent: Decimal) -> None:
    """Refuse another seed, or a smaller share, than visits of the year were drawn with before."""
    for each in draws_of(year):
        if each.content.entry != entry:
            raise Refused(
                _(
                    "Visits of {year} are drawn with the seed fixed by entry {entry}; it cannot be changed."
                ).format(year=year.number, entry=each.content.entry)
            )
        if Decimal(each.content.percent) > percent:
            raise Refused(
                _("{percent} % of the applicants of {year} are drawn already; it cannot be less.").format(
                    percent=each.content.percent, year=year.number
                )
            )


def record_visit(
    record: Record,
    actor: str,
    year: int,
    incoming: Incoming,
    dry_run: bool = False,
    readers: Readers | None = None,
) -> VisitTaken:
    """Take down a visit from its form; nothing where anything is wrong. A later form replaces it."""
    with kept_or_new(readers) as kept:
        file = read_file(incoming, kept)
    name = without_surrogates(incoming.name)
    if not isinstance(file.book, Book):
        return VisitTaken(name, None, "", (unreadable(name, file.problem),))
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        visits = visits_of(own)
        if not visits:
            raise Refused(
                _("No visits are settled for {year}.").format(year=year), step=Step(Act.DRAW_VISITS, year)
            )
        latest: date | None = None if writer.moment is None else (writer.moment + EAST).date()
        expected = VisitExpected(year, own.rules.id, visits, own.rules.fields, latest)
        made, findings = read_visit(file.book, name, expected)
        if made is None:
            return VisitTaken(name, None, "", findings)
        taken = VisitTaken(name, made, visits[made.enterprise].name, findings)
        sha256 = digest(file.content)
        before = recorded_visits(own).get(made.enterprise)
        if before and before.content.documents[0].sha256 == sha256:
            return VisitTaken(name, made, taken.name, (), repeats=True)
        said = VisitRecorded(
            year=year,
            enterprise=made.enterprise,
            on=made.on.isoformat(),
            result=made.result,
            text=made.text,
            file=name,
        )
        read = {
            "file": name,
            "sha256": sha256,
            "visitors": made.visitors,
            "figures": [each.to_record() for each in made.figures],
        }
        documents = [
            NewDocument(file.content, name, WORKBOOK),
            NewDocument(canonical_json(read), f"{name}.visit.json", JSON),
        ]
        writer.append(said, documents)
    return taken
