"""The last entry about something: what a person saw is what stands, as long as there is none after it."""

from __future__ import annotations

from cultivation.queries.appeals import Appeal
from cultivation.queries.events import Objection, entries_of_year
from cultivation.queries.year import Year
from cultivation.record.entries import ApplicationCorrected
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


def appeal_entry(appeal: Appeal) -> int:
    """Return the last entry about an appeal that is open: that of the proposed correction, else its own."""
    return (appeal.proposed or appeal.filed).seq


def pool_entry(reader: Reader) -> int:
    """Return the entry that changed the pool last; 0 where none did."""
    return max((change.seq for change in reader.changes()), default=0)
