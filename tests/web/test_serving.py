"""Served for an office: by TLS, behind a proxy, in several processes that share what they must."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cultivation import review
from cultivation.commands.program import program
from cultivation.record.entries import RoleGranted
from cultivation.record.store import Record
from tests.access.conftest import HERE, PASSWORD, Hall
from tests.record.conftest import postgresql, schema_of_its_own

from .test_serve import command, line

__all__ = ["postgresql"]  # the fixture
NAME = "cultivation.example.gov.cn"
ENDS_SECONDS = 30


@contextmanager
def served(folder: Path, *words: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a workspace as a user does; yield the process and the first line that it prints."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **more}
    with subprocess.Popen(
        command(folder, *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process, line(process.stdout)
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(ENDS_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine that nobody but the test trusts, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return files


@pytest.fixture
def folder(hostile_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(hostile_folder, tmp_path / "w"))


def test_with_tls_browsers_are_told_to_come_by_it_alone(folder: Path, certificate: tuple[Path, Path]) -> None:
    words = ("--tls", *map(str, certificate), "--port", "0")
    with served(folder, *words) as (process, first):
        found = re.search(r"https://127\.0\.0\.1:\d+", first)
        code = re.search(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", line(process.stdout))
        assert found and code
        trusting = ssl.create_default_context(cafile=certificate[0])
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting), NotFollowing())
        body = urlencode({"code": code[0]}).encode()
        request = urllib.request.Request(f"{found[0]}/enter", body, {"Origin": found[0]})
        with pytest.raises(urllib.error.HTTPError) as raised:
            opener.open(request, timeout=60)
        headers = raised.value.headers
        assert raised.value.code == 303
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        cookie = headers["set-cookie"]
        assert cookie.startswith("__Host-cultivation=") and "secure" in cookie.lower()
        with pytest.raises(OSError):
            urllib.request.urlopen(found[0].replace("https", "http"), timeout=60)


class NotFollowing(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_said: object) -> None:
        return None


@pytest.mark.parametrize(("proxy", "address"), [("127.0.0.1", "203.0.113.9"), ("192.0.2.7", "127.0.0.1")])
def test_only_this_proxy_is_believed(proxy: str, address: str, folder: Path) -> None:
    hall = Hall(f"sqlite:///{folder / 'cultivation.db'}", folder)
    hall.access.invite("kqzvhwxtmnbgrjyd")
    hall.access.store.dispose()
    words = ("--behind-proxy", proxy, "--name", NAME, "--port", "0", "--events")
    with served(folder, *words) as (process, first):
        assert first == f"The workbench: https://{NAME}/"
        port = int(re.findall(r":(\d+)$", line(process.stderr))[0])
        headers = {"Host": NAME, "Origin": f"https://{NAME}", "X-Forwarded-For": "203.0.113.9"}
        body = {"login": "nobody", "password": "not the right one"}
        answer, _page = asked(port, "POST", "/enter", headers, body)
        assert answer.status == 403 and answer.headers["strict-transport-security"]
        event = json.loads(line(process.stdout))
        assert (event["kind"], event["address"], event["details"]) == (
            "failed",
            address,
            {"what": "password"},
        )
        assert len(event["hash"]) == 64 and "nobody" not in json.dumps(event)
        assert asked(port, "GET", "/enter", {"Host": f"127.0.0.1:{port}"})[0].status == 421


def asked(
    port: int, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, str] | None = None
) -> tuple[http.client.HTTPResponse, str]:
    line_ = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    return on_line(line_, method, path, headers, body)


def on_line(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: Mapping[str, str] | None = None,
) -> tuple[http.client.HTTPResponse, str]:
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    content = urlencode(body) if body is not None else None
    connection.request(method, path, content, {**headers, **form})
    answer = connection.getresponse()
    return answer, answer.read().decode()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--host", "0.0.0.0"), 2, "Without TLS only this machine is served"),
        (("--behind-proxy", "127.0.0.1", "--host", "0.0.0.0", "--name", NAME), 2, "Without TLS"),
        (("--behind-proxy", "127.0.0.1"), 2, "under which name"),
        (("--behind-proxy", "*", "--name", NAME), 2, "is not the address of a proxy"),
        (("--host", "0.0.0.0", "--tls", "CERT", "KEY"), 2, "under which name"),
        (("--tls", "CERT", "KEY", "--behind-proxy", "127.0.0.1", "--name", NAME), 2, "do not go together"),
        (("--tls", "KEY", "CERT"), 3, "no certificate with its key"),
        (("--workers", "2"), 1, "SQLite is served by one process"),
    ],
)
def test_what_would_be_unsafe_is_refused_in_a_sentence(
    words: tuple[str, ...], code: int, said: str, hostile_folder: Path, certificate: tuple[Path, Path]
) -> None:
    files = {"CERT": str(certificate[0]), "KEY": str(certificate[1])}
    arguments = ["--workspace", str(hostile_folder), "--lang", "en", "serve", "--port", "0"]
    result = CliRunner().invoke(program, [*arguments, *(files.get(each, each) for each in words)])
    assert (result.exit_code, said in result.stderr) == (code, True), result.output + result.stderr


class Workers:
    """The processes of a server, each to be asked by itself."""

    def __init__(self, port: int, parent: int) -> None:
        self.port, self.headers = port, {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}"}
        self.pids = self._pids(parent)

    @staticmethod
    def _pids(parent: int) -> list[int]:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
            spawned = [
                int(each) for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()
            ]
            if len(spawned) == 2:
                return spawned
            time.sleep(0.1)
        raise AssertionError("there are no two processes")

    def ask(
        self, at: int, method: str, path: str, body: Mapping[str, str] | None = None, **cookies: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask one of them: the other stands still until this one has taken the connection."""
        other = self.pids[1 - at]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        os.kill(other, signal.SIGSTOP)
        try:
            answer, _style = on_line(connection, "GET", "/static/base.css", self.headers)
            assert answer.status == 200
        finally:
            os.kill(other, signal.SIGCONT)
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return on_line(connection, method, path, {**self.headers, "Cookie": said}, body)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def cookies_of(answer: http.client.HTTPResponse) -> dict[str, str]:
    found = answer.headers.get_all("set-cookie") or []
    return dict(re.findall(r"^([^=]+)=([^;]*)", each)[0] for each in found)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are told apart by /proc")
def test_two_processes_on_postgresql_share_sessions_and_jobs(folder: Path, postgresql: str) -> None:
    with schema_of_its_own(postgresql) as url:
        here, there = (Record(each, now) for each in (f"sqlite:///{folder / 'cultivation.db'}", url))
        review.move(here, there, "王芳", False)
        arguments = ["--workspace", str(folder), "--database", url, "--lang", "en", "serve", "--workers", "2"]
        result = CliRunner().invoke(program, arguments)
        assert result.exit_code == 1 and "Several workers need accounts" in result.stderr
        account = review.open_account(there, "root", "王芳", "科技局")
        with there.writing("root") as writer:
            writer.append(RoleGranted(account=account, role="auditor", document="任命"))
        hall = Hall(url, folder)
        hall.now = now() - dt.timedelta(minutes=5)
        hall.access.leave(hall.enrol(account).secret, HERE)
        here.dispose()
        there.dispose()
        words = ("--workers", "2", "--port", "0")
        with served(folder, *words, CULTIVATION_DATABASE=url) as (process, first):
            assert first, process.stderr.read()  # type: ignore[union-attr]
            workers = Workers(int(re.findall(r":(\d+)/", first)[0]), process.pid)
            _guess(workers)
            _enter_and_order(workers, hall)
            _count(workers)
            began = time.monotonic()
            process.terminate()
            _out, err = process.communicate(timeout=ENDS_SECONDS)
            assert process.returncode == 0 and "Traceback" not in err, err
            assert time.monotonic() - began < ENDS_SECONDS
            for pid in workers.pids:
                assert not Path(f"/proc/{pid}").exists()
        with hall.access.store.changing() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {hall.access.store._schema} CASCADE")
        hall.access.store.dispose()


def _guess(workers: Workers) -> None:
    """Whoever guesses at both processes in turn has five attempts in all."""
    wrong = {"login": "nobody", "password": "not the right one"}
    told = [workers.ask(number % 2, "POST", "/enter?lang=en", wrong)[1] for number in range(7)]
    slowed = ["The next one is possible" in each for each in told]
    assert slowed == [False] * 5 + [True] * 2


def _enter_and_order(workers: Workers, hall: Hall) -> None:
    """The password goes to the first process, the code to the second, and whoever is asked knows of it."""
    answer, _page = workers.ask(0, "POST", "/enter", {"login": "wang", "password": PASSWORD})
    assert (answer.status, answer.headers["location"]) == (303, "/enter/second")
    half = cookies_of(answer)
    _answer, page = workers.ask(1, "GET", "/enter/second", **half)
    hall.now = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=30)
    form = {"token": token_of(page), "code": hall.code(next(iter(hall.letters)))}
    answer, _page = workers.ask(1, "POST", "/enter/second", form, **half)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    full = cookies_of(answer)
    tokens = set()
    for at in (0, 1):
        answer, page = workers.ask(at, "GET", "/?lang=en", **full)
        assert answer.status == 200
        tokens.add(token_of(page))
    assert len(tokens) == 1
    answer, _page = workers.ask(0, "GET", "/record?lang=zh", **full)
    assert answer.status == 200 and 'lang="zh-CN"' in workers.ask(1, "GET", "/", **full)[1]
    workers.ask(1, "GET", "/?lang=en", **full)
    form = {"token": tokens.pop(), "kind": "verify"}
    places = [workers.ask(at, "POST", "/jobs", form, **full)[0].headers["location"] for at in (0, 1)]
    for at in (0, 1):
        until = time.monotonic() + 120
        while "data-wait" in (page := workers.ask(at, "GET", places[0], **full)[1]):
            assert time.monotonic() < until
            time.sleep(0.3)
        assert "their documents are unchanged" in page, page
    assert workers.ask(1, "GET", f"{places[0][:-1]}x", **full)[0].status == 404
    assert workers.ask(0, "POST", "/leave", form, **full)[0].status == 303
    assert workers.ask(1, "GET", "/", **full)[0].status == 303


def _count(workers: Workers) -> None:
    """What both processes counted is added up, whichever is asked; both are ready."""
    wanted = 'cultivation_requests_total{method="POST",route="/enter",status='
    told = []
    for at in (0, 1):
        _answer, text = workers.ask(at, "GET", "/metrics")
        lines = [each for each in text.splitlines() if each.startswith(wanted)]
        told.append(sum(float(each.rpartition(" ")[2]) for each in lines))
        answer, _checks = workers.ask(at, "GET", "/health/ready")
        assert answer.status == 200
    assert told == [8.0, 8.0], "seven guesses and one login"


def token_of(page: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', page)[0]
