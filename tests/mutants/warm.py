"""A process that has the libraries in memory, and runs the tests for one mutant after the other in forks.

It reads a line of JSON for each (files, tests, seconds of processor time) and answers with the exit code.
Nothing of the program is in memory before the fork.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import hypothesis
import numpy
import openpyxl
import pydantic
import pytest
import sqlalchemy
import yaml

from tests.mutants import selection

WARM = (hypothesis, numpy, openpyxl, pydantic, sqlalchemy, yaml)


def main() -> None:
    """Answer until there are no more lines."""
    assert all(WARM) and not [each for each in sys.modules if each.partition(".")[0] == "cultivation"]
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(_tested(**json.loads(line)))
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _tested(files: list[str], tests: list[str], seconds: int) -> int:
    """Run the tests until one fails, in the child."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    os.setsid()
    selection.bound(seconds)
    Path("mutants_tests.json").write_text(json.dumps(tests), "utf-8")
    os.environ[selection.LISTED] = "mutants_tests.json"
    plugins = ("-p", "no:cacheprovider", "-p", "tests.mutants.selection")
    return int(pytest.main(["-q", "-x", "--tb=no", *plugins, *files]))


if __name__ == "__main__":
    main()
