"""The wheel works elsewhere, and `--help` stays light."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
HEAVY = (
    "sqlalchemy",
    "pydantic",
    "pandas",
    "sklearn",
    "openpyxl",
    "xlsxwriter",
    "rich.console",
    "alembic",
    "yaml",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it from a copy: two test processes that build in one folder at once spoil each other's files."""
    folder, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source") / "cultivation"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "demo", "work")
    shutil.copytree(CHECKOUT, source, ignore=left_out)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_ships_rules_samples_and_catalogues_and_no_launcher(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "cultivation/scoring_rules/kunshan_top100_2016.yaml" in names
    assert "cultivation/sample_data/patents_panel/patents_rd_1983.xlsx" in names
    assert any(name.startswith("cultivation/sample_data/kunshan/2016/") for name in names)
    assert "cultivation/locale/zh_CN/LC_MESSAGES/cultivation.mo" in names
    assert "cultivation/record/migrations/env.py" in names
    assert "cli.py" not in names
    assert not any(name.startswith("tests/") for name in names)


def test_the_wheel_runs_from_another_directory(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "CULTIVATION_LANG": "en"}

    def run(*words: str) -> str:
        script = (
            "import cultivation, sys; assert cultivation.__file__.startswith(sys.argv.pop(1)); "
            "from cultivation.commands import main; main()"
        )
        command = [sys.executable, "-c", script, str(site), *words]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "kunshan_top100_2016" in run("rules", "list")
    run("init", "here")
    run("--workspace", "here", "open", "1983", "--rules", "patents_rd_panel")
    panel = site / "cultivation" / "sample_data" / "patents_panel" / "patents_rd_1983.xlsx"
    run("--workspace", "here", "intake", "1983", str(panel))
    run("--workspace", "here", "score", "1983")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom cultivation.commands import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert not set(HEAVY) & set(done.stderr.split())
