"""A workbook's package opened to be marked: whatever is not changed goes back as it came."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from cultivation.intake.annotated.xml import MAIN, CannotMark, Part, xml
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.package import check_part, open_package
from cultivation.intake.formats.relations import is_usual, main_part
from cultivation.intake.formats.sniff import kind_of
from cultivation.language import N_

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"
MACROS = "xl/vbaProject.bin"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MOST_CELLS = 1_000_000  # with more, marking takes too long
NO_DAY = (1980, 1, 1, 0, 0, 0)  # so that the same findings give the same bytes

REASONS = {
    "kind": N_("it is not an .xlsx or .xlsm workbook"),
    "encrypted": N_("it is protected by a password, and no unprotected copy is made"),
    "unreadable": N_("it cannot be read"),
    "signed": N_("it is signed, and any change would break the signature"),
    "shared": N_("it is a shared workbook with tracked changes, which cannot record the marks"),
    "cells": N_("it has more than {most} cells"),
    "form": N_("it is written in a form that cannot be changed safely"),
    "failed": N_("something in it is not what office programs write"),
}


@dataclass(frozen=True)
class Relation:
    """A link from a part to another, whose path is `target`."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a workbook, as they came and as they were changed."""

    def __init__(self, content: bytes) -> None:
        _check_kind(content)
        try:
            self.archive = open_package(content, Limits())
        except Unreadable as error:
            raise CannotMark("unreadable") from error
        self._changed: dict[str, bytes | None] = {}
        names = self.archive.namelist()
        if any(name.startswith("_xmlsignatures/") for name in names):
            raise CannotMark("signed")
        if any(name.startswith("xl/revisions/") for name in names):
            raise CannotMark("shared")
        if not is_usual(self.archive):  # what is changed or added must be what Excel finds
            raise CannotMark("form")
        self.workbook = main_part(self.archive)

    @property
    def has_macros(self) -> bool:
        """Tell whether the workbook holds macros, whatever its name."""
        return MACROS in self or b"macroEnabled" in self.read(TYPES)

    def __contains__(self, name: str) -> bool:
        if name in self._changed:
            return self._changed[name] is not None
        return name in self.archive.NameToInfo

    def read(self, name: str) -> bytes:
        """Return the bytes of a part."""
        changed = self._changed.get(name)
        if changed is not None:
            return changed
        try:
            return check_part(self.archive, name)
        except Unreadable as error:
            raise CannotMark("unreadable") from error

    def part(self, name: str, deepest: int = 2) -> Part:
        """Return an XML part of the vocabulary of spreadsheets; raise CannotMark for its strict variant."""
        part = Part(self.read(name), deepest)
        if part.root.attributes.get(f"xmlns:{part.prefix}".rstrip(":")) != MAIN:
            raise CannotMark("form")
        return part

    def write(self, name: str, content: bytes) -> None:
        """Change a part, or add it."""
        self._changed[name] = content

    def drop(self, name: str) -> None:
        """Leave a part out."""
        if name in self:
            self._changed[name] = None

    def add(self, pattern: str, content: bytes, content_type: str) -> str:
        """Add a part under the first free name, `pattern` with a number, and return the name."""
        taken = {name.lower() for name in (*self.archive.namelist(), *self._changed)}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        name = pattern.format(number)
        self.write(name, content)
        types = Part(self.read(TYPES), 1)
        if name.endswith(".vml"):
            if not any(each.attributes.get("Extension", "").lower() == "vml" for each in types.elements):
                types.replace(
                    types.root.inner,
                    types.root.inner,
                    types.tag(f'<~Default Extension="vml" ContentType="{content_type}"/>'),
                )
        else:
            types.append(
                types.root, types.tag(f'<~Override PartName="/{name}" ContentType="{content_type}"/>')
            )
        self.write(TYPES, types.changed())
        return name

    def relations(self, name: str) -> list[Relation]:
        """Return the links of a part to others of the package."""
        path = relations_of(name)
        if path not in self:
            return []
        return [
            Relation(
                each.attributes.get("Id", ""),
                each.attributes.get("Type", "").rpartition("/")[2],
                _target(name, each.attributes.get("Target", "")),
            )
            for each in Part(self.read(path), 1).elements
            if each.attributes.get("TargetMode") != "External"
        ]

    def relate(self, name: str, kind: str, target: str) -> str:
        """Link a part to another; return the identifier of the link."""
        path = relations_of(name)
        if path not in self:
            self.write(
                path,
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships'
                b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
            )
        part = Part(self.read(path), 1)
        taken = {each.attributes.get("Id") for each in part.elements}
        number = 1
        while f"rId{number}" in taken:
            number += 1
        link = f'<~Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="/{xml(target)}"/>'
        part.append(part.root, part.tag(link))
        self.write(path, part.changed())
        return f"rId{number}"

    def saved(self) -> bytes:
        """Return the package; the same changes give the same bytes."""
        self._name_macros()
        content = BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (*self.archive.namelist(), *self._added()):
                if name.endswith("/") or name not in self:
                    continue
                changed = self._changed.get(name)
                info = zipfile.ZipInfo(name, NO_DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, self.archive.read(name) if changed is None else changed)
        return content.getvalue()

    def _added(self) -> list[str]:
        return [name for name in self._changed if name not in self.archive.NameToInfo]

    def _name_macros(self) -> None:
        types = self.read(TYPES)
        if MACROS in self and b"macroEnabled" not in types:
            self.write(TYPES, types.replace(PLAIN_TYPE.encode(), MACRO_TYPE.encode()))


def relations_of(name: str) -> str:
    """Return the path of the part that holds the links of a part."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _check_kind(content: bytes) -> None:
    try:
        kind = kind_of(content)
    except Unreadable as error:
        raise CannotMark("unreadable") from error
    if kind != "xlsx":
        raise CannotMark("encrypted" if kind == "encrypted" else "kind")


def _target(name: str, target: str) -> str:
    path = re.sub(r"^file:/+", "/", target).split("#", 1)[0]
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), path)).lstrip("/")
