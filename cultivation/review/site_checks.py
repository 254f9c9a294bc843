"""What deserves a look on site, and what the visit found."""

from __future__ import annotations

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.analyses import latest_analysis
from cultivation.queries.consistency import ConsistencyChecked, consistency_of
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.last_entries import flag_entry
from cultivation.queries.visits import visits_of
from cultivation.queries.year import year_in
from cultivation.record import entries
from cultivation.record.store import Record
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.review.results import keep, last_of
from cultivation.steps import Act, Step


def look_for_flags(record: Record, actor: str, year: int, dry_run: bool = False) -> ConsistencyChecked:
    """Check a scored year's figures against each other and last year's, and keep the result."""
    with record.reading() as reader:
        looked, after = consistency_of(year_in(reader, year)), last_of(reader)
    libraries, result = ("numpy", "scikit-learn"), looked.to_record()
    keep(record, actor, looked.table, entries.ConsistencyChecked, result, libraries, dry_run, after)
    return looked


def verify_flag(
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    result: str,
    text: str,
    dry_run: bool = False,
    expected: int | None = None,
) -> tuple[str, str]:
    """Record what a visit found of an enterprise that was flagged; return its id and name.

    `expected` is the last entry about it that was seen (`flag_entry`): after a later one it is refused.
    """
    check_said(text=text)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        key, name = find_enterprise(writer, enterprise)
        analysis = latest_analysis(entries.ConsistencyChecked, own)
        visited = visits_of(own)
        if analysis is None and not visited:
            raise Refused(
                _("{year} was not looked at.").format(year=year), step=Step(Act.CHECK_CONSISTENCY, year)
            )
        flags = analysis.content["flags"] if analysis else ()
        if key not in visited and key not in {each["id"] for each in flags}:
            raise Refused(
                _("{name} has no flag in {year}; there is nothing to verify.").format(name=name, year=year)
            )
        check_entry(expected, flag_entry(own, key))
        writer.append(entries.FlagVerified(year=year, enterprise=key, result=result, text=text))
    return key, name
