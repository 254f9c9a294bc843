"""What the program shows, read from its source: keys of JSON, columns of workbooks, places in sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cultivation

SOURCE = Path(cultivation.__file__).parent
PLACE = re.compile(r"\{(\w+)(?::[^}]*)?\}")
# Rooms of papers about enterprises with a place: whatever they put into sentences and drawings is shown.
PAPERS = ("outputs/dossier/", "outputs/meeting/", "queries/dossier/", "queries/meeting", "queries/minutes")
SENTENCES = ("_", "N_")


def shapes_json(module: str) -> bool:
    """Tell whether a module makes the JSON, the columns or the paper of something that people look at."""
    if module.startswith(PAPERS) and shown_in(module):
        return True
    return bool(re.search(r"def (to_json|[a-z_]*_json)\(|Column\(_", (SOURCE / module).read_text("utf-8")))


def shown_in(module: str) -> set[str]:
    """Return the names under which a module shows what it shows.

    A key of a dictionary stands as it is, a heading of a column in brackets, a place in a sentence in braces.
    """
    tree = ast.parse((SOURCE / module).read_text("utf-8"))
    return {name for node in ast.walk(tree) for name in _names(node)}


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Dict(keys=keys):
            yield from (
                key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
            )
        case ast.Call(func=ast.Name(id="Column"), args=[heading, *_]):
            yield f"[{_heading(heading)}]"
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if name in SENTENCES:
            yield from (f"{{{each}}}" for each in PLACE.findall(text))


def _heading(node: ast.expr) -> str:
    """Return the words of a heading, or what it is computed from."""
    match node:
        case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text))]):
            return text
    return ast.unparse(node)
