"""A record from before there were accounts, served: nothing of it changes, and people are added to it."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from cultivation import review
from cultivation.access.sealing import Key
from cultivation.access.signing_in import Access
from cultivation.access.store import KEY_FILE, store_beside
from cultivation.core.roles import Grant, Role
from cultivation.record.store import Record
from cultivation.review.replay import replay
from tests.access.conftest import QUICK
from tests.record.test_samples import HEADS, SAMPLES

from .conftest import Face
from .programs import issued


@pytest.mark.parametrize("name", HEADS)
def test_a_record_of_an_earlier_version_is_served_and_gets_accounts(name: str, tmp_path: Path) -> None:
    path, (number, head) = tmp_path / "cultivation.db", HEADS[name]
    path.write_bytes(gzip.decompress((SAMPLES / f"{name}.db.gz").read_bytes()))
    record = Record(f"sqlite:///{path}", lambda: datetime.now(UTC))
    record.create()
    record.dispose()
    access = Access(
        store_beside(record_url := f"sqlite:///{path}"), Key(tmp_path / KEY_FILE), now, cost=QUICK
    )
    face = Face(tmp_path, record_url, access)
    face.enter()
    assert face.client.get("/").status_code == 200 and face.client.get("/record").status_code == 200
    assert face.client.get("/api/v1/years").status_code == 401
    record = face.desk.record
    wang, li = (review.open_account(record, "root", each, "科技局") for each in ("王一", "李二"))
    review.grant_role(record, "root", Grant(wang, Role.SECURITY_ADMIN), "1号")
    review.grant_role(record, "王一", Grant(li, Role.SYSTEM_ADMIN), "1号")
    access.invite(li)
    assert face.client.get("/").headers["location"].startswith("/enter"), (
        "the printed code lets in nobody now"
    )
    with record.reading() as reader:
        found, hashes = reader.verify(), reader.hashes(number)
        years = reader.years()
    assert found.ok and found.entries > number and hashes[-1] == head
    assert all(each.same for each in replay(record))
    assert years and issued(face, li, Role.SYSTEM_ADMIN).get("/years").status_code == 403
    face.close()


def now() -> datetime:
    return datetime.now(UTC)
