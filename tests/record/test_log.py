"""The log: the chain, the documents, and that a transaction is all or nothing."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.canonical import canonical_json, digest
from cultivation.errors import EnvironmentTrouble
from cultivation.record.documents import NewDocument
from cultivation.record.log import NOTHING_BEFORE, seal
from cultivation.record.store import Record
from tests.record.saying import saying
from tests.record.story import tell, ticking_clock


def test_each_entry_is_sealed_and_follows_the_one_before(told: Record) -> None:
    with told.reading() as reader:
        entries = list(reader.entries())
    assert [entry.seq for entry in entries] == list(range(1, 13))
    assert entries[0].recorded_at == "2017-03-01T09:30:00.000000Z"
    previous = NOTHING_BEFORE
    for entry in entries:
        sealed = {
            name: getattr(entry, name) for name in ("seq", "recorded_at", "actor", "kind", "payload", "prev")
        }
        assert (entry.prev, entry.hash) == (previous, digest(canonical_json(sealed)))
        previous = entry.hash


@given(
    some.integers(1, 2**40),
    *[some.text()] * 4,
    some.dictionaries(some.text(), some.text() | some.integers(0, 9)),
)
def test_what_is_hashed_is_the_canonical_form_of_the_whole(
    seq: int, moment: str, actor: str, kind: str, prev: str, payload: dict[str, str | int]
) -> None:
    whole = {
        "seq": seq,
        "recorded_at": moment,
        "actor": actor,
        "kind": kind,
        "payload": payload,
        "prev": prev,
    }
    assert seal(seq, moment, actor, kind, canonical_json(payload), prev) == digest(canonical_json(whole))


def test_the_hash_is_the_same_on_every_machine(tmp_path: Path) -> None:
    record = Record(f"sqlite:///{tmp_path / 'x.db'}", ticking_clock())
    record.create()
    with record.writing("李雷") as writer:
        entry = writer.append(saying("workspace_created", {"program": "0.1.0"}))
    assert entry.hash == "0cb09866bb187c8b3a27a4abf0d7e23b61353c0c5d9934e023d1c42ac6b90d26"


def test_entries_are_read_from_where_one_likes(told: Record) -> None:
    with told.reading() as reader:
        assert [entry.seq for entry in reader.entries(after=10)] == [11, 12]
        assert [entry.seq for entry in reader.entries(limit=2, newest_first=True)] == [12, 11]


def test_letters_are_stored_in_one_normal_form(record: Record) -> None:
    with record.writing("Rene\u0301") as writer:
        entry = writer.append(
            saying("noted", {"cafe\u0301": "e\u0301"}), [NewDocument(b"x", "e\u0301.txt", "text/plain")]
        )
    assert entry.actor == "Ren\u00e9"
    assert entry.payload["caf\u00e9"] == "\u00e9"
    with record.reading() as reader:
        assert list(reader.entries()) == [entry]
        assert reader.verify().ok


def test_a_document_is_stored_once_under_its_first_name(record: Record) -> None:
    twice = [NewDocument(b"same", name, "text/plain") for name in ("first.txt", "second.txt")]
    with record.writing("li") as writer:
        entry = writer.append(saying("noted", {}), twice)
        again = writer.append(saying("noted", {}), [NewDocument(b"same", "third.txt", "text/plain")])
    assert [each["name"] for each in entry.payload["documents"]] == ["first.txt", "second.txt"]
    assert again.payload["documents"][0]["sha256"] == digest(b"same")
    with record.reading() as reader:
        assert reader.document(digest(b"same")) == b"same"
        assert reader.verify().ok


def test_a_document_that_is_not_there_is_a_trouble(record: Record) -> None:
    with record.reading() as reader, pytest.raises(EnvironmentTrouble, match="0123"):
        reader.document("0123")


def test_a_dry_run_leaves_nothing(record: Record) -> None:
    with record.writing("li", dry_run=True) as writer:
        entry = writer.append(saying("noted", {}), [NewDocument(b"x", "x", "text/plain")])
        assert entry.seq == 1
    assert_empty(record)


def test_an_exception_leaves_nothing(record: Record) -> None:
    with pytest.raises(ZeroDivisionError), record.writing("li") as writer:
        writer.append(saying("noted", {}), [NewDocument(b"x", "x", "text/plain")])
        raise ZeroDivisionError
    assert_empty(record)


def assert_empty(record: Record) -> None:
    with record.reading() as reader:
        assert list(reader.entries()) == []
        verification = reader.verify()
    assert (verification.ok, verification.entries, verification.head) == (True, 0, NOTHING_BEFORE)


def test_a_reader_sees_one_moment(record: Record) -> None:
    with record.reading() as reader:
        assert list(reader.entries()) == []
        tell(record)
        assert list(reader.entries()) == []
        assert reader.years() == []


def test_writers_wait_for_each_other(record: Record) -> None:
    def add_slowly() -> None:
        with record.writing("li") as writer:
            last = sum(1 for _ in writer.entries())
            time.sleep(0.05)
            writer.append(saying("noted", {"before": last}))

    threads = [threading.Thread(target=add_slowly) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with record.reading() as reader:
        assert [entry.payload["before"] for entry in reader.entries()] == [0, 1, 2, 3, 4]
