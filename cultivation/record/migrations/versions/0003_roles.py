"""Roles on PostgreSQL, so that the application cannot change what is on record. SQLite has none."""

from __future__ import annotations

from alembic import op

from cultivation.record.roles import STATEMENTS

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the roles where the owner may, and grant them their rights."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in STATEMENTS:
            op.execute(statement)
