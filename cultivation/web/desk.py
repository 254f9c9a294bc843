"""What all requests share: the workspace, its record, who was let in, what was computed, what is running."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from anyio import CapacityLimiter

from cultivation.access.signing_in import Access, access_beside
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.readers import Readers
from cultivation.queries.standing import Titles
from cultivation.record.store import Record
from cultivation.web.door import Door
from cultivation.web.jobs import Jobs
from cultivation.web.kept import Kept
from cultivation.web.sessions import Sessions
from cultivation.web.sheets import Sheets

ANSWERS, PAGES = 160, 256  # that are kept
READERS = 2  # processes that read files
AT_ONCE = 12  # questions in threads; the record has a few connections more


@dataclass
class Desk:
    """One workspace as it is served; `language` is that of who has chosen none.

    `access` is where persons prove themselves, by default beside the record; `secure` tells of TLS before it.
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

    def __post_init__(self) -> None:
        """Make what is filled by requests."""
        self.kept, self.pages = Kept(ANSWERS), Kept(PAGES)
        self.access = self.access or access_beside(self.url, self.folder, lambda: datetime.now(UTC))
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
