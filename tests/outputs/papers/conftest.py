"""The first two years of Kunshan: one decided, one proposed, under notice, and decided in its turn."""

from __future__ import annotations

import shutil

import pytest

from cultivation.resources import shipped
from tests.outputs.dossier.conftest import Run, caller, english  # noqa: F401 - a fixture for all

KUNSHAN = shipped("sample_data") / "kunshan"
SETTINGS = """
[announcement]
organisation = "昆山市工业和信息化局"
contact = "科技创新科"
phone = "0512-57300000"
address = "昆山市前进中路219号"
[office]
list_title = "昆山市战略性新兴产业创新示范百强企业|培育库（{year}年度）"
group = "昆山市战略性新兴产业发展领导小组"
"""
STATES = ("proposed", "noticed", "decided")


@pytest.fixture(scope="package")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Return what runs a command in each state of 2017; 2016 is decided in all."""
    folder = tmp_path_factory.mktemp("states")
    runs = {state: caller(folder / state) for state in STATES}
    run = runs["proposed"]
    run("init", str(folder / "proposed"))
    with (folder / "proposed" / "cultivation.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    for year in (2016, 2017):
        run("open", str(year), "--rules", "kunshan_top100_2016")
        run("intake", str(year), str(KUNSHAN / str(year)), code=None)
        run("score", str(year))
        run("propose", str(year))
        if year == 2016:
            run("decide", "2016", *decided("2016"), actor="李强")
    shutil.copytree(folder / "proposed", folder / "noticed")
    runs["noticed"]("notice", "2017", "--from", "2018-02-05", "--until", "2018-02-13")
    shutil.copytree(folder / "noticed", folder / "decided")
    runs["decided"]("decide", "2017", *decided("2017"), actor="李强")
    return runs


def decided(year: str) -> list[str]:
    return ["--document", f"昆新兴〔{year}〕3号", "--date", f"{int(year) + 1}-03-01", "--yes"]
