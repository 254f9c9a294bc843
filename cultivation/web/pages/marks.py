"""An expert's own pages: whom the expert marks, what is open, and the sheet of one enterprise.

A mark is saved as it is set by a script, or all of a sheet by its button; both send the same form. Each mark
says what it rested on: where something else stands by now, nothing is written and both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import JSONResponse, RedirectResponse, Response

from cultivation.findings import Finding
from cultivation.intake.panel.marks import LONGEST_COMMENT, words_of
from cultivation.intake.panel.marks_form import ABSTAINED, number_of, problem_of
from cultivation.language import _
from cultivation.queries.own_marks import OwnFirm, OwnMark, Version, criterion_of, next_open, what_all_say
from cultivation.queries.panel import result_of
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.own_marking import OwnMarking, own_marking
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

UNSET = "open"  # what the button says that takes a mark away
SHOWN_RADIOS = 21  # marks that stand as buttons; of more a number is written


@dataclass(frozen=True)
class Answer:
    """What became of one mark of a form: `stale` where another stood there, `problem` where it is none."""

    mark: OwnMark
    written: tuple[str, str]
    problem: str = ""
    stale: bool = False


def marks(asked: Asked) -> Response:
    """List whom the expert marks, in the fixed order, with what is open."""
    with asked.desk.record.reading() as reader:
        own = own_marking(asked, State(reader))
        shown = _all(asked, own)
        context = of_year(own.year)
        return page(asked, "marks.html", own=own, next_open=next_open(own.firms), all_say=shown, **context)


def _all(asked: Asked, own: OwnMarking) -> dict[str, dict[str, tuple[str, str]]]:
    """Return what all say, where the opening promised that experts see it after the closing."""
    if not (own.is_closed and own.marking.seq and own.marking.shows_others):
        return {}
    result = asked.keep_of(own.year, "marks of all", lambda: result_of(own.year, own.panel))
    return {each.enterprise: what_all_say(result.cells, each.enterprise) for each in own.firms}


def sheet(asked: Asked) -> Response:
    """Show the sheet of one enterprise, or save what was set on it."""
    with asked.desk.record.reading() as reader:
        own = own_marking(asked, State(reader))
        firm = own.firm(asked.parts["number"])
        if asked.method != "POST":
            return _sheet(asked, own, firm, {})
        answers = _save(asked, own, firm)
        if asked.form.get("part"):
            return _told(own, firm, answers)
        if any(each.problem or each.stale for each in answers.values()):
            status = 409 if any(each.stale for each in answers.values()) else 422
            return _sheet(asked, own_marking(asked, State(reader)), firm, answers, status)
    return RedirectResponse(asked.at("years", own.year.number, "marks", firm.number), 303)


def _sheet(
    asked: Asked, own: OwnMarking, firm: OwnFirm, answers: Mapping[str, Answer], status: int = 200
) -> Response:
    now = own.firm(str(firm.number))
    place = [each.number for each in own.firms].index(now.number)
    rules = own.year.rules
    return page(
        asked,
        "mark_sheet.html",
        status,
        own=own,
        firm=now,
        place=place + 1,
        before=own.firms[place - 1] if place else None,
        after=own.firms[place + 1] if place + 1 < len(own.firms) else None,
        next_open=next_open(own.firms, now.number),
        criterion=lambda each: criterion_of(each.asked, rules, asked.language),
        choices=_choices,
        seen=seen_text,
        answers=answers,
        said=said_text,
        clock=_clock,
        both=stale_text,
        all_say=_all(asked, own).get(now.enterprise, {}),
        abstained=ABSTAINED,
        unset=UNSET,
        longest=LONGEST_COMMENT,
        can_set=own.is_open and own.has_declared,
        **of_year(own.year),
    )


def _choices(mark: OwnMark) -> list[str]:
    """Return the marks that stand as buttons; none where there are too many."""
    allowed = [format(each.normalize() + 0, "f") for each in mark.asked.allowed()]
    return allowed if len(allowed) <= SHOWN_RADIOS else []


def seen_text(version: Version) -> str:
    """Write on what a mark rests as a form carries it."""
    return f"{version[0]}.{version[1]}"


def _seen(text: str) -> Version:
    """Read on what a mark rested; what is none was never seen."""
    first, _dot, second = text.partition(".")
    if first.isascii() and first.isdecimal() and second.isascii() and second.isdecimal() and len(text) < 30:
        return int(first), int(second)
    return (-1, -1)


def _save(asked: Asked, own: OwnMarking, firm: OwnFirm) -> dict[str, Answer]:
    """Save the marks of a form that say something else than what stands; return what became of each."""
    if not own.is_open:
        return {each.asked.mark: Answer(each, ("", ""), own.closed_text or "-") for each in firm.marks}
    answers = {}
    for each in firm.marks:
        key = each.asked.mark
        if f"seen.{key}" not in asked.form:
            continue  # the form is about other marks
        written = (_written(asked, key), asked.form.get(f"comment.{key}", "").strip()[:LONGEST_COMMENT])
        answers[key] = _answer(asked, own, firm, each, written)
    return answers


def _written(asked: Asked, key: str) -> str:
    """Return a mark as it is kept: a plain number, `abstain`, empty, or what was written where it is none."""
    if asked.form.get(f"abstain.{key}"):
        return ABSTAINED
    text = asked.form.get(f"mark.{key}", "").strip()[:40]
    if text == UNSET:
        return ""
    number = None if text in ("", ABSTAINED) else number_of(text)
    return text if number is None else format(number, "f")


def _answer(asked: Asked, own: OwnMarking, firm: OwnFirm, each: OwnMark, written: tuple[str, str]) -> Answer:
    if written == (each.value, each.comment):
        return Answer(each, written)
    if not own.has_declared:
        return Answer(each, written, _("First declare that you have no other conflict of interest."))
    problem = problem_of(written[0], each.asked)
    if problem not in ("", "mark_missing"):
        details = words_of(each.asked, own.year.rules)
        return Answer(each, written, Finding(problem, "", value=written[0], details=details).message())
    assert asked.person is not None
    saved = asked.desk.door.access.save_mark(
        asked.person.account,
        own.year.number,
        (firm.number, each.asked.mark),
        written,
        own.basis,
        _seen(asked.form.get(f"seen.{each.asked.mark}", "")),
    )
    now = saved.now
    if now is None:  # the form rested on a mark that was handed in since
        return Answer(each, written, stale=True)
    stands = OwnMark(each.asked, now.value, now.comment, (now.basis, now.version), now.saved)
    return Answer(stands, written, stale=saved.stale)


def _told(own: OwnMarking, firm: OwnFirm, answers: Mapping[str, Answer]) -> Response:
    """Tell a script what became of the marks that it sent."""
    said = {
        key: {
            "value": each.mark.value,
            "comment": each.mark.comment,
            "seen": seen_text(each.mark.version),
            "at": _clock(each.mark),
            "open": each.mark.is_open,
            "problem": each.problem,
            "stale": stale_text(each) if each.stale else "",
        }
        for key, each in answers.items()
    }
    is_stale = any(each.stale for each in answers.values())
    is_wrong = any(each.problem for each in answers.values())
    status = 409 if is_stale or not own.is_open else 422 if is_wrong else 200
    others = [each.is_open for each in firm.marks if each.asked.mark not in answers]
    here = sum(others) + sum(each.mark.is_open for each in answers.values())
    return JSONResponse({"marks": said, "open": own.open - firm.open + here}, status)


def stale_text(answer: Answer) -> str:
    """Say both marks: what stands, and what was not saved."""
    sentence = _(
        "In another window {now} was saved since. You set {own}; that was not saved. Set it again to keep it."
    )
    return sentence.format(now=said_text(answer.mark.value), own=said_text(answer.written[0]))


def said_text(value: str) -> str:
    """Write a mark as people read it."""
    return _("abstention") if value == ABSTAINED else value or _("nothing")


def _clock(mark: OwnMark) -> str:
    """Write when a mark was saved in the time of this machine."""
    return mark.saved.astimezone().strftime("%H:%M:%S") if mark.saved else ""
