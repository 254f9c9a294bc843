"""What is refused, as RFC 9457 has it: a status, a code that stays, the sentences for a person, the step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from cultivation.errors import CultivationError, EnvironmentTrouble, Refused, UsageMistake
from cultivation.language import N_, _
from cultivation.steps import Step
from cultivation.web.api.asking import Throttled, Unauthorized
from cultivation.web.asking import BadParameter, Forbidden, NotFound, status_of
from cultivation.web.uploads import TooLarge

MEDIA_TYPE = "application/problem+json"
CODES: Mapping[type[CultivationError], tuple[int, str]] = {
    Unauthorized: (401, "no_token"),
    Throttled: (429, "throttled"),
    NotFound: (404, "not_found"),
    Forbidden: (403, "forbidden"),
    TooLarge: (413, "too_large"),
    BadParameter: (422, "bad_parameter"),
    UsageMistake: (422, "not_understood"),
    EnvironmentTrouble: (503, "not_available"),
    Refused: (409, "refused"),
}
TITLES = {
    "no_token": N_("Not let in"),
    "throttled": N_("Too many requests"),
    "not_found": N_("There is nothing here"),
    "forbidden": N_("Not for this role"),
    "too_large": N_("Too large"),
    "bad_parameter": N_("Not understood"),
    "not_understood": N_("Not understood"),
    "not_available": N_("Not available now"),
    "refused": N_("Not possible"),
    "no_such_method": N_("Not possible"),
    "broken": N_("The program has made a mistake"),
}


def problem_of(error: CultivationError) -> Response:
    """Say what was refused."""
    status, code = next(
        (CODES[kind] for kind in type(error).__mro__ if kind in CODES), (status_of(error), "refused")
    )
    return problem(status, code, error.message, error.step)


def problem(status: int, code: str, message: str, step: Step | None = None, **more: str) -> Response:
    """Make the answer; `step` is what would help, as a value."""
    sentences = [each.strip() for each in message.splitlines() if each.strip()]
    said: dict[str, Any] = {
        "type": f"urn:cultivation:problem:{code}",
        "title": _(TITLES[code]),
        "status": status,
        "detail": " ".join(sentences),
        "code": code,
        "sentences": sentences,
        "step": step_json(step) if step is not None else None,
        **more,
    }
    headers = {"www-authenticate": 'Bearer realm="cultivation"'} if status == 401 else {}
    return Response(orjson.dumps(said), status, headers, MEDIA_TYPE)


def step_json(step: Step) -> dict[str, Any]:
    """Return a step as a value: what is to be done, of which year, and about which number."""
    return {"act": str(step.act), "year": step.year, "number": step.number}
