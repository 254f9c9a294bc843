"""Running the program as somebody whom the modes of files bind; root they do not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BOUND = ("--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
RO_FOLDER, RO_FILE = 0o555, 0o444


def bound_by_modes() -> list[str]:
    """Return what to put before a command so that it may not write to a file of mode 0444."""
    if os.name != "posix":
        pytest.skip("files have no modes here")
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root without setpriv: nothing binds it")
    return [setpriv, *BOUND]


def cultivation(
    workspace: Path, *words: str, code: int = 0, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own that the modes of files bind."""
    command = [sys.executable, "-m", "cultivation", "--workspace", str(workspace), "--lang", "en", *words]
    done = subprocess.run(
        [*bound_by_modes(), *command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **(environment or {})},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def seal(folder: Path) -> None:
    """Let nobody write to a folder and what lies in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(RO_FOLDER if path.is_dir() else RO_FILE)
    folder.chmod(RO_FOLDER)


def unseal(folder: Path) -> None:
    """Let the tests take the folder away again."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
