"""The samples of the joint review are what their script writes, and say that they are invented."""

from __future__ import annotations

import html
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from cultivation.resources import shipped
from sample_data.joint_rules import joint_rules
from sample_data.write_joint_review import write_joint_review

JOINT = shipped("sample_data") / "joint_review"


def contents(path: Path) -> dict[str, bytes]:
    """Return what a file holds, unpacked: libraries of other versions pack otherwise."""
    if not is_zipfile(path):
        return {"": path.read_bytes()}
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("joint")
    write_joint_review(folder)
    return folder


def test_the_script_writes_what_is_there(written: Path) -> None:
    names = {path.relative_to(JOINT) for path in JOINT.rglob("*") if path.is_file()}
    assert names == {path.relative_to(written) for path in written.rglob("*") if path.is_file()}
    for name in names:
        assert contents(written / name) == contents(JOINT / name), name


def test_each_says_that_it_is_invented(written: Path) -> None:
    for path in written.rglob("*"):
        if path.suffix in (".xlsx", ".csv", ".pdf"):
            encoding = "gbk" if path.suffix == ".csv" else "utf-8"
            said = html.unescape(b"".join(contents(path).values()).decode(encoding))
            assert "虚构" in said or "FICTIONAL" in said, path


def test_the_rules_are_those_that_ship_with_more_sections() -> None:
    base = (shipped("scoring_rules") / "kunshan_top100_2016_lists.yaml").read_text("utf-8")
    assert joint_rules().count("\n") > base.count("\n")
    assert base[base.index("indicators:") : base.index("gates:")] in joint_rules()
    assert base[base.index("dimensions:") :] in joint_rules()
