"""Small years under the panel's rules, for the split and for what would have changed an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from cultivation.core.explanation.year_on_year import Side
from cultivation.core.rules.loading import LoadedRules, load_file, load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.reread import reread
from cultivation.core.scoring.score_table import ScoreTable, score_table
from cultivation.resources import shipped

Figures = tuple[int, Decimal, Decimal | None]  # patents, R&D, R&D of the year before
CUTOFFS = {1983: date(1983, 12, 31), 1984: date(1984, 12, 31)}


@cache
def panel() -> LoadedRules:
    return load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")


@cache
def changed_panel() -> LoadedRules:
    """Return the panel's rules with other goalposts, a gate, and a dimension whose cap bites."""
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    text = text.replace("points: [[1, 0], [900, 35]]", "points: [[1, 0], [90, 35]]")
    text = text.replace("points: [[0, 0], [0.30, 15]]", "points: [[0, 0], [0.10, 15]]")
    text = text.replace("en: Patent output\n    maximum: 50", "en: Patent output\n    maximum: 35")
    text = text.replace("indicator: patents_per_rd\n", "indicator: patents_per_rd\n        bonus: true\n")
    text = text.replace(
        "dimensions:\n  input:",
        "gates:\n  spends:\n    zh: 有研发支出\n    en: spends on R&D\n    test: rd_expenditure > 5\n"
        "    source: {document: judgement}\n\ndimensions:\n  input:",
        1,
    )
    return load_rules(text.encode(), "changed.yaml")


def application(number: int, figures: Figures) -> Application:
    patents, spent, before = figures
    values = {
        "firm": f"F{number:03d}",
        "firm_name": f"Firm {number}",
        "sector": "chem",
        "region": "eu",
        "patents": Decimal(patents),
        "rd_expenditure": spent,
        "rd_expenditure_previous": before,
        "log_spillovers": Decimal(9),
    }
    return Application(
        f"F{number:03d}", f"Firm {number}", {key: FiledValue(value) for key, value in values.items()}
    )


def scored(year: int, loaded: LoadedRules, applications: Sequence[Application]) -> ScoreTable:
    ranking = rank(assess_all(applications, loaded.rules, CUTOFFS[year]), loaded.rules)
    return score_table(ranking, loaded.rules, year, loaded.digest, CUTOFFS[year].isoformat())


def side(year: int, loaded: LoadedRules, applications: Sequence[Application]) -> Side:
    def everybody(rules: RuleSet) -> list[Application]:
        return [reread(each.to_record(), rules) for each in applications]

    return Side(
        loaded.rules,
        CUTOFFS[year],
        scored(year, loaded, applications),
        lambda own, rules: next(each for each in everybody(rules) if each.id == own),
        everybody,
    )
