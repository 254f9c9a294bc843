"""What decides between equal totals, and who enters, stays and leaves."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from cultivation.rules.labels import Number, Strict

UNLIMITED = 1_000_000


class TieKey(Strict):
    """One key of the tie chain."""

    by: str
    order: Literal["ascending", "descending"]


class PoolPolicy(Strict):
    """Who enters, stays and leaves: places down to which newcomers enter and members stay.

    Without a capacity there is no limit of places: every eligible enterprise is in. With `notice_days` a
    proposal is made public for so many days at least before it is decided.

    `minimum_score` is needed to enter and to stay. Of newcomers beyond `most_newcomers` the lowest give way
    to the best members that left by their place. A member leaves after `term_years` reviews in the pool, and
    when it is in the buffer for one review more than `buffer_years` running. Who was removed for
    falsification or misconduct does not return for `barred_years`.
    """

    capacity: Annotated[int, Field(ge=1)] = UNLIMITED
    enter_rank: Annotated[int, Field(ge=1)] = UNLIMITED
    stay_rank: Annotated[int, Field(ge=1)] = UNLIMITED
    reserve: Annotated[int, Field(ge=0)] = 0
    notice_days: Annotated[int, Field(ge=0)] = 0
    minimum_score: Number | None = None
    most_newcomers: Annotated[int, Field(ge=0)] | None = None
    term_years: Annotated[int, Field(ge=1)] | None = None
    buffer_years: Annotated[int, Field(ge=1)] | None = None
    barred_years: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="before")
    @classmethod
    def _without_buffer(cls, data: Any) -> Any:
        """Let places that are not said be those of the capacity: no buffer."""
        if not isinstance(data, dict) or "capacity" not in data:
            return data
        return {"enter_rank": data["capacity"], "stay_rank": data["capacity"], **data}

    @property
    def by_place_alone(self) -> bool:
        """Tell whether places and capacity are all that decides."""
        more = (self.minimum_score, self.most_newcomers, self.term_years, self.buffer_years)
        return all(each is None for each in more) and not self.barred_years

    @property
    def unlimited(self) -> bool:
        """Tell whether every eligible enterprise is in."""
        return self.enter_rank >= UNLIMITED
