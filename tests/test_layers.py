"""The map of the house, enforced: imports point downwards, the core is pure, one module writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cultivation
from cultivation.commands import program

HOUSE = Path(cultivation.__file__).parent
LEVELS = (
    {"__main__"},
    {"commands"},
    {"frames", "web"},
    {"demo"},
    {"review", "outputs"},
    {"queries"},
    {"access", "engines", "intake", "record"},
    {"core"},
    {"pools"},
    {"findings", "workspace"},
    {"errors", "resources", "language", "canonical", "steps"},
)
LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
LOOSE = {
    "__init__",
    "__main__",
    "demo",
    "findings",
    "workspace",
    "pools",
    "errors",
    "resources",
    "language",
    "canonical",
    "steps",
}
CORE_LEVELS = (
    {"wording"},
    {"analysis", "explanation"},
    {"drafting", "opinions", "panel", "pool", "registers", "screening"},
    {"scoring"},
    {"rules"},
)
CORE_LEVEL_OF = {room: level for level, rooms in enumerate(CORE_LEVELS) for room in rooms}
IMPURE_MODULES = {
    *("sqlalchemy", "alembic", "sqlite3", "openpyxl", "xlsxwriter", "pandas", "click", "rich"),
    *("pathlib", "os", "io", "shutil", "tempfile", "glob", "socket", "subprocess", "sys"),
    *("time", "random", "secrets", "uuid", "locale", "threading"),
}
IMPURE_CALLS = {"print", "open", "input", "exec", "eval"}
CLOCKS = {"now", "today", "utcnow"}
FILE_METHODS = {"read_bytes", "read_text", "write_bytes", "write_text"}
PURE_BUT_FOR = {
    ("core/rules/loading.py", "pathlib"),
    ("core/rules/loading.py", "read_bytes"),  # load_file
    ("core/rules/list_kinds.py", "pathlib"),
    ("core/rules/list_kinds.py", "read_text"),  # kinds of lists are files, as rule sets are
    ("core/rules/list_kinds.py", "read_bytes"),
    ("core/rules/vocabularies.py", "pathlib"),
    ("core/rules/vocabularies.py", "read_bytes"),  # vocabularies are files, as rule sets are
    ("core/rules/lookup.py", "pathlib"),  # names of files only; load_file reads them
}

FILES = {
    path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text("utf-8")) for path in HOUSE.rglob("*.py")
}
NOUNS = {"plan", "pool"}  # "a cultivation plan" and "the cultivation pool" are things, too
GROUPS = {
    "access": program.ACCESS_COMMANDS,
    "accounts": program.ACCOUNTS_COMMANDS,
    "audit": program.AUDIT_COMMANDS,
    "backup": program.BACKUP_COMMANDS,
    "opinions": program.OPINIONS_COMMANDS,
    "panel": program.PANEL_COMMANDS,
    "plan": program.PLAN_COMMANDS,
    "registers": program.REGISTERS_COMMANDS,
    "rules": program.RULES_COMMANDS,
    "support": program.SUPPORT_COMMANDS,
    "vetoes": program.VETOES_COMMANDS,
}
CORE_FILES = [name for name in sorted(FILES) if name.startswith("core/")]


def room_of(name: str) -> str:
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


def imports(tree: ast.AST, name: str) -> Iterator[tuple[str, int]]:
    """Yield each imported module with its line; relative ones are made absolute."""
    package = ["cultivation", *name.split("/")[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            if module == "cultivation":
                yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield module, node.lineno


def without_type_checking(tree: ast.Module) -> ast.Module:
    """Drop what is imported for type checkers only."""
    body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    return ast.Module(body, [])


def rooms_imported(name: str) -> Iterator[tuple[str, int]]:
    tree = without_type_checking(FILES[name]) if name == "errors.py" else FILES[name]
    for module, line in imports(tree, name):
        parts = module.split(".")
        if parts[0] == "cultivation" and len(parts) > 1 and not parts[1].startswith("__"):
            yield parts[1], line


def calls(name: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(FILES[name]):
        if isinstance(node, ast.Call):
            called = node.func
            yield getattr(called, "attr", getattr(called, "id", "")), node.lineno


def test_every_room_has_a_level() -> None:
    assert {room_of(name) for name in FILES} - {"__init__"} <= LEVEL_OF.keys()


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"__init__.py"}))
def test_imports_point_strictly_downwards(name: str) -> None:
    room = room_of(name)
    upwards = [
        f"{name}:{line} imports {other}"
        for other, line in rooms_imported(name)
        if other != room and LEVEL_OF.get(other, -1) <= LEVEL_OF[room]
    ]
    assert not upwards


def test_no_module_stands_loose_beside_the_rooms() -> None:
    assert {name.removesuffix(".py") for name in FILES if "/" not in name} == LOOSE


@pytest.mark.parametrize("name", [name for name in CORE_FILES if name.count("/") > 1])
def test_inside_the_core_imports_point_strictly_downwards(name: str) -> None:
    room = name.split("/")[1]
    upwards = [
        f"{name}:{line} imports {other}"
        for other, line in core_rooms_imported(name)
        if other != room and CORE_LEVEL_OF[other] <= CORE_LEVEL_OF[room]
    ]
    assert not upwards


def core_rooms_imported(name: str) -> Iterator[tuple[str, int]]:
    for module, line in imports(FILES[name], name):
        parts = module.split(".")
        if parts[:2] == ["cultivation", "core"] and len(parts) > 2:
            yield parts[2], line


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in FILES}
    graph = {module: set(modules_imported(module, modules)) for module in modules}
    assert circles(graph) == []


def modules_imported(module: str, modules: set[str]) -> Iterator[str]:
    """Yield the modules that a module imports, the package of a name where the name is no module."""
    path = module.replace(".", "/")
    name = f"{path}.py" if f"{path}.py" in FILES else f"{path}/__init__.py"
    tree = without_type_checking(FILES[name])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cultivation"):
            base = (node.module or "").removeprefix("cultivation").lstrip(".")
            for alias in node.names:
                full = f"{base}.{alias.name}".lstrip(".")
                yield full if full in modules else base


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that reach each other."""
    reached = {module: reach(graph, module) for module in graph}
    together = {frozenset(b for b in reached[a] if a in reached[b]) for a in graph if a in reached[a]}
    return sorted(sorted(group) for group in together)


def reach(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for each in graph.get(waiting.pop(), set()) - found:
            found.add(each)
            waiting.append(each)
    return found


def test_the_package_itself_imports_no_room_but_the_face_for_analysts_when_it_is_called() -> None:
    assert {room for room, _line in rooms_imported("__init__.py")} == {"frames"}
    at_once = [node for node in FILES["__init__.py"].body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [node.module for node in at_once if isinstance(node, ast.ImportFrom)] == ["__future__", "typing"]
    assert not [node for node in at_once if isinstance(node, ast.Import)]


@pytest.mark.parametrize("name", [name for name in sorted(FILES) if room_of(name) == "frames"])
def test_the_face_for_analysts_asks_and_cannot_write(name: str) -> None:
    """It asks queries and the pure core, opens the record, and names nothing that writes to it."""
    found = {module for module, _line in imports(FILES[name], name) if module.startswith("cultivation.")}
    rooms = {module.split(".")[1] for module in found}
    assert rooms <= {"frames", "queries", "core", "record", "workspace", "errors", "language"}
    of_the_record = {"store", "passwords", "entries"}
    assert {
        module.split(".")[2] for module in found if module.startswith("cultivation.record.")
    } <= of_the_record
    assert not {call for call, _line in calls(name)} & {
        "writing",
        "drafting",
        "create",
        "migrate",
        "append_entries",
    }


@pytest.mark.parametrize("name", CORE_FILES)
def test_the_core_imports_nothing_impure(name: str) -> None:
    found = {module.split(".")[0] for module, _ in imports(FILES[name], name)} & IMPURE_MODULES
    assert not {module for module in found if (name, module) not in PURE_BUT_FOR}


@pytest.mark.parametrize("name", CORE_FILES)
def test_the_core_prints_nothing_opens_nothing_and_asks_no_clock(name: str) -> None:
    impure = IMPURE_CALLS | CLOCKS | FILE_METHODS
    assert not [
        (call, line) for call, line in calls(name) if call in impure and (name, call) not in PURE_BUT_FOR
    ]


def test_only_load_file_reads_a_file_in_the_core() -> None:
    functions = [
        node for node in ast.walk(FILES["core/rules/loading.py"]) if isinstance(node, ast.FunctionDef)
    ]
    readers = [node.name for node in functions if "read_bytes" in ast.dump(node)]
    assert readers == ["load_file"]


def test_only_review_opens_a_transaction_for_writing() -> None:
    found = {
        name
        for name, tree in FILES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "writing"
    }
    assert {room_of(name) for name in found} == {"review"}


def test_only_the_access_room_opens_the_access_store() -> None:
    opened = {"cultivation.access.store", "cultivation.access.tables", "cultivation.access.guards"}
    found = {
        name for name, tree in FILES.items() for module, _line in imports(tree, name) if module in opened
    }
    assert {room_of(name) for name in found} == {"access"}


def test_the_access_room_and_the_others_of_its_level_do_not_know_each_other() -> None:
    pairs = {(room_of(name), room) for name in FILES for room, _line in rooms_imported(name)}
    assert not {pair for pair in pairs if "access" in pair and set(pair) & {"record", "intake", "core"}}


def test_only_serve_starts_the_web() -> None:
    """The command line and the pages are two faces of the same: neither knows the other but for its start."""
    found = {
        name for name in FILES if room_of(name) != "web" for room, _ in rooms_imported(name) if room == "web"
    }
    assert found == {"commands/serve.py", "commands/front_checks.py"}


@pytest.mark.parametrize("name", [name for name in sorted(FILES) if room_of(name) == "web"])
def test_the_web_asks_the_rooms_below_and_no_database(name: str) -> None:
    found = {module for module, _line in imports(FILES[name], name)}
    strange = {"sqlalchemy", "sqlite3", "alembic", "click", "rich"}
    assert not {module for module in found if module.split(".")[0] in strange}
    assert not {module for module in found if module.startswith("cultivation.record.database")}


COMMAND_NAMES = {
    *(name for name in program.COMMANDS if name not in NOUNS),
    *(f"{group} {name}" for group, names in GROUPS.items() for name in names),
}
COMMAND = re.compile(rf"\bcultivation ({'|'.join(sorted(COMMAND_NAMES, reverse=True))})\b")
OPTION = re.compile(r"(?<![\w-])--[a-z]{2}[a-z-]*")
PROGRAM_OF_ITS_OWN = "record/checker.py"


def sentences(name: str) -> Iterator[tuple[str, int]]:
    """Yield each literal text of a module but docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(FILES[name])
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(FILES[name]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value, node.lineno


@pytest.mark.parametrize(
    "name", [name for name in sorted(FILES) if room_of(name) != "commands" and name != PROGRAM_OF_ITS_OWN]
)
def test_no_sentence_below_the_faces_names_a_command_or_an_option(name: str) -> None:
    assert [
        (line, text) for text, line in sentences(name) if COMMAND.search(text) or OPTION.search(text)
    ] == []


def test_no_template_names_a_command() -> None:
    folders = (HOUSE / "outputs", HOUSE / "web")
    templates = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in (".html", ".js", ".txt")
    ]
    assert len(templates) > 2
    assert [path.name for path in templates if COMMAND.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("text", ["First: cultivation score {year}", "say why: --reason TEXT"])
def test_a_sentence_that_names_one_would_be_found(text: str) -> None:
    assert COMMAND.search(text) or OPTION.search(text)
