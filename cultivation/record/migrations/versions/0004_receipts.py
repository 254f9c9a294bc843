"""Which files came in, and whose applications they held: asked of tables, not of the log and its documents.

Both are projections: they are filled once the migrations are done.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create both tables, empty."""
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "receipt",
        sa.Column("seq", sequence, primary_key=True, autoincrement=False),
        sa.Column("year", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("file", "file_digest", "document")),
    )
    op.create_index("ix_receipt_file_digest", "receipt", ["file_digest"])
    op.create_table(
        "filing",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("enterprise_id", "name")),
    )
