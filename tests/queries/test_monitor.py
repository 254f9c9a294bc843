"""The plan monitor beside sums over the sample workbooks as a careful clerk reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import uscc

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.intake.formats.sources import files_at
from cultivation.queries.monitor import Figures, latest_with_applications, monitor
from cultivation.queries.monitor_json import contradictions, monitor_json
from cultivation.queries.year import State
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.steps import Act, Step
from cultivation.workspace import read_workspace
from tests.oracle.kunshan_workbooks import applications
from tests.queries.town import Town, open_later

PLAN = shipped("scoring_rules") / "targets" / "kunshan_plan_2016.yaml"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """Take in and decide 2016 of the sample, open 2017 without an application."""
    opened = Record(
        f"sqlite:///{tmp_path_factory.mktemp('monitor') / 'pool.db'}", clock=lambda: datetime.now(UTC)
    )
    rules = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    review.create(opened, "王芳")
    review.open_year(opened, "王芳", 2016, rules, date(2016, 12, 31))
    files = files_at([*(shipped("sample_data") / "kunshan" / "2016").glob("*.xlsx")])
    review.intake(opened, "王芳", 2016, files)
    review.score(opened, "王芳", 2016)
    review.propose_year(opened, "王芳", 2016)
    review.decide(opened, "李强", 2016, "昆新兴〔2017〕2号", date(2017, 3, 1), {})
    yield opened
    opened.dispose()


def summed(firms: list[dict[str, Any]]) -> tuple[Any, ...]:
    """Add up as with a pencil."""
    output = sum((firm["revenue"] for firm in firms), Decimal(0))
    rd = sum((firm["rd_expenditure"] for firm in firms), Decimal(0))
    emerging = sum((firm["emerging_revenue"] for firm in firms), Decimal(0))
    patents = sum(firm["invention_patents"] for firm in firms)
    staff, rd_staff = (sum(firm[key] for firm in firms) for key in ("staff", "rd_staff"))
    return (
        len(firms),
        output,
        emerging,
        rd,
        patents,
        Fraction(rd) / Fraction(output) if output else None,
        Fraction(rd_staff) / Fraction(staff) if staff else None,
    )


def told(figures: Figures) -> tuple[Any, ...]:
    return (
        figures.firms,
        figures.output,
        figures.emerging_output,
        figures.rd,
        figures.patents,
        figures.rd_ratio,
        figures.rd_staff_share,
    )


def test_sums_by_industry_are_those_of_the_workbooks(record: Record) -> None:
    firms = list(applications(2016))
    with record.reading() as reader:
        found = monitor(State(reader).year(2016))
        inside = {member.id for member in reader.members(2016)}
    assert len(inside) == 100
    members = [firm for firm in firms if firm["credit_code"] in inside]
    assert (told(found.applicants), told(found.members)) == (summed(firms), summed(members))
    for each in found.industries:
        own = [firm for firm in firms if firm["industry"] == each.industry]
        assert told(each.applicants) == summed(own)
        assert told(each.members) == summed([firm for firm in own if firm["credit_code"] in inside])
    assert sum(each.applicants.firms for each in found.industries) == len(firms)


def test_growth_counts_those_alone_that_filed_both_years(record: Record) -> None:
    both = [firm for firm in applications(2016) if firm["revenue_previous"] is not None]
    assert 0 < len(both) < len(applications(2016))
    now, before = (sum((firm[key] for firm in both), Decimal(0)) for key in ("revenue", "revenue_previous"))
    with record.reading() as reader:
        found = {each.key: each for each in monitor(State(reader).year(2016)).targets}
    assert found["output_growth"].applicants == Fraction(now) / Fraction(before) - 1


def test_targets_are_those_of_the_plan_and_what_no_field_measures_says_so(record: Record) -> None:
    with record.reading() as reader:
        found = monitor(State(reader).year(2016))
    targets = {each.key: each for each in found.targets}
    billions = {
        "total_output": 4600,
        "display_output": 1500,
        "equipment_output": 1000,
        "materials_output": 1000,
        "software_output": 500,
        "biomedicine_output": 150,
        "energy_saving_output": 250,
        "new_energy_output": 200,
    }  # 亿元, sections 3 (3) 1 and 4
    for key, wanted in billions.items():
        assert targets[key].target.at_least == wanted * 10_000
        assert str(wanted) in targets[key].target.quotation
    assert sum(list(billions.values())[1:]) == billions["total_output"]
    unmeasured = {key for key, each in targets.items() if each.target.extent == "none"}
    assert all(targets[key].applicants is None and targets[key].reached is None for key in unmeasured)
    assert {"investment_share", "output_share", "incubators", "patents", "smart_grid_system"} <= unmeasured
    display = next(each for each in found.industries if each.industry == "display")
    share = Fraction(display.applicants.output) / 15_000_000
    assert (targets["display_output"].share, display.output_target) == (share, 15_000_000)
    assert targets["rd_ratio"].reached == (found.applicants.rd_ratio >= Fraction(4, 100))  # type: ignore[operator]


def test_a_member_with_a_new_code_keeps_its_figures(record: Record) -> None:
    with record.reading() as reader:
        before = monitor(State(reader).year(2016))
        key = reader.members(2016)[0].id
    code = "91320583999999999"
    code += uscc.calc_check_digit(code)
    review.recode(record, "王芳", key, code, "变更通知书", date(2017, 4, 1))
    with record.reading() as reader:
        after = monitor(State(reader).year(2016))
        assert code in {member.id for member in reader.members(2016)}
    assert (after.members, after.without_application) == (before.members, ())


def test_rules_without_a_plan_are_refused_with_where_to_write_one(panel: Any, tmp_path: Path) -> None:
    record = Record(f"sqlite:///{tmp_path / 'pool.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "a")
    loaded = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")
    review.open_year(record, "a", 1983, loaded, date(1983, 12, 31))
    with record.reading() as reader:
        with pytest.raises(Refused, match="rules/targets"):
            monitor(State(reader).year(1983))
        folder = tmp_path / "targets"
        folder.mkdir()
        text = PLAN.read_text("utf-8").replace("[kunshan_top100]", "[patents_rd_panel]")
        text = text.replace(
            "industry: industry\n  output: revenue", "industry: sector\n  output: rd_expenditure"
        )
        (folder / "own.yaml").write_text(text, "utf-8")
        assert monitor(State(reader).year(1983), [folder]).applicants.firms == 0
    record.dispose()


def test_an_industry_is_measured_by_its_output_whatever_else_is_wanted_of_it(
    record: Record, tmp_path: Path
) -> None:
    text = PLAN.read_text("utf-8")
    start = text.index("  display_output:")
    more = text[start : text.index("  equipment_output:")].replace("display_output:", "display_ratio:")
    more = more.replace("measure: output", "measure: rd_ratio").replace("15000000", "0.05")
    (tmp_path / "own.yaml").write_text(text.rstrip() + "\n" + more, "utf-8")
    with record.reading() as reader:
        found = monitor(State(reader).year(2016), [tmp_path])
    wanted = {each.industry: each.output_target for each in found.industries}
    assert wanted["display"] == 15_000_000 and None not in wanted
    assert {each.key for each in found.targets} >= {"display_ratio", "display_output"}


def test_the_latest_year_with_applications(town: Town) -> None:
    with town.at() as reader:
        assert latest_with_applications(reader).number == 2018
    with town.record.writing("王芳", dry_run=True) as writer:
        open_later(writer, 2019)
        assert latest_with_applications(writer).number == 2018
    with town.at("open") as reader, pytest.raises(Refused, match="No applications") as refused:
        latest_with_applications(reader)
    assert refused.value.step == Step(Act.INTAKE)


def test_the_shape_of_the_contract_has_exact_texts(record: Record) -> None:
    with record.reading() as reader:
        found = monitor(State(reader).year(2016))
    told = monitor_json(found)
    assert (told["year"], told["decided"], told["members_without_application"]) == (2016, True, [])
    assert told["plan"] == {
        "id": "kunshan_plan_2016",
        "name": found.plan.name.en,
        "base_year": 2015,
        "target_year": found.plan.target_year,
    }
    firms = list(applications(2016))
    number, output, emerging, rd, patents, ratio, staff = summed(firms)
    own = told["applicants"]
    assert (own["firms"], own["patents"]) == (number, patents)
    assert [
        Fraction(own[key]) for key in ("output", "emerging_output", "rd", "rd_ratio", "rd_staff_share")
    ] == [*(output, emerging, rd, ratio, staff)]
    assert told["members"]["firms"] == 100
    total = next(each for each in told["targets"] if each["target"] == "total_output")
    assert (total["at_least"], total["extent"], total["industry"], total["reached"]) == (
        *("46000000", "part", None, None),
    )
    assert Fraction(total["share"]) == Fraction(output) / 46_000_000 and total["applicants"] == own["output"]
    assert [each["year"] for each in total["course"]] == [2016]
    assert total["course"][0]["members"] == total["members"] == told["members"]["output"]
    industries = {each["industry"]: each for each in told["industries"]}
    assert industries.keys() >= {"display", "software"}
    assert sum(each["members"]["firms"] for each in told["industries"]) == 100
    assert sum(each["applicants"]["firms"] for each in told["industries"]) == number
    assert industries["display"]["output_target"] == "15000000"
    assert all(each["label"] and each["note"] and each["quotation"] for each in told["targets"])


def test_zones_stand_in_four_and_four_and_three_and_add_up(record: Record) -> None:
    """Section 5 (1): four zones of key development, four to upgrade, three of their own character."""
    firms = list(applications(2016))
    with record.reading() as reader:
        found = monitor(State(reader).year(2016))
    groups = [each.group.en if each.group else None for each in found.zones]
    assert [name for name in groups if name] == ["Key development"] * 4 + ["Upgrading"] * 4 + [
        "Special development"
    ] * groups.count("Special development")
    assert groups.count("Special development") <= 3
    for each in found.zones:
        assert told(each.applicants) == summed([firm for firm in firms if firm["zone"] == each.zone])
    assert sum(each.members.firms for each in found.zones) == 100


def test_targets_of_years_and_zones_and_figures_of_the_whole_city(record: Record, tmp_path: Path) -> None:
    more = """    yearly: {2016: 38000000, 2017: 40000000}
    zones: {lujia: 400000, zhangpu: 99000000}
    reported: {2015: {value: 36117000, source: 规划}, 2018: {value: 1, source: later}}
"""
    text = PLAN.read_text("utf-8").replace("    at_least: 46000000\n", f"    at_least: 46000000\n{more}")
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with record.reading() as reader:
        found = {each.key: each for each in monitor(State(reader).year(2016), [tmp_path]).targets}
    total = found["total_output"]
    assert total.this_year == 38_000_000
    assert total.reported is not None and (total.reported[0], total.reported[1].value) == (2015, 36_117_000)
    own = {
        zone: sum((firm["revenue"] for firm in applications(2016) if firm["zone"] == zone), Decimal(0))
        for zone in ("lujia", "zhangpu")
    }
    assert {each.zone: each.applicants for each in total.zones} == own
    assert {each.zone: each.reached for each in total.zones} == {
        "lujia": own["lujia"] >= 400_000,
        "zhangpu": False,
    }
    (tmp_path / "own.yaml").write_text(text.replace("lujia: 4", "luxia: 4"), "utf-8")
    with record.reading() as reader, pytest.raises(Refused, match="luxia"):
        monitor(State(reader).year(2016), [tmp_path])


def test_the_group_chooses_between_what_the_plan_states_and_what_its_figures_make(record: Record) -> None:
    with record.reading() as reader:
        year = State(reader).year(2016)
        stated, computed = monitor(year), monitor(year, growth="computed")
    bases = [{each.key: each.base for each in found.targets}["output_growth"] for found in (stated, computed)]
    assert bases == [Decimal("0.133"), Decimal("0.1858")]
    assert "13.30 % is used here; for 18.58 % instead" in contradictions(stated)[0]
    assert "18.58 % is used here; for 13.30 % instead" in contradictions(computed)[0]
    told_ = next(each for each in monitor_json(computed)["targets"] if each["target"] == "output_growth")
    assert (told_["base"], told_["base_stated"], told_["base_computed"]) == ("0.1858", "0.133", "0.1858")


def test_talents_are_those_that_the_applicants_filed(record: Record) -> None:
    with record.reading() as reader:
        found = monitor(State(reader).year(2016))
    wanted = sum(firm["talents"] or 0 for firm in applications(2016))
    target = next(each for each in found.targets if each.key == "talents")
    assert found.applicants.talents == wanted > 0
    assert target.share == Fraction(wanted) / 600


@pytest.mark.parametrize("said", ['growth = "mean"', "growth = 1", 'speed = "stated"'])
def test_a_setting_of_the_plan_that_cannot_be_meant_is_refused(said: str, tmp_path: Path) -> None:
    (tmp_path / "cultivation.toml").write_text(f"[plan]\n{said}\n", "utf-8")
    with pytest.raises(EnvironmentTrouble, match="stated"):
        read_workspace(tmp_path)
    (tmp_path / "cultivation.toml").write_text('[plan]\ngrowth = "computed"\n', "utf-8")
    assert read_workspace(tmp_path).plan == {"growth": "computed"}
