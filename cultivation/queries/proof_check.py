"""Whether a proof of one result holds and leads to a seal on record: what its own page checks, here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import canonical_json
from cultivation.core.merkle import leaf_hash, proves_inclusion
from cultivation.core.pool.lines import Action
from cultivation.errors import UsageMistake
from cultivation.language import N_, _
from cultivation.queries.seals import IN_POOL, LINE, SEAL, seal_in
from cultivation.record.entries import LinesSealed
from cultivation.record.reader import Reader

IN_PAGE = re.compile(r'<script type="application/json" id="d-proof">(.*?)</script>', re.DOTALL)
SEAL_LINE = re.compile(rf"{SEAL} ([0-9]{{4}}) ([0-9]{{1,7}}) ([0-9]{{1,7}}) ([0-9a-f]{{64}})")
HASH = re.compile(r"[0-9a-f]{64}")
MOST_LETTERS, LONGEST_PATH = 200_000, 64
CHECKS = {
    "form": (
        N_("The line and the seal have the form that they must have, for the same year."),
        N_("The line or the seal does not have the form that it must have, or they are of two years."),
    ),
    "path": (
        N_("This very line is one of the {lines} under the root."),
        N_("This line is not under the root: line, path, position or root was changed."),
    ),
    "place": (
        N_(
            "Its position fits: the {members} members come first, and only so many can be "
            "shown to be members."
        ),
        N_("Its position does not fit its outcome: members come first."),
    ),
    "seal": (
        N_("The seal is one that the office has on record."),
        N_("The office has no such seal on record: this result is not the published one."),
    ),
}


@dataclass(frozen=True, slots=True)
class ProofChecked:
    """What was checked of a proof, each with its sentence; name, code, year and outcome as its line says.

    `action` is empty where the line does not even have its form.
    """

    checks: tuple[tuple[bool, str], ...]
    name: str = ""
    code: str = ""
    year: int = 0
    action: str = ""
    about: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether all is well."""
        return all(ok for ok, _sentence in self.checks)


def proof_in(text: str) -> Mapping[str, Any]:
    """Return the proof in the text of its page, or in JSON alone; raise UsageMistake where there is none."""
    found = IN_PAGE.search(text[:MOST_LETTERS])
    try:
        said = json.loads(found[1] if found else text[:MOST_LETTERS])
    except (ValueError, RecursionError):
        said = None
    keys = {"line": str, "place": int, "path": list, "seal": str}
    if not isinstance(said, dict) or not all(isinstance(said.get(key), kind) for key, kind in keys.items()):
        raise UsageMistake(_("This is no proof of a result. Choose the file (.html) that the office sent."))
    return said


def check_proof(said: Mapping[str, Any], reader: Reader) -> ProofChecked:
    """Check a proof: the form of its line, its path to the root, its place, and whether the seal is known."""
    seal, line = SEAL_LINE.fullmatch(said["seal"].strip()), _line(said["line"])
    has_form = seal is not None and line is not None and line["year"] == int(seal[1])
    if seal is None or line is None or not has_form:
        return ProofChecked(((False, _(CHECKS["form"][1])),))
    lines, members, root = int(seal[2]), int(seal[3]), seal[4]
    found = {
        "form": True,
        "path": _is_under(said, lines, root),
        "place": (said["place"] < members) == (line["action"] in IN_POOL),
        "seal": any(seal_in(each.content).text == seal[0] for each in reader.entries_of(LinesSealed)),
    }
    checks = tuple(
        (ok, _(CHECKS[key][0 if ok else 1]).format(lines=lines, members=members)) for key, ok in found.items()
    )
    return ProofChecked(
        checks, line["name"], line["enterprise"], line["year"], line["action"], line.get("about", "")
    )


def _line(text: str) -> dict[str, Any] | None:
    """Return what a sealed line says, None where it has not the form of one."""
    try:
        said = json.loads(text)
        same = isinstance(said, dict) and canonical_json(said).decode() == text
    except (ValueError, TypeError, RecursionError):
        return None
    if not same or said.get("format") != LINE or said.get("action") not in set(Action):
        return None
    texts = all(isinstance(said.get(key), str) for key in ("name", "enterprise"))
    return said if texts and isinstance(said.get("year"), int) else None


def _is_under(said: Mapping[str, Any], lines: int, root: str) -> bool:
    path = said["path"]
    if len(path) > LONGEST_PATH or not all(isinstance(each, str) and HASH.fullmatch(each) for each in path):
        return False
    leaf = leaf_hash(said["line"].encode("utf-8", "replace"))
    return proves_inclusion(
        leaf, said["place"], lines, [bytes.fromhex(each) for each in path], bytes.fromhex(root)
    )
