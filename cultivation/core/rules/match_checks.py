"""Checks of text matches: by whole words, or by similarity."""

from __future__ import annotations

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet, TextMatch
from cultivation.core.rules.references import Found, Path, check_reference
from cultivation.core.rules.words import CodeLists, WordLists


def check_text_matches(rules: RuleSet) -> Found:
    """Yield what is wrong in the text matches."""
    for key, match in rules.text_matches.items():
        path: Path = ("text_matches", key)
        if key in rules.fields:
            yield "name_taken", path, {"value": key}
        for text in match.texts:
            yield from check_reference(text, rules.fields, (*path, "texts"))
        yield from check_reference(match.by, rules.fields, (*path, "by"))
        yield from check_reference(match.choices, rules.choices, (*path, "choices"))
        yield from check_reference(match.otherwise, rules.choices.get(match.choices, {}), (*path, "levels"))
        by_similarity = bool(match.ngrams or match.levels or match.references or match.ignore)
        whole = bool(match.ngrams and match.levels and match.references)
        if (match.words is None and not whole) or (match.words is not None and by_similarity):
            yield "match_one_of", path, {}
        elif match.words is not None:
            yield from _words(rules, key, match, match.words)
        else:
            yield from _similarity(rules, key, match)


def _similarity(rules: RuleSet, key: str, match: TextMatch) -> Found:
    path: Path = ("text_matches", key)
    assert match.ngrams is not None
    for level in match.levels:
        yield from check_reference(level.level, rules.choices.get(match.choices, {}), (*path, "levels"))
    thresholds = [level.at_least for level in match.levels]
    if thresholds != sorted(set(thresholds), reverse=True):
        yield "levels_order", (*path, "levels"), {}
    if match.ngrams[0] > match.ngrams[1]:
        yield "ngrams_order", (*path, "ngrams"), {"value": f"{match.ngrams[0]}, {match.ngrams[1]}"}
    for choice in match.references:
        yield from check_reference(choice, _choices_by(rules, match), (*path, "references", choice))
    for choice, texts in match.references.items():
        for text in texts:
            if len(match.bare(text)) < match.ngrams[0]:
                yield "reference_short", (*path, "references", choice), {"value": text}
    yield from _missing(rules, key, match, (*path, "references"), set(match.references))


def _words(rules: RuleSet, key: str, match: TextMatch, words: WordLists) -> Found:
    path: Path = ("text_matches", key, "words")
    levels = rules.choices.get(match.choices, {})
    seen: dict[tuple[str, str], str] = {}
    for number, level in enumerate(words.levels):
        place: Path = (*path, "levels", number)
        yield from check_reference(level.level, levels, (*place, "level"))
        for choice, texts in level.references.items():
            yield from check_reference(choice, _choices_by(rules, match), (*place, "references", choice))
            for text in texts:
                yield from _word(text, (*place, "references", choice))
                first = seen.setdefault((choice, text), level.level)
                if first != level.level:
                    yield "word_twice", (*place, "references", choice), {"value": text, "first": first}
    for text in words.negative:
        yield from _word(text, (*path, "negative"))
    yield from _missing(rules, key, match, (*path, "levels"), {choice for choice, _text in seen})
    if words.codes is not None:
        yield from _codes(rules, match, words.codes, (*path, "codes"))


def _word(text: str, path: Path) -> Found:
    """Every part of a word has a letter or digit, and the whole more than one Chinese character."""
    parts = [normalise(part) for part in text.split()]
    if not all(parts) or len("".join(parts)) < 2:
        yield "word_short", path, {"value": text}


def _codes(rules: RuleSet, match: TextMatch, codes: CodeLists, path: Path) -> Found:
    yield from check_reference(codes.field, rules.fields, (*path, "field"))
    yield from check_reference(codes.level, rules.choices.get(match.choices, {}), (*path, "level"))
    for choice, listed in codes.for_.items():
        yield from check_reference(choice, _choices_by(rules, match), (*path, "for", choice))
        for code in sorted({*listed} & {*codes.against}):
            yield "code_twice", (*path, "for", choice), {"value": code}


def _missing(rules: RuleSet, key: str, match: TextMatch, path: Path, having: set[str]) -> Found:
    """Each choice has references, but for the one that stands for what is not listed."""
    by = rules.fields.get(match.by)
    for choice in _choices_by(rules, match):
        if choice not in having and by is not None and choice != by.unlisted:
            yield "references_missing", path, {"value": choice, "name": key}


def _choices_by(rules: RuleSet, match: TextMatch) -> dict[str, object]:
    by = rules.fields.get(match.by)
    return dict(rules.choices.get((by and by.choices) or "", {}))
