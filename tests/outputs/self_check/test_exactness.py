"""In a real browser the page gives what the program gives: each criterion, dimension, total and condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from cultivation.core.rules.loading import LoadedRules, load_file, load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.value_functions import JUDGED, LogGoalposts, simple_functions
from cultivation.core.scoring.application import Application, formula_value
from cultivation.core.scoring.assessment import Assessment, assess, assess_all
from cultivation.core.scoring.case_run import run_cases
from cultivation.core.scoring.cases import read_cases
from cultivation.core.scoring.coverage import untried
from cultivation.outputs.self_check.form import names_of
from cultivation.resources import shipped
from tests.browsing import CHROMIUM
from tests.oracle.kunshan import row_of

from .applications import drawn, typed_as
from .conftest import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SHIPPED = sorted(shipped("scoring_rules").glob("*.yaml"))
EVERYTHING = Path(__file__).parents[2] / "core" / "rules" / "everything.yaml"
GEOMETRIC = Path(__file__).parent / "geometric.yaml"
RARELY = Path(__file__).parent / "rarely.yaml"
FILES = [*SHIPPED, EVERYTHING, GEOMETRIC, RARELY]
EACH = 100  # of each rule set: more than a thousand
CUTOFF = date(2024, 12, 31)
IN_PAGE = """([cutoff, rows]) => {
  const data = (name) => JSON.parse(document.getElementById("d-" + name).textContent);
  const program = data("program"), form = data("form");
  const range = (got) => [String(got.low), String(got.high), Boolean(got.open), Boolean(got.undefined)];
  const ranges = (all) => Object.fromEntries(Object.entries(all).map(([key, got]) => [key, range(got)]));
  return rows.map((typed) => {
    const state = Form.readAll(form, typed, cutoff), made = Rules.assess(program, state.filed);
    return {
      problems: [...state.read].filter(([, read]) => read.problem).map(([key]) => key),
      points: ranges(made.points), dimensions: ranges(made.dimensions), total: range(made.total),
      conditions: made.conditions.map(([key, holds]) => [key, holds === Rules.OPEN ? "open" : holds]),
      direct: made.direct, doubts: made.doubts,
    };
  });
}"""
Found = dict[str, Any]


def in_page(page: Page, rows: Sequence[dict[str, str]], cutoff: date = CUTOFF) -> list[Found]:
    """Return what the page makes of what is typed."""
    found: list[Found] = page.evaluate(IN_PAGE, [cutoff.isoformat(), list(rows)])
    return found


def needs_the_office(rules: RuleSet) -> set[str]:
    """Return the criteria that an applicant cannot compute, by what the rule set says."""
    found = set()
    for key, criterion in rules.criteria.items():
        names = names_of(criterion, rules)
        judged = any(isinstance(each, JUDGED) for each in simple_functions(criterion.function))
        others = bool(names & rules.relative_names)
        filled = any(rules.fields[name].filled_by != "applicant" for name in names & rules.fields.keys())
        if (
            judged
            or others
            or filled
            or names & rules.text_matches.keys()
            or criterion.when_undefined == "median"
        ):
            found.add(key)
    return found


def compare(found: Found, assessment: Assessment, rules: RuleSet, blank: bool = False) -> int:
    """Hold the page against the program; returns how many criteria the page could tell.

    With `blank`, a value that must be filed is missing, and what depends on it may be open.
    """
    office = needs_the_office(rules)
    told = 0
    for key, (low, high, is_open, undefined) in found["points"].items():
        assert int(low) <= assessment.points[key] <= int(high), key
        assert is_open or low == high, key
        assert blank or not is_open or key in office, key
        if not is_open:
            assert undefined is (key in assessment.undefined), key
            told += 1
    for key, (low, high, *_rest) in found["dimensions"].items():
        assert int(low) <= assessment.dimensions[key] <= int(high), key
    low, high = found["total"][:2]
    assert int(low) <= assessment.total <= int(high)
    if told == len(rules.criteria):
        assert low == high
    failed = Counter(assessment.gates_failed)
    surely = Counter(key for key, holds in found["conditions"] if holds is False)
    perhaps = Counter(key for key, holds in found["conditions"] if holds == "open")
    assert not surely - failed
    assert not failed - surely - perhaps
    assert set(found["direct"]) <= set(assessment.direct)
    return told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_gives_the_points_of_the_program(path: Path, opened: Opened) -> None:
    """Random applications, a thousand and more over all rule sets; and every edge of the standard's cases."""
    loaded = load_file(path)
    with opened(loaded) as page:
        random_applications_agree(page, path.stem, loaded.rules)
        if path in SHIPPED:
            edges_agree(page, path, loaded.rules)


def random_applications_agree(page: Page, seed: str, rules: RuleSet) -> None:
    several = drawn(rules, CUTOFF, EACH, seed)
    expected = {each.id: each for each in assess_all([one.application for one in several], rules, CUTOFF)}
    made = in_page(page, [dict(each.typed) for each in several])
    told = 0
    for one, found in zip(several, made, strict=True):
        assert set(found["problems"]) <= {rules.identifier.field}
        told += compare(found, expected[one.application.id], rules)
        assert found["doubts"] == doubts(one.application, rules)
    assert told >= EACH * (len(rules.criteria) - len(needs_the_office(rules)))


def doubts(application: Application, rules: RuleSet) -> list[str]:
    """Return the checks of plausibility that hold where no application of last year is known."""
    filed = {key: formula_value(each.value) for key, each in application.values.items()}
    formulas = rules.plausibility_formulas.items()
    return [
        key
        for key, formula in formulas
        if formula.evaluate({name: filed.get(name) for name in formula.names}) is True
    ]


def edges_agree(page: Page, path: Path, rules: RuleSet) -> None:
    """Hold both sides of every edge that the cases try; none is left untried."""
    file = read_cases((path.parent / "cases" / path.name).read_bytes(), path.name)
    done = [each.applications for each in run_cases(file, rules)]
    assert untried(done, rules, file.cutoff) == []
    rows = [typed_row(each[0], rules) for each in done]
    made = in_page(page, rows, file.cutoff)
    for applications, typed, found in zip(done, rows, made, strict=True):
        expected = next(
            each
            for each in assess_all(list(applications), rules, file.cutoff)
            if each.id == applications[0].id
        )
        blank = any(
            not typed[key] for key, rule in rules.for_applicants.fields.items() if rule.blank == "refuse"
        )
        compare(found, expected, rules, blank)


def typed_row(application: Application, rules: RuleSet) -> dict[str, str]:
    """Return what is typed for an application."""
    return {
        key: typed_as(application.values[key].value, rule)
        for key, rule in rules.for_applicants.fields.items()
    }


def test_kunshan_has_the_points_that_its_prose_gives(opened: Opened) -> None:
    """The oracle knows the prose of the standard and nothing of the program."""
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    rules = loaded.rules
    several = drawn(rules, CUTOFF, 200, "prose")
    with opened(loaded) as page:
        made = in_page(page, [dict(each.typed) for each in several])
    for one, found in zip(several, made, strict=True):
        filed: Any = {key: each.value for key, each in one.application.values.items()}
        row = row_of(filed, "none", CUTOFF.year)
        for key, points in row["criteria"].items():
            low, _high, is_open, _undefined = found["points"][key]
            assert is_open is (key == "industry_match"), key
            assert is_open or int(low) == points * 100, key
        assert all(holds is not False for _key, holds in found["conditions"]) is row["eligible"]


def test_logarithms_have_the_fifty_digits_that_decimals_have(opened: Opened) -> None:
    """A line from 0 to 1 point gives the share itself, with all its digits."""
    chance = Random(50)
    values = [Fraction(chance.randrange(10**13, 10**18), 10**13) for _ in range(300)]
    values += [1 + Fraction(1, 10**power) for power in (1, 9, 20, 48, 49, 60)]
    ends = (Decimal("0.5"), Decimal("1000000.5"))
    line = LogGoalposts(method="log_goalposts", points=((ends[0], Decimal(0)), (ends[1], Decimal(1))))
    script = """([values, ends]) => values.map((text) => {
      const share = Exact.logarithmShare(Exact.read(text), ...ends.map(Exact.read));
      return share.d === 1n ? String(share.n) : share.n + "/" + share.d;
    })"""
    with opened(load_file(SHIPPED[0])) as page:
        found = page.evaluate(script, [[str(each) for each in values], [str(each) for each in ends]])
    assert found == [str(line.points_of(each)) for each in values]


def test_a_form_that_is_not_filled_leaves_open_whatever_depends_on_it(opened: Opened) -> None:
    """Each required value alone is left out: the range then holds what any value would give."""
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    rules = loaded.rules
    required = [key for key, rule in rules.fields.items() if rule.blank == "refuse"]
    several = drawn(rules, CUTOFF, len(required), "left out")
    rows = [{**one.typed, key: ""} for one, key in zip(several, required, strict=True)]
    with opened(loaded) as page:
        made = in_page(page, rows)
    for one, found in zip(several, made, strict=True):
        compare(found, assess(one.application, rules, CUTOFF), rules, blank=True)


def test_the_comparison_fails_where_a_threshold_differs(opened: Opened) -> None:
    """A page of other rules than the program's is found out."""
    path = shipped("scoring_rules") / "kunshan_top100_2016.yaml"
    rules = load_file(path).rules
    changed = path.read_bytes().replace(b"[0.153, 6]", b"[0.154, 6]")
    assert changed != path.read_bytes()
    several = drawn(rules, CUTOFF, EACH, "changed")
    with opened(LoadedRules(load_file(path).rules, changed)) as page:
        same = in_page(page, [dict(each.typed) for each in several])
    with opened(load_rules(changed, path.name)) as page:
        made = in_page(page, [dict(each.typed) for each in several])
    for one, found in zip(several, same, strict=True):
        compare(found, assess(one.application, rules, CUTOFF), rules)
    with pytest.raises(AssertionError, match="rd_staff_share"):
        for one, found in zip(several, made, strict=True):
            compare(found, assess(one.application, rules, CUTOFF), rules)
