"""What the process of the jobs does: papers of a year, and the proofs of the record."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from cultivation.core.explanation.rehearsal import Move
from cultivation.errors import Refused
from cultivation.language import _, current, join_names, speaking
from cultivation.queries.entry_names import kind_text
from cultivation.queries.standing import Titles
from cultivation.record.actors import By
from cultivation.record.store import Record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: its kind, of which year or enterprise, in which language, as known at which moment.

    `rules` is the digest of the rule set to rehearse under; `by` is the account, which alone may fetch it.
    `draft` is the text of a rule set that is in no file; `acting` says, for a job that writes, who acts and
    how it was proved.
    """

    kind: str
    language: str
    year: int | None = None
    enterprise: str = ""
    as_of: datetime | None = None
    rules: str = ""
    by: str = ""
    draft: str = ""
    acting: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file to fetch, or what a proof found: whether all is well, a sentence, and the figures."""

    name: str = ""
    media_type: str = ""
    content: bytes = b""
    ok: bool = True
    sentence: str = ""
    details: tuple[tuple[str, str], ...] = ()


class Progress(Protocol):
    """Numbers that two processes share: which job is at work, how many steps it has done, and of how many.

    The fourth is the process of the jobs.
    """

    def __setitem__(self, key: slice, value: list[int]) -> None: ...


TOLD: list[Progress] = []  # in the process of the jobs: what it shares with the server


def begin_work(shared: Progress) -> None:
    """Leave Ctrl+C to the server, which ends this process in its own time; tell it how far jobs are."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shared[3:] = [os.getpid()]
    TOLD.append(shared)


def tell(done: int, of: int) -> None:
    """Say how far the job at work is."""
    for each in TOLD:
        each[1:3] = [done, of]


def do(url: str, folder: Path, order: Order, number: int = 0) -> Made:
    """Do one job, the `number`-th, with a record of its own."""
    for each in TOLD:
        each[:3] = [number, 0, 0]
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


def _minutes(record: Record, folder: Path, order: Order) -> Made:
    from cultivation.outputs.meeting.word import minutes_docx
    from cultivation.queries.minutes import minutes
    from cultivation.queries.year import State

    assert order.year is not None
    with record.reading(order.as_of) as reader:
        made = minutes(State(reader).year(order.year), _titles(folder))
    return Made(f"minutes_{order.year}.docx", DOCX, minutes_docx(made))


def _titles(folder: Path) -> Titles:
    from cultivation.pools import workspace_at

    return Titles.of(workspace_at(folder))


def _dossier(record: Record, _folder: Path, order: Order) -> Made:
    from cultivation.outputs.dossier.page import dossier_page
    from cultivation.queries.dossier import dossier_of

    with record.reading(order.as_of) as reader:
        return Made(
            f"dossier_{order.enterprise}.html", HTML, dossier_page(dossier_of(reader, order.enterprise))
        )


def _score(record: Record, _folder: Path, order: Order) -> Made:
    """Score a year for who ordered it; what is killed on the way has written nothing."""
    from cultivation.review import score

    assert order.year is not None
    said = json.loads(order.acting)
    found = score(record.acting(By.from_payload(said["by"])), said["name"], order.year)
    ranked = sum(line.rank is not None for line in found.table.lines)
    sentence = _("{ranked} of {all} applications of {year} have a place.")
    details = tuple((str(line.rank), line.name) for line in found.table.lines[:10] if line.rank)
    counted = {"ranked": ranked, "all": len(found.table.lines), "year": order.year}
    return Made(sentence=sentence.format(**counted), details=details)


def _rehearse(record: Record, folder: Path, order: Order) -> Made:
    from cultivation.core.rules.loading import load_rules
    from cultivation.pools import workspace_at
    from cultivation.queries.rehearsal import rehearse
    from cultivation.queries.rule_sets import known_rules
    from cultivation.queries.year import State

    assert order.year is not None
    with record.reading(order.as_of) as reader:
        state = State(reader)
        known = known_rules(state, list(workspace_at(folder).rule_files()))
        rules = next((each.loaded for each in known if each.loaded.digest == order.rules), None)
        if order.draft:
            rules = load_rules(order.draft.encode(), "draft.yaml")
        if rules is None:
            raise Refused(_("These rules are not there any more; choose them again."))
        found = rehearse(state.year(order.year), rules).found
    sentence = _(
        "Under {name}, {comes} would come into the pool and {goes} would go out. Nothing is recorded."
    )
    name = rules.rules.name.text(current())
    said = sentence.format(name=name, comes=len(found.entering), goes=len(found.leaving))
    details = [(each.name, _moved(_("comes in, place {before} → {after}"), each)) for each in found.entering]
    details += [(each.name, _moved(_("goes out, place {before} → {after}"), each)) for each in found.leaving]
    return Made(sentence=said, details=tuple(details))


def _moved(sentence: str, move: Move) -> str:
    return sentence.format(before=move.rank_before or "–", after=move.rank or "–")


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

    with record.reading() as reader:
        last = next((entry.seq for entry in reader.entries(limit=1, newest_first=True)), 0)
    steps = replay(record, None, lambda entry: tell(entry.seq, last))
    first = next((each for each in steps if not each.same), None)
    if first is None:
        sentence = _("All {number} steps were recomputed and match the record.")
        return Made(sentence=sentence.format(number=len(steps)), details=tuple(_by_year(steps)))
    sentence = _("The first step that differs is entry {seq} ({what}): {problem}")
    what = join_names(part for part in (kind_text(first.kind), str(first.year or "")) if part)
    said = sentence.format(seq=first.seq, what=what, problem=first.problem)
    return Made(ok=False, sentence=said, details=tuple(_by_year(steps)))


def _by_year(steps: Any) -> list[tuple[str, str]]:
    """Count the steps of each year, and those that are the same; what belongs to no year comes last."""
    years = sorted({each.year for each in steps}, key=lambda year: (year is None, year or 0))
    own = {year: [each.same for each in steps if each.year == year] for year in years}
    sentence = _("{same} of {all} steps are the same")
    return [(str(year or "-"), sentence.format(same=sum(each), all=len(each))) for year, each in own.items()]


KINDS: dict[str, Callable[[Record, Path, Order], Made]] = {
    "shortlist": _shortlist,
    "report": _report,
    "minutes": _minutes,
    "dossier": _dossier,
    "rehearse": _rehearse,
    "score": _score,
    "verify": _verify,
    "replay": _replay,
}
