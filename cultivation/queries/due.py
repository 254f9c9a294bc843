"""Who owes what, and until when: zones, departments, experts, applicants, and who is to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation.core.opinions.bodies import Kind
from cultivation.language import N_, _, bracketed, current, join_names, ngettext
from cultivation.queries.appeals import PENDING, appeals_of
from cultivation.queries.events import notice_of, objections_of
from cultivation.queries.evidence import paper_text, papers_of_year
from cultivation.queries.ledger import returned_firms
from cultivation.queries.opinions import contradiction_text, not_asked_by_firm, open_answers, opinions_of
from cultivation.queries.panel import panel_of
from cultivation.queries.reversals import pending_reversal
from cultivation.queries.scheme_updates import updates_asked
from cultivation.queries.verification import comparisons
from cultivation.queries.visits import draws_of, grounds_text, open_visits, visit_rule
from cultivation.queries.year import Year
from cultivation.queries.zone_cards import zone_labels
from cultivation.queries.zone_notices import zone_notices

WHO = {
    "zone": N_("zone"),
    "department": N_("department"),
    "expert": N_("expert"),
    "applicant": N_("applicant"),
    "member": N_("member"),
    "office": N_("responsible office"),
    "proposer": N_("proposer"),
    "approver": N_("approver"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody owes: of what kind, who (its key and name), what, and the last day for it."""

    kind: str
    key: str
    name: str
    what: str
    until: date | None = None

    def is_late(self, on: date) -> bool:
        """Tell whether the last day is over."""
        return self.until is not None and self.until < on

    def to_json(self, on: date) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "kind": self.kind,
            "key": self.key,
            "name": self.name,
            "what": self.what,
            "until": self.until.isoformat() if self.until else None,
            "late": self.is_late(on),
        }


def due_of(year: Year) -> list[Due]:
    """Return what is owed in a year: by those asked first, then applicants, the office, and who decides."""
    parts = (
        *(_bodies, _experts, _applicants, _papers, _requests),
        *(_contradictions, _differences, _visits, _deciding, _updates, _rectifications),
    )
    return [each for part in parts for each in part(year)]


def _bodies(year: Year) -> Iterator[Due]:
    """Zones and departments owe until silence is on record."""
    found = opinions_of(year)
    if found.closed is not None or year.is_decided:
        return
    for key, firms in open_answers(year).items():
        body, number = found.bodies[key], len(firms)
        sentence = ngettext(
            "recommendation of one applicant with order and reason",
            "recommendation of {number} applicants with order and reason",
            number,
        )
        if body.kind is Kind.DEPARTMENT:
            sentence = ngettext("opinion on one applicant", "opinion on {number} applicants", number)
        what = sentence.format(number=number)
        yield Due(str(body.kind), body.key, body.label.text(current()), what, found.until)


def _experts(year: Year) -> Iterator[Due]:
    panel = panel_of(year)
    if panel.assignment is None or year.is_decided:
        return
    for key, expert in panel.experts.items():
        firms = panel.firms_of(key)
        marked = {each.enterprise for each in panel.handed_in[key].marks} if key in panel.handed_in else set()
        if missing := len(set(firms) - marked):
            what = ngettext("marks of one enterprise", "marks of {number} enterprises", missing)
            what = what.format(number=missing)
            yield Due("expert", key, expert.name, what)


def _applicants(year: Year) -> Iterator[Due]:
    if year.is_decided:
        return
    for each in returned_firms(year):
        yield Due("applicant", each.id, each.name, _("corrected application ({file})").format(file=each.file))


def _papers(year: Year) -> Iterator[Due]:
    """Applicants owe the papers that they lack, once papers of the list come in at all."""
    papers = papers_of_year(year).values()
    if year.is_decided or not any(each.files for each in papers):
        return
    for each in papers:
        if each.missing:
            named = join_names(paper_text(year.rules, key) for key in each.missing)
            yield Due("applicant", each.id, each.name, _("papers: {papers}").format(papers=named))


def _differences(year: Year) -> Iterator[Due]:
    """The office owes an answer to each difference that the rules want settled, or that counts till then."""
    if year.is_decided or not (year.rules.registers.may_block or year.rules.registers.changes_scores):
        return
    for each in comparisons(year):
        if each.is_open and each.beside.unsettled != "shows":
            label = year.rules.label_of(each.field).text(current())
            what = _("claim and register differ: {field}").format(field=label)
            yield Due("office", each.id, year.filed_rows[each.id].name, what)


def _visits(year: Year) -> Iterator[Due]:
    """The office owes the visits that are settled, and their drawing where the rules want it first."""
    if year.is_decided or not year.is_scored:
        return
    if visit_rule(year).blocks_decision and not draws_of(year):
        yield Due("office", str(year.number), "", _("drawing of the visits on site"))
    for each in open_visits(year):
        what = _("visit on site ({grounds})").format(grounds=grounds_text(year, each))
        yield Due("office", each.id, each.name, what)


def _contradictions(year: Year) -> Iterator[Due]:
    if year.is_decided:
        return
    found = opinions_of(year)
    names = {key: name for firms in found.asked.values() for key, name in firms.items()}
    for each in found.contradictions:
        what = _("departments contradict each other: {case}").format(
            case=contradiction_text(each, found.bodies, names)
        )
        yield Due("office", each.enterprise, names.get(each.enterprise, each.enterprise), what)


def _requests(year: Year) -> Iterator[Due]:
    """The office owes a request about applicants that came in, or moved to a body, after the last one."""
    if year.is_decided:
        return
    for (key, name), labels in not_asked_by_firm(year).items():
        what = _("request for the opinion of {bodies}").format(bodies=join_names(labels))
        yield Due("office", key, name, what)


def _updates(year: Year) -> Iterator[Due]:
    """Members owe the yearly update of their schemes, once they are asked for it."""
    for each in updates_asked(year.reader):
        if each.owed and each.year == year.number:
            what = _("yearly update of the scheme")
            yield Due("member", each.stay.enterprise, each.name, what, each.until)


def _rectifications(year: Year) -> Iterator[Due]:
    """Zones owe an answer to what they were told to put right."""
    for each in zone_notices(year.reader, year.number):
        if each.is_owed:
            said = each.notice.content
            what = _("answer to notice {number} ({document}): {text}").format(
                number=each.number, document=said.document, text=said.text
            )
            key, label = f"{Kind.ZONE}/{said.zone}", zone_labels(year)[said.zone]
            yield Due(str(Kind.ZONE), key, label, what, each.until)


def _deciding(year: Year) -> Iterator[Due]:
    notice = notice_of(year)
    if not year.is_decided:
        for each in objections_of(year):
            if each.upheld is None:
                what = _("answer to objection {number} ({enterprise})")
                yield Due(
                    "proposer",
                    str(each.number),
                    "",
                    what.format(number=each.number, enterprise=each.enterprise),
                )
        if notice is not None:
            what = _("decision on the proposal, once its notice has ended ({day})").format(day=notice.last)
            yield Due("approver", str(year.number), "", what)
    if pending_reversal(year) is not None:
        yield Due("approver", str(year.number), "", _("approval of the reversal of the decision"))
    for appeal in appeals_of(year):
        if appeal.is_open:
            pending = appeal.state == PENDING
            sentence = _("approval of the correction on appeal {number}{enterprise}")
            if not pending:
                sentence = _("answer to appeal {number}{enterprise}")
            what = sentence.format(number=appeal.number, enterprise=bracketed(appeal.enterprise))
            yield Due("approver", str(appeal.number), "", what)
