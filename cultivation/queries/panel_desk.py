"""What the secretary of the review looks at: how far each expert is, whom to remind, what to discuss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cultivation.core.panel.aggregation import MarkedCell
from cultivation.core.roles import Role
from cultivation.queries.accounts import accounts_of
from cultivation.queries.marking import Marking, Phase, has_declared
from cultivation.queries.panel import Panel
from cultivation.queries.panel_progress import PanelProgress
from cultivation.queries.year import Year


@dataclass(frozen=True, slots=True)
class ExpertAtWork:
    """How far an expert is: `account` is that of who logs in as the expert, `set_since` the marks that are
    set and not handed in."""

    expert: str
    label: int | None
    name: str
    account: str
    account_name: str
    firms: int
    asked: int
    given: int
    set_since: int
    has_declared: bool
    file: str

    @property
    def is_done(self) -> bool:
        """Tell whether all marks that are asked for are in."""
        return self.given >= self.asked


def experts_at_work(
    year: Year, found: PanelProgress, set_since: Mapping[tuple[str, int], int]
) -> list[ExpertAtWork]:
    """Return all experts by their public numbers; `set_since` counts by account and last hand-in."""
    panel = found.panel
    labels = panel.assignment.labels if panel.assignment else {}
    accounts = bound_accounts(year)
    rows = []
    for each in found.progress:
        book = panel.handed_in.get(each.expert)
        account, name = accounts.get(each.expert, ("", ""))
        rows.append(
            ExpertAtWork(
                each.expert,
                labels.get(each.expert),
                panel.experts[each.expert].name,
                account,
                name,
                each.firms,
                each.asked,
                each.given,
                set_since.get((account, book.seq if book else 0), 0),
                has_declared(year, panel, each.expert),
                each.file,
            )
        )
    return sorted(rows, key=lambda row: (row.label is None, row.label or 0, row.expert))


def bound_accounts(year: Year) -> dict[str, tuple[str, str]]:
    """Return by which open account, and whose, each expert of a year logs in."""
    return {
        grant.expert: (account.id, account.name)
        for account in accounts_of(year.reader)
        if account.is_open
        for grant in account.grants
        if grant.role is Role.EXPERT and grant.expert and grant.year in (None, year.number)
    }


def to_remind(rows: Sequence[ExpertAtWork], marking: Marking) -> list[ExpertAtWork]:
    """Return who has marks to hand in while marking is open."""
    return [each for each in rows if not each.is_done] if marking.phase is Phase.OPEN else []


def days_left(marking: Marking, today: date) -> int | None:
    """Return the days until the last one that experts were told; None where none was."""
    return (marking.until - today).days if marking.until else None


def most_contested(cells: Sequence[MarkedCell]) -> list[MarkedCell]:
    """Return the criteria with several marks: those to be discussed first, then by how far marks lie apart.

    How far is the share of the range of possible marks, so that criteria compare.
    """
    several = [each for each in cells if len(each.marks) > 1 and each.spread]
    return sorted(several, key=lambda each: (not each.to_discuss, -_apart(each), each.enterprise))


def _apart(cell: MarkedCell) -> Fraction:
    return cell.spread / Fraction(cell.asked.high - cell.asked.low)


def pairs_of(panel: Panel) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return who marks whom: the number of the enterprise, its code, its experts; by number."""
    numbers = panel.assignment.numbers if panel.assignment else {}
    found = [(numbers[firm], firm, experts) for firm, experts in panel.assigned().items()]
    return sorted(found)
