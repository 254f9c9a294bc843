"""The yearly update of a scheme read back: each task with its state, each target with its value now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cultivation.core.pool.tasks import Task, TaskReport, TaskState
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book
from cultivation.intake.schemes.reading import firm_of, is_meant, rows_of, stamp_of
from cultivation.intake.schemes.words import KIND_UPDATE, STATES, TARGETS, TASKS, UPDATE, state_of
from cultivation.intake.sheets.rows import Findings, Row, day_of
from cultivation.intake.values.plan_targets import aim_in, expected_text, watched_by

SAID = {TASKS: ("state", "done_on", "text"), TARGETS: ("value", "text")}


@dataclass(frozen=True)
class UpdateExpected:
    """What an update must fit: year, rules, who was asked (id to name), tasks and targets of each.

    A target is its indicator and year. No task was done after `latest`.
    """

    year: int
    rules: RuleSet
    asked: Mapping[str, str]
    tasks: Mapping[str, Mapping[int, Task]]
    targets: Mapping[str, Sequence[tuple[str, int]]]
    latest: date | None = None


@dataclass
class FirmUpdate:
    """What an update says of one member's tasks, and of its targets as they are stored."""

    tasks: dict[int, TaskReport] = field(default_factory=dict)
    values: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    spoke: bool = False


def read_update(
    book: Book, file: str, expected: UpdateExpected
) -> tuple[dict[str, FirmUpdate], tuple[Finding, ...]]:
    """Return what each member says, with all that is wrong; who filled in nothing is left out and told."""
    findings = Findings(file)
    if not is_meant(book, KIND_UPDATE, expected.year, expected.rules.id, findings):
        return {}, tuple(findings.found)
    stamped = [each for each in stamp_of(book).get("firms", "").split(",") if each]
    asked = {each: expected.asked[each] for each in stamped if each in expected.asked}
    for each in stamped:
        if each not in expected.asked:
            findings.add("scheme_not_asked", value=each)
    reader = _Reader(expected, asked, findings)
    reader.read_tasks(rows_of(book, TASKS, UPDATE, ("code", "number", "state"), findings))
    reader.read_values(rows_of(book, TARGETS, UPDATE, ("code", "indicator", "year", "value"), findings))
    return reader.finished(), tuple(findings.found)


class _Reader:
    """Reads the rows of both sheets; `findings` grows."""

    def __init__(self, expected: UpdateExpected, asked: Mapping[str, str], findings: Findings) -> None:
        self.expected, self.asked, self.findings = expected, asked, findings
        self.found = {key: FirmUpdate() for key in asked}
        self.silent: dict[str, list[Row]] = {key: [] for key in asked}

    def read_tasks(self, rows: Iterator[Row]) -> None:
        """Read a task a row; each must be one of the scheme, once."""
        for row in rows:
            key = firm_of(row, self.asked, self.findings)
            if key is None:
                continue
            own, number = self.found[key], row.text("number")
            known = self.expected.tasks.get(key, {})
            task = known.get(int(number)) if number.isascii() and number.isdecimal() else None
            if task is None:
                self.findings.at("scheme_task_unknown", row, "number", number, name=self.asked[key])
            elif task.number in own.rows:
                first = own.rows[task.number].place("number")
                self.findings.at("scheme_task_twice", row, "number", number, first=first)
            else:
                own.rows[task.number] = row
                self._task(row, key, task)

    def _task(self, row: Row, key: str, task: Task) -> None:
        said = [row.text(each) for each in SAID[TASKS]]
        if not any(said):
            self.silent[key].append(row)
            return
        own, state = self.found[key], state_of(row.text("state"))
        own.spoke = True
        if state is None:
            known = {f"known_{each}": _states(each) for each in ("zh", "en")}
            self.findings.at("scheme_state_unknown", row, "state", row.text("state"), **known)
            return
        done = self._done(row, state)
        if state is TaskState.DROPPED and not row.text("text"):
            self.findings.at("scheme_reason_missing", row, "text", task.text[:60])
        place = (row.sheet.name, row.place("state"))
        own.tasks[task.number] = TaskReport(task.number, state, done, row.text("text"), *place)

    def _done(self, row: Row, state: TaskState) -> date | None:
        """Return the day on which a task was done; only one that is done has one, and no later than today."""
        text, day = row.text("done_on"), day_of(row.value("done_on"))
        latest = self.expected.latest
        if state is not TaskState.DONE:
            if text:
                self.findings.at("scheme_done_without", row, "done_on", text)
            return None
        if day is None or (latest is not None and day > latest):
            self.findings.at("scheme_done_day", row, "done_on", text)
        return day

    def read_values(self, rows: Iterator[Row]) -> None:
        """Read what is said of a target a row; each must be one of the scheme."""
        rules, first = self.expected.rules, dict[tuple[str, str, int], Row]()
        for row in rows:
            if not any(row.text(each) for each in SAID[TARGETS]):
                continue
            key = firm_of(row, self.asked, self.findings)
            if key is None:
                continue
            self.found[key].spoke = True
            indicator, year = watched_by(rules, row.text("indicator")), row.text("year")
            by = int(year) if year.isascii() and year.isdecimal() else 0
            if (indicator, by) not in self.expected.targets.get(key, ()):
                self.findings.at("scheme_target_unknown", row, "indicator", row.text("indicator"), year=year)
                continue
            before = first.setdefault((key, indicator, by), row)
            if before is not row:
                text, place = row.text("indicator"), before.place("indicator")
                self.findings.at("scheme_target_twice", row, "indicator", text, first=place)
                continue
            self._value(row, key, indicator, by)

    def _value(self, row: Row, key: str, indicator: str, by: int) -> None:
        text, rules = row.text("value"), self.expected.rules
        read = aim_in(text, indicator, rules) if text and text[0] not in "<>=≤≥" else None
        if text and read is None:
            words = {f"expected_{each}": expected_text(indicator, rules, each) for each in ("zh", "en")}
            self.findings.at("scheme_value_unreadable", row, "value", text, **words)
            return
        self.found[key].values.append(
            {
                "indicator": indicator,
                "year": by,
                "value": read[1] if read else "",
                "text": row.text("text"),
                "sheet": row.sheet.name,
                "cell": row.place("value"),
            }
        )

    def finished(self) -> dict[str, FirmUpdate]:
        """Return those who said something; each task of theirs must have been answered."""
        answered = {key: own for key, own in self.found.items() if own.spoke}
        for key, own in self.found.items():
            if not own.spoke:
                self.findings.add("scheme_firm_unanswered", value=self.asked[key])
                continue
            for row in self.silent[key]:
                self.findings.at("scheme_state_missing", row, "state", name=self.asked[key])
            for number, task in self.expected.tasks.get(key, {}).items():
                if number not in own.rows:
                    value = f"{number} {task.text[:60]}"
                    self.findings.add("scheme_task_left_out", value=value, name=self.asked[key])
        return answered


def _states(language: str) -> str:
    return {"zh": "、", "en": ", "}[language].join(words[language] for words in STATES.values())
