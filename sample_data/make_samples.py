"""Makes all sample workbooks: `python -m sample_data.make_samples [FOLDER]` (default: this folder).

Everything is seeded: the same script writes the same bytes. It prints where the planted mistakes are.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .write_joint_review import write_joint_review
from .write_kunshan import write_kunshan
from .write_lists import write_lists
from .write_panel import write_panel
from .write_registers import write_registers


def make_samples(folder: Path) -> list[str]:
    """Write the workbooks, in place of those that were there; return where the mistakes are."""
    for old in [
        *folder.glob("kunshan/*/*.xlsx"),
        *folder.glob("patents_panel/*.xlsx"),
        *folder.glob("lists/*.xlsx"),
        *folder.glob("registers/*.xlsx"),
        *(each for each in folder.glob("joint_review/**/*.*") if each.is_file()),
    ]:
        old.unlink()
    write_panel(folder / "patents_panel")
    planted = [*write_lists(folder / "lists"), *write_registers(folder / "registers")]
    return [*write_kunshan(folder / "kunshan"), *planted, *write_joint_review(folder / "joint_review")]


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    print("\n".join(make_samples(target)))
