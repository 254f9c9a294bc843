"""Ctrl-C just while a step is committed: the program says whether its entry stands, and it does as said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.base import RootTransaction
from sqlalchemy.engine.default import DefaultDialect

from .conftest import Run
from .test_nonsense import entries

COMMIT = DefaultDialect.do_commit


def interrupted_begin(_transaction: RootTransaction) -> None:
    raise KeyboardInterrupt


def interrupted_before(_dialect: DefaultDialect, _connection: Any) -> None:
    raise KeyboardInterrupt


def interrupted_after(dialect: DefaultDialect, connection: Any) -> None:
    COMMIT(dialect, connection)
    raise KeyboardInterrupt


def test_ctrl_c_before_the_commit_is_ctrl_c(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy finds its transaction still open then, and raises an AssertionError in place of it."""
    run("init", str(workspace))
    with monkeypatch.context() as patched:
        patched.setattr(RootTransaction, "_do_commit", interrupted_begin)
        result = run("open", "2016", "--rules", "kunshan_top100_2016", code=1)
    assert "Interrupted. Nothing was recorded." in result.stderr and "Aborted!" in result.stderr
    assert entries(workspace) == 1


@pytest.mark.parametrize(
    ("commit", "said", "number"),
    [
        (interrupted_before, "Interrupted. Nothing was recorded.", 1),
        (
            interrupted_after,
            "Interrupted. On record are 1 entries: 2 year opened kunshan_top100_2016. They stand;",
            2,
        ),
    ],
    ids=["before", "after"],
)
def test_ctrl_c_at_the_commit_tells_whether_the_entry_stands(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch, commit: Any, said: str, number: int
) -> None:
    run("init", str(workspace))
    with monkeypatch.context() as patched:
        patched.setattr(DefaultDialect, "do_commit", commit)
        result = run("open", "2016", "--rules", "kunshan_top100_2016", code=1)
    assert said in result.stderr
    assert "Aborted!" in result.stderr
    assert entries(workspace) == number
    run("audit", "verify")
    run("open", "2016", "--rules", "kunshan_top100_2016", code=None)
    assert entries(workspace) == 2, "said again, it is recorded once"
