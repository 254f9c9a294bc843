"""A clerk corrects a value, with evidence: the form carries the value that was seen, and nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import RedirectResponse, Response

from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.wording.evidence import refusal_text
from cultivation.core.wording.values import value_text
from cultivation.errors import Refused, UsageMistake
from cultivation.intake.templates.fields import FieldWords
from cultivation.language import _, current
from cultivation.queries.events import entries_of_year
from cultivation.queries.year import State, Year
from cultivation.record.documents import NewDocument
from cultivation.record.entries import ApplicationCorrected, Recorded
from cultivation.record.rows import ApplicationRow
from cultivation.review import Evidence
from cultivation.review import correct as correct_value
from cultivation.review.expected import Outdated
from cultivation.web.asking import Asked, BadParameter, NotFound, status_of
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page
from cultivation.web.uploads import file_name

MEDIA_TYPE = "application/octet-stream"
LONGEST = 16_000  # letters of a value or of what is said of it


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of evidence that was sent before, and need not be sent again."""

    number: str
    name: str


@dataclass(frozen=True)
class Correction:
    """The form: the field, the value on record in words and as it was seen, and what was written so far.

    `last` is the correction of the value that came last, `other` the value that was seen before it changed.
    """

    code: str
    name: str
    field: str
    label: str
    type: FieldType | None
    choices: Sequence[str]
    rule: str
    unit: str
    shown: str
    seen: str
    value: str
    said: str = ""
    kept: tuple[KeptFile, ...] = ()
    last: Recorded[ApplicationCorrected] | None = None
    other: str | None = None

    @property
    def is_long(self) -> bool:
        """Tell whether the value may have several lines."""
        return self.type is FieldType.TEXT


def is_correctable(rules: RuleSet, field: str) -> bool:
    """Tell whether a clerk corrects a field: code and name, and what a list fills, stand elsewhere."""
    fixed = (rules.identifier.field, rules.name_field)
    known = field in rules.fields or field in rules.text_matches
    return known and field not in fixed and field not in rules.list_fields


def correction_of(year: Year, row: ApplicationRow, field: str) -> Correction:
    """Return the form for a value as it stands on record."""
    rules, exact = year.rules, _exact(row, field)
    rule = rules.fields.get(field)
    language = current()
    words = FieldWords(rules, language)
    choices = words.choices(rule) if rule else _levels(rules, field, language)
    label = rules.choice_label(field, exact) if exact else None
    last = [
        each
        for each in entries_of_year(year, ApplicationCorrected)
        if (each.content.enterprise, each.content.field) == (row.enterprise_id, field)
    ]
    shown = value_text(rules, field, exact) if exact is not None else ""
    written = label.text(language) if label else exact or ""
    if rule is not None and rule.type is FieldType.YES_NO and exact in ("yes", "no"):
        written = words.words[exact]
    return Correction(
        row.enterprise_id,
        row.name,
        field,
        rules.label_of(field).text(language),
        rule.type if rule else None,
        choices,
        words.content(rule) if rule else "",
        rules.unit_text(rules.unit_of(field), language),
        shown,
        json.dumps(exact or ""),
        written,
        last=last[-1] if last else None,
    )


def _levels(rules: RuleSet, field: str, language: str) -> list[str]:
    """Return the words of a value that is computed at intake from texts."""
    return [each.text(language) for each in rules.choices[rules.text_matches[field].choices].values()]


def _exact(row: ApplicationRow, field: str) -> str | None:
    value: str | None = row.record["values"].get(field, {}).get("value")
    return value


def form(asked: Asked, state: State) -> Response:
    """Show the form for a value of an application."""
    year = asked.year(state)
    row = _row(asked, state, year)
    return _page(asked, year, correction_of(year, row, asked.parts["field"]))


def _row(asked: Asked, state: State, year: Year) -> ApplicationRow:
    key, name = asked.firm(state)
    row = year.row(key)
    if row is None:
        raise NotFound(_("{name} did not apply in {year}.").format(name=name, year=year.number))
    if not is_correctable(year.rules, asked.parts["field"]):
        raise NotFound(_("There is no such page."))
    return row


def _page(asked: Asked, year: Year, it: Correction, trouble: str = "", status: int = 200) -> Response:
    return page(
        asked,
        "correct.html",
        status,
        correction=it,
        trouble=trouble,
        closed=_("The year is decided; no application is corrected any more.") if year.is_decided else "",
        **of_year(year),
    )


def correct(asked: Asked) -> Response:
    """Correct a value; where it is not taken, show the form again with all that was written and sent."""
    record, actor = asked.acting
    with record.reading() as reader:
        state = State(reader)
        year = asked.year(state)
        row, number = _row(asked, state, year), year.number
    field, seen = asked.parts["field"], _seen(asked)
    value, said = (_lines(asked.form.get(name, "")) for name in ("value", "evidence"))
    files = _files(asked)
    documents = tuple(each for each, _number in files)
    evidence = Evidence((said,) if said else (), documents, against=seen)
    try:
        correct_value(record, actor, number, row.enterprise_id, field, value, evidence)
    except (Refused, UsageMistake) as error:
        with record.reading() as reader:
            own = asked.year(State(reader))
            if own.row(row.enterprise_id) is None:
                raise
            again = _again(asked, own, row.enterprise_id, (value, said), files)
            if isinstance(error, Outdated):
                other = value_text(own.rules, field, error.seen) if error.seen else ""
                again = replace(again, other=other)
            else:
                again = replace(again, seen=json.dumps(seen))
            return _page(asked, own, again, error.message, status_of(error))
    return RedirectResponse(asked.at("years", number, "firms", row.enterprise_id) + "#h-corrections", 303)


def _seen(asked: Asked) -> str:
    """Return the value on which the form was based, as an exact text."""
    try:
        seen = json.loads(asked.form.get("seen", ""))
    except ValueError:
        seen = None
    if not isinstance(seen, str):
        raise BadParameter(_("This form is not complete. Go back, load the page anew and send it again."))
    return seen


def _lines(text: str) -> str:
    """Return what was written, its lines ending as everywhere but in forms."""
    return re.sub(r"\r\n?", "\n", text).strip()[:LONGEST]


def _files(asked: Asked) -> list[tuple[NewDocument, str]]:
    """Return the files of evidence: those sent before with their number, and those that came now."""
    assert asked.person is not None
    found = []
    for number in asked.form.get("kept", "").split():
        kept = asked.desk.door.access.file_kept(asked.person.account, number)
        if kept is not None:
            found.append((NewDocument(kept[1], kept[0], MEDIA_TYPE), number))
    for each in asked.files:
        each.content.seek(0)
        content, name = each.content.read(), file_name(each.name)
        if not content:
            sentence = _("{file} cannot be read: {problem}")
            raise UsageMistake(sentence.format(file=name, problem=refusal_text("empty", ())))
        found.append((NewDocument(content, name, MEDIA_TYPE), ""))
    return found


def _again(
    asked: Asked,
    year: Year,
    code: str,
    written: tuple[str, str],
    files: Sequence[tuple[NewDocument, str]],
) -> Correction:
    """Return the form as it was sent, over the value that stands on record now."""
    assert asked.person is not None
    row = year.row(code)
    assert row is not None, "it was there a moment ago"
    access, account = asked.desk.door.access, asked.person.account
    kept = tuple(
        KeptFile(number or access.keep_file(account, each.name, each.content), each.name)
        for each, number in files
    )
    it = correction_of(year, row, asked.parts["field"])
    return replace(it, value=written[0], said=written[1], kept=kept)
