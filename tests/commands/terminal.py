"""The program in a terminal of a given width, and in a pipe."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

PROGRAM = [sys.executable, "-m", "cultivation"]


def environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CULTIVATION_")}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANGUAGE", "LC_ALL"):
        plain.pop(name, None)
    return {**plain, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1", **more}


def in_terminal(columns: int, *words: str, **more: str) -> str:
    """Run the program in a terminal and return what it shows there."""
    import fcntl
    import pty
    import termios

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    running = subprocess.Popen(
        [*PROGRAM, *words], stdin=inner, stdout=inner, stderr=inner, env=environment(**more), close_fds=True
    )
    os.close(inner)
    shown = b""
    while True:
        try:
            part = os.read(outer, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(outer)
    running.wait(timeout=300)
    return shown.decode("utf-8").replace("\r\n", "\n")


def in_pipe(
    *words: str, folder: Path | None = None, code: int | None = 0, **more: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program with its output going to another program."""
    done = subprocess.run(
        [*PROGRAM, *words],
        env=environment(**more),
        cwd=folder,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
        check=False,
    )
    assert code is None or done.returncode == code, done.stderr.decode("utf-8", "replace")
    return done
