"""How near the applicants' words come to the references of the rules, with the evidence for it.

By whole words where the rules have them, else by similarity: the vectors are made from the references alone,
so that no other applicant matters; all phrases of a file are compared in one go.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.model import RuleSet, TextMatch
from cultivation.core.rules.words import WordLists
from cultivation.core.scoring.batch import Batch, Block, FieldColumn, Texts
from cultivation.core.scoring.word_match import level_by_words, split_phrases
from cultivation.intake.applications.ngrams import Vectors, ngrams_of

TERMS_SHOWN = 5
MOST_KEPT = 10_000  # phrases
PLACES = 4
NONE = Decimal(0)


@dataclass(frozen=True)
class Evidence:
    """The nearest pair of an applicant's phrase and a reference, and the n-grams that they share."""

    similarity: Decimal = NONE
    phrase: str = ""
    reference: str = ""
    terms: tuple[str, ...] = ()

    def note(self) -> dict[str, Any]:
        """Return what is stored with the value."""
        return {
            "similarity": f"{self.similarity:.{PLACES}f}",
            "phrase": self.phrase,
            "reference": self.reference,
            "terms": list(self.terms),
        }


class Matcher:
    """Computes the text matches of a rule set; the references are made into vectors once."""

    def __init__(self, rules: RuleSet) -> None:
        self._matches = rules.text_matches
        self._nearest: dict[str, _Nearest] = {}

    def add_matches(self, batch: Batch) -> Batch:
        """Return the applications with the value of each text match of the rules."""
        if not self._matches or not len(batch):
            return batch
        return replace(batch, blocks=tuple(map(self._add, batch.blocks)))

    def _add(self, block: Block) -> Block:
        columns = dict(block.columns)
        nothing: Texts = [None] * len(block.rows)
        for key, match in self._matches.items():
            texts = [columns[name].texts for name in match.texts if name in columns]
            rows = list(zip(*texts, strict=True))
            by = columns[match.by].texts if match.by in columns else nothing
            if (lists := match.words) is not None:
                filed = columns.get(lists.codes.field) if lists.codes else None
                codes = filed.texts if filed else nothing
                columns[key] = match_words(rows, by, codes, lists, match.otherwise)
                continue
            if key not in self._nearest:
                self._nearest[key] = _Nearest(match)
            columns[key] = compute_match(rows, by, self._nearest[key])
        return replace(block, columns=columns)


def match_words(
    rows: Sequence[Sequence[str | None]], by: Texts, codes: Texts, lists: WordLists, otherwise: str
) -> FieldColumn:
    """Return the level of each application by whole words and its code; who says the same shares one note."""
    said = [(tuple(texts), choice, code) for texts, choice, code in zip(rows, by, codes, strict=True)]
    known = {
        each: level_by_words(_phrases(each[0]), each[1] or "", each[2] or "", lists, otherwise)
        for each in dict.fromkeys(said)
    }
    notes = {each: found.note() for each, found in known.items()}
    return FieldColumn([known[each].level for each in said], notes=[notes[each] for each in said])


def compute_match(rows: Sequence[Sequence[str | None]], by: Texts, nearest: _Nearest) -> FieldColumn:
    """Return the level of each application, from the texts that it filed and the choice that it made.

    Applications that say the same share one note.
    """
    said = [(tuple(texts), choice) for texts, choice in zip(rows, by, strict=True)]
    phrases = {texts: _phrases(texts) for texts in {texts for texts, _choice in said}}
    nearest.learn(sorted({phrase for own in phrases.values() for phrase in own}))
    known = {each: nearest.of(phrases[each[0]], each[1] or "") for each in dict.fromkeys(said)}
    levels = {each: level_of(evidence.similarity, nearest.match) for each, evidence in known.items()}
    notes = {each: evidence.note() for each, evidence in known.items()}
    return FieldColumn([levels[each] for each in said], notes=[notes[each] for each in said])


def level_of(similarity: Decimal, match: TextMatch) -> str:
    """Return the first level whose threshold is reached."""
    return next((level.level for level in match.levels if similarity >= level.at_least), match.otherwise)


def _phrases(texts: Sequence[str | None]) -> list[str]:
    return [phrase for text in texts if text for phrase in split_phrases(text)]


class _Nearest:
    """The similarities of phrases to all references; `learn` the phrases before asking `of` them.

    What is learnt is kept between files, as far as MOST_KEPT goes.
    """

    def __init__(self, match: TextMatch) -> None:
        self.match = match
        self.references = [text for texts in match.references.values() for text in texts]
        self.columns = _columns(match)
        assert match.ngrams is not None  # the rules are checked: without words it has n-grams
        sizes = match.ngrams
        self.analyse = lru_cache(MOST_KEPT)(lambda text: ngrams_of(match.bare(text), *sizes))
        self.vectors = Vectors(self.references, self.analyse)
        self.beside = self.vectors.of(self.references).T
        self.known: dict[str, NDArray[np.float64]] = {}
        self.unseen = math.log(1 + len(self.references)) + 1  # the weight of an n-gram that no reference has

    def learn(self, phrases: Sequence[str]) -> None:
        """Compare phrases to the references, rounded, so that noise in the last bits decides nothing."""
        if len(self.known) > MOST_KEPT:
            self.known.clear()
        new = [phrase for phrase in phrases if phrase not in self.known]
        if new:
            weights = self.vectors.weights
            shares = [[_known_share(self.analyse(each), weights, self.unseen)] for each in new]
            cosines = (self.vectors.of(new) @ self.beside).toarray()
            self.known.update(zip(new, (cosines * shares).round(PLACES), strict=True))

    def of(self, phrases: Sequence[str], choice: str) -> Evidence:
        """Return the nearest pair, the first of those that are equally near."""
        columns = self.columns.get(choice)
        if not phrases or not columns:
            return Evidence()
        part = np.stack([self.known[phrase][columns.start : columns.stop] for phrase in phrases])
        place = int(part.argmax())
        row, column = divmod(place, len(columns))
        similarity = Decimal(f"{part[row, column]:.{PLACES}f}")
        if similarity == 0:
            return Evidence()
        reference = self.references[columns.start + column]
        return Evidence(similarity, phrases[row], reference, self._shared(phrases[row], reference))

    def _shared(self, phrase: str, reference: str) -> tuple[str, ...]:
        """Return the longest n-grams that both have, in the order of the reference."""
        own = set(self.analyse(phrase))
        shared = dict.fromkeys(gram for gram in self.analyse(reference) if gram in own)
        return tuple(sorted(shared, key=len, reverse=True)[:TERMS_SHOWN])


def _known_share(grams: Sequence[str], weights: Mapping[str, float], unseen: float) -> float:
    """Return the length of a phrase's vector over known n-grams, as a share of that over all of them.

    The vectors leave unknown n-grams out; without them a phrase that shares one general word with a
    reference, and nothing else, would seem near to it.
    """
    counts = Counter(grams)
    known = sum((count * weights[gram]) ** 2 for gram, count in counts.items() if gram in weights)
    unknown = sum((count * unseen) ** 2 for gram, count in counts.items() if gram not in weights)
    return math.sqrt(known / (known + unknown)) if known else 0.0


def _columns(match: TextMatch) -> dict[str, range]:
    """Return the columns of each choice's references."""
    columns: dict[str, range] = {}
    start = 0
    for choice, texts in match.references.items():
        columns[choice] = range(start, start + len(texts))
        start += len(texts)
    return columns
