"""Check an exported record: every entry, every document, the pool that the decisions add up to, an anchor.

This file needs Python 3.10 or newer and nothing else; it is part of each export, and of the program.

    python verify.py                        in the unpacked archive, or:
    python verify.py record.zip [--anchor FILE]... [--certificate CODE] [--documents NEW-FOLDER]

With --documents it also writes each document under the readable name that documents.csv gives it.
It ends with 0 where all is in order, and so is the certificate that was asked for; with 1 where the record is
not, or the certificate is not valid; with 2 where a file that the command names cannot be read or written.

检查导出的记录：逐条日志、逐份文档、历次决定累计的培育库，以及锚点。只需要 Python，不需要任何其他软件。
加 --documents 新文件夹，则另将各份文档按 documents.csv 中的可读文件名写出。
退出码：记录完好、所查证书有效为 0；记录有问题或所查证书无效为 1；命令指定的文件无法读取或写入为 2。
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import hmac
import io
import json
import math
import re
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

SHIFTING = [
    "decision_reversed",
    "enterprise_recoded",
    "enterprise_merged",
    "enterprise_split",
    "appeal_upheld",
]
KEYS = ["actor", "hash", "kind", "payload", "prev", "recorded_at", "seq"]
ANCHOR = "cultivation-anchor-1"
WHOLE = r"([0-9a-f]{64})(?![0-9a-zA-Z])"
LINE = re.compile(ANCHOR + rf" ([0-9]+) (\S+Z) {WHOLE}(?: {WHOLE})?(?! [0-9a-f]{{8}})")
SHA256 = re.compile(r"[0-9a-f]{64}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
INDEX = "documents.csv"
BESIDE = {INDEX, "log.jsonl", "README.md", "README.zh-CN.md", "verify.py", "anchor.json"}
APPROVAL = "cultivation-approval-1"
APPROVED = (
    *("year", "document", "date", "proposer", "approver"),
    *("proposal_digest", "entered", "left", "pool_size"),
)
ED25519 = bytes.fromhex("302a300506032b6570032100")  # a public key in DER up to its 32 bytes
SM2 = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")  # up to its point of 65 bytes
SM2_IDENTITY = b"1234567812345678"
SPOILING = re.compile(r'[\\/:*?"<>|]')  # no system takes all of these in the name of a file
LONGEST = 120  # bytes of a name; file systems take 255
COLUMNS = ["file", "entry", "recorded_at", "kind", "year", "enterprise", "media_type", "sha256"]
APPROVING = {  # what takes two persons, and the kind of entry by which the first of them proposed it
    "year_decided": "year_proposed",
    "decision_reversed": "reversal_proposed",
    "appeal_upheld": "correction_proposed",
    "role_granted": "role_asked",
}
PROPOSING = set(APPROVING.values())
DOTS = "·•‧∙⋅・.。"  # between the parts of a name
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters that show nothing
VALID = "valid 有效"  # of a certificate
SEALED = {
    "proposal": "year_proposed",
    "decision": "year_decided",
}  # what is sealed, and the kind of its entry
IN_POOL = ("enter", "stay")
MENTIONED = ("rules_digest", "scores_digest", "proposal_digest")


UNREADABLE = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration),
    *(EOFError, RuntimeError, zipfile.BadZipFile, zlib.error),
)


class Forged(Exception):
    """What is wrong, for a person."""


class Folder:
    """The files of an unpacked archive."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names = sorted(
            each.relative_to(path).as_posix()
            for each in path.rglob("*")
            if each.is_file() or each.is_symlink()
        )

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return (self.path / name).read_bytes()


class Archive:
    """The files of a .zip archive."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path)
        self.names = sorted(self.zip.namelist())

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return self.zip.read(name)


Files = Folder | Archive
Entry = dict[str, Any]


def canonical(value: Any) -> str:
    """Return RFC 8785 JSON of texts, whole numbers, yes, no, nothing, lists and objects, and no others.

    Keys are in the order of UTF-16, texts in Unicode NFC.
    """
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise Forged("a number with a fraction stands where texts are used")
    return json.dumps(
        unicodedata.normalize("NFC", value) if isinstance(value, str) else value, ensure_ascii=False
    )


def digest(content: bytes) -> str:
    """Return the SHA-256."""
    return hashlib.sha256(content).hexdigest()


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says the same key twice: readers would differ on what it says."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Forged("a key stands twice")
    return found


def parsed(text: str | bytes) -> Any:
    """Read JSON in which no key stands twice."""
    return json.loads(text, object_pairs_hook=without_doubles)


def check_log(content: bytes) -> list[Entry]:
    """Check the chain; return the entries."""
    entries: list[Entry] = []
    head = "0" * 64
    lines = content.decode("utf-8").split("\n")
    if lines.pop() != "":
        raise Forged("the last line of log.jsonl is not whole")
    for place, line in enumerate(lines, 1):
        try:
            entry = parsed(line)
            check_entry(entry, line, place, head)
        except Forged as error:
            raise Forged(f"entry {place}: {error}") from None
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise Forged(f"entry {place} cannot be read: {error}") from None
        entries.append(entry)
        head = entry["hash"]
    return entries


def check_entry(entry: Entry, line: str, place: int, head: str) -> None:
    """Check one entry, in the form in which its line is written, and that it follows the one before."""
    if sorted(entry) != KEYS or not isinstance(entry["payload"], dict):
        raise Forged("its parts are not those of an entry")
    if entry["seq"] != place or isinstance(entry["seq"], bool):
        raise Forged(f"it says that it is entry {entry['seq']}; entries are missing, added or out of order")
    if not all(isinstance(entry[key], str) for key in KEYS if key not in ("payload", "seq")):
        raise Forged("its parts are not texts")
    if not MOMENT.fullmatch(entry["recorded_at"]):
        raise Forged("its time is not written as times are")
    if canonical(entry) != line:
        raise Forged("it is not written in the canonical form")
    if entry["prev"] != head:
        raise Forged("it does not follow the entry before it")
    if digest(canonical({key: entry[key] for key in KEYS if key != "hash"}).encode("utf-8")) != entry["hash"]:
        raise Forged("it was altered: its content does not give its hash")


def check_documents(files: Files, entries: list[Entry]) -> dict[str, tuple[int, str]]:
    """Check that the documents are those that the entries name, no more and no fewer."""
    named: dict[str, tuple[int, str]] = {}
    for entry in entries:
        for each in entry["payload"].get("documents", []):
            if sorted(each) != ["media_type", "name", "sha256"] or not SHA256.fullmatch(each["sha256"]):
                raise Forged(f"entry {entry['seq']} names a document in no usable way")
            named.setdefault(each["sha256"], (entry["seq"], each["name"]))
        for key in MENTIONED:
            mentioned = entry["payload"].get(key)
            if mentioned is not None and mentioned not in named:
                raise Forged(
                    f"entry {entry['seq']} rests on a document that no entry before it names: {mentioned}"
                )
    for sha256, (seq, name) in named.items():
        if f"documents/{sha256}" not in files.names:
            raise Forged(f"document {name} ({sha256}), named by entry {seq}, is missing")
        if digest(files.read(f"documents/{sha256}")) != sha256:
            raise Forged(f"document {name} ({sha256}), named by entry {seq}, was altered")
    meant = BESIDE | {f"documents/{sha256}" for sha256 in named}
    for name in files.names:
        if name not in meant:
            raise Forged(f"the file {name} is named by no entry")
    if len(files.names) != len(set(files.names)):
        raise Forged("a file is in the archive twice")
    return named


def safe_name(text: str) -> str:
    """Return a name that every system takes and that names no folder; a short ending stays.

    >>> safe_name("../a:b.xlsx")
    '.._a_b.xlsx'
    """
    shown = "".join(
        each
        for each in unicodedata.normalize("NFC", text)
        if each == " " or unicodedata.category(each)[0] not in "CZ"
    )
    name = SPOILING.sub("_", shown).strip()
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending if stem and len(ending.encode()) < 12 else ""
    stem = name[: len(name) - len(ending)]
    while len((stem + ending).encode()) > LONGEST:
        stem = stem[:-1]
    return (stem + ending).rstrip(". ") or "document"


def documents_csv(entries: Iterable[Entry]) -> bytes:
    """Return the index of the documents: a readable name for each, with the entry that names it.

    Numbers of entries keep names apart. Excel shows Chinese after the mark at the beginning, and computes
    nothing: no cell but that of a code begins as a formula could, and that is written as a text.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for entry in entries:
        said = entry["payload"]
        year = said["year"] if isinstance(said.get("year"), int) else ""
        code = safe_name(said["enterprise"]) if isinstance(said.get("enterprise"), str) else ""
        for place, each in enumerate(said.get("documents", []), 1):
            file = f"{entry['seq']:05d}-{place}_{safe_name(each['name'])}"
            about = [entry["seq"], entry["recorded_at"], safe_name(entry["kind"]), year]
            kind = safe_name(each["media_type"].replace("/", " "))
            quoted = code if code[:1].isalpha() or not code else f'="{code}"'
            writer.writerow([file, *about, quoted, kind.replace(" ", "/"), each["sha256"]])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def check_index(files: Files, entries: list[Entry]) -> None:
    """Check that the index, where there is one, says what the log says."""
    if INDEX in files.names and files.read(INDEX) != documents_csv(entries):
        raise Forged(f"{INDEX} does not name the documents as the log does")


def write_documents(files: Files, entries: list[Entry], folder: Path) -> int:
    """Write each document under its readable name into a new folder; return how many."""
    folder.mkdir()
    rows = list(csv.DictReader(io.StringIO(documents_csv(entries).decode("utf-8-sig"))))
    for row in rows:
        (folder / row["file"]).write_bytes(files.read(f"documents/{row['sha256']}"))
    return len(rows)


def check_decisions(files: Files, entries: list[Entry]) -> set[str]:
    """Check that each decision's document names the members that all decisions up to it add up to."""
    members: set[str] = set()
    for entry in entries:
        if entry["kind"] == "member_removed":
            if entry["payload"]["enterprise"] not in members:
                raise Forged(f"entry {entry['seq']} removes somebody who is no member")
            members = members - {entry["payload"]["enterprise"]}
        if entry["kind"] == "member_called_up":
            if entry["payload"]["enterprise"] in members:
                raise Forged(f"entry {entry['seq']} calls up a member")
            members = members | {entry["payload"]["enterprise"]}
        if entry["kind"] in SHIFTING:
            said = entry["payload"]
            if set(said["left"]) - members or set(said["entered"]) & members:
                raise Forged(f"entry {entry['seq']}: a member enters, or somebody leaves that was no member")
            members = (members - set(said["left"])) | set(said["entered"])
        if entry["kind"] != "year_decided":
            continue
        said = entry["payload"]
        entered, left = set(said["entered"]), set(said["left"])
        if entered & members or left - members:
            raise Forged(f"entry {entry['seq']}: a member enters, or an enterprise leaves that was no member")
        members = (members - left) | entered
        sha256 = next(
            each["sha256"] for each in said["documents"] if each["media_type"] == "application/json"
        )
        lines = parsed(files.read(f"documents/{sha256}"))["lines"]
        acts = {
            act: {line["id"] for line in lines if line["action"] == act} for act in ("enter", "stay", "exit")
        }
        if (acts["enter"], acts["exit"]) != (entered, left):
            raise Forged(f"entry {entry['seq']}: the decision document names other entries and exits")
    return members


def check_visits(files: Files, entries: list[Entry]) -> int:
    """Check that visits were drawn by lots whose seed an earlier entry fixed; return how often."""
    draws = [entry for entry in entries if entry["kind"] == "visits_drawn"]
    fixed: dict[int, int] = {}
    for entry in draws:
        said, place = entry["payload"], f"entry {entry['seq']}"
        year, source = said["year"], said["entry"]
        received = [
            each["seq"]
            for each in entries[: entry["seq"]]
            if each["kind"] == "workbook_received" and each["payload"]["year"] == year
        ]
        if not received or not 1 <= source < max(received) or fixed.setdefault(year, source) != source:
            raise Forged(f"{place}: the seed of the lots was not fixed before the applications had closed")
        drawn = parsed(files.read(f"documents/{said['result_digest']}"))
        seed = digest(f"{entries[source - 1]['hash']}{year}".encode())
        if not seed == said["seed"] == drawn["seed"] or said["head"] != entries[source - 1]["hash"]:
            raise Forged(f"{place}: the seed of the lots is not that of entry {source}")
        others = set(drawn["applicants"]) - set(drawn["named"])
        lots = sorted((digest(f"{seed}{key}".encode()), key) for key in others)
        number = math.ceil(len(drawn["applicants"]) * Fraction(said["percent"]) / 100)
        if drawn["drawn"] != [key for _lot, key in lots[:number]]:
            raise Forged(f"{place}: others are to be visited than the lots name")
    return len(draws)


def check_seals(files: Files, entries: list[Entry]) -> int:
    """Check that each published root is that of the lines which were proposed or decided; return how many."""
    seals = [entry for entry in entries if entry["kind"] == "lines_sealed"]
    for entry in seals:
        said, place = entry["payload"], f"entry {entry['seq']}"
        source: Entry = entries[said["entry"] - 1] if 1 <= said["entry"] < entry["seq"] else {"kind": ""}
        if SEALED.get(said["about"]) != source["kind"] or source["payload"]["year"] != said["year"]:
            raise Forged(f"{place}: what was sealed is not the {said['about']} of {said['year']}")
        lines = sorted(decided_lines(files, source), key=sealed_order)
        points = points_of(files, entries[: said["entry"]], source)
        secret = bytes.fromhex(parsed(files.read(f"documents/{said['documents'][0]['sha256']}"))["secret"])
        leaves = [sealed_leaf(line, points.get(line["id"]), said, secret) for line in lines]
        members = sum(line["action"] in IN_POOL for line in lines)
        found = (len(lines), members, tree_root(leaves).hex())
        if found != (said["lines"], said["members"], said["root"]):
            raise Forged(f"{place}: the sealed root is not that of the lines that were {source['kind'][5:]}")
    return len(seals)


def decided_lines(files: Files, source: Entry) -> list[dict[str, Any]]:
    """Return the lines of a proposal or decision."""
    documents = source["payload"]["documents"]
    sha256 = next(each["sha256"] for each in documents if each["media_type"] == "application/json")
    found: list[dict[str, Any]] = parsed(files.read(f"documents/{sha256}"))["lines"]
    return found


def points_of(files: Files, before: list[Entry], source: Entry) -> dict[str, dict[str, Any]]:
    """Return the rows of the score table on which a proposal rests, or the proposal that was decided."""
    said = source["payload"]
    if "scores_digest" not in said:
        said = next(
            entry["payload"]
            for entry in reversed(before)
            if entry["kind"] == "year_proposed"
            and entry["payload"]["proposal_digest"] == said["proposal_digest"]
        )
    table = parsed(files.read(f"documents/{said['scores_digest']}"))
    return {row["id"]: row for row in table["applications"]}


def sealed_order(line: dict[str, Any]) -> tuple[bool, bool, int, str]:
    """Return what lines are sealed in the order of: members first, by place, then by code."""
    return line["action"] not in IN_POOL, line["rank"] is None, line["rank"] or 0, line["id"]


def sealed_leaf(
    line: dict[str, Any], row: dict[str, Any] | None, said: dict[str, Any], secret: bytes
) -> bytes:
    """Return one line as it is sealed, with its points and its salt."""
    salt = hmac.new(secret, canonical([said["year"], line["id"]]).encode(), "sha256").hexdigest()
    leaf = {
        "format": "cultivation-line-1",
        "about": said["about"],
        "year": said["year"],
        "enterprise": line["id"],
        "name": line["name"],
        "place": line["rank"],
        "total": row["total"] if row else None,
        "points": row["criteria"] if row else {},
        "not_met": row["gates_failed"] if row else [],
        **{key: line[key] for key in ("action", "reason_code", "reserve_place", "override")},
        "salt": salt,
    }
    return canonical(leaf).encode("utf-8")


def certificate_text(files: Files, entries: list[Entry], code: str) -> tuple[bool, str]:
    """Tell of a certificate's check code whether it counts, and say whose it is and why it does not."""
    plain = unicodedata.normalize("NFKC", code).upper()
    typed = re.sub(r"[^0-9A-Z]", "", plain).translate(str.maketrans("018", "OIB"))
    for entry in entries:
        if entry["kind"] != "certificates_issued":
            continue
        said, seal = entry["payload"], entries[entry["payload"]["seal"] - 1]["payload"]
        secret = bytes.fromhex(parsed(files.read(f"documents/{seal['documents'][0]['sha256']}"))["secret"])
        for number, key, name in zip(said["numbers"], said["enterprises"], said["names"], strict=True):
            leaf = canonical(["cultivation-certificate-1", said["year"], number, key]).encode("utf-8")
            made = base64.b32encode(hmac.new(secret, leaf, "sha256").digest()).decode("ascii")[:20]
            if hmac.compare_digest(made, typed):
                state = certificate_state(entries, entry, seal["entry"], number, key)
                return state == VALID, f"{number} {key} {name} {said['year']} {said['on']}: {state}"
    return False, "no certificate has this code 没有这一证书查验码"


def certificate_state(entries: list[Entry], issued: Entry, decision: int, number: str, key: str) -> str:
    """Say whether a certificate counts: not voided, its decision not reversed, its enterprise a member."""
    state, reversed_on, codes = VALID, "", {key}
    for entry in entries:
        kind, said = entry["kind"], entry["payload"]
        if kind == "certificate_voided" and said["number"] == number:
            return f"voided 已作废 {said['on']}: {said['reason']}"
        if kind == "decision_reversed" and said["decision"] == decision:
            reversed_on = f"void: the decision was reversed 所依据的审定已撤销 {said['on']}"
        if kind == "enterprise_recoded" and said["enterprise"] in codes:
            codes.add(said["into"][0])
        if entry["seq"] <= issued["seq"]:
            continue
        left, entered = set(said.get("left", [])), set(said.get("entered", []))
        left |= {said["enterprise"]} if kind == "member_removed" else set()
        entered |= {said["enterprise"]} if kind == "member_called_up" else set()
        if codes & entered:
            state = VALID
        elif codes & left:
            day = said.get("on") or said.get("date")
            state = f"not valid: the enterprise left the pool 企业已出库 {day}"
    return reversed_on or state


def check_approvals(entries: list[Entry]) -> tuple[int, int]:
    """Check the signatures of approvers; return how many there are, and how many of them could be checked."""
    signed = checked = 0
    for entry in entries:
        said = entry["payload"]
        if (
            entry["kind"] != "year_decided"
            or not {"signature", "public_key", "key_fingerprint"} & said.keys()
        ):
            continue
        signed += 1
        try:
            key, signature = (
                base64.b64decode(said[each], validate=True) for each in ("public_key", "signature")
            )
            holds = digest(key) == said["key_fingerprint"] and is_signed(key, signature, approved_part(said))
        except ImportError:
            continue
        except (ValueError, KeyError, TypeError):
            holds = False
        if not holds:
            raise Forged(f"entry {entry['seq']}: the signature of the approver does not fit the decision")
        checked += 1
    return signed, checked


def approved_part(said: dict[str, Any]) -> bytes:
    """Return what an approver signs of a decision."""
    part = {key: said[key] for key in APPROVED} | {"format": APPROVAL}
    part |= {key: said.get(key) for key in ("despite", "date_reason")}
    overrides = [{key: each[key] for key in ("enterprise", "action", "reason")} for each in said["overrides"]]
    part["overrides"] = sorted(overrides, key=lambda each: str(each["enterprise"]))
    return canonical(part).encode("utf-8")


def is_signed(key: bytes, signature: bytes, content: bytes) -> bool:
    """Tell whether a signature fits; raise ImportError where the package for its kind is not installed."""
    if key.startswith(ED25519) and len(key) == len(ED25519) + 32:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(key[len(ED25519) :]).verify(signature, content)
        except InvalidSignature:
            return False
        return True
    if key.startswith(SM2) and len(key) == len(SM2) + 65:
        import gmalg

        numbers = [each.to_bytes(32, "big") for each in two_numbers(signature)]
        return bool(gmalg.SM2(uid=SM2_IDENTITY, pk=key[len(SM2) :]).verify(content, *numbers))
    return False


def two_numbers(signature: bytes) -> tuple[int, int]:
    """Return the numbers of a signature in DER: a sequence of two, each of at most 256 bits and above 0."""
    found, rest = [], signature[2:]
    while rest:
        found.append(int.from_bytes(rest[2 : 2 + rest[1]], "big", signed=True))
        rest = rest[2 + rest[1] :]
    if len(found) != 2 or not all(0 < each < 1 << 256 for each in found) or in_der(*found) != signature:
        raise ValueError("not two numbers in DER")
    return found[0], found[1]


def in_der(*numbers: int) -> bytes:
    """Return the sequence of some numbers of at most 256 bits in DER."""
    coded = [each.to_bytes(each.bit_length() // 8 + 1, "big") for each in numbers]
    whole = b"".join(bytes([2, len(each)]) + each for each in coded)
    return bytes([0x30, len(whole)]) + whole


def check_two_persons(entries: list[Entry]) -> None:
    """Check that nothing that takes two persons was done by one: by name, by account or from one session."""
    proposed: dict[Any, Entry] = {}
    for entry in entries:
        kind, said = entry["kind"], entry["payload"]
        if kind in PROPOSING:
            proposed[about(kind, entry)] = entry
        changes = said.get("entered", []) + said.get("left", []) if kind == "appeal_upheld" else True
        if kind not in APPROVING or not changes or (kind == "role_granted" and said.get("asked") is None):
            continue
        first = proposed.get(about(APPROVING[kind], entry))
        by = said.get("proposer") or (first or entry)["actor"]
        if alike(by, said.get("approver", entry["actor"])):
            raise Forged(f"entry {entry['seq']}: one person proposed and approved")
        if kind in ("appeal_upheld", "role_granted") and (first is None or not alike(by, first["actor"])):
            raise Forged(f"entry {entry['seq']}: nobody proposed what it approves")
        for part in ("account", "session"):
            if first and acting(entry, part) and acting(entry, part) == acting(first, part):
                raise Forged(f"entry {entry['seq']}: one {part} proposed and approved")


def about(proposing: str, entry: Entry) -> tuple[Any, ...]:
    """Return by what an approval is told which proposal it is of."""
    said = entry["payload"]
    if proposing == "role_asked":
        return (proposing, said.get("asked", entry["seq"]))
    return (proposing, said["year"], said["number"] if proposing == "correction_proposed" else None)


def alike(one: str, other: str) -> bool:
    """Tell whether two names are one to the eye: width, spaces and capitals make no other person."""
    return to_the_eye(one) == to_the_eye(other)


def to_the_eye(name: str) -> str:
    """Return what shows of a name, in one form; the dot between its parts is none of it."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(each for each in plain if shows(each)).casefold().translate(dict.fromkeys(map(ord, DOTS)))


def shows(letter: str) -> bool:
    """Tell whether a letter can be seen."""
    is_selector = "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    return unicodedata.category(letter)[0] not in "CZ" and letter not in BLANK and not is_selector


def acting(entry: Entry, part: str) -> str:
    """Return the account or the session by which an entry was made, empty where it does not say."""
    return str(entry["payload"].get("acting", {}).get(part, ""))


def check_anchor(text: str, name: str, entries: list[Entry]) -> None:
    """Check each anchor of a text: that its entry is there with its hash, and the root of the tree."""
    for known, head, made_at, root in anchors_in(text, name):
        check_one_anchor(known, head, made_at, name, entries)
        if root and root != tree_root([bytes.fromhex(each["hash"]) for each in entries[:known]]).hex():
            raise Forged(f"{name} of {made_at} gives a root that the entries up to {known} do not have")


def anchors_in(text: str, name: str) -> list[tuple[int, str, str, str]]:
    """Return all anchors of a file: an object, an object a line, or lines in any text."""
    try:
        said = [parsed(text)]
    except ValueError:
        try:
            said = [parsed(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            words = " ".join(text.split())
            found = [(int(each[1]), each[3], each[2], each[4] or "") for each in LINE.finditer(words)]
            if not found or len(found) != words.count(ANCHOR):
                raise Forged(f"{name}: there is no anchor in it, or one that is not whole") from None
            return found
    return [(each["entries"], each["head"], each["made_at"], each.get("root", "")) for each in said]


def tree_root(leaves: list[bytes]) -> bytes:
    """Return the root of the Merkle tree of RFC 9162, 2.1.1, over at least one leaf."""
    row = [hashlib.sha256(b"\0" + each).digest() for each in leaves]
    while len(row) > 1:
        pairs = [row[place : place + 2] for place in range(0, len(row), 2)]
        row = [
            hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs
        ]
    return row[0]


def check_one_anchor(known: int, head: str, made_at: str, name: str, entries: list[Entry]) -> None:
    """Check that the entry of an anchor is there with its hash."""
    if known > len(entries):
        since = entries[-1]["recorded_at"] if entries else "the beginning"
        raise Forged(
            f"the last entries are gone: {name} of {made_at} knows {known}, here are {len(entries)}; "
            f"what was recorded after {since} is missing"
        )
    if known < 1 or entries[known - 1]["hash"] != head:
        raise Forged(
            f"the record was rewritten: entry {known} has another hash than {name} of {made_at} says"
        )


def check(
    files: Files, anchors: Sequence[tuple[str, str]] = ()
) -> tuple[list[Entry], dict[str, tuple[int, str]], set[str]]:
    """Check everything; return entries, documents and members, or raise Forged with the first fault."""
    if "log.jsonl" not in files.names:
        raise Forged("there is no log.jsonl")
    entries = check_log(files.read("log.jsonl"))
    check_approvals(entries)
    named = check_documents(files, entries)
    own = [(files.read("anchor.json").decode("utf-8"), "anchor.json")] if "anchor.json" in files.names else []
    for text, name in [*own, *anchors]:
        check_anchor(text, name, entries)
    check_two_persons(entries)
    members = check_decisions(files, entries)
    check_visits(files, entries)
    check_seals(files, entries)
    check_index(files, entries)
    return entries, named, members


def main() -> None:
    """Check what the command line names, and say what came of it."""
    parser = argparse.ArgumentParser(description="Check an exported record. 检查导出的记录。")
    parser.add_argument("archive", nargs="?", default=str(Path(__file__).parent), help="folder or .zip")
    parser.add_argument("--anchor", action="append", default=[], help="an anchor kept elsewhere 另存的锚点")
    parser.add_argument("--certificate", metavar="CODE", help="the check code of a certificate 证书查验码")
    parser.add_argument("--documents", help="a new folder for the documents by name 按名称写出文档的新文件夹")
    options = parser.parse_args()
    files, anchors = opened(parser, Path(options.archive), options.anchor)
    try:
        entries, named, members = check(files, anchors)
        asked = None
        if options.certificate is not None:
            asked = certificate_text(files, entries, options.certificate)
    except Forged as error:
        sys.exit(f"NOT IN ORDER 记录有问题: {error}")
    except UNREADABLE as error:
        sys.exit(f"NOT IN ORDER 记录有问题: it cannot be read: {error!r}")
    head = entries[-1]["hash"] if entries else "0" * 64
    sys.stdout.write(f"in order 记录完好: {len(entries)} entries 条, {len(named)} documents 份\n")
    signed, checked = check_approvals(entries)
    if signed:
        sys.stdout.write(f"signed decisions 经签名的决定: {signed}, checked 已核验: {checked}\n")
    if checked < signed:
        sys.stdout.write("To check all of them 要全部核验: pip install cryptography gmalg\n")
    if drawn := check_visits(files, entries):
        sys.stdout.write(f"visits drawn by lots, drawn again 现场核查抽签，已重新抽取核对: {drawn}\n")
    if sealed := check_seals(files, entries):
        sys.stdout.write(f"roots of sealed results, computed again 名单封存的根，已重新计算核对: {sealed}\n")
    sys.stdout.write(f"members 入库企业: {len(members)}\nhead 链头: {head}\n")
    if options.documents is not None:
        put_documents(parser, files, entries, Path(options.documents))
    if asked is not None:
        valid, said = asked
        sys.stdout.write(f"certificate 证书: {said}\n")
        sys.exit(0 if valid else 1)


def opened(
    parser: argparse.ArgumentParser, path: Path, anchors: Sequence[str]
) -> tuple[Files, list[tuple[str, str]]]:
    """Open the archive and the anchors; what is not there is a mistake of the command, not of the record."""
    try:
        files: Files = Folder(path) if path.is_dir() else Archive(path)
        return files, [(Path(each).read_text(encoding="utf-8-sig"), each) for each in anchors]
    except (OSError, UnicodeDecodeError) as error:
        parser.error(f"a file cannot be read 文件无法读取: {error}")
    except zipfile.BadZipFile as error:
        sys.exit(f"NOT IN ORDER 记录有问题: it cannot be read: {error!r}")


def put_documents(parser: argparse.ArgumentParser, files: Files, entries: list[Entry], folder: Path) -> None:
    """Write the documents, and say how many."""
    try:
        written = write_documents(files, entries, folder)
    except OSError as error:
        parser.error(f"the documents cannot be written 文档无法写出: {error}")
    sys.stdout.write(f"documents written 已写出文档: {written} ({folder})\n")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    main()
