"""What zones and departments add: that they were asked, what they answered, and that some were silent."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.year import OfYear


@dataclass(frozen=True, kw_only=True)
class OpinionsRequested(OfYear):
    """Zones and departments were asked about applicants, who are a document; they answer by `until`."""

    KIND = "opinions_requested"
    on: str
    until: str
    bodies: int
    enterprises: int


@dataclass(frozen=True, kw_only=True)
class OpinionReceived(OfYear):
    """The sheet of a zone or department came in; `yes` counts those recommended, or objected to.

    `unit` is the zone or department where it submitted the sheet itself, and not through the office.
    """

    KIND = "opinion_received"
    body: str
    file: str
    accepted: int
    yes: int
    unit: str | None = None
    on: str | None = None


@dataclass(frozen=True, kw_only=True)
class OpinionsClosed(OfYear):
    """The time to answer was over: the silence of the `silent` counts as the rules say."""

    KIND = "opinions_closed"
    on: str
    until: str
    silent: tuple[str, ...]
