"""Where a room can be mutated, by mutmut's operators and two of our own; one mutant a place is sampled."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

SENTENCES = ("_", "N_", "ngettext")  # tests/test_catalogue.py holds every sentence to its translation
SIZES = ("len", "isinstance")  # as mutmut does: without its argument a call only crashes


@dataclass(frozen=True)
class Mutant:
    """A change of one place of a module: the lines it stands on, and both texts."""

    path: str
    first: int
    last: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.first}: {self.before} -> {self.after}"


def sample(root: Path, room: str, number: int, seed: int) -> list[Mutant]:
    """Choose places of a room evenly, each with one of its mutants; the same for the same source and seed."""
    modules = sorted((root / "cultivation" / room).rglob("*.py"))
    sites = [(path, node) for path in modules for node in _sites(path.read_text("utf-8"))]
    chance = random.Random(f"{seed} {room}")
    chosen = sorted(chance.sample(range(len(sites)), min(number, len(sites))))
    print(f"{room}: {len(chosen)} of {len(sites)} places")
    return [_mutant(root, *sites[place], chance) for place in chosen]


@dataclass(frozen=True)
class _Site:
    """A node that can be changed, what it may become, and where it stands in its module."""

    module: cst.Module
    node: cst.CSTNode
    changed: tuple[cst.CSTNode, ...]
    first: int
    last: int


def _mutant(root: Path, path: Path, site: _Site, chance: random.Random) -> Mutant:
    changed = chance.choice(site.changed)
    before, after = (" ".join(site.module.code_for_node(each).split()) for each in (site.node, changed))
    code = site.module.deep_replace(site.node, changed).code  # type: ignore[attr-defined]
    return Mutant(str(path.relative_to(root)), site.first, site.last, before, after, code)


def _sites(source: str) -> list[_Site]:
    wrapper = MetadataWrapper(cst.parse_module(source))
    collector = _Collector(wrapper.module)
    wrapper.visit(collector)
    return collector.found


class _Collector(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, module: cst.Module) -> None:
        super().__init__()
        self.module = module
        self.found: list[_Site] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._says_nothing(node):
            return False
        if changed := tuple(_changes(node)):
            place = self.get_metadata(PositionProvider, node, None)
            if place is None:  # operators have no place of their own
                place = self.get_metadata(PositionProvider, self.get_metadata(ParentNodeProvider, node))
            self.found.append(_Site(self.module, node, changed, place.start.line, place.end.line))
        return True

    def _says_nothing(self, node: cst.CSTNode) -> bool:
        """Pass over what is not executed (annotations, names of imports) and what other tests hold."""
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom | cst.Decorator):
            return True
        return isinstance(node, cst.Call) and (
            isinstance(node.func, cst.Name) and node.func.value in (*SENTENCES, *SIZES)
        )


def _changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)
    yield from _without_condition(node)


def _without_condition(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """Leave out one side of an `and` or an `or`, or a condition of a comprehension."""
    if isinstance(node, cst.BooleanOperation):
        return [_in_brackets(node.left), _in_brackets(node.right)]
    if isinstance(node, cst.CompFor) and node.ifs:
        return [node.with_changes(ifs=[*node.ifs[:at], *node.ifs[at + 1 :]]) for at in range(len(node.ifs))]
    return []


def _in_brackets(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[cst.LeftParen(), *node.lpar], rpar=[*node.rpar, cst.RightParen()])
