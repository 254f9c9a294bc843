"""Certificates are issued in batches to members that hold none, and voided one by one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from cultivation.canonical import without_surrogates
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.queries.certificates import VALID, VOIDED, Certificate, certificates_of
from cultivation.queries.seals import seal_entry_of
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year, year_in
from cultivation.record.entries import CertificatesIssued, CertificateVoided
from cultivation.record.rows import Member
from cultivation.record.store import Record
from cultivation.review.dates import check_not_future
from cultivation.review.inputs import check_said
from cultivation.steps import Act, Step

DIGITS = 3  # of a number, at least


def issue_certificates(
    record: Record,
    actor: str,
    year: int,
    pattern: str,
    on: date,
    only: Collection[str] = (),
    dry_run: bool = False,
) -> list[Certificate]:
    """Give a number to each member after a year's review that holds no certificate of it; return them.

    `pattern` makes numbers: `{year}` and `{number}` stand for the year and a running number. Where everybody
    holds one, nothing is added to the record.
    """
    _check_pattern(pattern)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        if not own.is_decided:
            raise Refused(_("{year} is not decided yet.").format(year=year), step=Step(Act.DECIDE, year))
        seal = seal_entry_of(own)
        if seal is None:
            raise Refused(
                _("The results of {year} are not sealed.").format(year=year), step=Step(Act.SEAL, year)
            )
        check_not_future(writer, on)
        _check_day(own, on)
        before = certificates_of(writer, year)
        without = _without(own, before, only)
        if not without:
            return []
        entry = writer.append(
            CertificatesIssued(
                year=year,
                batch=max((each.batch for each in before), default=0) + 1,
                seal=seal,
                pattern=pattern,
                numbers=tuple(
                    pattern.format(year=year, number=f"{len(before) + at:0{DIGITS}}")
                    for at in range(1, len(without) + 1)
                ),
                enterprises=tuple(each.id for each in without),
                names=tuple(each.name for each in without),
                on=on.isoformat(),
            )
        )
        taken = {each.number for each in certificates_of(writer) if each.seq < entry.seq}
        made = [each for each in certificates_of(writer, year) if each.seq == entry.seq]
        if twice := next((each.number for each in made if each.number in taken), ""):
            raise Refused(
                _("A certificate already has the number {number}; change the pattern.").format(number=twice)
            )
        return made


def void_certificate(
    record: Record, actor: str, number: str, reason: str, on: date, dry_run: bool = False
) -> Certificate:
    """Let a certificate count no more; the member may then be given another."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        found = next((each for each in certificates_of(writer) if each.number == number), None)
        if found is None:
            raise Refused(_("No certificate has the number {number}.").format(number=number))
        if found.state == VOIDED:
            raise Refused(_("The certificate {number} is voided already.").format(number=number))
        check_not_future(writer, on)
        if on.isoformat() < found.on:
            raise Refused(
                _("The certificate {number} was issued on {day}; {on} is earlier.").format(
                    number=number, day=found.on, on=on
                )
            )
        writer.append(
            CertificateVoided(
                year=found.year,
                number=number,
                enterprise=found.enterprise,
                reason=reason,
                on=on.isoformat(),
            )
        )
        return next(each for each in certificates_of(writer) if each.number == number)


def _check_pattern(pattern: str) -> None:
    """Refuse a pattern that makes no number, or one number for several."""
    left = pattern.replace("{year}", "").replace("{number}", "")
    if "{number}" not in pattern or "{year}" not in pattern or set("{}") & set(left):
        raise UsageMistake(
            _(
                "The pattern of numbers, {pattern}, must contain {year} and {number}, and no other braces."
            ).format(pattern=without_surrogates(pattern), year="{year}", number="{number}")
        )


def _check_day(year: Year, on: date) -> None:
    decided = date.fromisoformat(str(year.review_year.decision_date))
    if on < decided:
        raise Refused(_("The decision is of {day}; {on} is earlier.").format(day=decided, on=on))


def _without(year: Year, issued: list[Certificate], only: Collection[str]) -> list[Member]:
    """Return the members that hold none, by place in the decision, then by code."""
    now = recoded(year.reader)  # under another code it is the same enterprise, and its certificate counts
    holding = {now.get(each.enterprise, each.enterprise) for each in issued if each.state == VALID}
    members = [each for each in year.reader.members(year.number) if each.id not in holding]
    places = {line.id: line.rank for line in year.lines}
    chosen = [each for each in members if not only or each.id in only]
    return sorted(chosen, key=lambda each: (places.get(each.id) is None, places.get(each.id) or 0, each.id))
