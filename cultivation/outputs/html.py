"""Pages of HTML: one self-contained file each, from templates that escape whatever they are given.

A page asks nobody for anything. Its policy allows the styles and scripts that it carries itself, by their
digests, and no others; so a name that looks like a script stays a name, even if a template were wrong.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from cultivation import __version__
from cultivation.core.wording.values import true_minus
from cultivation.language import _, bracketed, colon, current, join_names, join_sentences, ngettext, separator
from cultivation.record.doubts import last_warning

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def make_page(
    template: str, styles: Sequence[str] = ("base.css",), scripts: Sequence[str] = (), **context: object
) -> bytes:
    """Render a template that extends `page.html`, with styles and scripts from the folder of templates.

    The same context gives the same bytes, in the language spoken now.
    """
    css = [_carried(name) for name in styles]
    code = [_carried(name) for name in scripts]
    page = environment().get_template(template)
    policy, doubt = content_policy(css, code), last_warning()
    text = page.render(styles=css, scripts=code, policy=policy, doubt=doubt, **context)
    return text.encode("utf-8")


def environment(folders: Sequence[Path] = (TEMPLATES,)) -> Environment:
    """Return the environment of all templates: escaping is on, and a name that is not given is an error.

    It is made for the language spoken now; a template is looked for in the folders in their order.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    made.globals |= {"_": _, "ngettext": ngettext, "lang": LANGUAGE_TAGS[current()], "version": __version__}
    made.globals |= {"comma": separator(), "colon": colon(), "bracketed": bracketed}
    made.filters |= {
        "count": count_text,
        "signed": signed_text,
        "percent": percent_text,
        "join_names": join_names,
        "join_sentences": join_sentences,
    }
    return made


def content_policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """Return the content security policy: nothing is loaded, and nothing runs but what is named by digest."""
    parts = (
        "default-src 'none'",
        f"style-src {_digests(styles)}",
        f"script-src {_digests(scripts)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(parts)


def _digests(texts: Sequence[str]) -> str:
    return " ".join(f"'sha256-{_base64(text)}'" for text in texts) or "'none'"


def _base64(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _carried(name: str) -> Markup:
    """Return a style or script of ours, which may be no HTML inside its element."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert "</" not in text, name
    return Markup(text)  # a file of the program, not of a person


def count_text(number: int) -> str:
    """Show a whole number for reading: 1,234."""
    return f"{number:,}"


def signed_text(number: int | Decimal | float) -> str:
    """Show a change with its sign: a true minus, nothing before 0."""
    return true_minus(f"{number:+,}") if number else "0"


def percent_text(share: float, places: int = 0) -> str:
    """Show a share of 1 as percent."""
    return f"{share * 100:.{places}f} %"
