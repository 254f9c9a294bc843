"""The approver's signature: made here or elsewhere, demanded, and what a forger of the chain cannot do."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cultivation import review
from cultivation.core.pool.proposal import Action
from cultivation.errors import Refused, UsageMistake
from cultivation.record import approvals, checker
from cultivation.record.approvals import Approvers, Signed
from cultivation.record.entries import WorkbookReceived, YearDecided
from cultivation.record.export import export
from cultivation.record.store import Record
from cultivation.record.verify import Verification
from cultivation.review.approval import Approve, Noting, message_of, signed_elsewhere, signed_with, unsigned
from cultivation.review.decision import DecisionOptions
from cultivation.review.replay import replay
from tests.record.anchors.test_signatures import SM3, openssl, pair
from tests.record.story import receive, ticking_clock
from tests.record.test_export import MOMENT
from tests.review.filed import filed
from tests.review.test_policy_through_years import rules
from tests.review.test_replay import forge_payload

pytest.importorskip("cryptography", reason="signatures need cryptography")
pytest.importorskip("gmalg", reason="signatures need gmalg")
YEAR, DAY, LATER = 2016, date(2017, 3, 1), datetime(2017, 3, 5, tzinfo=UTC)
Keys = dict[str, tuple[bytes, bytes]]


def proposed_in(folder: Path) -> Path:
    """Propose that A and B enter, and C does not."""
    path = folder / "proposed.db"
    record = Record(f"sqlite:///{path}", ticking_clock())
    review.create(record, "王芳")
    review.open_year(record, "王芳", YEAR, rules("capacity: 2"), None)
    with record.writing("王芳") as writer:
        receive(writer, YEAR, "all.xlsx", [filed("A", 800), filed("B", 700), filed("C", 600)])
    review.score(record, "王芳", YEAR)
    review.propose_year(record, "王芳", YEAR)
    record.dispose()
    return path


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return proposed_in(tmp_path_factory.mktemp("proposed"))


@pytest.fixture(scope="module")
def keys() -> Keys:
    """Keys as OpenSSL makes them."""
    return {kind: pair(kind) for kind in ("ed25519", "SM2")} | {"other": pair("ed25519")}


@pytest.fixture
def path(proposed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(proposed, tmp_path / "record.db"))


@pytest.fixture
def record(path: Path) -> Iterator[Record]:
    opened = Record(f"sqlite:///{path}", lambda: LATER)
    yield opened
    opened.dispose()


def decide(record: Record, approve: Approve = unsigned, **said: Any) -> review.Decided:
    words = {"document": "1号", "on": DAY, "overrides": {}, "dry_run": False, **said}
    return review.decide(record, "李强", YEAR, options=DecisionOptions(approve=approve), **words)


def to_sign(record: Record, **said: Any) -> bytes:
    noted = Noting()
    decide(record, noted, dry_run=True, **said)
    return message_of(noted.decision)


def decision(record: Record) -> YearDecided:
    with record.reading() as reader:
        (entry,) = reader.entries_of(YearDecided)
    return entry.content


def verified(record: Record) -> Verification:
    with record.reading() as reader:
        return reader.verify()


def outcome(record: Record, known: Approvers = approvals.NOBODY) -> Signed:
    with record.reading() as reader:
        (found,) = reader.approvals(known)
    return found.outcome


def test_the_bytes_to_sign_are_those_of_the_documentation(record: Record) -> None:
    """Written by hand, with the digest of the proposal computed from the document."""
    turned = {"B": (Action.EXIT, "整改中"), "C": (Action.ENTER, "递补")}
    with record.reading() as reader:
        digest = hashlib.sha256(reader.document(reader.year(YEAR).proposal_digest)).hexdigest()  # type: ignore
    overrides = (
        '[{"action":"none","enterprise":"B","reason":"整改中"},'
        '{"action":"enter","enterprise":"C","reason":"递补"}]'
    )
    expected = (
        '{"approver":"李强","date":"2017-03-01","date_reason":null,"despite":null,"document":"1号","entered":["A",'
        '"C"],"format":"cultivation-approval-1","left":[],"overrides":' + overrides + ',"pool_size":2,'
        f'"proposal_digest":"{digest}","proposer":"王芳","year":2016}}'
    )
    assert to_sign(record, overrides=turned).decode() == expected
    assert to_sign(record, overrides=dict(reversed(turned.items()))).decode() == expected


@pytest.mark.parametrize("kind", ["ed25519", "SM2"])
def test_a_signature_made_here_is_accepted_by_openssl(
    record: Record, keys: Keys, kind: str, tmp_path: Path
) -> None:
    message = to_sign(record)
    decide(record, signed_with(keys[kind][0]))
    said = decision(record)
    der = openssl("pkey", "-pubin", "-outform", "DER", input=keys[kind][1])
    assert base64.b64decode(said.public_key or "") == der
    assert said.key_fingerprint == hashlib.sha256(der).hexdigest()
    for name, content in {"public": keys[kind][1], "said": message}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "signature").write_bytes(base64.b64decode(said.signature or ""))
    given = ("-in", tmp_path / "said", "-sigfile", tmp_path / "signature")
    way = SM3 if kind == "SM2" else ("-rawin",)
    assert b"Success" in openssl("pkeyutl", "-verify", *way, "-pubin", "-inkey", tmp_path / "public", *given)
    assert verified(record).ok
    steps = [each for each in replay(record) if each.kind != WorkbookReceived.KIND]  # made up, no workbook
    assert all(each.same for each in steps)
    ours, theirs = {"李强": (keys[kind][1],)}, {"李强": (keys["other"][1],)}
    assert [outcome(record, Approvers(each)) for each in (ours, theirs, {"王芳": ours["李强"]})] == [
        *(Signed.HOLDS, Signed.OTHER_KEY),
        Signed.OTHER_KEY,
    ]
    assert outcome(record, Approvers({" 李强 ": (*theirs["李强"], *ours["李强"])})) is Signed.HOLDS


@pytest.mark.parametrize("kind", ["ed25519", "SM2"])
def test_a_signature_of_openssl_is_accepted_here(
    record: Record, keys: Keys, kind: str, tmp_path: Path
) -> None:
    (tmp_path / "private").write_bytes(keys[kind][0])
    (tmp_path / "said").write_bytes(to_sign(record))
    way = SM3 if kind == "SM2" else ("-rawin",)
    signature = openssl("pkeyutl", "-sign", *way, "-inkey", tmp_path / "private", "-in", tmp_path / "said")
    decide(record, signed_elsewhere(signature, keys[kind][1]))
    assert (verified(record).ok, outcome(record)) == (True, Signed.HOLDS)


OTHERWISE: dict[str, dict[str, Any]] = {
    "another document": {"document": "2号"},
    "another date": {"on": date(2017, 3, 2)},
    "another override": {"overrides": {"B": (Action.EXIT, "整改中")}},
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_signature_over_something_else_is_refused(record: Record, keys: Keys, name: str) -> None:
    private, public = keys["ed25519"]
    from cultivation.record.anchors.keys import private_key

    signature = private_key(private).sign(to_sign(record, **OTHERWISE[name]))
    with pytest.raises(Refused, match="not over this decision"):
        decide(record, signed_elsewhere(signature, public))
    for wrong, key in ((signature[:-1], public), (b"", public), (signature, keys["other"][1])):
        with pytest.raises(Refused, match="not over this decision"):
            decide(record, signed_elsewhere(wrong, key), **OTHERWISE[name])
    decide(record, signed_elsewhere(signature, public), **OTHERWISE[name])
    assert verified(record).ok


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another year": lambda said: said.update(year=2017),
    "another date": lambda said: said.update(date="2017-03-02"),
    "another document": lambda said: said.update(document="2号"),
    "another proposal": lambda said: said.update(proposal_digest="0" * 64),
    "another approver": lambda said: said.update(approver="赵敏"),
    "another proposer": lambda said: said.update(proposer="赵敏"),
    "another member": lambda said: said.update(entered=["A", "C"]),
    "another override": lambda said: said.update(
        overrides=[{"enterprise": "B", "action": "none", "reason": "x"}]
    ),
    "overrides that are none": lambda said: said.update(overrides=[{}]),
    "a reason added": lambda said: said.update(despite="x"),
    "a signature cut": lambda said: said.update(signature=said["signature"][:-8]),
    "a list for a text": lambda said: said.update(signature=[said["signature"]]),
    "a number for a text": lambda said: said.update(public_key=7),
    "no signature": lambda said: said.pop("signature"),
    "no key": lambda said: said.pop("public_key"),
    "another fingerprint": lambda said: said.update(key_fingerprint="0" * 64),
    "a list for a fingerprint": lambda said: said.update(key_fingerprint=["0" * 64]),
    "no letters of Base64": lambda said: said.update(signature="签名"),
    "a key that is none": lambda said: said.update(public_key="aGVq"),
    "a key in two lines": lambda said: said.update(public_key=said["public_key"] + "\n"),
}


@pytest.mark.parametrize("kind", ["ed25519", "SM2"])
def test_a_forger_with_the_whole_chain_cannot_sign(record: Record, path: Path, keys: Keys, kind: str) -> None:
    """Each forgery with all hashes computed again; the checker of the export finds the same."""
    decide(record, signed_with(keys[kind][0]))
    assert verified(record).ok
    record.dispose()
    whole = path.read_bytes()
    names = FORGERIES if kind == "ed25519" else ("another date", "a signature cut", "a list for a text")
    for name in names:
        forge = FORGERIES[name]
        seq = forge_payload(path, "year_decided", lambda said, forge=forge: forge(said) and None)
        found = verified(record)
        assert (found.ok, found.code, found.broken_at) == (False, "approval_forged", seq), name
        assert outcome(record) is Signed.FORGED, name
        with record.reading() as reader:
            entries = [each.row() | {"payload": each.payload} for each in reader.entries()]
        with pytest.raises(checker.Forged, match=f"entry {seq}: the signature"):
            checker.check_approvals(entries)
        record.dispose()
        path.write_bytes(whole)
    assert checker.check_approvals(entries[:-1]) == (0, 0)


def test_a_signature_of_another_key_with_its_fingerprint_needs_the_approvers_key(
    record: Record, path: Path, keys: Keys
) -> None:
    """A forger may sign with another key, or take the signature off: the keys that are known tell."""
    decide(record, signed_with(keys["other"][0]))
    known = Approvers({"李强": (keys["ed25519"][1],)}, YEAR)
    assert (verified(record).ok, outcome(record, known)) == (True, Signed.OTHER_KEY)
    record.dispose()

    def bare(said: dict[str, Any]) -> None:
        for key in ("signature", "public_key", "key_fingerprint"):
            del said[key]

    forge_payload(path, "year_decided", bare)
    assert (verified(record).ok, outcome(record, known)) == (True, Signed.MISSING)
    assert outcome(record, replace(known, signed_from=YEAR + 1)) is Signed.NONE
    record.dispose()
    # a year that is none takes a decision out of no demand
    forge_payload(path, "year_decided", lambda said: said.update(year=str(YEAR)))
    assert outcome(record, known) is Signed.MISSING


def test_without_the_packages_a_signature_is_said_not_to_be_checked(
    record: Record, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(record, signed_with(keys["ed25519"][0]))
    with record.reading() as reader, (tmp_path / "record.zip").open("wb") as target:
        export(reader, target, MOMENT)
    monkeypatch.setattr(approvals, "can_check", lambda: False)
    assert (verified(record).ok, outcome(record)) == (True, Signed.UNCHECKED)
    words = [checker.__file__, str(tmp_path / "record.zip")]
    for options, number in (((), 1), (("-I", "-S"), 0)):  # with packages, and in a bare Python
        found = subprocess.run(
            [sys.executable, *options, *words], capture_output=True, encoding="utf-8", check=True
        )
        assert f"signed decisions 经签名的决定: 1, checked 已核验: {number}\n" in found.stdout
        assert ("pip install cryptography gmalg" in found.stdout) == (number == 0)


def test_where_signatures_are_demanded_none_is_taken_without(path: Path, keys: Keys) -> None:
    known = Approvers({"李强": (keys["SM2"][1],)}, YEAR)
    record = Record(f"sqlite:///{path}", ticking_clock(), approvers=lambda: known)
    with pytest.raises(Refused, match="must be signed by 李强"):
        decide(record)
    with pytest.raises(Refused, match="must be signed by 李强"):
        decide(record, Noting())  # only a dry run may ask what to sign
    with pytest.raises(Refused, match="none of the keys"):
        decide(record, signed_with(keys["ed25519"][0]))
    to_sign(record)
    decide(record, signed_with(keys["SM2"][0]))
    assert outcome(record, known) is Signed.HOLDS
    record.dispose()


def test_what_is_no_key_is_refused(keys: Keys) -> None:
    for content in (b"", b"abc", keys["ed25519"][1], pair("X25519")[0]):
        with pytest.raises(UsageMistake, match="no Ed25519 or SM2 key"):
            signed_with(content)
    with pytest.raises(UsageMistake, match="no Ed25519 or SM2 key"):
        signed_elsewhere(b"", keys["ed25519"][0])


@pytest.mark.parametrize("kind", ["ed25519", "SM2"])
def test_a_key_under_a_passphrase_is_opened_by_it_alone(record: Record, keys: Keys, kind: str) -> None:
    closed = openssl("pkey", "-aes256", "-passout", "pass:秘密", input=keys[kind][0])
    for wrong in (b"", b"x"):
        with pytest.raises(UsageMistake, match="passphrase"):
            signed_with(closed, wrong)
    decide(record, signed_with(closed, "秘密".encode()))
    assert outcome(record, Approvers({"李强": (keys[kind][1],)})) is Signed.HOLDS


def test_another_kind_of_entry_with_a_signature_is_left_alone(record: Record, path: Path) -> None:
    decide(record)
    record.dispose()
    forge_payload(path, "year_proposed", lambda said: said.update(signature=["x"]))
    assert (verified(record).ok, outcome(record)) == (True, Signed.NONE)
