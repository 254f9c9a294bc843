"""Workbooks as offices make them: no wrong figure without a finding, and no row lost."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cultivation.canonical import exact_text
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Severity
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.applications.received import Received
from cultivation.resources import shipped

from .offices.firms import code, truth
from .offices.making import Office
from .offices.more_sheets import MORE_SHEETS
from .offices.other_files import OTHER_FILES
from .offices.plain_sheets import PLAIN_SHEETS
from .offices.years_and_forms import YEARS_AND_FORMS

OFFICES = [*PLAIN_SHEETS, *MORE_SHEETS, *YEARS_AND_FORMS, *OTHER_FILES]


@pytest.fixture(scope="module")
def kunshan() -> RuleSet:
    return load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules


def check(received: Received, office: Office) -> None:
    assert {each.id: _values(received, each.id) for each in received.applications} == {
        code(firm): _wanted(office, firm) for firm in office.taken
    }
    told = [each.code for each in received.findings if each.severity is not Severity.NOTE]
    assert sorted(told) == sorted(office.codes), received.findings
    assert len(received.set_aside) == office.aside, received.set_aside
    assert received.rejected == len(office.refused)
    assert received.enterprises == len(office.taken) + len(office.refused)


def _values(received: Received, key: str) -> dict[str, str | None]:
    found = next(each for each in received.applications if each.id == key)
    return {field: exact_text(found.values[field].value) for field in truth("a")}


def _wanted(office: Office, firm: str) -> dict[str, str | None]:
    wanted: dict[str, str | None] = {**truth(firm), **dict.fromkeys(office.lacks)}
    return wanted | {field: value for (who, field), value in office.differs.items() if who == firm}


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    assert len({office.name for office in OFFICES}) == len(OFFICES) >= 115


@pytest.mark.parametrize("office", OFFICES, ids=lambda each: each.name)
def test_what_stands_in_a_workbook_is_what_is_read(kunshan: RuleSet, office: Office) -> None:
    check(read_workbook(office.make(), office.file, kunshan, 2016), office)


def test_what_differs_from_the_truth_is_told(kunshan: RuleSet) -> None:
    for office in OFFICES:
        received = read_workbook(office.make(), office.file, kunshan, 2016)
        told = {(each.enterprise, each.field) for each in received.findings}
        assert {(code(firm), field) for firm, field in office.differs} <= told, office.name


# LibreOffice computes formulas, writes ! as a sign of its own into .xls, and keeps page headers elsewhere.
OF_EXCEL_ALONE = {
    "a formula without its result",
    "formats of money",
    "the unit in the header of the page",
}
AS_WORKBOOKS = [
    office for office in OFFICES if office.file.endswith(".xlsx") and office.name not in OF_EXCEL_ALONE
]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xls", pytest.param("ods", marks=pytest.mark.thorough)])
def test_the_same_workbook_saved_by_libreoffice_says_the_same(
    kunshan: RuleSet, tmp_path: Path, ending: str
) -> None:
    for number, office in enumerate(AS_WORKBOOKS):
        (tmp_path / f"{number}.xlsx").write_bytes(office.make())
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"]
    command += ["--convert-to", ending, "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.xlsx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=400)
    wrong = {}
    for number, office in enumerate(AS_WORKBOOKS):
        path = tmp_path / f"{number}.{ending}"
        try:
            check(read_workbook(path.read_bytes(), path.name, kunshan, 2016), office)
        except AssertionError as error:
            wrong[office.name] = str(error)
    assert wrong == {}
