"""Completion, as the shells ask for it; in a real bash, zsh and fish where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PANEL
from .terminal import environment, in_pipe

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def workspace_with_firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completed")
    at = ("--workspace", str(folder), "--as", "王芳")
    in_pipe("--lang", "en", "--as", "王芳", "init", str(folder))
    in_pipe(*at, "open", "1983", "--rules", "patents_rd_panel")
    in_pipe(*at, "intake", "1983", str(PANEL / "patents_rd_1983.xlsx"))
    return folder


def asked(folder: Path, instruction: str, words: str, at: int) -> str:
    """Ask as the script of a shell does: by variables."""
    done = subprocess.run(
        ["cultivation"],
        env={
            **environment(PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}"),
            "_CULTIVATION_COMPLETE": instruction,
            "COMP_WORDS": words,
            "COMP_CWORD": str(at),
        },
        cwd=folder,
        capture_output=True,
        check=False,
    )
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("instruction", ["bash_complete", "pwsh_complete"])
def test_commands_options_years_rules_and_names_are_completed(
    instruction: str, workspace_with_firms: Path
) -> None:
    folder = workspace_with_firms
    assert "plain,intake" in asked(folder, instruction, "cultivation int", 1)
    assert "plain,verify" in asked(folder, instruction, "cultivation audit ver", 2)
    assert "plain,--dry-run" in asked(folder, instruction, "cultivation score --d", 2)
    assert "plain,1983" in asked(folder, instruction, "cultivation score 19", 2)
    assert "plain,kunshan_top100_2016" in asked(folder, instruction, "cultivation rules show kun", 3)
    assert "plain,patents_rd_panel" in asked(folder, instruction, "cultivation open 2016 --rules pat", 4)
    assert "plain,F094" in asked(folder, instruction, "cultivation history F09", 2)
    assert "plain,zjtx_sme_2026" in asked(folder, instruction, "cultivation rules diff zjtx_sme_2022 zj", 4)


def test_where_there_is_no_workspace_nothing_is_offered_and_nothing_said(tmp_path: Path) -> None:
    assert asked(tmp_path, "bash_complete", "cultivation score 19", 2).strip() == ""


@pytest.mark.parametrize(
    ("shell", "sign"),
    [
        ("bash", "complete -o nosort"),
        ("zsh", "#compdef cultivation"),
        ("fish", "complete --no-files --command cultivation"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName cultivation"),
    ],
)
def test_the_script_goes_to_stdout_and_how_to_keep_it_to_stderr(shell: str, sign: str) -> None:
    done = in_pipe("--lang", "en", "completion", shell)
    assert sign in done.stdout.decode("utf-8")
    assert "_CULTIVATION_COMPLETE" in done.stdout.decode("utf-8")
    assert f"cultivation completion {shell}" in done.stderr.decode("utf-8")


BASH = """
source <(cultivation completion bash 2>/dev/null)
COMP_WORDS=(cultivation robust); COMP_CWORD=1
_cultivation_completion cultivation robust cultivation
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
autoload -Uz compinit; compinit -u
source <(cultivation completion zsh 2>/dev/null)
whence -w _cultivation_completion
"""
FISH = "cultivation completion fish 2>/dev/null | source; complete --do-complete 'cultivation robust'"


@pytest.mark.parametrize(
    ("shell", "script", "shown"),
    [
        ("bash", BASH, "robustness"),
        ("zsh", ZSH, "_cultivation_completion: function"),
        ("fish", FISH, "robustness"),
    ],
)
def test_real_shells_take_the_script(shell: str, script: str, shown: str, workspace_with_firms: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    done = subprocess.run(
        [shell, "-c", script],
        env=environment(PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}", HOME=str(workspace_with_firms)),
        cwd=workspace_with_firms,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert shown in done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def test_powershell_takes_the_script() -> None:
    if shutil.which("pwsh") is None:
        pytest.skip("there is no pwsh here")
    script = in_pipe("completion", "powershell").stdout.decode("utf-8")
    done = subprocess.run(["pwsh", "-NoProfile", "-Command", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
