"""Pages from templates: escaped, in the language of the request; styles and scripts by what they say."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from cultivation.access.outcomes import strength_text
from cultivation.errors import CultivationError
from cultivation.language import LANGUAGES, _, speaking
from cultivation.outputs.html import TEMPLATES, environment
from cultivation.record.doubts import last_warning
from cultivation.web.asking import Asked, shown, status_of
from cultivation.web.next_steps import waits_for
from cultivation.web.sections import bar

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
STATIC = HERE / "static"
FILES: dict[str, tuple[Path, str]] = {
    "base.css": (TEMPLATES / "base.css", "text/css; charset=utf-8"),
    "report.css": (TEMPLATES / "report.css", "text/css; charset=utf-8"),
    "workbench.css": (STATIC / "workbench.css", "text/css; charset=utf-8"),
    "parts.js": (STATIC / "parts.js", "text/javascript; charset=utf-8"),
    "table.js": (STATIC / "table.js", "text/javascript; charset=utf-8"),
    "sheet.js": (STATIC / "sheet.js", "text/javascript; charset=utf-8"),
    "session.js": (STATIC / "session.js", "text/javascript; charset=utf-8"),
    "marks.js": (STATIC / "marks.js", "text/javascript; charset=utf-8"),
    "sliders.js": (STATIC / "sliders.js", "text/javascript; charset=utf-8"),
    "projector.js": (STATIC / "projector.js", "text/javascript; charset=utf-8"),
    "passkeys.js": (STATIC / "passkeys.js", "text/javascript; charset=utf-8"),
    "icon.svg": (STATIC / "icon.svg", "image/svg+xml"),
}


@cache
def content_of(name: str) -> bytes:
    """Return the bytes of a style or script."""
    return FILES[name][0].read_bytes()


@cache
def static(name: str) -> str:
    """Return the address of a style or script: another one as soon as it says something else."""
    return f"/static/{name}?v={hashlib.sha256(content_of(name)).hexdigest()[:12]}"


@cache
def templates(language: str) -> Environment:
    """Return the templates of the workbench and of the report, for one language."""
    with speaking(language):
        made = environment((HERE / "templates", TEMPLATES))
    made.globals |= {"static": static, "shown": shown, "languages": LANGUAGES, "waits_for": waits_for}
    made.globals |= {"moment": _moment, "strength_text": strength_text, "bar_of": bar}
    return made


def _moment(moment: datetime | None) -> str:
    """Write a moment in the time of this machine, for a person to compare with what they did."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else "–"


def page(asked: Asked, template: str, status: int = 200, **context: object) -> Response:
    """Render a page."""
    made = templates(asked.language).get_template(template)
    text = made.render(asked=asked, doubt=last_warning(), **context)
    return HTMLResponse(text, status)


def trouble_page(asked: Asked, error: CultivationError) -> Response:
    """Say what cannot be shown, and what would help."""
    sentences = [each.strip() for each in error.message.splitlines() if each.strip()]
    said = waits_for(error.step) if error.step else ""
    status = status_of(error)
    title = _("There is nothing here") if status == 404 else _("Not possible")
    return page(asked, "trouble.html", status, title=title, sentences=sentences, helps=said)
