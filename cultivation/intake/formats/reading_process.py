"""Reading strangers' files where a crash or a runaway cannot take the program down."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import IO

from cultivation.intake.formats.book import Book, Unreadable
from cultivation.intake.formats.limits import MOST_MEMORY, Limits
from cultivation.intake.formats.messages import receive, send, unpickle
from cultivation.intake.formats.package import package_of, unpacked_size
from cultivation.intake.formats.processor_time import time_is_up

Answer = bytes | Exception
Question = tuple[bytes, str | None, Limits, bool]
SURELY_HELD = 50_000  # bytes, by an empty pipe of most systems, with what goes along
ENDING = 10  # seconds in which a process whose pipe is closed has surely ended
PROGRAM = "cultivation.intake.formats.child"
HOME = Path(__file__).parents[3]  # where the package lies, installed or not


class ReadingProcess:
    """A process that reads one file after the other; it is started anew when it had to be stopped."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._questions: SimpleQueue[Question | None] = SimpleQueue()
        self._submitted: tuple[bytes, str | None] = (b"", None)
        self._deadline = 0.0
        self.is_busy = False  # with a file whose book nobody has fetched yet
        self._start()

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def read(self, content: bytes, password: str | None = None) -> Book:
        """Return the book of a file. Raises Unreadable for what is wrong with it, and where reading it
        takes too much time or memory, or breaks the process."""
        self.submit(content, password)
        return self.result()

    def submit(self, content: bytes, password: str | None = None) -> None:
        """Begin to read a file, whose book `result` returns; one at a time."""
        self._submitted = (content, password)
        self._ask(careful=False)

    def result(self) -> Book:
        """Wait for the book of the file submitted; raise Unreadable as `read` does.

        A file over which the fast parser ended the process is read once more by the careful one.
        """
        try:
            return self._answer()
        except Unreadable as error:
            if error.problem != "crashed":
                raise
        self._ask(careful=True)
        return self._answer()

    def _ask(self, careful: bool) -> None:
        """Send the question; one that the pipe may not hold by way of a thread, for the process may be slow.

        A thread for all of them would have to wait until this one rests, and the process with it.
        """
        if self._process is not None and self._process.poll() is not None:
            self.stop()  # it died while nobody asked
        if self._process is None:
            self._start()
        assert self._process is not None and self._process.stdin is not None
        self.is_busy = True
        content, password = self._submitted
        self._deadline = monotonic() + self._limits.waiting_for(
            min(unpacked_size(content), self._limits.unpacked_bytes)
        )
        package_of.cache_clear()
        question = (content, password, self._limits, careful)
        if len(content) > SURELY_HELD:
            self._questions.put(question)
            return
        with contextlib.suppress(OSError, ValueError):  # the process is gone, which the listener tells
            send(self._process.stdin, question)  # type: ignore[arg-type]

    def _answer(self) -> Book:
        """Wait for the answer, but not for ever."""
        try:
            body = self._answers.get(timeout=max(self._deadline - monotonic(), 0))
            self.is_busy = False
        except Empty:
            self.stop()
            raise Unreadable("kept_waiting") from None
        if isinstance(body, Exception):
            problem = "too_much_memory" if isinstance(body, MemoryError) else self._ended_by()
            self.stop()
            raise Unreadable(problem)
        return self._book(body)

    def _ended_by(self) -> str:
        """Tell a process that used up its time from one that a file broke."""
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            if time_is_up(self._process.wait(timeout=ENDING)):
                return "too_slow"
        return "crashed"

    def _book(self, body: bytes) -> Book:
        try:
            kind, answer = unpickle(body)
        except Exception as error:  # whatever took the process over may have sent anything
            self.stop()
            raise Unreadable("crashed") from error
        if kind != "book":
            raise Unreadable(str(answer))
        assert isinstance(answer, Book)
        return answer

    def _send(self, pipe: IO[bytes], questions: SimpleQueue[Question | None]) -> None:
        """Hand on questions until there is None."""
        while question := questions.get():
            try:
                send(pipe, question)  # type: ignore[arg-type]
            except (OSError, ValueError):
                return  # the process is gone, which the listener has told

    def _start(self) -> None:
        path = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._answers, self._questions = SimpleQueue(), SimpleQueue()
        Thread(target=self._send, args=(self._process.stdin, self._questions), daemon=True).start()
        Thread(target=self._listen, args=(self._process.stdout, self._answers), daemon=True).start()

    def _listen(self, pipe: IO[bytes], answers: SimpleQueue[Answer]) -> None:
        """Hand on answers until the process ends."""
        try:
            while True:
                answers.put(receive(pipe, max(self._limits.memory, MOST_MEMORY)))  # type: ignore[arg-type]
        except (EOFError, OSError, ValueError, MemoryError) as error:
            answers.put(error)

    def stop(self) -> None:
        """End the process, which holds nothing that could be lost; the next file starts another."""
        self.is_busy = False
        if self._process is None:
            return
        process, self._process = self._process, None
        self._questions.put(None)
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be sent is for nobody now
