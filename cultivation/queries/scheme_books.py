"""What is known of schemes, as lines of the workbooks that go out: to be set, and to be updated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from cultivation.canonical import exact_text
from cultivation.core.pool.cultivation_targets import Bound, watched
from cultivation.core.pool.tasks import TaskState
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.scheme_rules import SchemeRules
from cultivation.intake.schemes.words import KIND_SCHEME, KIND_UPDATE, STATES
from cultivation.intake.schemes.workbook import Line, SchemeBook, state_choices
from cultivation.intake.values.plan_targets import choice_text
from cultivation.language import current
from cultivation.queries.plans import SIGNS, Progress, Value
from cultivation.queries.schemes import Scheme, TaskProgress, schemes_of
from cultivation.queries.year import Year

BLANK_TASKS = 2  # rows in which tasks can be added


def scheme_book(year: Year, rules: SchemeRules, members: Collection[str]) -> SchemeBook:
    """Return the workbook in which schemes of members are set; what is on record stands in it."""
    own, language = year.rules, current()
    schemes = schemes_of(year.reader, members)
    targets, tasks = [], []
    for each in schemes:
        firm = {"code": each.enterprise, "name": each.name}
        targets += [{**firm, **_target(one, own)} for one in each.targets] + [firm]
        tasks += [{**firm, **_task(one, rules)} for one in each.tasks] + [firm] * BLANK_TASKS
    choices = {
        "indicator": [own.label_of(key).text(language) for key in watched(own)],
        "owner": [each.text(language) for each in rules.owners.values()],
    }
    return SchemeBook(KIND_SCHEME, year.number, own.id, targets, tasks, choices)


def update_books(
    year: Year, rules: SchemeRules, asked: Mapping[str, str], until: date
) -> Iterator[SchemeBook]:
    """Yield the update form of each member that is asked."""
    for each in schemes_of(year.reader, asked):
        yield _update_book(year, rules, [each], until)


def update_book(year: Year, rules: SchemeRules, asked: Mapping[str, str], until: date) -> SchemeBook:
    """Return one workbook in which all who are asked say how far they are."""
    return _update_book(year, rules, schemes_of(year.reader, asked), until)


def _update_book(year: Year, rules: SchemeRules, schemes: Collection[Scheme], until: date) -> SchemeBook:
    own = year.rules
    targets = [
        {"code": each.enterprise, "name": each.name, **_target(one, own)}
        for each in schemes
        for one in each.targets
    ]
    tasks = [
        {"code": each.enterprise, "name": each.name, **_task(one, rules)}
        for each in schemes
        for one in each.tasks
    ]
    firms, choices = [each.enterprise for each in schemes], {"state": state_choices(current())}
    return SchemeBook(KIND_UPDATE, year.number, own.id, targets, tasks, choices, firms, until)


def _target(progress: Progress, rules: RuleSet) -> Line:
    target, known = progress.target, [progress.start, *(value for _year, value in progress.values)]
    sign = "" if target.bound in (Bound.AT_LEAST, Bound.IS) else SIGNS[target.bound]
    present = next((each for each in reversed(known) if each is not None), None)
    return {
        "indicator": rules.label_of(target.indicator).text(current()),
        "present": typed_text(present, target.indicator, rules),
        "aim": sign + typed_text(_aim(progress), target.indicator, rules),
        "year": str(target.year),
    }


def _aim(progress: Progress) -> Value:
    target = progress.target
    return target.value if target.bound is Bound.IS else target.number


def typed_text(value: Value, key: str, rules: RuleSet) -> str:
    """Write a value as people type it, so that it is read back as the same: 4%, 5000, a choice."""
    if value is None:
        return ""
    if isinstance(value, str):
        return choice_text(key, value, rules, current())
    return f"{exact_text(value * 100)}%" if rules.unit_of(key) == "%" else exact_text(value) or ""


def _task(each: TaskProgress, rules: SchemeRules) -> Line:
    task, said = each.task, each.said
    before = STATES[said.state if said else TaskState.OPEN][current()]
    return {
        "number": str(task.number),
        "task": task.text,
        "owner": owner_text(task.owner, rules),
        "until": task.until.isoformat(),
        "before": before,
    }


def owner_text(key: str, rules: SchemeRules | None) -> str:
    """Return who owns a task in words; an office that is named no more by its key."""
    label = rules.owners.get(key) if rules else None
    return label.text(current()) if label else key
