"""Opinions of zones and departments about a year's applicants: who was asked about whom, and says what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation.core.opinions.answers import Answer, Contradiction, Given, answer_from_record, contradictions
from cultivation.core.opinions.bodies import Body, Kind, bodies_of
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused
from cultivation.language import _, bracketed, current, join_names
from cultivation.queries.events import entries_of_year
from cultivation.queries.year import Year, kept
from cultivation.record.entries import OpinionReceived, OpinionsClosed, OpinionsRequested, Recorded
from cultivation.steps import Act, Step


@dataclass(frozen=True)
class Opinions:
    """What was asked and answered in a year.

    `asked` names applicants (id to name) by body, as of the last request; `closed` is the last entry that
    ended the time to answer, None where none did since that request.
    """

    bodies: Mapping[str, Body]
    request: Recorded[OpinionsRequested] | None
    asked: Mapping[str, Mapping[str, str]]
    received: Mapping[str, Recorded[OpinionReceived]]
    given: Mapping[str, Given]
    closed: Recorded[OpinionsClosed] | None

    @property
    def until(self) -> date | None:
        """Return the last day to answer."""
        return date.fromisoformat(self.request.content.until) if self.request else None

    def is_answered(self, body: str, enterprise: str) -> bool:
        """Tell whether a body has answered about an applicant."""
        return body in self.given and enterprise in self.given[body].answers

    def counts(self, body: Body, enterprise: str) -> bool:
        """Tell whether what a body said of an applicant counts.

        Once anything came in after a request, a zone speaks of those alone whom it names.
        """
        if body.kind is not Kind.ZONE or enterprise in self.asked.get(body.key, ()):
            return True
        last = max((each.seq for each in self.received.values()), default=0)
        return self.closed is None and (self.request is None or last < self.request.seq)

    @property
    def silent(self) -> dict[str, str]:
        """Return whose silence counts, each with the day by which it was to answer."""
        if self.closed is None:
            return {}
        return dict.fromkeys(self.closed.content.silent, self.closed.content.until)

    @property
    def contradictions(self) -> list[Contradiction]:
        """Return where two departments contradict each other."""
        return contradictions(self.bodies, self.given)


@kept
def opinions_of(year: Year) -> Opinions:
    """Return the opinions of a year as they stand on record."""
    requests, received = entries_of_year(year, OpinionsRequested), {}
    for entry in entries_of_year(year, OpinionReceived):
        received[entry.content.body] = entry
    request = next(reversed(list(requests)), None)
    closed = next(reversed(list(entries_of_year(year, OpinionsClosed))), None)
    if closed is not None and request is not None and closed.seq < request.seq:
        closed = None
    asked = year.reader.document_json(request.content.json_digest)["asked"] if request else {}
    given = {key: _given(year, entry) for key, entry in received.items()}
    return Opinions(bodies_of(year.rules), request, asked, received, given, closed)


def _given(year: Year, entry: Recorded[OpinionReceived]) -> Given:
    said = year.reader.document_json(entry.content.json_digest)
    answers = (answer_from_record(each) for each in said["answers"])
    return Given(said["file"], said["sha256"], {each.enterprise: each for each in answers})


@kept
def open_answers(year: Year) -> dict[str, list[str]]:
    """Return the applicants about whom a body owes its opinion, by body; those bodies alone that owe."""
    found = opinions_of(year)
    owed = {
        key: [
            each
            for each in found.asked.get(key, ())
            if each in year.rows and not found.is_answered(key, each)
        ]
        for key in found.bodies
    }
    return {key: firms for key, firms in owed.items() if firms}


@kept
def not_asked(year: Year) -> dict[str, dict[str, str]]:
    """Return the applicants (id to name) that came, or moved to a body, since the last request, by body."""
    found = opinions_of(year)
    if found.request is None:
        return {}
    missing = {
        key: {each: name for each, name in firms.items() if each not in found.asked.get(key, ())}
        for key, firms in asked_now(year).items()
    }
    return {key: firms for key, firms in missing.items() if firms}


def asked_now(year: Year) -> dict[str, dict[str, str]]:
    """Return about whom each body is to be asked as the applications stand: id to name, by body, by code."""
    bodies, rules = bodies_of(year.rules), year.rules
    if not bodies:
        raise Refused(
            _("The rule set {rules} asks nobody for an opinion: it has no section `opinions`.").format(
                rules=rules.id
            )
        )
    fields = {body.within for body in bodies.values() if body.within}
    choices = {key: {field: row.text(field) for field in fields} for key, row in year.rows.items()}
    found = {
        key: {id_: year.rows[id_].name for id_ in sorted(choices) if body.is_asked_about(choices[id_])}
        for key, body in bodies.items()
    }
    return {key: firms for key, firms in found.items() if firms}


def check_requested(year: Year) -> Opinions:
    """Return the opinions of a year, or refuse where nobody was asked."""
    found = opinions_of(year)
    if found.request is None:
        raise Refused(
            _("Nobody was asked for an opinion in {year} yet.").format(year=year.number),
            step=Step(Act.REQUEST_OPINIONS, year.number),
        )
    return found


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one body says of one applicant, for `why` and the dossier.

    `state` is answered, silent, open or not_asked.
    """

    body: Body
    state: str
    answer: Answer | None
    file: str
    until: str
    denied_by: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        answer = self.answer
        return {
            "body": self.body.key,
            "label": self.body.label.text(current()),
            "state": self.state,
            "yes": answer.yes if answer else None,
            "order": answer.order if answer else None,
            "ground": answer.ground if answer else "",
            "reason": answer.reason if answer else "",
            "file": self.file,
            "sheet": answer.sheet if answer else "",
            "cell": answer.cell if answer else "",
            "until": self.until,
            "denied_by": self.denied_by,
            "sentence": opinion_sentence(self),
        }


def opinions_about(year: Year, enterprise: str) -> list[Opinion]:
    """Return what each body that was asked about an applicant says of it."""
    found, told = opinions_of(year), []
    until = found.request.content.until if found.request else ""
    denied = {(each.objecting, each.enterprise): each.denying for each in found.contradictions}
    for key, body in found.bodies.items():
        given = found.given.get(key)
        answer = given.answers.get(enterprise) if given and found.counts(body, enterprise) else None
        if enterprise in not_asked(year).get(key, ()):
            state = "not_asked"
        elif answer is None and enterprise not in found.asked.get(key, {}):
            continue
        else:
            state = "answered" if answer else ("silent" if key in found.silent else "open")
        file = given.file if given and answer else ""
        told.append(Opinion(body, state, answer, file, until, denied.get((key, enterprise), "")))
    return told


def answer_text(it: Opinion) -> str:
    """Say in a few words what a body answered."""
    zone, answer = it.body.kind is Kind.ZONE, it.answer
    if answer is None and it.state == "silent":
        return silence_text(it.body)
    if it.state == "not_asked":
        return _("not asked about it")
    if answer is None:
        return _("no answer yet, due by {until}").format(until=it.until)
    if zone and answer.yes:
        return _("recommended, place {order}").format(order=answer.order)
    if zone:
        return _("not recommended")
    if not answer.yes:
        return _("no objection")
    ground = it.body.grounds.get(answer.ground)
    return _("objection: {ground}").format(ground=ground.text(current()) if ground else answer.ground)


def silence_text(body: Body) -> str:
    """Say what the silence of a body counts as."""
    meaning = {
        "recommended": _("no answer in time, which counts as recommended"),
        "not_recommended": _("no answer in time, which counts as not recommended"),
        "no_objection": _("no answer in time, which counts as no objection"),
    }
    return meaning.get(body.silence, _("no answer in time; it stays open"))


def opinion_sentence(it: Opinion) -> str:
    """Say what a body thinks of an applicant, with the reason, and file and cell where it stands."""
    said = _("{body}: {answer}").format(body=it.body.label.text(current()), answer=answer_text(it))
    if it.answer is None:
        return _("{said}.").format(said=said)
    if it.answer.reason:
        said = _("{said} ({reason})").format(said=said, reason=it.answer.reason)
    place = f"{it.file} {it.answer.sheet}!{it.answer.cell}"
    if it.denied_by:
        return _("{said}; another department says otherwise, so it does not count yet. {place}").format(
            said=said, place=place
        )
    return _("{said}. {place}").format(said=said, place=place)


def not_asked_by_firm(year: Year) -> dict[tuple[str, str], list[str]]:
    """Return the same by applicant (id and name): the labels of the bodies."""
    bodies, found = opinions_of(year).bodies, dict[tuple[str, str], list[str]]()
    for key, firms in not_asked(year).items():
        for firm in firms.items():
            found.setdefault(firm, []).append(bodies[key].label.text(current()))
    return dict(sorted(found.items()))


def not_asked_sentences(year: Year) -> list[str]:
    """Say of each applicant which bodies were not asked about it, so that no opinion counts for it."""
    sentence = _("{name} was received, or changed, after the request: {bodies} not asked about it yet.")
    return [
        sentence.format(name=f"{name}{bracketed(key)}", bodies=join_names(labels))
        for (key, name), labels in not_asked_by_firm(year).items()
    ]


def contradiction_text(it: Contradiction, bodies: Mapping[str, Body], names: Mapping[str, str]) -> str:
    """Say where two departments contradict each other."""
    objecting, denying = bodies[it.objecting], bodies[it.denying]
    return _("{name}: {objecting} objects ({ground}), {denying} does not.").format(
        name=f"{names.get(it.enterprise, '')}{bracketed(it.enterprise)}",
        objecting=objecting.label.text(current()),
        ground=objecting.grounds[it.ground].text(current()),
        denying=denying.label.text(current()),
    )


def opinion_note(note: Mapping[str, Any], rules: RuleSet) -> str:
    """Say beside a value which body gave it."""
    body = bodies_of(rules).get(note["opinion_of"])
    return body.label.text(current()) if body else str(note["opinion_of"])
