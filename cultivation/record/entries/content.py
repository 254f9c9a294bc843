"""What an entry says, as a frozen class: to and from the payload that is hashed.

The keys of a payload are the names of the fields, or what `key` gives for a field. A field that may be
missing has a default and is then left out again, so that what was read is written as it stood. What no field
can say so is kept in `more`: keys of a later version, and a default that was written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, Self


def key(name: str) -> Any:
    """Declare a field whose key in the payload is no name that Python allows."""
    return field(metadata={"key": name})


def items_of(made_of: type[Said], required: bool = True) -> Any:
    """Declare a field that lists objects."""
    return field(metadata={"item": made_of}) if required else field(default=(), metadata={"item": made_of})


@dataclass(frozen=True)
class Said:
    """An object of a payload: all of it, or an item of a list in it."""

    more: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Read a payload; raise KeyError where a key is missing that every version wrote."""
        own = _fields_by_key(cls)
        values = {
            each.name: _read(payload[name], each)
            for name, each in own.items()
            if name in payload or each.default is MISSING
        }
        more = {
            name: value
            for name, value in payload.items()
            if name not in own or values[own[name].name] == own[name].default
        }
        return cls(**values, more=more)

    def to_payload(self) -> dict[str, Any]:
        """Return the payload, as it was read or is to be written."""
        values = {name: (getattr(self, each.name), each) for name, each in _fields_by_key(type(self)).items()}
        said = {name: _written(value) for name, (value, each) in values.items() if value != each.default}
        return {**said, **self.more}


@dataclass(frozen=True)
class NamedDocument(Said):
    """A document that an entry added or named again."""

    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Content(Said):
    """What an entry says."""

    KIND: ClassVar[str]
    documents: tuple[NamedDocument, ...] = items_of(NamedDocument, required=False)

    @property
    def json_digest(self) -> str:
        """Return the digest of the first JSON document."""
        return next(each.sha256 for each in self.documents if each.media_type == "application/json")


FIELDS: dict[type[Said], dict[str, Field[Any]]] = {}  # looked up once: a log may hold a million entries


def _fields_by_key(cls: type[Said]) -> dict[str, Field[Any]]:
    if cls not in FIELDS:
        own = (each for each in fields(cls) if each.name != "more")
        FIELDS[cls] = {each.metadata.get("key", each.name): each for each in own}
    return FIELDS[cls]


def _read(value: Any, each: Field[Any]) -> Any:
    if made_of := each.metadata.get("item"):
        return tuple(made_of.from_payload(item) for item in value)
    return tuple(value) if isinstance(value, list) else value


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [item.to_payload() if isinstance(item, Said) else item for item in value]
    return value
