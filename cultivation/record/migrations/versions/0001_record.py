"""The first schema: log, documents, and the projections.

There is no way down: the log is never dropped.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables; guards are put up once the migrations are done."""
    _create_record()
    _create_years()
    _create_reviews()
    _create_membership()


def _create_record() -> None:
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "log",
        sa.Column("seq", sequence, primary_key=True, autoincrement=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("recorded_at", "actor", "kind", "payload", "prev", "hash")
        ),
    )
    op.create_table(
        "document",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _create_years() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_year", sa.Integer, nullable=False),
    )
    op.create_table(
        "review_year",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("rule_set", "version", "rules_digest", "cutoff", "state", "opened_by")
        ),
        sa.Column("applications_seq", sa.BigInteger),
        sa.Column("scored_seq", sa.BigInteger),
        sa.Column("scores_digest", sa.Text),
        sa.Column("proposed_seq", sa.BigInteger),
        sa.Column("proposal_digest", sa.Text),
        sa.Column("proposer", sa.Text),
        sa.Column("decided_seq", sa.BigInteger),
        sa.Column("decision_document", sa.Text),
        sa.Column("decision_date", sa.Text),
        sa.Column("approver", sa.Text),
    )


def _create_reviews() -> None:
    op.create_table(
        "application",
        *_year_and_enterprise(),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "file", "file_digest")),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("ix_application_enterprise_id", "application", ["enterprise_id"])
    op.create_table(
        "assessment",
        *_year_and_enterprise(),
        sa.Column("rank", sa.Integer),
        sa.Column("eligible", sa.Boolean, nullable=False),
        sa.Column("total", sa.Text, nullable=False),
    )
    op.create_table(
        "proposal_line",
        *_year_and_enterprise(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("rank", sa.Integer),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reserve_place", sa.Integer),
        sa.Column("override", sa.Text, nullable=False),
    )
    op.create_index("ix_proposal_line_enterprise_id", "proposal_line", ["enterprise_id"])


def _create_membership() -> None:
    op.create_table(
        "membership",
        _enterprise(),
        sa.Column("entered_seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entered_year", sa.Integer, sa.ForeignKey("review_year.year"), nullable=False),
        sa.Column("left_year", sa.Integer, sa.ForeignKey("review_year.year")),
        sa.Column("left_seq", sa.BigInteger),
    )


def _year_and_enterprise() -> tuple[sa.Column[int], sa.Column[str]]:
    year: sa.Column[int] = sa.Column(
        "year", sa.Integer, sa.ForeignKey("review_year.year"), primary_key=True, autoincrement=False
    )
    return year, _enterprise()


def _enterprise() -> sa.Column[str]:
    return sa.Column("enterprise_id", sa.Text, sa.ForeignKey("enterprise.id"), primary_key=True)
