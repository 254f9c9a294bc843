"""A workspace in a notebook: its years, its log and its pool."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cultivation.frames.columns import choices, days, frame, texts
from cultivation.frames.record import log_frame, pool_frame
from cultivation.frames.state import Looking, cited, look, now, warn
from cultivation.frames.year import YearFrames
from cultivation.language import speaking
from cultivation.queries.pool import pool_after
from cultivation.record.passwords import with_password
from cultivation.record.store import Record
from cultivation.workspace import PASSWORD_VARIABLE, Workspace, read_workspace

YEAR_STATES = ("open", "collecting", "scored", "panel", "proposed", "noticed", "decided", "closed")


def open_workspace(folder: str | os.PathLike[str] = ".", as_of: str | None = None) -> WorkspaceFrames:
    """Open the record of a workspace to read, as it stands now or as it was known at a moment.

    `as_of` is a day, meaning its end, or a moment such as 2018-03-01T17:30; without a time zone that of this
    machine. Raises EnvironmentTrouble where there is no record, UsageMistake for what is no moment.
    """
    workspace = read_workspace(Path(folder))
    with speaking(workspace.language or "en"):
        record = Record(_address(workspace), now, warn, readonly=True)
        record.check()
    return WorkspaceFrames(look(record, workspace.language or "en").then(as_of))


def _address(workspace: Workspace) -> str:
    password = os.environ.get(PASSWORD_VARIABLE) or workspace.database_password()
    return with_password(workspace.database_url, password) if password else workspace.database_url


@dataclass(frozen=True)
class WorkspaceFrames:
    """What a workspace has on record, from one state; every `as_of` looks further back."""

    looking: Looking

    def year(self, number: int, as_of: str | None = None) -> YearFrames:
        """Return a review year; Refused where it was not open."""
        looking = self.looking.then(as_of)
        with looking.state() as state:
            state.year(number)
        return YearFrames(looking, number)

    def years(self, as_of: str | None = None) -> pd.DataFrame:
        """Return where each review year stands, by year."""
        with self.looking.then(as_of).state() as state:
            years = [each.review_year for each in state.years]
            columns = {
                "rule_set": texts(each.rule_set for each in years),
                "version": texts(each.version for each in years),
                "cutoff": days(state.year(each.year).cutoff for each in years),
                "state": choices((each.state for each in years), YEAR_STATES),
                "decision": texts(each.decision_document for each in years),
                "proposer": texts(each.proposer for each in years),
                "approver": texts(each.approver for each in years),
            }
            return frame((each.year for each in years), columns, cited(state), "year")

    def pool(self, as_of: str | None = None) -> pd.DataFrame:
        """Return the members after the last decision, by place; empty where none is decided."""
        with self.looking.then(as_of).state() as state:
            return pool_frame(pool_after(state), state)

    def log(self, year: int | None = None, kind: str = "", as_of: str | None = None) -> pd.DataFrame:
        """Return the entries of the log, the earliest first: all, those of a year, those of a kind."""
        return log_frame(self.looking.then(as_of), year, kind)
