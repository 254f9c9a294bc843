"""Every finding code has a workbook that provokes it, and a line in docs/findings.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cultivation.core.rules.loading import load_file
from cultivation.findings import KINDS, Severity
from cultivation.intake.applications.reading import read_workbook

from .make_errors import CASES, FOLDER, OTHERS, UNREADABLE, workbook

YEAR = 2016
RULES = load_file(FOLDER / "rules.yaml").rules
FINDINGS = Path(__file__).parents[2] / "docs" / "findings.md"
# These need more than one file, or the points, or are about lists of support measures (tests/review).
WITHOUT_FILE = {
    "criterion_undefined",
    "criterion_provisional",
    "mark_refused",
    "value_imputed",
    "mean_imputed",
    "implausible",
    "received_before",
    "filed_before",
    "filed_before_same",
    "superseded",
    "other_year",
    # These are told of files that hold no table, and of one that no other program writes: tests/intake.
    "no_workbook",
    "passed_over",
    "read_otherwise",
    "date_after_cutoff",
    "implausible_together",
    # These need identifiers of any form, or a field that nothing uses but that must be filed: tests/intake.
    "identifier_as_number",
    "identifier_digits_lost",
    "identifier_zeros_lost",
    "unscored_missing",
    "correction_superseded",
    "name_changed",
    "earlier_code",
    # These need accounts that hand in for a unit: tests/review/test_filers.py.
    "filed_by_another",
    "other_unit",
    "unit_filled",
    *(code for code in KINDS if code.startswith("support_")),
    # These need a panel: tests/commands/test_panel.py.
    "experts_not_found",
    "experts_missing",
    "expert_unnamed",
    "expert_panel_unknown",
    "expert_twice",
    "expert_employer_missing",
    "recusal_unknown",
    "marks_not_found",
    "marks_other_year",
    "marks_wrong_expert",
    "marks_expert_unknown",
    "marks_not_assigned",
    "marks_firm_changed",
    "marks_row_unknown",
    "marks_twice",
    "mark_not_a_number",
    "mark_out_of_range",
    "mark_missing",
    "marks_superseded",
    "listed_twice",
    "listed_with_grades",
    "list_day_unreadable",
    "list_row_without_key",
    "list_row_ambiguous",
    # These need a register of an authority: tests/commands/test_registers.py, test_explanations.py.
    *(
        code
        for code in KINDS
        if code.startswith(("register_", "list_sheet_", "list_no_table", "explanation_"))
    ),
    # These need a leading group: tests/commands/test_meeting.py.
    *(code for code in KINDS if code.startswith(("group_", "meeting_", "opinion_"))),
    # These need members and schemes: tests/commands/test_schemes.py.
    *(code for code in KINDS if code.startswith("scheme_")),
    # These are about scoring tables: tests/intake/scoring_tables/test_bad_tables.py.
    *(code for code in KINDS if code.startswith("scoring_")),
    # These need papers or visits on record: tests/commands/test_evidence.py, test_visit_forms.py.
    "paper_missing",
    *(code for code in KINDS if code.startswith("visit_")),
}
FILES = {path.stem: path for path in FOLDER.iterdir() if path.suffix in (".xlsx", ".xls", ".csv")}


def codes_of(content: bytes) -> set[str]:
    return {finding.code for finding in read_workbook(content, "x.xlsx", RULES, YEAR).findings}


def test_every_code_has_a_workbook() -> None:
    assert FILES.keys() == KINDS.keys() - WITHOUT_FILE
    others = {Path(name).stem for name in OTHERS}
    assert CASES.keys() | others | {"unreadable_file"} == KINDS.keys() - WITHOUT_FILE


@pytest.mark.parametrize("code", CASES)
def test_workbooks_are_those_of_the_script(code: str) -> None:
    case = CASES[code]
    made, kept = workbook(case.changes, case.shape, case.hide), (FOLDER / f"{code}.xlsx").read_bytes()
    assert read_workbook(made, code, RULES, YEAR) == read_workbook(kept, code, RULES, YEAR)


def test_summary_without_changes_has_no_finding() -> None:
    received = read_workbook(workbook({}), "right.xlsx", RULES)
    assert (len(received.applications), received.findings, received.rejected) == (2, (), 0)


@pytest.mark.parametrize("code", CASES)
def test_workbook_gives_its_code_at_its_cell_and_nothing_else(code: str) -> None:
    received = read_workbook((FOLDER / f"{code}.xlsx").read_bytes(), f"{code}.xlsx", RULES, YEAR)
    found = [(finding.code, finding.cell) for finding in received.findings]
    assert found == [(code, CASES[code].cell)]
    assert received.findings[0].file == f"{code}.xlsx"


@pytest.mark.parametrize("code", CASES)
def test_an_error_keeps_out_and_nothing_else_does(code: str) -> None:
    received = read_workbook((FOLDER / f"{code}.xlsx").read_bytes(), f"{code}.xlsx", RULES, YEAR)
    if code in ("no_table_found", "no_rows"):
        assert not received.applications
    elif KINDS[code].severity is Severity.ERROR:
        assert received.rejected in (1, 2)
        assert len(received.applications) == 2 - received.rejected
    else:
        assert (len(received.applications), received.rejected) == (2, 0)


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_other_kinds(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert content == OTHERS[name]
    received = read_workbook(content, name, RULES, YEAR)
    assert [finding.code for finding in received.findings] == [Path(name).stem]
    assert received.rejected == (KINDS[Path(name).stem].severity is Severity.ERROR)
    assert len(received.applications) == 2 - received.rejected


def test_unreadable_file() -> None:
    assert (FOLDER / "unreadable_file.xlsx").read_bytes() == UNREADABLE
    assert codes_of(UNREADABLE) == {"unreadable_file"}


@pytest.mark.parametrize("code", CASES)
def test_sentences_are_complete(code: str) -> None:
    for finding in read_workbook((FOLDER / f"{code}.xlsx").read_bytes(), "x.xlsx", RULES, YEAR).findings:
        said = f"{finding.message()} {finding.advice()}"
        assert "{" not in said
        assert "  " not in said


def test_the_document_lists_exactly_the_codes() -> None:
    table = FINDINGS.read_text("utf-8").partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    rows = {match[1]: line for line in lines if (match := re.match(r"\| `(\w+)` \|", line))}
    assert list(rows) == list(KINDS)
    assert len(rows) == len(lines)
    for code, line in rows.items():
        severity, message, advice, file = (part.strip() for part in line.split("|")[2:6])
        kind = KINDS[code]
        assert (severity, message, advice) == (kind.severity, kind.message, kind.advice)
        name = FILES[code].name if code in FILES else ""
        assert file == (f"[{name}](../tests/errors/{name})" if name else "")
