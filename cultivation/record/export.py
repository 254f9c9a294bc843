"""One archive with all that is needed to check the record elsewhere, without this program."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cultivation import __version__
from cultivation.canonical import canonical_json
from cultivation.record.anchors.anchor import anchor_of, tree_of
from cultivation.record.checker import INDEX, documents_csv
from cultivation.record.log import Entry
from cultivation.record.reader import Reader

HERE = Path(__file__).parent
READMES = {"README.md": "export_readme.md", "README.zh-CN.md": "export_readme.zh-CN.md"}
FIRST_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a .zip knows; the same record gives the same bytes


def export(
    reader: Reader,
    target: IO[bytes],
    moment: datetime,
    progress: Callable[[Entry], None] = lambda entry: None,
) -> int:
    """Write the archive; return the number of entries. Documents that are damaged or missing are refused."""
    last: Entry | None = None
    hashes: list[str] = []
    named: dict[str, None] = {}
    naming: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_member("log.jsonl"), "w", force_zip64=True) as log:
            for entry in reader.entries():
                progress(entry)
                log.write(_line(entry))
                named.update(dict.fromkeys(_named(entry)))
                hashes.append(entry.hash)
                if entry.payload.get("documents"):
                    naming.append(_said(entry))
                last = entry
        for sha256 in sorted(named):
            archive.writestr(_member(f"documents/{sha256}"), reader.document(sha256))
        archive.writestr(_member(INDEX), documents_csv(naming))
        if last is not None:
            archive.writestr(_member("anchor.json"), anchor_of(last, moment, tree_of(hashes)).content)
        words = {
            "version": __version__,
            "entries": last.seq if last else 0,
            "recorded_at": last.recorded_at if last else "-",
        }
        for name, source in READMES.items():
            text = (HERE / source).read_text(encoding="utf-8").format(**words)
            archive.writestr(_member(name), text.encode("utf-8"))
        archive.writestr(_member("verify.py"), (HERE / "checker.py").read_bytes())
    return last.seq if last else 0


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, FIRST_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _line(entry: Entry) -> bytes:
    return canonical_json(_said(entry)) + b"\n"


def _said(entry: Entry) -> dict[str, Any]:
    names = ("seq", "recorded_at", "actor", "kind", "payload", "prev", "hash")
    return {name: getattr(entry, name) for name in names}


def _named(entry: Entry) -> Iterator[str]:
    return (each["sha256"] for each in entry.payload.get("documents", ()))
