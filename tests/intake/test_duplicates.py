from __future__ import annotations

from dataclasses import replace

import pytest

from cultivation.canonical import exact_text
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.batch import FieldColumn
from cultivation.intake.applications.duplicates import Known, NamesOnRecord, compare, compare_names
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.applications.received import Received
from cultivation.language import activate

from ..errors.make_errors import FIRST, SECOND, workbook


@pytest.fixture
def received(small: RuleSet) -> Received:
    return read_workbook(workbook({}), "new.xlsx", small)


def known(received: Received, place: int, **changes: str) -> Known:
    application = received.applications[place]
    values = {key: exact_text(value.value) for key, value in application.values.items()}
    return Known(application.id, application.name, "old.xlsx", {**values, **changes}, "表!A3")


def test_what_was_not_filed_before_is_kept(received: Received) -> None:
    assert compare(received, {}) == received


def test_the_same_values_again(received: Received) -> None:
    result = compare(received, {FIRST[0]: known(received, 0)})
    assert [application.id for application in result.applications] == [SECOND[0]]
    assert ([finding.code for finding in result.findings], result.rejected) == (["filed_before_same"], 0)
    assert (result.findings[0].cell, result.findings[0].details["first"]) == ("A3", "old.xlsx 表!A3")


def test_other_values_name_the_fields(received: Received) -> None:
    result = compare(received, {SECOND[0]: known(received, 1, revenue="801", zone="north")})
    assert [application.id for application in result.applications] == [FIRST[0]]
    (finding,) = result.findings
    assert (finding.code, finding.cell, finding.value, result.rejected) == (
        "filed_before",
        "A4",
        SECOND[0],
        1,
    )
    assert "(Zone, Revenue)" in finding.message()
    assert finding.details["fields_zh"] == "所属区镇、营业收入"


def test_what_was_computed_is_no_filed_value(kunshan: RuleSet, received: Received) -> None:
    first = received.batch.at([0])
    (block,) = first.blocks
    match = FieldColumn(["strong"], notes=[{"similarity": "1.0000"}])
    again = replace(first, blocks=(replace(block, columns={**block.columns, "industry_match": match}),))
    result = compare(replace(received, batch=again), {FIRST[0]: known(received, 0)})
    assert [finding.code for finding in result.findings] == ["filed_before_same"]


def test_names(received: Received) -> None:
    before = {FIRST[0]: ("旧名有限公司", 2015), "another": (SECOND[1], 2014)}
    changed, same = compare_names(received, NamesOnRecord(before, 2016, {}))
    assert (changed.code, changed.cell, changed.details["year"]) == ("name_changed", "A3", "2015")
    assert (same.code, same.cell, same.details["other"]) == ("same_name", "A4", "another")
    before = {FIRST[0]: (FIRST[1], 2015), SECOND[0]: (SECOND[1], 2015)}
    assert compare_names(received, NamesOnRecord(before, 2016, {})) == ()


def test_names_of_the_year_count_as_soon_as_they_are_taken(received: Received) -> None:
    names = NamesOnRecord({FIRST[0]: ("旧名有限公司", 2015), "other": ("旧名有限公司", 2014)}, 2016, {})
    names.add(received.batch)
    assert compare_names(received, names) == ()
    assert names.last(FIRST[0]) == (FIRST[1], 2016)
    assert names.others("new", FIRST[1]) == [FIRST[0]]
    assert names.others("new", "旧名有限公司") == ["other"]


def test_sentences_are_complete(received: Received) -> None:
    activate("en")
    findings = compare(
        received, {FIRST[0]: known(received, 0), SECOND[0]: known(received, 1, zone="x")}
    ).findings
    for finding in (
        *findings,
        *compare_names(received, NamesOnRecord({FIRST[0]: ("旧名", 2015), "x": (SECOND[1], 2014)}, 2016, {})),
    ):
        assert "{" not in f"{finding.message()} {finding.advice()}"
