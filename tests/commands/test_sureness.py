"""`robustness` and `challenge` through the command line: kept with the year, the same again adds nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cultivation import language
from cultivation.commands.robustness import explain_robustness
from cultivation.core.analysis.robustness.certainty import robustness
from cultivation.core.rules.model import Indicator
from tests.core.explanation.years import application, panel, scored

from .conftest import PANEL, Run

Ask = Callable[..., Any]


def test_robustness_is_kept_once_and_shown_in_the_shortlist(decided: Run, ask: Ask, tmp_path: Path) -> None:
    found = ask("robustness", "1984", "--draws", "200")
    assert set(found) >= {"year", "draws", "seed", "applications"}
    assert (found["draws"], found["seed"]) == (200, 1984)
    assert set(found["applications"][0]) == {"id", "rank", "rank_p5", "rank_p50", "rank_p95", "in_pool_share"}
    entries = ask("audit", "verify")["entries"]
    assert ask("robustness", "1984", "--draws", "200") == found
    assert ask("audit", "verify")["entries"] == entries
    decided("robustness", "1984", "--draws", "200", "--seed", "5", "--dry-run")
    assert ask("audit", "verify")["entries"] == entries
    assert found["influences_from"]["base_samples"] >= 1024
    for each in found["influences"]:
        assert each["total_low"] <= each["total"] <= each["total_high"]
        assert each["first_low"] <= each["first"] <= each["first_high"]
    page = decided("robustness", "1984", "--draws", "200").stdout
    assert "in more than 5 and fewer than 95" in page and "Weights with the largest effect" in page
    decided("shortlist", "1984", "-o", str(tmp_path / "s.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    rows = list(book["Ranked list"].iter_rows(values_only=True))
    header = next(place for place, row in enumerate(rows) if row[0] == "Place")
    at = rows[header].index("Share of draws inside the pool")
    shares = {row[3]: row[at] for row in rows[header + 1 :]}
    assert shares == {each["id"]: each["in_pool_share"] for each in found["applications"]}
    weights = {row[0]: row for row in book["Weights"].iter_rows(values_only=True)}
    for each in found["influences"]:
        order = [each[f"{index}{bound}"] for index in ("total", "first") for bound in ("", "_low", "_high")]
        assert [max(0, figure) for figure in order] in [list(row[2:8]) for row in weights.values()]
    told = {row[0]: row[1] for row in book["Provenance"].iter_rows(values_only=True)}
    assert told["weights varied"].startswith("200 draws, seed 1984, concentration 100; numpy")


def test_a_new_scoring_leaves_the_old_result_behind(begun_scored: Run, ask: Ask, tmp_path: Path) -> None:
    begun_scored("robustness", "1983", "--draws", "50")
    begun_scored("correct", "1983", "F017", "patents", "900", "--evidence", "trial")
    begun_scored("score", "1983")
    begun_scored("shortlist", "1983", "-o", str(tmp_path / "s.xlsx"))
    rows = openpyxl.load_workbook(tmp_path / "s.xlsx")["Ranked list"].iter_rows(values_only=True)
    assert not any("Share of draws inside the pool" in row for row in rows)


def test_challenge_says_how_alike_the_rankings_are(decided: Run, ask: Ask) -> None:
    found = ask("challenge", "1984")
    assert [each["method"] for each in found["challengers"]] == [
        *("equal_weights", "entropy_weights", "critic_weights", "pca_weights"),
        *("topsis", "vikor", "geometric_mean"),
    ]
    assert all(
        0.5 < each["spearman"] <= 1 and each["overlap"] <= found["best"] for each in found["challengers"]
    )
    assert found["reversals"] is None
    ranked = ask("why", found["challengers"][0]["scores"][0]["id"], "1984")
    assert ranked["rank"] == 1
    for each in found["challengers"]:
        assert sum(each["weights"].values()) == pytest.approx(1, abs=1e-5)
        assert sorted(score["place"] for score in each["scores"]) == list(range(1, found["ranked"] + 1))
    entries = ask("audit", "verify")["entries"]
    page = decided("challenge", "1984").stdout
    assert "Rank reversal cannot occur" in page and "Nominal weight: the share of the maximum points." in page
    assert ask("audit", "verify")["entries"] == entries
    assert ask("audit", "replay")["ok"] and ask("audit", "rebuild")["ok"]


def test_weights_within_a_distance_are_said_not_to_be_varied(capsys: pytest.CaptureFixture[str]) -> None:
    language.activate("en")
    loaded = panel()
    firms = [application(number, (number, Decimal(9 + number), None)) for number in range(6)]
    table, plain = scored(1983, loaded, firms), loaded.rules
    distance = Indicator(en="Nearness", zh="接近度", cohort="topsis", parts={"patents": Decimal(2)})
    near = plain.model_copy(update={"indicators": {**plain.indicators, "nearness": distance}})
    for rules, said in ((plain, False), (near, True)):
        explain_robustness(robustness(table, rules, {}, 20, 1, 100), rules, {})
        assert ("The weights within Nearness are not varied" in capsys.readouterr().out) is said


def test_an_unscored_year_is_refused_with_the_missing_step(run: Run, workspace: Path) -> None:
    run("init", str(workspace))
    run("open", "1983", "--rules", "patents_rd_panel")
    for command in ("robustness", "challenge"):
        assert "cultivation score 1983" in run(command, "1983", code=1).stderr


def test_too_few_ranked_to_compare_are_refused_and_nothing_is_kept(
    run: Run, workspace: Path, ask: Ask, tmp_path: Path
) -> None:
    run("init", str(workspace))
    run("open", "1983", "--rules", "patents_rd_panel")
    whole = openpyxl.load_workbook(PANEL / "patents_rd_1983.xlsx")
    sheet = whole.active
    sheet.delete_rows(6, sheet.max_row)
    whole.save(tmp_path / "few.xlsx")
    run("intake", "1983", str(tmp_path / "few.xlsx"), code=None)
    run("score", "1983")
    entries = ask("audit", "verify")["entries"]
    refused = run("challenge", "1983", code=1)
    assert "from 5 ranked enterprises on; there are 2" in refused.stderr
    assert ask("audit", "verify")["entries"] == entries
    assert "EDASS" in run("challenge", "1983", "--method", "EDASS", code=2).stderr
