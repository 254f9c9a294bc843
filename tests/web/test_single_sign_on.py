"""Single sign-on at a real provider of the registry, and at one that lies in every way it can."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.testclient import TestClient

from cultivation.access.log import Event
from cultivation.access.oidc import AGAIN, Provider, ProviderSettings
from cultivation.core.roles import Role

from .staff import Town, account_of, opened

SUBJECT = "10086"


class Lying:
    """A provider on loopback; `claims` and `sign` say what its next tokens are."""

    def __init__(self) -> None:
        self.keys = [RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})]
        self.claims: dict[str, Any] = {}
        self.sign = self.honest
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.about: dict[str, Any] = {}
        self.server: ThreadingHTTPServer | None = None

    @property
    def issuer(self) -> str:
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_port}"

    def honest(self, claims: dict[str, Any]) -> str:
        key = self.keys[-1]
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)

    def code_for(self, address: str) -> tuple[str, str]:
        """Log somebody in at the address to which a browser was sent; return code and state."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert said["response_type"] == "code" and said["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = said
        return code, said["state"]

    def token(self, form: dict[str, str], now: int) -> tuple[int, dict[str, Any]]:
        said = self.codes.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        if (
            said is None
            or challenge != said["code_challenge"]
            or form["redirect_uri"] != said["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        claims = {"iss": self.issuer, "sub": SUBJECT, "aud": said["client_id"], "nonce": said["nonce"]}
        claims |= {"iat": now, "exp": now + 300, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(claims)}


@contextmanager
def lying(place: Town) -> Iterator[Lying]:
    provider = Lying()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if self.path == "/.well-known/openid-configuration":
                base = provider.issuer
                said = {"issuer": base, "authorization_endpoint": f"{base}/authorize"}
                said |= {"token_endpoint": f"{base}/token", "jwks_uri": f"{base}/jwks"}
                self.answer(200, {**said, "end_session_endpoint": f"{base}/leave", **provider.about})
            else:
                self.answer(200, KeySet(provider.keys).as_dict(private=False))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(form, int(place.now.timestamp())))

        def answer(self, status: int, said: object) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    provider.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=provider.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in opened(tmp_path_factory.mktemp("town")):
        made.access.invite(account_of(Role.CLERK))
        yield made


@pytest.fixture
def provider(place: Town) -> Iterator[Lying]:
    with lying(place) as made:
        settings = ProviderSettings(made.issuer, "cultivation", "s3cret", "统一身份认证", ("mfa",))
        place.access.provider = Provider(settings, lambda: place.now)
        yield made
    place.access.provider = None


def sent(client: TestClient, path: str = "/enter/oidc") -> str:
    answer = client.get(path)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def returned(client: TestClient, code: str, state: str, **more: str) -> Any:
    return client.get(f"/enter/oidc/back?{urlencode({'code': code, 'state': state, **more})}")


def linked(place: Town, provider: Lying, role: Role = Role.CLERK) -> TestClient:
    """Return a browser in which the account of a role is in, and linked."""
    client = place.enter_as(account_of(role))
    answer = returned(client, *provider.code_for(sent(client, "/own/oidc")))
    assert (answer.status_code, answer.headers["location"]) == (303, "/own"), answer.text
    return client


def events(place: Town) -> list[Event]:
    return place.access.events()


def test_a_subject_is_linked_by_the_holder_and_lets_in_with_a_second_factor(
    place: Town, provider: Lying
) -> None:
    linked(place, provider)
    provider.claims = {"amr": ["pwd", "mfa"], "email": "somebody.else@example.org"}
    stranger = place.stranger()
    assert "统一身份认证" in stranger.get("/enter").text
    answer = returned(stranger, *provider.code_for(sent(stranger, "/enter/oidc?next=%2Fpool")))
    assert (answer.status_code, answer.headers["location"]) == (303, "/pool")
    assert stranger.get("/pool").status_code == 200
    found = place.access.session_of(stranger.cookies["cultivation"])
    assert (found.account, found.strength) == (account_of(Role.CLERK), "oidc+mfa")  # type: ignore[union-attr]
    said = json.dumps([each.details for each in events(place)]) + json.dumps(
        [each.kind for each in events(place)]
    )
    assert SUBJECT not in said and "example.org" not in said


def test_without_a_second_factor_there_the_one_here_is_asked_for(place: Town, provider: Lying) -> None:
    from cultivation.access import factors

    linked(place, provider)
    with place.access.store.changing() as connection:
        content = place.access.key.seal("A" * 32)
        factors.keep(connection, account_of(Role.CLERK), factors.TOTP, content, place.now)
    provider.claims = {"amr": ["pwd"]}
    stranger = place.stranger()
    answer = returned(stranger, *provider.code_for(sent(stranger)))
    assert answer.headers["location"] == "/enter/second"
    assert stranger.get("/pool").headers["location"].startswith("/enter")


def test_an_address_of_mail_is_nobody(place: Town, provider: Lying) -> None:
    linked(place, provider)
    provider.claims = {"sub": "other", "email": "clerk@example.org", "amr": ["mfa"]}
    stranger = place.stranger()
    answer = returned(stranger, *provider.code_for(sent(stranger)))
    assert answer.status_code == 403 and "cultivation" not in stranger.cookies


def hmac_by_public_key(provider: Lying, claims: dict[str, Any]) -> str:
    """As was done to libraries that took the kind of signature from the token."""
    head = {"alg": "HS256", "kid": "first"}
    signed = ".".join(part(json.dumps(each).encode()) for each in (head, claims))
    public = provider.keys[-1].as_pem(private=False)
    return f"{signed}.{part(hmac.digest(public, signed.encode(), 'sha256'))}"


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(_provider: Lying, claims: dict[str, Any]) -> str:
    parts = [json.dumps({"alg": "none"}), json.dumps(claims)]
    return ".".join(base64.urlsafe_b64encode(each.encode()).rstrip(b"=").decode() for each in parts) + "."


def by_another_key(_provider: Lying, claims: dict[str, Any]) -> str:
    key = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, key)


def by_a_key_it_brings(_provider: Lying, claims: dict[str, Any]) -> str:
    key = ECKey.generate_key("P-256")
    return jwt.encode({"alg": "ES256", "jwk": key.as_dict(private=False)}, claims, key)


def changed_afterwards(provider: Lying, claims: dict[str, Any]) -> str:
    head, _body, seal = provider.honest({**claims, "sub": "somebody"}).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{seal}"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another program"},
        {"aud": ["cultivation", "another program"]},
        {"aud": None},
        {"azp": "another program"},
        {"iss": "http://127.0.0.1:1"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 32_503_680_000},
        {"nbf": 32_503_680_000},
    ],
    ids=json.dumps,
)
def test_a_token_that_says_something_else_proves_nothing(
    claims: dict[str, Any], place: Town, provider: Lying
) -> None:
    linked(place, provider)
    provider.claims = {"amr": ["mfa"], **claims}
    refused(place, provider)


@pytest.mark.parametrize(
    "sign", [unsigned, hmac_by_public_key, by_another_key, by_a_key_it_brings, changed_afterwards]
)
def test_a_token_that_the_provider_did_not_sign_proves_nothing(
    sign: Any, place: Town, provider: Lying
) -> None:
    linked(place, provider)
    provider.claims = {"amr": ["mfa"]}
    provider.sign = lambda claims: str(sign(provider, claims))
    refused(place, provider)


def refused(place: Town, provider: Lying) -> None:
    stranger, before = place.stranger(), len(events(place))
    answer = returned(stranger, *provider.code_for(sent(stranger)))
    assert answer.status_code == 403 and "cultivation" not in stranger.cookies, answer.text
    assert [each.kind for each in events(place)[before:]] == ["failed"]


def test_code_and_state_count_once_in_the_browser_that_began(place: Town, provider: Lying) -> None:
    linked(place, provider)
    provider.claims = {"amr": ["mfa"]}
    stranger = place.stranger()
    code, state = provider.code_for(sent(stranger))
    kept = dict(stranger.cookies)
    assert returned(place.stranger(), code, state).status_code == 403  # which uses it up
    assert returned(stranger, code, state).status_code == 403
    code, state = provider.code_for(sent(stranger))
    kept = dict(stranger.cookies)
    assert returned(stranger, code, state).status_code == 303
    again = place.stranger()
    for name, value in kept.items():
        again.cookies[name] = value
    assert returned(again, code, state).status_code == 403
    stolen, state = provider.code_for(sent(stranger))
    other = place.stranger()
    _own, own_state = provider.code_for(sent(other))
    assert returned(other, stolen, own_state).status_code == 403, "PKCE: the code is another browser's"
    assert returned(place.stranger(), "", "").status_code == 403


def test_the_answer_of_another_provider_is_not_taken(place: Town, provider: Lying) -> None:
    linked(place, provider)
    provider.claims = {"amr": ["mfa"]}
    for issuer, status in ((provider.issuer, 303), ("https://elsewhere.example", 403)):
        stranger = place.stranger()
        assert returned(stranger, *provider.code_for(sent(stranger)), iss=issuer).status_code == status


def test_a_state_ends_after_ten_minutes(place: Town, provider: Lying) -> None:
    linked(place, provider)
    provider.claims = {"amr": ["mfa"]}
    stranger = place.stranger()
    code, state = provider.code_for(sent(stranger))
    place.now += timedelta(minutes=10)
    assert returned(stranger, code, state).status_code == 403


def test_keys_that_were_changed_are_fetched_and_no_more_often_than_once_a_minute(
    place: Town, provider: Lying
) -> None:
    linked(place, provider)
    provider.claims = {"amr": ["mfa"]}
    provider.keys.append(RSAKey.generate_key(2048, {"kid": "second", "use": "sig"}))
    refused(place, provider)  # within the minute the old keys count
    place.now += AGAIN
    stranger = place.stranger()
    assert returned(stranger, *provider.code_for(sent(stranger))).status_code == 303
    before = provider.asked.count("/jwks")
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "third"}, claims, provider.keys[0])
    for _number in range(3):
        refused(place, provider)
    assert provider.asked.count("/jwks") == before


def test_nobody_links_what_is_anothers_nor_by_a_session_that_is_another(place: Town, provider: Lying) -> None:
    linked(place, provider)
    other = place.enter_as(account_of(Role.PROPOSER))
    answer = returned(other, *provider.code_for(sent(other, "/own/oidc")))
    assert answer.status_code == 409 and not place.access.is_linked(account_of(Role.PROPOSER))
    provider.claims = {"sub": "proposer"}
    code, state = provider.code_for(sent(other, "/own/oidc"))
    other.cookies["cultivation"] = place.enter_as(account_of(Role.CLERK)).cookies["cultivation"]
    assert returned(other, code, state).status_code == 409
    assert not place.access.is_linked(account_of(Role.PROPOSER))


def test_linking_takes_a_fresh_proof_and_is_undone_by_its_holder_and_by_a_reset(
    place: Town, provider: Lying
) -> None:
    client = place.enter_as(account_of(Role.CLERK))
    place.now += timedelta(minutes=6)
    assert client.get("/own/oidc").headers["location"].startswith("/step-up")
    client = linked(place, provider)
    assert "/own/oidc/remove" in client.get("/own").text
    assert place.send(client, "/own/oidc/remove")[0] == 303
    assert not place.access.is_linked(account_of(Role.CLERK))
    linked(place, provider, Role.SECRETARY)
    with place.access.store.changing() as connection:
        place.access._forget(connection, account_of(Role.SECRETARY))
    assert not place.access.is_linked(account_of(Role.SECRETARY))


def test_leaving_there_leads_to_the_provider_and_back(place: Town, provider: Lying) -> None:
    to = place.stranger().get("/enter/oidc/leave").headers["location"]
    said = parse_qs(urlsplit(to).query)
    assert to.startswith(f"{provider.issuer}/leave?") and said["client_id"] == ["cultivation"]
    assert said["post_logout_redirect_uri"] == ["http://127.0.0.1:8765/enter"]


def test_a_provider_that_is_another_one_or_not_there_is_told(place: Town, provider: Lying) -> None:
    provider.about = {"issuer": "https://elsewhere.example"}
    assert place.stranger().get("/enter/oidc").status_code == 503
    settings = ProviderSettings("http://127.0.0.1:1", "cultivation")
    place.access.provider = Provider(settings, lambda: place.now)
    assert place.stranger().get("/enter/oidc").status_code == 503
    settings = ProviderSettings("http://sso.example.gov.cn", "cultivation")
    place.access.provider = Provider(settings, lambda: place.now)
    answer = place.stranger().get("/enter/oidc?lang=en")
    assert answer.status_code == 503 and "https" in answer.text


def test_without_a_provider_there_is_no_such_page(place: Town) -> None:
    assert place.access.provider is None
    for path in ("/enter/oidc", "/enter/oidc/back", "/enter/oidc/leave"):
        assert place.stranger().get(path).status_code == 404
    assert "oidc" not in place.stranger().get("/enter").text


class NotFollowing(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_said: object) -> None:
        return None


def logged_in_there(address: str, subject: str) -> tuple[str, str]:
    """Log in at a provider as a browser does: its form, and where it leads back to."""
    opener = urllib.request.build_opener(NotFollowing())
    try:
        opener.open(urllib.request.Request(address, urlencode({"sub": subject}).encode()), timeout=60)
    except urllib.error.HTTPError as error:
        said = parse_qs(urlsplit(error.headers["location"]).query)
        return said["code"][0], said["state"][0]
    raise AssertionError("it did not lead back")


@pytest.mark.filterwarnings("ignore")
def test_a_provider_of_the_registry_lets_in_whom_it_knows(place: Town, tmp_path: Path) -> None:
    provider_mock = pytest.importorskip("oidc_provider_mock")
    place.now = place.now.now(place.now.tzinfo)
    with provider_mock.run_server_in_thread(require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        place.access.provider = Provider(ProviderSettings(issuer, "cultivation", "s3cret"), lambda: place.now)
        client = place.enter_as(account_of(Role.AUDITOR))
        code, state = logged_in_there(sent(client, "/own/oidc"), "wang")
        assert returned(client, code, state).headers["location"] == "/own"
        assert place.access.is_linked(account_of(Role.AUDITOR))
        stranger = place.stranger()
        code, state = logged_in_there(sent(stranger), "wang")
        answer = returned(stranger, code, state)
        assert answer.status_code == 303 and re.match("/enter/(second|factor)", answer.headers["location"])
        assert returned(stranger, code, state).status_code == 403
        stranger = place.stranger()
        assert returned(stranger, *logged_in_there(sent(stranger), "li")).status_code == 403
    place.access.provider = None
