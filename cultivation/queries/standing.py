"""How far what a paper shows is: a draft, under public notice, or decided; and what papers are called."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.language import N_, _
from cultivation.queries.announcement import POOL
from cultivation.queries.events import notice_of
from cultivation.queries.year import Year
from cultivation.workspace import YEAR, Workspace

DRAFT, NOTICED, DECIDED = "draft", "noticed", "decided"
WATERMARKS = {DRAFT: N_("DRAFT"), NOTICED: N_("UNDER PUBLIC NOTICE"), DECIDED: ""}


@dataclass(frozen=True)
class Titles:
    """What the list is called, `{year}` standing for the year; the pool and who decides."""

    list_title: str = ""
    pool: str = ""
    group: str = ""

    @classmethod
    def of(cls, workspace: Workspace) -> Titles:
        """Return what a workspace calls the list, the pool and the group that decides."""
        office = workspace.office
        pool = workspace.announcement.get("pool", "")
        return cls(office.get("list_title", ""), pool, office.get("group", ""))

    def title(self, year: int) -> str:
        """Return the title of a year's list; `|` marks where it may be broken."""
        if self.list_title:
            return self.list_title.replace(YEAR, str(year))
        return _("Members of {pool}| ({year})").format(pool=self.pool or _(POOL), year=year)

    @property
    def deciders(self) -> str:
        """Return who decides."""
        return self.group or _("The leading group")


def standing_of(year: Year) -> str:
    """Tell whether what is proposed is a draft, under notice, or decided."""
    if year.is_decided:
        return DECIDED
    return DRAFT if year.has_moved_on or notice_of(year) is None else NOTICED
