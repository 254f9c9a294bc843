"""Passphrases of private keys: from a file or the environment, never on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

PASSPHRASE_VARIABLE = "CULTIVATION_KEY_PASSPHRASE"


def passphrase(file: Path | None = None) -> bytes:
    """Return the passphrase of a key: the first line of a file, else that of the environment; never shown."""
    if file is None:
        return os.environ.get(PASSPHRASE_VARIABLE, "").encode()
    first = file.read_bytes().removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].rstrip(b"\r")
    if not first:
        sentence = _("The first line of {file} is empty; write the passphrase of the key there.")
        raise EnvironmentTrouble(sentence.format(file=file))
    return first
