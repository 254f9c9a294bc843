"""The yearly updates of schemes: who was asked, who answered when, who owes one, who is on the watch list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from cultivation.core.rules.scheme_rules import SchemeRules, load_scheme_rules
from cultivation.queries.plans import stay_at
from cultivation.queries.schemes import updates_of
from cultivation.queries.succession import Stay, stays_of
from cultivation.record.entries import SchemeUpdatesAsked
from cultivation.record.reader import Reader


@dataclass(frozen=True)
class UpdateRound:
    """The last request of a year for updates: whom (id to name), on which day, until when, by which rules."""

    year: int
    on: date
    until: date
    asked: Mapping[str, str]
    rules: SchemeRules
    seq: int


@dataclass(frozen=True, slots=True)
class UpdateAsked:
    """An update that a member was asked for, and the day on which it came; None while it is owed."""

    stay: Stay
    name: str
    year: int
    until: date
    came: date | None

    @property
    def owed(self) -> bool:
        """Tell whether it has not come yet."""
        return self.came is None

    def days_late(self, day: date) -> int:
        """Return by how many days it came late, or is late on a day; 0 where it is in time."""
        return max(((self.came or day) - self.until).days, 0)


@dataclass(frozen=True, slots=True)
class Watched:
    """A member on the watch list: the years whose updates it left unanswered in a row, the latest last."""

    stay: Stay
    name: str
    years: tuple[int, ...]
    watch_after: int


def update_rounds(reader: Reader) -> dict[int, UpdateRound]:
    """Return the last request of each year."""
    found = {}
    for entry in reader.entries_of(SchemeUpdatesAsked):
        said = entry.content
        rules = load_scheme_rules(reader.document(said.rules_digest), "schemes.yaml")
        asked = reader.document_json(said.json_digest)["asked"]
        on, until = date.fromisoformat(said.on), date.fromisoformat(said.until)
        found[said.year] = UpdateRound(said.year, on, until, asked, rules, entry.seq)
    return dict(sorted(found.items()))


def updates_asked(reader: Reader, codes: Collection[str] | None = None) -> list[UpdateAsked]:
    """Return the updates that present members were asked for, year by year; with `codes` of these alone."""
    stays = [
        stay
        for stay in stays_of(reader.changes())
        if stay.left is None and (codes is None or not set(codes).isdisjoint(stay.codes))
    ]
    came: dict[tuple[Stay, int], date] = {}
    for entry, stay, _said in updates_of(reader, stays):
        came.setdefault((stay, entry.content.year), date.fromisoformat(entry.content.on))
    names = reader.enterprises()
    found = []
    for each in update_rounds(reader).values():
        for code in each.asked:
            own = stay_at(stays, code, each.seq)
            if own is not None:
                name = names[own.enterprise]
                found.append(UpdateAsked(own, name, each.year, each.until, came.get((own, each.year))))
    return found


def watch_list(reader: Reader, day: date) -> list[Watched]:
    """Return the members that left so many updates in a row unanswered, by the rules of the last request.

    An update counts as unanswered once its deadline is over and nothing came, however late.
    """
    rounds = update_rounds(reader)
    if not rounds:
        return []
    after = rounds[max(rounds)].rules.watch_after
    by_stay: dict[Stay, list[UpdateAsked]] = {}
    for each in updates_asked(reader):
        by_stay.setdefault(each.stay, []).append(each)
    found = []
    for stay, several in by_stay.items():
        missed: list[int] = []
        for each in reversed([one for one in several if one.until < day]):
            if not each.owed:
                break
            missed.insert(0, each.year)
        if len(missed) >= after:
            found.append(Watched(stay, several[-1].name, tuple(missed), after))
    return sorted(found, key=lambda each: each.stay.enterprise)
