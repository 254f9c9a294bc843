"""The first start in the browser: who has the printed code makes the first security administrator.

From the invitation on people enter by accounts, and the printed code opens nothing any more; the first
security administrator can then make the two others and nothing else.
"""

from __future__ import annotations

from starlette.responses import Response

from cultivation import review
from cultivation.core.roles import Grant, Role
from cultivation.errors import CultivationError
from cultivation.queries.grants import administrators_missing
from cultivation.record.actors import NO_PROOF, By
from cultivation.review.inputs import check_said
from cultivation.web.asking import VIA, Asked, status_of
from cultivation.web.pages.resets import slip_page
from cultivation.web.showing import page


def first(asked: Asked) -> Response:
    """Ask for the person, or make the account and show the slip of its invitation."""
    with asked.desk.record.reading() as reader:
        is_made = Role.SECURITY_ADMIN not in administrators_missing(reader)
    if is_made or asked.method != "POST":
        return page(asked, "first.html", is_made=is_made, error="")
    try:
        return _make(asked)
    except CultivationError as error:
        return page(asked, "first.html", status_of(error), is_made=False, error=error.message)


def _make(asked: Asked) -> Response:
    name, unit, document = (" ".join(asked.form.get(key, "").split()) for key in ("name", "unit", "document"))
    check_said(person=name, unit=unit, document=document)  # before the first of two steps
    record = asked.desk.record.acting(By(VIA, NO_PROOF))
    account = review.open_account(record, name, name, unit)
    review.grant_role(record, name, Grant(account, Role.SECURITY_ADMIN), document)
    outcome = asked.desk.door.access.invite(account)
    return slip_page(asked, name, unit, outcome.codes[0], "/invited")
