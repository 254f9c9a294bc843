"""What the next point costs: the program itself finds the gain, and nothing nearer gains as much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cultivation.core.rules.loading import load_file, load_rules
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess
from cultivation.resources import shipped
from tests.browsing import CHROMIUM
from tests.properties import SOAK

from .applications import Drawn, drawn
from .conftest import Opened
from .test_exactness import CUTOFF, doubts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
FOUND = """([cutoff, typed, units]) => {
  const data = (name) => JSON.parse(document.getElementById("d-" + name).textContent);
  const program = data("program"), form = data("form"), state = Form.readAll(form, typed, cutoff);
  const plain = (text) => text.replace(/,/g, "").replace("−", "-");
  const tried = Next.trial(program, state.filed), found = {};
  for (const field of form.fields) {
    const one = Next.forField(field, state.read.get(field.key), tried, BigInt(units));
    if (one && one.options) found[field.key] = one.options.map((each) => String(each.value));
    else if (one) found[field.key] = [one.typed, one.change].map((each) => plain(Exact.show(each, 6)));
  }
  return found;
}"""
MOST_TRIED = 400 if SOAK else 100


class Trial:
    """The program's own answer to a change of one value."""

    def __init__(self, application: Application, rules: RuleSet, units: int) -> None:
        self.application, self.rules, self.units = application, rules, units
        self.base = assess(application, rules, CUTOFF)
        self.doubts = set(doubts(application, rules))

    def gains(self, key: str, value: Any) -> bool:
        changed = replace(self.application, values={**self.application.values, key: FiledValue(value)})
        made: Assessment = assess(changed, self.rules, CUTOFF)
        better = 1 if self.rules.total.order == "descending" else -1
        enough = better * (made.total - self.base.total) >= self.units
        return (
            enough
            and set(made.gates_failed) <= set(self.base.gates_failed)
            and set(doubts(changed, self.rules)) <= self.doubts
        )


def step_of(typed: str, whole: bool) -> Decimal:
    """Return the step of the last digit that says something."""
    exponent = Decimal(typed or "0").normalize().as_tuple().exponent
    return Decimal(1) if whole else Decimal(1).scaleb(min(0, int(exponent)))


@pytest.mark.parametrize("points", ["0", "2"], ids=["the_least", "two_points"])
@pytest.mark.parametrize("name", ["kunshan_top100_2016", "zjtx_sme_2022", "tech_sme_2017"])
def test_each_change_gains_enough_and_one_step_less_does_not(name: str, points: str, opened: Opened) -> None:
    loaded = load_file(shipped("scoring_rules") / f"{name}.yaml")
    rules, several = loaded.rules, drawn(loaded.rules, CUTOFF, 12, f"next {name}")
    units = max(1, int(Decimal(points) / rules.precision))
    with opened(loaded) as page:
        found = [page.evaluate(FOUND, [CUTOFF.isoformat(), dict(each.typed), str(units)]) for each in several]
    assert sum(map(len, found)) > 10
    for one, changes in zip(several, found, strict=True):
        check(one, changes, rules, units)


def test_where_fewer_are_better_it_is_found_what_a_point_less_takes(opened: Opened) -> None:
    text = (shipped("scoring_rules") / "kunshan_top100_2016.yaml").read_text("utf-8")
    loaded = load_rules((text + "\ntotal: {order: ascending}\n").encode(), "fewer.yaml")
    rules, several = loaded.rules, drawn(loaded.rules, CUTOFF, 12, "fewer")
    with opened(loaded, "en") as page:
        found = [page.evaluate(FOUND, [CUTOFF.isoformat(), dict(each.typed), "1"]) for each in several]
        assert page.locator("#h-next").inner_text() == "What a point less takes"
        assert "fewer points are better" in page.locator("#beside").inner_text()
    assert sum(map(len, found)) > 10
    for one, changes in zip(several, found, strict=True):
        check(one, changes, rules, 1)


def check(one: Drawn, changes: Mapping[str, list[str]], rules: RuleSet, units: int) -> None:
    trial = Trial(one.application, rules, units)
    for key, rule in rules.for_applicants.fields.items():
        filed = one.application.values[key].value
        if rule.type is FieldType.YES_NO:
            assert (key in changes) is trial.gains(key, not filed), key
        elif rule.type is FieldType.CHOICE:
            better = [each for each in rules.choices[rule.choices or ""] if trial.gains(key, each)]
            assert changes.get(key, []) == better, key
        elif key in changes:
            scale = 100 if rule.unit == "%" else 1
            value, change = (Decimal(each) / scale for each in changes[key])
            step = step_of(one.typed[key], rule.type is FieldType.INTEGER) / scale
            assert value - change == filed
            assert trial.gains(key, value), key
            assert abs(change) == step or not trial.gains(key, value - step * (1 if change > 0 else -1)), key


def test_of_whole_numbers_no_smaller_change_gains_as_much(opened: Opened) -> None:
    """Every smaller change of a count is tried by the program, both ways."""
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    rules, several = loaded.rules, drawn(loaded.rules, CUTOFF, 12, "smaller")
    keys = ("invention_patents", "new_ip", "talents", "standards", "staff", "rd_staff")
    tried = 0
    with opened(loaded) as page:
        found = [page.evaluate(FOUND, [CUTOFF.isoformat(), dict(each.typed), "50"]) for each in several]
    for one, changes in zip(several, found, strict=True):
        trial = Trial(one.application, rules, 50)
        for key in keys:
            filed = one.application.values[key].value
            assert isinstance(filed, Decimal)
            least = abs(int(Decimal(changes[key][1]))) if key in changes else MOST_TRIED
            for steps in range(1, min(least, MOST_TRIED)):
                nearer = [
                    filed + steps,
                    *([filed - steps] if filed - steps >= (rules.fields[key].minimum or 0) else []),
                ]
                assert not any(trial.gains(key, each) for each in nearer), (key, steps)
                tried += 1
    assert tried > 200
