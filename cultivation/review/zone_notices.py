"""Zones are told what they fell short of, some to put it right by a day; their answers are put on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cultivation.canonical import canonical_json
from cultivation.core.rules.targets import load_plan
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.year import year_in
from cultivation.queries.zone_cards import ZoneCard, card_of
from cultivation.queries.zone_notices import RECTIFICATION, ZoneNotice, zone_notices
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import ZoneAnswered, ZoneNotified
from cultivation.record.store import Record
from cultivation.review.dates import check_not_future
from cultivation.review.inputs import check_said


@dataclass(frozen=True, slots=True)
class Told:
    """What a zone is told: "notice" or "rectification", in words, by which document, and until when."""

    measure: str
    text: str
    document: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ZoneTold:
    """The card of the zone as it stood, and the number of the notice."""

    card: ZoneCard
    number: int


def notify_zone(
    record: Record,
    actor: str,
    year: int,
    zone: str,
    told: Told,
    plan: NewDocument | None = None,
    dry_run: bool = False,
) -> ZoneTold:
    """Put a notice to a zone on record, with its card as it stands; `plan` is the file of the targets."""
    check_said(document=told.document, text=told.text)
    if (told.measure == RECTIFICATION) != (told.until is not None):
        raise Refused(_("A rectification needs a deadline; a notice of criticism has none."))
    if told.until is not None and told.until < told.on:
        sentence = _("The deadline {until} lies before the request of {on}.")
        raise Refused(sentence.format(until=told.until, on=told.on))
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, told.on)
        targets = load_plan(plan.content, plan.name) if plan else None
        card = card_of(year_in(writer, year), targets, told.on, zone)
        said = ZoneNotified(
            year=year,
            zone=card.zone,
            measure=told.measure,
            text=told.text,
            document=told.document,
            on=told.on.isoformat(),
            until=told.until.isoformat() if told.until else None,
        )
        content = canonical_json({"year": year, "figures": figures_json(card)})
        documents = [NewDocument(content, f"zone_{card.zone}_{year}.json", JSON), *([plan] if plan else [])]
        entry = writer.append(said, documents)
    return ZoneTold(card, entry.seq)


def figures_json(card: ZoneCard) -> dict[str, int | None]:
    """Return the figures of a card as they are stored: what they are made of is on record already."""
    return {each.key: each.value for each in card.figures}


def answer_for_zone(
    record: Record,
    actor: str,
    number: int,
    answer: Told,
    papers: Sequence[NewDocument] = (),
    dry_run: bool = False,
) -> ZoneNotice:
    """Put the answer of a zone to a notice on record; a later answer takes the place of an earlier one."""
    check_said(text=answer.text)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, answer.on)
        found = next((each for each in zone_notices(writer) if each.number == number), None)
        if found is None:
            raise Refused(_("There is no notice to a zone with the number {number}.").format(number=number))
        said = found.notice.content
        content = ZoneAnswered(
            year=said.year,
            zone=said.zone,
            notice=number,
            text=answer.text,
            document=answer.document,
            on=answer.on.isoformat(),
        )
        writer.append(content, list(papers))
    return found
