"""The looks of what we add to a workbook, appended to its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cultivation.findings import Severity
from cultivation.intake.annotated.findings_table import FILLS, INKS
from cultivation.intake.annotated.package import Package
from cultivation.intake.annotated.xml import CannotMark, Part, with_attribute

PATH = "xl/styles.xml"
ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
FACE = re.compile(rb"<(?:\w+:)?(?:name|family|charset|scheme)\b[^>]*/>")
LINE = "".join(f'<~{side} style="thin"><~color rgb="FFBFBFBF"/></~{side}>' for side in ("left", "right"))
LINES = LINE + LINE.replace("left", "top").replace("right", "bottom") + "<~diagonal/>"
# What cells have that name none, where the workbook lists none.
FIRST = {
    "fonts": ('<~font><~sz val="11"/><~name val="Calibri"/></~font>',),
    "fills": tuple(f'<~fill><~patternFill patternType="{each}"/></~fill>' for each in ("none", "gray125")),
    "borders": ("<~border/>",),
    "cellXfs": ("<~xf/>",),
}
HEAD_FILL = "FFDDE3EA"


@dataclass(frozen=True)
class Styles:
    """Numbers of cell styles (`head` to `link`) and of the styles that conditions give."""

    head: int
    text: int
    title: int
    link: int
    conditions: dict[Severity, int]


def add_styles(package: Package) -> Styles:
    """Append our looks to those of the workbook, in its own font."""
    if PATH not in package:
        raise CannotMark("form")
    part = package.part(PATH)
    face = _face(part)
    font = _append(
        part,
        "fonts",
        f'<~font><~b/><~sz val="11"/>{face}</~font>',
        f'<~font><~b/><~sz val="14"/>{face}</~font>',
        f'<~font><~u/><~sz val="11"/><~color rgb="FF0563C1"/>{face}</~font>',
        f'<~font><~sz val="11"/>{face}</~font>',
    )
    fill = _append(
        part,
        "fills",
        f'<~fill><~patternFill patternType="solid"><~fgColor rgb="{HEAD_FILL}"/></~patternFill></~fill>',
    )
    border = _append(part, "borders", f"<~border>{LINES}</~border>")
    top = '<~alignment horizontal="left" vertical="top" wrapText="1"/>'
    style = _append(
        part,
        "cellXfs",
        _xf(font, fill, border, '<~alignment vertical="center" wrapText="1"/>'),
        _xf(font + 3, 0, border, top),
        _xf(font + 1, 0, 0, '<~alignment vertical="center"/>'),
        _xf(font + 2, 0, border, top),
    )
    condition = _append(part, "dxfs", *(_condition(FILLS[each], INKS[each]) for each in FILLS))
    conditions = {severity: condition + number for number, severity in enumerate(FILLS)}
    package.write(PATH, part.changed())
    return Styles(style, style + 1, style + 2, style + 3, conditions)


def _xf(font: int, fill: int, border: int, alignment: str) -> str:
    return (
        f'<~xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1"'
        f' applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</~xf>'
    )


def _condition(fill: str, ink: str) -> str:
    return (
        f'<~dxf><~font><~color rgb="FF{ink}"/></~font><~fill><~patternFill patternType="solid">'
        f'<~fgColor rgb="FF{fill}"/><~bgColor rgb="FF{fill}"/></~patternFill></~fill></~dxf>'
    )


def _face(part: Part) -> str:
    """Return what names the workbook's first font."""
    font = part.first("font")
    names = FACE.findall(part.slice(font)) if font else []
    return b"".join(names).decode().replace(f"<{part.prefix}", "<~") if names else '<~name val="Calibri"/>'


def _append(part: Part, name: str, *items: str) -> int:
    """Append items to a list of styles, made where there is none; return the number of the first.

    A list without items gets first what cells have that name none.
    """
    holder = part.first(name)
    count = sum(1 for each in part.elements if each.parent == name)
    first = () if count else FIRST.get(name, ())
    count += len(first)
    text = part.tag("".join((*first, *items)))
    if holder is None:
        whole = part.tag(f'<~{name} count="{count + len(items)}">') + text + part.tag(f"</~{name}>")
        part.insert(whole, name, ORDER)
        return count
    opening = with_attribute(part.content[holder.start : holder.inner], "count", count + len(items))
    if holder.inner == holder.end:
        opening = opening.removesuffix(b"/>") + b">"
        part.replace(holder.start, holder.end, opening + text + part.tag(f"</~{name}>"))
    else:
        part.replace(holder.start, holder.inner, opening)
        part.replace(holder.close, holder.close, text)
    return count
