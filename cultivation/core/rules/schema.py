"""The JSON Schema of a rule set, for editors; made from the models, so that it fits them."""

from __future__ import annotations

from typing import Any

from cultivation.core.rules.model import RuleSet

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FLAT = ("Criterion", "Alternative")  # in the file, the keys of their value function stand beside their own


def rules_schema() -> Schema:
    """Return the schema of a rule set file."""
    made = RuleSet.model_json_schema(by_alias=True, mode="validation")
    definitions = {name: _plain(each) for name, each in made.pop("$defs").items()}
    functions: set[str] = set()
    for name in FLAT:
        functions |= _functions(definitions[name])
        definitions |= _flattened(name, definitions)
    for name in functions:  # each stands in the flattened shapes now
        del definitions[name]
    title = {"$schema": DIALECT, "title": "Rule set of cultivation"}
    return {**title, **_plain(made), "$defs": dict(sorted(definitions.items()))}


def _plain(part: Any) -> Any:
    """Drop titles, which only repeat names, and let numbers be numbers: a quoted text is none."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    options = part.get("anyOf", [])
    if {"type": "number"}.items() <= dict(options[0] if options else {}).items() and len(options) >= 2:
        kept = [each for each in options if each.get("type") != "string"]
        rest = {key: value for key, value in part.items() if key not in ("anyOf", "title", "pattern")}
        return {**_plain(kept[0]), **rest} if len(kept) == 1 else {**rest, "anyOf": _plain(kept)}
    return {
        key: _plain(value)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str)) and key != "discriminator"
    }


def _flattened(name: str, definitions: Schema) -> Schema:
    """Make one shape for each method: the own keys, and those of the value function."""
    own = definitions[name]
    shapes = {}
    for function_name in sorted(_functions(own)):
        function = definitions[function_name]
        method = function["properties"]["method"]["const"]
        properties = {**own["properties"], **function["properties"]}
        del properties["function"]
        needed = [key for key in (*own.get("required", ()), *function["required"]) if key != "function"]
        shapes[f"{name}_{method}"] = {
            "type": "object",
            "description": function.get("description", ""),
            "additionalProperties": False,
            "properties": properties,
            "required": sorted(set(needed)),
        }
    union = {
        "description": own.get("description", ""),
        "oneOf": [{"$ref": f"#/$defs/{shape}"} for shape in shapes],
    }
    return {name: union, **shapes}


def _functions(definition: Schema) -> set[str]:
    """Return the names of the value functions that a shape may have."""
    return {each["$ref"].rpartition("/")[2] for each in definition["properties"]["function"]["oneOf"]}
