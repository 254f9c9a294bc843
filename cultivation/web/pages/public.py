"""What anybody may see and do without an account: the notice, an objection, its state, a proof of a result.

No page shows more than the notice makes public, and none depends on who asks; so they are kept, and browsers
and proxies may keep them for a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

from starlette.responses import HTMLResponse, Response

from cultivation.access.outcomes import Outcome, Said
from cultivation.access.received_objections import Receipt, Received, Sent
from cultivation.canonical import visible
from cultivation.core.pool.lines import Action
from cultivation.core.roles import Role
from cultivation.core.wording.reasons import outcome_text
from cultivation.errors import CultivationError, EnvironmentTrouble, Refused, UsageMistake
from cultivation.language import _, join_names
from cultivation.outputs.announcement.page import announcement_of
from cultivation.queries.announcement import AnnouncementOptions, Office
from cultivation.queries.proof_check import MOST_LETTERS, check_proof, proof_in
from cultivation.queries.public_notice import PublicNotice, Standing, public_notice, public_notices
from cultivation.queries.receipts import declined_receipts, objection_by_receipt
from cultivation.queries.seals import DECISION
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked, NotFound, status_of
from cultivation.web.attachments import MOST_FILES, MOST_MEGABYTES, sent_files
from cultivation.web.pages.decision import today_of
from cultivation.web.showing import page
from cultivation.workspace import Workspace, read_workspace

BY_ALL = "public, max-age=60"
MOST_OF_TEXT, MOST_OF_LINE = 4000, 120
LEAST, LASTS = timedelta(seconds=3), timedelta(days=1)  # nobody writes an objection sooner, or for longer
OBJECTORS = frozenset({Role.FIRM, Role.DISTRICT})
TEMPLATES = "templates"


def notices(asked: Asked) -> Response:
    """List the notices that there are."""

    def make(state: State) -> Response:
        return page(asked, "public_notices.html", found=public_notices(state, today_of(asked)))

    return _kept(asked, "notices", make)


def notice(asked: Asked) -> Response:
    """Show what is public of a year."""
    return _kept(asked, ("notice", asked.parts["year"]), lambda state: _notice(asked, state))


def _kept(asked: Asked, question: Hashable, make: Callable[[State], Response]) -> Response:
    """Return a page of a state of the record and a day; who is logged in gets one of their own."""
    with asked.desk.record.reading() as reader:
        if asked.known:
            return make(State(reader))
        key = ("public", reader.head(), today_of(asked), asked.language, question, asked.query.get("lang"))
        body = asked.desk.pages.get(key, lambda: bytes(make(State(reader)).body))
    return HTMLResponse(body, headers={"cache-control": BY_ALL, "vary": "accept-language, cookie"})


def _notice(asked: Asked, state: State) -> Response:
    year, found = _public(asked, state)
    workspace = read_workspace(asked.desk.folder)
    return page(
        asked,
        "public_notice.html",
        found=found,
        number=found.year,
        title=asked.desk.titles.title(found.year).replace("|", ""),
        announced=_announced(year, found, workspace),
        office=_office(workspace),
        may_object=found.takes_objections and _takes_objections(asked),
    )


def _public(asked: Asked, state: State) -> tuple[Year, PublicNotice]:
    """Return a year of which something is public; of others it is not even said that they exist."""
    text = asked.parts["year"]
    if text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in state.review_years:
        year = state.year(int(text))
        if year.is_scored:
            pool = read_workspace(asked.desk.folder).announcement.get("pool", "")
            found = public_notice(year, today_of(asked), asked.desk.web.unit_field, pool)
            if found is not None:
                return year, found
    raise NotFound(_("There is no public notice here."))


def _office(workspace: Workspace) -> Office:
    return Office(**workspace.announcement)


def _announced(year: Year, found: PublicNotice, workspace: Workspace) -> tuple[str, ...]:
    """Return the paragraphs of the announcement; none where the office is not named in the settings."""
    if found.standing is Standing.OVER:
        return ()
    folder = workspace.directory / TEMPLATES
    try:
        made = announcement_of(year.reader, year.number, _office(workspace), AnnouncementOptions(), folder)
    except CultivationError:
        return ()
    return made.paragraphs


def _takes_objections(asked: Asked) -> bool:
    """Tell whether who looks may object here: the public, and applicants with their accounts."""
    if not asked.desk.door.by_accounts:
        return False
    return not asked.known or any(each.role in OBJECTORS for each in asked.grants)


def object_form(asked: Asked) -> Response:
    """Show the form of an objection."""
    return _object_page(asked)


def _object_page(asked: Asked, error: CultivationError | None = None) -> Response:
    with asked.desk.record.reading() as reader:
        _year, found = _public(asked, State(reader))
    person = asked.person
    return page(
        asked,
        "object.html",
        status_of(error) if error else 200,
        found=found,
        number=found.year,
        may_object=found.takes_objections and _takes_objections(asked),
        office=_office(read_workspace(asked.desk.folder)),
        begun=asked.form.get("begun") or new_form(asked),
        by=asked.form.get("by", f"{person.name} ({person.unit})" if person else ""),
        most_files=MOST_FILES,
        megabytes=MOST_MEGABYTES,
        error=error.message if error else "",
    )


def new_form(asked: Asked) -> str:
    """Return what marks a form that is handed out now: it can be sent once, and not at once."""
    access = asked.desk.door.access
    return access.key.seal(access.now().isoformat())


def _check_form(asked: Asked) -> str:
    """Return the mark of a form that a person may have filled in; refuse one of a program."""
    access, mark = asked.desk.door.access, asked.form.get("begun", "")
    stale = Refused(_("This form is too old. Load the page anew; what you wrote stays in this window."))
    try:
        begun = datetime.fromisoformat(access.key.opened(mark))
    except (EnvironmentTrouble, ValueError):
        raise stale from None
    age = access.now() - begun
    if age > LASTS:
        raise stale
    if age < LEAST or asked.form.get("website"):
        raise Refused(_("This came quicker than anybody writes. Wait a moment and send it again."))
    return mark


def object_send(asked: Asked) -> Response:
    """Take an objection in and show its receipt, once."""
    with asked.desk.record.reading() as reader:
        _year, found = _public(asked, State(reader))
    if not found.takes_objections or not _takes_objections(asked):
        return _object_page(asked, Refused(_("Objections are not taken here now.")))
    try:
        receipt = _received(asked, found.year)
    except CultivationError as error:
        return _object_page(asked, error)
    return page(asked, "receipt.html", receipt=receipt, state=None, said="", followed=None)


def _received(asked: Asked, year: int) -> Receipt:
    mark, said = _check_form(asked), _sent(asked)
    files = sent_files(asked.files)
    account = asked.person.account if asked.person else ""
    made = asked.desk.door.access.receive(year, said, files, asked.client, mark, account)
    if isinstance(made, Receipt):
        return made
    if made.said is Said.SLOWED:
        raise Refused(
            _("At present no more objections are taken here; send it in writing, or try again in an hour.")
        )
    raise Refused(_("This form was sent already; its receipt was shown then."))


def _sent(asked: Asked) -> Sent:
    """Return what somebody says; all that is missing or too long is told at once."""
    names = {"enterprise": _("the enterprise"), "by": _("your name"), "text": _("what you object to")}
    form = {name: asked.form.get(name, "").strip() for name in (*names, "contact")}
    missing = [label for name, label in names.items() if not visible(form[name])]
    if not form["contact"] and asked.person is None:
        missing.append(_("how to reach you"))
    if missing:
        raise UsageMistake(_("Missing: {what}").format(what=join_names(missing)))
    if len(form["text"]) > MOST_OF_TEXT or any(
        len(form[name]) > MOST_OF_LINE for name in ("enterprise", "by", "contact")
    ):
        raise UsageMistake(_("The text may have {number} letters at most.").format(number=MOST_OF_TEXT))
    lines = {name: " ".join(form[name].split()) for name in ("enterprise", "by", "contact")}
    return Sent(**lines, text=form["text"])


def receipt(asked: Asked) -> Response:
    """Ask for the number and the code of a receipt, and say what became of the objection."""
    if asked.method != "POST":
        return page(asked, "receipt.html", receipt=None, followed=None, said="", state=None)
    found = asked.desk.door.access.follow(
        asked.form.get("number", "")[:40], asked.form.get("code", "")[:60], asked.client
    )
    if isinstance(found, Outcome):
        said = (
            _("No objection has this number and this code.")
            if found.said is Said.WRONG
            else _("Too many wrong codes came from here. Wait a few minutes and try again.")
        )
        return page(asked, "receipt.html", 422, receipt=None, followed=None, said=said, state=None)
    return page(asked, "receipt.html", receipt=None, followed=found, said="", state=_state(asked, found))


def _state(asked: Asked, found: Received) -> tuple[str, str]:
    """Say what became of an objection, and the answer where there is one."""
    with asked.desk.record.reading() as reader:
        year = State(reader).year(found.year)
        taken = objection_by_receipt(year).get(found.number)
        declined = declined_receipts(year).get(found.number)
    if declined is not None:
        return _("It was not taken up."), declined
    if taken is None:
        return _("It was received and waits to be taken up."), ""
    number = taken.number
    if taken.upheld is None:
        return _("It is on record as objection {number} and waits for an answer.").format(number=number), ""
    if taken.upheld:
        return _("Objection {number} was upheld; the year is proposed anew.").format(
            number=number
        ), taken.answer
    return _("Objection {number} was dismissed.").format(number=number), taken.answer


def proof(asked: Asked) -> Response:
    """Ask for the proof of a result."""
    return page(asked, "public_proof.html", found=None, error="")


def proof_check(asked: Asked) -> Response:
    """Check the proof of a result; nothing of it is kept."""
    content = b""
    for each in asked.files[:1]:
        each.content.seek(0)
        content = each.content.read(MOST_LETTERS)
    try:
        said = proof_in(content.decode("utf-8", "replace"))
    except CultivationError as error:
        return page(asked, "public_proof.html", status_of(error), found=None, error=error.message)
    with asked.desk.record.reading() as reader:
        found = check_proof(said, reader)
    outcome = outcome_text(Action(found.action), found.about == DECISION) if found.action else ""
    return page(asked, "public_proof.html", found=found, outcome=outcome, error="")
