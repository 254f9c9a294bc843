"""Who stands on the lists that authorities publish, among members and the applicants of open years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cultivation.core.pool.exit_causes import VETO_LISTS
from cultivation.queries.events import listed
from cultivation.queries.year import State
from cultivation.record.entries import Recorded, VetoListImported
from cultivation.record.reader import Reader


@dataclass(frozen=True, slots=True)
class Match:
    """An enterprise on lists: whether it is a member, and in which years that are not decided it applied.

    `vetoing` are those of the lists that the rules of these years, or for a member alone those of the last
    year, take for a veto.
    """

    id: str
    name: str
    lists: tuple[str, ...]
    member: bool
    years: tuple[int, ...]
    vetoing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "id": self.id,
            "name": self.name,
            "lists": list(self.lists),
            "member": self.member,
            "years": list(self.years),
            "vetoing": list(self.vetoing),
        }


@dataclass(frozen=True, slots=True)
class ListOnRecord:
    """The last import of a list."""

    entry: Recorded[VetoListImported]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        said = self.entry.content
        return {
            "list": said.list,
            "document": said.document,
            "file": said.file,
            "enterprises": said.enterprises,
            "rejected": said.rejected,
            "codes_digest": said.codes_digest,
            "recorded_at": self.entry.recorded_at,
            "actor": self.entry.actor,
            "entry": self.entry.seq,
        }


def lists_on_record(reader: Reader) -> list[ListOnRecord]:
    """Return the last import of each list, in the order in which the kinds of lists are known."""
    latest = {entry.content.list: entry for entry in reader.entries_of(VetoListImported)}
    return [ListOnRecord(latest[kind]) for kind in VETO_LISTS if kind in latest]


def matches(reader: Reader) -> list[Match]:
    """Return the members and the applicants of open years that stand on a list, by id."""
    on_lists = listed(reader)
    if not on_lists:
        return []
    members = {member.id for member in reader.members()}
    open_years = [each.year for each in reader.years() if each.decided_seq is None]
    applied = {year: set(reader.names_of(year)) for year in open_years}
    names = reader.enterprises()
    found = []
    for key in sorted(on_lists.keys() & (members | {key for year in open_years for key in applied[year]})):
        years = tuple(year for year in open_years if key in applied[year])
        found.append(
            Match(
                key,
                names[key],
                tuple(sorted(on_lists[key])),
                key in members,
                years,
                tuple(sorted(on_lists[key] & _vetoing(reader, years))),
            )
        )
    return found


def _vetoing(reader: Reader, years: tuple[int, ...]) -> set[str]:
    state = State(reader)
    latest = max(state.review_years)
    return {each for year in years or (latest,) for each in state.year(year).rules.pool.veto_lists}
