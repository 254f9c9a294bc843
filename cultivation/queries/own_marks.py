"""What one expert marks, and how far: each mark as set since the last hand-in, else as handed in.

Nothing here names another expert, or where the assignment is blind an enterprise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cultivation.canonical import exact_text
from cultivation.core.panel.aggregation import MarkedCell
from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.rules import points_lines, source_text
from cultivation.intake.panel.marks import allowed_text
from cultivation.intake.panel.marks_form import ABSTAINED, FilledMark, MarksForm, problem_of
from cultivation.intake.panel.marks_workbook import shown_value
from cultivation.queries.panel import ExpertMark, Panel, assigned

Version = tuple[int, int]  # the entry by which the expert's marks had come in, and how often it was set since


@dataclass(frozen=True, slots=True)
class SetMark:
    """A mark that was set and not handed in: what was written, how often it was set, and when last."""

    value: str
    comment: str
    version: int
    saved: datetime


SetMarks = Mapping[tuple[int, str], SetMark]  # by the number of the enterprise and the field


@dataclass(frozen=True, slots=True)
class OwnMark:
    """One mark that is asked for, as it stands: `value` is a number, `abstain`, or empty."""

    asked: MarkRequest
    value: str
    comment: str
    version: Version
    saved: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether nothing was said yet, or nothing that can be taken."""
        return bool(problem_of(self.value, self.asked))


@dataclass(frozen=True, slots=True)
class OwnFirm:
    """An enterprise that the expert marks: its number, its name where that may be seen, and its marks."""

    number: int
    enterprise: str
    name: str
    marks: tuple[OwnMark, ...]

    @property
    def open(self) -> int:
        """Return how many marks are still to be set."""
        return sum(each.is_open for each in self.marks)


@dataclass(frozen=True, slots=True)
class Criterion:
    """What an expert reads of a criterion: how it is marked, by which words, and what was filed."""

    label: str
    guide: tuple[str, ...]
    source: str
    filed: str
    allowed: str


def own_firms(
    panel: Panel,
    expert: str,
    names: Mapping[str, str],
    asked: Mapping[str, Sequence[MarkRequest]],
    set_marks: SetMarks,
) -> tuple[OwnFirm, ...]:
    """Return whom an expert marks, in the fixed order of their numbers."""
    assignment, book = assigned(panel), panel.handed_in.get(expert)
    given = {(each.enterprise, each.mark): each for each in book.marks} if book else {}
    basis = book.seq if book else 0
    found = []
    for key in (each for each in panel.firms_of(expert) if each in names):
        number = assignment.numbers[key]
        marks = tuple(
            _own_mark(each, basis, set_marks.get((number, each.mark)), given.get((key, each.mark)))
            for each in asked.get(key, ())
        )
        name = "" if assignment.blind else names[key]
        found.append(OwnFirm(number, key, name, marks))
    return tuple(found)


def _own_mark(asked: MarkRequest, basis: int, found: SetMark | None, given: ExpertMark | None) -> OwnMark:
    if found is not None:
        return OwnMark(asked, found.value, found.comment, (basis, found.version), found.saved)
    if given is None:
        return OwnMark(asked, "", "", (basis, 0), None)
    value = ABSTAINED if given.value is None else format(given.value.normalize() + 0, "f")
    return OwnMark(asked, value, given.comment, (basis, 0), None)


def next_open(firms: Sequence[OwnFirm], after: int = 0) -> OwnFirm | None:
    """Return the next enterprise with a mark to set, after a number and then from the beginning."""
    later = [each for each in firms if each.number > after]
    earlier = [each for each in firms if each.number < after]
    return next((each for each in (*later, *earlier) if each.open), None)


def criterion_of(asked: MarkRequest, rules: RuleSet, language: str) -> Criterion:
    """Return what an expert reads beside a mark."""
    criterion = rules.criteria[asked.criterion]
    return Criterion(
        rules.criterion_label(asked.criterion).text(language),
        tuple(points_lines(rules, criterion)),
        source_text(rules, criterion.source),
        shown_value(asked.value, asked.indicator, rules, language),
        allowed_text(asked),
    )


def form_of_marks(year: int, rules: RuleSet, expert: str, firms: Sequence[OwnFirm]) -> MarksForm:
    """Return the form that says all marks that can be taken."""
    marks = tuple(
        FilledMark(firm.number, each.asked.mark, each.value, each.comment)
        for firm in firms
        for each in firm.marks
        if not each.is_open
    )
    return MarksForm(year, rules.id, expert, marks)


def what_all_say(cells: Sequence[MarkedCell], enterprise: str) -> dict[str, tuple[str, str]]:
    """Return the range of all marks and what counts, by field, without saying whose they are."""
    return {
        each.asked.mark: (
            f"{exact_text(min(each.marks.values()))}–{exact_text(max(each.marks.values()))}",
            "" if each.counts is None else format(each.counts, "f"),
        )
        for each in cells
        if each.enterprise == enterprise and each.marks
    }
