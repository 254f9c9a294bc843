"""Shifted edges against rule sets in which the edges really lie elsewhere."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.analysis.robustness.edges import shift_edges
from cultivation.core.pool.proposal import Candidate, propose
from cultivation.core.rules.loading import LoadedRules, load_rules
from cultivation.core.rules.policy import PoolPolicy
from cultivation.core.scoring.values import values_of_all
from cultivation.resources import shipped
from tests.core.explanation.years import CUTOFFS, application, panel, scored
from tests.properties import examples

POOL = PoolPolicy(capacity=3, enter_rank=2, stay_rank=4, reserve=0)


def small(loaded: LoadedRules) -> LoadedRules:
    return LoadedRules(loaded.rules.model_copy(update={"pool": POOL}), loaded.content)


def with_growth_edge(edge: str) -> LoadedRules:
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    return small(load_rules(text.replace("[0.30, 15]", f"[{edge}, 15]").encode(), "edge.yaml"))


def pool(loaded: LoadedRules, firms: list, members: dict[str, str]) -> set[str]:
    table = scored(1984, loaded, firms)
    candidates = [Candidate(line.id, line.name, line.rank) for line in table.lines]
    return {line.id for line in propose(candidates, members, POOL) if line.in_pool}


figures = st.tuples(
    st.integers(1, 9), st.decimals(10, 40, places=0), st.none() | st.decimals(10, 40, places=0)
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(figures, min_size=1, max_size=8), st.sets(st.integers(0, 7), max_size=3))
def test_moving_an_edge_is_as_writing_it_elsewhere(
    several: list[tuple[int, Decimal, Decimal | None]], were: set[int]
) -> None:
    loaded = small(panel())
    firms = [application(*each) for each in enumerate(several)]
    members = {f"F{number:03d}": "" for number in were}
    table = scored(1984, loaded, firms)
    values = values_of_all(firms, loaded.rules, CUTOFFS[1984])
    rows = {firm.id: row for firm, row in zip(firms, values, strict=True)}
    found = shift_edges(table, loaded.rules, rows, members, Fraction(1, 10))
    now = pool(loaded, firms, members)
    by_way = {(each.criterion, each.share): each for each in found}
    assert len(found) == 8
    for share, edge in ((Fraction(1, 10), "0.33"), (Fraction(-1, 10), "0.27")):
        then = pool(with_growth_edge(edge), firms, members)
        each = by_way["rd_growth", share]
        assert (set(each.entering), set(each.leaving)) == (
            (then - now) & rows.keys(),
            (now - then) & rows.keys(),
        )


def test_edges_of_alternative_tables_are_moved_too() -> None:
    """Growth by the better of two tables, of which the second never is, moves as by the first alone."""
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    one = "        indicator: rd_growth\n        maximum: 15\n        method: goalposts\n"
    one += "        points: [[0, 0], [0.30, 15]]\n        when_undefined: zero\n"
    best = "        zh: 增长\n        en: Growth\n        maximum: 15\n"
    best += "        method: best_of\n        alternatives:\n"
    for edge in ("0.30", "0.90"):
        best += "          - indicator: rd_growth\n            method: goalposts\n"
        best += f"            points: [[0, 0], [{edge}, 15]]\n"
    assert one in text
    firms = [application(each, (9 - each, Decimal(20 + each), Decimal(18))) for each in range(7)]
    found = []
    for written in (text, text.replace(one, best + "        when_undefined: zero\n")):
        loaded = small(load_rules(written.encode(), "best.yaml"))
        rows = values_of_all(firms, loaded.rules, CUTOFFS[1984])
        by_firm = {firm.id: row for firm, row in zip(firms, rows, strict=True)}
        shifted = shift_edges(scored(1984, loaded, firms), loaded.rules, by_firm, {}, Fraction(9, 10))
        found.append([each for each in shifted if each.criterion == "rd_growth"])
    assert found[0] == found[1] and any(each.entering for each in found[0])


def test_criteria_that_look_at_words_have_no_edges_and_those_after_them_have() -> None:
    text = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")
    growth = "      rd_growth:\n        indicator: rd_growth\n        maximum: 15\n"
    assert growth in text
    choice = "        method: choice\n        options: {eu: 15, japan: 0, usa: 0, rotw: 0}\n"
    start = text.index(growth)
    end = text.index("        when_undefined: zero\n", start)
    words = growth.replace("indicator: rd_growth", "indicator: region") + choice
    text = text[:start] + words + text[end:].replace("        when_undefined: zero\n", "", 1)
    loaded = small(load_rules(text.encode(), "words.yaml"))
    firms = [application(number, (number + 1, Decimal(20), None)) for number in range(4)]
    table, rows = scored(1984, loaded, firms), values_of_all(firms, loaded.rules, CUTOFFS[1984])
    found = shift_edges(
        table,
        loaded.rules,
        {firm.id: row for firm, row in zip(firms, rows, strict=True)},
        {},
        Fraction(1, 10),
    )
    assert [each.criterion for each in found[::2]] == ["rd_expenditure", "patents", "patents_per_rd"]
