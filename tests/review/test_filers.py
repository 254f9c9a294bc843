"""Who hands in what: a district its own firms, whose later file counts, and what is left to a clerk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cultivation import review
from cultivation.errors import Refused
from cultivation.intake.formats.sources import files_at
from cultivation.language import activate
from cultivation.queries.applications import filings_of
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.year import State
from cultivation.record.actors import By
from cultivation.record.entries import AccountOpened, RoleEnded, RoleGranted, WorkbookReceived
from cultivation.record.store import Record
from cultivation.review.replay import replay
from tests.queries.town import HEAD, Town, reading_here, rules

# The sector stands for the district here; without one a firm cannot be scored.
PLACED = (
    "gates:\n",
    "gates:\n  placed: {test: \"sector != 'medicine'\", zh: 在册, en: placed, source: {document: plan}}\n",
)
OPTICS, SOFTWARE = "光电", "软件"
PEOPLE: dict[str, list[dict[str, object]]] = {
    "光电办": [{"role": "district", "unit": OPTICS}],
    "软件办": [{"role": "district", "unit": "software"}],  # by its English name
    "两区办": [{"role": "district", "unit": OPTICS}, {"role": "district", "unit": SOFTWARE}],
    "安澜": [{"role": "firm", "enterprise": "ANLAN"}],
    "经办": [{"role": "clerk", "year": 2016}],
    "软件二": [{"role": "district", "unit": SOFTWARE}],
    "旁观": [{"role": "observer"}],
}
IDS = {name: chr(ord("a") + number) * 16 for number, name in enumerate(PEOPLE)}
ANLAN = ("ANLAN", "Anlan Optics", OPTICS, 1000, 80, 13, "否")
DONGLI = ("DONGLI", "Dongli Lens", OPTICS, 1000, 50, 4, "否")
ENZE = ("ENZE", "Enze Code", SOFTWARE, 1000, 45, 9, "否")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    activate("en")
    made = Town(tmp_path)
    review.create(made.record, "root")
    made.do(review.open_year, 2016, rules(PLACED), None)
    with made.record.writing("root") as writer:
        for name, roles in PEOPLE.items():
            writer.append(AccountOpened(account=IDS[name], name=name, unit="政府"))
            for each in roles:
                writer.append(RoleGranted(account=IDS[name], document="1", **each))  # type: ignore[arg-type]
    yield made
    made.record.dispose()


def acting(town: Town, name: str) -> Record:
    if name not in IDS:
        return town.record
    return town.record.acting(By("web", "password+totp", account=IDS[name], session=f"of {name}"))


def handed_in(
    town: Town, name: str, *rows: tuple[Any, ...], head: Sequence[str] = HEAD, **handling: Any
) -> FileReceived:
    """Hand in a workbook of its own name; the same rows give the same bytes."""
    path = town.workbook(f"{len(list(town.folder.iterdir()))}.xlsx", [tuple(head), *rows])
    options = review.IntakeOptions(unit_field="sector", **handling)
    with reading_here():
        files = files_at([path])
        return review.intake(acting(town, name), name, 2016, files, handling=options)[0]


def codes(found: FileReceived) -> list[tuple[str, str]]:
    return [(each.code, each.enterprise) for each in found.findings]


def with_rd(firm: tuple[Any, ...], rd: int) -> tuple[Any, ...]:
    return (*firm[:4], rd, *firm[5:])


def rd_of(town: Town, key: str) -> str | None:
    with town.record.reading() as reader:
        row = reader.application(2016, key)
        return row.text("rd") if row else None


def test_a_later_file_of_the_same_unit_counts_without_being_told_to(town: Town) -> None:
    first = handed_in(town, "光电办", ANLAN, DONGLI)
    assert (first.accepted, first.rejected, codes(first)) == (2, 0, [])
    later = handed_in(town, "光电办", with_rd(ANLAN, 81), DONGLI)
    assert (later.accepted, later.rejected, later.unchanged) == (1, 0, 1)
    assert codes(later) == [("superseded", "ANLAN"), ("filed_before_same", "DONGLI")]
    assert rd_of(town, "ANLAN") == "81"
    back = handed_in(town, "两区办", ANLAN, filed_for=OPTICS)
    assert back.accepted == 1 and rd_of(town, "ANLAN") == "80", "another person of the same unit"
    handed_in(town, "软件办", ENZE)
    assert handed_in(town, "软件二", with_rd(ENZE, 46)).accepted == 1, "the unit under its other name"


def test_of_anothers_firms_none_is_taken_and_nothing_is_told(town: Town) -> None:
    handed_in(town, "软件办", ENZE)
    found = handed_in(town, "光电办", ANLAN, with_rd(ENZE, 1), ("X", "No place", "别处", 1000, 1, 1, "否"))
    assert (found.accepted, found.rejected) == (1, 2)
    assert ("other_unit", "ENZE") in codes(found) and rd_of(town, "ENZE") == "45"
    said = " ".join(each.message() for each in found.findings if each.enterprise == "ENZE")
    assert "does not belong to 光电" in said and "45" not in said and "received" not in said


def test_a_firm_that_another_unit_filed_is_left_to_a_clerk(town: Town) -> None:
    handed_in(town, "光电办", ANLAN)
    moved = (*ANLAN[:2], SOFTWARE, *ANLAN[3:])
    for rows in (moved, with_rd(moved, 99)):
        found = handed_in(town, "软件办", rows, supersede=True)
        assert (found.accepted, found.rejected) == (0, 1)
        assert codes(found) == [("filed_by_another", "ANLAN")]
        said = found.findings[0].message()
        assert "already submitted by 光电" in said and ".xlsx" not in said
    asked = handed_in(town, "经办", with_rd(moved, 98))
    assert codes(asked)[0] == ("filed_before", "ANLAN"), "a clerk says so expressly"
    assert handed_in(town, "经办", with_rd(moved, 98), supersede=True).accepted == 1
    again = handed_in(town, "光电办", with_rd(ANLAN, 97))
    assert codes(again) == [("filed_by_another", "ANLAN")] and "by the office" in again.findings[0].message()
    assert rd_of(town, "ANLAN") == "98"


def test_an_enterprise_replaces_what_it_or_its_unit_filed_and_its_unit_does_not_undo_it(town: Town) -> None:
    handed_in(town, "光电办", ANLAN)
    found = handed_in(town, "安澜", with_rd(ANLAN, 70), with_rd(DONGLI, 1))
    assert (found.accepted, rd_of(town, "ANLAN"), rd_of(town, "DONGLI")) == (1, "70", None)
    assert ("other_unit", "DONGLI") in codes(found)
    assert handed_in(town, "安澜", with_rd(ANLAN, 71)).accepted == 1
    found = handed_in(town, "光电办", with_rd(ANLAN, 72))
    assert codes(found) == [("filed_by_another", "ANLAN")]
    assert "by the enterprise itself" in found.findings[0].message() and rd_of(town, "ANLAN") == "71"


def test_what_somebody_else_handed_in_first_does_not_stop_whose_it_is(town: Town) -> None:
    """The very bytes of a unit's workbook, sent by another before it."""
    path = town.workbook("same.xlsx", [HEAD, ANLAN])
    options = review.IntakeOptions(unit_field="sector")
    with reading_here():
        for name, accepted in (("软件办", 0), ("光电办", 1), ("光电办", 0)):
            given = (acting(town, name), name, 2016, files_at([path]))
            assert review.intake(*given, handling=options)[0].accepted == accepted, name


@pytest.mark.parametrize("rows", [1, 40])
def test_a_blank_is_filled_with_the_unit_and_doubted(rows: int, town: Town) -> None:
    blank = (*ANLAN[:2], None, *ANLAN[3:])
    others = [(f"F{each}", f"Firm {each}", OPTICS, 1000, 1, 1, "否") for each in range(rows - 1)]
    found = handed_in(town, "光电办", blank, *others)
    assert found.accepted == rows and codes(found) == [("unit_filled", "ANLAN")]
    assert found.findings[0].cell == "C2" and "Sector is blank; 光电 was taken" in found.findings[0].message()
    with town.record.reading() as reader:
        row = reader.application(2016, "ANLAN")
        assert row is not None and row.text("sector") == "optics"
        assert filings_of(State(reader).year(2016))[0].state == "doubtful"
    assert handed_in(town, "经办", ("G", "Gap", None, 1000, 1, 1, "否")).accepted == 0, (
        "of the office: as ever"
    )


def test_who_has_no_account_hands_in_as_ever(town: Town) -> None:
    handed_in(town, "王芳", ANLAN, ENZE)
    assert codes(handed_in(town, "王芳", with_rd(ANLAN, 1)))[0] == ("filed_before", "ANLAN")
    assert handed_in(town, "王芳", with_rd(ANLAN, 2), supersede=True).accepted == 1
    with town.record.reading() as reader:
        payloads = [each.payload for each in reader.entries() if each.kind == WorkbookReceived.KIND]
    assert not [each for each in payloads if {"unit", "unit_field", "applicant"} & each.keys()]


def test_what_may_not_be_handed_in_is_refused(town: Town) -> None:
    with pytest.raises(Refused, match="files for several: 光电, 软件"):
        handed_in(town, "两区办", ANLAN)
    with pytest.raises(Refused, match="files for several"):
        handed_in(town, "两区办", ANLAN, filed_for="医药")
    with pytest.raises(Refused, match="has no role that permits this"):
        handed_in(town, "旁观", ANLAN)
    with pytest.raises(Refused, match="Only a clerk"):
        handed_in(town, "光电办", ANLAN, late_by="1号")
    forged = WorkbookReceived(year=2016, file="x.xlsx", accepted=0, rejected=0)
    for unit, applicant in (("软件", None), (None, None), (OPTICS, "ANLAN"), (None, "ANLAN")):
        with (
            pytest.raises(Refused, match="has no role"),
            acting(town, "光电办").writing("光电办") as writer,
        ):
            writer.append(replace(forged, unit=unit, applicant=applicant))


def test_all_of_it_comes_out_the_same_when_it_is_done_again(town: Town) -> None:
    blank = (*DONGLI[:2], None, *DONGLI[3:])
    handed_in(town, "光电办", ANLAN, blank, ENZE)
    handed_in(town, "安澜", with_rd(ANLAN, 70))
    handed_in(town, "两区办", with_rd(ANLAN, 71), with_rd(DONGLI, 9), filed_for=OPTICS)
    with town.record.writing("root") as writer:
        row = next(each for each in writer.account_roles() if each.account == IDS["光电办"])
        said = {"account": row.account, "role": row.role, "unit": row.unit}
        writer.append(RoleEnded(**said, began=row.seq, reason="调离"))  # type: ignore[arg-type]
    steps = replay(town.record, 2016)
    again = [each for each in steps if each.kind == WorkbookReceived.KIND]
    assert [each.problem for each in again] == ["", "", ""]
    with town.record.reading() as reader:
        entries = list(reader.entries_of(WorkbookReceived))
        units = [(each.content.unit, each.content.unit_field, each.content.applicant) for each in entries]
    assert units == [(OPTICS, "sector", None), (None, None, "ANLAN"), (OPTICS, "sector", None)]
    assert [each.by.role for each in entries if each.by] == ["district", "firm", "district"]
