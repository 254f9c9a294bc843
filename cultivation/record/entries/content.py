"""What an entry says, as a frozen class: to and from the payload that is hashed.

The keys of a payload are the names of the fields, or what `key` gives for a field. A field that may be
missing has the default None and is then left out again, so that what was read is written as it stood. Keys of
a later version are kept in `more`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, Self


def key(name: str) -> Any:
    """Declare a field whose key in the payload is no name that Python allows."""
    return field(metadata={"key": name})


def items_of(made_of: type[Any], required: bool = True) -> Any:
    """Declare a field that lists objects."""
    return field(metadata={"item": made_of}) if required else field(default=(), metadata={"item": made_of})


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that an entry added or named again."""

    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an entry says."""

    KIND: ClassVar[str]
    documents: tuple[NamedDocument, ...] = items_of(NamedDocument, required=False)
    more: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Read a payload; raise KeyError where a key is missing that every version wrote."""
        own = {_key(each): each for each in _said(cls)}
        values = {
            each.name: _read(payload[name], each)
            for name, each in own.items()
            if name in payload or each.default is MISSING
        }
        more = {name: value for name, value in payload.items() if name not in own}
        return cls(**values, more=more)

    def to_payload(self) -> dict[str, Any]:
        """Return the payload, as it was read or is to be written."""
        said = {_key(each): getattr(self, each.name) for each in _said(type(self)) if not self._lacks(each)}
        return {**{name: _written(value) for name, value in said.items()}, **self.more}

    def _lacks(self, each: Field[Any]) -> bool:
        return each.default is not MISSING and getattr(self, each.name) == each.default


def _said(cls: type[Content]) -> list[Field[Any]]:
    return [each for each in fields(cls) if each.name != "more"]


def _key(each: Field[Any]) -> str:
    return str(each.metadata.get("key", each.name))


def _read(value: Any, each: Field[Any]) -> Any:
    made_of = each.metadata.get("item")
    if made_of is not None:
        return tuple(made_of(**item) for item in value)
    return tuple(value) if isinstance(value, list) else value


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [
            {each.name: getattr(item, each.name) for each in fields(item)}
            if hasattr(item, "__dataclass_fields__")
            else item
            for item in value
        ]
    return value
