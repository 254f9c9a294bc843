"""How long `--help` and `status` take beside importing click alone: whole processes, in turn, medians."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter

RUNS = 21
COMMANDS = {
    'python -c "import click"': [sys.executable, "-c", "import click"],
    "cultivation --help": [sys.executable, "-m", "cultivation", "--help"],
    "cultivation status": [sys.executable, "-m", "cultivation", "status"],
}


def seconds(command: list[str], workspace: str) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=workspace)
    return perf_counter() - start


def main() -> None:
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
