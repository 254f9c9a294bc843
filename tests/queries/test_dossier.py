"""The dossiers of the town: every fact in them is one of the story, every number a sum by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from cultivation import __version__
from cultivation.queries.dossier import dossier_of
from cultivation.queries.dossier.data import Bar, DossierData, Grid, PlaceInYear, YearPart
from cultivation.queries.dossier.gathering import moment_of
from cultivation.queries.dossier.identity import identity_of, standing, years_text
from cultivation.record.entries import ApplicationCorrected
from tests.queries.town import Town


def dossier(town: Town, key: str, moment: str | None = None) -> DossierData:
    with town.at(moment) as reader:
        return dossier_of(reader, key)


def part(town: Town, key: str, year: int, moment: str | None = None) -> YearPart:
    return next(each for each in dossier(town, key, moment).parts if each.year == year)


def rows(grid: Grid | None) -> list[tuple[str, ...]]:
    return list(grid.rows) if grid else []


def test_a_firm_with_two_codes_is_one_under_either(town: Town) -> None:
    found = dossier(town, "CHENHUI2")
    assert (found.name, found.code, found.standing) == (
        *("Chenhui Pharma", "CHENHUI2", "not a member of the pool"),
    )
    assert found.identity == (("code", "CHENHUI2"), ("earlier codes", "CHENHUI"))
    assert dossier(town, "CHENHUI") == found
    assert rows(found.memberships) == [
        ("2017-03-01", "2018-03-01", "No. 1", "No. 8", "CHENHUI → CHENHUI2"),
    ]
    assert found.memberships is not None
    assert found.memberships.headers == ("member from", "until", "entered by", "left by", "under the codes")
    assert rows(found.events) == [("2017-08-01", "new code", "CHENHUI is now CHENHUI2", "register", "25")]
    assert rows(found.honours) == [("2016", "best in the park", "2017-03-10", "No. 3", "", "15")]
    assert rows(found.support) == [
        ("3", "2017", "training", "4", "人社局", "S3", "", "support.xlsx 表!D4", ""),
    ]
    assert rows(found.plan) == [
        *[
            (
                "R&D ratio",
                "2016: 6.00 %",
                "≥ 8.00 %",
                "2018",
                "2017: 7.00 %",
                "on the way (plan ended)",
                "",
                "20",
            )
        ]
    ]
    assert found.places == (
        PlaceInYear(2016, 3, "46.00", 3, "enter", "enters"),
        PlaceInYear(2017, 3, "57.00", 2, "exit", "leaves"),
        PlaceInYear(2018, None, "", None, "none", ""),
    )


def test_the_years_in_short(town: Town) -> None:
    found = dossier(town, "CHENHUI2").years
    assert found is not None
    assert found.headers == (
        *("year", "applications", "total", "place", "last place in the pool"),
        *("outcome", "reason", "decision"),
    )
    assert found.numbers == {1, 2, 3, 4}
    assert rows(found) == [
        ("2016", "6", "46.00", "3", "3", "enters", "entered on place 3 to fill the pool of 3", "No. 1"),
        (
            *("2017", "6", "57.00", "3", "2", "leaves"),
            *("the decision differs from the proposal: moved away", "No. 8"),
        ),
        ("2018", "", "", "", "", "", "no application", ""),
    ]
    assert rows(dossier(town, "ENZE").years)[-1][6] == "applied; not scored yet"
    assert [row[0] for row in rows(dossier(town, "GUANLAN").years)] == ["2017", "2018"]
    scored = dossier(town, "ANLAN", "scored")
    assert rows(scored.years) == [("2016", "6", "80.00", "1", "", "", "scored, not yet proposed", "")]
    assert scored.places == (PlaceInYear(2016, 1, "80.00", None, "none", "scored"),)


def test_who_was_renamed_and_removed(town: Town) -> None:
    found = dossier(town, "BIYUN")
    assert found.identity == (("code", "BIYUN"), ("names", "Biyun Soft (2016); Biyun Cloud (2017)"))
    assert rows(found.memberships) == [("2017-03-01", "2017-06-01", "No. 1", "No. 6")]
    assert rows(found.events) == [
        ("2017-05-02", "renamed", "Biyun Soft is now Biyun Cloud", "licence", "22"),
        ("2017-06-01", "removed from the pool", "false figures in an application", "No. 6", "23"),
    ]
    assert rows(found.support) == [
        ("2", "2017-04-02", "fund", "1,200.5", "财政局", "S2", "", "support.xlsx 表!D3", ""),
        (
            *("4", "2017-04-03", "talent", "7", "人社局", "S4", "", "support.xlsx 表!D5"),
            "cancelled: paid twice",
        ),
    ]
    assert found.support is not None
    assert found.support.remark == ("1,200.5 万元 in total in 1 measures; cancelled ones do not count.")
    assert found.honours is None
    assert dossier(town, "BIYUN", "between").identity[-1] == (*("names", "Biyun Soft (2016); Biyun Cloud"),)


def test_what_happened_to_others_than_members_in_words(town: Town) -> None:
    merged, split = dossier(town, "GUANLAN"), dossier(town, "DONGLI")
    assert rows(merged.events) == [
        ("2018-06-01", "merged into another", "from GUANLAN to Anlan Optics (ANLAN)", "No. 10", "47"),
    ]
    assert rows(merged.memberships) == [("2018-03-01", "2018-06-01", "No. 8", "No. 10")]
    assert rows(split.events) == [
        ("2018", "application withdrawn", "too early", "", "44"),
        ("2018-07-01", "split", "from DONGLI to Dongli One (DONGLI1), Dongli Two (DONGLI2)", "No. 11", "53"),
    ]
    assert rows(dossier(town, "ENZE").events) == [
        ("2017-07-01", "called up from the reserve list", "", "No. 7", "24"),
    ]
    assert (merged.support, merged.plan, merged.honours) == (None, None, None)


def test_who_is_a_member_now_and_suspended(town: Town) -> None:
    found = {}
    for moment in ("scored", "decided", "between", None):
        with town.at(moment) as reader:
            found[moment] = standing(reader, identity_of(reader, "ANLAN"))
    since = "member of the pool since the review of 2016"
    assert list(found.values()) == ["not a member of the pool", since, f"{since}, suspended", since]
    lasting = dossier(town, "ANLAN")
    assert rows(lasting.memberships) == [("2017-03-01", "to date", "No. 1", "")]
    assert [row[5] for row in rows(lasting.plan)] == ["not reached in time", "not reached in time"]
    assert [row[4] for row in rows(lasting.plan)] == ["2017: 9.00 %\n2018: 8.00 %", "2017: 12\n2018: 13"]
    assert rows(lasting.honours) == [
        ("2016", "among the first 1 by place", "2017-03-05", "No. 2", "no longer counts", "14"),
        ("2016", "best in the park", "2017-03-10", "No. 3", "", "15"),
    ]


def test_the_path_of_a_year_goes_step_by_step(town: Town) -> None:
    found = part(town, "CHENHUI", 2016)
    assert found.path == (
        "The application was received in a.xlsx, entry 3 of the record.",
        "All 1 conditions of eligibility are met.",
        "None of the 1 grounds for exclusion holds.",
        "46.00 of 100 points, place 3.",
        "Not a member before the review.",
        "The rules: 3 members; newcomers enter down to place 2, members stay down to place 4.",
        "Cut line: the last in the pool has 46.00 points (place 3).",
        "Outcome: enters: entered on place 3 to fill the pool of 3.",
        "Public notice from 2017-02-01 until 2017-02-09; objections to this enterprise: 1.",
        "Decided by No. 1 of 2017-03-01: proposed by 王芳, approved by 李强.",
    )
    assert found.facts == (
        ("place", "3 of 5"),
        ("total", "46.00 of 100"),
        ("distance to the cut line", "+0.00"),
    )
    assert (found.action, found.outcome, found.reason) == (
        *("enter", "enters", "entered on place 3 to fill the pool of 3"),
    )
    assert rows(found.objections) == [("1", "figures are wrong", "dismissed", "audited", "9")]
    assert found.decision == (
        ("document", "No. 1"),
        ("date of the decision", "2017-03-01"),
        ("proposed by", "王芳"),
        ("approved by", "李强"),
        ("entry", "13"),
    )
    assert "A member before the review." in part(town, "ENZE", 2017).path
    assert (found.remarks, found.robustness, found.flags) == ((), (), ())


def test_a_year_that_is_not_decided_says_by_whom_it_is_proposed(town: Town) -> None:
    found = part(town, "CHENHUI", 2016, "objected")
    assert found.path[-2:] == (
        "Public notice from 2017-02-01 until 2017-02-09; objections to this enterprise: 1.",
        "Proposed by 王芳; not decided yet.",
    )
    assert found.outcome == "proposed: enters"
    assert rows(found.objections) == [("1", "figures are wrong", "not answered yet", "", "9")]
    scored = part(town, "CHENHUI", 2016, "scored")
    assert scored.path[-1] == "46.00 of 100 points, place 3."
    assert (scored.action, scored.outcome, scored.decision) == ("scored", "scored", ())
    assert scored.facts == (("place", "3 of 5"), ("total", "46.00 of 100"))


def test_who_is_not_eligible(town: Town) -> None:
    found = part(town, "FENGLIN", 2016)
    assert found.path[1].startswith("Not eligible: ") and "Major safety accident" in found.path[1]
    assert found.facts == (("total", "100.00 of 100"),)
    assert (found.points is not None, found.rivals) == (True, None)
    assert found.points is not None and (found.points.cut, found.points.cut_text) == (None, "")


def test_points_rise_step_by_step_to_the_total(town: Town) -> None:
    found = part(town, "CHENHUI", 2016).points
    assert found is not None
    assert found.groups == (
        ("Input", "36.00 of 60", (Bar("R&D ratio", "6.00 %", 0, 3600, 6000, "36.00", "60", "−24.00"),)),
        (
            "Output",
            "10.00 of 40",
            (Bar("Invention patents", "5", 3600, 1000, 4000, "10.00", "40", "−30.00"),),
        ),
    )
    assert (found.total, found.total_text, found.maximum, found.maximum_text) == (4600, "46.00", 10000, "100")
    assert (found.cut, found.cut_text) == (4600, "cut line 46.00")
    best = part(town, "FENGLIN", 2016).points
    assert best is not None and [bars[0].lost for _label, _told, bars in best.groups] == ["", ""]


def test_how_values_became_points_and_who_stands_beside(town: Town) -> None:
    found = part(town, "CHENHUI", 2016)
    line = "straight lines between them"
    assert rows(found.rules) == [
        ("R&D ratio", "6.00 %", f"0 %: 0; 10 %: 60; {line}", "36.00", "60"),
        ("Invention patents", "5", f"0: 0; 20: 40; {line}", "10.00", "40"),
    ]
    assert rows(found.rivals) == [
        ("1", "Anlan Optics", "80.00", "+34.00", "total"),
        ("2", "Biyun Soft", "64.00", "+18.00", "total"),
        ("3", "Chenhui Pharma", "46.00", "", "total"),
        ("4", "Enze Code", "40.00", "−6.00", "total"),
        ("5", "Dongli Lens", "40.00", "−6.00", "Invention patents"),
    ]
    assert found.rivals is not None and found.rivals.strong == {2}
    assert found.turning == (
        "6.01 points fewer on one of these would have kept it out: R&D ratio, Invention patents.",
    )
    assert [row[0:3] for row in rows(found.turning_values)] == [
        ("Revenue", "1,000 wan yuan", "1,200 wan yuan"),
        ("R&D expenditure", "60 wan yuan", "50 wan yuan"),
        ("Invention patents", "5", "2"),
        ("Major safety accident", "no", "yes"),
    ]


def test_each_value_with_its_cell_and_its_file(town: Town) -> None:
    found = part(town, "DONGLI", 2016)
    assert rows(found.sources) == [
        ("Code", "DONGLI", "表", "A5", ""),
        ("Enterprise", "Dongli Lens", "表", "B5", ""),
        ("Sector", "optics", "表", "C5", "filed as '光电'"),
        ("Revenue", "1,000 wan yuan", "表", "D5", ""),
        ("R&D expenditure", "50 wan yuan", "表", "E5", ""),
        ("Invention patents", "5", "表", "F5", "the cell contains 4; corrected: certificate"),
        ("Major safety accident", "no", "表", "G5", "filed as '否'"),
    ]
    ((file, digest, entry),) = rows(found.files)
    assert (file, len(digest), entry) == ("a.xlsx", 64, "3")


def test_what_moved_it_since_the_year_before(town: Town) -> None:
    """DONGLI: see test_why.py. Points are exact to two places, so no column of fractions stands there."""
    found = part(town, "DONGLI", 2017)
    assert found.change is not None and found.change_values is not None
    assert found.change.headers == ("due to", "points", "places gained")
    assert [row[:2] for row in found.change.rows] == [
        ("own data", "+21.75"),
        ("rules", "+2.25"),
        ("competitors", "+0.00"),
        ("change since 2016", "+24.00"),
    ]
    assert (found.change.rows[-1][2], found.change.strong, found.change.numbers) == ("+3.00", {3}, {1, 2})
    assert [row[:2] for row in found.change_values.rows] == [
        ("R&D ratio", "+24.00"),
        ("Invention patents", "−2.25"),
    ]
    assert found.change_said == (
        "In 2016: 40.00 points, place 5.",
        "Overtook: Chenhui Pharma, Enze Code, Biyun Cloud.",
    )
    first = part(town, "DONGLI", 2016)
    assert (first.change, first.change_values, first.change_said) == (None, None, ())


def test_how_sure_it_is_and_what_a_visit_found(town: Town) -> None:
    found = part(town, "GUANLAN", 2017)
    assert found.robustness == (
        "With weights varied in 200 draws (seed 7), it is in the pool in 40.0 %; in nine of ten its place is "
        "between 4 and 6, with a median of 5.",
    )
    assert found.facts == (
        ("place", "4 of 6"),
        ("total", "51.00 of 100"),
        ("distance to the cut line", "−13.00"),
        ("in the pool when weights vary", "40.0 %"),
    )
    assert found.flags == (
        "jumped since last year: R&D expenditure 60 wan yuan, last year 30 wan yuan",
        "the same figures as Enze Code: ",
        "Site visit: explained: the figures are right. a new laboratory (recorded by 王芳 on 2020-01-10)",
    )
    assert found.decision[-1] == ("why the decision differs from the proposal", "key project")
    assert not any("member before" in each for each in found.path)  # an override says nothing of that
    assert part(town, "ANLAN", 2017).flags == ()


def test_a_year_without_points_says_what_there_is(town: Town) -> None:
    found = part(town, "ANLAN", 2018)
    assert found == YearPart(
        2018,
        "scored",
        "applied",
        "applied; not scored yet",
        path=("The application was received in d.xlsx, entry 43 of the record.",),
    )
    assert [each.year for each in dossier(town, "DONGLI").parts] == [2016, 2017]  # 2018 was withdrawn


def test_points_from_before_a_change_say_so_and_explain_no_change(town: Town) -> None:
    said = ApplicationCorrected(
        year=2017, enterprise="ENZE", field="rd", value="31", previous="30", evidence="letter"
    )
    with town.record.writing("王芳", dry_run=True) as writer:
        writer.append(said)
        found = next(each for each in dossier_of(writer, "DONGLI").parts if each.year == 2017)
    assert found.path[0] == "The points are from before applications changed; the year must be scored again."
    assert (found.change, found.change_values, found.turning_values) == (None, None, None)
    assert found.change_said[0] == "In 2016: 40.00 points, place 5."


def test_the_entries_that_prove_it(town: Town) -> None:
    """Its workbooks, the steps of its years, and whatever names one of its codes."""
    found = dossier(town, "CHENHUI2").entries
    assert [(row[0], row[2], row[3]) for row in rows(found)] == [
        ("3", "王芳", "workbook_received"),
        ("6", "王芳", "year_scored"),
        ("7", "王芳", "year_proposed"),
        ("9", "王芳", "objection_filed"),
        ("13", "李强", "year_decided"),
        ("15", "王芳", "demonstrations_selected"),
        ("25", "王芳", "enterprise_recoded"),
        ("27", "王芳", "workbook_received"),
        ("28", "王芳", "year_scored"),
        ("35", "王芳", "year_proposed"),
        ("39", "李强", "year_decided"),
    ]
    assert found.rows[0][1] == town.recorded(3)[:19].replace("T", " ")
    assert {len(row[4]) for row in found.rows} == {16}
    assert found.headers[4] == "hash, first 16"


def test_the_proof_names_record_rules_and_scores(town: Town) -> None:
    found = dossier(town, "ANLAN")
    with town.at() as reader:
        years = {each.year: each for each in reader.years()}
        last = next(reader.entries(newest_first=True, limit=1))
    moment = town.recorded(53)
    assert dict(found.provenance) == {
        "state of the record": f"53 entries, the last of {moment}",
        "head of the record (SHA-256)": last.hash,
        "rules of 2016": f"town 1, SHA-256 {years[2016].rules_digest}",
        "rules of 2017–2018": f"town 2, SHA-256 {years[2017].rules_digest}",
        "scores of 2016 (SHA-256)": years[2016].scores_digest,
        "scores of 2017 (SHA-256)": years[2017].scores_digest,
        "program": f"cultivation {__version__}",
    }
    assert (found.moment, moment_of(found)) == (moment, datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ([], ""),
        ([2016], "2016"),
        ([2016, 2017], "2016–2017"),
        ([2016, 2018], "2016, 2018"),
        ([2016, 2017, 2018, 2020, 2022, 2023], "2016–2018, 2020, 2022–2023"),
    ],
)
def test_years_in_short_text(years: list[int], text: str) -> None:
    assert years_text(years) == text


def test_a_grid_leaves_empty_what_is_not_known() -> None:
    assert Grid.of(["a", "b"], [(None, 1)], [1], "so", [0]) == Grid(
        ("a", "b"), (("", "1"),), frozenset({1}), "so", frozenset({0})
    )


def test_numbers_of_a_table_have_a_true_minus_and_texts_stay() -> None:
    made = Grid.of(("a", "b", "c"), [("-1", "-10", "-"), ("x-1", "-1,254.71", None)], numbers=(1, 2))
    assert made.rows == (("-1", "−10", "-"), ("x-1", "−1,254.71", ""))
