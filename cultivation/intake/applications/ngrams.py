"""Texts as vectors of their n-grams, weighted by how few of the references have each (tf-idf).

G. Salton and C. Buckley, Term-weighting approaches in automatic text retrieval, 1988, in the smoothed form
that scikit-learn computes: its import takes longer than most files take to read, and this is all of it that
an intake needs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BLANKS = re.compile(r"\s\s+")


def ngrams_of(text: str, shortest: int, longest: int) -> list[str]:
    """Return the runs of so many characters, from the shortest to the longest.

    >>> ngrams_of("伺服电机", 2, 3)
    ['伺服', '服电', '电机', '伺服电', '服电机']
    """
    text = BLANKS.sub(" ", text)
    return [
        text[start : start + size]
        for size in range(shortest, min(longest, len(text)) + 1)
        for start in range(len(text) - size + 1)
    ]


class Vectors:
    """What makes vectors of length 1, or 0, over the n-grams of the references; `analyse` splits a text."""

    def __init__(self, references: Sequence[str], analyse: Callable[[str], Sequence[str]]) -> None:
        self._analyse = analyse
        found = Counter(gram for text in references for gram in set(analyse(text)))
        self._places = {gram: place for place, gram in enumerate(sorted(found))}
        self.weights = {
            gram: math.log((1 + len(references)) / (1 + found[gram])) + 1 for gram in self._places
        }

    def of(self, texts: Sequence[str]) -> csr_matrix[Any]:
        """Return a row for each text; n-grams that no reference has are left out."""
        from scipy.sparse import csr_matrix

        starts, places, values = [0], list[int](), list[float]()
        for text in texts:
            counts = Counter(gram for gram in self._analyse(text) if gram in self._places)
            weighted = sorted(
                (self._places[gram], count * self.weights[gram]) for gram, count in counts.items()
            )
            length = math.sqrt(sum(value * value for _place, value in weighted))
            places += [place for place, _value in weighted]
            values += [value / length for _place, value in weighted]
            starts.append(len(places))
        shape = (len(texts), len(self._places))
        return csr_matrix((np.array(values), np.array(places, np.int32), np.array(starts, np.int32)), shape)
