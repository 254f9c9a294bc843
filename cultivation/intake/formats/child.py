"""The process that reads files: it answers each with its book, or with what is wrong with it.

Run by ReadingProcess. Whatever a file does to it, the program that asked lives on.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.messages import receive, send
from cultivation.intake.formats.package import package_of, unpacked_size
from cultivation.intake.formats.processor_time import limit_time, no_limit_of_time
from cultivation.intake.formats.reading import read_book


def main() -> None:
    """Answer until nobody asks any more. Only what is meant for the program may go to its pipe."""
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(EOFError):
        while True:
            content, password, limits, careful = pickle.loads(receive(questions, sys.maxsize))
            size = min(unpacked_size(content), limits.unpacked_bytes)
            _limit_memory(limits.memory_for(size))
            limit_time(limits.seconds_for(size))
            try:
                answer: tuple[str, object] = ("book", read_book(content, password, limits, careful))
            except Unreadable as error:
                answer = ("unreadable", error.problem)
            del content
            package_of.cache_clear()
            no_limit_of_time()
            send(answers, answer)


def _limit_memory(most: int) -> None:
    """Refuse more memory than a file may cost; Windows has no such limit to set from here."""
    try:
        import resource
    except ImportError:
        return
    _, hardest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, hardest))


if __name__ == "__main__":
    main()
