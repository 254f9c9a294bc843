"""Entitlements are approved, with the measures behind them; money that came back is put on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.entitlements import Computed, approved_lines, compute_support, lines_json
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import SupportApproved, SupportReturned
from cultivation.record.store import Record
from cultivation.review.dates import check_not_future
from cultivation.review.inputs import check_said

YAML = "application/yaml"


def approve_support(
    record: Record,
    actor: str,
    year: int,
    measures: NewDocument,
    document: str,
    on: date,
    dry_run: bool = False,
) -> Computed:
    """Put on record the entitlements of a decided year that were not approved yet; return what was computed.

    `measures` is the file of measures. Refused where there is nothing to approve.
    """
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        found = compute_support(year_in(writer, year), measures.content, measures.name)
        lines = found.new
        if not lines:
            raise Refused(_("There is no entitlement of {year} left to approve.").format(year=year))
        told = canonical_json({"year": year, "lines": lines_json(lines)})
        content = NewDocument(told, f"support_{year}.json", JSON)
        said = SupportApproved(
            year=year,
            measures=found.measures.id,
            measures_digest=digest(measures.content),
            lines=len(lines),
            amount=str(sum((each.amount for each in lines), Decimal(0))),
            document=document,
            on=on.isoformat(),
        )
        writer.append(said, [content, measures])
    return found


@dataclass(frozen=True, slots=True)
class CameBack:
    """Money that came back under a measure (its key or name), in 万元; by which document, on which day."""

    measure: str
    amount: Decimal
    document: str
    on: date


def return_support(
    record: Record, actor: str, year: int, enterprise: str, money: CameBack, dry_run: bool = False
) -> str:
    """Put on record that an enterprise paid back of an entitlement of a year; return its name."""
    check_said(document=money.document)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, money.on)
        key, name = find_enterprise(writer, enterprise)
        own = [
            each
            for each in approved_lines(writer)
            if each.line.id == key
            and each.line.year == year
            and each.measures.measure_of(money.measure) == each.line.measure
        ]
        if not own:
            sentence = _("{name} has no approved entitlement of {year} under {measure}.")
            shown = without_surrogates(money.measure)
            raise Refused(sentence.format(name=name, year=year, measure=shown))
        if money.amount <= 0 or money.amount > own[0].line.amount:
            sentence = _("{amount} 万元 cannot have come back of {approved} 万元.")
            raise Refused(sentence.format(amount=money.amount, approved=own[0].line.amount))
        said = SupportReturned(
            year=year,
            enterprise=key,
            measure=own[0].line.measure,
            amount=str(money.amount),
            document=money.document,
            on=money.on.isoformat(),
        )
        writer.append(said)
    return name
