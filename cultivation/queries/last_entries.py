"""The last entry about something: what a person saw is what stands, as long as there is none after it."""

from __future__ import annotations

from cultivation.queries.analyses import latest_analysis
from cultivation.queries.appeals import Appeal
from cultivation.queries.events import Objection, entries_of_year
from cultivation.queries.registers import Compared
from cultivation.queries.visits import draws_of
from cultivation.queries.year import Year
from cultivation.record.entries import (
    ApplicationCorrected,
    ConsistencyChecked,
    ExpertsListed,
    FlagVerified,
    MarkingClosed,
    MarkingOpened,
    PanelAssigned,
    RecusalDeclared,
    VisitRecorded,
)
from cultivation.record.reader import Reader


def application_entry(year: Year, key: str) -> int:
    """Return the entry by which an application came in or was corrected last; 0 where there is none."""
    row = year.row(key)
    if row is None:
        return 0
    corrected = (
        each.seq for each in entries_of_year(year, ApplicationCorrected) if each.content.enterprise == key
    )
    return max(row.seq, *corrected, 0)


def objection_entry(year: Year, objection: Objection) -> int:
    """Return the last entry about an objection or the application that it is about."""
    return max(objection.resolved_seq or objection.seq, application_entry(year, objection.enterprise))


def difference_entry(year: Year, found: Compared) -> int:
    """Return the last entry about a claim beside a register: the application, the import, a settlement."""
    settled = found.settled.seq if found.settled is not None else 0
    return max(found.beside.imported.seq, settled, application_entry(year, found.id))


def flag_entry(year: Year, key: str) -> int:
    """Return the last entry about an enterprise that may be visited: search, draw, result, application."""
    analysis = latest_analysis(ConsistencyChecked, year)
    about = [each.seq for each in entries_of_year(year, FlagVerified) if each.content.enterprise == key]
    about += [each.seq for each in entries_of_year(year, VisitRecorded) if each.content.enterprise == key]
    about += [each.seq for each in draws_of(year)]
    return max(application_entry(year, key), analysis.seq if analysis is not None else 0, *about, 0)


def panel_entry(year: Year) -> int:
    """Return the entry that changed a year's panel last: a list, a recusal, an assignment, an opening or
    closing of marking; 0: none did."""
    kinds = (ExpertsListed, RecusalDeclared, PanelAssigned, MarkingOpened, MarkingClosed)
    return max((each.seq for kind in kinds for each in entries_of_year(year, kind)), default=0)


def appeal_entry(appeal: Appeal) -> int:
    """Return the last entry about an appeal that is open: that of the proposed correction, else its own."""
    return (appeal.proposed or appeal.filed).seq


def pool_entry(reader: Reader) -> int:
    """Return the entry that changed the pool last; 0 where none did."""
    return max((change.seq for change in reader.changes()), default=0)
