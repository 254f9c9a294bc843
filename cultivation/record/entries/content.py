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
        own, values, more = _fields_by_key(cls), {}, {}
        for name, value in payload.items():
            each = own.get(name)
            if each is not None:
                values[each.name] = read = _read(value, each)
            if each is None or read == each.default:
                more[name] = value
        for name in _required(cls):
            if name not in payload:
                raise KeyError(name)
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


REQUIRED: dict[type[Said], tuple[str, ...]] = {}
FIELDS: dict[type[Said], dict[str, Field[Any]]] = {}  # looked up once: a log may hold a million entries


def _fields_by_key(cls: type[Said]) -> dict[str, Field[Any]]:
    if cls not in FIELDS:
        own = (each for each in fields(cls) if each.name != "more")
        FIELDS[cls] = {each.metadata.get("key", each.name): each for each in own}
    return FIELDS[cls]


def _required(cls: type[Said]) -> tuple[str, ...]:
    if cls not in REQUIRED:
        own = _fields_by_key(cls).items()
        REQUIRED[cls] = tuple(name for name, each in own if each.default is MISSING)
    return REQUIRED[cls]


def _read(value: Any, each: Field[Any]) -> Any:
    if made_of := each.metadata.get("item"):
        return tuple(made_of.from_payload(item) for item in value)
    return tuple(value) if isinstance(value, list) else value


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [item.to_payload() if isinstance(item, Said) else item for item in value]
    return value
