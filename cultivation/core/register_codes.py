"""What stands in columns of codes in registers and lists: credit codes, organisation codes, and neither."""

from __future__ import annotations

import re
import unicodedata

ORGANISATION = slice(8, 17)  # the organisation code within a credit code (GB 32100)
CREDIT_CODE = 18
WRITTEN = re.compile(r"([0-9A-Z]{8})[-－—–]?([0-9X])", re.IGNORECASE)
NONE = frozenset(("n/a", "na", "none", "null", "nil"))
# Numbers of the business register from before 2015: they stand in columns of codes, and are none.
REGISTRATION = re.compile(r"[0-9]{13}|[0-9]{15}")


def normal_form(text: str) -> str:
    """Return a code or name without spaces, its letters and brackets of one width and case.

    >>> normal_form("昆山 ABC（中国）有限公司")
    '昆山abc(中国)有限公司'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def has_code(text: str) -> bool:
    """Tell whether a cell for codes says one: a dash, a word for none, a number of the old register do not.

    >>> has_code("91320583MA1N000001"), has_code("无"), has_code("N/A")
    (True, False, False)
    """
    stripped = normal_form(text)
    if not any(each.isascii() and each.isalnum() for each in stripped) or stripped in NONE:
        return False
    return not REGISTRATION.fullmatch(stripped)


def organisation_code(text: str) -> str:
    """Return an organisation code in its usual form, empty where the text is none.

    >>> organisation_code("00100000-3")
    '001000003'
    """
    written = WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return "".join(written.groups()).upper() if written else ""
