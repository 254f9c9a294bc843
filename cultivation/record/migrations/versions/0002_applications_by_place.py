"""An application is named by its document and its place there; what it says is read from the document alone.

The table is a projection: it is made anew, and its rows with it, once the migrations are done.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of applications anew, empty."""
    op.drop_table("application")
    op.create_table(
        "application",
        sa.Column(
            "year", sa.Integer, sa.ForeignKey("review_year.year"), primary_key=True, autoincrement=False
        ),
        sa.Column("enterprise_id", sa.Text, sa.ForeignKey("enterprise.id"), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "file", "file_digest")),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("corrections", sa.Text, nullable=False),
    )
    op.create_index("ix_application_enterprise_id", "application", ["enterprise_id"])
