"""Every reason as a sentence, with the numbers that decided, written out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from cultivation import language
from cultivation.core.pool.exit_causes import CAUSES
from cultivation.core.pool.lines import Action, Line, QuotaStatus, Reason
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.policy import PoolPolicy
from cultivation.core.wording.flags import RESULTS, evidence_text, figure, group_text, kind_text
from cultivation.core.wording.public_reasons import OTHERWISE, PUBLIC, public_reason
from cultivation.core.wording.quotas import broken_text, held_text
from cultivation.core.wording.reasons import SENTENCES, grounds_text, outcome_text, reason_text
from tests.core.rules.edits import EVERYTHING, KUNSHAN

RULES = load_rules(EVERYTHING.encode(), "everything.yaml").rules
POLICY = PoolPolicy(
    capacity=10,
    enter_rank=8,
    stay_rank=12,
    minimum_score=Decimal(45),
    most_newcomers=4,
    term_years=5,
    buffer_years=2,
    barred_years=3,
    veto_lists=("dishonest_debtor", "tax"),
)
LISTS = "list of dishonest debtors, list of serious tax offenders"
SAID = {
    Reason.ENTERED_ON_RANK: "entered on place 7: newcomers need 8 or better",
    Reason.ENTERED_TO_FILL: "entered on place 7 to fill the pool of 10",
    Reason.STAYED: "stays on place 7",
    Reason.STAYED_IN_BUFFER: "stays in the buffer on place 7: members stay down to 12",
    Reason.LEFT_ON_RANK: "left on place 7: members stay down to 12",
    Reason.LEFT_TO_BALANCE: "left on place 7 to bring the pool back to 10",
    Reason.LEFT_INELIGIBLE: "left, not eligible: Accident within two years",
    Reason.LEFT_NO_APPLICATION: "left, no application this year",
    Reason.RESERVED: "place 7, number 2 on the reserve list",
    Reason.LEFT_BELOW_MINIMUM: "left on place 7: the total is below the minimum of 45",
    Reason.LEFT_TERM_OVER: "left on place 7: the full term of 5 reviews in the pool is over",
    Reason.LEFT_BUFFER_OVER: "left on place 7: more than 2 consecutive reviews in the buffer",
    Reason.STAYED_ON_WATCH: "stays in the buffer on place 7 for the last time",
    Reason.STAYED_BY_TURNOVER: "stays on place 7: at most 4 newcomers enter in a year",
    Reason.TURNOVER_REACHED: "place 7: at most 4 newcomers a year",
    Reason.BELOW_MINIMUM: "place 7: the total is below the minimum of 45",
    Reason.BARRED: "place 7: barred for 3 years after removal for falsification or misconduct",
    Reason.VETOED: "place 7: on a list that excludes",
    Reason.LEFT_VETOED: "left on place 7: on a list that excludes",
    Reason.ENTERED_BY_QUOTA: "entered on place 7 by the quotas",
    Reason.STAYED_BY_QUOTA: "stays on place 7 by the quotas",
    Reason.LEFT_BY_QUOTA: "left on place 7 by the quotas",
    Reason.QUOTA_FULL: "place 7: the quotas leave no room",
    Reason.NOT_SELECTED: "place 7 was not enough",
    Reason.INELIGIBLE: "not eligible: Accident within two years",
    Reason.OVERRIDDEN: "the decision differs from the proposal: because",
}


@pytest.fixture
def chinese() -> Iterator[None]:
    language.activate("zh")
    yield
    language.activate("en")


def said(reason: Reason, policy: PoolPolicy = POLICY, rank: int | None = 7) -> str:
    line = Line("A", "A", rank, Action.NONE, reason, 2, "because")
    return reason_text(line, RULES.model_copy(update={"pool": policy}), ("accident",))


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_its_sentence_with_the_numbers(reason: Reason) -> None:
    assert said(reason) == SAID[reason]


def test_each_reason_has_a_sentence_of_its_own_in_chinese(chinese: None) -> None:
    told = [said(reason) for reason in Reason]
    assert len(set(told)) == len(told) == len(SENTENCES)
    assert all(any("\u4e00" <= each <= "\u9fff" for each in text) for text in told)
    assert not [text for text in told if "{" in text or "place" in text]


def test_where_there_is_no_limit_of_places_the_place_decides_nothing() -> None:
    unlimited = PoolPolicy()
    assert said(Reason.ENTERED_ON_RANK, unlimited) == "entered: every requirement is met (place 7)"
    assert said(Reason.STAYED, unlimited) == "stays: every requirement is met (place 7)"
    assert said(Reason.NOT_SELECTED, unlimited) == SAID[Reason.NOT_SELECTED]


def test_a_place_beyond_the_bound_says_that_excluded_ones_take_none() -> None:
    after = "; excluded enterprises do not take up places"
    assert said(Reason.ENTERED_ON_RANK, rank=8) == "entered on place 8: newcomers need 8 or better"
    assert said(Reason.ENTERED_ON_RANK, rank=9).endswith(f"8 or better{after}")
    assert not said(Reason.STAYED_IN_BUFFER, rank=12).endswith(after)
    assert said(Reason.STAYED_IN_BUFFER, rank=13).endswith(after)
    assert not said(Reason.STAYED, rank=99).endswith(after)


def test_an_outcome_is_one_of_a_decision_or_of_a_proposal() -> None:
    assert [outcome_text(action, True) for action in Action] == [
        *("enters", "stays", "leaves", "reserve", "not selected")
    ]
    assert outcome_text(Action.EXIT, False) == "proposed: leaves"


@pytest.mark.parametrize(
    ("ground", "text"),
    [
        ("total", "the total does not reach the pass mark"),
        ("minimum:innovation", "Innovation below the least of 6 points"),
        ("zero:rd", "R&D must not be 0 points"),
        ("enough_rd", "not met: Enough R&D"),
        ("accident", "Accident within two years"),
        ("grade", "cannot be computed: Grade"),
    ],
)
def test_grounds_are_named(ground: str, text: str) -> None:
    assert grounds_text((ground,), RULES) == text


def test_several_grounds_are_listed() -> None:
    assert grounds_text(("total", "accident"), RULES) == (
        "the total does not reach the pass mark; Accident within two years"
    )


def held(choice: str, members: int, least: int, most: int | None) -> QuotaStatus:
    return QuotaStatus("size", choice, members, least, most)


def test_quotas_say_how_full_or_scarce_they_are() -> None:
    small, large = RULES.choices["size"]["small"].en, RULES.choices["size"]["large"].en
    full, scarce, third = held("small", 6, 0, 6), held("large", 2, 2, None), held("large", 7, 2, 7)
    assert held_text((full, scarce), RULES) == f"{small} 6 of at most 6; {large} 2 of at least 2"
    assert held_text((full, scarce, third, full, full), RULES).endswith("; and 2 more")
    assert held_text((full, scarce, third), RULES).count(";") == 2
    over, under = held("small", 7, 0, 6), held("large", 1, 2, None)
    assert broken_text((over, under), RULES) == f"{small} 7, at most 6; {large} 1, at least 2"


def test_a_reason_by_quotas_tells_own_quotas_from_those_of_others() -> None:
    full, scarce = held("small", 6, 0, 6), held("large", 2, 2, None)

    def told(action: Action, *quotas: QuotaStatus) -> str:
        line = Line("A", "A", 7, action, Reason.QUOTA_FULL, None, "", quotas)
        return reason_text(line, RULES).removeprefix("place 7: the quotas leave no room")

    assert told(Action.ENTER, scarce).startswith(" (")
    assert told(Action.ENTER, full).startswith("; other groups are limited (")
    assert told(Action.NONE, full).startswith(" (")
    assert told(Action.NONE, scarce).startswith("; places are needed for other groups (")


FLAG = {"kind": "jump", "other": "B", "evidence": []}


def evidence(kind: str, name: str, value: str, low: str | None = None, high: str | None = None) -> str:
    told = {"name": name, "value": value, "low": low, "high": high, "deviation": None}
    flag = {**FLAG, "kind": kind, "evidence": [told]}
    return evidence_text(flag, load_rules(KUNSHAN.encode(), "kunshan.yaml").rules, lambda units: f"<{units}>")


def test_flags_in_words() -> None:
    assert kind_text({**FLAG, "kind": "copied"}, {"B": "Firm B"}) == "the same figures as Firm B"
    assert kind_text({**FLAG, "kind": "copied"}, {}) == "the same figures as B"
    assert figure("0.0312", "%") == "3.12 %"
    assert figure("1234.50", "x") == "1,234.5 x"
    assert figure("7", "") == "7"
    assert evidence("repeated", "staff", "12") == "Staff 12 persons"
    assert evidence("jump", "rd_ratio", "0.08", "0.02").endswith(" 8.00 %, last year 2.00 %")
    assert evidence("unlike_peers", "rd_ratio", "0.08", "0.02", "0.03").endswith(
        " 8.00 %, peers 2.00 % to 3.00 %"
    )
    assert evidence("points_unlike_peers", "", "5700.4", "1700", "3800") == (
        "total <5700>, peers <1700> to <3800>"
    )
    assert len(set(RESULTS.values())) == 3


def test_groups_are_named_by_what_marks_them() -> None:
    rules = load_rules(KUNSHAN.encode(), "kunshan.yaml").rules
    label = rules.label_of("rd_ratio").en
    assert group_text([("rd_ratio", 1)], rules) == f"high {label}"
    assert group_text([("rd_ratio", -1)], rules) == f"low {label}"
    assert group_text([], rules) == "average in all figures"


def test_a_public_reason_gives_no_place_and_no_points() -> None:
    for reason in Reason:
        assert not any(each.isdigit() for each in public_reason(reason))
    leaving = {reason for reason in Reason if reason.value.startswith("left")}
    assert leaving | {Reason.OVERRIDDEN} == PUBLIC.keys()
    assert public_reason(Reason.STAYED) == OTHERWISE
    assert public_reason(Reason.LEFT_NO_APPLICATION) == "did not take part in this year's review"


CAUSES_SAID = {
    "graduation": "graduated: reached the title that the pool prepares for",
    "expired_term": "the term in the pool is over",
    "dissolved": "dissolved or deregistered",
    "relocation": "moved out of the city",
    "own_request": "at its own request",
    "no_report": "did not report or take part in the re-review",
    "failed_re_review": "did not pass the re-review",
    "unqualified": "no longer meets the terms of entry",
    "stopped": "stopped operating for more than a year",
    "commitments": "did not keep its commitments",
    "accident": "major safety accident",
    "quality": "major quality accident",
    "environment": "serious environmental violation",
    "tax": "tax evasion or fraud",
    "dishonest_debtor": "on the list of dishonest debtors",
    "abnormal_operation": "on the list of abnormal operations",
    "misconduct": "research misconduct",
    "falsification": "false figures in an application",
}


def test_every_cause_has_a_sentence_of_its_own_in_both_languages(chinese: None) -> None:
    """The sentences stand in docs/year.md; each is translated, and no two say the same."""
    assert CAUSES == CAUSES_SAID
    told = [language._(sentence) for sentence in CAUSES.values()]
    assert all(any("\u4e00" <= each <= "\u9fff" for each in text) for text in told)
    assert not [text for text in told if any(each.isascii() and each.isalpha() for each in text)]
    assert len(set(told)) == len(told)
