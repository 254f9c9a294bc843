"""What enterprises have explained of differences to registers, in workbooks that came in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cultivation.core.registers.explanation import Explained, Explanation
from cultivation.record.entries import Recorded, WorkbookReceived
from cultivation.record.reader import Reader

About = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ExplanationOnRecord:
    """An explanation, the file that it stands in, and the entry; `holds` while both values are as then."""

    said: Explanation
    file: str
    entry: Recorded[WorkbookReceived]
    holds: bool = True

    @property
    def place(self) -> str:
        """Name file, sheet and cell."""
        return f"{self.file} {self.said.sheet}!{self.said.cell}"

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "text": self.said.text,
            "file": self.file,
            "sheet": self.said.sheet,
            "cell": self.said.cell,
            "entry": self.entry.seq,
            "filed": self.said.of.filed,
            "registered": self.said.of.registered,
            "holds": self.holds,
        }


def explanations_on_record(reader: Reader, year: int) -> Mapping[About, list[ExplanationOnRecord]]:
    """Return them by enterprise, field and register, the earliest first."""
    found: dict[About, list[ExplanationOnRecord]] = {}
    for entry in reader.entries_of(WorkbookReceived):
        if entry.content.year != year or not entry.content.explained:
            continue
        for each in reader.document_json(entry.content.json_digest)["explanations"]:
            difference = {
                key: each[key] for key in ("enterprise", "field", "register", "filed", "registered")
            }
            of = Explained(year, **difference)
            said = Explanation(of, each["text"], each["sheet"], each["cell"])
            about = (of.enterprise, of.field, of.register)
            found.setdefault(about, []).append(ExplanationOnRecord(said, entry.content.file, entry))
    return found


def last_of(said: list[ExplanationOnRecord], of: Explained) -> ExplanationOnRecord | None:
    """Return the last explanation of a difference, else the last that was written of other values."""
    just = [each for each in said if each.said.of == of]
    if just:
        return just[-1]
    return replace(said[-1], holds=False) if said else None
