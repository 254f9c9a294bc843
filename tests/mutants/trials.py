"""Whether the tests notice a mutant."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.coverage_map import PYTEST, CoverageMap
from tests.mutants.selection import LISTED, SECONDS
from tests.mutants.sites import Mutant

LEFT_OUT = (".*", "__pycache__", "demo", "work", "build", "dist", "site", "*.egg-info")
START, FACTOR = 30, 4  # seconds of processor time to begin, and how much longer the tests may take
WAITING = 20  # how much longer than that they may take by the clock, on a busy machine


def copied(root: Path, tree: Path) -> Path:
    """Copy a source tree."""
    shutil.rmtree(tree, ignore_errors=True)
    return shutil.copytree(root, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))


def outcome(mutant: Mutant, covering: CoverageMap, trees: SimpleQueue[Path], seconds: float) -> str:
    """Return killed, timeout, survived, or untested where no test passes over its lines.

    Of many tests the quickest are run, as far as the seconds go; a mutant that only the others would notice
    counts as survived.
    """
    tests = covering.tests_of(mutant.path, range(mutant.first, mutant.last + 1), seconds)
    if not tests:
        return "untested"
    tree = trees.get()
    try:
        with _mutated(tree / mutant.path, mutant.source):
            return _run(tree, tests, START + FACTOR * int(sum(covering.seconds[each] for each in tests)))
    finally:
        trees.put(tree)


def _run(tree: Path, tests: list[str], allowed: int) -> str:
    listed = tree / "mutants_tests.json"
    listed.write_text(json.dumps(tests), "utf-8")
    files = sorted({each.partition("::")[0] for each in tests})
    process = subprocess.Popen(
        (*PYTEST, "-x", "--tb=no", *files),
        cwd=tree,
        env={**os.environ, LISTED: str(listed), SECONDS: str(allowed)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(WAITING * allowed)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    return "timeout" if code < 0 else "killed" if code else "survived"


@contextmanager
def _mutated(path: Path, source: str) -> Iterator[None]:
    """Put a mutant in the place of a module; bytecode of either must not be taken for the other."""
    original = path.read_bytes()
    try:
        path.write_text(source, "utf-8")
        _forget(path)
        yield
    finally:
        path.write_bytes(original)
        _forget(path)


def _forget(path: Path) -> None:
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()
