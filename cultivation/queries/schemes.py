"""Cultivation schemes: what each member is to reach and to do, how far it is, and what its updates say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cultivation.core.pool.tasks import (
    Task,
    TaskReport,
    TaskState,
    report_from_record,
    state_on,
    task_from_record,
)
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.scheme_rules import SchemeRules, load_scheme_rules
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.plans import Progress, TargetState, plans_of, stay_at
from cultivation.queries.succession import Stay, stays_of
from cultivation.record.entries import PlanSet, Recorded, SchemeUpdated
from cultivation.record.reader import Reader


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """A task with the document that set it, and what the last update says of it, from which file."""

    task: Task
    document: str
    seq: int
    said: TaskReport | None = None
    file: str = ""

    def state(self, day: date) -> TaskState:
        """Return how far it is on a day."""
        return state_on(self.task, self.said, day)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a member says itself of a figure it is to reach; applications alone decide whether it is."""

    value: str
    text: str
    on: str
    file: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Scheme:
    """The scheme of one membership: targets, tasks, and what updates state of targets."""

    stay: Stay
    name: str
    targets: tuple[Progress, ...] = ()
    tasks: tuple[TaskProgress, ...] = ()
    stated: dict[tuple[str, int], Stated] = field(default_factory=dict)

    @property
    def enterprise(self) -> str:
        """Return the present code."""
        return self.stay.enterprise

    def reached(self) -> int:
        """Return how many targets are reached."""
        return sum(each.state is TargetState.REACHED for each in self.targets)

    def of_state(self, state: TaskState, day: date) -> list[TaskProgress]:
        """Return the tasks that are so far on a day."""
        return [each for each in self.tasks if each.state(day) is state]


def find_scheme_rules(folder: Path, rules: RuleSet) -> tuple[Path, SchemeRules]:
    """Return the scheme rules of a workspace for a rule set; refuse where there are none or several."""
    found = []
    for path in sorted((folder / "schemes").glob("*.yaml")):
        own = load_scheme_rules(path.read_bytes(), path.name)
        if (rules.standard or rules.id) in own.standards:
            found.append((path, own))
    if not found:
        sentence = _(
            "No rules of cultivation schemes are defined for {standard}; write them into schemes/ of the "
            "workspace (see docs/schemes.md)."
        )
        raise Refused(sentence.format(standard=rules.standard or rules.id))
    if len(found) > 1:
        named = join_names(path.name for path, _own in found)
        raise Refused(_("Several files in schemes/ fit; keep one of {names}.").format(names=named))
    return found[0]


def schemes_of(reader: Reader, codes: Collection[str] | None = None, ended: bool = False) -> list[Scheme]:
    """Return the schemes of memberships, also of those that `ended`, by code and beginning.

    With `codes` those of memberships under one of these codes alone. A member without targets and tasks
    has a scheme in which nothing stands.
    """
    stays = [
        stay
        for stay in stays_of(reader.changes())
        if (ended or stay.left is None) and (codes is None or not set(codes).isdisjoint(stay.codes))
    ]
    names = reader.enterprises()
    targets = {plan.stay: plan.targets for plan in plans_of(reader, codes)}
    tasks = _tasks(reader, stays)
    stated = _add_updates(reader, stays, tasks)
    found = [
        Scheme(
            stay,
            names[stay.enterprise],
            targets.get(stay, ()),
            tuple(tasks.get(stay, {}).values()),
            stated.get(stay, {}),
        )
        for stay in stays
    ]
    return sorted(found, key=lambda each: (each.enterprise, each.stay.entered_seq))


def scheme_rules_then(reader: Reader) -> SchemeRules | None:
    """Return the rules that the last workbook of schemes was read by, for the names of offices."""
    last = None
    for entry in reader.entries_of(PlanSet):
        last = entry if entry.content.file else last
    if last is None:
        return None
    document = last.content.documents[2]
    return load_scheme_rules(reader.document(document.sha256), document.name)


def _tasks(reader: Reader, stays: Collection[Stay]) -> dict[Stay, dict[int, TaskProgress]]:
    """Return the tasks of each membership by number; a later one of the same number takes its place."""
    found: dict[Stay, dict[int, TaskProgress]] = {}
    for entry in reader.entries_of(PlanSet):
        if not entry.content.tasks:
            continue
        for said in reader.document_json(entry.content.json_digest)["plans"]:
            stay = stay_at(stays, said["enterprise"], entry.seq)
            for each in said["tasks"] if stay is not None else ():
                assert stay is not None
                task = task_from_record(each)
                own = found.setdefault(stay, {})
                before = own.get(task.number)
                known = (before.said, before.file) if before else (None, "")
                own[task.number] = TaskProgress(task, entry.content.document, entry.seq, *known)
    return found


def _add_updates(
    reader: Reader, stays: Collection[Stay], tasks: dict[Stay, dict[int, TaskProgress]]
) -> dict[Stay, dict[tuple[str, int], Stated]]:
    """Put what updates say to the tasks, and return what they state of targets."""
    stated: dict[Stay, dict[tuple[str, int], Stated]] = {}
    for entry, stay, said in updates_of(reader, stays):
        own = tasks.get(stay, {})
        for report in map(report_from_record, said["tasks"]):
            if report.number in own:
                known = own[report.number]
                own[report.number] = TaskProgress(
                    known.task, known.document, known.seq, report, entry.content.file
                )
        for each in said["values"]:
            stated.setdefault(stay, {})[each["indicator"], each["year"]] = Stated(
                *(each["value"], each["text"], entry.content.on, entry.content.file),
                *(each["sheet"], each["cell"]),
            )
    return stated


def updates_of(
    reader: Reader, stays: Collection[Stay]
) -> Iterator[tuple[Recorded[SchemeUpdated], Stay, Mapping[str, Any]]]:
    """Yield what each update says of each membership."""
    for entry in reader.entries_of(SchemeUpdated):
        for said in reader.document_json(entry.content.json_digest)["updates"]:
            stay = stay_at(stays, said["enterprise"], entry.seq)
            if stay is not None:
                yield entry, stay, said
