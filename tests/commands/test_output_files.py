"""What commands write first, beside its place: no link that waits there is followed, no file taken over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cultivation.commands import output_files
from cultivation.commands.output_files import write_folder, write_whole, writing_whole
from cultivation.errors import EnvironmentTrouble


def test_the_name_of_a_part_is_another_each_time(tmp_path: Path) -> None:
    seen = set()
    for _time in range(20):
        with writing_whole(tmp_path / "pool.json") as target:
            (part,) = tmp_path.glob("*.part")
            seen.add(part.name)
            target.write(b"{}")
    assert len(seen) == 20
    assert [each.name for each in tmp_path.iterdir()] == ["pool.json"]


def test_a_link_at_the_place_of_a_part_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who guessed the name all the same reaches nothing by it."""
    monkeypatch.setattr(output_files.os, "urandom", lambda _size: b"guessed!")
    (tmp_path / "secret").write_bytes(b"of another")
    try:
        (tmp_path / ".pool.json.6775657373656421.part").symlink_to(tmp_path / "secret")
        (tmp_path / ".letters.6775657373656421.part").symlink_to(tmp_path)
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(EnvironmentTrouble, match="exists"):
        write_whole(tmp_path / "pool.json", b"new")
    with pytest.raises(EnvironmentTrouble, match="exists"):
        write_folder(tmp_path / "letters", {"secret": b"new"})
    assert (tmp_path / "secret").read_bytes() == b"of another"
    assert (tmp_path / ".pool.json.6775657373656421.part").is_symlink(), "it is not ours to take away"
    assert (tmp_path / ".letters.6775657373656421.part").is_symlink()


def test_a_link_at_the_place_of_the_file_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"of another")
    try:
        (tmp_path / "pool.json").symlink_to(tmp_path / "secret")
    except OSError:
        pytest.skip("links cannot be made here")
    write_whole(tmp_path / "pool.json", b"new")
    assert (tmp_path / "secret").read_bytes() == b"of another"
    assert (tmp_path / "pool.json").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_file_has_the_rights_that_the_person_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "pool.json", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "pool.json").stat().st_mode & 0o777 == 0o640


def test_a_name_that_is_as_long_as_names_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("企" * 83 + ".json")
    write_whole(path, b"{}")
    assert path.read_bytes() == b"{}"
