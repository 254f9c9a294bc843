"""What the page saves, intake reads: every value, exactly, without a finding."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from stdnum.cn import uscc

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import assess
from cultivation.findings import Severity
from cultivation.intake.applications.reading import read_workbook
from cultivation.resources import shipped
from tests.browsing import CHROMIUM

from .applications import drawn
from .conftest import Opened
from .test_exactness import CUTOFF

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SHIPPED = sorted(shipped("scoring_rules").glob("*.yaml"))
NAMES = (
    "昆山样例光电（虚构）有限公司",
    "=1+1",
    "Müller & Söhne <b>GmbH</b>",
    "_x0041_公司",
    "𠮷野家食品",
    '"引号"、；',
)
SAVED = """async (rows) => {
  const data = (name) => JSON.parse(document.getElementById("d-" + name).textContent);
  const form = data("form"), template = data("template"), say = data("texts");
  return Promise.all(rows.map(async (typed) => {
    const state = Form.readAll(form, typed, "2024-12-31");
    const blob = Workbook.make(template, form.fields, state.read, { yes: say.yes, no: say.no });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));
  }));
}"""


def code(number: int) -> str:
    """Return a credit code whose check digit another program computed."""
    begun = f"91320583MA1P{number:05d}"
    return begun + str(uscc.calc_check_digit(begun))


def rows_of(rules: RuleSet, number: int, seed: str) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """Return what is typed, and what it means."""
    rows = []
    for place, one in enumerate(drawn(rules, CUTOFF, number, seed)):
        key = code(place) if rules.identifier.kind == "uscc" else f"F-{place}"
        own = {rules.identifier.field: key, rules.name_field: NAMES[place % len(NAMES)]}
        meant = {name: one.application.values[name].value for name in rules.for_applicants.fields}
        rows.append(({**one.typed, **own}, {**meant, **own}))
    return rows


@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_intake_reads_what_the_page_saves(path: Path, spoken: str, opened: Opened) -> None:
    loaded = load_file(path)
    rows = rows_of(loaded.rules, 6, path.stem)
    with opened(loaded, spoken) as page:
        saved = page.evaluate(SAVED, [typed for typed, _meant in rows])
    for content, (_typed, meant) in zip(saved, rows, strict=True):
        received = read_workbook(base64.b64decode(content), "saved.xlsx", loaded.rules)
        odd = {each.code for each in received.findings if each.severity is not Severity.NOTE}
        assert odd <= {"percent_or_ratio", "implausible", "name_of_formula", "day_before_reform"}
        (application,) = received.applications
        read = {key: application.values[key].value for key in meant}
        assert read == meant


def test_the_workbook_is_a_sound_package(opened: Opened) -> None:
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    rows = rows_of(loaded.rules, 1, "package")
    with opened(loaded) as page:
        content = base64.b64decode(page.evaluate(SAVED, [rows[0][0]])[0])
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet["B4"].value == NAMES[0]


def test_a_person_fills_in_reads_the_total_and_saves(opened: Opened, tmp_path: Path) -> None:
    """The total on the page, the workbook saved beside it, and the program's own assessment agree."""
    loaded = load_file(shipped("scoring_rules") / "innovative_sme_2022.yaml")
    rules = loaded.rules
    typed, _meant = rows_of(rules, 3, "person")[2]
    with opened(loaded, "en", CUTOFF, accept_downloads=True) as page:
        assert "Still to be filled in" in page.locator("#lines").inner_text()
        page.locator("#save").click()
        assert page.locator("#saved").inner_text().startswith("The workbook cannot be saved yet.")
        for key, text in typed.items():
            place = page.locator(f"#f-{key}")
            if place.evaluate("(each) => each.tagName") == "SELECT":
                place.select_option(text)
            else:
                place.fill(text)
        total = page.locator("#total").inner_text()
        eligible = page.locator("#eligible").inner_text()
        with page.expect_download() as download:
            page.locator("#save").click()
        download.value.save_as(tmp_path / "saved.xlsx")
    received = read_workbook((tmp_path / "saved.xlsx").read_bytes(), "saved.xlsx", rules)
    assessment = assess(received.applications[0], rules, CUTOFF)
    assert total == format(assessment.total * rules.precision, "f")
    assert eligible == ("Eligible" if assessment.eligible else "Not eligible")
    assert download.value.suggested_filename == "innovative_sme_2022.xlsx"
