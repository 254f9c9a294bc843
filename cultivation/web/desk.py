"""What all requests share: the workspace, its record, who was let in, what was computed, what is running."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from anyio import CapacityLimiter

from cultivation.intake.formats.limits import Limits
from cultivation.queries.standing import Titles
from cultivation.record.store import Record
from cultivation.web.jobs import Jobs
from cultivation.web.kept import Kept
from cultivation.web.sessions import Sessions
from cultivation.web.sheets import Sheets

ANSWERS, PAGES = 160, 256  # that are kept
AT_ONCE = 12  # questions in threads; the record has a few connections more


@dataclass
class Desk:
    """One workspace as it is served; `language` is that of who has chosen none."""

    record: Record
    url: str
    folder: Path
    sessions: Sessions
    language: str = "zh"
    limits: Limits = field(default_factory=Limits)
    titles: Titles = field(default_factory=Titles)

    def __post_init__(self) -> None:
        """Make what is filled by requests."""
        self.kept, self.pages = Kept(ANSWERS), Kept(PAGES)
        self.sheets = Sheets(self.limits)
        self.jobs = Jobs(self.url, self.folder)
        self.threads = CapacityLimiter(AT_ONCE)

    def close(self) -> None:
        """Let go of processes and of the database."""
        self.jobs.close()
        self.sheets.close()
        self.record.dispose()
