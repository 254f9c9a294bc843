"""The examples of deploy/, tried: nginx before the program, the units of systemd, the image."""

from __future__ import annotations

import http.client
import json
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from cultivation.core.roles import Role
from cultivation.intake.formats.limits import Limits

from .programs import issued
from .staff import HELD_BACK, Town, account_of, incoming, town
from .test_serve import line
from .test_serving import NAME, certificate, served

__all__ = ["certificate"]  # the fixture
ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
ALONE = (
    "events {} http { access_log off; client_body_temp_path body; proxy_temp_path proxy; "
    "fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s; include %s; }"
)
NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Site:
    """nginx on loopback before the program; `secret` is the token of a district."""

    port: int
    plain: int
    certificate: Path
    secret: str
    events: Path

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        trusting = ssl.create_default_context(cafile=self.certificate)
        trusting.check_hostname = False  # the name is that of the example
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=trusting)
        said = {"Host": NAME, "Origin": f"https://{NAME}", **headers}
        connection.request(method, path, body, said)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content


def configured(folder: Path, port: int, plain: int, program: int, files: tuple[Path, Path]) -> Path:
    """Write the example with ports, names of files and address of this test; nothing else is changed."""
    said = (DEPLOY / "nginx.conf").read_text("utf-8")
    changes = {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "server 127.0.0.1:8765;": f"server 127.0.0.1:{program};",
        "/etc/ssl/cultivation/cert.pem": str(files[0]),
        "/etc/ssl/cultivation/key.pem": str(files[1]),
    }
    for old, new in changes.items():
        assert said.count(old) == 1, old
        said = said.replace(old, new)
    (folder / "site.conf").write_text(said, "utf-8")
    main = folder / "nginx.conf"
    main.write_text("pid nginx.pid; error_log stderr; " + ALONE % (folder / "site.conf"), "utf-8")
    return main


@contextmanager
def proxied(folder: Path, main: Path) -> Iterator[None]:
    assert NGINX is not None
    words = [NGINX, "-p", str(folder), "-c", str(main), "-g", "daemon off;"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, certificate: tuple[Path, Path]) -> Iterator[Site]:
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("site")
    workspace = folder / "w"
    workspace.mkdir()
    town(workspace).dispose()
    made = Town(workspace)
    made.access.invite(account_of(Role.CLERK))
    secret = issued(made, account_of(Role.DISTRICT), Role.DISTRICT).secret
    made.close()
    words = ("--behind-proxy", "127.0.0.1", "--name", NAME, "--port", "0", "--events", "--json-log")
    (folder / "conf").mkdir(mode=0o755)
    folder.chmod(0o755)
    with served(workspace, *words) as (process, _first):
        program = int(re.findall(r":(\d+)$", line(process.stderr))[0])
        port, plain = free_port(), free_port()
        main = configured(folder / "conf", port, plain, program, certificate)
        with proxied(folder / "conf", main):
            found = Site(port, plain, certificate[0], secret, folder)
            until = time.monotonic() + 60
            while True:
                try:
                    found.ask("GET", "/health")
                    break
                except OSError:
                    assert time.monotonic() < until
                    time.sleep(0.1)
            yield found


@needs_nginx
def test_nginx_understands_the_example(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    main = configured(tmp_path, free_port(), free_port(), free_port(), certificate)
    words = [str(NGINX), "-t", "-p", str(tmp_path), "-c", str(main)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "warn" not in done.stderr, done.stderr


def test_pages_come_by_tls_with_each_header_once(site: Site) -> None:
    answer, content = site.ask("GET", "/enter")
    assert answer.status == 200 and b"<form" in content
    for name in ("strict-transport-security", "content-security-policy", "x-content-type-options"):
        assert len(answer.headers.get_all(name) or []) == 1, name
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    plain = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=60)
    plain.request("GET", "/years/2016?x=1", headers={"Host": NAME})
    moved = plain.getresponse()
    assert (moved.status, moved.headers["location"]) == (301, f"https://{NAME}/years/2016?x=1")


def test_the_address_is_that_of_who_asks_not_what_is_said_of_it(site: Site) -> None:
    """Guesses are slowed by the address that nginx saw, whatever each of them claims."""
    body = urlencode({"login": "nobody", "password": "not the right one"})
    told = []
    for number in range(7):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        spoofed = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        told.append(site.ask("POST", "/enter?lang=en", body, **headers, **spoofed)[1])
    assert ["The next one is possible" in each.decode() for each in told] == [False] * 5 + [True] * 2


def test_figures_are_not_given_out_and_health_is(site: Site) -> None:
    assert site.ask("GET", "/metrics")[0].status == 404
    answer, content = site.ask("GET", "/health/ready")
    assert answer.status == 200 and json.loads(content)["status"] == "ok"


def multipart(name: str, content: bytes) -> tuple[bytes, str]:
    edge = "edge-of-the-form"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def test_a_workbook_is_handed_in_through_it(site: Site, tmp_path: Path) -> None:
    body, kind = multipart("千灯.xlsx", incoming(tmp_path, HELD_BACK).content)
    headers = {"Content-Type": kind, "Authorization": f"Bearer {site.secret}"}
    answer, content = site.ask("POST", f"/api/v1/years/{HELD_BACK}/files", body, **headers)
    assert answer.status == 200, content
    (file,) = json.loads(content)["files"]
    assert file["state"] == "read" and file["entry"]


def test_what_is_too_large_ends_at_the_door_and_the_rest_is_told_by_the_program(site: Site) -> None:
    most = Limits().file_bytes
    assert most == 100 * 1024 * 1024, "client_max_body_size is a little more"
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Authorization": f"Bearer {site.secret}"}
    length = {"Content-Length": str(103 * 1024 * 1024)}
    answer, content = site.ask("POST", f"/api/v1/years/{HELD_BACK}/files", None, **headers, **length)
    assert answer.status == 413 and b"urn:cultivation" not in content


def test_whoever_knocks_too_often_waits(site: Site) -> None:
    statuses = [site.ask("GET", "/enter")[0].status for _number in range(40)]
    assert set(statuses) == {200, 429} and statuses[0] in (200, 429)


def verified(unit: Path, folder: Path) -> str:
    """Return what systemd says of a unit; the program is taken from where the tests run."""
    said = unit.read_text("utf-8").replace("/opt/cultivation/bin/", f"{Path(sys.executable).parent}/")
    (folder / unit.name).write_text(said, "utf-8")
    words = ["systemd-analyze", "verify", "--man=no", str(folder / unit.name)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode or done.stderr else ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize(
    "name", ["cultivation.service", "cultivation-backup.service", "cultivation-backup.timer"]
)
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    for each in DEPLOY.glob("*.service"):
        verified(each, tmp_path)  # a timer looks for its service beside it
    assert verified(DEPLOY / name, tmp_path) == ""


def test_the_unit_starts_what_the_program_understands() -> None:
    from click.testing import CliRunner

    from cultivation.commands.program import program

    for unit in DEPLOY.glob("*.service"):
        text = unit.read_text("utf-8")
        for words in re.findall(r"/opt/cultivation/bin/cultivation ([^;'\n]+)", text):
            arguments = shlex.split(words.replace('"$$folder"', "/folder"))
            result = CliRunner().invoke(program, [*arguments, "--help"])
            assert result.exit_code == 0, result.output
            meant = re.findall(r"(?<!\S)--[a-z-]+", " ".join(arguments[2:]))
            assert all(each in result.output for each in meant), (unit.name, meant)


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the image, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(each.split(maxsplit=1)[0], each.split(maxsplit=1)[1]) for each in lines if each.strip()]


def copied_from_here() -> list[str]:
    found = [words.split() for kind, words in instructions() if kind == "COPY"]
    return [name for words in found if not words[0].startswith("--from") for name in words[:-1]]


def test_the_image_copies_what_is_in_the_repository_and_no_more_than_it_needs() -> None:
    ignored = (ROOT / ".containerignore").read_text("utf-8").split()
    for name in copied_from_here():
        assert (ROOT / name).exists(), name
        assert name.split("/")[0] not in ignored, name


def test_what_the_image_copies_is_enough_to_build_the_program(tmp_path: Path) -> None:
    """The step that installs it, in a folder that holds what is copied there and nothing else."""
    for name in copied_from_here():
        source, target = ROOT / name, tmp_path / "src" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (step,) = (words for kind, words in instructions() if kind == "RUN" and "--no-build-isolation" in words)
    assert step.endswith("--no-deps --no-build-isolation .")
    words = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
    ]
    done = subprocess.run(
        [*words, str(tmp_path / "out"), "."],
        cwd=tmp_path / "src",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = (tmp_path / "out").glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    for needed in ("web/templates/shell.html", "web/api/openapi.py", "access/common_passwords.txt"):
        assert f"cultivation/{needed}" in names, needed


def test_what_the_image_installs_is_all_that_serving_imports() -> None:
    """The list with digests has each package that the extras of `all` name."""
    import configparser

    held = set(
        re.findall(
            r"^([\w.-]+)(?:\[[^\]]*\])?==", (ROOT / "requirements-serving.txt").read_text("utf-8"), re.M
        )
    )
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", "utf-8")
    extras = dict(settings["options.extras_require"])
    parts = re.findall(r"cultivation\[([^\]]+)\]", extras["all"])[0].split(",")
    wanted = "\n".join([settings["options"]["install_requires"], *(extras[each] for each in parts)])
    names = {re.split(r"[\[<>=;]", each)[0].strip().lower() for each in wanted.split("\n") if each.strip()}
    assert {each.replace("_", "-") for each in names} <= {each.lower() for each in held}


def test_the_command_of_the_image_serves_and_its_check_of_health_passes(tmp_path: Path) -> None:
    said = dict(instructions())
    entry, command = json.loads(said["ENTRYPOINT"]), json.loads(said["CMD"])
    port = free_port()
    workspace = tmp_path / "w"
    words = [str(workspace) if each == "/srv/cultivation" else each for each in entry]
    words[0] = str(Path(sys.executable).with_name(words[0]))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    subprocess.run(
        [*words[:1], "--lang", "en", "init", str(workspace)], check=True, capture_output=True, env=environment
    )
    check = json.loads(said["HEALTHCHECK"].partition(" CMD ")[2])
    check = [sys.executable, *(each.replace("8765", str(port)) for each in check[1:])]
    with subprocess.Popen(
        [*words, *command, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            assert line(process.stdout).endswith("https://cultivation.example.gov.cn/")
            until = time.monotonic() + 60
            while subprocess.run(check, capture_output=True, check=False).returncode:
                assert time.monotonic() < until and process.poll() is None
                time.sleep(0.2)
        finally:
            process.terminate()
            process.wait(30)
