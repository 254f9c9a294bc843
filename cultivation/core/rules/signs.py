"""Signs that formulas do not know, with what is written instead: those of Excel, of C, of Chinese texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from cultivation.language import N_

Slip = tuple[str, str]  # what is written, and what is to be written
Meant = Callable[[re.Match[str]], str]


def _as(text: str) -> Meant:
    return lambda _found: text


AND, OR = r"且|并且|同时", r"或|或者"
COMPARED = {
    ">=": "大于等于|大于或等于|不小于|不低于|不少于|至少",
    "<=": "小于等于|小于或等于|不大于|不高于|不多于|不超过|至多",
    "!=": "不等于",
    ">": "大于|高于|多于|超过",
    "<": "小于|低于|少于",
    "==": "等于",
}
# In this order: each is looked for in what those before have left.
SIGNS: tuple[tuple[re.Pattern[str], Meant], ...] = (
    (re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?!\d)"), lambda found: found[0].replace(",", "")),
    (
        re.compile(r"(\d+(?:\.\d+)?)\s*%(?!\s*(?!(?:and|or|AND|OR)\b)[A-Za-z0-9_(])"),
        lambda found: f"{(Decimal(found[1]) / 100).normalize():f}",
    ),
    (re.compile(r"&&?"), _as("and")),
    (re.compile(r"\|\|?"), _as("or")),
    (re.compile(r"<>|≠"), _as("!=")),
    (re.compile(r"=>|≥|⩾"), _as(">=")),
    (re.compile(r"=<|≤|⩽"), _as("<=")),
    (re.compile(r"(?<![<>=!])(?<!within)(?<!where)(?<!within )(?<!where )=(?!=)"), _as("==")),
    (re.compile(r"!(?!=)"), _as("not")),
    (re.compile("×"), _as("*")),
    (re.compile("÷"), _as("/")),
    (re.compile(rf"(?<=[\s)\d])(?:AND|{AND})(?=[\s(])"), _as("and")),
    (re.compile(rf"(?<=[\s)\d])(?:OR|{OR})(?=[\s(])"), _as("or")),
    (re.compile(r"\bNOT\b"), _as("not")),
)
BEFORE_WORDS = re.compile(r"(?<=\d)(?=(?:and|or)\b)")
# Words within what looks like one name, where nobody has left blanks between.
JOINING = re.compile("|".join(f"({words})" for words in (*COMPARED.values(), AND, OR)))
JOINED = (*COMPARED, "and", "or")
QUOTES = "“”"
# What there is no sign for, and what to do.
WITHOUT_A_SIGN = {
    "**": N_("write powers (** and ^) as products: a * a"),
    "%": N_("there is no remainder (%); write a share as a decimal, 3% as 0.03"),
    "//": N_("write the whole part of a quotient (//) as floor(a / b)"),
    "else": N_("write 'a if p else b' as when(p, a, b)"),
    "in": N_("write one of several (in) as a == 'x' or a == 'y'"),
    QUOTES: N_("write straight quotation marks around a text: 'x'"),
    "。": N_("a formula ends without a full stop or semicolon"),
}
UNKNOWN = (
    (re.compile(r"\*\*|\^"), "**"),
    (re.compile(r"//"), "//"),
    (re.compile(r"\bif\b.*\belse\b"), "else"),
    (re.compile(r"(?<=\s)in(?=[\s(\[])"), "in"),
    (re.compile(r"%"), "%"),
    (re.compile(r"[;。]"), "。"),
)


def without_slips(part: str) -> tuple[str, list[Slip]]:
    """Return a part of a formula outside quotes with the signs that are meant, and what was mended."""
    text = unicodedata.normalize("NFKC", part)
    slips = [
        (sign, unicodedata.normalize("NFKC", sign))
        for sign in dict.fromkeys(part)
        if unicodedata.normalize("NFKC", sign) not in (sign, ";", "%")
        and not sign.isalpha()
        and not sign.isspace()
    ]
    for pattern, meant in SIGNS:
        slips += [(found[0], meant(found)) for found in pattern.finditer(text)]
        text = pattern.sub(partial(_apart, meant), text)
    return BEFORE_WORDS.sub(" ", text), slips


def without_a_sign(part: str) -> list[Slip]:
    """Return what a part of a formula uses that there is no sign for, by the keys of WITHOUT_A_SIGN."""
    return [(key, "") for pattern, key in UNKNOWN if pattern.search(part)]


def _apart(meant: Meant, found: re.Match[str]) -> str:
    """Return the sign that is meant with blanks around it, so that words do not grow together."""
    sign = meant(found)
    return sign if sign[:1].isdigit() else f" {sign} "


def taken_apart(name: str) -> list[str]:
    """Take apart what was written without blanks: 营收大于3且职工小于5 are names, numbers and signs."""
    parts, at = [], 0
    for found in JOINING.finditer(name):
        parts += [name[at : found.start()], JOINED[(found.lastindex or 1) - 1]]
        at = found.end()
    return [*parts, name[at:]] if parts else []
