"""What a file says beside those before it: 2018 of the town, taken in file by file and not kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cultivation import review
from cultivation.intake.formats.sources import files_at
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.intake_json import account_json, file_json
from tests.queries.town import HEAD, Town, reading_here, rules

ANLAN = ("ANLAN", "Anlan Optics", "光电", 1000, 80, 13, "否")
ENZE = ("ENZE", "Enze Code", "软件", 1000, 45, 9, "否")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """In 2016 ANLAN and, as OLD, Olden apply; OLD becomes NEW, which then is called Newer. 2017 is open.

    The plausibility rule doubts R&D of more than five times last year's.
    """
    doubt = (
        "gates:\n",
        "plausibility:\n  jump: {doubt_when: last_year(rd) > 0 and rd > 5 * last_year(rd), fields: [rd], "
        "zh: 增长, en: more than five times}\ngates:\n",
    )
    town = Town(tmp_path_factory.mktemp("intake"))
    review.create(town.record, "王芳")
    town.do(review.open_year, 2016, rules(doubt), None)
    with reading_here():
        old = ("OLD", "Olden", "软件", 1000, 10, 1, "否")
        seven = ("007", "Seven", "软件", 1000, 10, 1, "否")
        town.do(review.intake, 2016, files_at([town.workbook("first.xlsx", [HEAD, ANLAN, old, seven])]))
    town.do(review.recode, "OLD", "NEW", "d", date(2017, 1, 1))
    town.do(review.rename, "NEW", "Newer", "d", date(2017, 1, 2))
    town.do(review.open_year, 2017, rules(doubt), None)
    yield town
    town.record.dispose()


def taken(town: Town, folder: Path, *files: list[tuple[Any, ...]], **handling: Any) -> list[FileReceived]:
    """Take files in one after the other, in a transaction that is not kept."""
    town.folder = folder
    paths = [town.workbook(f"{number}.xlsx", [HEAD, *rows]) for number, rows in enumerate(files)]
    with reading_here():
        given = (town.record, "王芳", 2017, files_at(paths))
        return review.intake(*given, dry_run=True, handling=review.IntakeOptions(**handling))


def codes(found: FileReceived) -> list[tuple[str, str]]:
    return [(each.code, each.cell) for each in found.findings if each.severity.value != "note"]


def test_the_same_again_is_unchanged_and_another_value_is_refused_unless_it_shall_count(
    small: Town, tmp_path: Path
) -> None:
    changed = (*ANLAN[:4], 81, *ANLAN[5:])
    first, same, other = taken(small, tmp_path, [ANLAN], [ANLAN, ENZE], [changed])
    assert (first.accepted, first.rejected, first.unchanged, first.enterprises) == (1, 0, 0, 1)
    assert (same.accepted, same.rejected, same.unchanged, same.enterprises) == (1, 0, 1, 2)
    assert (other.accepted, other.rejected, other.unchanged) == (0, 1, 0)
    assert "filed_before" in [code for code, _cell in codes(other)]
    *_others, last = taken(small, tmp_path, [ANLAN], [changed], supersede=True)
    assert (last.accepted, last.rejected) == (1, 0)
    assert account_json([first, same, other]) == {
        "files": 3,
        "read": 3,
        "not_read": 0,
        "passed_over": 0,
        "enterprises": 4,
        "accepted": 2,
        "rejected": 1,
        "unchanged": 1,
    }


def test_an_earlier_code_is_refused_with_the_present_one(small: Town, tmp_path: Path) -> None:
    (found,) = taken(small, tmp_path, [("OLD", "Olden", *ANLAN[2:]), ENZE, ANLAN])
    assert (found.accepted, found.rejected) == (2, 1)
    (finding,) = [each for each in found.findings if each.code == "earlier_code"]
    assert (finding.cell, finding.details["now"], finding.details["name"]) == ("A2", "NEW", "Olden")


def test_zeros_that_a_spreadsheet_took_are_noticed(small: Town, tmp_path: Path) -> None:
    rows = [(number, f"Number {number}", *ANLAN[2:]) for number in (8, 7, 9)]
    (found,) = taken(small, tmp_path, rows)
    assert (found.accepted, found.rejected) == (2, 1)
    (finding,) = [each for each in found.findings if each.code == "identifier_zeros_lost"]
    assert (finding.cell, finding.details["known"]) == ("A3", "007")
    (right,) = taken(small, tmp_path, [("007", "Seven", *ANLAN[2:4], 10, *ANLAN[5:])])
    assert (right.accepted, codes(right)) == (1, [])


def test_a_name_is_compared_with_the_last_one_as_renamed_since(small: Town, tmp_path: Path) -> None:
    (same,) = taken(small, tmp_path, [("NEW", "Newer", *ANLAN[2:4], 50, *ANLAN[5:])])
    assert (same.accepted, codes(same)) == (1, [])
    (other,) = taken(small, tmp_path, [("ANLAN", "Anlan Glass", *ANLAN[2:])])
    assert (other.accepted, codes(other)) == (1, [("name_changed", "A2")])


def test_figures_are_set_beside_those_of_the_last_year(small: Town, tmp_path: Path) -> None:
    (calm,) = taken(small, tmp_path, [(*ANLAN[:4], 400, *ANLAN[5:])])
    (jumped,) = taken(small, tmp_path, [(*ANLAN[:4], 401, *ANLAN[5:]), (*ENZE[:4], 900, *ENZE[5:])])
    assert (calm.accepted, codes(calm)) == (1, [])
    assert (jumped.accepted, [cell for _code, cell in codes(jumped)]) == (2, ["E2"])


def test_figures_under_an_earlier_code_are_last_years_too(small: Town, tmp_path: Path) -> None:
    """OLD spent 10 in 2016 and is NEW since: 50 is five times as much, 51 more."""
    (found,) = taken(small, tmp_path, [("NEW", "Newer", *ANLAN[2:4], 51, *ANLAN[5:])])
    assert (found.accepted, codes(found)) == (1, [("implausible", "E2")])


def test_what_was_wrong_before_and_is_right_now_is_told(small: Town, tmp_path: Path) -> None:
    wrong, right = (*ANLAN[:4], "about 80", *ANLAN[5:]), ANLAN
    first, second = taken(small, tmp_path, [wrong], [right])
    assert (first.accepted, first.rejected) == (0, 1)
    (fixed,) = second.fixed
    assert (fixed.name, fixed.label.en, fixed.before, fixed.now) == (
        *("Anlan Optics", "R&D expenditure", "about 80", "80"),
    )
    still = taken(small, tmp_path, [wrong], [(*ANLAN[:4], "about 80", *ANLAN[5:])])[1]
    assert still.fixed == ()


def test_a_file_as_json(small: Town, tmp_path: Path) -> None:
    wrong = (*ANLAN[:4], "about 80", *ANLAN[5:])
    _first, second = taken(small, tmp_path, [wrong], [ANLAN])
    told = file_json(second)
    assert (told["name"], told["state"], told["accepted"], told["rejected"], told["unchanged"]) == (
        *("1.xlsx", "read", 1, 0, 0),
    )
    assert told["fixed"] == [
        {"enterprise": "Anlan Optics", "field": "R&D expenditure", "before": "about 80", "now": "80"}
    ]
    assert [(each["cell"], each["heading"], each["field"]) for each in told["understood"]] == [
        (f"{column}1", heading, field)
        for column, heading, field in zip(
            "ABCDEFG",
            HEAD,
            ("code", "name", "sector", "revenue", "rd", "patents", "accident"),
            strict=True,
        )
    ]
    assert {each["sheet"] for each in told["understood"]} == {"表"}
    assert (len(told["sha256"]), told["set_aside"]) == (
        *(64, [{"sheet": "表", "place": "1", "reason": "header"}]),
    )
    assert second.header_rows == {"表": 1}


def test_a_file_that_cannot_be_read_and_one_that_nobody_made(small: Town, tmp_path: Path) -> None:
    broken, lock = tmp_path / "broken.xlsx", tmp_path / "~$lock.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    lock.write_bytes(b"\x05lock")
    with reading_here():
        found = review.intake(small.record, "王芳", 2017, files_at([broken, lock]), dry_run=True)
    states = {each.name: each.state for each in found}
    assert states["broken.xlsx"] == "not_read"
    assert states.get("~$lock.xlsx", "passed_over") == "passed_over"
    assert account_json(found)["enterprises"] == 0


def test_what_was_wrong_in_another_call_is_remembered_by_the_record(small: Town, tmp_path: Path) -> None:
    wrong = small.workbook("wrong.xlsx", [HEAD, (*ENZE[:4], "about 45", *ENZE[5:])])
    with reading_here():
        review.intake(small.record, "王芳", 2017, files_at([wrong]))
    (found,) = taken(small, tmp_path, [ENZE])
    assert [(each.name, each.before, each.now) for each in found.fixed] == [("Enze Code", "about 45", "45")]
