"""Results under one root: sealed, published, proved to each enterprise, sealed again by replay, forged."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from cultivation.canonical import canonical_json
from cultivation.queries.seals import proof_of
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON
from cultivation.record.entries import LinesSealed
from cultivation.record.reader import Reader
from cultivation.record.store import Record
from tests.record.story import ticking_clock
from tests.record.test_verify import attack

from .conftest import Run

Ask = Callable[..., Any]
Proof = dict[str, Any]
DOCUMENTS = Path(__file__).parents[2] / "docs"


def script_of(name: str) -> str:
    """Return the program of the page on proofs, as it stands there."""
    return re.findall(r"```python\n(.*?)```", (DOCUMENTS / name).read_text("utf-8"), re.DOTALL)[0]


SCRIPT = script_of("proof.md")


def carried(page: str) -> Proof:
    """Return the proof that a page carries."""
    found = re.search(r'id="d-proof">(.*?)</script>', page, re.DOTALL)
    assert found
    proof: Proof = json.loads(found[1])
    return proof


def checked_by_hand(proof: Proof, seal: str, folder: Path) -> bool:
    """Let the documents' own script check a proof against what was published."""
    text = json.dumps(proof, ensure_ascii=False).replace("</", "<\\/")
    page = folder / "forged.html"
    page.write_text(f'<script type="application/json" id="d-proof">{text}</script>', encoding="utf-8")
    arguments = ["check.py", str(page), *seal.split()]
    with patch.object(sys, "argv", arguments), redirect_stdout(io.StringIO()):
        try:
            exec(SCRIPT, {})
        except Exception:
            return False
    return True


def prove(run: Run, enterprise: str, year: str, folder: Path, *more: str) -> str:
    """Write the page of an enterprise and return it."""
    path = folder / f"{enterprise}.html"
    run("audit", "prove", enterprise, year, "-o", str(path), *more)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def seal(decided: Run) -> str:
    return decided("audit", "seal", "1984").stdout.strip()


def test_the_seal_says_how_many_lines_and_members_there_are_and_stays(
    decided: Run, ask: Ask, seal: str
) -> None:
    stored = ask("pool")
    form, year, lines, members, root = seal.split()
    assert (form, year) == ("cultivation-seal-1", "1984")
    assert int(members) == len(stored["members"])
    assert int(lines) > int(members)
    assert re.fullmatch("[0-9a-f]{64}", root)
    entries = ask("audit", "verify")["entries"]
    assert decided("audit", "seal", "1984").stdout.strip() == seal
    assert ask("audit", "seal", "1984")["line"] == seal
    assert ask("audit", "verify")["entries"] == entries


def test_every_enterprise_can_check_its_own_result_by_hand(
    decided: Run, ask: Ask, seal: str, tmp_path: Path
) -> None:
    firms = {each["id"]: each for each in ask("pool")["members"]}
    for enterprise in list(firms)[:3]:
        proof = carried(prove(decided, enterprise, "1984", tmp_path))
        assert proof["seal"] == seal
        assert checked_by_hand(proof, seal, tmp_path)
        line, why = json.loads(proof["line"]), ask("why", enterprise, "1984")
        assert (line["enterprise"], line["place"]) == (enterprise, why["rank"])
        assert (line["total"], line["action"], line["reason_code"]) == (
            why["total"],
            why["outcome"],
            why["reason_code"],
        )


def test_all_lines_lead_to_the_root_and_members_come_first(seal: str, workspace: Path) -> None:
    """The root is computed once more, by a tree of the textbook."""
    _form, _year, lines, members, root = seal.split()
    with opened(workspace) as reader:
        own = year_in(reader, 1984)
        proofs = [proof_of(own, line.id).to_json() for line in own.lines]
    assert sorted(each["place"] for each in proofs) == list(range(int(lines)))
    ordered = [each["line"] for each in sorted(proofs, key=lambda each: each["place"])]
    assert _root([line.encode() for line in ordered]) == root
    actions = [json.loads(line)["action"] for line in ordered]
    assert [action in ("enter", "stay") for action in actions] == [True] * int(members) + [False] * (
        int(lines) - int(members)
    )
    salts = {json.loads(line)["salt"] for line in ordered}
    assert len(salts) == int(lines) and all(re.fullmatch("[0-9a-f]{64}", each) for each in salts)


@contextmanager
def opened(workspace: Path) -> Iterator[Reader]:
    record = Record(f"sqlite:///{workspace / 'cultivation.db'}", ticking_clock())
    with record.reading() as reader:
        yield reader
    record.dispose()


def _root(entries: list[bytes]) -> str:
    """Compute the root of RFC 9162 by its definition, from above."""

    def node(some: list[bytes]) -> bytes:
        if len(some) == 1:
            return hashlib.sha256(b"\0" + some[0]).digest()
        half = 1
        while half * 2 < len(some):
            half *= 2
        return hashlib.sha256(b"\1" + node(some[:half]) + node(some[half:])).digest()

    return node(entries).hex()


def forgeries(proof: Proof, other: Proof) -> Iterator[tuple[str, Proof]]:
    """Yield proofs in which one part is not what it was."""
    line = json.loads(proof["line"])
    changes: dict[str, Any] = {
        "name": "Firm X",
        "enterprise": "F999",
        "place": (line["place"] or 0) + 1,
        "total": "99.99",
        "action": "exit" if line["action"] != "exit" else "stay",
        "reason_code": "left_on_rank" if line["reason_code"] != "left_on_rank" else "stayed",
        "year": line["year"] - 1,
        "about": "proposal",
        "reserve_place": 1,
        "override": "as we like",
        "not_met": ["total"],
        "salt": "0" * 64,
        "format": "cultivation-line-2",
        "points": dict.fromkeys(line["points"], "0.00"),
    }
    assert changes.keys() == line.keys()
    for key, value in changes.items():
        yield key, {**proof, "line": canonical_json({**line, key: value}).decode()}
    yield "a space", {**proof, "line": proof["line"].replace(":", ": ", 1)}
    for at, each in enumerate(proof["path"]):
        path = list(proof["path"])
        path[at] = ("0" if each[0] != "0" else "1") + each[1:]
        yield f"hash {at}", {**proof, "path": path}
    yield "a hash less", {**proof, "path": proof["path"][:-1]}
    yield "a hash more", {**proof, "path": [*proof["path"], proof["path"][0]]}
    yield "hashes turned round", {**proof, "path": proof["path"][::-1]}
    yield "position before", {**proof, "place": proof["place"] - 1}
    yield "position behind", {**proof, "place": proof["place"] + 1}
    yield "another's line", {**proof, "line": other["line"]}
    yield "another's position", {**proof, "place": other["place"]}
    yield "another's path", {**proof, "path": other["path"]}


def published(seal: str) -> Iterator[tuple[str, str]]:
    """Yield seals that are not the one that was published."""
    form, year, lines, members, root = seal.split()
    yield "year", f"{form} {int(year) + 1} {lines} {members} {root}"
    yield "lines", f"{form} {year} {int(lines) * 2} {members} {root}"
    yield "members", f"{form} {year} {lines} 0 {root}"
    yield "root", f"{form} {year} {lines} {members} {root[::-1]}"
    yield "form", f"cultivation-seal-2 {year} {lines} {members} {root}"


def test_whatever_part_is_forged_the_check_by_hand_fails(
    decided: Run, ask: Ask, seal: str, tmp_path: Path
) -> None:
    members = [each["id"] for each in ask("pool")["members"]]
    proof, other = (carried(prove(decided, each, "1984", tmp_path)) for each in (members[0], members[7]))
    assert checked_by_hand(proof, seal, tmp_path)
    for part, forged in forgeries(proof, other):
        assert not checked_by_hand(forged, seal, tmp_path), part
    for part, another in published(seal):
        assert not checked_by_hand(proof, another, tmp_path), part


def test_replay_seals_again_and_finds_a_root_that_is_not_that_of_the_lines(
    ask: Ask, seal: str, workspace: Path
) -> None:
    steps = ask("audit", "replay", "1984")["years"][0]["steps"]
    assert (steps[-1]["kind"], steps[-1]["same"]) == ("lines_sealed", True)
    root = seal.rsplit(maxsplit=1)[-1]
    change = "UPDATE log SET payload = replace(payload, ?, ?) WHERE kind = 'lines_sealed'"
    attack(workspace / "cultivation.db", change, parameters=(root, root[::-1]))
    found = ask("audit", "replay", "1984", code=1)["first_difference"]
    assert found["kind"] == "lines_sealed" and "root" in found["problem"]


def test_the_secret_is_in_the_record_alone_and_a_page_tells_of_nobody_else(
    decided: Run, ask: Ask, seal: str, workspace: Path, tmp_path: Path
) -> None:
    with opened(workspace) as reader:
        (entry,) = reader.entries_of(LinesSealed)
        (document,) = entry.content.documents
        secret = reader.document_json(document.sha256)["secret"]
        names = [line.name for line in year_in(reader, 1984).lines]
    assert document.media_type == JSON and re.fullmatch("[0-9a-f]{64}", secret)
    members = [each["id"] for each in ask("pool")["members"]]
    page = prove(decided, members[0], "1984", tmp_path)
    for text in (page, seal, json.dumps(entry.content.to_payload())):
        assert secret not in text
    own = json.loads(carried(page)["line"])["name"]
    assert own in page
    assert [each for each in names if each != own and re.search(rf"\b{re.escape(each)}\b", page)] == []


def test_what_is_not_sealed_cannot_be_proved_and_a_proposal_is_sealed_as_such(
    run: Run, ask: Ask, begun_scored: Run, tmp_path: Path
) -> None:
    refused = run("audit", "seal", "1983", code=1)
    assert "Nothing is proposed" in refused.stderr
    run("propose", "1983")
    refused = run("audit", "prove", "F001", "1983", "-o", str(tmp_path / "a.html"), code=1)
    assert "cultivation audit seal 1983" in refused.stderr
    made = ask("audit", "seal", "1983")
    assert made["about"] == "proposal"
    run("decide", "1983", "--document", "1", "--date", "1983-12-31", actor="李强")
    run("audit", "prove", "F001", "1983", "-o", str(tmp_path / "a.html"), code=1)  # that was the proposal
    later = ask("audit", "seal", "1983")
    assert (later["about"], later["members"]) == ("decision", made["members"])
    assert later["root"] != made["root"]


def test_the_announcement_prints_the_seal(decided: Run, seal: str, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        path = tmp_path / f"{lang}.html"
        decided("announce", "1984", "-o", str(path), "--by", "Office", "--lang", lang)
        assert seal in path.read_text(encoding="utf-8")
        decided("announce", "1983", "-o", str(path), "--by", "Office", "--lang", lang)
        assert "cultivation-seal" not in path.read_text(encoding="utf-8")


def test_both_documents_hold_the_same_script() -> None:
    assert script_of("proof.zh-CN.md") == SCRIPT
