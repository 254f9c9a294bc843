"""Workbooks of cultivation schemes read back: targets and tasks, or everything that is wrong, by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from cultivation.core.pool.cultivation_targets import Target
from cultivation.core.pool.tasks import Task
from cultivation.core.rules.labels import Label
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Sheet
from cultivation.intake.schemes.words import KIND, KIND_SCHEME, SCHEME, SHEETS, TARGETS, TASKS
from cultivation.intake.sheets.rows import (
    Findings,
    Row,
    check_looks,
    day_of,
    heading_row,
    rows_below,
    text_of,
)
from cultivation.intake.sheets.words import folded
from cultivation.intake.templates.sheet_names import META
from cultivation.intake.values.plan_targets import aim_in, expected_text, watched_by

LONGEST_TASK = 500


@dataclass(frozen=True)
class SchemeExpected:
    """What a workbook must fit: year, rules, members by code, who may own a task, what is on record."""

    year: int
    rules: RuleSet
    members: Mapping[str, str]
    owners: Mapping[str, Label]
    tasks: Mapping[str, Mapping[int, Task]]
    targets: Mapping[str, Collection[Target]]


@dataclass
class FirmScheme:
    """What a workbook sets for one member: targets and tasks, each with sheet and cell."""

    targets: list[tuple[Target, str, str]] = field(default_factory=list)
    tasks: list[tuple[Task, str, str]] = field(default_factory=list)


def stamp_of(book: Book) -> dict[str, str]:
    """Return what the stamp of a workbook says; nothing where it is none of ours."""
    sheet = next((each for each in book.sheets if each.name == META), None)
    lines = sheet.values.values() if sheet else ()
    return {str(line[0]): text_of(line[1]) for line in lines if len(line) > 1}


def is_meant(book: Book, kind: str, year: int, rule_set: str, findings: Findings) -> bool:
    """Tell whether a workbook is of a kind and year; say what speaks against it."""
    said, now = stamp_of(book), f"{year} {rule_set}"
    if said.get(KIND) != kind:
        findings.add("scheme_not_found")
    elif (made := f"{said.get('year', '')} {said.get('rule_set', '')}") != now:
        findings.add("scheme_other_year", made=made, now=now)
    return not findings.found


def rows_of(
    book: Book,
    key: str,
    headings: Mapping[str, Mapping[str, tuple[str, ...]]],
    needed: Collection[str],
    findings: Findings,
) -> Iterator[Row]:
    """Yield the rows of the sheet of targets or tasks; say so where there is none."""
    own, header = headings[key], None
    sheets: list[Sheet] = [each for each in book.sheets if not each.hidden]
    for sheet in sheets:
        header = header or heading_row(sheet, own, set(needed))
    if header is None:
        labels = {f"label_{language}": name for language, name in SHEETS[key].items()}
        missing = {
            f"missing_{language}": ", ".join(own[each][at] for each in own if each in needed)
            for at, language in enumerate(("zh", "en"))
        }
        findings.add("scheme_sheet_missing", **labels, **missing)
        return
    rows = [row for row in rows_below(header) if any(row.text(each) for each in row.columns)]
    check_looks(rows, own, findings)
    yield from rows


def firm_of(row: Row, members: Mapping[str, str], findings: Findings) -> str | None:
    """Return the member that a row names by its code, or by its name where there is no code."""
    code, name = row.text("code"), row.text("name")
    found = [key for key in members if folded(key) == folded(code)] if code else []
    if not code:
        found = [key for key, own in members.items() if folded(own) == folded(name)]
    if len(found) == 1 and (not name or folded(members[found[0]]) == folded(name)):
        return found[0]
    findings.at("scheme_firm_unknown", row, "code" if code else "name", code or name)
    return None


def read_scheme(
    book: Book, file: str, expected: SchemeExpected
) -> tuple[dict[str, FirmScheme], tuple[Finding, ...]]:
    """Return what is set for each member, with all that is wrong."""
    findings = Findings(file)
    found: dict[str, FirmScheme] = {}
    if is_meant(book, KIND_SCHEME, expected.year, expected.rules.id, findings):
        reader = _Reader(expected, findings, found)
        reader.read_targets(rows_of(book, TARGETS, SCHEME, ("code", "indicator", "aim", "year"), findings))
        reader.read_tasks(rows_of(book, TASKS, SCHEME, ("code", "task", "owner", "until"), findings))
        if not found and not findings.has_errors:
            findings.add("scheme_nothing")
    return found, tuple(findings.found)


class _Reader:
    """Reads the rows of both sheets; `findings` and `found` grow."""

    def __init__(self, expected: SchemeExpected, findings: Findings, found: dict[str, FirmScheme]) -> None:
        self.expected, self.findings, self.found = expected, findings, found
        self.numbers = {key: max(own, default=0) for key, own in expected.tasks.items()}

    def read_targets(self, rows: Iterator[Row]) -> None:
        """Read a target a row; a row in which nothing was filled in says nothing."""
        first: dict[tuple[str, str, int], Row] = {}
        for row in rows:
            if not any(row.text(each) for each in ("indicator", "aim", "year")):
                continue
            key, target = firm_of(row, self.expected.members, self.findings), self._target(row)
            if key is None or target is None:
                continue
            before = first.setdefault((key, target.indicator, target.year), row)
            if before is not row:
                label = row.text("indicator")
                self.findings.at(
                    "scheme_target_twice", row, "indicator", label, first=before.place("indicator")
                )
            elif target not in self.expected.targets.get(key, ()):
                place = (row.sheet.name, row.place("aim"))
                self.found.setdefault(key, FirmScheme()).targets.append((target, *place))

    def _target(self, row: Row) -> Target | None:
        """Return the target of a row; say all that is wrong with it."""
        rules, text, year = self.expected.rules, row.text("indicator"), row.text("year")
        key, aimed = watched_by(rules, text) if text else "", row.text("aim")
        if not key:
            self.findings.at("scheme_indicator_unknown", row, "indicator", text)
        aim = aim_in(aimed, key, rules) if key and aimed else None
        if key and aim is None:
            words = {
                f"expected_{each}": expected_text(key, rules, each) if key else "" for each in ("zh", "en")
            }
            self.findings.at("scheme_value_unreadable", row, "aim", aimed, **words)
        by = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
        if by <= self.expected.year:
            self.findings.at("scheme_year_unreadable", row, "year", year, year=str(self.expected.year))
        return Target(key, *aim, by) if aim is not None and by > self.expected.year else None

    def read_tasks(self, rows: Iterator[Row]) -> None:
        """Read a task a row: a new one without a number, else the one that it changes."""
        first: dict[tuple[str, int | str], Row] = {}
        for row in rows:
            if not any(row.text(each) for each in ("number", "task", "owner", "until")):
                continue
            key, task = firm_of(row, self.expected.members, self.findings), self._task(row)
            if key is None or task is None:
                continue
            if task.number and task.number not in self.expected.tasks.get(key, {}):
                name = self.expected.members[key]
                self.findings.at("scheme_task_unknown", row, "number", row.text("number"), name=name)
                continue
            self._add(key, task, row, first)

    def _add(self, key: str, task: Task, row: Row, first: dict[tuple[str, int | str], Row]) -> None:
        """Add a task that is new or was changed; one and the same task stands once."""
        own = self.expected.tasks.get(key, {})
        same_as: list[int | str] = [task.number] if task.number else []
        for same in [*same_as, folded(task.text)]:
            before = first.setdefault((key, same), row)
            if before is not row:
                self.findings.at("scheme_task_twice", row, "task", task.text[:60], first=before.place("task"))
                return
        if not task.number and any(folded(each.text) == folded(task.text) for each in own.values()):
            self.findings.at("scheme_task_known", row, "task", task.text[:60])
            return
        if not task.number:
            self.numbers[key] = self.numbers.get(key, 0) + 1
            task = Task(self.numbers[key], task.text, task.owner, task.until)
        if own.get(task.number) != task:
            place = (row.sheet.name, row.place("task"))
            self.found.setdefault(key, FirmScheme()).tasks.append((task, *place))

    def _task(self, row: Row) -> Task | None:
        """Return the task of a row, with the number 0 where it has none; say all that is wrong with it."""
        text, owner, number = row.text("task"), self._owner(row), row.text("number")
        until = day_of(row.value("until"))
        if not text or len(text) > LONGEST_TASK:
            self.findings.at("scheme_task_missing", row, "task", text[:60], most=str(LONGEST_TASK))
        if until is None:
            self.findings.at("scheme_day_unreadable", row, "until", row.text("until"))
        if number and not (number.isascii() and number.isdecimal() and int(number) > 0):
            name = row.text("name") or row.text("code")
            self.findings.at("scheme_task_unknown", row, "number", number, name=name)
            return None
        if not text or len(text) > LONGEST_TASK or owner is None or until is None:
            return None
        return Task(int(number or 0), text, owner, until)

    def _owner(self, row: Row) -> str | None:
        text = row.text("owner")
        for key, label in self.expected.owners.items():
            if folded(text) in map(folded, (key, label.zh, label.en)):
                return key
        known = {
            f"known_{language}": joint.join(each.text(language) for each in self.expected.owners.values())
            for language, joint in (("zh", "、"), ("en", ", "))
        }
        self.findings.at("scheme_owner_unknown", row, "owner", text, **known)
        return None
