"""On PostgreSQL the pages are those of the same record on SQLite, letter by letter, jobs included."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cultivation import review
from cultivation.record.store import Record
from tests.record.conftest import postgresql, schema_of_its_own

from .conftest import Face
from .test_jobs import finished

pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")
__all__ = ["postgresql"]  # the fixture
PAGES = (
    *(
        "/",
        "/years/2016",
        "/years/2016/proposal",
        "/years/2016/zones",
        "/years/2016/why/ANLAN",
        "/pool",
        "/firms",
    ),
    *(
        "/years/2016/why/BIYUN/turning",
        "/years/2016/sheet/ANLAN?cell=B2",
        "/firms/CHENHUI",
        "/record",
        "/record/3",
    ),
    *("/record?firm=ANLAN", "/?as_of=2100-01-01", "/years/2017/proposal"),
)


def test_the_pages_are_the_same(hostile_folder: Path, postgresql: str) -> None:
    with schema_of_its_own(postgresql) as url:
        here, there = (
            Record(each, clock=lambda: datetime.now(UTC))
            for each in (f"sqlite:///{hostile_folder / 'cultivation.db'}", url)
        )
        review.move(here, there, "王芳", False)
        here.dispose()
        there.dispose()
        faces = [Face(hostile_folder), Face(hostile_folder, url)]
        try:
            for face in faces:
                face.enter()
                face.get("/?lang=zh")
            for path in PAGES:
                one, other = (face.client.get(path) for face in faces)
                assert (one.status_code, one.text) == (other.status_code, other.text), path
            faces[1].get("/?lang=en")
            text = finished(faces[1], faces[1].post("/jobs", kind="verify"))
            assert "their documents are unchanged" in text
        finally:
            for face in faces:
                face.close()
