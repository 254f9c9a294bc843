"""Every heading of every template is known again, and its stamp is that of its rule set."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cultivation.core.rules.loading import load_file
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.templates.workbook import write_template
from cultivation.resources import shipped

from .books import saved


@pytest.mark.parametrize("form", [False, True], ids=["table", "form"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", sorted(shipped("scoring_rules").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_example_of_a_template_is_read_whole(path: Path, language: str, form: bool) -> None:
    rules = load_file(path).rules
    book = load_workbook(BytesIO(write_template(rules, language, form)))
    sheet, example = book.worksheets[0], book.worksheets[2]
    for row in example.iter_rows(min_row=3):
        for cell in row:
            sheet[cell.coordinate].value = cell.value
    received = read_workbook(saved(book), "filled.xlsx", rules)
    assert {each.field for each in received.understood} == set(rules.for_applicants.fields)
    assert "template_outdated" not in {each.code for each in received.findings}
