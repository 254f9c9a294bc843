"""What takes longer: ordered by a form, done in a process of its own, the same as the command line makes."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from cultivation.commands.program import program
from cultivation.resources import shipped
from cultivation.review.again import AGAIN
from cultivation.web.jobs import MOST_WAITING, Job, Jobs
from cultivation.web.work import Order

from .conftest import ORIGIN, Face


def finished(face: Face, path: str, seconds: float = 120) -> str:
    """Wait for a job; return its page."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = face.client.get(path)
        if "data-wait" not in answer.text:
            return answer.text
        assert "being made" in answer.text
        time.sleep(0.2)
    raise AssertionError(f"{path} took longer than {seconds} s")


def made(face: Face, **fields: str) -> bytes:
    path = face.post("/jobs", **fields)
    finished(face, path)
    return face.client.get(f"{path}/file").content


def written(face: Face, *words: str) -> None:
    arguments = ["--workspace", str(face.folder), "--lang", "en", *words]
    assert CliRunner().invoke(program, arguments, catch_exceptions=False).exit_code == 0


def test_papers_are_those_of_the_command_line(face: Face, tmp_path: Path, firm: Callable[[str], str]) -> None:
    face.get("/?lang=en")
    code = firm("stay")
    written(face, "shortlist", "2017", "-o", str(tmp_path / "list.xlsx"))
    written(face, "report", "2017", "-o", str(tmp_path / "report.html"))
    written(face, "dossier", code, "-o", str(tmp_path / "dossier.html"))
    assert made(face, kind="report", year="2017") == (tmp_path / "report.html").read_bytes()
    assert made(face, kind="dossier", enterprise=code) == (tmp_path / "dossier.html").read_bytes()
    ours, theirs = (
        zipfile.ZipFile(io.BytesIO(content))
        for content in (made(face, kind="shortlist", year="2017"), (tmp_path / "list.xlsx").read_bytes())
    )
    assert [each.filename for each in ours.infolist()] == [each.filename for each in theirs.infolist()]
    assert all(ours.read(name) == theirs.read(name) for name in theirs.namelist())


def test_the_record_is_verified_and_done_again(face: Face) -> None:
    face.get("/?lang=en")
    with face.desk.record.reading() as reader:
        head, last = reader.head(), next(iter(reader.entries(limit=1, newest_first=True)))
        own = sum(each.kind in AGAIN and each.payload.get("year") == 2016 for each in reader.entries())
    text = finished(face, face.post("/jobs", kind="verify"))
    assert f"All {last.seq} entries and their documents are unchanged." in text and head in text
    text = finished(face, face.post("/jobs", kind="replay"))
    assert "match the record." in text and f"{own} of {own} steps are the same" in text


def test_a_rehearsal_says_what_the_command_line_says(face: Face) -> None:
    """Under rules with a smaller pool some go out."""
    face.get("/?lang=en")
    rules = face.folder / "rules" / "smaller.yaml"
    rules.parent.mkdir(exist_ok=True)
    text = (shipped("scoring_rules") / "kunshan_top100_2016.yaml").read_text(encoding="utf-8")
    text = text.replace("id: kunshan_top100_2016", "id: smaller")
    rules.write_text(
        text.replace("{capacity: 100, enter_rank: 90", "{capacity: 90, enter_rank: 80"), encoding="utf-8"
    )
    try:
        arguments = ["--workspace", str(face.folder), "--lang", "en", "rules", "rehearse", "smaller"]
        told = CliRunner().invoke(program, [*arguments, "--year", "2017", "--format", "json"])
        expected = json.loads(told.stdout)
        digest = html.fromstring(face.get("/rules/smaller")).xpath(".//input[@name='rules']/@value")[0]
        page = html.fromstring(finished(face, face.post("/jobs", kind="rehearse", year="2017", rules=digest)))
        names = [each.text for each in page.xpath(".//dt")]
        assert names == [each["name"] for each in (*expected["enter"], *expected["leave"])] != []
        assert "Nothing is recorded" in page.xpath(".//div[@id='job']")[0].text_content()
    finally:
        rules.unlink()


def test_a_job_says_how_far_it_is(tmp_path: Path) -> None:
    """What the process of the jobs tells is told of its own job alone, and as soon as there is something."""
    jobs = Jobs(f"sqlite:///{tmp_path / 'none.db'}", tmp_path)
    first, second = (Job("key", Order("replay", "en"), number, Future(), 0.0) for number in (1, 2))
    assert jobs.progress(first) is None
    shared = jobs._told
    shared[:3] = [2, 0, 0]
    assert jobs.progress(first) is None and jobs.progress(second) is None
    shared[1:3] = [3, 12]
    assert jobs.progress(first) is None and jobs.progress(second) == (3, 12)


def test_a_damaged_record_is_told(hostile_folder: Path, tmp_path: Path) -> None:
    import shutil
    import sqlite3

    shutil.copytree(hostile_folder, tmp_path / "damaged")
    with sqlite3.connect(tmp_path / "damaged" / "cultivation.db") as database:
        for (name,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f'drop trigger "{name}"')
        database.execute("update log set actor = 'nobody' where seq = 2")
    face = Face(tmp_path / "damaged")
    try:
        face.enter()
        face.get("/?lang=en")
        text = finished(face, face.post("/jobs", kind="verify"))
        assert "The record is broken: Entry 2 was altered" in text
    finally:
        face.close()


def test_the_same_order_is_the_same_job_and_a_queue_has_an_end(face: Face) -> None:
    face.get("/?lang=en")
    first = face.post("/jobs", kind="replay")
    assert face.post("/jobs", kind="replay") == first
    answers = [
        face.client.post(
            "/jobs",
            data={"kind": "shortlist", "year": "2016", "as_of": f"21{number:02}-01-01"},
            headers=ORIGIN,
        )
        for number in range(MOST_WAITING + 2)
    ]
    assert {each.status_code for each in answers} == {303, 409}
    assert "Too many things" in answers[-1].text
    for each in answers:
        if each.status_code == 303:
            finished(face, each.headers["location"])


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"kind": "rm -rf"}, 422),
        ({"kind": "shortlist"}, 404),
        ({"kind": "report", "year": "1999"}, 404),
        ({"kind": "dossier", "enterprise": "../../etc/passwd"}, 404),
        ({"kind": "report", "year": "2017", "as_of": "then"}, 422),
        ({"kind": "rehearse", "year": "2017", "rules": "../x"}, 422),
    ],
)
def test_an_order_that_cannot_be_meant_is_refused(fields: dict[str, str], status: int, face: Face) -> None:
    answer = face.client.post("/jobs", data=fields, headers=ORIGIN)
    assert answer.status_code == status
    assert html.fromstring(answer.text).find(".//main//p").text


def test_a_job_that_is_refused_says_why(attacked: Face) -> None:
    attacked.get("/?lang=en")
    path = attacked.post("/jobs", kind="report", year="2017")
    for _number in range(100):
        answer = attacked.client.get(path)
        if "data-wait" not in answer.text:
            break
        time.sleep(0.2)
    assert answer.status_code == 409 and "The year 2017 is not scored" in answer.text
    assert attacked.client.get(f"{path}/file").status_code == 404
