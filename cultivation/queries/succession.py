"""Who bears a code today, and how long a stay in the pool lasts whatever becomes of code and name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cultivation.core.pool.membership import PoolChange
from cultivation.record.entries import SUCCESSIONS, EnterpriseRecoded, EnterpriseSucceeded, Recorded
from cultivation.record.reader import Reader


@dataclass(frozen=True, slots=True)
class Stay:
    """One membership without a break, under whatever codes; `left` is the change that ended it.

    `codes` are those of the enterprise from the first to the latest; `since` and `left_on` are dates.
    """

    codes: tuple[str, ...]
    since: str
    entered_seq: int
    left: PoolChange | None = None

    @property
    def enterprise(self) -> str:
        """Return the latest code."""
        return self.codes[-1]

    def holds_on(self, day: str) -> bool:
        """Tell whether it lasts on a day, by the dates of the decisions; the last day does not count."""
        return self.since <= day and (self.left is None or day < self.left.on)

    def holds_in(self, year: int) -> bool:
        """Tell whether it lasts on any day of a calendar year."""
        return self.since[:4] <= str(year) and (self.left is None or str(year) <= self.left.on[:4])


def stays_of(changes: Iterable[PoolChange]) -> list[Stay]:
    """Fold the changes of the pool to stays, in the order of their beginning; what was undone never was."""
    open_: dict[str, Stay] = {}
    ended: list[Stay] = []
    for change in _standing(changes):
        heir = change.entered[0] if change.succession and change.left and change.entered else None
        for key in change.left:
            stay = open_.pop(key)
            if heir is None:
                ended.append(Stay(stay.codes, stay.since, stay.entered_seq, change))
            else:
                open_[heir] = Stay((*stay.codes, heir), stay.since, stay.entered_seq)
        if heir is None:
            open_.update({key: Stay((key,), change.on, change.seq) for key in change.entered})
    return sorted((*ended, *open_.values()), key=lambda stay: (stay.entered_seq, stay.codes))


def _standing(changes: Iterable[PoolChange]) -> list[PoolChange]:
    """Leave out each decision that was reversed, and its reversal: only the last change is ever reversed."""
    standing: list[PoolChange] = []
    for change in changes:
        if change.undoes:
            standing.pop()
        else:
            standing.append(change)
    return standing


def successions(reader: Reader) -> list[Recorded[EnterpriseSucceeded]]:
    """Return the entries by which a firm goes on under another code, in the order of the record."""
    return list(reader.entries_of(*SUCCESSIONS))


def recoded(reader: Reader, until: int | None = None) -> dict[str, str]:
    """Return the present code of each that had another one before; with `until`, as of an entry."""
    new = {
        each.content.enterprise: each.content.into[0]
        for each in reader.entries_of(EnterpriseRecoded)
        if until is None or each.seq <= until
    }
    return {old: _last(old, new) for old in new}


def code_among(reader: Reader, code: str, known: Collection[str]) -> str:
    """Return the first of a code and those that took its place that is among the known; itself if none is."""
    new = {each.content.enterprise: each.content.into[0] for each in reader.entries_of(EnterpriseRecoded)}
    found, seen = code, set[str]()
    while found not in known:
        seen.add(found)
        if found not in new or new[found] in seen:
            return code
        found = new[found]
    return found


def codes_before(reader: Reader, enterprise: str) -> list[str]:
    """Return the codes that an enterprise had before, the latest first."""
    old = {each.content.into[0]: each.content.enterprise for each in reader.entries_of(EnterpriseRecoded)}
    found: list[str] = []
    while enterprise in old and enterprise not in found:
        enterprise = old[enterprise]
        found.append(enterprise)
    return found


def _last(code: str, new: dict[str, str]) -> str:
    seen = {code}
    while code in new and new[code] not in seen:
        code = new[code]
        seen.add(code)
    return code
