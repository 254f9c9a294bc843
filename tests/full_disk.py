"""A small disk that can be filled, where the tests may mount one: root on Linux."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """Mount a disk of some megabytes; None where that is not possible."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        yield None
        return
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def leave_free(disk: Path, free: int) -> Path:
    """Fill the disk but for so many bytes, and return the file that fills it."""
    filler = disk / "filler"
    state = os.statvfs(disk)
    descriptor = os.open(filler, os.O_CREAT | os.O_WRONLY)
    if (size := state.f_bavail * state.f_frsize - free) > 0:
        os.posix_fallocate(descriptor, 0, size)
    os.close(descriptor)
    return filler
