"""Places in an XML part, so that it can be changed there and stay as it was everywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LONGEST = 32_000  # characters of a cell; Excel takes 32,767
# What XML cannot hold, and halves of characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel takes _x0041_ for an A
TAG = re.compile(rb"""<(?:"[^"]*"|'[^']*'|[^"'>])*>""")
Edit = tuple[int, int, bytes]


class CannotMark(Exception):
    """The workbook cannot be marked; `reason` is a key of returned_package.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name, where its tag starts and ends, where its end tag starts and ends.

    Of an empty element the last three are the same. `parent` is the name of the element around it.
    """

    name: str
    parent: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    close: int
    end: int


class Part:
    """An XML part of a workbook: its elements down to a depth, and the changes to be made in it."""

    def __init__(self, content: bytes, deepest: int = 2) -> None:
        self.edits: list[Edit] = []
        self._inserted: list[tuple[int, int, bytes]] = []
        found = _scan(content, deepest)
        if found[-1].inner == found[-1].end:
            content = _with_end_tag(content, found[-1])
            found = _scan(content, deepest)
        self.content = content
        self.root, self.elements = found[-1], found[:-1]
        raw = TAG.search(content, self.root.start)
        tag = raw[0][1:].split()[0].rstrip(b"/>").decode() if raw else ""
        self.prefix = tag[: tag.index(":") + 1] if ":" in tag else ""

    def all(self, name: str) -> list[Element]:
        """Return the elements of a name in their order; names of other vocabularies carry their prefix."""
        return [each for each in self.elements if each.name == name]

    def first(self, name: str) -> Element | None:
        """Return the first element of a name."""
        return next((each for each in self.elements if each.name == name), None)

    def slice(self, element: Element) -> bytes:
        """Return an element as it stands."""
        return self.content[element.start : element.end]

    def tag(self, text: str) -> bytes:
        """Return XML with the prefix of this part; `text` marks each name with a tilde, as in `<~c/>`."""
        return text.replace("<~", f"<{self.prefix}").replace("</~", f"</{self.prefix}").encode()

    def replace(self, start: int, end: int, text: bytes) -> None:
        """Change a stretch of the part; with the same start and end, insert."""
        self.edits.append((start, end, text))

    def remove(self, element: Element) -> None:
        """Take an element out."""
        self.replace(element.start, element.end, b"")

    def append(self, element: Element, text: bytes) -> None:
        """Write something at the end of an element, also of an empty one."""
        if element.inner < element.end:
            self.replace(element.close, element.close, text)
            return
        tag = self.slice(element)
        name = tag[1:].split()[0].rstrip(b"/>")
        self.replace(element.start, element.end, tag[:-2].rstrip() + b">" + text + b"</" + name + b">")

    def insert(self, text: bytes, name: str, order: Sequence[str]) -> None:
        """Write an element of the root where the order of the vocabulary wants it."""
        later = set(order[order.index(name) + 1 :])
        inside = (each for each in self.elements if each.parent == self.root.name)
        after = next((each.start for each in inside if each.name in later), self.root.close)
        self._inserted.append((after, order.index(name), text))

    @property
    def is_changed(self) -> bool:
        """Tell whether there is anything to be changed."""
        return bool(self.edits or self._inserted)

    def changed(self) -> bytes:
        """Return the part with all changes made."""
        inserted = sorted(self._inserted, key=lambda each: each[:2])
        return splice(self.content, [*((place, place, text) for place, _, text in inserted), *self.edits])


def splice(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes with stretches replaced; insertions at one place come in the order given."""
    pieces, position = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [content[position:start], text]
        position = end
    return b"".join((*pieces, content[position:]))


def plain(text: str) -> str:
    """Return a text without what a workbook cannot hold, and no longer than a cell.

    >>> plain("a\\x00b\\ud800c\\r\\nd")
    'abc\\nd'
    """
    return FORBIDDEN.sub("", text.replace("\r\n", "\n"))[:LONGEST]


def xml(text: str) -> str:
    """Return a text as it stands in XML, between tags or between double quotes."""
    return escape(ESCAPE.sub("_x005F_", plain(text)), {'"': "&quot;", "\n": "&#10;"})


def with_attribute(tag: bytes, name: str, value: object) -> bytes:
    """Return the tag at the start of an element with an attribute set anew; None takes it away."""
    found = TAG.match(tag)
    assert found
    opening = re.sub(rb"\s" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""", b"", found[0])
    if value is not None:
        ending = b"/>" if opening.endswith(b"/>") else b">"
        opening = opening.removesuffix(ending).rstrip() + f' {name}="{value}"'.encode() + ending
    return opening + tag[found.end() :]


def _scan(content: bytes, deepest: int) -> list[Element]:
    """Return the elements down to a depth, each after what is in it; the root is the last."""
    parser = ParserCreate()
    open_elements: list[tuple[str, dict[str, str], int]] = []
    found: list[Element] = []
    depth, prefix = -1, ""

    def local(name: str) -> str:
        return name.removeprefix(prefix) if prefix else name

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, prefix
        depth += 1
        if depth == 0:
            prefix = name[: name.index(":") + 1] if ":" in name else ""
        if depth <= deepest:
            open_elements.append((local(name), attributes, parser.CurrentByteIndex))

    def end(_name: str) -> None:
        nonlocal depth
        if depth <= deepest:
            name, attributes, began = open_elements.pop()
            parent = open_elements[-1][0] if open_elements else ""
            found.append(_element(content, name, parent, attributes, began, parser.CurrentByteIndex))
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, content)
    return sorted(found[:-1], key=lambda element: element.start) + found[-1:]


def _with_end_tag(content: bytes, root: Element) -> bytes:
    """Return a part of nothing but an empty root, such as `<styleSheet/>`, so that there is an inside."""
    tag = content[root.start : root.end]
    name = tag[1:].split()[0].removesuffix(b"/>")
    return splice(content, [(root.start, root.end, tag[:-2].rstrip() + b"></" + name + b">")])


def parse(parser: Any, content: bytes) -> None:
    """Parse a part that is written in UTF-8; raise CannotMark for any other."""

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise CannotMark("form")

    parser.XmlDeclHandler = declared
    try:
        parser.Parse(content, True)
    except ExpatError as error:
        raise CannotMark("form") from error


def _element(
    content: bytes, name: str, parent: str, attributes: dict[str, str], start: int, close: int
) -> Element:
    found = TAG.match(content, start)
    inner = found.end() if found else close
    if content[inner - 2 : inner] == b"/>":
        return Element(name, parent, attributes, start, inner, inner, inner)
    ending = TAG.match(content, close)
    return Element(name, parent, attributes, start, inner, close, ending.end() if ending else close)
