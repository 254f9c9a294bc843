"""What is said of the effect of the pool, from two years of the sample, and where nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import log
from pathlib import Path

import pytest
from click.testing import CliRunner

from cultivation import review
from cultivation.commands.program import program
from cultivation.core.analysis.effect import Observation, step_at_line
from cultivation.core.rules.loading import load_file
from cultivation.errors import Refused
from cultivation.intake.formats.sources import files_at
from cultivation.queries.effect import OUTCOMES, effect_json, pool_effect
from cultivation.queries.year import year_in
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.steps import Act
from tests.oracle.kunshan_workbooks import applications
from tests.queries.town import Town

SAMPLE = shipped("sample_data") / "kunshan"
PLAN = shipped("scoring_rules") / "targets"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Record, str]]:
    """Decide 2016 of the sample, and take in the applications of 2017."""
    url = f"sqlite:///{tmp_path_factory.mktemp('effect') / 'pool.db'}"
    opened = Record(url, clock=lambda: datetime.now(UTC))
    rules = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    review.create(opened, "王芳")
    for year in (2016, 2017):
        review.open_year(opened, "王芳", year, rules, date(year, 12, 31))
        review.intake(opened, "王芳", year, files_at([*(SAMPLE / str(year)).glob("*.xlsx")]))
        if year == 2016:
            review.score(opened, "王芳", year)
            review.propose_year(opened, "王芳", year)
            review.decide(opened, "李强", year, "昆新兴〔2017〕2号", date(2017, 3, 1), {})
    yield opened, url
    opened.dispose()


def test_the_figures_are_those_of_the_workbooks_of_both_years(record: tuple[Record, str]) -> None:
    with record[0].reading() as reader:
        year = year_in(reader, 2016)
        found = pool_effect(year)
        inside = {each.id for each in reader.members(2016)}
        totals = {
            key: each.total * year.table.precision for key, each in year.scores.items() if each.eligible
        }
    line = min(totals[key] for key in inside)
    assert (found.line, found.entered, found.outside) == (line, 100, len(totals) - 100)
    before, after = ({each["credit_code"]: each for each in applications(number)} for number in (2016, 2017))
    observations = [
        Observation(float(total - line), log(after[key]["revenue"] / before[key]["revenue"]))
        for key, total in totals.items()
        if key in after and before[key]["revenue"] and after[key]["revenue"]
    ]
    revenue = next(each for each in found.outcomes if each.key == "revenue")
    assert revenue.step == step_at_line(observations)
    assert revenue.known_above + revenue.known_below == len(observations)
    patents = next(each for each in found.outcomes if each.key == "patents").step
    changes = [
        Observation(
            float(total - line), float(after[key]["invention_patents"] - before[key]["invention_patents"])
        )
        for key, total in totals.items()
        if key in after
    ]
    assert patents == step_at_line(changes)


def test_json_has_every_figure_with_its_interval(record: tuple[Record, str]) -> None:
    with record[0].reading() as reader:
        told = effect_json(pool_effect(year_in(reader, 2016)))
    assert [each["outcome"] for each in told["outcomes"]] == list(OUTCOMES)
    for each in told["outcomes"]:
        assert each["low"] < each["effect"] < each["high"]
        assert each["clear"] is (each["low"] > 0 or each["high"] < 0)
    assert (told["year"], told["later"], told["support_each"]) == (2016, 2017, None)


def test_the_command_says_in_words_what_can_be_said(record: tuple[Record, str], tmp_path: Path) -> None:
    words = ["--workspace", str(tmp_path), "--database", record[1], "--lang", "en", "effect"]
    done = CliRunner().invoke(program, [*words, "2016"])
    assert done.exit_code == 0
    assert "growth of revenue: no effect can be shown." in done.stdout
    assert "Only firms that applied again are counted" in done.stdout
    refused = CliRunner().invoke(program, [*words, "2017"])
    assert refused.exit_code == 1 and "2017 is not decided yet" in refused.stderr


def test_where_too_few_stand_on_a_side_nothing_is_said(town: Town, tmp_path: Path) -> None:
    text = (PLAN / "kunshan_plan_2016.yaml").read_text("utf-8").replace("[kunshan_top100]", "[town]")
    (tmp_path / "town.yaml").write_text(text, "utf-8")
    with town.at("decided 2017") as reader:
        with pytest.raises(Refused, match="with fewer than 20 on a side nothing can be said"):
            pool_effect(year_in(reader, 2016), [tmp_path])
        with pytest.raises(Refused, match="No applications of 2018"):
            pool_effect(year_in(reader, 2017), [tmp_path])
    with town.at("scored") as reader, pytest.raises(Refused) as refused:
        pool_effect(year_in(reader, 2016), [tmp_path])
    assert refused.value.step is not None and refused.value.step.act is Act.DECIDE


def test_who_was_let_in_or_kept_out_by_hand_is_left_out(record: tuple[Record, str]) -> None:
    """The three last of the pool by override: points did not decide of them, and the line lies above."""
    with record[0].reading() as reader:
        year = year_in(reader, 2016)
        plain = pool_effect(year)
        last = sorted((line for line in year.lines if line.in_pool), key=lambda each: -(each.rank or 0))[:3]
        changed = {each.id: replace(each, override="key project") for each in last}
        year.__dict__["line_of"] = {**year.line_of, **changed}
        found = pool_effect(year)
    assert (found.entered, found.undecided - plain.undecided) == (97, 3)
    assert found.line > plain.line and isinstance(found.line, Decimal)
