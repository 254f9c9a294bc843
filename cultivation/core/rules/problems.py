"""What is wrong with a value or a line of YAML, in our words; the libraries speak English alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pydantic_core import ErrorDetails

from cultivation.core.rules.signs import WITHOUT_A_SIGN
from cultivation.language import N_, _, join_clauses

# By the kinds of pydantic's errors; {…} are filled from what the error says.
PROBLEMS = {
    "greater_than": N_("it must be more than {gt}"),
    "greater_than_equal": N_("it must be at least {ge}"),
    "less_than": N_("it must be less than {lt}"),
    "less_than_equal": N_("it must be at most {le}"),
    "string_pattern_mismatch": N_(
        "names are lower-case ASCII letters, digits and _, and begin with a letter"
    ),
    "decimal_parsing": N_("a number is needed"),
    "decimal_type": N_("a number is needed"),
    "finite_number": N_("a number is needed"),
    "int_parsing": N_("a whole number is needed"),
    "int_type": N_("a whole number is needed"),
    "int_from_float": N_("a whole number is needed"),
    "bool_parsing": N_("true or false is needed"),
    "bool_type": N_("true or false is needed"),
    "string_type": N_("a text is needed"),
    "string_too_short": N_("it must not be empty"),
    "too_short": N_("at least {min_length} must be listed"),
    "too_long": N_("at most {max_length} may be listed"),
    "missing_argument": N_("a value is missing"),
    "dict_type": N_("keys with values are needed here"),
    "model_type": N_("keys with values are needed here"),
    "model_attributes_type": N_("keys with values are needed here"),
    "tuple_type": N_("a list is needed here"),
    "list_type": N_("a list is needed here"),
    "literal_error": N_("one of these is needed: {expected}"),
    "enum": N_("one of these is needed: {expected}"),
    "date_type": N_("a date is written as year-month-day, for example 2016-11-14"),
    "date_parsing": N_("a date is written as year-month-day, for example 2016-11-14"),
    "date_from_datetime_parsing": N_("a date is written as year-month-day, for example 2016-11-14"),
    "date_from_datetime_inexact": N_("a date is written as year-month-day, for example 2016-11-14"),
    "share": N_("a share is written as 2/3, or as a number above 0 and up to 1"),
    "one_majority": N_("one of more_than and at_least is needed, not both"),
    "trigger_test": N_("test belongs to a trigger on condition, and to no other"),
    "trigger_places": N_("places belong to a trigger on near_cut_line, and to no other"),
    "majority_too_small": N_("a majority is more than half: more_than 1/2 or more, at_least above 1/2"),
    "rung_twice": N_("a standard is named once"),
    "amount_or_rate": N_("either amount is needed, or rate with of"),
    "shares_sum": N_("the shares must come to 1 together"),
    "instalments_order": N_("instalments are named in the order in which they fall due"),
    "measured_or_not": N_("what is measured needs measure and at_least; what is not has the extent none"),
    "zones_measured": N_("zones can have targets only of what is measured"),
    "notes_missing": N_("these notes are missing: {names}"),
    "value_error": N_("a date is written as year-month-day, for example 2016-11-14"),
}
# What is wrong with a formula that cannot be read.
FORMULAS = {
    "formula_brackets": N_("a bracket is not closed, or there is one too many"),
    "formula_quotes": N_("a quotation mark is not closed"),
    "formula_character": N_("it holds a sign that formulas do not know"),
    "formula_zeros": N_("a number must not begin with 0"),
    "formula_depth": N_("it is nested too deep"),
    "formula_other": N_(
        "it may hold numbers, names, texts in quotes, + - * /, comparisons (== != < <= > >=), and, or, not "
        "and functions with their brackets"
    ),
}
# What PyYAML says, by a part of it; the first that fits.
SYNTAX = {
    "full-width colon": N_("a full-width colon or comma stands where YAML needs ': ' or ', '"),
    "no space after the colon": N_("a space is missing after the colon"),
    "cannot start any token": N_(
        "a tab, or a sign such as % or @ at the beginning; indent with spaces, and quote the text"
    ),
    "found character '\\t'": N_("a tab; indent with spaces"),
    "expected ',' or": N_("a bracket is not closed, or a comma is missing"),
    "could not find expected ':'": N_("a key without a colon, or a line that is indented wrongly"),
    "expected <block end>": N_("a line that is indented otherwise than the lines around it"),
    "mapping values are not allowed": N_(
        "a colon inside a text, or a line that is indented wrongly; quote a text that holds ': '"
    ),
    "while scanning a quoted scalar": N_("a quotation mark is not closed"),
    "unexpected end of stream": N_("a quotation mark or bracket is not closed"),
    "undefined alias": N_("an alias (*) cannot be used; write it out"),
    "an alias (*)": N_("an alias (*) cannot be used; write it out"),
    "special characters are not allowed": N_("a character that YAML does not allow"),
    "not UTF-8": N_("the file is not UTF-8"),
    "nested too deep": N_("it is nested too deep"),
    "is too long": N_("a number is too long"),
}
FULL_WIDTH = re.compile(r"^\s*(- )?[\w\"']+：|^[^#\"']*[\[{][^#\"']*[，：]")
NO_SPACE = re.compile(r"^\s*(- )?[a-z_]+:[^\s/]")


def problem_of(detail: ErrorDetails) -> dict[str, str]:
    """Return what fills the sentence of a wrong value: a key of PROBLEMS, and what it needs."""
    context = {key: str(value) for key, value in detail.get("ctx", {}).items()}
    return {**context, "problem": detail["type"] if detail["type"] in PROBLEMS else detail["msg"]}


def syntax_problem(problem: str, lines: list[str], line: int) -> str:
    """Return a key of SYNTAX for what PyYAML says of a line (from 1); the usual slips come first.

    PyYAML often notices only on the line after the one with the slip; and where a quotation mark is not
    closed, only after the next one, which it takes for the end of the text.
    """
    for text in reversed(lines[max(line - 2, 0) : line]):
        if FULL_WIDTH.search(text):
            return "full-width colon"
        if NO_SPACE.search(text):
            return "no space after the colon"
    if "expected" in problem and sum(text.count('"') for text in lines[: line - 1]) % 2:
        return "while scanning a quoted scalar"
    return next((part for part in SYNTAX if part in problem), problem)


def in_words(details: Mapping[str, str]) -> dict[str, str]:
    """Put the problem of a mistake into words, in the language spoken now."""
    if "slips" in details:
        details = {**details, "slips": _slips(details["slips"])}
    if "problem" not in details:
        return dict(details)
    problem = details["problem"]
    sentence = PROBLEMS.get(problem) or SYNTAX.get(problem) or FORMULAS.get(problem)
    return {**details, "problem": _(sentence).format(**details) if sentence else problem}


def _slips(listed: str) -> str:
    """Say what is written instead of each sign that formulas do not know."""
    return join_clauses(
        _(WITHOUT_A_SIGN[written])
        if written in WITHOUT_A_SIGN
        else _("write '{meant}' for '{written}'").format(written=written, meant=meant)
        for written, meant in json.loads(listed)
    )
