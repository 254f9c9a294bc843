"""The program in a terminal of a given width, and in a pipe."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

PROGRAM = [sys.executable, "-m", "cultivation"]
SERVER = [sys.executable, "-m", "tests.commands.fork_server"]
LONGEST = 600  # seconds
# What Python looks at when it starts, and so cannot be given to a fork.
AT_START = ("PYTHON", "MALLOC", "LD_", "OPENBLAS_", "OMP_")


def environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CULTIVATION_")}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANGUAGE", "LC_ALL"):
        plain.pop(name, None)
    return {**plain, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1", **more}


class Forks:
    """The server of this test process, which forks a process for each command."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [*SERVER, str(theirs.fileno())]
        root = Path(__file__).parents[2]
        self._server = subprocess.Popen(
            command, cwd=root, env=environment(), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )
        theirs.close()
        atexit.register(self.close)

    def close(self) -> None:
        """End the server: nobody will ask any more."""
        self._ours.close()
        self._server.wait(timeout=60)

    def run(self, words: tuple[str, ...], streams: list[int], folder: Path, variables: dict[str, str]) -> int:
        """Run one command and return its exit code, or the signal that ended it below 0."""
        call = {"words": words, "folder": str(folder), "environment": variables}
        socket.send_fds(self._ours, [json.dumps(call).encode()], streams)
        process = int(self._ours.recv(64))
        late = threading.Timer(LONGEST, os.kill, (process, signal.SIGKILL))
        late.start()
        try:
            return os.waitstatus_to_exitcode(int(self._ours.recv(64)))
        finally:
            late.cancel()


@cache
def forks() -> Forks:
    return Forks()


def can_fork(variables: dict[str, str]) -> bool:
    """Tell whether a fork is the same as a start: not where something is said to Python itself."""
    plain = environment()
    names = {name for name in {*plain, *variables} if name.startswith(AT_START)}
    same = all(plain.get(name) == variables.get(name) for name in names)
    return same and hasattr(os, "fork") and hasattr(socket, "send_fds")


def run_program(words: tuple[str, ...], streams: list[int], folder: Path, variables: dict[str, str]) -> int:
    """Run the program with these three descriptors as its streams; return its exit code."""
    if can_fork(variables):
        return forks().run(words, streams, folder, variables)
    inner, outer, errors = streams
    return subprocess.run(
        [*PROGRAM, *words],
        stdin=inner,
        stdout=outer,
        stderr=errors,
        env=variables,
        cwd=folder,
        timeout=LONGEST,
        check=False,
    ).returncode


class Reading:
    """What comes out of a descriptor, read while it is written."""

    def __init__(self, descriptor: int) -> None:
        self.shown = b""
        self._descriptor = descriptor
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while True:
            try:
                part = os.read(self._descriptor, 65536)
            except OSError:  # Linux says so when the other end of a terminal is closed
                break
            if not part:
                break
            self.shown += part
        os.close(self._descriptor)

    def all(self) -> bytes:
        self._thread.join()
        return self.shown


def in_terminal(columns: int, *words: str, **more: str) -> str:
    """Run the program in a terminal and return what it shows there."""
    import fcntl
    import pty
    import termios

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    shown = Reading(outer)
    run_program(words, [inner, inner, inner], Path.cwd(), environment(**more))
    os.close(inner)
    return shown.all().decode("utf-8").replace("\r\n", "\n")


def in_pipe(
    *words: str, folder: Path | None = None, code: int | None = 0, **more: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program with its output going to another program."""
    pipes = [os.pipe() for _stream in range(2)]
    shown = [Reading(read) for read, _write in pipes]
    nothing = os.open(os.devnull, os.O_RDONLY)
    try:
        ended = run_program(
            words, [nothing, *(write for _read, write in pipes)], folder or Path.cwd(), environment(**more)
        )
    finally:
        for each in (nothing, *(write for _read, write in pipes)):
            os.close(each)
    out, errors = (each.all() for each in shown)
    done = subprocess.CompletedProcess([*PROGRAM, *words], ended, out, errors)
    assert code is None or ended == code, errors.decode("utf-8", "replace")
    return done
