"""Jobs in processes of this machine; those of a process that dies are done again by new ones."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from cultivation.engines.jobs import Job, work
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

TRIES = 3  # in a row in which nothing gets done


def in_processes(jobs: Sequence[Job], workers: int) -> Iterator[int]:
    """Do all jobs; yield the rows of each as it is done. One worker is this process."""
    if min(workers, len(jobs)) <= 1:
        yield from map(work, jobs)
        return
    left, tries = list(jobs), 0
    while left:
        done = 0
        try:
            for rows in _once(left, workers):
                done += 1
                yield rows
        except BrokenProcessPool:
            tries = 0 if done else tries + 1
            if tries == TRIES:
                raise EnvironmentTrouble(
                    _(
                        "A worker process was ended {number} times before it had finished a part; perhaps "
                        "memory is short. Try again with fewer workers; finished parts are kept."
                    ).format(number=TRIES)
                ) from None
        left = [job for job in left if not job.result.exists()]


def _once(jobs: Sequence[Job], workers: int) -> Iterator[int]:
    """Do jobs in one pool, which breaks when one of its processes dies."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(jobs)), spawned) as pool:
        futures = [pool.submit(work, job) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
