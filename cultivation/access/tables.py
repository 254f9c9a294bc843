"""The tables of the access store: what proves a person, and nothing that the review rests on.

Moments are texts in UTC with six digits of a second, so that they sort as they follow each other.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData()
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

schema_version = Table("schema_version", METADATA, Column("version", Integer, nullable=False))

login = Table(
    "login",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("made", Text, nullable=False),
)
slip = Table(
    "slip",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("ends", Text, nullable=False),
)
secret = Table(
    "secret",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("counter", NUMBER, nullable=False, default=0),
    Column("made", Text, nullable=False),
    Column("used", Text),
    Index("secret_of_account", "account", "kind"),
    sqlite_autoincrement=True,
)
passkey = Table(
    "passkey",
    METADATA,
    Column("credential", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("counter", NUMBER, nullable=False),
    Column("made", Text, nullable=False),
    Column("used", Text),
)
challenge = Table(
    "challenge",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("ends", Text, nullable=False),
)
device = Table(
    "device",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("ends", Text, nullable=False),
)
session = Table(
    "session",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("account", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("strength", Text, nullable=False),
    Column("begun", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("ends", Text, nullable=False),
    Column("idle_seconds", Integer, nullable=False),
    Column("stepped_up_at", Text),
    Column("stepped_up_by", Text),
    Column("form_token", Text, nullable=False),
    Column("language", Text),
    Column("agent", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("ended", Text),
    Column("why_ended", Text),
)
attempt = Table(
    "attempt",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("who", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("has_device", Integer, nullable=False),
    Index("attempt_on", "who", "at"),
    sqlite_autoincrement=True,
)
refusal = Table(
    "refusal",
    METADATA,
    Column("who", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", Text, nullable=False),
)
api_token = Table(
    "api_token",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("made", Text, nullable=False),
    Column("ends", Text, nullable=False),
    Column("used", Text),
    Column("minute", Text, nullable=False),
    Column("asked", Integer, nullable=False),
)
draft = Table(
    "draft",
    METADATA,
    Column("number", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("ends", Text, nullable=False),
)
draft_mark = Table(
    "draft_mark",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("basis", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("content", Text, nullable=False),
    Column("saved", Text, nullable=False),
)
kept_form = Table(
    "kept_form",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("saved", Text, nullable=False),
)
kept_file = Table(
    "kept_file",
    METADATA,
    Column("number", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("ends", Text, nullable=False),
)
job = Table(
    "job",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("ordered", Text, nullable=False),
    Column("begun", Text, nullable=False),
    Column("made", Text),
    Column("file", LargeBinary),
)
objection = Table(
    "objection",
    METADATA,
    Column("number", Text, primary_key=True),
    Column("year", Integer, nullable=False, index=True),
    Column("account", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("contact", Text),
    Column("code", Text, nullable=False),
    Column("form", Text, nullable=False, unique=True),
)
objection_file = Table(
    "objection_file",
    METADATA,
    Column("number", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
access_event = Table(
    "access_event",
    METADATA,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
access_purge = Table(
    "access_purge",
    METADATA,
    Column("until", NUMBER, primary_key=True, autoincrement=False),
    Column("head", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("account", Text, nullable=False),
)
