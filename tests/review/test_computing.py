"""Steps that compute without the lock of the writer: what comes of them when somebody writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cultivation import review
from cultivation.errors import Refused
from cultivation.intake.formats.sources import files_at
from cultivation.queries.last_entries import panel_entry
from cultivation.queries.year import year_in
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.store import Draft, Record, Writer
from cultivation.review import scoring
from cultivation.review.decision import DecisionOptions
from cultivation.review.replay import replay
from tests.queries.test_panel import (
    EXPERTS,
    FIELDS,
    GOALPOSTS,
    JUDGED,
    LEADERS,
    PANEL,
    assignment,
    experts,
    marks,
)
from tests.queries.town import HEAD, NAMES, Town, reading_here, rules
from tests.record.conftest import postgresql, url  # noqa: F401
from tests.record.saying import saying
from tests.record.story import ticking_clock

SEEN = review.Evidence(("seen",))
WITHOUT_NOTICE = rules(
    (GOALPOSTS, JUDGED),
    ("  accident: {type: yes_no", FIELDS),
    ("pool:", PANEL),
    ("notice_days: 5", "notice_days: 0"),
)
Step = Callable[[Record], object]


class Disturbed(Record):
    """A record to which somebody else writes while a step is computed: once for each of `disturbances`."""

    disturbances: list[Callable[[], object]]
    drafts = 0

    @contextmanager
    def drafting(self, actor: str) -> Iterator[Draft]:
        with super().drafting(actor) as draft:
            yield draft
            self.drafts += 1
            if self.disturbances:
                self.disturbances.pop(0)()


class Bare(Town):
    """What the helpers of the panel's tests write to."""

    def __init__(self, record: Record, folder: Path) -> None:
        self.record, self.folder = record, folder


STEPS: dict[str, Step] = {
    "combine": lambda record: review.aggregate_marks(record, "王芳", 2016),
    "recuse": lambda record: review.recuse(record, "王芳", 2016, "e1", "CHENHUI", "kin"),
    "score": lambda record: review.score(record, "王芳", 2016),
    "assign": lambda record: review.assign_panel(record, "王芳", 2016, 1, "lot"),
    "propose": lambda record: review.propose_year(record, "王芳", 2016),
    "decide": lambda record: review.decide(
        *(record, "李强", 2016, "No. 1", date(2017, 3, 1), {}), options=DecisionOptions("marks are late")
    ),
}
BEFORE = {"assign": ("score",), "propose": ("score",), "decide": ("score", "propose")}
KIND = {
    "combine": "marks_aggregated",
    "recuse": "recusal_declared",
    "score": "year_scored",
    "assign": "panel_assigned",
    "propose": "year_proposed",
    "decide": "year_decided",
}


@pytest.fixture
def record(url: str, tmp_path: Path) -> Iterator[Disturbed]:  # noqa: F811
    """Three firms, and two of three experts who handed in marks."""
    record = Disturbed(url, ticking_clock())
    record.disturbances = []
    town = Bare(record, tmp_path)
    review.create(record, "王芳")
    review.open_year(record, "王芳", 2016, WITHOUT_NOTICE, None)
    rows = [(key, NAMES[key], "光电", 1000, 50, 1, "否", leader) for key, leader in LEADERS.items()]
    with reading_here():
        review.intake(
            record, "王芳", 2016, files_at([town.workbook("a.xlsx", [(*HEAD, "法定代表人"), *rows])])
        )
    experts(town, EXPERTS)
    assignment(town, {"ANLAN": (2, ["e1", "e2"]), "BIYUN": (1, ["e1"]), "CHENHUI": (3, ["e2", "e1"])})
    marks(town, "e1", [("ANLAN", "30", ""), ("BIYUN", "20", "solid")])
    marks(town, "e2", [("ANLAN", "20", ""), ("CHENHUI", "40", "")])
    yield record
    record.dispose()


def entries(record: Record) -> list[Entry]:
    with record.reading() as reader:
        return list(reader.entries())


def ready(record: Disturbed, name: str) -> Step:
    for before in BEFORE.get(name, ()):
        STEPS[before](record)
    record.drafts = 0
    return STEPS[name]


def writes(record: Record, step: Step) -> Callable[[], object]:
    """Return what writes as another program would, which a lock that is held would keep out."""

    def write() -> None:
        other = Record(record._database.url.render_as_string(False), ticking_clock())
        step(other)
        other.dispose()

    return write


def note(record: Record) -> None:
    with record.writing("somebody") as writer:
        writer.append(saying("drafted_elsewhere", {}))


def corrects(rd: str) -> Step:
    return lambda record: review.correct(record, "李强", 2016, "ANLAN", "rd", rd, SEEN)


@pytest.mark.parametrize("name", STEPS)
def test_others_write_while_a_step_is_computed(record: Disturbed, name: str) -> None:
    """Who writes meanwhile comes first, and the step is taken again after it; a dry run adds nothing."""
    step = ready(record, name)
    before = entries(record)
    tried = dry(record, step)
    assert entries(record) == before
    record.drafts, record.disturbances = 0, [writes(record, note)]
    taken = step(record)
    added = entries(record)[len(before) :]
    assert [each.kind for each in added[:2]] == ["drafted_elsewhere", KIND[name]]
    assert (record.drafts, name == "assign" or taken == tried) == (2, True)  # a panel names the entry
    with record.reading() as reader:
        assert reader.verify().ok
    again = {each.seq: each.same for each in replay(record)}  # the list of experts was written by hand
    assert all(again[each.seq] for each in added[1:])


def dry(record: Record, step: Step) -> object:
    """Take a step with nothing kept."""
    real = Record.writing

    def writing(self: Record, actor: str, dry_run: bool = False) -> Any:
        return real(self, actor, dry_run=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Record, "writing", writing)
        return step(record)


def test_the_last_state_counts_also_when_there_is_no_rest(record: Disturbed) -> None:
    """Two corrections on the way: the third time nobody else gets in, and both of them are in the points."""
    seen = []
    look = scoring.year_in

    def looked(writer: Writer, year: int) -> Any:
        seen.append(type(writer))
        return look(writer, year)

    record.disturbances = [writes(record, corrects("60")), writes(record, corrects("70"))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "year_in", looked)
        scored = review.score(record, "王芳", 2016)
    assert seen == [Draft, Draft, Writer]
    points = {line.id: line.total for line in scored.table.lines}
    assert (
        points["ANLAN"] - points["BIYUN"] == 12 * 100
    )  # 7 % instead of 5 %, at 6 points each, in hundredths
    kinds = [each.kind for each in entries(record)][-3:]
    assert kinds == ["application_corrected", "application_corrected", "year_scored"]
    assert review.score(record, "王芳", 2016).table.digest == scored.table.digest
    assert [each.kind for each in entries(record)][-3:] == kinds


def test_what_was_refused_in_the_meantime_stays_refused(record: Disturbed) -> None:
    """Two approve at once: the second decides on a year that is decided."""
    ready(record, "decide")
    record.disturbances = [writes(record, STEPS["decide"])]
    with pytest.raises(Refused, match="is decided"):
        review.decide(*(record, "赵六", 2016, "No. 2", date(2017, 3, 1), {}), options=DecisionOptions("late"))
    assert [each.actor for each in entries(record) if each.kind == "year_decided"] == ["李强"]


def test_a_panel_that_changed_since_it_was_seen_is_refused(record: Disturbed) -> None:
    """The assignment is the last change of the panel, though two workbooks came in after it."""
    with record.reading() as reader:
        seen = panel_entry(year_in(reader, 2016))
        assert seen == last_of_kind(reader, "panel_assigned") > last_of_kind(reader, "experts_listed")
    review.recuse(record, "王芳", 2016, "e1", "CHENHUI", "kin", dry_run=True, expected=seen)
    review.recuse(record, "王芳", 2016, "e1", "CHENHUI", "kin", expected=seen)
    with record.reading() as reader:
        now = panel_entry(year_in(reader, 2016))
        assert now == last_of_kind(reader, "recusal_declared") > seen
    for step in (
        lambda: review.recuse(record, "王芳", 2016, "e2", "CHENHUI", "kin", True, seen),
        lambda: review.assign_panel(record, "王芳", 2016, 1, dry_run=True, expected=seen),
    ):
        with pytest.raises(Refused, match=f"was {seen} then, and is {now} now"):
            step()


def last_of_kind(reader: Reader, kind: str) -> int:
    return max(each.seq for each in reader.entries() if each.kind == kind)
