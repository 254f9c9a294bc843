"""What `serve` runs: the application on a socket of this machine alone, by uvicorn."""

from __future__ import annotations

import socket
from contextlib import suppress

import uvicorn

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.web.application import application
from cultivation.web.desk import Desk

LOOPBACK = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """Return a socket that only this machine reaches; port 0 takes one that is free."""
    made = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # so answers are not held back
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((LOOPBACK, port))
    except OSError as error:
        made.close()
        sentence = _("Port {port} cannot be used: {problem}. Choose another one.")
        raise EnvironmentTrouble(sentence.format(port=port, problem=error.strerror or error)) from None
    made.listen(128)
    return made


def hosts_of(port: int) -> tuple[str, ...]:
    """Return the names under which a browser on this machine may ask."""
    return (f"{LOOPBACK}:{port}", f"localhost:{port}")


def run(desk: Desk, listening: socket.socket) -> None:
    """Serve until the process is told to end."""
    port = listening.getsockname()[1]
    made = application(desk, hosts_of(port))
    settings = uvicorn.Config(
        made,
        log_level="warning",
        server_header=False,
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    with suppress(KeyboardInterrupt):  # Ctrl+C is how it is meant to end
        uvicorn.Server(settings).run(sockets=[listening])
