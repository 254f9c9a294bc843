"""`cultivation serve` as a user starts it: a real server on a socket, the printed code, and its end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import pytest


def command(workspace: Path, *words: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "cultivation",
        "--workspace",
        str(workspace),
        "--lang",
        "en",
        "serve",
        *words,
    ]


@pytest.fixture
def serving(hostile_folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command(hostile_folder, "--port", "0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.wait(20)


def line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def test_the_printed_code_opens_it_and_ctrl_c_ends_it(serving: subprocess.Popen[str]) -> None:
    address = re.search(r"http://127\.0\.0\.1:\d+/", line(serving.stdout))
    code = re.search(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", line(serving.stdout))
    assert address and code
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    body = urlencode({"code": code[0], "next": "/pool"}).encode()
    request = urllib.request.Request(
        f"{address[0]}enter", body, {"Origin": address[0].rstrip("/"), "Accept-Language": "en"}
    )
    with opener.open(request, timeout=30) as answer:
        assert answer.url == f"{address[0]}pool"
        assert "No year is decided yet." in answer.read().decode()
        assert "server" not in {name.lower() for name in answer.headers}
    assert re.search(r"([A-Z2-9]{4}-){3}", line(serving.stdout)), "the code of the next browser"
    serving.send_signal(signal.SIGINT)
    _out, err = serving.communicate(timeout=30)
    assert "Traceback" not in err
    assert serving.returncode in (0, 130, -signal.SIGINT)


def test_only_this_machine_reaches_it(serving: subprocess.Popen[str]) -> None:
    port = int(re.findall(r":(\d+)/", line(serving.stdout))[0])
    line(serving.stdout)
    own = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for host in own - {"127.0.0.1", "127.0.1.1"}:
        with socket.socket() as other:
            other.settimeout(5)
            assert other.connect_ex((host, port)) != 0


def test_a_port_in_use_is_told_in_a_sentence(hostile_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            command(hostile_folder, "--port", str(port)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 3
    assert f"Port {port} cannot be used" in done.stderr and "Traceback" not in done.stderr


def test_a_folder_without_a_workspace_is_told(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3 and "There is no workspace" in done.stderr
