"""Whether the tests notice a mutant."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.coverage_map import CoverageMap
from tests.mutants.sites import Mutant

LEFT_OUT = (".*", "__pycache__", "demo", "work", "build", "dist", "site", "*.egg-info")
START, FACTOR = 30, 4  # seconds of processor time to begin, and how much longer the tests may take


def copied(root: Path, tree: Path) -> Path:
    """Copy a source tree."""
    shutil.rmtree(tree, ignore_errors=True)
    return shutil.copytree(root, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))


class Bench:
    """A tree of its own, and a warm process that tests it."""

    def __init__(self, root: Path, tree: Path) -> None:
        self.tree = copied(root, tree)
        self._process = subprocess.Popen(
            (sys.executable, "-m", "tests.mutants.warm"),
            cwd=self.tree,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def outcome(self, mutant: Mutant, covering: CoverageMap, most: float) -> str:
        """Return killed, timeout, survived, or untested where no test passes over its lines.

        Of many tests the quickest are run, as far as so many seconds go; a mutant that only the others would
        notice counts as survived.
        """
        tests = covering.tests_of(mutant.path, range(mutant.first, mutant.last + 1), most)
        if not tests:
            return "untested"
        seconds = START + FACTOR * int(sum(covering.seconds[each] for each in tests))
        with _mutated(self.tree / mutant.path, mutant.source):
            code = self._run(tests, seconds)
        return "timeout" if code < 0 else "killed" if code else "survived"

    def _run(self, tests: list[str], seconds: int) -> int:
        asks, answers = self._process.stdin, self._process.stdout
        assert asks is not None and answers is not None
        files = sorted({each.partition("::")[0] for each in tests})
        print(json.dumps({"files": files, "tests": tests, "seconds": seconds}), file=asks, flush=True)
        return int(answers.readline())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


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
