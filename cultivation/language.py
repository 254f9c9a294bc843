"""The language of every sentence that a person reads: English in the source, Chinese by gettext catalogue."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

LANGUAGES = ("zh", "en")
CATALOGUES = {"zh": "zh_CN"}
LOCALE_DIRECTORY = Path(__file__).parent / "locale"

_active = "en"
_translations: gettext.NullTranslations = gettext.NullTranslations()


def activate(language: str) -> None:
    """Speak `language` ("zh" or "en") from now on, in this process."""
    global _active, _translations  # noqa: PLW0603 - one process speaks one language at a time
    catalogue = CATALOGUES.get(language)
    _active = language
    _translations = (
        gettext.translation("cultivation", LOCALE_DIRECTORY, [catalogue])
        if catalogue
        else gettext.NullTranslations()
    )


def current() -> str:
    """Return the language that is spoken now."""
    return _active


def _(message: str) -> str:
    """Translate a sentence."""
    return _translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate a sentence that depends on a number."""
    return _translations.ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for the catalogue; it is translated where it is shown."""
    return message


def localise(details: Mapping[str, str]) -> dict[str, str]:
    """Resolve pairs such as `label_zh`, `label_en` to `label` in the language spoken now."""
    here, other = f"_{_active}", "_en" if _active == "zh" else "_zh"
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
