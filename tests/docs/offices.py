"""A workspace served in this process, as `cultivation serve` does it, with a clock for the apps."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cultivation.access.sealing import Key
from cultivation.access.signing_in import Access
from cultivation.access.store import KEY_FILE, store_beside
from cultivation.record.store import Record
from cultivation.web.desk import Desk
from cultivation.web.server import listen, run
from cultivation.web.sessions import Sessions
from tests.access.conftest import QUICK


class Office:
    """Where a reader sits: `folder` has the workspace in it, `codes` were printed, `slips` handed over."""

    def __init__(self, folder: Path, workspace: str) -> None:
        self.folder, self.codes, self.slips = folder, list[str](), dict[str, str]()
        self._later, self._codes = timedelta(), timedelta()
        place = folder / workspace
        url = f"sqlite:///{place / 'cultivation.db'}"
        access = Access(store_beside(url), Key(place / KEY_FILE), self._app, cost=QUICK)
        record = Record(url, clock=self.now)
        self.desk = Desk(record, url, place, Sessions(self.codes.append), access=access)
        listening = listen(0)
        threading.Thread(target=run, args=(self.desk, listening), daemon=True).start()
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"

    def now(self) -> datetime:
        return datetime.now(UTC) + self._later

    def later(self, days: int) -> None:
        self._later += timedelta(days=days)

    def write(self) -> None:
        """Let the time go by in which a person fills in a field."""
        self._codes += timedelta(seconds=2)

    def next_half_minute(self) -> datetime:
        """Wait, as a reader does, for a code that was not used yet; the record is not told of it."""
        self._codes += timedelta(seconds=30)
        return self._app()

    def _app(self) -> datetime:
        return self.now() + self._codes
