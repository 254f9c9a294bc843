"""Comments on the cells of a sheet: ours beside the applicant's, whose words stay in all cases.

What we write stands between two lines of our own, in a comment of ours or at the end of one of the
applicant's; by these lines it is found and taken away the next time. A drawing has a box for each comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from rich.cells import cell_len

from cultivation.intake.annotated.cells import place
from cultivation.intake.annotated.sheet import MarkedSheet
from cultivation.intake.annotated.xml import MAIN, Element, Part, splice, xml

AUTHOR = "cultivation"
FIRST_LINE, LAST_LINE = "—— cultivation ——", "—————————"
OURS = re.compile(rf"\n?{FIRST_LINE}.*?(?:{LAST_LINE}|\Z)", re.DOTALL)
TEXT = re.compile(rb"(<(?:\w+:)?t(?:\s[^>]*)?)(?:/>|>(.*?)(</(?:\w+:)?t>))", re.DOTALL)
THREAD = "tc="  # the author of a comment that stands for a conversation
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SHAPE = re.compile(rb"<v:shape\b[^>]*?(?<!/)>.*?</v:shape>", re.DOTALL)
SHAPE_ROW, SHAPE_COLUMN = (re.compile(rb"<x:" + each + rb">\s*(\d+)\s*<") for each in (b"Row", b"Column"))
SHAPE_NUMBER = re.compile(rb"_x0000_s(\d+)")
EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit"'
    b' data="1"/></o:shapelayout></xml>'
)
NOTE_SHAPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
WIDTH, LINE_HEIGHT, LETTERS = 260, 15, 44  # points, points, columns of letters in a line


def mark_comments(sheet: MarkedSheet, texts: Mapping[str, str], all_anew: bool = True) -> None:
    """Write a text on each cell given, and `all_anew` take away what we wrote on all others."""
    package = sheet.package
    path = next((each.target for each in package.relations(sheet.path) if each.kind == "comments"), "")
    if path not in package:
        if not texts:
            return
        path = _new_comments(sheet)
    comments = _Comments(package.part(path))
    gone, new = comments.mark(texts, all_anew)
    package.write(path, comments.part.changed())
    drawing = sheet.drawing
    if drawing not in package:
        drawing = package.add("xl/drawings/vmlDrawing{}.vml", EMPTY_DRAWING, VML_TYPE)
        sheet.show(drawing)
    package.write(drawing, _shapes(package.read(drawing), gone, new))


def _new_comments(sheet: MarkedSheet) -> str:
    empty = f'<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'
    path = sheet.package.add("xl/comments{}.xml", empty.encode(), COMMENTS_TYPE)
    sheet.package.relate(sheet.path, "comments", path)
    return path


class _Comments:
    """The part that holds the comments of a sheet."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.authors = [
            unescape(part.content[each.inner : each.close].decode()) for each in part.all("author")
        ]

    def mark(self, texts: Mapping[str, str], all_anew: bool) -> tuple[set[str], dict[str, str]]:
        """Return the cells whose comments are gone, and those with a new one, with its text."""
        left, gone = dict(texts), set()
        for each in self.part.all("comment"):
            cell = each.attributes.get("ref", "")
            if cell not in texts and not all_anew:
                continue
            if self._author(each).startswith(THREAD):
                left.pop(cell, None)
                continue
            own = self._without_ours(each)
            if own is None:
                self.part.remove(each)
                gone.add(cell)
            else:
                self._put(each, own, left.pop(cell, ""))
        self._append(left)
        return gone, left

    def _author(self, comment: Element) -> str:
        number = comment.attributes.get("authorId", "")
        return self.authors[int(number)] if number.isdecimal() and int(number) < len(self.authors) else ""

    def _without_ours(self, comment: Element) -> bytes | None:
        """Return a comment as its author wrote it, None where nothing of it is left."""
        content = self.part.slice(comment)
        pieces = list(TEXT.finditer(content))
        texts = [unescape((each[2] or b"").decode()) for each in pieces]
        whole = "".join(texts)
        found = list(OURS.finditer(whole))
        if not found:
            return content
        if not OURS.sub("", whole).strip():
            return None
        edits, position = [], 0
        for piece, text in zip(pieces, texts, strict=True):
            kept = _outside(text, position, [each.span() for each in found])
            position += len(text)
            if kept != text:
                edits.append((*piece.span(2), xml(kept).encode()))
        return splice(content, edits)

    def _put(self, comment: Element, own: bytes, ours: str) -> None:
        """Leave the applicant's comment, with ours at its end."""
        if ours:
            if not re.search(rb"<(?:\w+:)?r[\s>]", own):
                own = TEXT.sub(self.part.tag("<~r>") + rb"\g<0>" + self.part.tag("</~r>"), own)
            run = self.part.tag(f'<~r><~t xml:space="preserve">{xml(framed(ours, 1))}</~t></~r>')
            closing = self.part.tag("</~text>")
            own = own.replace(closing, run + closing)
        if own != self.part.slice(comment):
            self.part.replace(comment.start, comment.end, own)

    def _append(self, texts: Mapping[str, str]) -> None:
        author = len(self.authors)
        if AUTHOR in self.authors:
            author = self.authors.index(AUTHOR)
        elif (authors := self.part.first("authors")) and texts:
            self.part.append(authors, self.part.tag(f"<~author>{AUTHOR}</~author>"))
        holder = self.part.first("commentList")
        if holder and texts:
            new = (
                f'<~comment ref="{cell}" authorId="{author}"><~text><~r><~rPr><~sz val="9"/></~rPr>'
                f'<~t xml:space="preserve">{xml(framed(text))}</~t></~r></~text></~comment>'
                for cell, text in texts.items()
            )
            self.part.append(holder, self.part.tag("".join(new)))


def framed(text: str, blank: int = 0) -> str:
    """Return a text between the lines that show where ours begins and ends."""
    return "\n" * blank + f"{FIRST_LINE}\n{text}\n{LAST_LINE}"


def _outside(text: str, position: int, spans: Sequence[tuple[int, int]]) -> str:
    """Return what of a text that begins at a position lies in none of the spans."""
    kept, at = [], 0
    for first, last in spans:
        kept.append(text[at : max(at, first - position)])
        at = min(len(text), max(at, last - position))
    return "".join((*kept, text[at:]))


def _shapes(drawing: bytes, gone: set[str], new: Mapping[str, str]) -> bytes:
    """Return the drawing without the shapes of comments that are gone, with those of new ones."""
    places = {place(cell) for cell in gone}
    drawing = SHAPE.sub(lambda found: b"" if _place_of(found[0]) in places else found[0], drawing)
    number = max((1024, *map(int, SHAPE_NUMBER.findall(drawing)))) + 1
    shapes = [b"" if b"_x0000_t202" in drawing or not new else NOTE_SHAPE]
    shapes += [_shape(cell, text, number + each) for each, (cell, text) in enumerate(new.items())]
    head, closing, tail = drawing.rpartition(b"</xml>")
    return head + b"".join(shapes) + closing + tail


def _place_of(shape: bytes) -> tuple[int, int] | None:
    row, column = SHAPE_ROW.search(shape), SHAPE_COLUMN.search(shape)
    if b"Note" not in shape or not row or not column:
        return None
    return int(row[1]) + 1, int(column[1]) + 1


def _shape(cell: str, text: str, number: int) -> bytes:
    """Return the box of a comment, high enough for its text."""
    row, column = place(cell)
    lines = sum(-(-cell_len(line) // LETTERS) or 1 for line in framed(text).split("\n")) + 1
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
        f'margin-top:2pt;width:{WIDTH}pt;height:{lines * LINE_HEIGHT}pt;z-index:1;visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black"'
        ' obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    ).encode()
