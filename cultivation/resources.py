"""Files that ship with the program: rule sets and sample workbooks."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(folder: str) -> Path:
    """Return the folder `scoring_rules` or `sample_data`.

    In an installed wheel it lies inside the package; in a checkout, also one installed in
    editable mode, beside it.
    """
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder
