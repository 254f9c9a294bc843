"""How long `--help` and `status` take beside importing click alone: whole processes, in turn, medians.

In processor time, with the program compiled as pip does when it installs. SQLAlchemy stands beside, since
whatever looks at the record imports it.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

RUNS = 21
COMMANDS = {
    'python -c "import click"': [sys.executable, "-c", "import click"],
    'python -c "import sqlalchemy"': [sys.executable, "-c", "import sqlalchemy"],
    "cultivation --help": [sys.executable, "-m", "cultivation", "--help"],
    "cultivation status": [sys.executable, "-m", "cultivation", "status"],
}


def seconds(command: list[str], workspace: str) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=workspace, env=environment)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    compileall.compile_dir(Path(__file__).parents[1] / "cultivation", quiet=1)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as workspace:
        for words in (["init", "."], ["open", "1983", "--rules", "patents_rd_panel"]):
            seconds([sys.executable, "-m", "cultivation", "--as", "王芳", *words], workspace)
        for _run in range(RUNS):
            for name, command in COMMANDS.items():
                times[name].append(seconds(command, workspace))
    floor = median(next(iter(times.values())))
    for name, measured in times.items():
        sys.stdout.write(f"| {name} | {1000 * median(measured):.0f} ms | {median(measured) / floor:.2f} |\n")


if __name__ == "__main__":
    main()
