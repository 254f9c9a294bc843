"""What the text of a paper may do: fill in, choose and repeat; nothing that runs on or grows without end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any

from cultivation.language import _

if TYPE_CHECKING:
    from jinja2 import nodes

LONGEST_TEMPLATE, LONGEST_VALUE = 50_000, 20_000  # characters of a text, and of what a filter gives
MOST_NESTED = 2  # loops
# They take a number for as much as they make, or make text of a pattern; no paper needs them.
LEFT_OUT = ("attr", "batch", "center", "filesizeformat", "format", "indent", "slice", "wordwrap", "xmlattr")
# What could call itself, or make much of little. Without them, work is in proportion to text and values.
REFUSED = ("Macro", "Call", "CallBlock", "AssignBlock", "Import", "FromImport", "Include", "Extends", "Block")
GROWING = ("Mul", "Pow", "Mod", "FloorDiv")
JOINING = ("Concat", "Add")


def bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a filter neither take nor give a text that is longer than a paper has."""

    @wraps(function)
    def run(*arguments: Any, **named: Any) -> Any:
        for each in (*arguments, *named.values()):
            _check_length(each)
        return _check_length(function(*arguments, **named))

    return run


def _check_length(value: Any) -> Any:
    if isinstance(value, str | list | tuple) and len(value) > LONGEST_VALUE:
        raise ValueError(_("a text of more than {limit} characters").format(limit=LONGEST_VALUE))
    return value


def require_modest(text: str, tree: nodes.Template) -> None:
    """Refuse what could run on or grow without end, with its line; raises ValueError."""
    if len(text) > LONGEST_TEMPLATE:
        raise ValueError(_("it has more than {limit} characters").format(limit=LONGEST_TEMPLATE))
    found = sorted({(node.lineno, what) for node, what in _immodest(tree, 0)})
    if found:
        places = "; ".join(_("line {line}: '{what}'").format(line=line, what=what) for line, what in found)
        sentence = _(
            "only names, conditions, filters and at most {number} loops in each other may be used; {places}"
        )
        raise ValueError(sentence.format(number=MOST_NESTED, places=places))


def _immodest(node: nodes.Node, loops: int) -> Iterator[tuple[nodes.Node, str]]:
    name = type(node).__name__
    loops += name == "For"
    endless = name == "For" and (loops > MOST_NESTED or getattr(node, "recursive", False))
    if endless or name in REFUSED or name in GROWING:
        yield node, name.lower()
    if name in ("Assign", "With") and any(node.find_all(_joining())):
        yield node, name.lower()
    for child in node.iter_child_nodes():
        yield from _immodest(child, loops)


def _joining() -> tuple[type[nodes.Node], ...]:
    from jinja2 import nodes

    return tuple(getattr(nodes, name) for name in JOINING)
