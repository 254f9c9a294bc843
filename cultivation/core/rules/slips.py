"""The usual slips in formulas, and what was probably meant: signs of Excel, per cent, labels for names."""

from __future__ import annotations

import ast
import difflib
import json
import re
import unicodedata
from collections.abc import Mapping

from cultivation.core.rules.cohort_values import COHORT_FUNCTIONS, NARROWING
from cultivation.core.rules.formulas import FUNCTIONS, LENIENT_FUNCTIONS
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.references import Mistaken, Path
from cultivation.core.rules.signs import JOINING, QUOTES, Slip, taken_apart, without_a_sign, without_slips

QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
CURLY = re.compile("[“”]([^“”]*)[“”]|[‘’]([^‘’]*)[‘’]")
NAME = re.compile(r"(?<!\w)[^\W\d]\w*")
WORDS = {"and", "or", "not", "last_year", *FUNCTIONS, *LENIENT_FUNCTIONS, *COHORT_FUNCTIONS, *NARROWING}
FUNCTION_NAMES = {"if": "when", "iff": "when", "average": "mean", "avg": "mean", "coalesce": "first_known"}
EXPLAINED = ("formula_syntax", "formula_not_allowed", "formula_unknown_name", "formula_unknown_function")
UNREADABLE = ("formula_syntax", "formula_not_allowed")
MOST_NAMED = 5  # slips of one formula
SHORTEST = 2  # characters of a part of a label
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
    """Add to a mistake in a formula what was probably meant, or else what is wrong in our own words.

    Signs that formulas do not know are named, each with what is written instead.
    """
    code, path, details = mistaken
    if code not in EXPLAINED or "formula" not in details:
        return mistaken
    meanings = _meanings(rules, path)
    slips = slips_in(details["formula"], meanings) if code in UNREADABLE else []
    near = suggestion(details["formula"], meanings)
    if slips:
        details["slips"] = json.dumps(slips, ensure_ascii=False)
        mended = near and all(meant or sign == QUOTES for sign, meant in slips)
        return ("formula_slips_near" if mended else "formula_slips"), path, {**details, "near": near}
    if near and code != "formula_not_allowed":
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
    parts = [
        part if QUOTED.fullmatch(part) else _named(without_slips(part)[0], meanings)
        for part in QUOTED.split(_straight(formula))
    ]
    repaired = " ".join("".join(parts).split())
    if repaired == " ".join(formula.split()):
        return ""
    try:
        tree = ast.parse(repaired, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return repaired if used <= {*meanings.values(), *WORDS} else ""


def slips_in(formula: str, meanings: Mapping[str, str]) -> list[Slip]:
    """Return the signs of a formula that are none, each once, with what is written instead.

    Where there is nothing to write instead, the sign is a key of signs.WITHOUT_A_SIGN.
    """
    found: list[Slip] = [(QUOTES, "")] if CURLY.search(formula) else []
    for part in QUOTED.split(_straight(formula))[::2]:
        text, slips = without_slips(part)
        found += slips
        found += [
            slip
            for name in NAME.findall(text)
            if name not in meanings
            for slip in _joined_slips(taken_apart(name), name)
        ]
        found += without_a_sign(text)
    return list(dict.fromkeys(found))[:MOST_NAMED]


def _joined_slips(parts: list[str], name: str) -> list[Slip]:
    """Return the words that join parts of what looks like one name."""
    at, found = 0, list[Slip]()
    for part, sign in zip(parts[::2], parts[1::2], strict=False):
        at += len(part)
        written = next(word.group() for word in JOINING.finditer(name) if word.start() >= at)
        found.append((written, sign))
        at += len(written)
    return found


def _straight(formula: str) -> str:
    """Return a formula with straight quotes in place of curly ones."""
    return CURLY.sub(lambda found: f"'{found[1] or found[2] or ''}'", formula)


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
    if parts := taken_apart(name):
        return " ".join([each if at % 2 else _meant(each, meanings) for at, each in enumerate(parts)])
    if name.isdigit() or not name:
        return name
    near = difflib.get_close_matches(name, [*meanings, *WORDS], n=1, cutoff=ALIKE)
    if near:
        return meanings.get(near[0], near[0])
    return _part_of_one(name, meanings) or name


def _part_of_one(name: str, meanings: Mapping[str, str]) -> str:
    """Return what a Chinese name stands for that is part of one label alone, or has one alone for a part."""
    if name.isascii() or len(name) < SHORTEST:
        return ""
    labels = (label for label in meanings if not label.isascii() and len(label) >= SHORTEST)
    found = {meanings[label] for label in labels if name in label or label in name}
    return found.pop() if len(found) == 1 else ""


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
