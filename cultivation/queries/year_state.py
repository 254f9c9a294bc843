"""Which entry last touched a year: what was computed of the year holds until the next one."""

from __future__ import annotations

from cultivation.record.entries import (
    ApplicationCorrected,
    ApplicationWithdrawn,
    ConsistencyChecked,
    FilingWindowSet,
    FindingContested,
    FindingSettled,
    MarkingClosed,
    MarkingOpened,
    MarksAggregated,
    MarksReceived,
    NoConflictDeclared,
    NoticeGiven,
    ObjectionFiled,
    ObjectionResolved,
    OpinionReceived,
    OpinionsClosed,
    OpinionsRequested,
    PanelAssigned,
    RankingChallenged,
    ReceiptDeclined,
    RobustnessComputed,
    WorkbookReceived,
    YearOpened,
    YearProposed,
    YearScored,
)
from cultivation.record.reader import Reader

FORWARD = frozenset(  # an entry of these kinds says nothing of the years before its own
    kind.KIND
    for kind in (
        YearOpened,
        FilingWindowSet,
        WorkbookReceived,
        ApplicationCorrected,
        ApplicationWithdrawn,
        FindingContested,
        FindingSettled,
        MarksReceived,
        MarksAggregated,
        PanelAssigned,
        MarkingOpened,
        MarkingClosed,
        NoConflictDeclared,
        YearScored,
        RobustnessComputed,
        RankingChallenged,
        ConsistencyChecked,
        YearProposed,
        NoticeGiven,
        ObjectionFiled,
        ObjectionResolved,
        ReceiptDeclined,
        OpinionsRequested,
        OpinionReceived,
        OpinionsClosed,
    )
)


def touched(reader: Reader, year: int) -> str:
    """Return the hash of the last entry on which anything that is computed of a year may rest.

    What a later year takes in, scores and proposes leaves a year as it is; a decision, a succession of
    enterprises or a list of an authority may not.
    """
    for entry in reader.entries(newest_first=True):
        if entry.kind not in FORWARD or entry.payload["year"] <= year:
            return entry.hash
    return ""
