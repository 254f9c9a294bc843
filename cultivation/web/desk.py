"""What all requests share: the workspace, its record, who was let in, what was computed, what is running."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anyio import CapacityLimiter

from cultivation.access.jobs import KeptJobs
from cultivation.access.signing_in import Access, access_beside
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.readers import Readers
from cultivation.pools import pool_ids
from cultivation.queries.people import PeopleOnRecord
from cultivation.queries.standing import Titles
from cultivation.record.actors import NO_PROOF, By
from cultivation.record.store import Record
from cultivation.review.access_log import seal_ended_days
from cultivation.web.door import Door
from cultivation.web.jobs import Jobs
from cultivation.web.kept import Kept
from cultivation.web.sessions import Sessions
from cultivation.web.shared_jobs import SharedJobs
from cultivation.web.sheets import Sheets
from cultivation.workspace import WebSettings, Workspace

ANSWERS, PAGES = 160, 256  # that are kept
READERS = 2  # processes that read files
ITSELF, PROGRAM = "server", "cultivation"  # the way and the name of what the program does by itself
CONTACTS_KEPT = timedelta(days=365)  # of who objected, after the decision
AT_ONCE = 12  # questions in threads; the record has a few connections more
UPLOADS_AT_ONCE = 3  # beside them: a deadline day must not stop who only looks


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
    Where there are several `workers`, they share what one of them makes.
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
    workers: int = 1

    def __post_init__(self) -> None:
        """Make what is filled by requests."""
        self.kept, self.pages = Kept(ANSWERS), Kept(PAGES)
        self.people = PeopleOnRecord(self.record)
        self.access = self.access or access_beside(self.url, self.folder, lambda: datetime.now(UTC))
        self.access.people = self.people
        self.record.receipts = self.access.receipts
        self.door = Door(self.sessions, self.access, self.secure)
        self.readers = Readers(self.limits, READERS)
        self.sheets = Sheets(self.readers)
        self.jobs = Jobs(self.url, self.folder)
        if self.workers > 1:
            kept = KeptJobs(self.access.store, self.access.now)
            self.jobs = SharedJobs(self.url, self.folder, kept)
        self.threads = CapacityLimiter(AT_ONCE)
        self.uploads = CapacityLimiter(UPLOADS_AT_ONCE)

    @property
    def has_pools(self) -> bool:
        """Tell whether further pools lie in the workspace."""
        return bool(pool_ids(Workspace(self.folder)))

    def seal_ended_days(self) -> None:
        """Put the days of the access log that have ended on record; the program does it, nobody else."""
        assert self.access is not None
        by_itself = self.record.acting(By(ITSELF, NO_PROOF))
        seal_ended_days(by_itself, PROGRAM, self.access)

    def forget_contacts(self) -> None:
        """Forget how to reach who objected, a year after the decision."""
        long_ago = (datetime.now(UTC) - CONTACTS_KEPT).date().isoformat()
        with self.record.reading() as reader:
            decided = {each.year: each.decision_date for each in reader.years()}
        years = [year for year, day in decided.items() if day is not None and day < long_ago]
        self.door.access.forget_contacts(years)

    def close(self) -> None:
        """Let go of processes and of the database."""
        self.jobs.close()
        self.door.access.store.dispose()
        self.readers.close()
        self.record.dispose()
