"""Records that an earlier version wrote are read as they are (samples/README.md).

Numbers and heads are those that the script on docs/record.md, "Checking it by hand", finds in the files.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from cultivation.canonical import canonical_json
from cultivation.record.entries import (
    KINDS,
    AccessSealed,
    AccountClosed,
    AccountOpened,
    AppealDismissed,
    AppealFiled,
    AppealUpheld,
    CertificatesIssued,
    CertificateVoided,
    ClockSetBack,
    CorrectionProposed,
    DifferenceSettled,
    EntriesSetAside,
    EvidenceReceived,
    FilingWindowSet,
    FindingContested,
    FindingSettled,
    GroupListed,
    HeadingExplained,
    IdentitiesRequired,
    LinesSealed,
    MarkingClosed,
    MarkingOpened,
    MeetingRecorded,
    MemberCalledUp,
    NoConflictDeclared,
    OpinionReceived,
    OpinionsClosed,
    OpinionsRequested,
    PoolOpened,
    ReceiptDeclined,
    RegisterImported,
    RestoreDrilled,
    ReversalProposed,
    RoleAsked,
    RoleEnded,
    RoleGranted,
    SchemeUpdated,
    SchemeUpdatesAsked,
    SupportApproved,
    SupportReturned,
    TokenIssued,
    TokenRevoked,
    VisitRecorded,
    VisitsDrawn,
    YearDecided,
    ZoneAnswered,
    ZoneNotified,
    recorded,
)
from cultivation.record.store import Record
from cultivation.review.replay import replay
from tests.record.story import ticking_clock

SAMPLES = Path(__file__).parent / "samples"
HEADS = {
    "five_years": (98, "3116b0966f25dd645fbf04decbc176d5aef43ebfa58c3785452656d8f0ad1f31"),
    "sixth_year": (34, "d6f34fe2f66718f13c0cf4d554742feeefebbff4912d0ba057cc75efb2b6f121"),
}
LATER = {  # kinds that the earlier version did not know
    ReceiptDeclined.KIND,
    HeadingExplained.KIND,
    PoolOpened.KIND,
    FilingWindowSet.KIND,
    MarkingOpened.KIND,
    MarkingClosed.KIND,
    NoConflictDeclared.KIND,
    FindingContested.KIND,
    FindingSettled.KIND,
    EntriesSetAside.KIND,
    ReversalProposed.KIND,
    ClockSetBack.KIND,
    RestoreDrilled.KIND,
    LinesSealed.KIND,
    AppealFiled.KIND,
    AppealDismissed.KIND,
    CorrectionProposed.KIND,
    AppealUpheld.KIND,
    CertificatesIssued.KIND,
    CertificateVoided.KIND,
    GroupListed.KIND,
    SupportApproved.KIND,
    SupportReturned.KIND,
    RegisterImported.KIND,
    DifferenceSettled.KIND,
    MeetingRecorded.KIND,
    OpinionsRequested.KIND,
    OpinionReceived.KIND,
    OpinionsClosed.KIND,
    AccountOpened.KIND,
    AccountClosed.KIND,
    RoleAsked.KIND,
    RoleGranted.KIND,
    RoleEnded.KIND,
    IdentitiesRequired.KIND,
    AccessSealed.KIND,
    TokenIssued.KIND,
    TokenRevoked.KIND,
    EvidenceReceived.KIND,
    VisitsDrawn.KIND,
    VisitRecorded.KIND,
    SchemeUpdatesAsked.KIND,
    SchemeUpdated.KIND,
    ZoneNotified.KIND,
    ZoneAnswered.KIND,
}


def opened(name: str, folder: Path) -> Record:
    path = folder / f"{name}.db"
    path.write_bytes(gzip.decompress((SAMPLES / f"{name}.db.gz").read_bytes()))
    record = Record(f"sqlite:///{path}", ticking_clock())
    record.create()  # brings the tables up to date
    return record


@pytest.fixture(params=HEADS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def earlier(name: str, tmp_path: Path) -> Iterator[Record]:
    record = opened(name, tmp_path)
    yield record
    record.dispose()


def test_the_record_is_verified(earlier: Record, name: str) -> None:
    with earlier.reading() as reader:
        found = reader.verify()
    assert (found.ok, found.entries, found.head) == (True, *HEADS[name])


def test_its_tables_come_out_as_the_earlier_version_made_them(earlier: Record) -> None:
    with earlier.writing("li") as writer:
        found = writer.rebuild()
    assert [name for name, table in found.tables.items() if not table.same] == []


def test_its_steps_come_out_again(earlier: Record) -> None:
    found = replay(earlier)
    assert found and [each.problem for each in found if not each.same] == []


def test_every_entry_is_written_as_it_was_read(earlier: Record) -> None:
    with earlier.reading() as reader:
        for entry in reader.entries():
            said = recorded(entry)
            assert said is not None, entry.kind
            assert not said.content.more, entry.kind  # each key has a field
            assert said.content.to_payload() == entry.payload
            assert canonical_json(said.content.to_payload()) == canonical_json(entry.payload)


def test_the_samples_hold_every_kind_of_their_version(tmp_path: Path) -> None:
    found = set()
    for name in HEADS:
        record = opened(name, tmp_path)
        with record.reading() as reader:
            found |= {entry.kind for entry in reader.entries()}
        record.dispose()
    assert found == KINDS.keys() - LATER


def test_members_are_those_of_the_story(tmp_path: Path) -> None:
    """As test_five_years.py tells them by hand: 安澜 and 东篱 entered in 2016 under earlier codes."""
    record = opened("five_years", tmp_path)
    with record.reading() as reader:
        since = {each.id: each.since for each in reader.members(2018)}
        decided = {each.content.year: each.content for each in reader.entries_of(YearDecided)}
        called = [each.content for each in reader.entries_of(MemberCalledUp)]
    record.dispose()
    assert since == {"ANLAN2": 2016, "DONGLI2": 2016, "FENGLIN": 2018, "GUANLAN": 2017}
    assert {year: (said.date, said.approver) for year, said in decided.items() if year > 2018} == {
        2019: ("2020-03-10", "李强"),
        2020: ("2021-03-10", "李强"),
    }
    assert called[-1].enterprise == "CHENHUI" and called[-1].on == "2020-06-15"
    assert (called[-1].reason, decided[2020].despite) == ("", None)


def test_what_was_not_always_said_is_read_where_it_is_said(tmp_path: Path) -> None:
    record = opened("sixth_year", tmp_path)
    with record.reading() as reader:
        [first, last] = [each.content for each in reader.entries_of(YearDecided)]
    record.dispose()
    assert first.despite is None and last.despite == "评审未完成"
    assert [(each.enterprise, each.action, each.reason) for each in last.overrides] == [
        ("ANLAN", "exit", "会议决定")
    ]
