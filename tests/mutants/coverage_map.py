"""Which tests of a room pass over which line, measured once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from coverage import CoverageData

from tests.mutants.selection import DURATIONS

PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.mutants.selection")


class CoverageMap:
    """The tests of a room by the lines that they pass over, and the seconds that each takes."""

    def __init__(self, data: Path, durations: Path) -> None:
        self._data = CoverageData(str(data))
        self._data.read()
        self._measured = {path[path.index("cultivation/") :]: path for path in self._data.measured_files()}
        self.seconds: dict[str, float] = json.loads(durations.read_text("utf-8"))
        self._files: dict[str, list[str]] = {}
        for test in self.seconds:
            self._files.setdefault(test.partition("::")[0], []).append(test)

    def tests_of(self, path: str, lines: Sequence[int], most: float) -> list[str]:
        """Return the tests that pass over one of the lines, the quickest first, for so many seconds at most.

        What a fixture or an import passed over counts for all tests of the file, or of the module.
        """
        contexts = self._data.contexts_by_lineno(self._measured.get(path, path))
        found = {each for line in lines for each in contexts.get(line, ())}
        for line in range(min(lines), 0, -1):  # of a statement of several lines, the first one counts
            found = found or set(contexts.get(line, ()))
        if found == {""}:
            found = {each for several in contexts.values() for each in several}
        tests: set[str] = set()
        for context in found - {""}:
            test, _bar, phase = context.rpartition("|")
            tests.update([test] if phase == "run" else self._files.get(test.partition("::")[0], ()))
        ordered = sorted(tests & self.seconds.keys(), key=lambda each: (self.seconds[each], each))
        taken = accumulate(self.seconds[each] for each in ordered)
        return [
            each for each, so_far in zip(ordered, taken, strict=True) if so_far <= most or each == ordered[0]
        ]


def measure(root: Path, room: str, work: Path, jobs: int) -> CoverageMap:
    """Run the tests of a room; all must pass."""
    settings = work / f"{room}.ini"
    settings.write_text(
        f"[run]\nsource = cultivation\nrelative_files = true\ndata_file = {_data(work, room)}\n"
    )
    coverage = ("--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report=")
    parallel = ("-n", str(jobs)) if jobs > 1 else ()
    environment = {**os.environ, DURATIONS: str(_durations(work, room))}
    subprocess.run((*PYTEST, *coverage, *parallel, f"tests/{room}"), cwd=root, env=environment, check=True)
    return recalled(work, room)


def recalled(work: Path, room: str) -> CoverageMap:
    """Return what was measured before."""
    return CoverageMap(_data(work, room), _durations(work, room))


def _data(work: Path, room: str) -> Path:
    return work / f"{room}.coverage"


def _durations(work: Path, room: str) -> Path:
    return work / f"{room}.durations"
