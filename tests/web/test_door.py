"""Who is let in, from where, and what every answer says to a browser."""

from __future__ import annotations

import re

import pytest

from cultivation.web.guard import PUBLIC
from cultivation.web.routes import ROUTES
from cultivation.web.sessions import MOST_WRONG

from .conftest import HOST, ORIGIN, Face

OPEN = ("/enter", "/invited", "/static/", "/health", "/metrics", "/api/", *PUBLIC)
PAGES = sorted(
    {route.path for route in ROUTES if "GET" in (route.methods or ()) and not route.path.startswith(OPEN)}
)


def path_of(template: str) -> str:
    return re.sub(r"\{\w+\}", "2016", template)


@pytest.mark.parametrize("template", PAGES)
def test_a_stranger_sees_the_door_alone(template: str, door: Face) -> None:
    answer = door.client.get(f"{path_of(template)}?find=x&on=1")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/enter?next=%2F")
    assert answer.text == ""


def test_the_code_lets_in_one_browser_and_leads_to_the_page_that_was_wanted(door: Face) -> None:
    code = door.codes[-1]
    assert re.fullmatch(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", code)
    wanted = door.client.get("/pool?year=2016").headers["location"]
    page = door.client.get(wanted).text
    assert 'name="next" value="/pool?year=2016"' in page
    answer = door.client.post(
        "/enter", data={"code": code.lower().replace("-", " "), "next": "/pool?year=2016"}, headers=ORIGIN
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/pool?year=2016")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    assert door.client.get("/").status_code == 200
    assert door.codes[-1] != code
    second = door.stranger()
    assert second.post("/enter", data={"code": code}, headers=ORIGIN).status_code == 403
    assert second.get("/").status_code == 303


def test_a_wrong_code_is_told_and_after_ten_there_is_another(door: Face) -> None:
    code = door.codes[-1]
    for _number in range(MOST_WRONG):
        answer = door.client.post("/enter", data={"code": "AAAA-AAAA-AAAA-AAAA"}, headers=ORIGIN)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
        assert "not the code" in answer.text or "不是最近显示的访问码" in answer.text
    assert len(door.codes) == 2
    assert door.client.post("/enter", data={"code": code}, headers=ORIGIN).status_code == 403
    assert door.client.post("/enter", data={"code": door.codes[-1]}, headers=ORIGIN).status_code == 303


@pytest.mark.parametrize("body", [b"", b"code", b"code=" + b"A" * 9000, b"\xff\xfe", "code=ＡＡＡ".encode()])
def test_nonsense_at_the_door_is_a_wrong_code(body: bytes, door: Face) -> None:
    headers = {**ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    assert door.client.post("/enter", content=body, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//x",
        "/" + "x" * 2500,
    ],
)
def test_nobody_is_led_elsewhere(wanted: str, door: Face) -> None:
    answer = door.client.post("/enter", data={"code": door.codes[-1], "next": wanted}, headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "[::1]:8765"]
)
def test_another_host_is_not_answered(host: str, face: Face) -> None:
    stranger = face.stranger(host)
    stranger.cookies = face.client.cookies
    for path in ("/", "/enter", "/static/base.css"):
        answer = stranger.get(path, headers={"host": host})
        assert answer.status_code == 421, path
        assert "<" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {**ORIGIN, "sec-fetch-site": "cross-site"},
        {**ORIGIN, "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers: dict[str, str], face: Face) -> None:
    for path in ("/jobs", "/leave", "/enter"):
        assert face.client.post(path, data={"kind": "verify"}, headers=headers).status_code == 403
    assert face.client.get("/").status_code == 200


def test_a_forged_session_is_none(door: Face) -> None:
    for cookie in ("cultivation=x", "cultivation=", 'cultivation="a\\"b"', "cultivation=" + "x" * 5000):
        assert door.stranger().get("/", headers={"cookie": cookie}).status_code == 303


def test_who_leaves_is_a_stranger_and_the_browser_forgets(door: Face) -> None:
    door.enter()
    secret = dict(door.client.cookies)["cultivation"]
    answer = door.client.post("/leave", headers=ORIGIN)
    assert "cache" in answer.headers["clear-site-data"]
    again = door.stranger().get("/", headers={"cookie": f"cultivation={secret}"})
    assert again.status_code == 303


def test_a_session_ends(door: Face) -> None:
    door.enter()
    for session in door.desk.sessions._open.values():
        session.ends = 0
    assert door.client.get("/").status_code == 303
    answer = door.client.post("/jobs", data={"kind": "verify"}, headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/enter")
    by_script = {**ORIGIN, "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin"}
    assert door.client.post("/jobs", data={"kind": "verify"}, headers=by_script).status_code == 403


def test_every_answer_forbids_what_is_not_ours(face: Face) -> None:
    for path in ("/", "/enter", "/static/base.css", "/nothing", "/pool?on=x", "/years/2017/proposal.csv"):
        headers = face.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        expected = "immutable" if path.startswith("/static") else "no-store"
        assert expected in headers["cache-control"], path
    assert face.stranger("evil.example").get("/").headers["x-content-type-options"] == "nosniff"


def test_static_files_are_those_of_the_package_alone(face: Face) -> None:
    for name in ("../application.py", "..%2fapplication.py", "application.py", "shell.html", "%00"):
        assert face.client.get(f"/static/{name}").status_code == 404
    assert HOST in face.client.base_url.netloc.decode()
