"""The watch over the tables: how often each was written, as the database counts and as the program knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
NAMES = (
    *("enterprise", "review_year", "application", "assessment", "proposal_line", "membership", "receipt"),
    *("filing", "schema", "log"),
)


def upgrade() -> None:
    """Create the watch with a row for each table; guards and rights follow once the migrations are done."""
    op.execute("DROP TABLE IF EXISTS watch")  # one that is there counted for tables that are no more
    made = op.create_table(
        "watch",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("changes", sa.BigInteger, nullable=False),
        sa.Column("kept", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(made, [{"name": name, "changes": 0, "kept": 0} for name in NAMES])
