"""Passwords in the addresses of databases: put in where one is given apart, found where it should not be."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

IN_QUERY = "password"  # postgresql://server/database?password=...; libpq takes it there, too


def with_password(url: str, password: str) -> str:
    """Put a password into the address of a server that has none of its own; any other stays as it is."""
    parsed = _parsed(url)
    if parsed is None or parsed.get_backend_name() == "sqlite" or password_of(parsed):
        return url
    return parsed.set(password=password).render_as_string(hide_password=False)


def holds_password(url: str) -> bool:
    """Tell whether an address shows a password to everybody who reads it."""
    parsed = _parsed(url)
    return parsed is not None and bool(password_of(parsed))


def password_of(url: URL) -> str:
    """Return the password of an address, empty where it has none."""
    said = url.password or url.query.get(IN_QUERY) or ""
    return said if isinstance(said, str) else said[-1]


def in_its_place(url: URL) -> URL:
    """Move a password from the query of an address to where it is hidden whenever the address is shown."""
    password = password_of(url)
    return url.difference_update_query([IN_QUERY]).set(password=password) if password else url


def _parsed(url: str) -> URL | None:
    try:
        return make_url(url)
    except ArgumentError:
        return None  # said when it is opened
