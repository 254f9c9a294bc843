"""The list of sheets of a workbook that is marked, and the hidden names by which we find again what is ours.

A name follows its cells when columns are inserted and sheets renamed or moved; the title of a sheet may be
anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from cultivation.intake.annotated.cells import place
from cultivation.intake.annotated.findings_sheet import HEADER, quoted
from cultivation.intake.annotated.package import RELATIONS, Package, relations_of
from cultivation.intake.annotated.xml import Element, xml

COLUMN, SHEET, FILTER = "_cultivation_column", "_cultivation_findings", "_xlnm._FilterDatabase"
TITLES, HIDDEN = "_xlnm.Print_Titles", ' hidden="1"'
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
    *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects"),
    "extLst",
)


@dataclass(frozen=True)
class SheetEntry:
    """A sheet of the workbook: its place in the list counted from 0, its name and its part."""

    index: int
    name: str
    path: str


class MarkedWorkbook:
    """The workbook's own part while the workbook is marked."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.part(package.workbook)
        targets = {each.id: each.target for each in package.relations(package.workbook)}
        self.sheets = [
            SheetEntry(index, each.attributes.get("name", ""), targets.get(_link(each), ""))
            for index, each in enumerate(self.part.all("sheet"))
        ]
        self._names: dict[tuple[str, int], str] = {}

    def column_of_ours(self, sheet: SheetEntry) -> int:
        """Return the number of the column that we added to a sheet before, 0 without one."""
        for name in self.part.all("definedName"):
            if _key(name) == (COLUMN, sheet.index):
                return place(self._reference(name).rpartition("!")[2].replace("$", ""))[1]
        return 0

    def sheet_of_ours(self) -> SheetEntry | None:
        """Return the sheet of findings that we added before."""
        indexes = {index for name, index in map(_key, self.part.all("definedName")) if name == SHEET}
        return next(
            (each for each in self.sheets if each.index in indexes and each.path in self.package), None
        )

    def _reference(self, name: Element) -> str:
        return unescape(self.part.content[name.inner : name.close].decode())

    def put_sheet(self, name: str, content: bytes, filtered: str) -> None:
        """Write the sheet of findings, its filter over an area, in place of that of the last time."""
        sheet = self.sheet_of_ours()
        if sheet:
            self.package.write(sheet.path, content)
            self.package.drop(relations_of(sheet.path))
        else:
            sheet = self._add_sheet(self._free(name), content)
        self.name(SHEET, sheet, "$A$1")
        self.name(FILTER, sheet, absolute(filtered))
        self.name(TITLES, sheet, f"${HEADER}:${HEADER}")

    def _add_sheet(self, name: str, content: bytes) -> SheetEntry:
        path = self.package.add("xl/worksheets/sheet{}.xml", content, SHEET_TYPE)
        link = self.package.relate(self.package.workbook, "worksheet", path)
        numbers = (each.attributes.get("sheetId", "") for each in self.part.all("sheet"))
        number = max((0, *(int(each) for each in numbers if each.isdecimal()))) + 1
        holder = self.part.first("sheets")
        assert holder
        text = f'<~sheet xmlns:r="{RELATIONS}" name="{xml(name)}" sheetId="{number}" r:id="{link}"/>'
        self.part.append(holder, self.part.tag(text))
        return SheetEntry(len(self.sheets), name, path)

    def _free(self, name: str) -> str:
        taken = {each.name.lower() for each in self.sheets}
        number, candidate = 2, name
        while candidate.lower() in taken:
            candidate = f"{name} ({number})"
            number += 1
        return candidate

    def name(self, name: str, sheet: SheetEntry, area: str) -> None:
        """Give a place on a sheet a hidden name, instead of the one that has it now."""
        self._names[name, sheet.index] = f"{quoted(sheet.name)}!{area}"

    def save(self) -> None:
        """Keep the changes in the package."""
        for each in self.part.all("definedName"):
            if _key(each) in self._names:
                self.part.remove(each)
        text = "".join(_written(self._names))
        holder = self.part.first("definedNames")
        if holder:
            self.part.append(holder, self.part.tag(text))
        else:
            whole = f"<~definedNames>{text}</~definedNames>"
            self.part.insert(self.part.tag(whole), "definedNames", ORDER)
        self.package.write(self.package.workbook, self.part.changed())


def absolute(area: str) -> str:
    """Return an area as names want it.

    >>> absolute("A2:L40")
    '$A$2:$L$40'
    """
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", area)


def _written(names: Mapping[tuple[str, int], str]) -> list[str]:
    return [
        f'<~definedName name="{name}" localSheetId="{index}"{"" if name == TITLES else HIDDEN}>'
        f"{xml(area)}</~definedName>"
        for (name, index), area in names.items()
    ]


def _key(name: Element) -> tuple[str, int]:
    index = name.attributes.get("localSheetId", "")
    return name.attributes.get("name", ""), int(index) if index.isdecimal() else -1


def _link(sheet: Element) -> str:
    return next((value for key, value in sheet.attributes.items() if key.rpartition(":")[2] == "id"), "")
