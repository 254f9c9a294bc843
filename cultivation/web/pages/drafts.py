"""A form that was sent when the session had run out: shown again with what stood in it, to be sent anew."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.language import _
from cultivation.web.asking import Asked, NotFound
from cultivation.web.showing import page


def draft(asked: Asked) -> Response:
    """Show a form to the person alone who had sent it."""
    proved = asked.visitor.proved
    found = asked.desk.door.access.draft(proved.account, asked.parts["number"]) if proved else None
    if found is None:
        raise NotFound(_("This form is no longer kept. Fill it in again."))
    return page(asked, "draft.html", draft=found)
