"""Schemes of the little town: workbooks with every mistake, tasks and targets through two rounds of updates.

The pool of 2016 is ANLAN, BIYUN and CHENHUI. Each gets a task; ANLAN a target that is a number and one that
is yes or no. Who misses two updates in a row is on the watch list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cultivation import review
from cultivation.core.pool.tasks import TaskState
from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.core.rules.scheme_rules import load_scheme_rules
from cultivation.errors import Refused
from cultivation.findings import KINDS
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.schemes.workbook import write_scheme_book
from cultivation.queries.plans import TargetState, progress_text
from cultivation.queries.scheme_books import scheme_book, update_book
from cultivation.queries.scheme_updates import updates_asked, watch_list
from cultivation.queries.schemes import schemes_of
from cultivation.queries.to_raise import to_raise
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.review.replay import replay
from tests.queries.town import Town, reading_here, rules, year_2016

RULES = """id: town_schemes
standards: [town]
name: {zh: 小镇培育方案规则, en: Schemes of the town}
offices:
  works: {zh: 工程科, en: Works office}
answer_days: 20
watch_after: 2
"""
FILE = NewDocument(RULES.encode(), "schemes.yaml", "application/yaml")
BASIS = review.SchemeBasis(FILE, "S1", date(2017, 4, 1))
MEMBERS = ("ANLAN", "BIYUN", "CHENHUI")
Change = Callable[[Worksheet, Worksheet], None]


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(tmp_path_factory.mktemp("schemes"))
    review.create(made.record, "王芳")
    with reading_here():
        year_2016(made)
        yield made
    made.record.dispose()


def blank(town: Town) -> bytes:
    """Return the workbook of schemes as it goes out."""
    with town.at() as reader:
        book = scheme_book(year_in(reader, 2016), load_scheme_rules(FILE.content, FILE.name), MEMBERS)
    return write_scheme_book(book, "en")


def changed(content: bytes, change: Change) -> bytes:
    """Fill in a workbook: `change` gets the sheet of targets and that of tasks."""
    book = openpyxl.load_workbook(BytesIO(content))
    change(book["Targets"], book["Tasks"])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def filled(targets: Worksheet, tasks: Worksheet) -> None:
    """ANLAN: R&D of 12 %, no accident; a task each. Rows: ANLAN 4 (targets), tasks 4, 6 and 8."""
    targets.append(["ANLAN", "Anlan Optics", "Major safety accident", None, "no", 2017])
    for column, value in zip("CEF", ("R&D ratio", "12%", 2017), strict=True):
        targets[f"{column}4"] = value
    for row, owner in ((4, "the enterprise"), (6, "works"), (8, "工程科")):
        task(tasks, row, f"Task of row {row}", owner, date(2017, 9, 30))


def task(
    tasks: Worksheet, row: int, text: object, owner: object, until: object, number: object = None
) -> None:
    for column, value in zip("CDEF", (number, text, owner, until), strict=True):
        tasks[f"{column}{row}"] = value


def set_schemes(town: Town) -> None:
    content = changed(blank(town), filled)
    done = review.import_schemes(town.record, "王芳", 2016, Incoming("s.xlsx", content), BASIS)
    assert (done.findings, done.targets, done.tasks) == ((), 2, 3)


def test_a_workbook_sets_targets_and_tasks(town: Town) -> None:
    set_schemes(town)
    with town.at() as reader:
        found = {each.enterprise: each for each in schemes_of(reader)}
        rules_ = year_in(reader, 2016).rules
    ratio, accident = found["ANLAN"].targets
    assert (ratio.target.value, ratio.start, ratio.state) == ("0.12", ratio.start, TargetState.WAITING)
    assert (accident.target.value, accident.start) == ("no", "no")
    assert progress_text(ratio, rules_) == "R&D ratio 10.00 %, aim 12.00 % by 2017: no application since"
    told = {
        key: [(each.task.number, each.task.text, each.task.owner) for each in one.tasks]
        for key, one in found.items()
    }
    assert told == {
        "ANLAN": [(1, "Task of row 4", "enterprise")],
        "BIYUN": [(1, "Task of row 6", "works")],
        "CHENHUI": [(1, "Task of row 8", "works")],
    }
    assert found["ANLAN"].tasks[0].state(date(2017, 9, 30)) is TaskState.OPEN
    assert found["ANLAN"].tasks[0].state(date(2017, 10, 1)) is TaskState.OVERDUE


def test_what_is_on_record_goes_out_and_comes_back_as_nothing_new(town: Town) -> None:
    set_schemes(town)
    again = changed(blank(town), lambda targets, tasks: None)
    done = review.import_schemes(town.record, "王芳", 2016, Incoming("t.xlsx", again), BASIS)
    assert [each.code for each in done.findings] == ["scheme_nothing"]

    def later(targets: Worksheet, tasks: Worksheet) -> None:
        tasks["F4"] = "2017-12-31"  # the deadline of a task that has a number

    done = review.import_schemes(
        town.record, "王芳", 2016, Incoming("u.xlsx", changed(blank(town), later)), BASIS
    )
    assert (done.findings, done.targets, done.tasks) == ((), 0, 1)
    with town.at() as reader:
        (one,) = schemes_of(reader, ["ANLAN"])
    assert [(each.task.number, each.task.until) for each in one.tasks] == [(1, date(2017, 12, 31))]


def wrong_scheme(targets: Worksheet, tasks: Worksheet) -> None:
    """A mistake of each kind, in a row of its own."""
    rows: tuple[tuple[object, ...], ...] = (
        ("ANLAN", "Anlan Optics", "Profit", None, 5, 2017),  # 7: no such indicator
        ("ANLAN", "Anlan Optics", "R&D ratio", None, "much", 2017),  # 8
        ("ANLAN", "Anlan Optics", "R&D ratio", None, "12%", 2016),  # 9: no later year
        ("ANLAN", "Anlan Optics", "R&D ratio", None, "12%", 2018),  # 10
        ("ANLAN", "Anlan Optics", "R&D ratio", None, "13%", 2018),  # 11: twice
        ("ENZE", "Enze Code", "R&D ratio", None, "12%", 2018),  # 12: no member
    )
    for row in rows:
        targets.append(row)
    task(tasks, 4, None, "works", date(2018, 1, 1))
    task(tasks, 5, "A", "nobody", "some day")
    task(tasks, 6, "B", "works", date(2018, 1, 1), number=7)
    task(tasks, 8, "C", "works", date(2018, 1, 1))
    task(tasks, 9, "C", "works", date(2018, 1, 1))


SCHEME_MISTAKES = [
    ("scheme_indicator_unknown", "Targets", "C7"),
    ("scheme_value_unreadable", "Targets", "E8"),
    ("scheme_year_unreadable", "Targets", "F9"),
    ("scheme_target_twice", "Targets", "C11"),
    ("scheme_firm_unknown", "Targets", "A12"),
    ("scheme_task_missing", "Tasks", "D4"),
    ("scheme_owner_unknown", "Tasks", "E5"),
    ("scheme_day_unreadable", "Tasks", "F5"),
    ("scheme_task_unknown", "Tasks", "C6"),
    ("scheme_task_twice", "Tasks", "D9"),
]


def test_every_mistake_is_told_with_its_cell_and_nothing_is_kept(town: Town) -> None:
    content = changed(blank(town), wrong_scheme)
    done = review.import_schemes(town.record, "王芳", 2016, Incoming("w.xlsx", content), BASIS)
    assert [(each.code, each.sheet, each.cell) for each in done.findings] == SCHEME_MISTAKES
    with town.at() as reader:
        assert not any(each.targets or each.tasks for each in schemes_of(reader))


def test_a_task_without_its_number_is_no_new_one(town: Town) -> None:
    set_schemes(town)

    def again(targets: Worksheet, tasks: Worksheet) -> None:
        tasks["C4"] = None

    content = changed(blank(town), again)
    done = review.import_schemes(town.record, "王芳", 2016, Incoming("w.xlsx", content), BASIS)
    assert [(each.code, each.cell) for each in done.findings] == [("scheme_task_known", "D4")]


def test_another_workbook_or_year_is_refused(town: Town) -> None:
    def codes(content: bytes) -> list[str]:
        done = review.import_schemes(town.record, "王芳", 2016, Incoming("w.xlsx", content), BASIS)
        return [each.code for each in done.findings]

    def stamped(key: str, value: str) -> bytes:
        book = openpyxl.load_workbook(BytesIO(blank(town)))
        for row in book["_meta"].iter_rows():
            if row[0].value == key:
                row[1].value = value
        made = BytesIO()
        book.save(made)
        return made.getvalue()

    def headless(targets: Worksheet, tasks: Worksheet) -> None:
        tasks["D3"] = "What"

    assert codes(stamped("kind", "opinion")) == ["scheme_not_found"]
    assert codes(stamped("year", "2015")) == ["scheme_other_year"]
    assert codes(changed(blank(town), headless)) == ["scheme_sheet_missing"]
    assert codes(b"no workbook") == ["scheme_not_found"]  # a text is a table of one cell


def asked(town: Town, year: int, on: date) -> bytes:
    """Ask for updates of a year; return the one workbook for all."""
    done = review.ask_updates(town.record, "王芳", year, FILE, on)
    with town.at() as reader:
        scheme_rules = load_scheme_rules(FILE.content, FILE.name)
        book = update_book(year_in(reader, year), scheme_rules, done.asked, done.until)
    return write_scheme_book(book, "en")


def update(town: Town, content: bytes, year: int = 2016, on: date = date(2017, 12, 1)) -> Any:
    (taken,) = review.import_updates(town.record, "王芳", year, [Incoming("u.xlsx", content)], on)
    return taken


def answer(tasks: Worksheet, row: int, state: object, done_on: object = None, text: object = None) -> None:
    for column, value in zip("HIJ", (state, done_on, text), strict=True):
        tasks[f"{column}{row}"] = value


def test_an_update_says_how_far_tasks_are(town: Town) -> None:
    set_schemes(town)
    form = asked(town, 2016, date(2017, 11, 1))

    def said(targets: Worksheet, tasks: Worksheet) -> None:
        answer(tasks, 4, "done", "2017-09-12", "built")
        targets["G4"] = "11%"

    taken = update(town, changed(form, said))
    assert sorted(taken.firms) == ["ANLAN"]
    assert [(each.code, each.value) for each in taken.findings] == [
        ("scheme_firm_unanswered", "Biyun Soft"),
        ("scheme_firm_unanswered", "Chenhui Pharma"),
    ]
    with town.at() as reader:
        (one,) = schemes_of(reader, ["ANLAN"])
        owed = [each.stay.enterprise for each in updates_asked(reader) if each.owed]
    assert one.tasks[0].state(date(2018, 1, 1)) is TaskState.DONE
    assert one.tasks[0].said is not None and one.tasks[0].said.done_on == date(2017, 9, 12)
    assert one.stated["rd_ratio", 2017].value == "0.11"
    assert owed == ["BIYUN", "CHENHUI"]
    assert one.targets[0].state is TargetState.WAITING  # what it says itself reaches nothing


def wrong_update(targets: Worksheet, tasks: Worksheet) -> None:
    answer(tasks, 4, "nearly")
    answer(tasks, 5, "done", "2099-01-01")
    answer(tasks, 6, "dropped")
    tasks.append(["ANLAN", "Anlan Optics", 9, "x", "", "", "", "done", "2017-01-01"])
    tasks.append(["BIYUN", "Biyun Soft", 1, "x", "", "", "", "under way", "2017-01-01"])
    targets["G4"] = "much"
    targets.append(["ANLAN", "Anlan Optics", "R&D ratio", "", "", 2030, 5])


UPDATE_MISTAKES = [
    ("scheme_state_unknown", "Tasks", "H4"),
    ("scheme_done_day", "Tasks", "I5"),
    ("scheme_reason_missing", "Tasks", "J6"),
    ("scheme_task_unknown", "Tasks", "C7"),
    ("scheme_task_twice", "Tasks", "C8"),
    ("scheme_value_unreadable", "Targets", "G4"),
    ("scheme_target_unknown", "Targets", "C6"),
]


def test_every_mistake_of_an_update_is_told_and_nothing_is_kept(town: Town) -> None:
    set_schemes(town)
    taken = update(town, changed(asked(town, 2016, date(2017, 11, 1)), wrong_update))
    assert [(each.code, each.sheet, each.cell) for each in taken.findings] == UPDATE_MISTAKES
    with town.at() as reader:
        assert all(each.owed for each in updates_asked(reader))


def test_a_task_left_out_or_without_a_state_is_told(town: Town) -> None:
    set_schemes(town)

    def more(targets: Worksheet, tasks: Worksheet) -> None:
        task(tasks, 5, "Second task", "works", date(2018, 1, 1))

    content = changed(blank(town), more)
    assert review.import_schemes(town.record, "王芳", 2016, Incoming("m.xlsx", content), BASIS).tasks == 1
    form = asked(town, 2016, date(2017, 11, 1))

    def half(targets: Worksheet, tasks: Worksheet) -> None:
        answer(tasks, 4, "under way", "2017-09-01")  # a day, but not done

    taken = update(town, changed(form, half))
    codes = [(each.code, each.cell) for each in taken.findings if each.is_error]
    assert codes == [("scheme_done_without", "I4"), ("scheme_state_missing", "H5")]

    def without(targets: Worksheet, tasks: Worksheet) -> None:
        answer(tasks, 4, "under way")
        tasks.delete_rows(5)

    taken = update(town, changed(form, without))
    assert [each.code for each in taken.findings if each.is_error] == ["scheme_task_left_out"]


def test_two_files_of_one_member_are_both_left_and_a_later_one_counts(town: Town) -> None:
    set_schemes(town)
    form = asked(town, 2016, date(2017, 11, 1))
    first = changed(form, lambda _targets, tasks: answer(tasks, 4, "under way"))
    second = changed(form, lambda _targets, tasks: answer(tasks, 4, "done", "2017-08-01"))
    files = [Incoming("a.xlsx", first), Incoming("b.xlsx", second)]
    both = review.import_updates(town.record, "王芳", 2016, files, date(2017, 12, 1))
    assert [[one.code for one in each.findings if one.is_error] for each in both] == [
        ["scheme_firm_two_files"]
    ] * 2
    assert update(town, first).findings[-1].code == "scheme_firm_unanswered"
    assert [each.code for each in update(town, first).findings] == ["received_before"]
    assert update(town, second).findings[-1].code == "scheme_superseded"
    with town.at() as reader:
        (one,) = schemes_of(reader, ["ANLAN"])
    assert one.tasks[0].state(date(2018, 1, 1)) is TaskState.DONE


def test_who_left_since_is_not_asked_any_more(town: Town) -> None:
    set_schemes(town)
    form = asked(town, 2016, date(2017, 11, 1))
    town.do(review.remove_member, "BIYUN", "own_request", "R1", date(2017, 11, 5), by="李强")
    taken = update(town, changed(form, lambda _targets, tasks: answer(tasks, 4, "under way")))
    assert ("scheme_not_asked", "BIYUN") in [(each.code, each.value) for each in taken.findings]


def test_two_missed_in_a_row_lead_to_the_watch_list_and_an_answer_from_it(town: Town) -> None:
    set_schemes(town)
    form = asked(town, 2016, date(2017, 11, 1))  # due by 21 November
    update(town, changed(form, lambda _targets, tasks: answer(tasks, 4, "under way")))
    town.do(review.open_year, 2017, rules(), None)
    second = asked(town, 2017, date(2018, 11, 1))

    def watched(day: date) -> dict[str, tuple[int, ...]]:
        with town.at() as reader:
            return {each.stay.enterprise: each.years for each in watch_list(reader, day)}

    assert watched(date(2017, 12, 31)) == {}  # one missed is not two
    assert watched(date(2018, 11, 21)) == {}  # the last day is not over
    assert watched(date(2018, 11, 22)) == {"BIYUN": (2016, 2017), "CHENHUI": (2016, 2017)}
    late = changed(second, lambda _targets, tasks: answer(tasks, 5, "under way"))
    update(town, late, 2017, date(2018, 12, 1))
    assert watched(date(2018, 12, 2)) == {"CHENHUI": (2016, 2017)}
    with town.at() as reader:
        found = {(each.stay.enterprise, each.year): each for each in updates_asked(reader)}
    assert found["BIYUN", 2017].days_late(date(2019, 1, 1)) == 10  # 21 November to 1 December


def test_all_of_it_comes_out_again(town: Town) -> None:
    set_schemes(town)
    form = asked(town, 2016, date(2017, 11, 1))
    update(town, changed(form, lambda _targets, tasks: answer(tasks, 4, "under way")))
    found = replay(town.record)
    assert found and [each.problem for each in found if not each.same] == []


def test_asking_needs_schemes_and_asking_again_the_same_is_not_recorded(town: Town) -> None:
    with pytest.raises(Refused, match="No member has a scheme yet"):
        review.ask_updates(town.record, "王芳", 2016, FILE, date(2017, 11, 1))
    with pytest.raises(Refused, match="Nobody was asked"):
        update(town, b"")
    set_schemes(town)
    asked(town, 2016, date(2017, 11, 1))
    assert review.ask_updates(town.record, "王芳", 2016, FILE, date(2017, 11, 1)).repeats


def test_every_code_of_schemes_is_provoked_here() -> None:
    text = Path(__file__).read_text("utf-8")
    assert [code for code in KINDS if code.startswith("scheme_") and f'"{code}"' not in text] == []


def test_rules_with_mistakes_name_each_line() -> None:
    offices = b"id: x\nstandards: [town]\nname: {zh: a, en: b}\noffices: {enterprise: {zh: a, en: b}}\n"
    wrong = offices + b"watch_after: 0\nday: 3\n"
    with pytest.raises(RuleMistakes) as told:
        load_scheme_rules(wrong, "schemes.yaml")
    assert [each.line for each in told.value.mistakes] == [5, 6]
    with pytest.raises(RuleMistakes):
        load_scheme_rules(offices, "schemes.yaml")


def test_what_to_raise_takes_in_who_raises_it(town: Town) -> None:
    """ENZE has 40 points, CHENHUI 46 on place 3: one more patent is 2, one more percent of R&D 6."""
    with town.at() as reader:
        (enze,) = to_raise(year_in(reader, 2016), 10, "ENZE")
    needed = {flip.field: flip.value for flip in enze.values}
    assert enze.rank == 4
    assert {"rd", "patents"} <= needed.keys() and enze.points is not None
    assert float(str(enze.points)) > 0
