"""What is said must be visible, and two persons must be two, whatever letters they are written with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cultivation import review
from cultivation.errors import Refused, UsageMistake
from cultivation.queries.prerequisites import check_two_persons
from cultivation.record.actors import Person
from cultivation.review.inputs import MISSING, check_said

# A space, wide and narrow; zero width; a filler of Hangul; a selector; marks of direction; a tab and a line.
UNSEEN = ("", " ", "\u3000", "\u200b", "\u3164", "\ufe0f", "\u202e\u200f", "\t\n", "\ufeff")


@pytest.mark.parametrize("blank", UNSEEN)
@pytest.mark.parametrize("kind", MISSING)
def test_what_cannot_be_read_was_not_said(kind: str, blank: str) -> None:
    with pytest.raises(UsageMistake, match="must not be empty"):
        check_said(**{kind: blank})


@pytest.mark.parametrize("text", ["1", "。", "昆新兴〔2017〕3号", "\u200bx"])
def test_what_can_be_read_is_taken(text: str) -> None:
    check_said(document=text, reason=text)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_letter_that_shows_nothing_makes_no_second_person(unseen: str) -> None:
    for other in (f"王{unseen}芳", f"{unseen}王芳", f"王芳{unseen}"):
        with pytest.raises(Refused, match="another person"):
            check_two_persons(Person("王芳"), Person(other))


def test_wide_letters_and_case_make_no_second_person() -> None:
    with pytest.raises(Refused):
        check_two_persons(Person("Wang Fang"), Person("ＷＡＮＧ　ｆａｎｇ"))


def test_two_persons_are_two() -> None:
    check_two_persons(Person("王芳"), Person("王方"))
    check_two_persons(Person("王芳"), Person("李强"))


ON = date(2017, 3, 1)
STEPS: dict[str, Callable[[Any], object]] = {
    "withdraw": lambda none: review.withdraw(none, "a", 2016, "x", " "),
    "object, person": lambda none: review.file_objection(none, "a", 2016, "x", " ", "text"),
    "object, text": lambda none: review.file_objection(none, "a", 2016, "x", "b", " "),
    "resolve": lambda none: review.resolve_objection(none, "a", 2016, 1, True, " "),
    "remove": lambda none: review.remove_member(none, "a", "x", "tax", " ", ON),
    "call up": lambda none: review.call_up(none, "a", None, " ", ON),
    "rename, document": lambda none: review.rename(none, "a", "x", "y", " ", ON),
    "rename, name": lambda none: review.rename(none, "a", "x", " ", "1", ON),
    "suspend, reason": lambda none: review.suspend(none, "a", "x", " ", "1", ON),
    "resume, document": lambda none: review.resume(none, "a", "x", "why", " ", ON),
    "recuse": lambda none: review.recuse(none, "a", 2016, "e", "x", " "),
    "demonstrate": lambda none: review.select_demonstrations(
        none, "a", 2016, review.SelectionCriteria((), 2, ""), " ", ON
    ),
    "cancel support": lambda none: review.cancel_support(none, "a", 1, " ", ON),
    "visit": lambda none: review.verify_flag(none, "a", 2016, "x", "confirmed", " "),
    "decide": lambda none: review.decide(none, "a", 2016, " ", ON, {}),
    "correct": lambda none: review.correct(none, "a", 2016, "x", "staff", "1", review.Evidence((" ",))),
}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_taken_on_a_blank(step: str) -> None:
    """There is no record here at all: the blank is refused before one is opened."""
    with pytest.raises(UsageMistake, match="must not be empty"):
        STEPS[step](None)
