"""Accounts and their roles, as the log leaves them; the watch has a row for each of both.

Both are projections: they are filled once the migrations are done.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
NAMES = (
    *("enterprise", "review_year", "application", "assessment", "proposal_line", "membership", "receipt"),
    *("filing", "account", "account_role", "schema", "log"),
)


def upgrade() -> None:
    """Create both tables, empty, and the watch anew; guards and rights follow after the migrations."""
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "unit", "opened")),
        sa.Column("closed", sa.Text),
    )
    op.create_table(
        "account_role",
        sa.Column("seq", sequence, primary_key=True, autoincrement=False),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("year", sa.Integer),
        *(sa.Column(name, sa.Text) for name in ("unit", "enterprise", "expert")),
        sa.Column("document", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("granted_seq", "ended_seq")),
    )
    op.drop_table("watch")  # its guards would refuse the new rows
    made = op.create_table(
        "watch",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("changes", sa.BigInteger, nullable=False),
        sa.Column("kept", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(made, [{"name": name, "changes": 0, "kept": 0} for name in NAMES])
