"""What stands on certificates: number, enterprise, pool, which decision, check code, the year's seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, join_names
from cultivation.queries.announcement import OFFICE, POOL, Office, missing_of_office
from cultivation.queries.certificates import VALID, Certificate, certificates_of
from cultivation.queries.seals import DECISION, seal_of
from cultivation.queries.year import Year
from cultivation.record.entries import AppealUpheld, MemberCalledUp
from cultivation.steps import Act, Step


@dataclass(frozen=True)
class CertificatePaper:
    """What fills one certificate, in the language spoken now; `day` is when it was issued.

    `proved` tells whether the sealed decision itself has the enterprise in the pool.
    """

    id: str
    name: str
    number: str
    organisation: str
    day: date
    facts: Mapping[str, object]
    proved: bool


def certificate_papers(
    year: Year, office: Office, batch: int | None = None, only: str = ""
) -> tuple[datetime, list[CertificatePaper]]:
    """Return the moment of the last issue, and the valid certificates of a year, a batch, an enterprise."""
    if missing := missing_of_office(office, DECISION):
        raise UsageMistake(
            _("A certificate says who issues it. Missing: {names}.").format(
                names=join_names(_(OFFICE[name]) for name in missing)
            ),
            step=Step(Act.NAME_OFFICE, names=tuple(missing)),
        )
    found = [
        each
        for each in certificates_of(year.reader, year.number)
        if each.state == VALID and batch in (None, each.batch) and only in ("", each.enterprise)
    ]
    if not found and batch is not None:
        raise Refused(
            _("Batch {batch} of {year} has no valid certificate to write.").format(
                batch=batch, year=year.number
            )
        )
    if not found:
        raise Refused(
            _("There is no valid certificate of {year} to write.").format(year=year.number),
            step=Step(Act.ISSUE_CERTIFICATES, year.number),
        )
    entry = next(iter(year.reader.entries(after=max(each.seq for each in found) - 1, limit=1)))
    later = _admitted_later(year)
    papers = [_paper(year, each, office, later) for each in found]
    return datetime.fromisoformat(entry.recorded_at), papers


def _admitted_later(year: Year) -> dict[str, tuple[str, date]]:
    """Return by which document of which day enterprises came in after the year's decision."""
    found = {}
    for entry in year.reader.entries_of(MemberCalledUp, AppealUpheld):
        said: Any = entry.content
        came_in = isinstance(said, MemberCalledUp) or bool(said.entered)
        if came_in and said.year == year.number and entry.seq > (year.review_year.decided_seq or 0):
            found[said.enterprise] = (said.document, date.fromisoformat(said.on))
    return found


def _paper(
    year: Year, each: Certificate, office: Office, later: Mapping[str, tuple[str, date]]
) -> CertificatePaper:
    decision, line, seal = year.decision or {}, year.line_of.get(each.enterprise), seal_of(year)
    document, day = later.get(
        each.enterprise, (decision["document"], date.fromisoformat(str(decision["date"])))
    )
    facts = {
        "year": year.number,
        "number": each.number,
        "name": each.name,
        "code": each.enterprise,
        "pool": office.pool or _(POOL),
        "document": document,
        "decided_on": day,
        "issued_on": date.fromisoformat(each.on),
        "check_code": each.code,
        "seal": seal.text if seal else "",
        "organisation": office.organisation,
        "contact": office.contact,
        "phone": office.phone,
        "email": office.email,
    }
    return CertificatePaper(
        each.enterprise,
        each.name,
        each.number,
        office.organisation,
        date.fromisoformat(each.on),
        facts,
        line is not None and line.in_pool,
    )
