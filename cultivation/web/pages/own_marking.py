"""What the pages of one expert rest on: whom the expert marks, by account, and how marking stands."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.core.panel.experts import Expert
from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.roles import Role
from cultivation.language import _
from cultivation.queries.marking import Marking, Phase, closed_text, has_declared, marking_of
from cultivation.queries.own_marks import OwnFirm, SetMark, SetMarks, own_firms
from cultivation.queries.panel import Panel, asked_of, mark_requests_of, panel_of
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked, NotFound


@dataclass(frozen=True)
class OwnMarking:
    """One expert's review of a year; `firms` are none before marking is open."""

    year: Year
    panel: Panel
    marking: Marking
    expert: Expert
    firms: tuple[OwnFirm, ...]
    has_declared: bool

    @property
    def is_open(self) -> bool:
        """Tell whether marks can be set."""
        return self.marking.phase is Phase.OPEN

    @property
    def is_closed(self) -> bool:
        """Tell whether marks can be read only."""
        return self.marking.phase is Phase.CLOSED

    @property
    def closed_text(self) -> str:
        """Say why marks can only be read; empty where they can be set."""
        return closed_text(self.year.number, self.marking) if self.is_closed else ""

    @property
    def is_listed(self) -> bool:
        """Tell whether the expert for whom the account stands is on the list of the year."""
        return self.expert.key in self.panel.experts

    @property
    def basis(self) -> int:
        """Return the entry by which the expert's marks came in last; 0 where none did."""
        book = self.panel.handed_in.get(self.expert.key)
        return book.seq if book else 0

    @property
    def asked(self) -> int:
        """Return how many marks are asked for."""
        return sum(len(each.marks) for each in self.firms)

    @property
    def open(self) -> int:
        """Return how many of them are still to be set."""
        return sum(each.open for each in self.firms)

    @property
    def unsent(self) -> int:
        """Return how many marks were set since the last hand-in."""
        return sum(each.version[1] > 0 for firm in self.firms for each in firm.marks)

    def firm(self, number: str) -> OwnFirm:
        """Return the enterprise of a number; of others it is not even said whether they exist."""
        found = next((each for each in self.firms if str(each.number) == number), None)
        if found is None:
            raise NotFound(_("There is no such page."))
        return found


def own_marking(asked: Asked, state: State) -> OwnMarking:
    """Return the review of the expert whose account asks."""
    year = asked.year(state)
    panel, marking = panel_and_marking(asked, year)
    key = expert_of(asked, year.number)
    expert = panel.experts.get(key, Expert(key, key))
    if key not in panel.experts or marking.phase not in (Phase.OPEN, Phase.CLOSED):
        return OwnMarking(year, panel, marking, expert, (), has_declared=False)
    names = year.reader.names_of(year.number)
    firms = own_firms(
        panel, key, names, asked_of(expert, requests_of(asked, year)), _set_marks(asked, year, panel, key)
    )
    declared = asked.keep_of(year, ("declared", key), lambda: (has_declared(year, panel, key),))[0]
    return OwnMarking(year, panel, marking, expert, firms, declared)


def expert_of(asked: Asked, year: int) -> str:
    """Return as which expert of a year an account acts."""
    own = (each for each in asked.grants if each.role is Role.EXPERT and each.year in (None, year))
    return next((each.expert or "" for each in own), "")


def panel_and_marking(asked: Asked, year: Year) -> tuple[Panel, Marking]:
    """Return panel and marking, kept until an entry touches the year."""
    panel = asked.keep_of(year, "panel", lambda: panel_of(year))
    return panel, asked.keep_of(year, "marking", lambda: marking_of(year, panel))


def requests_of(asked: Asked, year: Year) -> dict[str, list[MarkRequest]]:
    """Return what is asked of each applicant, kept until an entry touches the year."""
    return asked.keep_of(year, "mark requests", lambda: mark_requests_of(year))


def _set_marks(asked: Asked, year: Year, panel: Panel, expert: str) -> SetMarks:
    """Return what the account set since the expert's marks came in last."""
    assert asked.person is not None
    book = panel.handed_in.get(expert)
    basis = book.seq if book else 0
    found = asked.desk.door.access.draft_marks(asked.person.account, year.number)
    return {
        place: SetMark(each.value, each.comment, each.version, each.saved)
        for place, each in found.items()
        if each.basis == basis
    }


def marking_text(asked: Asked, year: Year) -> str:
    """Say to an expert how the marking of a year stands."""
    _panel, marking = panel_and_marking(asked, year)
    match marking.phase:
        case Phase.OPEN if marking.until:
            return _("Marking is open; please submit until {day}.").format(day=marking.until)
        case Phase.OPEN:
            return _("Marking is open.")
        case Phase.CLOSED:
            return _("Marking is closed.")
    return _("Marking is not open yet.")
