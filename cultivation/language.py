"""The language of every sentence that a person reads: English in the source, Chinese by gettext catalogue."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
CATALOGUES = {"zh": "zh_CN"}
LOCALE_DIRECTORY = Path(__file__).parent / "locale"

_spoken: ContextVar[str] = ContextVar("_spoken", default="en")


def activate(language: str) -> None:
    """Speak `language` ("zh" or "en") from now on, in this thread or task; others speak as they did."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while, then the one before."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def current() -> str:
    """Return the language that is spoken now."""
    return _spoken.get()


@cache
def _translations(language: str) -> gettext.NullTranslations:
    catalogue = CATALOGUES.get(language)
    if catalogue is None:
        return gettext.NullTranslations()
    return gettext.translation("cultivation", LOCALE_DIRECTORY, [catalogue])


def _(message: str) -> str:
    """Translate a sentence."""
    return _translations(current()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate a sentence that depends on a number."""
    return _translations(current()).ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for the catalogue; it is translated where it is shown."""
    return message


def localise(details: Mapping[str, str]) -> dict[str, str]:
    """Resolve pairs such as `label_zh`, `label_en` to `label` in the language spoken now."""
    here, other = f"_{current()}", "_en" if current() == "zh" else "_zh"
    resolved = {key: value for key, value in details.items() if not key.endswith((here, other))}
    for key, value in details.items():
        if key.endswith(here):
            resolved[key.removesuffix(here)] = value
    return resolved


def of_locale(environment: Mapping[str, str] | None = None) -> str:
    """Return "zh" where the environment asks for Chinese, else "en" (POSIX order of variables)."""
    variables = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := variables.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    if os.name == "nt":
        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    return "en"


def join_names(several: Iterable[str]) -> str:
    """List names as people of the language do."""
    return separator().join(several)


def separator() -> str:
    """Return what stands between the names of a list."""
    return "、" if current() == "zh" else ", "


def bracketed(text: str) -> str:
    """Put a remark in brackets of the language, in front of which English leaves a space."""
    return f"（{text}）" if current() == "zh" else f" ({text})"


def join_sentences(several: Iterable[str]) -> str:
    """Put sentences behind each other: Chinese leaves no space between them."""
    return ("" if current() == "zh" else " ").join(several)


def join_clauses(several: Iterable[str]) -> str:
    """List what has commas of its own."""
    return ("；" if current() == "zh" else "; ").join(several)
