"""Entries of what others say, and every table, on both databases: what is added, read, made, and refused."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from cultivation.record.database import Database
from cultivation.record.entries import KINDS
from cultivation.record.roles import APPLICATION, AUDITOR, RECORD
from cultivation.record.store import Record
from cultivation.record.tables import METADATA
from tests.record.saying import saying
from tests.record.story import tell, ticking_clock
from tests.record.test_rights import as_role

# What these say stands in the log alone, and changes no table of members.
IN_THE_LOG = (
    *("register_imported", "difference_settled", "veto_list_imported"),
    *("opinions_requested", "opinion_received", "opinions_closed"),
    *("evidence_received", "visits_drawn", "visit_recorded"),
    *("group_listed", "meeting_recorded"),
    *("appeal_filed", "appeal_dismissed", "appeal_upheld", "correction_proposed"),
    *("certificates_issued", "certificate_voided", "lines_sealed"),
)


def test_the_clerk_adds_every_kind_and_the_auditor_reads_it(url: str, record: Record) -> None:
    on_server = not url.startswith("sqlite")
    clerk = Record(as_role(url, APPLICATION), ticking_clock()) if on_server else record
    tell(clerk)
    with clerk.writing("wang") as writer:
        before = writer.members()
        for kind in IN_THE_LOG:
            writer.append(
                saying(kind, {"year": 2017, "number": 1, "enterprise": "A", "entered": [], "left": []})
            )
        assert writer.verify().ok
        assert writer.rebuild().same
        assert writer.members() == before
    auditor = Record(as_role(url, AUDITOR), ticking_clock()) if on_server else clerk
    with auditor.reading() as reader:
        for kind in IN_THE_LOG:
            assert [entry.content.KIND for entry in reader.entries_of(KINDS[kind])] == [kind]
        assert reader.verify().ok
    if on_server:
        clerk.dispose()
        auditor.dispose()


@pytest.mark.parametrize("role", [APPLICATION, AUDITOR])
def test_a_role_reads_every_table_and_writes_the_record_alone(url: str, told: Record, role: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no roles")
    database = Database(as_role(url, role))
    may_add = RECORD if role == APPLICATION else ()
    for name in METADATA.tables:
        with database.engine.connect() as connection:
            connection.execute(sa.text(f"SELECT count(*) FROM {name}"))
        words = [f"DELETE FROM {name}", f"TRUNCATE {name}"]
        words += [] if name in may_add else [f"INSERT INTO {name} SELECT * FROM {name}"]
        for each in words:
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                database.engine.begin() as connection,
            ):
                connection.execute(sa.text(each))
    database.engine.dispose()
    with told.reading() as reader:
        assert reader.verify().ok
