"""The tables: log and document are the record; the others are projections, made from these two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()

# SQLite knows a row number only as INTEGER; BIGINT would be a second key beside it.
SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")

log = Table(
    "log",
    METADATA,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=False),
    Column("recorded_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False, index=True),  # steps ask where years stand, and who decided what
    Column("payload", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

document = Table(
    "document",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

enterprise = Table(
    "enterprise",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("first_year", Integer, nullable=False),
)

review_year = Table(
    "review_year",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("rule_set", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("rules_digest", Text, nullable=False),
    Column("cutoff", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("applications_seq", BigInteger),
    Column("scored_seq", BigInteger),
    Column("scores_digest", Text),
    Column("proposed_seq", BigInteger),
    Column("proposal_digest", Text),
    Column("proposer", Text),
    Column("decided_seq", BigInteger),
    Column("decision_document", Text),
    Column("decision_date", Text),
    Column("approver", Text),
)


def _year_key() -> Column[int]:
    return Column("year", Integer, ForeignKey("review_year.year"), primary_key=True, autoincrement=False)


def _enterprise_key(index: bool = False) -> Column[str]:
    return Column("enterprise_id", Text, ForeignKey("enterprise.id"), primary_key=True, index=index)


application = Table(
    "application",
    METADATA,
    _year_key(),
    _enterprise_key(index=True),
    Column("name", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("file_digest", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    # Where its values stand: the document of what was read and the place there; corrections as JSON by field.
    Column("document", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("corrections", Text, nullable=False),
)

assessment = Table(
    "assessment",
    METADATA,
    _year_key(),
    _enterprise_key(),
    Column("rank", Integer),
    Column("eligible", Boolean, nullable=False),
    Column("total", Text, nullable=False),
)

proposal_line = Table(
    "proposal_line",
    METADATA,
    _year_key(),
    _enterprise_key(index=True),
    Column("name", Text, nullable=False),
    Column("rank", Integer),
    Column("action", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reserve_place", Integer),
    Column("override", Text, nullable=False),
)

membership = Table(
    "membership",
    METADATA,
    _enterprise_key(),
    Column("entered_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("entered_year", Integer, ForeignKey("review_year.year"), nullable=False),
    Column("left_year", Integer, ForeignKey("review_year.year")),
    Column("left_seq", BigInteger),
)

# What the log's receipts say, so that nobody has to read it through: which file came in when and where its
# applications are listed, and whose they are. Rows are only added, so they hold for every moment since.
receipt = Table(
    "receipt",
    METADATA,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=False),
    Column("year", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("file_digest", Text, nullable=False, index=True),
    Column("document", Text, nullable=False),
)

filing = Table(
    "filing",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("enterprise_id", Text, nullable=False),
    Column("name", Text, nullable=False),
)

# Who may do what, as the log leaves it; `seq` is the entry that asked for the role or granted it at once.
account = Table(
    "account",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("opened", Text, nullable=False),
    Column("closed", Text),
)

account_role = Table(
    "account_role",
    METADATA,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=False),
    Column("account", Text, ForeignKey("account.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("year", Integer),
    Column("unit", Text),
    Column("enterprise", Text),
    Column("expert", Text),
    Column("document", Text, nullable=False),
    Column("granted_seq", BigInteger),
    Column("ended_seq", BigInteger),
)

# How often each table was written: counted by the database, and known to the program; see `watch`.
watch = Table(
    "watch",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("changes", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
)

# In an order in which rows can be added; rows are taken away in the reverse order.
PROJECTIONS = (
    *(enterprise, review_year, application, assessment, proposal_line, membership, receipt, filing),
    *(account, account_role),
)
