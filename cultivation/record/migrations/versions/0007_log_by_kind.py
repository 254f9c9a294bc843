"""Entries of a kind are asked of an index, so that a log of received files is not read through."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_log_kind", "log", ["kind"])
