"""A form that could not be taken yet: shown again with what stood in it, to be sent anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from starlette.responses import Response

from cultivation.access.drafts import Draft
from cultivation.core.roles import Role, role_text
from cultivation.language import N_, _
from cultivation.queries.grants import SCOPE_NAMES
from cultivation.queries.year import State
from cultivation.web.asking import Asked, NotFound
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
    "form": N_("Application form"),
    "settle": N_("Settle it as it is"),
    "wrong": N_("This is wrong"),
    "withdraw": N_("Withdraw this file"),
    "explain": N_("Headings"),
    "forget": N_("Headings"),
}
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
    "heading": N_("heading"),
    "field": N_("field"),
    "text": N_("text"),
    "filed_for": N_("Submitted for"),
}
NOT_SHOWN = ("next", "seen", "version", "act", "finding", "again")  # what forms carry for the program
ANSWERS = {"confirm": N_("Confirm"), "refuse": N_("Turn down")}


def draft(asked: Asked) -> Response:
    """Show a form to the person alone who had sent it."""
    proved = asked.visitor.proved
    found = asked.desk.door.access.draft(proved.account, asked.parts["number"]) if proved else None
    if found is None:
        raise NotFound(_("This form is no longer kept. Fill it in again."))
    act = ACTS.get(found.path.rpartition("/")[2], "")
    return page(asked, "draft.html", draft=found, act=_(act) if act else "", said=list(_said(asked, found)))


def _said(asked: Asked, found: Draft) -> Iterator[tuple[str, str]]:
    """Yield what stands in a form, in words; whom it concerns first, where its address says that."""
    parts = found.path.strip("/").split("/")
    if parts[0] == "accounts" and len(parts) > 2:
        yield _(FIELDS["account"]), _person(asked, parts[1])
    labels = _labels_of_fields(asked, parts)
    for name, value in found.fields.items():
        if value and name not in NOT_SHOWN:
            of_role = name in SCOPE_NAMES and found.path.endswith("/grant")
            label = SCOPE_NAMES[name] if of_role else FIELDS.get(name, name)
            yield labels.get(name) or _(label), _value(asked, name, value)


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


def _value(asked: Asked, name: str, value: str) -> str:
    match name:
        case "account":
            return _person(asked, value)
        case "role" | "grant" if value.partition(" ")[0] in set(Role):
            role, _space, limits = value.partition(" ")
            return f"{role_text(Role(role))} {limits}".strip()
        case "answer" if value in ANSWERS:
            return _(ANSWERS[value])
        case "kind":
            return titles().get(value, value)
    return value


def _person(asked: Asked, account: str) -> str:
    return asked.desk.people.person(account).name or account
