"""Formulas and what criteria look at, written with labels in place of names."""

from __future__ import annotations

import ast
import re

from cultivation.core.rules.cohort_values import is_cohort_call
from cultivation.core.rules.model import Indicator, RuleSet, TextMatch
from cultivation.core.rules.words import WordLists
from cultivation.language import N_, _, current, join_clauses, join_names

TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[^\W\d]\w*=(?!=)|[^\W\d]\w*|>=|<=|!=|==|\*")
SIGNS = {">=": "≥", "<=": "≤", "!=": "≠", "==": "=", "*": "×"}
WORDS = {
    "cutoff": N_("data cut-off"),
    "full_years": N_("full years"),
    "and": N_("and"),
    "or": N_("or"),
    "not": N_("not"),
    "min": N_("smallest of"),
    "max": N_("largest of"),
    "abs": N_("absolute value of"),
    "mean": N_("mean of"),
    "floor": N_("whole part of"),
    "round_half_up": N_("rounded half up"),
    "count": N_("how many of"),
    "days": N_("days between"),
    "when": N_("if"),
    "known": N_("known"),
    "first_known": N_("first known of"),
    "within=": N_("within each"),
    "where=": N_("only where"),
    "True": N_("yes"),
    "False": N_("no"),
}


# Functions over all applicants, some of which have the name of one over the values of an application.
OVER_ALL = {
    "highest": N_("highest over all of"),
    "lowest": N_("lowest over all of"),
    "mean": N_("mean over all of"),
    "median": N_("median over all of"),
    "sum": N_("sum over all of"),
    "count": N_("number of all"),
}
COHORTS = {
    "min_max": N_("{of}, from the lowest (0) to the highest (1) of all"),
    "percentile_rank": N_("percentile rank of {of} among all"),
    "rank": N_("place by {of} among all"),
    "to_highest": N_("{of} as a share of the highest of all"),
    "closeness": N_("closeness to the ideal of {of}, each between 0 and 1"),
    "topsis": N_("closeness to the best and distance from the worst of all (TOPSIS), of {of}"),
    "to_mean": N_("{of} in proportion to the mean of all"),
    "z_score": N_("z-score of {of} among all"),
}


def formula_text(rules: RuleSet, formula: str) -> str:
    """Write a formula with labels in place of names and choices."""
    names = [token for token in TOKEN.findall(formula) if token in rules.names]
    text = " ".join(formula.split())
    over_all = _over_all_calls(text)

    def label(match: re.Match[str]) -> str:
        token = match[0]
        if match.start() in over_all:
            return _(OVER_ALL[token])
        if token in WORDS:
            return _(WORDS[token]) + (" " if token[-1] == "=" else "")
        if token[0] in "'\"":
            return f"“{_choice_text(rules, names, token[1:-1])}”"
        return SIGNS.get(token) or rules.label_of(token).text(current())

    return TOKEN.sub(label, text)


def _over_all_calls(text: str) -> set[int]:
    """Return where calls over all applicants begin, in characters."""
    calls = (node for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Call))
    content = text.encode()
    return {len(content[: call.col_offset].decode()) for call in calls if is_cohort_call(call)}


def _choice_text(rules: RuleSet, names: list[str], choice: str) -> str:
    """Return the label of a choice of whichever name of the formula has it."""
    labels = (rules.choice_label(name, choice) for name in names)
    return next((label.text(current()) for label in labels if label), choice)


def indicator_text(rules: RuleSet, key: str) -> str:
    """Say what a criterion looks at: a filed value, a formula, or a similarity of texts."""
    label, computed = rules.label_of(key).text(current()), computed_text(rules, key)
    return f"{label} = {computed}" if computed else label


def computed_text(rules: RuleSet, key: str) -> str:
    """Say how an indicator or a text match is computed; empty for a filed value."""
    if key in rules.indicators:
        return _indicator_formula(rules, rules.indicators[key])
    match = rules.text_matches.get(key)
    return _match_text(rules, key, match) if match else ""


def _indicator_formula(rules: RuleSet, indicator: Indicator) -> str:
    """Write the formula, or where the value stands among all."""
    if not indicator.cohort:
        return formula_text(rules, indicator.formula)
    of = rules.label_of(indicator.of).text(current()) if indicator.of else _parts_text(rules, indicator)
    text = _(COHORTS[indicator.cohort]).format(of=of)
    if indicator.cohort == "z_score" and indicator.deviation == "sample":
        text = _("{text}, with the standard deviation of a sample").format(text=text)
    if indicator.within is None:
        return text
    return _("{text}, within each {group}").format(
        text=text, group=rules.label_of(indicator.within).text(current())
    )


def _parts_text(rules: RuleSet, indicator: Indicator) -> str:
    """Name what a distance is made of, with the weights."""
    more, less = _("{part} (weight {weight})"), _("{part} (weight {weight}, less is better)")
    return join_names(
        (more if weight > 0 else less).format(part=rules.label_of(part).text(current()), weight=abs(weight))
        for part, weight in indicator.parts.items()
    )


def _match_text(rules: RuleSet, key: str, match: TextMatch) -> str:
    """Say which texts are compared with what, and where the levels begin."""
    if match.words is not None:
        return _words_text(rules, key, match, match.words)
    levels = [f"{_choice_text(rules, [key], each.level)} ≥ {each.at_least}" for each in match.levels]
    return _("similarity of {texts} to references by {by}: {levels}, otherwise {otherwise}").format(
        texts=join_names(rules.label_of(text).text(current()) for text in match.texts),
        by=rules.label_of(match.by).text(current()),
        levels=join_names(levels),
        otherwise=_choice_text(rules, [key], match.otherwise),
    )


def _words_text(rules: RuleSet, key: str, match: TextMatch, words: WordLists) -> str:
    """Say in which texts whole words are looked for, and what the code says beside them."""
    said = _("references by {by}, as whole words in {texts}: {levels}, otherwise {otherwise}").format(
        texts=join_names(rules.label_of(text).text(current()) for text in match.texts),
        by=rules.label_of(match.by).text(current()),
        levels=join_names(_choice_text(rules, [key], each.level) for each in words.levels),
        otherwise=_choice_text(rules, [key], match.otherwise),
    )
    if words.codes is None:
        return said
    code = _("{field} alone gives {level}, one of another trade {otherwise}").format(
        field=rules.label_of(words.codes.field).text(current()),
        level=_choice_text(rules, [key], words.codes.level),
        otherwise=_choice_text(rules, [key], match.otherwise),
    )
    return join_clauses([said, code])
