"""Anchors read: files of anchors, and texts with lines from the minutes. All of them, and only whole ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.record.anchors.anchor import FORMAT, Anchor, Cosignature, Earlier

WHOLE = r"([0-9a-f]{64})(?![0-9a-zA-Z])"  # a hash, and no more of it
LINE = re.compile(rf"{FORMAT} ([0-9]+) (\S+Z) {WHOLE}(?: {WHOLE})?(?! [0-9a-f]{{8}})")
HASH = re.compile(r"[0-9a-f]{64}")
SHOWN = 60  # letters of a line that is not whole
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_anchors(content: bytes, name: str) -> list[Anchor]:
    """Read an anchor file, one that holds an anchor a line, or any text with lines from the minutes.

    Raises UsageMistake where there is no anchor, or where something was meant as one and is not whole.
    """
    text = content.decode("utf-16" if content[:2] in UTF_16 else "utf-8-sig", "replace")
    records = _records(text)
    anchors = [_anchor(each, name) for each in records] if records else _from_minutes(text, name)
    if not anchors:
        raise UsageMistake(
            _("{file} is not an anchor: it is neither an anchor file nor the line for the minutes.").format(
                file=name
            )
        )
    return anchors


def _records(text: str) -> list[Any]:
    """Return the JSON objects of a text that holds nothing else: one, or one a line."""
    for parts in ([text], text.splitlines()):
        try:
            found = [orjson.loads(each) for each in parts if each.strip()]
        except ValueError:
            continue
        if all(isinstance(each, dict) for each in found):
            return found
    return []


def _from_minutes(text: str, name: str) -> list[Anchor]:
    """A line may have been broken where the page ends; what is not whole must not go unseen."""
    words = " ".join(text.split())
    found = {each.start(): each for each in LINE.finditer(words)}
    for begun in re.finditer(re.escape(FORMAT), words):
        if begun.start() not in found or int(found[begun.start()][1]) == 0:
            sentence = _(
                "{file} is not an anchor throughout: what begins with {text} is not whole. Copy the line "
                "again from where it was made."
            )
            shown = words[begun.start() :][:SHOWN]
            raise UsageMistake(sentence.format(file=name, text=shown))
    return [Anchor(int(each[1]), each[3], each[2], each[2], each[4] or "") for each in found.values()]


def _anchor(record: Mapping[str, Any], name: str) -> Anchor:
    said = _Said(record, name)
    if said.text("format") != FORMAT:
        raise said.mistake("format")
    follows = record.get("follows")
    several = record.get("cosignatures", [])
    if not isinstance(several, list):
        raise said.mistake("cosignatures")
    anchor = Anchor(
        said.number("entries", 1),
        said.hash("head"),
        said.text("recorded_at"),
        said.text("made_at"),
        said.hash("root") if "root" in record or follows is not None else "",
        None if follows is None else _earlier(said.part(follows, "follows")),
        said.text("signature") if "signature" in record else "",
        tuple(_cosignature(said.part(each, "cosignatures")) for each in several),
    )
    if not anchor.follows_truly:
        sentence = _(
            "{file} contradicts itself: entry {entries} does not follow from entry {earlier} by its proof."
        )
        earlier = anchor.follows.entries if anchor.follows else 0
        raise UsageMistake(sentence.format(file=name, entries=anchor.entries, earlier=earlier))
    return anchor


def _earlier(said: _Said) -> Earlier:
    proofs = said.hashes("proof"), said.hashes("path")
    return Earlier(said.number("entries", 1), said.hash("head"), said.hash("root"), *proofs)


def _cosignature(said: _Said) -> Cosignature:
    return Cosignature(
        said.text("witness"), said.number("earlier", 0), said.text("made_at"), said.text("signature")
    )


class _Said:
    """What a file says under its keys; what is not of the kind that belongs there is refused by name."""

    def __init__(self, record: Mapping[str, Any], file: str) -> None:
        self.record, self._file = record, file

    def text(self, key: str) -> str:
        """Return a text."""
        value = self.record.get(key)
        if not isinstance(value, str) or not value:
            raise self.mistake(key)
        return value

    def hash(self, key: str) -> str:
        """Return a SHA-256 in hexadecimal."""
        value = self.record.get(key)
        if not isinstance(value, str) or not HASH.fullmatch(value):
            raise self.mistake(key)
        return value

    def hashes(self, key: str) -> tuple[str, ...]:
        """Return a list of them."""
        value = self.record.get(key)
        if not isinstance(value, list):
            raise self.mistake(key)
        return tuple(_Said({key: each}, self._file).hash(key) for each in value)

    def number(self, key: str, least: int) -> int:
        """Return a whole number."""
        value = self.record.get(key)
        if type(value) is not int or value < least:
            raise self.mistake(key)
        return value

    def part(self, value: object, key: str) -> _Said:
        """Return an object inside."""
        if not isinstance(value, dict):
            raise self.mistake(key)
        return _Said(value, self._file)

    def mistake(self, key: str) -> UsageMistake:
        """Return what to raise where a key is missing or has something else under it."""
        sentence = _("{file} is not an anchor: what stands under {key} is missing or not of its kind.")
        return UsageMistake(sentence.format(file=self._file, key=key))
