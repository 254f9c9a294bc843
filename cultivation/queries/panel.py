"""What the record says of a year's panel: experts, recusals, who marks whom, and the marks handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.core.panel.aggregation import PanelResult, combine
from cultivation.core.panel.experts import (
    Conflict,
    Expert,
    Named,
    Recusal,
    barred,
    conflicts,
    core,
    expert_from_record,
)
from cultivation.core.panel.mark_requests import MarkRequest, mark_requests
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.totals import MINIMUM, TOTAL, ZERO
from cultivation.core.scoring.values import values_of_all
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, join_names
from cultivation.queries.events import entries_of_year, notice_of
from cultivation.queries.year import Year
from cultivation.record.documents import JSON
from cultivation.record.entries import ExpertsListed, MarksReceived, PanelAssigned, Recorded, RecusalDeclared
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class ExpertMark:
    """One mark as handed in, None where the expert abstains, with its cell and the comment beside it."""

    enterprise: str
    mark: str
    value: Decimal | None
    cell: str
    comment: str = ""

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        value = None if self.value is None else format(self.value, "f")
        record = {"enterprise": self.enterprise, "mark": self.mark, "value": value, "cell": self.cell}
        return {**record, "comment": self.comment} if self.comment else record


@dataclass(frozen=True)
class ExpertMarks:
    """The workbook of an expert that counts: the last one received."""

    expert: str
    seq: int
    file: str
    sha256: str
    sheet: str
    marks: tuple[ExpertMark, ...]


@dataclass(frozen=True)
class Assignment:
    """Who marks whom, with the number of each enterprise in blind workbooks and of each expert in public.

    Where it is `blind`, experts see of enterprises their numbers alone.
    `each` so many mark an enterprise; of several panels so many of each, `of_panels`.
    """

    seq: int
    digest: str
    each: int
    experts_of: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    labels: Mapping[str, int]
    of_panels: Mapping[str, int] = field(default_factory=dict)
    blind: bool = False


@dataclass(frozen=True)
class Panel:
    """A year's panel as it stands; `found` are all conflicts of its experts with this year's applicants."""

    year: int
    experts: Mapping[str, Expert]
    recusals: tuple[Recusal, ...] = ()
    found: tuple[Conflict, ...] = ()
    assignment: Assignment | None = None
    handed_in: Mapping[str, ExpertMarks] = field(default_factory=dict)

    @property
    def is_blind(self) -> bool:
        """Tell whether experts see numbers instead of names."""
        return self.assignment is not None and self.assignment.blind

    def shown_to_experts(self, enterprise: str, name: str) -> str:
        """Return what an expert may read of an enterprise: its name, or where it is blind its number."""
        if not self.is_blind or self.assignment is None:
            return name
        number = self.assignment.numbers.get(enterprise)
        return _("No. {number}").format(number=number) if number else _("an enterprise")

    @property
    def barred(self) -> frozenset[tuple[str, str]]:
        """Return the pairs (expert, enterprise) that must not be."""
        return barred(self.found)

    def assigned(self) -> dict[str, tuple[str, ...]]:
        """Return who marks each enterprise, without those that must not, or are no more on the panel."""
        if self.assignment is None:
            return {}
        never = self.barred
        return {
            firm: tuple(each for each in experts if each in self.experts and (each, firm) not in never)
            for firm, experts in self.assignment.experts_of.items()
        }

    def firms_of(self, expert: str) -> list[str]:
        """Return what an expert marks, by number."""
        numbers = self.assignment.numbers if self.assignment else {}
        own = [firm for firm, experts in self.assigned().items() if expert in experts]
        return sorted(own, key=lambda firm: numbers[firm])

    @property
    def panel_of(self) -> dict[str, str]:
        """Return the panel that each expert sits on; empty where there is but one."""
        return {key: each.panel for key, each in self.experts.items()}

    @property
    def given(self) -> dict[tuple[str, str, str], Fraction | None]:
        """Return every mark that was handed in and counts, by expert, enterprise and field."""
        return {
            (expert, each.enterprise, each.mark): None if each.value is None else Fraction(each.value)
            for expert, book in self.handed_in.items()
            for each in book.marks
        }


def panel_of(year: Year) -> Panel:
    """Return the panel of a year."""
    reader, experts = year.reader, {}
    for entry in entries_of_year(year, ExpertsListed):
        listed = _json_of(reader, entry)["experts"]
        experts = {each["key"]: expert_from_record(each) for each in listed}
    recusals = tuple(
        Recusal(each.content.expert, each.content.enterprise, each.content.reason)
        for each in entries_of_year(year, RecusalDeclared)
    )
    found = conflicts(list(experts.values()), named_firms(year), recusals) if experts else []
    handed_in = {
        each.content.expert: _handed_in(reader, each) for each in entries_of_year(year, MarksReceived)
    }
    return Panel(year.number, experts, recusals, tuple(found), _assignment(year), handed_in)


def on_panel(year: Year) -> frozenset[str]:
    """Return the enterprises that experts were assigned to."""
    assignment = _assignment(year)
    return frozenset(assignment.experts_of) if assignment else frozenset()


def listed(panel: Panel) -> Panel:
    """Return a panel with experts; refuse one without, and name the missing step."""
    if not panel.experts:
        raise Refused(
            _("No experts are listed for {year}.").format(year=panel.year),
            step=Step(Act.LIST_EXPERTS, panel.year),
        )
    return panel


def assigned(panel: Panel) -> Assignment:
    """Return who marks whom; refuse where that is not settled, and name the missing step."""
    if panel.assignment is None:
        raise Refused(
            _("Nobody is assigned in {year} yet.").format(year=panel.year),
            step=Step(Act.ASSIGN, panel.year),
        )
    return panel.assignment


def find_expert(panel: Panel, text: str) -> Expert:
    """Return the expert that is meant by key, public number or name."""
    if text in panel.experts:
        return panel.experts[text]
    labels = panel.assignment.labels if panel.assignment else {}
    wanted = core(text)
    found = [each for each in panel.experts.values() if core(each.name) == wanted]
    found = found or [
        panel.experts[key] for key, label in labels.items() if str(label) == text and key in panel.experts
    ]
    if len(found) == 1:
        return found[0]
    known = join_names(f"{each.name} ({each.key})" for each in panel.experts.values())
    raise UsageMistake(
        _("No single expert matches {text}. There are: {known}").format(text=text, known=known)
    )


def check_marking_open(year: Year) -> None:
    """Refuse where the proposal is public already."""
    if notice_of(year) is not None:
        raise Refused(
            _("The proposal of {year} is already public; marks are no longer accepted.").format(
                year=year.number
            )
        )


def named_firms(year: Year) -> list[Named]:
    """Return the applicants of a year with their names then and now, and whom they name."""
    latest = year.reader.enterprises()
    panels = year.rules.panel_rules.values()
    fields = list(dict.fromkeys(each for panel in panels for each in panel.conflicts.named))
    firms = []
    for row in year.rows.values():
        people = tuple((kind, key, text) for kind, key in fields if (text := row.text(key)))
        names = tuple(dict.fromkeys((row.name, latest.get(row.enterprise_id, row.name))))
        firms.append(Named(row.enterprise_id, names, people))
    return firms


def mark_requests_of(year: Year) -> dict[str, list[MarkRequest]]:
    """Return what experts mark of each applicant of a year, as the values stand now."""
    rules = year.rules
    if not rules.criterion_of_mark:
        return {}
    applications = sorted(year.applications, key=lambda each: each.id)
    rows = values_of_all(applications, rules, year.cutoff)
    asked = {}
    for application, row in zip(applications, rows, strict=True):
        # a grade that the experts gave stays open to them
        ours = [key for key, each in application.values.items() if "panel" in each.note]
        asked[application.id] = mark_requests(rules, {**row, **dict.fromkeys(ours)})
    return {key: each for key, each in asked.items() if each}


def asked_of(expert: Expert, asked: Mapping[str, list[MarkRequest]]) -> dict[str, list[MarkRequest]]:
    """Return what is asked of an expert: of several panels, what the expert's own marks."""
    own = {key: [each for each in of if each.panel == expert.panel] for key, of in asked.items()}
    return {key: each for key, each in own.items() if each}


def can_be_marked(table: ScoreTable, rules: RuleSet, asked: Mapping[str, list[MarkRequest]]) -> list[str]:
    """Return who has something to mark and fails nothing that marks could not mend, the best first."""
    found = []
    for line in table.lines:
        open_grades = {each.criterion for each in asked.get(line.id, ()) if each.grade}
        lasting = [
            ground
            for ground in line.gates_failed
            if ground != TOTAL and not ground.startswith((MINIMUM, ZERO)) and ground not in open_grades
        ]
        if line.id in asked and not lasting:
            found.append((line.rank is None, line.rank or 0, -rules.total.direction * line.total, line.id))
    return [each[-1] for each in sorted(found)]


def result_of(year: Year, panel: Panel) -> PanelResult:
    """Return what the marks come to as everything stands now."""
    return combine(year.rules, mark_requests_of(year), panel.assigned(), panel.given, panel.panel_of)


def _assignment(year: Year) -> Assignment | None:
    found = None
    for entry in entries_of_year(year, PanelAssigned):
        made = _json_of(year.reader, entry)
        firms = made["firms"]
        found = Assignment(
            entry.seq,
            entry.content.assignment_digest,
            made["each"],
            {key: tuple(each["experts"]) for key, each in firms.items()},
            {key: each["number"] for key, each in firms.items()},
            made["labels"],
            made.get("panels", {}),
            entry.content.blind,
        )
    return found


def _handed_in(reader: Reader, entry: Recorded[MarksReceived]) -> ExpertMarks:
    read = _json_of(reader, entry)
    marks = tuple(
        ExpertMark(
            each["enterprise"],
            each["mark"],
            None if each["value"] is None else Decimal(each["value"]),
            each["cell"],
            each.get("comment", ""),
        )
        for each in read["marks"]
    )
    return ExpertMarks(entry.content.expert, entry.seq, read["file"], read["sha256"], read["sheet"], marks)


def _json_of(reader: Reader, entry: Recorded[Any]) -> Any:
    digest = next(each.sha256 for each in entry.content.documents if each.media_type == JSON)
    return reader.document_json(digest)
