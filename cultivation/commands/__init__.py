"""The command line: parse, call one use case, print. Only what `--help` needs is imported early."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cultivation import language


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; the language is chosen first, because help pages are made of sentences, too."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    from cultivation.commands.streams import prepare_streams

    prepare_streams()
    from cultivation.commands.spoken_language import speak

    speak(choose_language(words))
    from cultivation.commands.completion_values import VARIABLE, know_powershell
    from cultivation.commands.program import program

    if VARIABLE in os.environ:
        know_powershell()

    program.main(args=words, prog_name="cultivation")


def choose_language(words: Sequence[str]) -> str:
    """Return the language of the option, the environment, the workspace or the locale, in this order."""
    asked = _option(words, "--lang") or os.environ.get("CULTIVATION_LANG")
    if asked in language.LANGUAGES:
        return asked
    folder = _option(words, "--workspace") or os.environ.get("CULTIVATION_WORKSPACE") or "."
    return _workspace_language(folder) or language.of_locale()


def _option(words: Sequence[str], name: str) -> str | None:
    for place, word in enumerate(words):
        if word == name and place + 1 < len(words):
            return words[place + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _workspace_language(folder: str) -> str | None:
    """Read the workspace's language, if it has a valid one; the command reports its mistakes later."""
    from pathlib import Path

    if not (Path(folder) / "cultivation.toml").is_file():
        return None
    from cultivation.errors import CultivationError
    from cultivation.workspace import read_workspace

    try:
        return read_workspace(Path(folder)).language
    except CultivationError:
        return None
