"""The opinion asked of a zone or department, given on a page: it becomes the sheet, read as any other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from cultivation.canonical import visible
from cultivation.core.opinions.answers import Answer
from cultivation.core.opinions.bodies import Body, Kind
from cultivation.core.roles import Role
from cultivation.errors import CultivationError
from cultivation.findings import SEVERITIES, Finding
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.opinions.words import HEADINGS, NO, SHEET, YES
from cultivation.intake.opinions.workbook import HEADER, OpinionSheet, write_opinion_sheet
from cultivation.language import _
from cultivation.queries.opinions import Opinions, opinions_of
from cultivation.queries.opinions_asked import bodies_asked, names_of_body
from cultivation.queries.year import State, Year
from cultivation.review import OpinionTaken, import_opinions
from cultivation.web.asking import Asked, NotFound, status_of
from cultivation.web.pages.years import of_year
from cultivation.web.rights import OPINING, Decision
from cultivation.web.showing import page
from cultivation.web.uploads import file_name

ASKED = ("yes", "order", "ground", "reason")  # of each applicant
BLANK = dict.fromkeys(ASKED, "")
LONGEST = 2000


@dataclass(frozen=True)
class Row:
    """An applicant in the form: what was written about it, and what is wrong with that."""

    code: str
    name: str
    said: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What the page says above the form."""

    told: str = ""
    trouble: str = ""
    findings: tuple[Finding, ...] = ()
    status: int = 200


def own(asked: Asked, state: State) -> Response:
    """List the zones and departments for which who asks may answer, and how far each is."""
    year = asked.year(state)
    found = opinions_of(year)
    mine = set(_own(asked, year, found))
    return page(
        asked,
        "own_opinions.html",
        bodies=[each for each in bodies_asked(year) if each.body.key in mine],
        found=found,
        **of_year(year),
    )


def _own(asked: Asked, year: Year, found: Opinions) -> list[str]:
    """Return the keys of the bodies for which who asks may answer: a clerk for all that were asked."""
    if asked.decision(OPINING, year.number) is Decision.ALLOWED:
        return [key for key in found.bodies if key in found.asked]
    grants = [each for each in asked.grants if each.year in (None, year.number)]
    units = {visible(each.unit) for each in grants if each.role is Role.DISTRICT and each.unit}
    return [
        key
        for key, body in found.bodies.items()
        if key in found.asked and names_of_body(year.rules, body) & units
    ]


def form(asked: Asked, state: State) -> Response:
    """Show the form with what was answered before."""
    year = asked.year(state)
    found, body = _body(asked, year)
    given = found.given.get(body.key)
    said = {key: _said(given.answers.get(key) if given else None) for key in found.asked[body.key]}
    return _page(asked, year, found, body, said)


def _said(answer: Answer | None) -> Mapping[str, str]:
    if answer is None:
        return BLANK
    return {
        "yes": "yes" if answer.yes else "no",
        "order": str(answer.order or ""),
        "ground": answer.ground,
        "reason": answer.reason,
    }


def _body(asked: Asked, year: Year) -> tuple[Opinions, Body]:
    """Return the body that the address names; of another's it is not even said whether it was asked."""
    found = opinions_of(year)
    key = f"{asked.parts['kind']}/{asked.parts['name']}"
    if key not in _own(asked, year, found):
        raise NotFound(_("There is no such page."))
    return found, found.bodies[key]


def _page(
    asked: Asked,
    year: Year,
    found: Opinions,
    body: Body,
    said: Mapping[str, Mapping[str, str]],
    shown: Shown = Shown(),
) -> Response:
    firms = _firms(year, found, body)
    by_firm = _by_firm(list(firms), shown.findings)
    rows = [Row(key, name, said.get(key, BLANK), tuple(by_firm.get(key, ()))) for key, name in firms.items()]
    about = {each for several in by_firm.values() for each in map(id, several)}
    received = found.received.get(body.key)
    words = HEADINGS[body.kind]
    return page(
        asked,
        "own_opinion.html",
        shown.status,
        body=body,
        rows=rows,
        shown=shown,
        others=[each for each in shown.findings if id(each) not in about],
        heading={key: words[key][0 if asked.language == "zh" else 1] for key in words},
        answers=[("yes", YES[body.kind][asked.language]), ("no", NO[body.kind][asked.language])],
        is_zone=body.kind is Kind.ZONE,
        grounds=[(key, each.text(asked.language)) for key, each in body.grounds.items()],
        severities=SEVERITIES,
        until=found.until,
        late=found.until is not None and date.today() > found.until,
        closed=_closed(year, found),
        received=received,
        seen=received.seq if received else 0,
        **of_year(year),
    )


def _firms(year: Year, found: Opinions, body: Body) -> dict[str, str]:
    """Return those about whom a body is asked and who still apply, by code."""
    return {key: year.rows[key].name for key in found.asked[body.key] if key in year.rows}


def _closed(year: Year, found: Opinions) -> str:
    """Say why no answer is taken any more; empty where one is."""
    if year.is_decided:
        return _("The year is decided; no opinion is taken in any more.")
    if found.closed is not None:
        return _("The time to answer is over: it ended on {until}.").format(until=found.closed.content.until)
    return ""


def _by_firm(firms: list[str], findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Return the findings of each row of the sheet that was made of the form."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        row = re.search(r"[0-9]+$", each.cell)
        place = int(row[0]) - HEADER - 1 if row else -1
        if 0 <= place < len(firms):
            found.setdefault(firms[place], []).append(each)
    return found


def give(asked: Asked) -> Response:
    """Take the answers as the sheet of the body; where something is wrong, show it at each applicant."""
    record, actor = asked.acting
    with record.reading() as reader:
        year = asked.year(State(reader))
        found, body = _body(asked, year)
        said = _written(asked, found, body)
        last = found.received.get(body.key)
        if str(last.seq if last else 0) != asked.form.get("seen", ""):
            return _page(asked, year, found, body, said, _changed(last.actor if last else ""))
        file = Incoming(_file_name(year, body, asked.language), _sheet(asked, year, found, body, said))
        number = year.number
    try:
        unit = _unit(asked, year, body)
        (taken,) = import_opinions(record, actor, number, [file], readers=asked.desk.readers, unit=unit)
        shown = _told(taken)
    except CultivationError as error:
        shown = Shown(trouble=error.message, status=status_of(error))
    with record.reading() as reader:
        year = asked.year(State(reader))
        found, body = _body(asked, year)
        return _page(asked, year, found, body, said, shown)


def _unit(asked: Asked, year: Year, body: Body) -> str:
    """Return the unit by whose role an opinion is given; empty for a clerk, who gives what others sent."""
    if asked.decision(OPINING, year.number) is Decision.ALLOWED:
        return ""
    names = names_of_body(year.rules, body)
    return next(str(each.unit) for each in asked.grants if each.unit and visible(each.unit) in names)


def _written(asked: Asked, found: Opinions, body: Body) -> dict[str, dict[str, str]]:
    """Return what was written about each applicant, as it was written."""
    return {
        key: {name: _line(asked.form.get(f"{name}.{key}", "")) for name in ASKED}
        for key in found.asked[body.key]
    }


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _sheet(
    asked: Asked, year: Year, found: Opinions, body: Body, said: Mapping[str, Mapping[str, str]]
) -> bytes:
    """Return the workbook of the body, filled in as the form was."""
    assert found.until is not None
    words = {"yes": YES[body.kind][asked.language], "no": NO[body.kind][asked.language]}
    grounds = {key: each.text(asked.language) for key, each in body.grounds.items()}
    texts = {
        key: {
            **each,
            "yes": words.get(each["yes"], each["yes"]),
            "ground": grounds.get(each["ground"], each["ground"]),
        }
        for key, each in said.items()
    }
    firms = list(_firms(year, found, body).items())
    sheet = OpinionSheet(year.number, year.rules.id, body, found.until, firms, texts=texts)
    return write_opinion_sheet(sheet, asked.language)


def _file_name(year: Year, body: Body, language: str) -> str:
    return file_name(f"{SHEET[language]}_{body.label.text(language)}_{year.number}.xlsx")


def _changed(who: str) -> Shown:
    sentence = _(
        "{name} answered after this form was opened. What you wrote stands below; send it to replace it."
    )
    return Shown(trouble=sentence.format(name=who), status=409)


def _told(taken: OpinionTaken) -> Shown:
    if taken.is_taken:
        yes = sum(each.yes for each in taken.answers.values())
        sentence = _("The opinion is on record: {number} answers, {yes} of them yes.")
        said = sentence.format(number=len(taken.answers), yes=yes)
        return Shown(told=said, findings=taken.findings)
    if not taken.is_new:
        return Shown(told=_("This is what is on record already."))
    trouble = _("Nothing was recorded; what is wrong is shown at each enterprise.")
    return Shown(trouble=trouble, findings=taken.findings, status=422)
