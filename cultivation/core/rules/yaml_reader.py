"""YAML with exact decimals, with line numbers, and with duplicate keys reported.

Only the core schema of YAML 1.2 is understood: `yes`, `no`, `on` and `2016-1-1` stay texts.
Decimals never pass through binary floating point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.problems import syntax_problem

INTEGER = re.compile(r"[-+]?[0-9]+\Z")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
LONGEST_NUMBER, LARGEST_EXPONENT = 100, 30
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # where PyYAML was built without libyaml

Path = tuple[str | int, ...]


@dataclass
class YamlFile:
    """The plain data of a file and the line (from 1) on which each key or item stands."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def line_of(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest place above it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str) -> YamlFile:
    """Read one YAML document; syntax errors and duplicate keys come back as mistakes."""
    file = YamlFile()
    try:
        node = _composed(text)
        file.data = _construct(node, (), file) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = f"{error.context or ''} {error.problem or ''}".strip()
        file.mistakes.append(
            Mistake("yaml_syntax", line, (), {"problem": syntax_problem(said, text.splitlines(), line)})
        )
    except yaml.YAMLError as error:  # characters that YAML does not allow carry no mark
        file.mistakes.append(Mistake("yaml_syntax", 1, (), {"problem": syntax_problem(str(error), [], 1)}))
    except RecursionError:
        file.mistakes.append(Mistake("yaml_syntax", 1, (), {"problem": "nested too deep"}))
    return file


def _composed(text: str) -> yaml.Node | None:
    """Read by libyaml, which is quick; what it does not take is read again by what names mistakes better."""
    try:
        return yaml.compose(text, Loader=QUICK)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _construct(node: yaml.Node, path: Path, file: YamlFile) -> Any:
    file.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in file.seen:  # an alias: it would let a few lines stand for millions, or for themselves
        file.mistakes.append(
            Mistake("yaml_syntax", node.start_mark.line + 1, path, {"problem": "an alias (*)"})
        )
        return None
    file.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, file)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*path, place), file) for place, item in enumerate(node.value)]
    return _scalar(node, path, file)


def _mapping(node: yaml.MappingNode, path: Path, file: YamlFile) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in mapping:
            first = str(file.line_of((*path, key)))
            file.mistakes.append(Mistake("duplicate_key", line, (*path, key), {"key": key, "first": first}))
            continue
        file.lines[(*path, key)] = line
        mapping[key] = _construct(value_node, (*path, key), file)
    return mapping


def is_modest(number: str) -> bool:
    """Tell whether a number can be meant: exact arithmetic with 1e999999999 would never end."""
    exponent = number.lower().partition("e")[2]
    return len(number) <= LONGEST_NUMBER and (not exponent or abs(int(exponent)) <= LARGEST_EXPONENT)


def _scalar(node: yaml.Node, path: Path, file: YamlFile) -> str | int | Decimal | bool | None:
    text: str = node.value
    if isinstance(node, yaml.ScalarNode) and node.style:  # quoted or block: a text, whatever it looks like
        return text
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if (INTEGER.match(text) or DECIMAL.match(text)) and not is_modest(text):
        details = {"problem": "is too long"}
        file.mistakes.append(Mistake("yaml_syntax", node.start_mark.line + 1, path, details))
        return None
    if INTEGER.match(text):
        return int(text)
    return Decimal(text) if DECIMAL.match(text) else text
