"""The parts of an .xlsx package, found by the relations between them as Excel finds them.

Names are compared as the standard of packages has it: whatever their case, with either stroke, and escaped
or not. Only where a relation is missing is a part looked for under its usual name.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree

from cultivation.intake.formats.package import Package, check_part

ROOT = "_rels/.rels"
WORKBOOK = re.compile(r"xl/workbook\d*\.(?:xml|bin)", re.IGNORECASE)
USUAL = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
USUAL_MAIN = re.compile(r"xl/workbook\d*\.xml")
USUAL_WORKBOOK = "xl/workbook.xml"
ROOT_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(workbook|document|presentation)[\s>/]")


@dataclass(frozen=True)
class Relation:
    """A link to another part of the package: its identifier, its kind and the name of the part.

    `exact` tells that the part bears the name by which it is called.
    """

    id: str
    kind: str
    target: str
    exact: bool


def relations(package: Package, source: str) -> list[Relation]:
    """Return the relations of a part, of the package itself for an empty name; none where it has no list."""
    folder, name = posixpath.split(source.replace("\\", "/"))
    path = package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    if not path:
        return []
    found = []
    for each in ElementTree.fromstring(check_part(package, path)):
        said = each.get("Target", "")
        target = _found(package, folder, said)
        if target and each.get("TargetMode", "").lower() != "external":
            kind = each.get("Type", "").rpartition("/")[2]
            found.append(Relation(each.get("Id", ""), kind, target, target == _path(folder, said)))
    return found


def main_part(package: Package) -> str:
    """Return the name of the part that everything begins with, empty where there is none."""
    mains = [each.target for each in relations(package, "") if each.kind == "officeDocument"]
    usual = (name for name in package.namelist() if WORKBOOK.fullmatch(name.replace("\\", "/")))
    return mains[0] if mains else min(usual, default="")


def main_kind(package: Package) -> str:
    """Return what a package holds by its main part: xlsx, xlsb, word, slides; empty for another."""
    name = main_part(package)
    if name.lower().endswith(".bin"):
        return "xlsb"
    found = ROOT_ELEMENT.search(check_part(package, name)[:4096]) if name else None
    kinds = {b"workbook": "xlsx", b"document": "word", b"presentation": "slides"}
    if found:
        return kinds[found[1]]
    return "xlsx" if WORKBOOK.fullmatch(name.replace("\\", "/")) else ""


def is_usual(package: Package) -> bool:
    """Tell whether all parts that a workbook names lie where it names them, to the letter."""
    main = main_part(package)
    related = relations(package, main)
    usual = all(part_of(package, related, kind) in ("", path) for kind, path in USUAL.items())
    plain = not any("\\" in name for name in package.namelist())
    return plain and usual and USUAL_MAIN.fullmatch(main) is not None and all(each.exact for each in related)


def part_of(package: Package, related: list[Relation], kind: str) -> str:
    """Return the name of the styles or the shared texts of a workbook, empty where it has none."""
    return next((each.target for each in related if each.kind == kind), "") or package.find(USUAL[kind])


def _found(package: Package, folder: str, target: str) -> str:
    """Return the name of the part that a target means, empty where there is none."""
    ways = (_path(folder, way.replace("\\", "/")) for way in (target, unquote(target)))
    return next(filter(None, map(package.find, ways)), "")


def _path(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
