"""The face for analysts: what the record says, as pandas DataFrames; nothing can be written through it.

import cultivation
workspace = cultivation.open("kunshan")
workspace.year(2018).scores()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cultivation.frames.workspace import WorkspaceFrames, open_workspace
from cultivation.frames.year import YearFrames

if TYPE_CHECKING:
    from cultivation.frames.scorer import RuleSetScorer

__all__ = ["RuleSetScorer", "WorkspaceFrames", "YearFrames", "open_workspace"]


def __getattr__(name: str) -> Any:
    """Import scikit-learn only where the estimator is asked for."""
    if name != "RuleSetScorer":
        raise AttributeError(name)
    from cultivation.frames.scorer import RuleSetScorer

    return RuleSetScorer
