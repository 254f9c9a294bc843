"""The fields of a form that a browser sends."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

# A passkey's answer is a few thousand bytes; the marks of one enterprise may have a long comment each.
MOST_OF_A_FORM, MOST_FIELDS = 256 * 1024, 200


async def form_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form; one that is too long counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_OF_A_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode("utf-8"), max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}
