"""The workbench by accounts: invited, entering, an own page, leaving; forged forms and lost sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from cultivation.access.sessions import Session
from cultivation.web.routes import ROUTES
from tests.access.conftest import HERE, LI, PASSWORD, WANG, Hall

from .conftest import HOST, ORIGIN, Face
from .staff import without_numbers
from .test_door import OPEN, path_of

CHINESE = re.compile("[一-鿿]")


class Doors(Face):
    """A face at which people enter by accounts; `hall` has their apps and the clock."""

    def __init__(self, folder: Path, hall: Hall, secure: bool = False) -> None:
        super().__init__(folder, access=hall.access, secure=secure)
        self.hall = hall

    def send(self, path: str, client: TestClient | None = None, **fields: str) -> tuple[int, str, str]:
        """Send a form with the token of the page that it stands on; return status, place, page."""
        client = client or self.client
        page = client.get(path.removesuffix("/password").removesuffix("/codes") or "/")
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        data = {**({"token": token[1]} if token else {}), **fields}
        answer = client.post(path, data=data, headers=ORIGIN)
        return answer.status_code, answer.headers.get("location", ""), answer.text

    def log_in(self, name: str = "wang", account: str = WANG, wanted: str = "") -> TestClient:
        client = self.stranger()
        status, to, _page = self.send("/enter", client, login=name, password=PASSWORD, next=wanted)
        assert (status, to.split("?")[0]) == (303, "/enter/second")
        status, to, _page = self.send("/enter/second", client, code=self.hall.code(account), next=wanted)
        assert (status, to) == (303, wanted or "/")
        return client


@pytest.fixture
def doors(auditors_folder: Path, tmp_path: Path) -> Iterator[Doors]:
    """Wang and Li have accounts; nobody is in."""
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    for account, name in ((WANG, "wang"), (LI, "li")):
        hall.access.leave(hall.enrol(account, name).secret, HERE)
    made = Doors(auditors_folder, hall)
    yield made
    made.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_invited_sets_up_everything_without_a_script(language: str, doors: Doors) -> None:
    account = "zzzzzzzzzzzzzzzz"
    code = doors.hall.access.invite(account).codes[0]
    client = doors.client
    client.headers["accept-language"] = {"zh": "zh-CN", "en": "en"}[language]
    path = f"/invited?lang={language}"
    said = {"code": code, "login": "zhao", "password": PASSWORD}
    status, _to, page = doors.send(path, again="something else", **said)
    assert status == 403 and f'value="{code}"' in page and PASSWORD not in page
    status, to, _page = doors.send(path, again=PASSWORD, **said)
    assert (status, to) == (303, "/enter/factor")
    page = client.get(to).text
    tree = html.fromstring(page)
    assert tree.get("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert tree.xpath("//img/@src")[0].startswith("data:image/svg+xml")
    letters = "".join(tree.find_class("secret")[0].text_content().split())
    token = tree.xpath("//form[@action='/enter/factor']//input[@name='token']/@value")[0]
    wrong = client.post(to, data={"token": token, "code": "000000"}, headers=ORIGIN)
    assert wrong.status_code == 403 and letters in "".join(html.fromstring(wrong.text).text_content().split())
    doors.hall.letters[account] = letters
    done = client.post(to, data={"token": token, "code": doors.hall.code(account)}, headers=ORIGIN)
    codes = [each.text_content() for each in html.fromstring(done.text).find_class("codes")[0]]
    assert len(codes) == 10 and all(re.fullmatch(r"([A-Z2-9]{4}-){5}[A-Z2-9]{4}", each) for each in codes)
    assert client.get("/").status_code == 200
    own = html.fromstring(client.get("/own").text).get_element_by_id("main").text_content()
    assert "zhao" in own and bool(CHINESE.search(own)) is (language == "zh")
    assert not any(each in client.get(path).text for each in codes for path in ("/own", "/enter"))


def test_entering_leads_to_the_page_that_was_wanted(doors: Doors) -> None:
    wanted = doors.client.get("/record?year=2016").headers["location"]
    assert wanted == "/enter?next=%2Frecord%3Fyear%3D2016"
    client = doors.log_in(wanted="/record?year=2016")
    assert client.get("/record?year=2016").status_code == 200


def test_nobody_is_led_elsewhere(doors: Doors) -> None:
    for wanted in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        client = doors.stranger()
        doors.send("/enter", client, login="wang", password=PASSWORD, next=wanted)
        status, to, _page = doors.send("/enter/second", client, code=doors.hall.code(), next=wanted)
        assert (status, to) == (303, "/")


def test_wrong_attempts_are_told_in_a_sentence(doors: Doors) -> None:
    client = doors.client
    for login in ("wang", "nobody"):
        status, _to, page = doors.send("/enter?lang=en", client, login=login, password="wrong password")
        assert status == 403 and "do not belong together" in page and "wrong password" not in page
    doors.send("/enter?lang=en", client, login="wang", password=PASSWORD)
    status, _to, page = doors.send("/enter/second", client, code="000000")
    assert status == 403 and "This code is not right" in page
    for _number in range(5):
        status, _to, page = doors.send("/enter?lang=en", client, login="li", password="wrong password")
    assert "do not belong together" in page
    status, _to, page = doors.send("/enter?lang=en", client, login="li", password=PASSWORD)
    assert status == 403 and "The next one is possible from" in page


def test_a_recovery_code_opens_once(doors: Doors) -> None:
    client = doors.log_in()
    _status, _to, page = doors.send("/own/codes", client)
    code = html.fromstring(page).find_class("codes")[0][0].text_content()
    for expected in (303, 403):
        other = doors.stranger()
        doors.send("/enter", other, login="wang", password=PASSWORD)
        status, _to, _page = doors.send("/enter/second", other, recovery=code.lower())
        assert status == expected


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_such_that_nobody_else_reads_or_sets_them(
    secure: bool, auditors_folder: Path, tmp_path: Path
) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    hall.enrol()
    doors = Doors(auditors_folder, hall, secure)
    scheme, name = ("https", "__Host-cultivation") if secure else ("http", "cultivation")
    client = TestClient(doors.app, base_url=f"{scheme}://{HOST}", follow_redirects=False)
    headers = {"origin": f"{scheme}://{HOST}"}
    answer = client.post("/enter", data={"login": "wang", "password": PASSWORD}, headers=headers)
    session = doors.hall.access.session_of(client.cookies[name])
    assert isinstance(session, Session)
    data = {"code": hall.code(), "token": session.form_token}
    done = client.post("/enter/second", data=data, headers=headers)
    cookies = [*answer.headers.get_list("set-cookie"), *done.headers.get_list("set-cookie")]
    assert {each.split("=")[0] for each in cookies} == {name, f"{name}-device"}
    for each in cookies:
        said = {part.strip().lower() for part in each.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= said, each
        assert ("secure" in said) is secure and not any(part.startswith("domain") for part in said)
    assert client.post("/leave", data={"token": "x"}, headers=ORIGIN).status_code == 403
    assert client.get("/").status_code == 200
    doors.close()


def test_a_half_session_sees_the_door_alone(doors: Doors) -> None:
    client = doors.client
    doors.send("/enter", client, login="wang", password=PASSWORD)
    for route in ROUTES:
        path = path_of(route.path)
        if "GET" in (route.methods or ()) and not path.startswith(OPEN):
            assert client.get(path).headers.get("location", "").startswith("/enter?next="), path
    assert client.get("/enter/factor").headers["location"] == "/enter"
    assert client.get("/enter/password").headers["location"] == "/enter"


def test_a_form_without_the_token_of_the_session_is_refused(doors: Doors) -> None:
    wang, li = doors.log_in(), doors.log_in("li", LI)
    theirs = re.search(r'name="token" value="([^"]+)"', li.get("/own").text)
    assert theirs
    posts = {
        path_of(route.path)
        for route in ROUTES
        if "POST" in (route.methods or ()) and not route.path.startswith(("/enter", "/invited"))
    }
    assert {"/leave", "/jobs", "/own/password", "/own/codes", "/step-up"} <= posts
    before = doors.hall.kinds()
    for path in sorted(posts):
        for data in ({}, {"token": ""}, {"token": "x"}, {"token": theirs[1]}):
            answer = wang.post(path, data=data, headers=ORIGIN)
            assert answer.status_code == 403, path
        assert wang.post(path, data={}, headers={"origin": "http://evil.example"}).status_code == 403
    assert doors.hall.kinds() == before
    assert wang.get("/").status_code == 200


def test_a_page_that_is_kept_has_the_token_of_who_asks(doors: Doors) -> None:
    clients = [doors.log_in(), doors.log_in("li", LI)]
    for path in ("/rules", "/pool", "/record/proofs"):
        pages = [client.get(path).text for client in clients]
        tokens = [set(re.findall(r'name="token" value="([^"]*)"', page)) for page in pages]
        assert [len(each) for each in tokens] == [1, 1] and tokens[0] != tokens[1]
        ends = [re.findall(r'data-ends="([0-9]{12})"', page) for page in pages]
        assert [len(each) for each in ends] == [1, 1] and {len(page) for page in pages} == {len(pages[0])}
        assert without_numbers(pages[0]) == without_numbers(pages[1])
    status, to, _page = doors.send("/leave", clients[0])
    assert (status, to) == (303, "/enter")
    assert clients[1].get("/").status_code == 200


def test_a_secret_that_was_left_or_changed_is_worth_nothing(doors: Doors) -> None:
    client = doors.log_in()
    stolen = {"cookie": f"cultivation={client.cookies['cultivation']}"}
    assert doors.stranger().get("/", headers=stolen).status_code == 200
    new = "another long password"
    status, to, _page = doors.send("/own/password", client, old=PASSWORD, password=new, again=new)
    assert (status, to) == (303, "/own")
    assert doors.stranger().get("/", headers=stolen).status_code == 303
    stolen = {"cookie": f"cultivation={client.cookies['cultivation']}"}
    answer = client.get("/own")
    assert answer.status_code == 200
    doors.send("/leave", client)
    assert doors.stranger().get("/", headers=stolen).status_code == 303


def test_no_page_that_was_put_into_a_browser_before_is_entered(doors: Doors) -> None:
    """Fixation: a secret from elsewhere is not the one that a login makes."""
    client = doors.stranger()
    client.cookies["cultivation"] = "chosen-by-somebody-else"
    doors.send("/enter", client, login="wang", password=PASSWORD)
    fixed = {"cookie": "cultivation=chosen-by-somebody-else"}
    assert doors.stranger().get("/", headers=fixed).status_code == 303


def test_a_session_that_ended_is_told_why(doors: Doors) -> None:
    client = doors.log_in()
    doors.hall.now += timedelta(minutes=31)
    to = client.get("/pool?lang=en").headers["location"]
    assert to.startswith("/enter?next=%2Fpool")
    assert "nothing was done for a while" in client.get(f"{to}&lang=en").text


def test_a_form_of_a_session_that_ran_out_is_shown_again_to_its_person_alone(doors: Doors) -> None:
    client = doors.log_in()
    token = doors.hall.access.session_of(dict(client.cookies)["cultivation"])
    assert isinstance(token, Session)
    sent = {"kind": "verify", "reason": "<b>因为</b>", "password": "hunter2hunter2"}
    doors.hall.now += timedelta(minutes=31)

    def send(**fields: str) -> str:
        answer = client.post("/jobs", data={**sent, **fields}, headers=ORIGIN)
        assert answer.status_code == 303
        return answer.headers["location"]

    assert send() == send(token="x") == "/enter"  # not a form of this session
    to = send(token=token.form_token)
    assert to.startswith("/enter?next=%2Fdrafts%2F")
    place = to.partition("next=")[2].replace("%2F", "/")
    assert "nothing was done for a while" in client.get(f"{to}&lang=en").text
    assert doors.log_in("li", LI).get(place).status_code == 404
    own = doors.log_in(wanted=place)
    page = own.get(f"{place}?lang=en").text
    assert "&lt;b&gt;因为&lt;/b&gt;" in page and "hunter2" not in page and token.form_token not in page
    form = html.fromstring(page).xpath("//form[@action='/jobs']")[0]
    answer = own.post(form.action, data=dict(form.form_values()), headers=ORIGIN)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/jobs/")
    doors.hall.now += timedelta(minutes=61)
    assert doors.log_in().get(place).status_code == 404


def test_no_form_about_secrets_is_kept_and_none_of_a_session_that_was_ended(doors: Doors) -> None:
    client = doors.log_in()
    found = doors.hall.access.session_of(dict(client.cookies)["cultivation"])
    assert isinstance(found, Session)
    doors.hall.access.end_session(found.number, "")
    answer = client.post("/jobs", data={"token": found.form_token}, headers=ORIGIN)
    assert answer.headers["location"] == "/enter"
    doors.hall.now += timedelta(hours=13)
    answer = client.post("/own/password", data={"token": found.form_token, "x": "y"}, headers=ORIGIN)
    assert answer.headers["location"] == "/enter"


def test_what_pages_ask_for_by_themselves_does_not_make_a_session_last(doors: Doors) -> None:
    client = doors.log_in()
    for _number in range(3):
        doors.hall.now += timedelta(minutes=9)
        assert client.get("/pool", headers={"sec-fetch-dest": "empty"}).status_code == 200
    doors.hall.now += timedelta(minutes=4)
    assert client.get("/pool").status_code == 303
    client = doors.log_in()
    for _number in range(3):
        doors.hall.now += timedelta(minutes=25)
        assert client.get("/pool", headers={"sec-fetch-dest": "document"}).status_code == 200


def test_factors_are_changed_after_a_step_up(doors: Doors) -> None:
    client = doors.log_in()
    doors.hall.now += timedelta(minutes=15)
    assert doors.send("/own/codes", client)[:2] == (303, "/step-up?next=%2Fown")
    assert client.get("/own/totp").headers["location"] == "/step-up?next=%2Fown%2Ftotp"
    before = client.cookies["cultivation"]
    status, to, _page = doors.send("/step-up", client, code=doors.hall.code(), next="/own/totp")
    assert (status, to) == (303, "/own/totp") and client.cookies["cultivation"] != before
    tree = html.fromstring(client.get("/own/totp").text)
    letters = "".join(tree.find_class("secret")[0].text_content().split())
    token = tree.xpath("//form[@action='/own/totp']//input[@name='token']/@value")[0]
    doors.hall.letters[WANG] = letters
    data = {"token": token, "code": doors.hall.code()}
    assert client.post("/own/totp", data=data, headers=ORIGIN).headers["location"] == "/own"
    doors.log_in()
    status, _to, page = doors.send("/own/remove", client, credential="")
    assert status in (403, 405) or "only second factor" in page


def test_who_is_in_elsewhere_is_seen_and_ended(doors: Doors) -> None:
    one, other = doors.log_in(), doors.log_in()
    numbers = re.findall(r'name="number" value="(\w+)"', one.get("/own").text)
    assert len(numbers) == 1
    token = re.search(r'name="token" value="([^"]+)"', one.get("/own").text)
    assert token
    one.post("/own/sessions", data={"token": token[1], "number": numbers[0]}, headers=ORIGIN)
    assert other.get("/").status_code == 303 and one.get("/").status_code == 200


def test_two_workers_share_sessions(doors: Doors, auditors_folder: Path, tmp_path: Path) -> None:
    client = doors.log_in()
    second = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    second.now = doors.hall.now
    worker = Doors(auditors_folder, second)
    cookie = {"cookie": f"cultivation={client.cookies['cultivation']}"}
    assert worker.stranger().get("/own", headers=cookie).status_code == 200
    doors.send("/leave", client)
    assert worker.stranger().get("/own", headers=cookie).status_code == 303
    worker.close()


def test_the_printed_code_lets_in_nobody_once_there_are_accounts(
    auditors_folder: Path, tmp_path: Path
) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    doors = Doors(auditors_folder, hall)
    doors.enter()
    assert doors.client.get("/").status_code == 200
    assert doors.client.get("/own").status_code == 404  # nobody has a page of their own
    hall.access.invite(WANG, "wang")
    assert doors.client.get("/").status_code == 303
    assert doors.client.post("/enter", data={"code": doors.codes[-1]}, headers=ORIGIN).status_code == 403
    doors.close()


def test_no_address_holds_a_secret(doors: Doors) -> None:
    """Neither where a browser is led, nor any link or form of these pages."""
    client = doors.stranger()
    seen: list[str] = []
    client.event_hooks["response"] = [
        lambda answer: seen.append(str(answer.url) + str(answer.headers.get("location")))
    ]
    doors.send("/enter", client, login="wang", password=PASSWORD)
    code = doors.hall.code()
    doors.send("/enter/second", client, code=code)
    text = client.get("/own").text
    session = doors.hall.access.session_of(client.cookies["cultivation"])
    assert isinstance(session, Session)
    addresses = seen + re.findall(r'(?:href|action|src|data-ask)="([^"]*)"', text)
    for secret in (client.cookies["cultivation"], session.form_token, code, PASSWORD, session.number):
        assert not [each for each in addresses if secret in each]


@pytest.mark.parametrize(
    "body", [b"", b"login=wang", b"x" * 40_000, b"\xff\xfe", "login=ｗ&password=\x00".encode()]
)
def test_nonsense_at_the_door_is_a_wrong_password(body: bytes, doors: Doors) -> None:
    headers = {**ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    for path in ("/enter", "/invited", "/enter/passkey"):
        answer = doors.client.post(path, content=body, headers=headers)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers, path
