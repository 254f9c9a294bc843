"""What those see who look after the machine: health, figures and a log in which nobody is named."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from cultivation.core.roles import Role
from cultivation.web.api.resources import RESOURCES
from cultivation.web.probes import Health
from cultivation.web.program_log import REQUESTS, JsonLines
from cultivation.web.routes import ADDRESSES

from .programs import Program, issued
from .staff import FIRMS, HELD_BACK, NOTICED, OWN, SPARE, Town, account_of, incoming, name_of, opened
from .test_rights import address_of

READS = [each.path for each in RESOURCES if each.take is None]
HERE = ("127.0.0.1", 50000)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in opened(tmp_path_factory.mktemp("town")):
        made.access.invite(SPARE)
        yield made


@pytest.fixture(autouse=True)
def anew(place: Town) -> None:
    place.app.state.health = Health()


def here(place: Town, name: str = "127.0.0.1:8765") -> TestClient:
    """Return a client on the machine itself."""
    return TestClient(place.app, base_url=f"http://{name}", client=HERE)


def figures(text: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, str(sample.labels.get("route") or sample.labels.get("face") or "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_it_lives_and_is_ready_under_any_name(place: Town) -> None:
    for client in (here(place), place.stranger("10.0.0.7:8765")):
        assert client.get("/health").text == client.get("/health/live").text == "ok\n"
        answer = client.get("/health/ready")
        assert answer.status_code == 200 and answer.json() == {
            "status": "ok",
            "checks": {"record": "ok", "guards": "ok", "access_store": "ok", "disk": "ok"},
        }


def test_what_is_not_as_it_should_be_is_named_and_lives_on(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.access.store.changing() as connection:
        connection.exec_driver_sql("ALTER TABLE access_event RENAME TO gone")
    record = place.desk.record._database.engine
    with record.begin() as connection:
        connection.exec_driver_sql("CREATE TRIGGER foreign_one BEFORE DELETE ON log BEGIN SELECT 1; END")
    monkeypatch.setattr("cultivation.web.probes.LEAST_FREE", 2**62)
    try:
        client = here(place)
        answer = client.get("/health/ready")
        assert answer.status_code == 503 and answer.json()["status"] == "fails"
        checks = answer.json()["checks"]
        assert (checks["record"], checks["guards"], checks["disk"]) == ("ok", "fails", "fails")
        assert client.get("/health/live").status_code == 200
        assert figures(client.get("/metrics").text)["cultivation_ready", ""] == 0
    finally:
        with record.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER foreign_one")
        with place.access.store.changing() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO access_event")


def test_a_record_that_is_gone_is_not_ready(place: Town, tmp_path: Path) -> None:
    file = place.desk.record.file
    assert file is not None
    place.desk.record.dispose()
    aside = file.rename(tmp_path / "aside.db")
    try:
        answer = here(place).get("/health/ready")
        assert answer.status_code == 503 and answer.json()["checks"]["record"] == "fails"
    finally:
        place.desk.record.dispose()
        aside.rename(file)


def test_figures_count_what_was_asked_by_pattern(place: Town) -> None:
    client, auditor = here(place), place.enter_as(account_of(Role.AUDITOR))
    pattern, before = "/years/{year}/why/{code}", figures(client.get("/metrics").text)
    for code in ("ANLAN", "NOBODY", "x" * 40):
        auditor.get(f"/years/{NOTICED}/why/{code}")
    auditor.get("/nothing/at/all")
    text = client.get("/metrics").text
    after = figures(text)
    key = ("cultivation_requests_total", pattern)
    answers = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == key[0] and sample.labels["route"] == pattern
    ]
    assert sum(answers) >= 3 and len(answers) >= 2  # 200 and 404; others of tests in the same process
    assert after["cultivation_record_entries", ""] == place.entries()
    assert after["cultivation_sessions", ""] >= 1 and after["cultivation_ready", ""] == 1
    assert after["cultivation_request_seconds_count", "page"] > before.get(
        ("cultivation_request_seconds_count", "page"), 0
    )
    named(place, text)


def named(place: Town, text: str) -> None:
    """Fail where a text names an enterprise, a person, an account, or from where somebody came."""
    words = [word for key, name, *_rest, zone, person in FIRMS for word in (key, name, zone, person)]
    words += [word for role in Role for word in (account_of(role), name_of(role))]
    words += [
        "王芳",
        "李强",
        "闲人",
        SPARE,
        "192.0.2.1",
        "testclient",
        "Firefox",
        "cultivation_secret",
        "秘密",
    ]
    hits = [word for word in words if word in text]
    assert not hits, hits


@pytest.mark.parametrize(
    ("name", "headers", "status"),
    [
        ("127.0.0.1:8765", {}, 200),
        ("localhost", {}, 200),
        ("[::1]:8765", {}, 200),
        ("127.0.0.1:8765", {"x-forwarded-for": "203.0.113.9"}, 401),
        ("127.0.0.1:8765", {"forwarded": "for=203.0.113.9"}, 401),
        ("cultivation.example.gov.cn", {}, 401),
    ],
)
def test_figures_are_for_this_machine(place: Town, name: str, headers: dict[str, str], status: int) -> None:
    assert here(place, name).get("/metrics", headers=headers).status_code == status


def test_from_elsewhere_figures_take_a_token_of_the_system_administrator(place: Town) -> None:
    assert place.stranger().get("/metrics").status_code == 401
    assert issued(place, account_of(Role.AUDITOR), Role.AUDITOR).client.get("/metrics").status_code == 401
    for role, status in ((Role.SYSTEM_ADMIN, 200), (Role.AUDITOR, 403)):
        program = issued(place, account_of(role), role)
        assert program.client.get("/metrics", headers=program.headers).status_code == status, role


def test_the_log_of_a_walk_through_everything_names_nobody(
    place: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pages and all of the interface, by each role; failed logins, files, and what breaks."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger("cultivation.web"), REQUESTS]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)
    try:
        walk(place, tmp_path, monkeypatch)
    finally:
        for each in loggers:
            each.removeHandler(handler)
            each.setLevel(logging.NOTSET)
    text = written.getvalue()
    lines = [json.loads(each) for each in text.splitlines()]
    assert len(lines) > 200
    patterns = {each.path for each in ADDRESSES} | {"/api/v1" + each for each in READS}
    assert {each["route"] for each in lines if each["event"] == "request"} <= {
        *patterns, "other", "/api/v1/years/{year}/files"
    }  # fmt: skip
    broken = [each for each in lines if each["event"] == "trouble"]
    assert broken and broken[0]["error"] == "ZeroDivisionError"
    assert re.fullmatch("[0-9a-f]{8}", broken[0]["number"]) and broken[0]["where"]
    named(place, text)


def walk(place: Town, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in (Role.AUDITOR, Role.DISTRICT, Role.SECURITY_ADMIN):
        client, program = place.enter_as(account_of(role)), issued(place, account_of(role), role)
        for each in ADDRESSES:
            if "GET" in each.methods and each.path != "/leave":
                client.get(address_of(each.path))
        for path in READS:
            program.get(path.format(year=NOTICED, code=OWN, entry=1) + "?find=安澜")
    district = issued(place, account_of(Role.DISTRICT), Role.DISTRICT)
    book = incoming(folder, HELD_BACK)
    assert district.send(HELD_BACK, ("赵法人.xlsx", book.content)).status_code == 200
    stranger = place.stranger()
    stranger.post(
        "/enter", data={"login": "王芳", "password": "秘密"}, headers={"origin": str(stranger.base_url)}
    )
    stranger.get("/years/2016/王芳?find=秘密")
    Program(stranger, "cultivation_secret").get("/years")

    def breaks(*_said: object) -> None:
        raise ZeroDivisionError("王芳 ANLAN 秘密")

    monkeypatch.setattr("cultivation.web.api.looks.status_of", breaks)
    auditor = issued(place, account_of(Role.AUDITOR), Role.AUDITOR)
    assert auditor.get("/years").status_code == 500
