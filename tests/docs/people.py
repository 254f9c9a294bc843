"""What it takes that the people of a table have accounts, and sit logged in at a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

from cultivation.language import _
from cultivation.queries.grants import SCOPE_NAMES

from .acts import Act

PASSWORD = "wheat river lantern"


def acts_for_people(keeper: str, second: str, part: str) -> Iterator[Act]:
    """Return the acts for each row of a table: name, unit, role as it is offered, district."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"
    ]
    for name, unit, role, district in rows[2:]:
        yield from _granted(keeper, name, unit, role, district)
        takes_two = _("two persons") in role
        if takes_two:
            yield from _confirmed(second, _("Confirm the role"))
            yield Act(keeper, "open", "/accounts")
            yield Act(keeper, "follow", name)
        yield Act(keeper, "press", _("Invite"))
        if takes_two:
            yield from _confirmed(second, _("Confirm, and hand the invitation over"))
        yield from _taken(name)


def _granted(keeper: str, name: str, unit: str, role: str, district: str) -> Iterator[Act]:
    """Open an account, give it a role."""
    yield Act(keeper, "open", "/accounts")
    yield Act(keeper, "fill", _("Name of the person"), name)
    yield Act(keeper, "fill", _("Unit"), unit)
    yield Act(keeper, "press", _("Open the account"))
    yield Act(keeper, "fill", _("Role"), role)
    if district:
        yield Act(keeper, "fill", _("Limited to {what}").format(what=_(SCOPE_NAMES["unit"])), district)
    yield Act(keeper, "fill", _("Document on which this rests"), "昆政〔2017〕5号")
    yield Act(keeper, "press", _("Grant the role, or ask for it"))


def _confirmed(second: str, button: str) -> Iterator[Act]:
    yield Act(second, "open", "/access")
    yield Act(second, "press", button)


def _taken(name: str) -> Iterator[Act]:
    yield Act(name, "open", "/invited")
    yield Act(name, "fill", _("Invitation code"), known="slip")
    yield Act(name, "fill", _("Login name"), name)
    yield Act(name, "fill", _("New password"), PASSWORD)
    yield Act(name, "fill", _("The same password again"), PASSWORD)
    yield Act(name, "press", _("Go on"))
    yield Act(name, "fill", _("Code of six digits from the app"), known="app")
    yield Act(name, "press", _("Go on"))
    yield Act(name, "follow", _("I have kept them; go on"))
