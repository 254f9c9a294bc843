"""Papers to fetch and proofs to wait for: ordered by a form, made by a job, followed, fetched."""

from __future__ import annotations

import re

from starlette.responses import RedirectResponse, Response

from cultivation.canonical import canonical_json
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.year import State
from cultivation.web.asking import Asked, BadParameter, Forbidden, NotFound
from cultivation.web.jobs import Job
from cultivation.web.pages.sheet import attachment
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page
from cultivation.web.work import KINDS, Order

OF_A_YEAR = ("shortlist", "report", "minutes", "rehearse", "score")
RIGHTS = {
    **dict.fromkeys(("shortlist", "report"), "proposal"),
    **{"minutes": "meeting", "dossier": "dossier"},
    "score": "scoring",
    **{"rehearse": "what_if", "verify": "record", "replay": "record"},
}


def papers(asked: Asked, state: State) -> Response:
    """List what there is to fetch of a year."""
    return page(asked, "papers.html", **of_year(asked.year(state)))


def order(asked: Asked) -> Response:
    """Begin a job, and go on to its page."""
    kind, form = asked.form.get("kind", ""), asked.form
    if kind not in KINDS:
        raise BadParameter(_("It is not said what is to be made."))
    _check_right(asked, kind)
    with asked.desk.record.reading() as reader:
        state = State(reader)
        year = Asked(asked.desk, "", {"year": form.get("year", "")}, {}, asked.language)
        number = year.year(state).number if kind in OF_A_YEAR else None
        firm = Asked(asked.desk, "", {"code": form.get("enterprise", "")}, {}, asked.language)
        code = firm.firm(state)[0] if kind == "dossier" else ""
        if kind == "dossier" and not all(asked.sees_year("dossier", each) for each in state.years):
            raise Forbidden(_("A dossier shows all years: it is made for roles that are not limited to one."))
    back = Asked(asked.desk, "", {}, {"as_of": form.get("as_of", "")}, asked.language)
    rules = form.get("rules", "")
    if kind == "rehearse" and not re.fullmatch(r"[0-9a-f]{64}", rules):
        raise BadParameter(_("It is not said what is to be made."))
    _check_right(asked, kind, number)
    who = asked.person.account if asked.person else ""
    acting = acting_text(asked) if kind == "score" else ""
    order = Order(kind, asked.language, number, code, back.as_of, rules, who, acting=acting)
    return RedirectResponse(begin(asked, order), 303)


def begin(asked: Asked, order: Order) -> str:
    """Begin a job; return the address where it is followed."""
    job = asked.desk.jobs.begin(order)
    if job is None:
        raise Refused(_("Too many things are being made already. Wait until one of them is ready."))
    back = Asked(asked.desk, "", {}, {"as_of": asked.form.get("as_of", "")}, asked.language)
    return back.at("jobs", job.key)


def acting_text(asked: Asked) -> str:
    """Return, for a job that writes, who acts and how it was proved."""
    record, name = asked.acting
    assert record.by is not None  # asked by an account
    return canonical_json({"name": name, "by": record.by.to_payload()}).decode()


def _check_right(asked: Asked, kind: str, year: int | None = None) -> None:
    if not asked.may(RIGHTS[kind], year):
        raise Forbidden(_("This is made only for other roles."))


def job(asked: Asked) -> Response:
    """Show how far a job is, and what it made."""
    found = _job(asked)
    if found.is_done and (trouble := found.trouble) is not None:
        raise trouble
    made = found.made() if found.is_done else None
    progress = None if made else asked.desk.jobs.progress(found)
    return page(asked, "job.html", job=found, made=made, progress=progress, titles=titles())


def titles() -> dict[str, str]:
    """Name the things that a job makes."""
    return {
        "shortlist": _("Shortlist"),
        "report": _("Report"),
        "minutes": _("Minutes"),
        "dossier": _("Dossier"),
        "rehearse": _("Rehearsal"),
        "score": _("Scoring"),
        "verify": _("Verifying the record"),
        "replay": _("Doing the years again"),
    }


def fetch(asked: Asked) -> Response:
    """Return the file that a job made."""
    found = _job(asked)
    if not found.is_done or found.trouble is not None or not found.made().name:
        raise NotFound(_("There is no file yet."))
    made = found.made()
    return attachment(made.content, made.name, made.media_type)


def _job(asked: Asked) -> Job:
    found = asked.desk.jobs.find(asked.parts["key"])
    who = asked.person.account if asked.person else ""
    if found is None or found.order.by != who:
        raise NotFound(_("This is no longer known; have it made again."))
    _check_right(asked, found.order.kind, found.order.year)
    return found
