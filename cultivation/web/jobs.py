"""What takes longer than a page may: done one after the other in a process of its own, and followed."""

from __future__ import annotations

import multiprocessing
import secrets
from collections import OrderedDict
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Lock
from time import monotonic

from cultivation.errors import CultivationError
from cultivation.web.work import Made, Order, begin_work, do

MOST = 24  # jobs that are remembered with what they made
MOST_WAITING = 8
SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Job:
    """One piece of work: what was ordered, and how far it is."""

    key: str
    order: Order
    number: int
    future: Future[Made]
    begun: float

    @property
    def is_done(self) -> bool:
        """Tell whether there is an answer, be it a refusal."""
        return self.future.done()

    @property
    def seconds(self) -> int:
        """Return how long ago it was ordered."""
        return int(monotonic() - self.begun)

    def made(self) -> Made:
        """Return what was made; raise what a person can mend, or what broke."""
        return self.future.result(timeout=0)

    @property
    def trouble(self) -> CultivationError | None:
        """Return why nothing was made, where a person can mend it."""
        error = self.future.exception(timeout=0)
        if error is None:
            return None
        if isinstance(error, CultivationError):
            return error
        raise error


class Jobs:
    """The jobs of a desk; the process starts with the first one, and again after one that ended it."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder, self._lock = url, folder, Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._numbers, self._told = count(1), SPAWN.RawArray("q", 4)
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def begin(self, order: Order) -> Job | None:
        """Begin a job, or return the one that is at the same already; None where too many wait."""
        with self._lock:
            going = [each for each in self._jobs.values() if not each.is_done]
            for each in going:
                if each.order == order:
                    return each
            if len(going) >= MOST_WAITING:
                return None
            return self._start(secrets.token_hex(8), order)

    def _start(self, key: str, order: Order) -> Job:
        number = next(self._numbers)
        job = Job(key, order, number, self._submit(order, number), monotonic())
        self._jobs[job.key] = job
        while len(self._jobs) > MOST:
            self._jobs.popitem(last=False)
        return job

    def progress(self, job: Job) -> tuple[int, int] | None:
        """Return how many steps a job has done, and of how many; None while it waits or tells nothing."""
        number, done, of = self._told[:3]
        return (done, of) if number == job.number and of else None

    def _submit(self, order: Order, number: int) -> Future[Made]:
        try:
            return self._process().submit(do, self._url, self._folder, order, number)
        except BrokenProcessPool:
            self._pool = None
            return self._process().submit(do, self._url, self._folder, order, number)

    def _process(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, SPAWN, initializer=begin_work, initargs=(self._told,))
        return self._pool

    def find(self, key: str) -> Job | None:
        """Return a job by its key while it is remembered."""
        with self._lock:
            return self._jobs.get(key)

    def all(self) -> list[Job]:
        """Return the jobs that are remembered, in the order in which they were ordered."""
        with self._lock:
            return list(self._jobs.values())

    def close(self) -> None:
        """End the process, whatever it is at: a job writes all or nothing. What waits is left undone."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None
                for each in multiprocessing.active_children():
                    if each.pid == self._told[3]:
                        each.terminate()
