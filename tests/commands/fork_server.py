"""A process that has imported what commands run, and forks for each: what a start costs is paid once.

Run by terminal.py; asked over a socket that carries the descriptors. A fork is a process of its own, with the
streams, folder, environment and exit code of a fresh one. Nothing that speaks is imported before the fork:
the modules of commands make their help pages when they are imported, in the language of each call.
"""

from __future__ import annotations

import gc
import io
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

SPEAKING = ("commands", "web", "demo")


def main() -> None:
    """Answer each call with the process that runs it, then with its wait status."""
    import_all()
    gc.freeze()  # or each fork would copy every page that a collection touches
    asked = socket.socket(fileno=int(sys.argv[1]))
    while True:
        told, descriptors, _flags, _address = socket.recv_fds(asked, 1 << 20, 3)
        if not told:
            return
        call = json.loads(told)
        process = os.fork()
        if not process:
            asked.close()
            become(call, descriptors)
            return
        for each in descriptors:
            os.close(each)
        asked.send(json.dumps(process).encode())
        asked.send(json.dumps(os.waitpid(process, 0)[1]).encode())


def import_all() -> None:
    """Import the rooms that commands use."""
    import click  # noqa: F401 - it speaks when it is asked

    import cultivation

    folder = Path(cultivation.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[0] in SPEAKING or "migrations" in parts or parts[-1] in ("__init__", "__main__", "child"):
            continue
        try:
            __import__(".".join(("cultivation", *parts)))
        except ImportError:  # of an extra that is not installed
            continue


def become(call: dict[str, object], descriptors: list[int]) -> None:
    """Be the process that was asked for, and run the program."""
    for number, each in enumerate(descriptors):
        os.dup2(each, number)
        os.close(each)
    os.environ.clear()
    os.environ.update(call["environment"])  # type: ignore[call-overload]
    time.tzset()
    os.chdir(str(call["folder"]))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdin = stream(0, "r", "surrogateescape")
    sys.stdout = stream(1, "w", "surrogateescape")
    sys.stderr = stream(2, "w", "backslashreplace")
    from cultivation.commands import main as run

    sys.argv = ["cultivation", *call["words"]]  # type: ignore[misc]
    run()


def stream(number: int, mode: str, errors: str) -> io.TextIOWrapper:
    """Return a standard stream as Python makes it with PYTHONUTF8."""
    raw = open(number, f"{mode}b", -1, closefd=False)  # noqa: SIM115 - it lives as long as the process
    lines = number == 2 or os.isatty(number)
    return io.TextIOWrapper(raw, "utf-8", errors, line_buffering=lines)


if __name__ == "__main__":
    main()
