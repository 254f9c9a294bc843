"""The leading group selects the year's demonstration enterprises from the members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.queries.demonstrations import selection_of
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import entries_of_year, suspended
from cultivation.queries.year import year_in
from cultivation.record.entries import DemonstrationsSelected
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear
from cultivation.record.store import Record
from cultivation.review.dates import check_not_future
from cultivation.review.inputs import check_said
from cultivation.review.repeating import says_the_same
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class SelectionCriteria:
    """Whom the leading group wants: the first `top` members by place, or those named, for the reason."""

    enterprises: tuple[str, ...] = ()
    top: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Selected:
    """Who is selected, as (place, id, name), who was passed over, and which selection counts no more.

    `repeats` tells that this selection was on record already, word for word.
    """

    year: int
    enterprises: tuple[tuple[int | None, str, str], ...]
    passed_over: tuple[str, ...]
    supersedes: int | None
    repeats: bool = False


def select_demonstrations(
    record: Record,
    actor: str,
    year: int,
    wanted: SelectionCriteria,
    document: str,
    on: date,
    dry_run: bool = False,
) -> Selected:
    """Record the demonstration enterprises of a decided year.

    The leading group selects them by its document; who enters it stands in the log. Suspended members get
    no honours. A later selection of the same year takes the place of this one.
    """
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        own = year_in(writer, year)
        _check_decided(own.review_year, on)
        places = {line.id: line.rank for line in own.lines}
        members = {member.id: member.name for member in writer.members(year)}
        stopped = suspended(writer).keys() & members.keys()
        passed_over: tuple[str, ...] = ()
        if wanted.top is None:
            chosen = _named(writer, wanted.enterprises, members, stopped, year)
        else:
            chosen, passed_over = _first(places, members, stopped, wanted.top)
        selection = selection_of(own)
        before = None if selection is None else selection.seq
        last = next(reversed(list(entries_of_year(own, DemonstrationsSelected))), None)
        said = DemonstrationsSelected(
            year=year,
            enterprises=tuple(chosen),
            top=wanted.top,
            reason=wanted.reason,
            document=document,
            on=on.isoformat(),
            decision=own.review_year.decided_seq,
            supersedes=before,
        )
        repeats = last is not None and says_the_same(last, actor, said, but={"supersedes"})
        if not repeats:
            writer.append(said)
    selected = tuple((places.get(key), key, members[key]) for key in chosen)
    passed = tuple(members[key] for key in passed_over)
    return Selected(year, selected, passed, None if repeats else before, repeats)


def _check_decided(review_year: ReviewYear, on: date) -> None:
    year = review_year.year
    if review_year.decided_seq is None:
        raise Refused(_("{year} is not decided yet.").format(year=year), step=Step(Act.DECIDE, year))
    decided = review_year.decision_date or ""
    if on.isoformat() < decided:
        raise Refused(
            _("{year} was decided on {decided}; {on} is earlier.").format(year=year, decided=decided, on=on)
        )


def _first(
    places: dict[str, int | None], members: dict[str, str], stopped: Iterable[str], top: int
) -> tuple[list[str], tuple[str, ...]]:
    """Return the first members by place, and the suspended that were passed over."""
    ranked = sorted((rank, key) for key, rank in places.items() if rank is not None and key in members)
    free = [key for _rank, key in ranked if key not in set(stopped)]
    if top > len(free):
        raise Refused(
            _("Only {number} members have a place and are not suspended; {top} cannot be selected.").format(
                number=len(free), top=top
            )
        )
    chosen = free[:top]
    last = places[chosen[-1]] or 0
    return chosen, tuple(key for rank, key in ranked if rank < last and key not in chosen)


def _named(
    reader: Reader, texts: Sequence[str], members: dict[str, str], stopped: Iterable[str], year: int
) -> list[str]:
    """Return those that are named; refuse with everything that is wrong with them."""
    chosen: list[str] = []
    problems: list[str] = []
    for text in texts:
        try:
            key, name = find_enterprise(reader, text)
        except UsageMistake as mistake:
            problems.append(mistake.message)
            continue
        if key in chosen:
            problems.append(_("{name} is named twice.").format(name=name))
        elif key not in members:
            problems.append(_("{name} is not in the pool of {year}.").format(name=name, year=year))
        elif key in stopped:
            problems.append(
                _("{name} is suspended; it receives no honours until that ends.").format(name=name)
            )
        chosen.append(key)
    if problems:
        raise Refused("\n".join(problems))
    return chosen
