"""Many readers at once, in a process of its own.

Run: python -m benchmarks.web_readers HOST PORT COOKIE READERS EACH PATH... Each reader keeps a connection and
asks for one page after the other, without a pause. A client of few lines: one that parses more would wait for
itself. Writes the milliseconds of each answer as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from time import perf_counter


async def reader(address: tuple[str, int], cookie: str, paths: Sequence[str], times: list[float]) -> None:
    """Ask for some pages on one connection."""
    host, port = address
    answers, asks = await asyncio.open_connection(host, port)
    for path in paths:
        began = perf_counter()
        asks.write(f"GET {path} HTTP/1.1\r\nhost: {host}:{port}\r\ncookie: {cookie}\r\n\r\n".encode())
        head = await answers.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head[:100]
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        length = {name.lower(): value for name, value in fields.items()}[b"content-length"]
        await answers.readexactly(int(length))
        times.append((perf_counter() - began) * 1000)
    asks.close()


async def crowd(
    address: tuple[str, int], cookie: str, readers: int, each: int, paths: Sequence[str]
) -> list[float]:
    """Let readers ask at once, each beginning at another page."""
    times: list[float] = []
    asked = [[paths[(first + turn) % len(paths)] for turn in range(each)] for first in range(readers)]
    await asyncio.gather(*(reader(address, cookie, own, times) for own in asked))
    return times


if __name__ == "__main__":
    host, port, cookie, readers, each, *paths = sys.argv[1:]
    found = asyncio.run(crowd((host, int(port)), cookie, int(readers), int(each), paths))
    sys.stdout.write(json.dumps(found))
