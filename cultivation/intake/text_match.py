"""How near the applicants' words come to the references of the rules, with the evidence for it.

The vectors are made from the references alone, so that no other applicant matters; all phrases of a file
are compared in one go.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cultivation.rules.headers import normalise
from cultivation.rules.model import RuleSet, TextMatch
from cultivation.scoring.application import Application, FiledValue

PHRASE_ENDS = re.compile(r"[、，,；;。/|：:\n\r\t]|以及|及")
TERMS_SHOWN = 5
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


def add_matches(applications: Sequence[Application], rules: RuleSet) -> list[Application]:
    """Return the applications with the value of each text match of the rules."""
    for key, match in rules.text_matches.items():
        if applications:
            values = compute_match(applications, match)
            applications = [
                replace(application, values={**application.values, key: value})
                for application, value in zip(applications, values, strict=True)
            ]
    return list(applications)


def compute_match(applications: Sequence[Application], match: TextMatch) -> list[FiledValue]:
    """Return the level of each application."""
    phrases = [_phrases(application.values, match) for application in applications]
    nearest = _Nearest(match, sorted({phrase for each in phrases for phrase in each}))
    values = []
    for application, own in zip(applications, phrases, strict=True):
        by = application.values.get(match.by)
        evidence = nearest.of(own, str(by.value) if by else "")
        file = by.file if by else ""
        values.append(FiledValue(level_of(evidence.similarity, match), file=file, note=evidence.note()))
    return values


def level_of(similarity: Decimal, match: TextMatch) -> str:
    """Return the first level whose threshold is reached."""
    return next((level.level for level in match.levels if similarity >= level.at_least), match.otherwise)


def split_phrases(text: str) -> list[str]:
    """Split what an applicant wrote where one thing ends and the next begins.

    >>> split_phrases("OLED、柔性显示面板及显示模组")
    ['OLED', '柔性显示面板', '显示模组']
    """
    parts = PHRASE_ENDS.split(unicodedata.normalize("NFC", text))
    return [part.strip() for part in parts if normalise(part)]


def _phrases(values: Mapping[str, FiledValue], match: TextMatch) -> list[str]:
    texts = [values[key].value for key in match.texts if key in values]
    return [phrase for text in texts if isinstance(text, str) for phrase in split_phrases(text)]


class _Nearest:
    """The similarities of all phrases to all references, asked for one applicant at a time."""

    def __init__(self, match: TextMatch, phrases: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.references = [text for texts in match.references.values() for text in texts]
        self.columns = _columns(match)
        self.rows = {phrase: row for row, phrase in enumerate(phrases)}
        vectorizer = TfidfVectorizer(
            analyzer="char", ngram_range=match.ngrams, lowercase=True, preprocessor=match.bare
        )
        references = vectorizer.fit_transform(self.references)
        self.analyse = vectorizer.build_analyzer()
        unseen = math.log(1 + len(self.references)) + 1  # the weight of an n-gram that no reference has
        weights = {gram: vectorizer.idf_[place] for gram, place in vectorizer.vocabulary_.items()}
        shares = [[_known_share(self.analyse(phrase), weights, unseen)] for phrase in phrases]
        # Rounded before anything is compared, so that noise in the last bits decides nothing.
        self.similarities = (
            ((vectorizer.transform(phrases) @ references.T).toarray() * shares).round(PLACES)
            if phrases
            else None
        )

    def of(self, phrases: Sequence[str], choice: str) -> Evidence:
        """Return the nearest pair, the first of those that are equally near."""
        columns = self.columns.get(choice)
        if not phrases or not columns or self.similarities is None:
            return Evidence()
        part = self.similarities[[self.rows[phrase] for phrase in phrases], columns.start : columns.stop]
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

    The vectorizer leaves unknown n-grams out; without them a phrase that shares one general word with a
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
