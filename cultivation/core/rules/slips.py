"""The usual slips in formulas, and what was probably meant: signs of Excel, per cent, labels for names."""

from __future__ import annotations

import ast
import difflib
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from cultivation.core.rules.cohort_values import COHORT_FUNCTIONS, NARROWING
from cultivation.core.rules.formulas import FUNCTIONS, LENIENT_FUNCTIONS
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.references import Mistaken, Path

QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%(?!\s*[\w(])")
SIGNS = (
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"\s*&&?\s*"), " and "),
    (re.compile(r"\s*\|\|?\s*"), " or "),
    (re.compile(r"<>|≠"), "!="),
    (re.compile(r"=>|≥|⩾"), ">="),
    (re.compile(r"=<|≤|⩽"), "<="),
    (re.compile(r"(?<![<>=!])(?<!within)(?<!where)\s*=\s*(?!=)"), " == "),
    (re.compile(r"!(?!=)\s*"), "not "),
    (re.compile("×"), "*"),
    (re.compile("÷"), "/"),
    (re.compile(r"(?<=[\s)])(AND|并且|且)(?=[\s(])"), "and"),
    (re.compile(r"(?<=[\s)])(OR|或者|或)(?=[\s(])"), "or"),
    (re.compile(r"\bNOT\b"), "not"),
)
NAME = re.compile(r"(?<!\w)[^\W\d]\w*")
WORDS = {"and", "or", "not", "last_year", *FUNCTIONS, *LENIENT_FUNCTIONS, *COHORT_FUNCTIONS, *NARROWING}
FUNCTION_NAMES = {"if": "when", "iff": "when", "average": "mean", "avg": "mean", "coalesce": "first_known"}
EXPLAINED = ("formula_syntax", "formula_not_allowed", "formula_unknown_name", "formula_unknown_function")
ALIKE = 0.75  # as much as two names must have in common
# What Python says of a formula that it cannot read, by a part of it.
READING = {
    "was never closed": "formula_brackets",
    "unmatched": "formula_brackets",
    "does not match": "formula_brackets",
    "unterminated": "formula_quotes",
    "invalid character": "formula_character",
    "leading zeros": "formula_zeros",
    "too deep": "formula_depth",
    "nested": "formula_depth",
}


def explained(mistaken: Mistaken, rules: RuleSet) -> Mistaken:
    """Add to a mistake in a formula what was probably meant, or else what is wrong in our own words."""
    code, path, details = mistaken
    if code not in EXPLAINED or "formula" not in details:
        return mistaken
    if near := suggestion(details["formula"], _meanings(rules, path)):
        return f"{code}_near", path, {**details, "near": near}
    if code == "formula_syntax":
        said = details["problem"]
        problem = next((READING[part] for part in READING if part in said), "formula_other")
        return code, path, {**details, "problem": problem}
    return mistaken


def suggestion(formula: str, meanings: Mapping[str, str]) -> str:
    """Return the formula without its slips; empty where none is found, or what comes of it is none either.

    `meanings` gives for each name, and each label, what is to be written.
    """
    parts = [part if QUOTED.fullmatch(part) else _signs(part) for part in QUOTED.split(formula)]
    parts = [part if QUOTED.fullmatch(part) else _named(part, meanings) for part in parts]
    repaired = " ".join("".join(parts).split())
    if repaired == " ".join(formula.split()):
        return ""
    try:
        tree = ast.parse(repaired, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return repaired if used <= {*meanings.values(), *WORDS} else ""


def _signs(part: str) -> str:
    text = unicodedata.normalize("NFKC", part)
    text = PERCENT.sub(lambda found: f"{(Decimal(found[1]) / 100).normalize():f}", text)
    for sign, meant in SIGNS:
        text = sign.sub(meant, text)
    return text


def _named(part: str, meanings: Mapping[str, str]) -> str:
    return NAME.sub(lambda found: _meant(found[0], meanings), part)


def _meant(name: str, meanings: Mapping[str, str]) -> str:
    """Return what stands for a name: itself, the name behind a label, else the one most like it."""
    if name in WORDS:
        return name
    if name.lower() in FUNCTION_NAMES:
        return FUNCTION_NAMES[name.lower()]
    if name in meanings:
        return meanings[name]
    near = difflib.get_close_matches(name, [*meanings, *WORDS], n=1, cutoff=ALIKE)
    return meanings.get(near[0], near[0]) if near else name


def _meanings(rules: RuleSet, path: Path) -> dict[str, str]:
    """Return names and labels that a formula may use at this place; a choice is meant in quotes."""
    indicators = list(rules.indicators)
    if path[0] == "indicators":
        indicators = indicators[: indicators.index(str(path[1]))]
    if path[0] == "plausibility":
        indicators = []
    names = ["cutoff", *rules.fields, *rules.text_matches, *indicators]
    choices = {choice: f"'{choice}'" for known in rules.choices.values() for choice in known}
    labels: dict[str, str] = {}
    for name in reversed(names):
        label, field = rules.label_of(name), rules.fields.get(name)
        for text in (label.zh, label.en, *(field.headers if field else ())):
            labels[unicodedata.normalize("NFKC", text)] = name
    return {**choices, **labels, **{name: name for name in names}}
