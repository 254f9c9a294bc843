"""A command imports what it runs, and no library that only others need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PANEL, Run

SCIENCE = {"sklearn", "scipy", "pandas", "matplotlib", "SALib", "pymcdm"}
PAPERS = {"openpyxl", "xlsxwriter", "docx", "jinja2", "weasyprint", "pypdf", "xlrd", "python_calamine"}
OTHERS = {"alembic", "cryptography", "starlette", "uvicorn", "rich.console", "argon2", "chinese_calendar"}
# Not loaded by `status` beside: the ledger that its options ask for, the readers, and all that writes.
OF_OTHER_COMMANDS = {
    *("numpy", "cultivation.commands.ledger", "cultivation.intake.formats", "cultivation.review"),
    "cultivation.web",
}
SAY_MODULES = (
    "import sys\nfrom cultivation.commands import main\n"
    "try:\n    main(sys.argv[1:])\nexcept SystemExit as ended:\n    assert not ended.code, ended.code\n"
    "sys.stderr.write('\\n' + ' '.join(sys.modules))"
)


@pytest.mark.parametrize(
    ("words", "beside"),
    [(["status"], OF_OTHER_COMMANDS), (["intake", "1983", str(PANEL / "patents_rd_1983.xlsx")], set())],
    ids=["status", "intake"],
)
def test_a_command_imports_nothing_that_it_does_not_run(
    begun_scored: Run, workspace: Path, words: list[str], beside: set[str]
) -> None:
    command = [sys.executable, "-c", SAY_MODULES, "--workspace", str(workspace), "--as", "王芳", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "sqlalchemy" in loaded
    assert sorted((SCIENCE | PAPERS | OTHERS | beside) & loaded) == []
