"""What the words of an item come to: a value function as in a file, and what must be filed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cultivation.core.drafting.table import Remark

Written = Decimal | str | list["Written"] | dict[str, "Written"]  # as it stands in YAML
Kind = Literal["number", "integer", "yes_no", "choice", "counts", "mark"]


@dataclass(frozen=True)
class Drafted:
    """A value function and what it looks at.

    `kind` is what is filed: a number in `unit`, yes or no, one of `choices` (id and label), a number for each
    of `counts` (label and points, added up), or nothing but a person's `mark`. `meaning` is what yes means,
    where the item's name does not say so.
    """

    kind: Kind
    function: Mapping[str, Written]
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    counts: tuple[tuple[str, Decimal], ...] = ()
    meaning: str = ""
    remarks: tuple[Remark, ...] = ()


class NotComputable(Exception):
    """The words cannot be computed; `remark` says why."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.code)
        self.remark = remark
