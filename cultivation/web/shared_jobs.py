"""Jobs of a workbench that runs in several processes: each makes its own, and each shows those of all."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import Future
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

from cultivation.access.jobs import KeptJob, KeptJobs
from cultivation.canonical import canonical_json
from cultivation.errors import CultivationError, Refused
from cultivation.language import _, speaking
from cultivation.web.jobs import MOST_WAITING, Job, Jobs
from cultivation.web.work import Made, Order


class SharedJobs(Jobs):
    """The jobs of one of the processes, and those that the others made or are at."""

    def __init__(self, url: str, folder: Path, kept: KeptJobs) -> None:
        super().__init__(url, folder)
        self._kept = kept

    def begin(self, order: Order) -> Job | None:
        """Begin a job, or return the one that is at the same already, wherever; None where too many wait."""
        key = secrets.token_hex(8)
        found = self._kept.add(key, _written(order), MOST_WAITING)
        if found != key:
            return self.find(found) if found is not None else None
        with self._lock:
            job = self._start(key, order)
        job.future.add_done_callback(partial(self._finish, key, order))
        return job

    def _finish(self, key: str, order: Order, future: Future[Made]) -> None:
        """Keep for the others what came of a job."""
        if future.cancelled() or (error := future.exception()) is not None:
            known = not future.cancelled() and isinstance(error, CultivationError)
            with speaking(order.language):
                lost = _("This was not finished. Have it made again.")
            self._kept.finish(key, json.dumps({"trouble": str(error) if known else lost}))
            return
        made = future.result()
        said = {name: value for name, value in asdict(made).items() if name != "content"}
        self._kept.finish(key, json.dumps({"made": said}), made.content)

    def find(self, key: str) -> Job | None:
        """Return a job by its key while it is remembered."""
        own = super().find(key)
        if own is not None:
            return own
        kept = self._kept.find(key)
        return None if kept is None else _job(key, kept)


def _written(order: Order) -> str:
    as_of = order.as_of.isoformat() if order.as_of else None
    return canonical_json({**asdict(order), "as_of": as_of}).decode()


def _order(written: str) -> Order:
    said = json.loads(written)
    return Order(**{**said, "as_of": datetime.fromisoformat(said["as_of"]) if said["as_of"] else None})


def _job(key: str, kept: KeptJob) -> Job:
    """Return a job of another process as if it were one of ours."""
    future: Future[Made] = Future()
    if kept.made is not None:
        said = json.loads(kept.made)
        if "trouble" in said:
            future.set_exception(Refused(said["trouble"]))
        else:
            details = tuple((label, value) for label, value in said["made"]["details"])
            future.set_result(Made(**{**said["made"], "details": details, "content": kept.file}))
    elapsed = (datetime.now(UTC) - kept.begun).total_seconds()
    return Job(key, _order(kept.ordered), 0, future, monotonic() - elapsed)
