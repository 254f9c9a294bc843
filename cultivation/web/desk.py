"""What all requests share: the workspace, its record, who was let in, what was computed, what is running."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from anyio import CapacityLimiter

from cultivation.access.signing_in import Access, access_beside
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.readers import Readers
from cultivation.queries.people import PeopleOnRecord
from cultivation.queries.standing import Titles
from cultivation.record.store import Record
from cultivation.web.door import Door
from cultivation.web.jobs import Jobs
from cultivation.web.kept import Kept
from cultivation.web.sessions import Sessions
from cultivation.web.sheets import Sheets
from cultivation.workspace import WebSettings

ANSWERS, PAGES = 160, 256  # that are kept
READERS = 2  # processes that read files
AT_ONCE = 12  # questions in threads; the record has a few connections more


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at on this machine or in the workspace: how it came out, and what to do about it."""

    what: str
    state: str
    details: str
    advice: str


@dataclass
class Desk:
    """One workspace as it is served; `language` is that of who has chosen none.

    `access` is where persons prove themselves, by default beside the record; `secure` tells of TLS before it.
    `examine` looks at machine and workspace.
    """

    record: Record
    url: str
    folder: Path
    sessions: Sessions
    language: str = "zh"
    limits: Limits = field(default_factory=Limits)
    titles: Titles = field(default_factory=Titles)
    access: Access | None = None
    secure: bool = False
    web: WebSettings = field(default_factory=WebSettings)
    examine: Callable[[], Sequence[Examined]] = tuple

    def __post_init__(self) -> None:
        """Make what is filled by requests."""
        self.kept, self.pages = Kept(ANSWERS), Kept(PAGES)
        self.people = PeopleOnRecord(self.record)
        self.access = self.access or access_beside(self.url, self.folder, lambda: datetime.now(UTC))
        self.access.people = self.people
        self.door = Door(self.sessions, self.access, self.secure)
        self.readers = Readers(self.limits, READERS)
        self.sheets = Sheets(self.readers)
        self.jobs = Jobs(self.url, self.folder)
        self.threads = CapacityLimiter(AT_ONCE)

    def close(self) -> None:
        """Let go of processes and of the database."""
        self.jobs.close()
        self.door.access.store.dispose()
        self.readers.close()
        self.record.dispose()
