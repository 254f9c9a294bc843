"""What `serve` runs: the application on a socket, by uvicorn, in one process or in several."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.web.application import application
from cultivation.web.desk import Desk
from cultivation.web.front import LOOPBACK, Front
from cultivation.web.metrics import SHARED_FOLDER
from cultivation.web.program_log import log_as_json

ANSWERS_SECONDS = 15  # that answers at work are given when it ends
WORKERS_SECONDS = 25  # after which a process that has not ended is stopped
SPAWN = multiprocessing.get_context("spawn")
LOG = logging.getLogger("cultivation.web")
Work = Callable[[socket.socket], None]


def listen(port: int, host: str = LOOPBACK) -> socket.socket:
    """Return the socket on which it is served; port 0 takes one that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # so answers are not held back
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        if isinstance(error, socket.gaierror) or error.strerror == "Cannot assign requested address":
            sentence = _("This machine does not have the address {host}: {problem}")
            raise EnvironmentTrouble(sentence.format(host=host, problem=error.strerror or error)) from None
        sentence = _("Port {port} cannot be used: {problem}. Choose another one.")
        raise EnvironmentTrouble(sentence.format(port=port, problem=error.strerror or error)) from None
    made.listen(128)
    return made


def run(desk: Desk, listening: socket.socket, front: Front | None = None, log_is_json: bool = False) -> None:
    """Serve until the process is told to end; without a front, this machine alone."""
    front = front or Front()
    if log_is_json:
        log_as_json()
    made = application(desk, front.hosts(listening.getsockname()[1]))
    certificate, key = front.tls or (None, None)
    settings = uvicorn.Config(
        made,
        log_level="warning",
        log_config=None if log_is_json else LOGGING_CONFIG,
        server_header=False,
        access_log=False,
        proxy_headers=bool(front.proxy),
        forwarded_allow_ips=front.proxy or None,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        timeout_graceful_shutdown=ANSWERS_SECONDS,
    )
    with suppress(KeyboardInterrupt):  # Ctrl+C is how it is meant to end
        uvicorn.Server(settings).run(sockets=[listening])


def run_workers(work: Work, listening: socket.socket, number: int) -> None:
    """Serve in several processes, each made by `work`; one that ends is begun anew."""
    ends = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _signal, _frame: ends.set())
    with TemporaryDirectory(prefix="cultivation-figures-") as folder:
        os.environ[SHARED_FOLDER] = folder
        _serve(work, listening, number, ends)


def _serve(work: Work, listening: socket.socket, number: int, ends: Event) -> None:
    there = [_begun(work, listening) for _number in range(number)]
    while not ends.wait(0.5):
        for at, process in enumerate(there):
            if process.exitcode is not None and not ends.is_set():
                LOG.warning("the process %s has ended (%s) and is begun anew", process.pid, process.exitcode)
                there[at] = _begun(work, listening)
                ends.wait(1)  # one that cannot begin does not take the whole machine
    _end(there)


def _begun(work: Work, listening: socket.socket) -> BaseProcess:
    process = SPAWN.Process(target=work, args=(listening,))
    process.start()
    return process


def _end(there: list[BaseProcess]) -> None:
    for process in there:
        process.terminate()
    until = monotonic() + WORKERS_SECONDS
    for process in there:
        process.join(max(until - monotonic(), 0))
        if process.exitcode is None:
            process.kill()
