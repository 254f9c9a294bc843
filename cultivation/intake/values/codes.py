"""Unified social credit codes by the column: GB 32100-2015, check character of ISO 7064 mod 31,3."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.intake.formats.book import Raw

ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS, LENGTH, BASE = 8, 18, 31
WRONG = 255


def valid_codes(raws: Sequence[Raw]) -> list[str | None]:
    """Return the codes that are valid as they stand; None for the rest, which may be valid in another form.

    >>> valid_codes(["91320583001000003G", "913205830010000031", "91320583001000003g", None])
    ['91320583001000003G', None, None, None]
    """
    import numpy

    codes = [raw if type(raw) is str and len(raw) == LENGTH and raw.isascii() else None for raw in raws]
    letters = numpy.frombuffer("".join(filter(None, codes)).encode("ascii"), numpy.uint8)
    numbers = numpy.full(256, WRONG, numpy.uint8)
    numbers[list(ALPHABET)] = range(BASE)
    values = numbers[letters].reshape(-1, LENGTH)
    weights = numpy.array([pow(3, place, BASE) for place in range(LENGTH - 1)] + [1])
    right = (
        (values @ weights % BASE == 0) & (values[:, :DIGITS] < 10).all(axis=1) & (values < BASE).all(axis=1)
    )
    answers = iter(right.tolist())
    return [code if code is not None and next(answers) else None for code in codes]
