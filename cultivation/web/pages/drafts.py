"""A form that could not be taken yet: shown again with what stood in it, to be sent anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from starlette.responses import Response

from cultivation.access.drafts import Draft
from cultivation.core.pool.lines import Action
from cultivation.core.roles import Role, role_text
from cultivation.core.wording.reasons import action_text
from cultivation.language import N_, _
from cultivation.queries.grants import SCOPE_NAMES
from cultivation.queries.year import State
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.marks import said_text
from cultivation.web.pages.own_form import BEFORE
from cultivation.web.pages.papers import titles
from cultivation.web.showing import page

ACTS = {
    "open": N_("Open an account"),
    "grant": N_("Grant a role"),
    "end": N_("End the role"),
    "invite": N_("Invite"),
    "reset": N_("Reset and invite anew"),
    "sessions": N_("End all sessions"),
    "close": N_("Close the account"),
    "requests": N_("Roles that wait for a second person"),
    "resets": N_("Invitations and resets that wait for a second person"),
    "jobs": N_("Papers"),
    "sign": N_("Sign the decision"),
    "preview": N_("Look at what would be decided"),
    "propose": N_("Propose"),
    "notice": N_("Publish the notice"),
    "answer": N_("Answer an objection"),
    "take-up": N_("Take up an objection"),
    "decline": N_("Decline an objection"),
    "form": N_("Application form"),
    "settle": N_("Settle it as it is"),
    "wrong": N_("This is wrong"),
    "withdraw": N_("Withdraw this file"),
    "explain": N_("Headings"),
    "forget": N_("Headings"),
}
SAVING = N_("Save the marks")
OF_MARKS = {"hand-in": N_("Submit marks"), "withdraw": N_("Withdraw"), "declare": N_("Declare it")}
FIELDS = {
    "name": N_("Name of the person"),
    "login": N_("Login name"),
    "account": N_("person"),
    "role": N_("Role"),
    "grant": N_("Role"),
    "year": N_("Year"),
    "unit": N_("Unit"),
    "enterprise": N_("Enterprise"),
    "expert": N_("Expert"),
    "document": N_("Document on which this rests"),
    "reason": N_("Reason"),
    "number": N_("number"),
    "answer": N_("answer"),
    "kind": N_("Kind"),
    "as_of": N_("As known on"),
    "rules": N_("rule set"),
    "on": N_("Date of the decision"),
    "seen": N_("SHA-256 of the proposal"),
    "despite": N_("Why it is decided although marks are missing"),
    "date_reason": N_("Why a decision taken before its proposal was on record is recorded only now"),
    "action": N_("is to"),
    "from": N_("Notice from"),
    "until": N_("until"),
    "upheld": N_("upheld"),
    "receipt": N_("Number of the receipt"),
    "expected": N_("entry that was seen"),
    "heading": N_("heading"),
    "field": N_("field"),
    "text": N_("Reason"),
    "filed_for": N_("Submitted for"),
}
SAID_OF_MARKS = {"mark": N_("Mark"), "comment": N_("Comment"), "reason": N_("Reason")}
NOT_SHOWN = ("next", "version", "act", "finding", "again")  # what forms carry for the program
ANSWERS = {"confirm": N_("Confirm"), "refuse": N_("Turn down")}


def draft(asked: Asked) -> Response:
    """Show a form to the person alone who had sent it."""
    proved = asked.visitor.proved
    found = asked.desk.door.access.draft(proved.account, asked.parts["number"]) if proved else None
    if found is None:
        raise NotFound(_("This form is no longer kept. Fill it in again."))
    act = ACTS.get(found.path.rpartition("/")[2], "")
    if "/marks/" in found.path:
        act = OF_MARKS.get(found.path.rpartition("/")[2], SAVING)
    return page(asked, "draft.html", draft=found, act=_(act) if act else "", said=list(_said(asked, found)))


def _said(asked: Asked, found: Draft) -> Iterator[tuple[str, str]]:
    """Yield what stands in a form, in words; whom it concerns first, where its address says that."""
    parts = found.path.strip("/").split("/")
    if parts[2:3] == ["marks"]:
        yield from _marks_said(asked, found, parts)
        return
    if parts[0] == "accounts" and len(parts) > 2:
        yield _(FIELDS["account"]), _person(asked, parts[1])
    labels = _labels_of_fields(asked, parts)
    for name, value in found.fields.items():
        is_number = name == "seen" and len(value) < len(sha256().hexdigest())  # an entry, not a digest
        if value and name not in NOT_SHOWN and not is_number:
            of_role = name in SCOPE_NAMES and found.path.endswith("/grant")
            bare = re.sub(r"_[0-9]{1,2}$", "", name)  # of several rows
            label = SCOPE_NAMES[name] if of_role else FIELDS.get(bare, name)
            yield labels.get(name) or _(label), _value(asked, bare, value)


def _labels_of_fields(asked: Asked, parts: Sequence[str]) -> Mapping[str, str]:
    """Return what the fields of an application form are called, where a draft is of one."""
    if len(parts) != 3 or parts[0] != "years" or parts[2] != "form":
        return {}
    with asked.desk.record.reading() as reader:
        state = State(reader)
        if not parts[1].isdecimal() or int(parts[1]) not in state.review_years:
            return {}
        rules = state.year(int(parts[1])).rules
    return {f"{BEFORE}{key}": rule.text(asked.language) for key, rule in rules.fields.items()}


def _marks_said(asked: Asked, found: Draft, parts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the marks of a sheet by their names in the rule set, without what they rested on."""
    with asked.desk.record.reading() as reader:
        state = State(reader)
        rules = state.year(int(parts[1])).rules if int(parts[1]) in state.review_years else None
    if len(parts) > 3 and parts[3].isdecimal():
        yield _("enterprise"), _("No. {number}").format(number=parts[3])
    for name, value in found.fields.items():
        kind, _dot, field = name.partition(".")
        if not value or kind not in SAID_OF_MARKS:
            continue
        label = rules.label_of(field).text(asked.language) if rules and field in rules.fields else field
        words = _(SAID_OF_MARKS[kind])
        yield f"{label} · {words}" if field else words, said_text(value) if kind == "mark" else value


def _value(asked: Asked, name: str, value: str) -> str:
    match name:
        case "account":
            return _person(asked, value)
        case "role" | "grant" if value.partition(" ")[0] in set(Role):
            role, _space, limits = value.partition(" ")
            return f"{role_text(Role(role))} {limits}".strip()
        case "answer" if value in ANSWERS:
            return _(ANSWERS[value])
        case "action" if value in set(Action):
            return action_text(Action(value))
        case "upheld":
            return _("yes") if value == "yes" else _("no")
        case "kind":
            return titles().get(value, value)
    return value


def _person(asked: Asked, account: str) -> str:
    return asked.desk.people.person(account).name or account
