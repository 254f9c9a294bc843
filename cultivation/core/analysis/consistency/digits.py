"""What digits tell: figures copied from another applicant or from last year, round ones, Benford's law."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log10

from cultivation.core.analysis.consistency.figures import Firm

LEAST_COPIED, COPIED_DIGITS, MOST_SHARING = 3, 4, 5
LEAST_REPEATED, REPEATED_DIGITS = 3, 3
LEAST_ROUND, ROUND_DIGITS, USUALLY_ROUND = 5, 2, 0.5
LEAST_FOR_BENFORD, MOST_DEVIATION = 300, 0.015
BENFORD = [log10(1 + 1 / digit) for digit in range(1, 10)]


def significant(text: str | None) -> str:
    """Return the significant digits of a filed number, without the zeros at both ends."""
    return "".join(letter for letter in text or "" if letter.isdigit()).strip("0")


def copied(firms: Sequence[Firm], fields: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return pairs of applicants with the fields in which both filed the very same figure.

    Counted are figures of at least four significant digits that no more than five applicants share; a pair
    has at least three of them.
    """
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for firm in firms:
        for field in fields:
            text = firm.texts.get(field)
            if text is not None and len(significant(text)) >= COPIED_DIGITS:
                shared[field, text].append(firm.id)
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (field, _text), keys in shared.items():
        if 2 <= len(keys) <= MOST_SHARING:
            for pair in combinations(sorted(keys), 2):
                pairs[pair].append(field)
    return {pair: tuple(each) for pair, each in sorted(pairs.items()) if len(each) >= LEAST_COPIED}


def repeated(firm: Firm, fields: Sequence[str]) -> tuple[str, ...]:
    """Return the fields in which an applicant filed last year's figure again, if they are three or more."""
    same = [
        field
        for field in fields
        if firm.texts.get(field) is not None
        and firm.texts[field] == firm.texts_before.get(field)
        and len(significant(firm.texts[field])) >= REPEATED_DIGITS
    ]
    return tuple(same) if len(same) >= LEAST_REPEATED else ()


def round_figures(firms: Sequence[Firm], fields: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield who filed only round amounts, five or more of one or two digits, where that is not usual."""
    amounts = {
        firm.id: {
            field: significant(firm.texts.get(field))
            for field in fields
            if significant(firm.texts.get(field))
        }
        for firm in firms
    }
    everything = [len(digits) for each in amounts.values() for digits in each.values()]
    if not everything or sum(size <= ROUND_DIGITS for size in everything) / len(everything) > USUALLY_ROUND:
        return
    for key, each in amounts.items():
        if len(each) >= LEAST_ROUND and all(len(digits) <= ROUND_DIGITS for digits in each.values()):
            yield key, tuple(each)


@dataclass(frozen=True, slots=True)
class FirstDigits:
    """The first digits of a column beside Benford's law: the mean absolute deviation of the nine shares.

    Up to 0.006 they follow it closely, from 0.015 on they do not (M. Nigrini, Benford's Law, 2012). Nothing
    is said (`deviation` None) of fewer than 300 figures.
    """

    field: str
    figures: int
    deviation: float | None

    @property
    def odd(self) -> bool:
        """Tell whether the column does not follow the law."""
        return self.deviation is not None and self.deviation > MOST_DEVIATION


def first_digits(firms: Sequence[Firm], fields: Sequence[str]) -> list[FirstDigits]:
    """Compare the first digits of each column with Benford's law."""
    return [_first_digits(field, [firm.texts for firm in firms]) for field in fields]


def _first_digits(field: str, texts: Sequence[Mapping[str, str | None]]) -> FirstDigits:
    leading = Counter(digits[0] for each in texts if (digits := significant(each.get(field))))
    total = leading.total()
    if total < LEAST_FOR_BENFORD:
        return FirstDigits(field, total, None)
    shares = [leading[str(digit)] / total for digit in range(1, 10)]
    deviation = sum(abs(share - law) for share, law in zip(shares, BENFORD, strict=True)) / 9
    return FirstDigits(field, total, round(deviation, 6))
