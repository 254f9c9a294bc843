"""Cultivation schemes as JSON and as rows of tables that each face shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from cultivation.core.pool.tasks import TASK_STATES, TaskState
from cultivation.core.rules.scheme_rules import SchemeRules
from cultivation.language import _, current, join_names
from cultivation.queries.plans import STATES, Progress, bound_text, shown
from cultivation.queries.plans_json import progress_json
from cultivation.queries.scheme_books import owner_text
from cultivation.queries.scheme_updates import UpdateAsked, Watched, updates_asked, watch_list
from cultivation.queries.schemes import Scheme, TaskProgress, scheme_rules_then, schemes_of
from cultivation.queries.year import State

Rows = list[list[Any]]


@dataclass(frozen=True)
class Overview:
    """All schemes on a day, with the updates that were asked for and who is on the watch list."""

    day: date
    schemes: tuple[Scheme, ...]
    asked: tuple[UpdateAsked, ...]
    watched: tuple[Watched, ...]
    rules: SchemeRules | None

    def owed_by(self, scheme: Scheme) -> list[UpdateAsked]:
        """Return the updates that a member owes."""
        return [each for each in self.asked if each.owed and each.stay == scheme.stay]

    def is_watched(self, scheme: Scheme) -> bool:
        """Tell whether a member is on the watch list."""
        return any(each.stay == scheme.stay for each in self.watched)


def overview_of(state: State, day: date, codes: Sequence[str] | None = None) -> Overview:
    """Return the schemes of all members as they are on a day, or of some with those that ended."""
    reader = state.reader
    return Overview(
        day,
        tuple(schemes_of(reader, codes, ended=codes is not None)),
        tuple(updates_asked(reader, codes)),
        tuple(watch_list(reader, day)),
        scheme_rules_then(reader),
    )


def schemes_table(found: Overview) -> tuple[list[str], Rows]:
    """Return a row for each member: how far targets and tasks are, and its updates."""
    headers = [
        *(_("code"), _("enterprise"), _("targets"), _("reached"), _("tasks"), _("done"), _("overdue")),
        *(_("update"), _("watch list")),
    ]
    return headers, [
        [
            *(each.enterprise, each.name, len(each.targets), each.reached(), len(each.tasks)),
            len(each.of_state(TaskState.DONE, found.day)),
            len(each.of_state(TaskState.OVERDUE, found.day)),
            join_names(owed_text(one, found.day) for one in found.owed_by(each)),
            _("on the watch list") if found.is_watched(each) else "",
        ]
        for each in found.schemes
    ]


def owed_text(each: UpdateAsked, day: date) -> str:
    """Say which update a member owes, and how late it is."""
    late = each.days_late(day)
    if late:
        sentence = _("update of {year} owed, {days} days late")
        return sentence.format(year=each.year, days=late)
    return _("update of {year} due by {until}").format(year=each.year, until=each.until)


def titled(scheme: Scheme) -> str:
    """Return the name of a member, with the day on which its membership ended, if it did."""
    left = scheme.stay.left
    return scheme.name if left is None else _("{name} (left on {day})").format(name=scheme.name, day=left.on)


def targets_table(scheme: Scheme, state: State) -> tuple[list[str], Rows]:
    """Return a row for each target: from where, to where, by when, how far, and what the member says."""
    headers = [
        *(_("indicator"), _("start"), _("filed since"), _("aim"), _("by year"), _("state")),
        _("stated by the enterprise"),
    ]
    return headers, [_target_row(scheme, each, state) for each in scheme.targets]


def _target_row(scheme: Scheme, each: Progress, state: State) -> list[Any]:
    rules, target = state.year(each.base_year).rules, each.target
    since = [f"{shown(value, target.indicator, rules)} ({year})" for year, value in each.values]
    return [
        rules.label_of(target.indicator).text(current()),
        f"{shown(each.start, target.indicator, rules)} ({each.base_year})",
        join_names(since),
        bound_text(target, rules),
        target.year,
        _(STATES[each.state]),
        stated_text(scheme, each, state),
    ]


def stated_text(scheme: Scheme, each: Progress, state: State) -> str:
    """Say what the last update states of a target."""
    stated, target = scheme.stated.get((each.target.indicator, each.target.year)), each.target
    if stated is None:
        return ""
    rules = state.year(each.base_year).rules
    value = stated.value
    told = shown(Fraction(value) if _is_number(value) else value, target.indicator, rules) if value else ""
    said = " ".join(each for each in (told, stated.text) if each)
    return _("{text} ({day})").format(text=said, day=stated.on)


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace("/", "").removeprefix("-").isdecimal()


def tasks_table(scheme: Scheme, found: Overview) -> tuple[list[str], Rows]:
    """Return a row for each task: what, who, until when, how far, and in words."""
    headers = [
        *(_("No."), _("task"), _("responsible"), _("deadline"), _("state"), _("done on"), _("progress")),
    ]
    return headers, [
        [
            *(each.task.number, each.task.text, owner_text(each.task.owner, found.rules)),
            *(each.task.until.isoformat(), _(TASK_STATES[each.state(found.day)])),
            each.said.done_on.isoformat() if each.said and each.said.done_on else "",
            each.said.text if each.said else "",
        ]
        for each in scheme.tasks
    ]


def overview_json(found: Overview, state: State) -> dict[str, Any]:
    """Return the shape of the contract."""
    return {
        "on": found.day.isoformat(),
        "schemes": [_scheme_json(each, found, state) for each in found.schemes],
    }


def _scheme_json(scheme: Scheme, found: Overview, state: State) -> dict[str, Any]:
    return {
        "id": scheme.enterprise,
        "name": scheme.name,
        "since": scheme.stay.since,
        "ended": scheme.stay.left.on if scheme.stay.left else None,
        "targets": [
            {**progress_json(each, state), "stated": stated_text(scheme, each, state)}
            for each in scheme.targets
        ],
        "tasks": [_task_json(each, found) for each in scheme.tasks],
        "updates_owed": [asked_json(each, found.day) for each in found.owed_by(scheme)],
        "watched": found.is_watched(scheme),
    }


def _task_json(each: TaskProgress, found: Overview) -> dict[str, Any]:
    said = each.said
    return {
        **each.task.to_record(),
        "owner_text": owner_text(each.task.owner, found.rules),
        "state": str(each.state(found.day)),
        "done_on": said.done_on.isoformat() if said and said.done_on else None,
        "progress": said.text if said else "",
        "document": each.document,
        "file": each.file,
        "cell": f"{said.sheet}!{said.cell}" if said else "",
    }


def asked_json(each: UpdateAsked, day: date) -> dict[str, Any]:
    """Return an update that was asked for."""
    return {
        "id": each.stay.enterprise,
        "name": each.name,
        "year": each.year,
        "until": each.until.isoformat(),
        "came": each.came.isoformat() if each.came else None,
        "days_late": each.days_late(day),
    }


def due_json(found: Overview) -> dict[str, Any]:
    """Return who owes an update, who is on the watch list, who has no scheme, and which tasks are overdue."""
    return {
        "on": found.day.isoformat(),
        "updates": [asked_json(each, found.day) for each in found.asked if each.owed],
        "watch_list": [
            {
                "id": each.stay.enterprise,
                "name": each.name,
                "years": list(each.years),
                "after": each.watch_after,
            }
            for each in found.watched
        ],
        "overdue": [
            {"id": scheme.enterprise, "name": scheme.name, **_task_json(each, found)}
            for scheme in found.schemes
            for each in scheme.of_state(TaskState.OVERDUE, found.day)
        ],
        "without": [
            {"id": each.enterprise, "name": each.name}
            for each in found.schemes
            if not each.targets and not each.tasks
        ],
    }


def due_table(found: Overview) -> tuple[list[str], Rows]:
    """Return a row for each update that is owed."""
    headers = [_("code"), _("enterprise"), _("owed"), _("due by"), _("days late"), _("watch list")]
    watched = {each.stay for each in found.watched}
    return headers, [
        [
            *(each.stay.enterprise, each.name, _("update of {year}").format(year=each.year)),
            *(each.until.isoformat(), each.days_late(found.day)),
            _("on the watch list") if each.stay in watched else "",
        ]
        for each in found.asked
        if each.owed
    ]


def overdue_table(found: Overview) -> tuple[list[str], Rows]:
    """Return a row for each task that is overdue."""
    headers = [_("enterprise"), _("No."), _("task"), _("responsible"), _("deadline")]
    return headers, [
        [
            *(scheme.name, each.task.number, each.task.text, owner_text(each.task.owner, found.rules)),
            each.task.until.isoformat(),
        ]
        for scheme in found.schemes
        for each in scheme.of_state(TaskState.OVERDUE, found.day)
    ]


def watched_text(each: Watched) -> str:
    """Say why a member is on the watch list."""
    years = join_names(str(year) for year in each.years)
    sentence = _("{name} is on the watch list: no update of {years} came; the rule is {number} in a row.")
    return sentence.format(name=each.name, years=years, number=each.watch_after)
