"""How the leading group votes: what a rule set says of its quorum and its majority."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from cultivation.core.rules.labels import Source, Strict

HALF = Fraction(1, 2)
LONGEST = 40  # characters of a share


def _share(value: object) -> Fraction:
    """Read a share exactly: 2/3 as it is written, or a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | Fraction):
        raise PydanticCustomError("share", "a share such as 2/3 is needed")
    try:
        share = Fraction(value if not isinstance(value, str) else value[:LONGEST].replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        raise PydanticCustomError("share", "a share such as 2/3 is needed") from None
    if not 0 < share <= 1:
        raise PydanticCustomError("share", "a share such as 2/3 is needed")
    return share


Share = Annotated[
    Fraction,
    PlainValidator(_share),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "exclusiveMinimum": 0,
            "maximum": 1,
            "pattern": r"^\d+ */ *\d+$|^[01](\.\d+)?$",
        }
    ),
]


class VoteRule(Strict):
    """How many of the group must be there, and how many of them must agree.

    `quorum` is the least share of those who may vote that must be present. A vote is won by `more_than` a
    share, or by `at_least` a share, of all who are `present`, of the `votes` for and against, or of all who
    may vote (`group`); without either, by more than half. Who is recused from a case may not vote in it and
    is counted nowhere in it. Shares of half or less are refused: both sides could win.
    """

    quorum: Share = Fraction(2, 3)
    more_than: Share | None = None
    at_least: Share | None = None
    of: Literal["present", "votes", "group"] = "present"
    source: Source | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_half(cls, data: Any) -> Any:
        """Let more than half win where nothing else is said."""
        said = isinstance(data, dict) and ("more_than" in data or "at_least" in data)
        return data if said or not isinstance(data, dict) else {**data, "more_than": HALF}

    @model_validator(mode="after")
    def _one_majority(self) -> Self:
        if (self.more_than is None) is (self.at_least is None):
            raise PydanticCustomError("one_majority", "more_than or at_least, one of the two")
        if (self.more_than or 1) < HALF or (self.at_least or 1) <= HALF:
            raise PydanticCustomError("majority_too_small", "a majority is more than half")
        return self
