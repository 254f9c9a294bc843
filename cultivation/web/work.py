"""What the process of the jobs does: papers of a year, and the proofs of the record."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cultivation.language import _, speaking
from cultivation.queries.entry_names import kind_text
from cultivation.queries.standing import Titles
from cultivation.record.store import Record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: its kind, of which year or enterprise, in which language, as known at which moment."""

    kind: str
    language: str
    year: int | None = None
    enterprise: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A file to fetch, or what a proof found: whether all is well, a sentence, and the figures."""

    name: str = ""
    media_type: str = ""
    content: bytes = b""
    ok: bool = True
    sentence: str = ""
    details: tuple[tuple[str, str], ...] = ()


def leave_interrupts() -> None:
    """Leave Ctrl+C to the server: it ends this process in its own time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def do(url: str, folder: Path, order: Order) -> Made:
    """Do one job with a record of its own."""
    record = Record(url, clock=lambda: datetime.now(UTC))
    try:
        with speaking(order.language):
            return KINDS[order.kind](record, folder, order)
    finally:
        record.dispose()


def _shortlist(record: Record, folder: Path, order: Order) -> Made:
    from cultivation.outputs.shortlist.workbook import shortlist_of

    assert order.year is not None
    with record.reading(order.as_of) as reader:
        return Made(f"shortlist_{order.year}.xlsx", XLSX, shortlist_of(reader, order.year, _titles(folder)))


def _report(record: Record, folder: Path, order: Order) -> Made:
    from cultivation.outputs.report.page import report_of

    assert order.year is not None
    with record.reading(order.as_of) as reader:
        content = report_of(reader, order.year, [folder / "rules" / "targets"], _titles(folder))
    return Made(f"report_{order.year}.html", HTML, content)


def _titles(folder: Path) -> Titles:
    from cultivation.workspace import read_workspace

    return Titles.of(read_workspace(folder))


def _dossier(record: Record, _folder: Path, order: Order) -> Made:
    from cultivation.outputs.dossier.page import dossier_page
    from cultivation.queries.dossier import dossier_of

    with record.reading(order.as_of) as reader:
        return Made(
            f"dossier_{order.enterprise}.html", HTML, dossier_page(dossier_of(reader, order.enterprise))
        )


def _verify(record: Record, _folder: Path, _order: Order) -> Made:
    with record.reading() as reader:
        found = reader.verify()
    details: list[tuple[str, Any]] = [
        (_("entries of the log"), found.entries),
        (_("head of the chain"), found.head),
    ]
    if found.ok:
        sentence = _("All {entries} entries and their documents are unchanged.").format(entries=found.entries)
    else:
        sentence = _("The record is broken: {reason}").format(reason=found.reason)
    return Made(ok=found.ok, sentence=sentence, details=tuple((label, str(each)) for label, each in details))


def _replay(record: Record, _folder: Path, _order: Order) -> Made:
    from cultivation.review.replay import replay

    steps = replay(record, None, lambda _entry: None)
    first = next((each for each in steps if not each.same), None)
    if first is None:
        sentence = _("All {number} steps were recomputed and match the record byte for byte.")
        return Made(sentence=sentence.format(number=len(steps)), details=tuple(_by_year(steps)))
    sentence = _("The first step that differs is entry {seq} ({what}, {year}): {problem}")
    said = sentence.format(seq=first.seq, what=kind_text(first.kind), year=first.year, problem=first.problem)
    return Made(ok=False, sentence=said, details=tuple(_by_year(steps)))


def _by_year(steps: Any) -> list[tuple[str, str]]:
    """Count the steps of each year, and those that are the same."""
    years = sorted({each.year for each in steps})
    own = {year: [each.same for each in steps if each.year == year] for year in years}
    sentence = _("{same} of {all} steps are the same")
    return [(str(year), sentence.format(same=sum(each), all=len(each))) for year, each in own.items()]


KINDS: dict[str, Callable[[Record, Path, Order], Made]] = {
    "shortlist": _shortlist,
    "report": _report,
    "dossier": _dossier,
    "verify": _verify,
    "replay": _replay,
}
