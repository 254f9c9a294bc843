"""Every kind of step done again: what a forger with the whole chain in hand cannot make come out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cultivation.canonical import canonical_json, digest
from cultivation.intake.reader_version import reader_version
from cultivation.record.entries import (
    KINDS,
    ClockSetBack,
    EntriesSetAside,
    RestoreDrilled,
    WorkspaceCreated,
)
from cultivation.record.log import Entry
from cultivation.record.store import Record
from cultivation.review.again import AGAIN
from cultivation.review.replay import Replayed, replay
from tests.record.story import ticking_clock
from tests.record.test_samples import opened
from tests.record.test_verify import attack, rows

# These have nothing to compute.
NOT_AGAIN = {WorkspaceCreated, ClockSetBack, RestoreDrilled, EntriesSetAside}
LOG = "SELECT seq, recorded_at, actor, kind, payload FROM log ORDER BY seq"
Change = Callable[[dict[str, Any]], None]


def test_every_kind_of_step_is_done_again_or_said_not_to_be() -> None:
    assert AGAIN.keys() == KINDS.keys() - {each.KIND for each in NOT_AGAIN}


def sealed_again(path: Path, change: Callable[[int, str, str], str]) -> None:
    """Change payloads and compute every hash again."""
    last, statements = "0" * 64, []
    for seq, recorded_at, actor, kind, payload in rows(path, LOG):
        text = change(seq, kind, payload)
        entry = Entry(seq, recorded_at, actor, kind, json.loads(text), last, "")
        prev, last = last, entry.seal()
        quoted = text.replace("'", "''")
        statements.append(
            f"UPDATE log SET payload = '{quoted}', prev = '{prev}', hash = '{last}' WHERE seq = {seq}"
        )
    attack(path, *statements)


def forge_payload(path: Path, kind: str, change: Change) -> int:
    """Change what the last entry of a kind says; return its number."""
    last = max(seq for seq, _at, _actor, each, _payload in rows(path, LOG) if each == kind)

    def changed(seq: int, _kind: str, payload: str) -> str:
        said = json.loads(payload)
        if seq == last:
            change(said)
        return canonical_json(said).decode()

    sealed_again(path, changed)
    return last


def forge_document(path: Path, kind: str, change: Change) -> int:
    """Change the JSON document of the last entry of a kind, and every mention of its digest."""
    last, payload = [(seq, payload) for seq, _at, _actor, each, payload in rows(path, LOG) if each == kind][
        -1
    ]
    documents = json.loads(payload)["documents"]
    old = next(each["sha256"] for each in documents if each["media_type"] == "application/json")
    with sqlite3.connect(path) as connection:
        [(content,)] = connection.execute("SELECT content FROM document WHERE sha256 = ?", [old]).fetchall()
    connection.close()
    said = json.loads(content)
    change(said)
    new = canonical_json(said)
    sealed_again(path, lambda _seq, _kind, payload: payload.replace(old, digest(new)))
    update = f"UPDATE document SET content = ?, sha256 = '{digest(new)}' WHERE sha256 = '{old}'"
    attack(path, update, parameters=(new,))
    return last


def unpacked(name: str, folder: Path) -> Path:
    opened(name, folder).dispose()
    return folder / f"{name}.db"


def differing(path: Path) -> list[Replayed]:
    record = Record(f"sqlite:///{path}", ticking_clock())
    found = [each for each in replay(record) if not each.same]
    record.dispose()
    return found


def half_more(document: dict[str, Any]) -> None:
    """Show one and a half times what the workbook has."""
    columns = document["blocks"][0]["columns"].values()
    texts = next(each["texts"] for each in columns if str(each["texts"][0]).isdigit())
    texts[0] = str(int(texts[0]) * 3 // 2)


DOCUMENTS: dict[str, tuple[str, Change]] = {
    "workbook_received": ("five_years", half_more),
    "support_imported": ("five_years", lambda said: said["measures"][0].update(reason="x")),
    "robustness_computed": ("five_years", lambda said: said["applications"][0].update(in_pool=7)),
    "ranking_challenged": ("five_years", lambda said: said.update(ranked=5)),
    "consistency_checked": ("five_years", lambda said: said.update(left_out=1)),
    "veto_list_imported": ("sixth_year", lambda said: said["enterprises"].pop()),
    "plan_set": ("five_years", lambda said: said["plans"][0]["targets"].clear()),
    "marks_received": ("sixth_year", lambda said: said["marks"].pop()),
    "experts_listed": ("sixth_year", lambda said: said["experts"].pop()),
}
PAYLOADS: dict[str, Change] = {
    "application_corrected": lambda said: said.update(previous="7"),
    "member_called_up": lambda said: said.update(reserve_place=7),
    "member_removed": lambda said: said.update(enterprise="NOBODY"),
    "enterprise_renamed": lambda said: said.update(previous="另一名称"),
    "enterprise_recoded": lambda said: said.update(names=["另一名称"]),
    "decision_reversed": lambda said: said.update(decision=3),
    "demonstrations_selected": lambda said: said.update(decision=3),
    "notice_given": lambda said: said.update({"until": said["from"]}),
    "objection_resolved": lambda said: said.update(number=9),
    "workbook_received": lambda said: said.update(accepted=said["accepted"] + 1),
    "support_cancelled": lambda said: said.update(enterprise="NOBODY"),
}


@pytest.mark.parametrize("name", ["five_years", "sixth_year"])
def test_forged_documents_do_not_come_out(name: str, tmp_path: Path) -> None:
    """All at once: each step starts from what is stored, so that no forgery hides another."""
    path = unpacked(name, tmp_path)
    own = {kind: change for kind, (where, change) in DOCUMENTS.items() if where == name}
    forged = {kind: forge_document(path, kind, change) for kind, change in own.items()}
    found = {each.seq: each for each in differing(path)}
    assert set(forged.values()) <= found.keys()
    assert all(found[seq].stored != found[seq].recomputed for seq in forged.values())


def test_forged_particulars_do_not_come_out(tmp_path: Path) -> None:
    path = unpacked("five_years", tmp_path)
    forged = {kind: forge_payload(path, kind, change) for kind, change in PAYLOADS.items()}
    found = {each.seq for each in differing(path)}
    assert [kind for kind, seq in forged.items() if seq not in found] == []


def test_a_workbook_that_was_exchanged_does_not_come_out(tmp_path: Path) -> None:
    """Another workbook of the same record, under the digest of its own everywhere."""
    path = unpacked("five_years", tmp_path)
    received = [
        json.loads(payload) for _s, _t, _a, kind, payload in rows(path, LOG) if kind == "workbook_received"
    ]
    ours, theirs = (each["documents"][0]["sha256"] for each in (received[0], received[-1]))
    sealed_again(path, lambda seq, _kind, payload: payload.replace(ours, theirs) if seq < 9 else payload)
    assert any(each.kind == "workbook_received" for each in differing(path))


def read_by(path: Path, reader: str | None) -> None:
    """Say of each workbook which reader read it, and have it find something more than is found now."""

    def told(_seq: int, kind: str, payload: str) -> str:
        said = json.loads(payload)
        if kind == "workbook_received" and reader:
            said["reader"] = reader
        return canonical_json(said).decode()

    sealed_again(path, told)
    forge_document(
        path, "workbook_received", lambda said: said["findings"].append({"code": "no_longer_found"})
    )


@pytest.mark.parametrize("reader", [None, "another"])
def test_other_findings_of_another_reader_are_told_and_no_fault(tmp_path: Path, reader: str | None) -> None:
    path = unpacked("five_years", tmp_path)
    read_by(path, reader)
    record = Record(f"sqlite:///{path}", ticking_clock())
    steps = replay(record)
    record.dispose()
    assert all(each.same for each in steps)
    of_editions = {"robustness_computed", "ranking_challenged"}  # theirs say that they are of an earlier one
    assert [each.kind for each in steps if each.note and each.kind not in of_editions] == [
        "workbook_received"
    ]
    assert forge_document(path, "workbook_received", half_more) in [each.seq for each in differing(path)]


def test_other_findings_of_this_reader_are_a_fault(tmp_path: Path) -> None:
    path = unpacked("five_years", tmp_path)
    read_by(path, reader_version())
    assert [each.kind for each in differing(path)][:1] == ["workbook_received"]


FORGED_ANALYSES: list[dict[str, Change]] = [
    {
        "robustness_computed": lambda said: said["applications"][0].update(in_pool=7),
        "ranking_challenged": lambda said: said["constant"].append("x"),
        "consistency_checked": lambda said: said["columns"].append("x"),
    },
    {
        "robustness_computed": lambda said: said.update(draws="10"),
        "ranking_challenged": lambda said: said.clear(),
        "consistency_checked": lambda said: said["groups"].append({"size": 6, "marks": []}),
    },
    {"robustness_computed": lambda said: said.update(draws=10**12)},  # would take for ever
]


def of_other_libraries(said: dict[str, Any]) -> None:
    said["versions"] = {"numpy": "1.0"}


def test_forged_analyses_do_not_come_out(tmp_path: Path) -> None:
    path = unpacked("five_years", tmp_path)
    whole = path.read_bytes()
    for changes in FORGED_ANALYSES:
        for kind, change in changes.items():
            forge_document(path, kind, change)
        found = {each.kind: each for each in last_year(path) if not each.same}
        assert found.keys() == changes.keys()
        assert all(each.stored != each.recomputed for each in found.values())
        path.write_bytes(whole)


def test_analyses_of_other_libraries_are_told_and_forged_ones_are_a_fault(tmp_path: Path) -> None:
    path = unpacked("five_years", tmp_path)
    for kind in FORGED_ANALYSES[0]:
        forge_document(path, kind, of_other_libraries)
    found = {each.kind: each for each in last_year(path)}
    assert all("numpy 1.0" in found[kind].note and found[kind].same for kind in FORGED_ANALYSES[0])
    for kind, change in FORGED_ANALYSES[0].items():
        forge_document(path, kind, change)
    found = {each.kind: each for each in last_year(path) if not each.same}
    assert found.keys() == FORGED_ANALYSES[0].keys()
    assert all("numpy 1.0" in each.problem for each in found.values())


def last_year(path: Path) -> list[Replayed]:
    record = Record(f"sqlite:///{path}", ticking_clock())
    steps = replay(record, 2021)
    without = replay(record, 2021, analyses=False)
    record.dispose()
    assert {each.kind for each in steps} - {each.kind for each in without} == FORGED_ANALYSES[0].keys()
    return steps
