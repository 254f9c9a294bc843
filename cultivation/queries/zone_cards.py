"""The zones' report card of a year: figures by zone, each with the rows that it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.opinions.answers import Answer, Given
from cultivation.core.opinions.bodies import Kind
from cultivation.core.pool.lines import Action
from cultivation.core.rules.targets import Plan
from cultivation.core.wording.reasons import reason_text
from cultivation.core.wording.values import number_text, value_text
from cultivation.errors import Refused
from cultivation.language import N_, _, bracketed, current, join_names
from cultivation.queries.events import entries_of_year
from cultivation.queries.ledger import ZoneLedger, ledger_of, zone_field
from cultivation.queries.monitor import Monitor, monitored
from cultivation.queries.opinions import opinions_of
from cultivation.queries.year import Year
from cultivation.queries.zone_notices import MEASURES, NOTICE_STATES, NoticeState, ZoneNotice, zone_notices
from cultivation.record.entries import ApplicationCorrected, OpinionReceived
from cultivation.record.rows import ApplicationRow

FIGURES = {
    "applied": N_("applications accepted"),
    "returned": N_("applications sent back"),
    "recommended": N_("recommended"),
    "got_in": N_("entered or stayed"),
    "recommended_in": N_("recommended, and entered or stayed"),
    "corrected": N_("corrected figures"),
    "late": N_("days late with recommendations"),
    "missed": N_("missed deadlines"),
    "targets": N_("targets of the zone"),
    "reached": N_("targets reached"),
    "notices": N_("notices"),
}


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a figure is made of: an enterprise or thing, in words, and the file and cell that say so."""

    id: str
    name: str
    text: str
    place: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the shape of the contract."""
        return {"id": self.id, "name": self.name, "text": self.text, "place": self.place}


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A figure with its rows; None where nothing is known of it."""

    key: str
    value: int | None
    rows: tuple[CardRow, ...]

    @property
    def label(self) -> str:
        """Return its name."""
        return _(FIGURES[self.key])


@dataclass(frozen=True, slots=True)
class ZoneCard:
    """The figures of one zone, in the order of FIGURES."""

    zone: str
    label: str
    figures: tuple[CardFigure, ...]

    def value(self, key: str) -> int | None:
        """Return one figure."""
        return next(each.value for each in self.figures if each.key == key)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "zone": self.zone,
            "label": self.label,
            "figures": {
                each.key: {"value": each.value, "rows": [row.to_json() for row in each.rows]}
                for each in self.figures
            },
        }


def zone_cards(year: Year, plan: Plan | None, day: date) -> list[ZoneCard]:
    """Return the card of each zone of the rules; figures of targets where a plan has some by zone."""
    gathered = _Gathered(year, plan, day)
    return [gathered.card(each) for each in ledger_of(year) if each.zone]


def card_of(year: Year, plan: Plan | None, day: date, zone: str) -> ZoneCard:
    """Return the card of one zone by its key or label; refuse one that there is not."""
    cards = zone_cards(year, plan, day)
    wanted = zone.strip().casefold()
    labels = year.rules.choices[year.rules.fields[zone_field(year.rules)].choices or ""]
    for each in cards:
        label = labels[each.zone]
        if wanted in (each.zone.casefold(), label.zh.casefold(), label.en.casefold()):
            return each
    known = join_names(each.label for each in cards)
    raise Refused(_("There is no zone '{zone}'. There are: {known}").format(zone=zone, known=known))


class _Gathered:
    """What all cards are made of, each asked once."""

    def __init__(self, year: Year, plan: Plan | None, day: date) -> None:
        self.year, self.day = year, day
        self.field = zone_field(year.rules)
        self.opinions = opinions_of(year)
        self.monitor: Monitor | None = monitored(year, plan) if plan else None
        self.notices = zone_notices(year.reader, year.number)
        self.corrections = list(entries_of_year(year, ApplicationCorrected))

    def card(self, ledger: ZoneLedger) -> ZoneCard:
        zone = ledger.zone
        rows = {key: row for key, row in self.year.filed_rows.items() if row.text(self.field) == zone}
        recommended = list(self._recommended(zone))
        inside = list(self._inside(rows))
        in_ids = {each.id for each in inside}
        late, targets = self._late(zone), list(self._targets(zone))
        notices = [each for each in self.notices if each.notice.content.zone == zone]
        both = [each for each in recommended if each.id in in_ids]
        asked = self.opinions.request is not None and f"{Kind.ZONE}/{zone}" in self.opinions.asked
        decided = bool(self.year.lines)
        figures = (
            _figure("applied", [CardRow(each.id, each.name, "", each.file) for each in ledger.accepted]),
            _figure("returned", [_returned(each.id, each.name, each) for each in ledger.returned]),
            _figure("recommended", recommended, known=asked),
            _figure("got_in", inside, known=decided),
            _figure("recommended_in", both, known=asked and decided),
            _figure("corrected", list(self._corrected(rows))),
            CardFigure("late", late[0] if late and asked else None, late[1] if late else ()),
            _figure("missed", list(self._missed(zone, notices))),
            _figure("targets", [row for row, _reached in targets]),
            _figure("reached", [row for row, reached in targets if reached]),
            _figure("notices", [notice_row(each, self.day) for each in notices]),
        )
        return ZoneCard(zone, ledger.label, figures)

    def _given(self, zone: str) -> Given | None:
        return self.opinions.given.get(f"{Kind.ZONE}/{zone}")

    def _recommended(self, zone: str) -> Iterator[CardRow]:
        given = self._given(zone)
        for answer in given.answers.values() if given else ():
            if answer.yes:
                name = self.year.names.get(answer.enterprise, answer.enterprise)
                yield CardRow(answer.enterprise, name, _order(answer), _place(given, answer))

    def _inside(self, rows: Mapping[str, ApplicationRow]) -> Iterator[CardRow]:
        for key, row in sorted(rows.items()):
            line = self.year.line_of.get(key)
            if line is not None and line.action in (Action.ENTER, Action.STAY):
                yield CardRow(key, row.name, reason_text(line, self.year.rules))

    def _corrected(self, rows: Mapping[str, ApplicationRow]) -> Iterator[CardRow]:
        rules = self.year.rules
        for entry in self.corrections:
            said = entry.content
            row = rows.get(said.enterprise)
            if row is None:
                continue
            before, after = (_shown(rules, said.field, each) for each in (said.previous, said.value))
            label = rules.label_of(said.field).text(current())
            text = _("{field}: {before} -> {after} ({evidence})").format(
                field=label, before=before, after=after, evidence=said.evidence
            )
            cell = row.batch.value(said.field, row.place)
            place = f"{row.file} {cell['sheet']}!{cell['cell']}" if cell["cell"] else row.file
            yield CardRow(said.enterprise, row.name, text, place)

    def _late(self, zone: str) -> tuple[int, tuple[CardRow, ...]] | None:
        """Return how many days after the deadline the first answer to the last request came, if one did."""
        request, until = self.opinions.request, self.opinions.until
        for entry in entries_of_year(self.year, OpinionReceived):
            ours = entry.content.body == f"{Kind.ZONE}/{zone}"
            if request is None or until is None or not ours or entry.seq < request.seq:
                continue
            day = entry.content.on or entry.recorded_at
            came = datetime.fromisoformat(day).date()
            days = max((came - until).days, 0)
            text = _("came on {day}, due by {until}").format(day=came, until=until)
            return days, (CardRow("", "", text, entry.content.file),)
        return None

    def _missed(self, zone: str, notices: list[ZoneNotice]) -> Iterator[CardRow]:
        until = self.opinions.silent.get(f"{Kind.ZONE}/{zone}")
        if until is not None:
            yield CardRow("", "", _("recommendations due by {until}: no answer").format(until=until))
        late = self._late(zone)
        if until is None and late is not None and late[0]:
            yield late[1][0]
        for each in notices:
            if each.state(self.day) in (NoticeState.OVERDUE, NoticeState.ANSWERED_LATE):
                yield notice_row(each, self.day)

    def _targets(self, zone: str) -> Iterator[tuple[CardRow, bool]]:
        for progress in self.monitor.targets if self.monitor else ():
            unit = progress.target.unit
            for each in progress.zones:
                if each.zone == zone:
                    have = (
                        "–"
                        if each.applicants is None
                        else number_text(exact_text(each.applicants) or "", unit)
                    )
                    state = _("reached") if each.reached else _("not reached")
                    text = _("aim {aim}, so far {have}: {state}").format(
                        aim=_number(each.at_least, unit), have=have, state=state
                    )
                    yield CardRow(progress.key, progress.target.text(current()), text), bool(each.reached)


def _number(value: Fraction | Decimal, unit: str) -> str:
    return number_text(exact_text(value) or "", unit)


def _figure(key: str, rows: list[CardRow], known: bool = True) -> CardFigure:
    return CardFigure(key, len(rows) if known else None, tuple(rows) if known else ())


def _returned(key: str, name: str, firm: Any) -> CardRow:
    return CardRow(key, name, join_names(firm.problems[:1]), firm.file)


def _order(answer: Answer) -> str:
    return _("place {place}").format(place=answer.order) if answer.order else ""


def _place(given: Given | None, answer: Answer) -> str:
    return f"{given.file} {answer.sheet}!{answer.cell}" if given else ""


def _shown(rules: Any, field: str, text: str | None) -> str:
    return "–" if text is None else value_text(rules, field, text)


def notice_row(each: ZoneNotice, day: date) -> CardRow:
    """Return a notice as a row: what it is, its text, how far it is."""
    said = each.notice.content
    state = _(NOTICE_STATES[each.state(day)])
    text = _("{text}: {state}").format(text=said.text, state=state)
    if each.until is not None:
        text = _("{text}, due by {until}").format(text=text, until=each.until)
    return CardRow(str(each.number), _(MEASURES[said.measure]) + bracketed(said.document), text)


def cards_table(cards: list[ZoneCard]) -> tuple[list[str], list[list[Any]]]:
    """Return a row for each zone, a column for each figure."""
    headers = [_("zone"), *(_(each) for each in FIGURES.values())]
    rows = [
        [each.label, *("" if figure.value is None else figure.value for figure in each.figures)]
        for each in cards
    ]
    return headers, rows


def card_rows_table(card: ZoneCard) -> tuple[list[str], list[list[Any]]]:
    """Return a row for each thing that a figure of the zone is made of."""
    headers = [_("figure"), _("code"), _("name"), _("what"), _("where")]
    rows = [
        [figure.label, row.id, row.name, row.text, row.place]
        for figure in card.figures
        for row in figure.rows
    ]
    return headers, rows


def notices_table(
    notices: list[ZoneNotice], labels: Mapping[str, str], day: date
) -> tuple[list[str], list[list[Any]]]:
    """Return a row for each notice."""
    headers = [
        *(_("number"), _("year"), _("zone"), _("measure"), _("document"), _("date"), _("text"), _("due by")),
        *(_("state"), _("answer")),
    ]
    return headers, [
        [
            *(
                each.number,
                each.notice.content.year,
                labels.get(each.notice.content.zone, each.notice.content.zone),
            ),
            *(_(MEASURES[each.notice.content.measure]), each.notice.content.document, each.notice.content.on),
            *(each.notice.content.text, each.until or "", _(NOTICE_STATES[each.state(day)])),
            f"{each.answer.content.text} ({each.answer.content.on})" if each.answer else "",
        ]
        for each in notices
    ]


def notice_json(each: ZoneNotice, day: date) -> dict[str, Any]:
    """Return the shape of the contract."""
    said, answer = each.notice.content, each.answer
    return {
        "number": each.number,
        "year": said.year,
        "zone": said.zone,
        "measure": said.measure,
        "text": said.text,
        "document": said.document,
        "on": said.on,
        "until": said.until,
        "state": str(each.state(day)),
        "answer": None
        if answer is None
        else {
            "text": answer.content.text,
            "document": answer.content.document,
            "on": answer.content.on,
            "files": [one.name for one in answer.content.documents],
        },
    }


def zone_labels(year: Year) -> dict[str, str]:
    """Return the zones of a year's rules with their names."""
    labels = year.rules.choices[year.rules.fields[zone_field(year.rules)].choices or ""]
    return {key: label.text(current()) for key, label in labels.items()}
