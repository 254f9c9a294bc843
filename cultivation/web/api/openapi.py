"""The description of the interface, made from its table: OpenAPI 3.1, served and in docs/openapi.json."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import orjson
from starlette.responses import Response

from cultivation.core.roles import Role
from cultivation.web.api.answering import JSON
from cultivation.web.api.problems import MEDIA_TYPE, TITLES
from cultivation.web.api.resources import AS_OF, BASE, LANG, RESOURCES, Resource
from cultivation.web.api.shapes import INTEGER, TEXT, either, listing, record

INTRODUCTION = (
    "What the workbench shows, for programs of other systems. Each request carries a token "
    "(`Authorization: Bearer`), which stands for an account on record with some of its roles; who may see "
    "own rows only gets these, and all else is answered like what does not exist. What is refused is a "
    "problem (RFC 9457) whose `code` stays, with sentences in the language asked for."
)
PARTS = {
    "year": {"type": "string", "pattern": "^[0-9]{4}$", "description": "a review year"},
    "code": {"type": "string", "description": "the code of an enterprise"},
    "entry": {"type": "string", "pattern": "^[0-9]+$", "description": "the number of an entry of the record"},
}
PROBLEM = record(
    type=TEXT,
    title=TEXT,
    status=INTEGER,
    detail=TEXT,
    code={"type": "string", "enum": sorted(TITLES)},
    sentences=listing(TEXT),
    step=either(record(act=TEXT, year=either(INTEGER), number=either(INTEGER))),
)
STATUSES = {
    "401": "without a token, or with one that opens nothing",
    "403": "for other roles",
    "404": "there is no such thing, or it is another's",
    "409": "refused; `step` says what would help",
    "422": "something in the request cannot be meant",
    "429": "too many requests",
    "503": "a database cannot be used now",
}


def openapi() -> dict[str, Any]:
    """Return the description."""
    paths: dict[str, dict[str, Any]] = {}
    for each in RESOURCES:
        paths.setdefault(BASE + each.path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {"title": "cultivation", "version": version("cultivation"), "description": INTRODUCTION},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": {**PROBLEM, "additionalProperties": True}},
            "responses": {
                status: {
                    "description": said,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, said in STATUSES.items()
            },
        },
    }


def _operation(each: Resource) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation_id(each),
        "summary": each.summary,
        "description": _who(each),
        "parameters": [*_parts(each), *_query(each)],
        "responses": {
            "200": {"description": "the answer", "content": {each.media_type: {"schema": schema_of(each)}}},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in STATUSES},
        },
    }
    if each.take is not None:
        made["requestBody"] = _body(each.fields)
    return made


def operation_id(each: Resource) -> str:
    """Return the name of an operation: its method and address in words."""
    words = re.sub(r"[^a-z]+", "_", each.path).strip("_")
    return f"{each.method.lower()}_{words}"


def schema_of(each: Resource) -> dict[str, Any]:
    """Return what is answered: to who sees all, or to who sees own rows."""
    if each.media_type != JSON:
        return {"type": "string", "format": "binary"}
    return each.shape if each.own_shape is None else {"anyOf": [each.shape, each.own_shape]}


def _who(each: Resource) -> str:
    said = f"For: {_roles(each.right.all_rows)}."
    return f"{said} Own rows: {_roles(each.right.own_rows)}." if each.right.own_rows else said


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(role for role in Role if role in roles)


def _parts(each: Resource) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", each.path)
    return [{"name": name, "in": "path", "required": True, "schema": PARTS[name]} for name in names]


def _query(each: Resource) -> list[dict[str, Any]]:
    said = {**each.query, "lang": LANG} if each.take else {**each.query, "as_of": AS_OF, "lang": LANG}
    return [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in said.items()
    ]


def _body(fields: Mapping[str, str]) -> dict[str, Any]:
    properties: dict[str, Any] = {
        name: {"type": "string", "description": text} for name, text in fields.items()
    }
    binary = {"type": "string", "contentMediaType": "application/octet-stream"}
    properties["file"] = {"type": "array", "items": binary, "description": fields["file"]}
    schema = {"type": "object", "properties": properties, "required": ["file"]}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def written() -> bytes:
    """Return the description as it stands in docs/openapi.json."""
    return orjson.dumps(openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


async def described(_request: object) -> Response:
    """Answer with the description; it says nothing of the record."""
    return Response(written(), media_type=JSON)
