"""Tasks of a cultivation scheme: what is to be done, by whom and when, and what was said of it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cultivation.language import N_


class TaskState(StrEnum):
    """How far a task is; that it is overdue nobody says, it follows from the day."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    OVERDUE = "overdue"


TASK_STATES = {
    TaskState.OPEN: N_("under way"),
    TaskState.DONE: N_("done"),
    TaskState.DROPPED: N_("dropped"),
    TaskState.OVERDUE: N_("overdue"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A task in words. `number` is its own within the scheme, `owner` a key of the scheme rules."""

    number: int
    text: str
    owner: str
    until: date

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "number": self.number,
            "text": self.text,
            "owner": self.owner,
            "until": self.until.isoformat(),
        }


def task_from_record(said: Mapping[str, Any]) -> Task:
    """Return a task as it was stored."""
    return Task(said["number"], said["text"], said["owner"], date.fromisoformat(said["until"]))


@dataclass(frozen=True, slots=True)
class TaskReport:
    """What an update says of a task: its state, when it was done, in words, and the cell that says so."""

    number: int
    state: TaskState
    done_on: date | None
    text: str
    sheet: str = ""
    cell: str = ""

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "number": self.number,
            "state": str(self.state),
            "done_on": self.done_on.isoformat() if self.done_on else None,
            "text": self.text,
            "sheet": self.sheet,
            "cell": self.cell,
        }


def report_from_record(said: Mapping[str, Any]) -> TaskReport:
    """Return what an update said of a task, as it was stored."""
    done = said["done_on"]
    return TaskReport(
        said["number"],
        TaskState(said["state"]),
        date.fromisoformat(done) if done else None,
        said["text"],
        said["sheet"],
        said["cell"],
    )


def state_on(task: Task, said: TaskReport | None, day: date) -> TaskState:
    """Return how far a task is on a day: what was said last, or overdue once its deadline is over."""
    if said is not None and said.state is not TaskState.OPEN:
        return said.state
    return TaskState.OVERDUE if task.until < day else TaskState.OPEN
