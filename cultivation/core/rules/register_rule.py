"""What a rule set says of registers: which claim they stand beside, and what an unsettled difference does."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.labels import Identifier, Number, Strict

Unsettled = Literal["shows", "blocks", "counts"]


class RegisterRule(Strict):
    """The measure of a register that a field stands beside; what is left out is as the register says."""

    register_: Annotated[Identifier, Field(alias="register")]
    measure: Identifier
    unsettled: Unsettled | None = None
    tolerance_share: Annotated[Number, Field(ge=0)] | None = None
    tolerance_amount: Annotated[Number, Field(ge=0)] | None = None
    direction: Literal["either", "higher", "lower"] | None = None

    def share(self, usual: Decimal) -> Decimal:
        """Return the share that counts."""
        return usual if self.tolerance_share is None else self.tolerance_share

    def amount(self, usual: Decimal) -> Decimal:
        """Return the amount that counts, in the field's unit."""
        return usual if self.tolerance_amount is None else self.tolerance_amount


class RegisterPolicy(Strict):
    """Registers beside claims.

    An unsettled difference shows; or it blocks the decision; or the register's value counts.
    `beside` says so of single fields, and of those that no register names itself.
    """

    unsettled: Unsettled = "shows"
    beside: dict[Identifier, RegisterRule] = Field(default_factory=dict)

    def of(self, field: str) -> Unsettled:
        """Return what an unsettled difference of a field does."""
        own = self.beside.get(field)
        return own.unsettled if own and own.unsettled else self.unsettled

    @property
    def changes_scores(self) -> bool:
        """Tell whether a register's value may count."""
        return "counts" in (self.unsettled, *(each.unsettled for each in self.beside.values()))

    @property
    def may_block(self) -> bool:
        """Tell whether a difference may block the decision."""
        return "blocks" in (self.unsettled, *(each.unsettled for each in self.beside.values()))
