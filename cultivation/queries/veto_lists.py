"""Who stands on the lists that authorities publish, among members and the applicants of open years."""

from __future__ import annotations

from dataclasses import dataclass

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


def list_on_record(reader: Reader, kind: str) -> Recorded[VetoListImported] | None:
    """Return the last import of a list."""
    entries = [entry for entry in reader.entries_of(VetoListImported) if entry.content.list == kind]
    return entries[-1] if entries else None


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
