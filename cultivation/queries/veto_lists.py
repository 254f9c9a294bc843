"""Who stands on the lists that authorities publish, among members and the applicants of open years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cultivation.queries.on_lists import ListRow, lists_then
from cultivation.queries.year import State
from cultivation.record.entries import Recorded, VetoListImported
from cultivation.record.reader import Reader


@dataclass(frozen=True, slots=True)
class Match:
    """An enterprise on lists: whether it is a member, and in which years that are not decided it applied.

    `vetoing` are those of the lists that the rules of these years, or for a member alone those of the last
    year, take for a veto; `rows` are the cells in which it stands.
    """

    id: str
    name: str
    lists: tuple[str, ...]
    member: bool
    years: tuple[int, ...]
    vetoing: tuple[str, ...]
    rows: tuple[ListRow, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "id": self.id,
            "name": self.name,
            "lists": list(self.lists),
            "member": self.member,
            "years": list(self.years),
            "vetoing": list(self.vetoing),
            "rows": [row.to_json() for row in self.rows],
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
            "on": said.on or None,
            "recorded_at": self.entry.recorded_at,
            "actor": self.entry.actor,
            "entry": self.entry.seq,
        }


def lists_on_record(reader: Reader) -> list[ListOnRecord]:
    """Return the last import of each list, by its kind."""
    latest = {entry.content.list: entry for entry in reader.entries_of(VetoListImported)}
    return [ListOnRecord(latest[kind]) for kind in sorted(latest)]


def matches(reader: Reader) -> list[Match]:
    """Return the members and the applicants of open years that stand on a list that excludes, by id.

    They stand there by the cut-off of any of these years, a member that did not apply by that of the last.
    """
    then = lists_then(reader)
    if not then.rows:
        return []
    state = State(reader)
    members = {member.id for member in reader.members()}
    open_years = [each.year for each in reader.years() if each.decided_seq is None]
    applied = {year: set(reader.names_of(year)) for year in open_years}
    names = reader.enterprises()
    honours = {key for key, kind in then.kinds.items() if kind.effect == "honours"}
    found = []
    for key in sorted(then.rows.keys() & (members | {key for year in open_years for key in applied[year]})):
        years = tuple(year for year in open_years if key in applied[year])
        asked = [state.year(year) for year in years or (max(state.review_years),)]
        on = set[str]().union(*(then.lists_of(key, year.cutoff) for year in asked)) - honours
        vetoing = {
            kind
            for year in asked
            for kind in then.lists_of(key, year.cutoff) & set(year.rules.pool.veto_lists)
        }
        if on:
            rows = tuple(row for row in then.rows_of(key) if row.list in on)
            listed = (tuple(sorted(on)), key in members, years, tuple(sorted(vetoing)), rows)
            found.append(Match(key, names[key], *listed))
    return found
