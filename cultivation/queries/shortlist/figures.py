"""The figures of the overview sheet: counts of the year, totals by class, members by choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count

from cultivation.core.pool.proposal import Action
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.language import _, current
from cultivation.queries.shortlist.data import ShortlistData

CLASSES = 20  # about as many bars in the distribution
MOST_CHARTS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """A small table with a chart: a label and one number a series in each row."""

    title: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def year_counts(data: ShortlistData) -> list[tuple[str, int]]:
    """Count the year: who applied, who is eligible and, once it is proposed, who moves."""
    lines = data.table.lines
    eligible = sum(line.eligible for line in lines)
    listed = [(_("Applications"), len(lines)), (_("Eligible"), eligible)]
    if data.lines:
        listed += [
            (_("Members before"), sum(line.was_member for line in data.lines)),
            (_("Entries"), data.number_of(Action.ENTER)),
            (_("Exits"), data.number_of(Action.EXIT)),
            (_("Stays"), data.number_of(Action.STAY)),
            (_("Members after"), sum(line.in_pool for line in data.lines)),
            (_("Reserve list"), sum(line.reserve_place is not None for line in data.lines)),
            (_("Decided by override"), sum(bool(line.override) for line in data.lines)),
        ]
    if data.demonstrations:
        listed.append((_("Demonstration enterprises"), len(data.demonstrations)))
    return listed


def distribution(data: ShortlistData) -> Figures | None:
    """Count the eligible by classes of their total; those in the pool apart."""
    ranked = [line for line in data.table.lines if line.rank is not None]
    if not ranked:
        return None
    inside = {line.id for line in data.lines if line.in_pool}
    width = _class_width(data)
    classes = {line.id: line.total // width for line in ranked}
    within, outside = (
        Counter(classes[line.id] for line in ranked if (line.id in inside) is wanted)
        for wanted in (True, False)
    )
    rows = tuple(
        (_class_label(data, each * width), (within[each], outside[each]))
        for each in range(min(classes.values()), max(classes.values()) + 1)
    )
    series = (_("in the pool"), _("not in the pool"))
    title = _("Distribution of totals")
    if data.cut_line.pool_total is not None:
        points = data.table.points(data.cut_line.pool_total)
        title = _("Distribution of totals (cut line {points})").format(points=points)
    return Figures(title, series, rows)


def _class_width(data: ShortlistData) -> int:
    """Return the units of a class: a round number of points, so that there are not many more than CLASSES."""
    totals = [line.total for line in data.table.lines if line.rank is not None]
    wanted = max(1, (max(totals) - min(totals)) // CLASSES)
    widths = (each * int("1" + "0" * power) for power in count() for each in (1, 2, 5))
    return next(width for width in widths if width >= wanted)


def _class_label(data: ShortlistData, lowest: int) -> str:
    """Name a class by its lowest total, without the zeros behind it."""
    return f"{(data.rules.precision * lowest).normalize():f}"


def members_by_choice(data: ShortlistData) -> list[Figures]:
    """Count members and all that are ranked by the first choices that applicants make: industry, zone ..."""
    return [_by_choice(data, key) for key in choice_fields(data.rules)[:MOST_CHARTS]]


def choice_fields(rules: RuleSet) -> list[str]:
    """Return the fields in which applicants choose, in the order of the rule set."""
    return [
        key
        for key, rule in rules.fields.items()
        if rule.type is FieldType.CHOICE and rule.filled_by == "applicant"
    ]


def _by_choice(data: ShortlistData, key: str) -> Figures:
    inside = {line.id for line in data.lines if line.in_pool}
    ranked = [line.id for line in data.table.lines if line.rank is not None]
    choice_of = {each: data.values.get(each, {}).get(key) for each in {*ranked, *inside}}
    members = Counter(choice_of[each] for each in inside)
    others = Counter(choice_of[each] for each in ranked if each not in inside)
    known = data.rules.choices[data.rules.fields[key].choices or ""]
    rows = tuple(
        (label.text(current()), (members[choice], others[choice]))
        for choice, label in known.items()
        if members[choice] or others[choice]
    )
    return Figures(data.label(key), (_("in the pool"), _("not in the pool")), rows)
