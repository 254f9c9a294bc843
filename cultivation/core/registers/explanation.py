"""What an applicant says of a difference between its claim and a register."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """The difference that is meant: of a claim to what a register says, both as exact texts."""

    year: int
    enterprise: str
    field: str
    register: str
    filed: str
    registered: str

    @property
    def reference(self) -> str:
        """Return it as it stands in the sheet.

        >>> Explained(2016, "ANLAN", "patents", "ip", "12", "8").reference
        '[2016,"ANLAN","patents","ip","12","8"]'
        """
        return json.dumps([*asdict(self).values()], ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was written of a difference, and where."""

    of: Explained
    text: str
    sheet: str
    cell: str

    def to_record(self) -> dict[str, object]:
        """Return what is stored; the year is that of the entry."""
        difference = asdict(self.of)
        del difference["year"]
        return {**difference, "text": self.text, "sheet": self.sheet, "cell": self.cell}
