"""Gathers from the record what the report of a year shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cultivation.analyses import latest_analysis, verified_flags
from cultivation.explaining import split_changes
from cultivation.explanation.flag_text import RESULTS, evidence_text, kind_text
from cultivation.faces.report import write_report
from cultivation.faces.report_data import Filed, FlagText, ReportData, YearFlow
from cultivation.faces.report_figures import movers
from cultivation.faces.shortlist_data import ShortlistData
from cultivation.language import _
from cultivation.pool.proposal import Action
from cultivation.proceedings import notice_of, objections_of
from cultivation.questions import decision, lines_of, opened, previous_year, score_table_of
from cultivation.record.reader import Reader
from cultivation.shortlist import shortlist_data


def report_of(reader: Reader, year: int) -> bytes:
    """Return the page of a scored year; the same state of the record gives the same bytes."""
    return write_report(report_data(reader, year))


def report_data(reader: Reader, year: int) -> ReportData:
    """Gather a scored year; what was not looked into is left empty."""
    base = shortlist_data(reader, year)
    before, last = previous_year(reader, year), next(reader.entries(newest_first=True, limit=1))
    found = {
        kind: latest_analysis(reader, kind, year) for kind in ("robustness_computed", "ranking_challenged")
    }
    varied, challenged = found.values()
    notice = notice_of(reader, year)
    objections = objections_of(reader, year)
    return ReportData(
        base=base,
        flow=tuple(_flow(reader, year)),
        before=None if before is None else score_table_of(reader, before),
        filed={row.enterprise_id: Filed(row.file, row.record["values"]) for row in reader.applications(year)},
        decision=decision(opened(reader, year)),
        head=(last.seq, last.hash),
        splits=split_changes(reader, year, [line.id for line in movers(base)]),
        robustness=varied.content if varied else None,
        challenge=challenged.content if challenged else None,
        flags=_flags(reader, base),
        notice=(notice.first.isoformat(), notice.last.isoformat()) if notice else None,
        objections=(len(objections), sum(each.upheld is None for each in objections)),
    )


def _flow(reader: Reader, year: int) -> Iterator[YearFlow]:
    """Count, for each year up to this one, what its decision or proposal did, and what came between."""
    changes = [each for each in reader.changes() if not each.undoes]
    for each in reader.years():
        if each.year > year or each.scores_digest is None:
            continue
        actions = Counter(line.action for line in lines_of(reader, each.year))
        if not actions:
            continue
        between = [
            change for change in changes if change.year == each.year and change.seq > (each.decided_seq or 0)
        ]
        decided = each.decided_seq is not None
        yield YearFlow(
            each.year,
            actions[Action.ENTER],
            actions[Action.STAY],
            actions[Action.EXIT],
            decided,
            sum(len(change.entered) for change in between) if decided else 0,
            sum(len(change.left) for change in between) if decided else 0,
        )


def _flags(reader: Reader, base: ShortlistData) -> tuple[FlagText, ...] | None:
    """Say of each flag what to verify; None where nobody looked for flags."""
    found = latest_analysis(reader, "consistency_checked", base.table.year)
    if found is None:
        return None
    names = {line.id: line.name for line in base.table.lines}
    visits = verified_flags(reader, base.table.year)
    return tuple(
        FlagText(
            flag["id"],
            kind_text(flag, names),
            evidence_text(flag, base.rules, base.table.points),
            f"{_(RESULTS[visits[flag['id']].result])}: {visits[flag['id']].text}"
            if flag["id"] in visits
            else "",
        )
        for flag in found.content["flags"]
    )
