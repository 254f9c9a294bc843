"""A disk that is full: a sentence, whole files and whole entries, and all goes well once there is room."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cultivation.commands.output_files import write_folder, write_whole
from cultivation.errors import EnvironmentTrouble
from cultivation.resources import shipped
from tests.full_disk import leave_free, small_disk

from .terminal import in_pipe
from .test_nonsense import entries

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no limit for the size of files")
KUNSHAN = str(shipped("sample_data") / "kunshan" / "2016")
PAGE = 4096


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 6 MB, where the tests may."""
    with small_disk(tmp_path, 6) as mounted:
        if mounted is None:
            pytest.skip("only root on Linux may mount a small disk")
        yield mounted


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes: what is beyond fails as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@posix
def test_a_file_without_room_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "pool.json"
    with files_of_at_most(1000), pytest.raises(EnvironmentTrouble, match="no part of it is left"):
        write_whole(path, b"x" * 5000)
    assert list(tmp_path.iterdir()) == []
    path.write_bytes(b"before")
    with files_of_at_most(1000), pytest.raises(EnvironmentTrouble, match="what it held before is unchanged"):
        write_whole(path, b"x" * 5000)
    assert [each.name for each in tmp_path.iterdir()] == ["pool.json"]
    assert path.read_bytes() == b"before"


@posix
def test_a_folder_without_room_leaves_nothing(tmp_path: Path) -> None:
    files = {"a.docx": b"x" * 500, "b.docx": b"x" * 5000}
    with files_of_at_most(1000), pytest.raises(EnvironmentTrouble, match="disk is full"):
        write_folder(tmp_path / "letters", files)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("free", [100 * 1024, 300 * 1024])
def test_an_intake_that_fills_the_disk_tells_which_files_stand(disk: Path, free: int) -> None:
    at = ("--workspace", str(disk / "w"), "--lang", "en", "--as", "王芳")
    in_pipe(*at, "init", str(disk / "w"))
    in_pipe(*at, "open", "2016", "--rules", "kunshan_top100_2016")
    filler = leave_free(disk, free)
    said = in_pipe(*at, "intake", "2016", KUNSHAN, code=3).stderr.decode()
    filler.unlink()
    assert re.search("disk with the database .* (is full; this step left nothing|may be full)", said)
    assert "Traceback" not in said
    told = re.findall(r"\d workbook received", said.partition("What this command recorded before stands:")[2])
    assert len(told) == entries(disk / "w") - 2
    assert bool(told) == (free > 200 * 1024)
    in_pipe(*at, "audit", "verify")
    in_pipe(*at, "intake", "2016", KUNSHAN, code=1)
    assert entries(disk / "w") == 19


@pytest.mark.parametrize("free", [0, 2 * PAGE])
def test_a_workspace_without_room_is_made_when_there_is(disk: Path, free: int) -> None:
    folder = disk / "w"
    filler = leave_free(disk, free)
    said = in_pipe("--lang", "en", "init", str(folder), code=3).stderr.decode()
    assert "full" in said
    assert "Traceback" not in said
    assert not list(folder.rglob("*.part"))
    assert all(each.read_bytes() for end in ("toml", "yaml") for each in folder.rglob(f"*.{end}"))
    filler.unlink()
    in_pipe("init", str(folder))
    in_pipe("--workspace", str(folder), "open", "2016", "--rules", "kunshan_top100_2016")
    in_pipe("--workspace", str(folder), "audit", "verify")


def test_a_result_without_room_is_told_beside_what_is_on_record(disk: Path, tmp_path: Path) -> None:
    at = ("--workspace", str(tmp_path), "--lang", "en", "--as", "王芳")
    panel = str(shipped("sample_data") / "patents_panel" / "patents_rd_1983.xlsx")
    in_pipe(*at, "init", str(tmp_path))
    in_pipe(*at, "open", "1983", "--rules", "patents_rd_panel")
    leave_free(disk, 0)
    result = str(disk / "intake.json")
    said = in_pipe(*at, "intake", "1983", panel, "-o", result, code=3).stderr.decode()
    assert "The disk is full" in said
    assert "What this command recorded before stands: 3 workbook received" in said
    assert entries(tmp_path) == 3
    assert [each.name for each in disk.iterdir()] == ["filler"]
