"""The fields of a form that a browser sends."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

MOST_OF_A_FORM, MOST_FIELDS = 256 * 1024, 2_000  # bytes, that are kept where a session has run out


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
