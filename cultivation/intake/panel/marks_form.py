"""The marks of the workbench's form: written down as what was handed in, and read back like a workbook."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import orjson

from cultivation.canonical import canonical_json
from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding
from cultivation.intake.panel.marks import LONGEST_COMMENT, MarkRead, MarksRead, Sent, words_of

MARKS_FORM = "application/vnd.cultivation.marks+json"
SHEET = "web"  # where a workbook has the name of a sheet
ABSTAINED = "abstain"
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class FilledMark:
    """One mark as filled in: the number of the enterprise, the field, a number, `abstain` or nothing."""

    number: int
    mark: str
    value: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class MarksForm:
    """All that an expert filled in, for which year and rules."""

    year: int
    rule_set: str
    expert: str
    marks: tuple[FilledMark, ...]

    def to_bytes(self) -> bytes:
        """Return what goes on record as received; the same marks give the same bytes."""
        return canonical_json({**asdict(self), "marks": [asdict(each) for each in self.marks]})


def read_marks_form(content: bytes) -> MarksForm:
    """Read what is on record as received; raise ValueError, KeyError or TypeError where it is none."""
    said = orjson.loads(content)
    marks = tuple(
        FilledMark(int(each["number"]), str(each["mark"]), str(each["value"]), str(each["comment"]))
        for each in said["marks"]
    )
    return MarksForm(int(said["year"]), str(said["rule_set"]), str(said["expert"]), marks)


def number_of(text: str) -> Decimal | None:
    """Return the number that somebody wrote as a mark; None where it is none."""
    try:
        value = Decimal(unicodedata.normalize("NFKC", text).strip())
    except InvalidOperation:
        return None
    return value.normalize() + 0 if value.is_finite() and abs(value) < 10**MOST_DIGITS else None


def problem_of(value: str, asked: MarkRequest) -> str:
    """Return the code of what is wrong with a mark that was filled in; empty where it can be taken."""
    if value in ("", ABSTAINED):
        return "" if value else "mark_missing"
    number = number_of(value)
    if number is None:
        return "mark_not_a_number"
    return "" if asked.allows(Fraction(number)) else "mark_out_of_range"


def marks_of_form(form: MarksForm, file: str, rules: RuleSet, sent: Sent) -> MarksRead:
    """Read the marks of a form as far as they can be taken, with the findings that a workbook would have."""
    filled = {(each.number, each.mark): each for each in form.marks}
    asked = {
        (number, each.mark): (firm[0], each)
        for number, firm in sorted(sent.firms.items())
        for each in sent.asked.get(firm[0], ())
    }
    marks, findings = list[MarkRead](), list[Finding]()
    for key, (firm, request) in asked.items():
        each = filled.get(key, FilledMark(*key, ""))
        code = problem_of(each.value, request)
        if code:
            findings.append(_finding(code, file, each, request, rules))
        else:
            value = None if each.value == ABSTAINED else number_of(each.value)
            marks.append(MarkRead(firm, request.mark, value, "", each.comment[:LONGEST_COMMENT]))
    findings += _not_asked([each for key, each in filled.items() if key not in asked], file)
    rejected = sum(each.code != "mark_missing" for each in findings)
    return MarksRead(SHEET, tuple(marks), tuple(findings), rejected)


def _finding(code: str, file: str, each: FilledMark, asked: MarkRequest, rules: RuleSet) -> Finding:
    value = str(each.number) if code == "mark_missing" else each.value
    return Finding(code, file, SHEET, "", asked.mark, value, words_of(asked, rules))


def _not_asked(filled: Sequence[FilledMark], file: str) -> Iterator[Finding]:
    """Say which marks are of an enterprise that is no longer the expert's, or of nothing that is asked."""
    for each in filled:
        if each.value:
            yield Finding("marks_not_assigned", file, SHEET, value=str(each.number))
