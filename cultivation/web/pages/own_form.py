"""An application filled in on a page: the form becomes our workbook and goes the way of every other file.

So there is one truth: what a page checks is what the intake checks. Drafts are kept in the access store, each
with a version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from cultivation.access.kept_forms import KeptForm
from cultivation.canonical import visible
from cultivation.core.rules.field_groups import field_groups
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.errors import CultivationError, Refused
from cultivation.findings import SEVERITIES, Finding
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.templates.fields import FieldWords
from cultivation.intake.templates.workbook import write_template
from cultivation.language import _
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.filing_window import filing_window, local_minute
from cultivation.queries.received_files import last_received, received_files
from cultivation.queries.year import State, Year
from cultivation.review import IntakeOptions, intake
from cultivation.web.asking import Asked, BadParameter, status_of
from cultivation.web.pages.files import closed_text, filing_for_whom
from cultivation.web.pages.whose import own_codes
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page
from cultivation.web.uploads import file_name

BEFORE = "field."  # of the names of fields in the form
ACTS = ("save", "check", "submit")
LONGEST = 16_000
DIGITS = (FieldType.NUMBER, FieldType.INTEGER)


@dataclass(frozen=True)
class Entry:
    """A field as it stands in the form: its words, what was written, and what is wrong with it."""

    key: str
    label: str
    rule: FieldRule
    content: str
    blank: str
    choices: Sequence[str]
    value: str
    findings: tuple[Finding, ...] = ()
    elsewhere: str | None = None  # what was saved in another window meanwhile

    @property
    def must(self) -> bool:
        """Tell whether it has to be filled in."""
        return self.rule.blank == "refuse"

    @property
    def is_number(self) -> bool:
        """Tell whether digits are written."""
        return self.rule.type in DIGITS


@dataclass(frozen=True)
class Shown:
    """What the page says above the form: what became of it, and all findings that are about no field."""

    told: str = ""
    trouble: str = ""
    findings: tuple[Finding, ...] = ()
    elsewhere: Mapping[str, str] | None = None
    status: int = 200


def form(asked: Asked, state: State) -> Response:
    """Show the form with what was saved of it, else with what is on record of the enterprise."""
    year = asked.year(state)
    kept = _kept(asked, year)
    fields = kept.fields if kept.fields is not None else _begun(asked, year)
    return _page(asked, year, fields, kept)


def _begun(asked: Asked, year: Year) -> dict[str, str]:
    """Return what is known of the only enterprise for which somebody stands."""
    grants = [each for each in filing_for_whom(asked, year) if each.enterprise]
    if len(grants) != 1:
        return {}
    code = str(grants[0].enterprise)
    name = year.reader.enterprises().get(code, "")
    return {year.rules.identifier.field: code, year.rules.name_field: name}


def _page(
    asked: Asked, year: Year, fields: Mapping[str, str], kept: KeptForm, shown: Shown = Shown()
) -> Response:
    rules = year.rules
    of_field = [each for each in shown.findings if each.field in rules.for_applicants.fields]
    dimensions = rules.dimensions
    groups = [
        (
            dimensions[key].text(asked.language) if key else _("The enterprise"),
            [_entry(asked, rules, each, fields, of_field, shown) for each in own],
        )
        for key, own in field_groups(rules).items()
    ]
    own = own_codes(asked, year) if filing_for_whom(asked, year) else set()
    return page(
        asked,
        "own_form.html",
        shown.status,
        groups=groups,
        shown=shown,
        kept=kept,
        saved=local_minute(kept.saved) if kept.saved else "",
        others=[each for each in shown.findings if each not in of_field],
        severities=SEVERITIES,
        closed=closed_text(asked, year),
        window=filing_window(year),
        now=local_minute(datetime.now(UTC)),
        units=[each.unit or each.enterprise for each in filing_for_whom(asked, year)],
        filed_for=asked.form.get("filed_for", ""),
        on_record=[year.rows[each] for each in sorted(own & year.rows.keys())] if len(own) == 1 else [],
        before=BEFORE,
        **of_year(year),
    )


def _entry(
    asked: Asked,
    rules: RuleSet,
    key: str,
    fields: Mapping[str, str],
    findings: Sequence[Finding],
    shown: Shown,
) -> Entry:
    rule, words = rules.fields[key], FieldWords(rules, asked.language)
    other = None if shown.elsewhere is None else shown.elsewhere.get(key, "")
    value = fields.get(key, "")
    return Entry(
        key,
        rule.text(asked.language),
        rule,
        words.content(rule),
        words.blank(rule),
        words.choices(rule),
        value,
        tuple(each for each in findings if each.field == key),
        None if other == value else other,
    )


def _kept(asked: Asked, year: Year) -> KeptForm:
    assert asked.person is not None
    return asked.desk.door.access.form_kept(asked.person.account, _name(year))


def _name(year: Year) -> str:
    return f"application {year.number}"


def send(asked: Asked) -> Response:
    """Save the form, check it, or submit it: what is returned stays a draft with what is wrong beside it."""
    act = asked.form.get("act", "")
    if act not in ACTS:
        raise BadParameter(_("This form is not complete. Go back, load the page anew and send it again."))
    record, _actor = asked.acting
    with record.reading() as reader:
        year = asked.year(State(reader))
        fields, seen = _written(asked, year), _version(asked)
        if not any(map(visible, fields.values())):
            nothing = Shown(trouble=_("Nothing is filled in yet."), status=422)
            return _page(asked, year, fields, _kept(asked, year), nothing)
        kept = _saved(asked, year, seen, fields)
        if kept is None:
            return _elsewhere(asked, year, fields)
        if act == "save":
            return _page(asked, year, fields, kept, Shown(told=_("Saved. Nothing is submitted yet.")))
        content = write_template(year.rules, asked.language, form=True, filled=fields)
        name = file_name(f"{fields[year.rules.identifier.field] or fields[year.rules.name_field]}.xlsx")
    return _submitted(asked, fields, kept, Incoming(name, content), act)


def _written(asked: Asked, year: Year) -> dict[str, str]:
    """Return what was written in each field, its lines ending as everywhere but in forms."""
    own = year.rules.for_applicants.fields
    said = {key: asked.form.get(f"{BEFORE}{key}", "") for key in own}
    return {key: re.sub(r"\r\n?", "\n", text).strip()[:LONGEST] for key, text in said.items()}


def _version(asked: Asked) -> int:
    text = asked.form.get("version", "")
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadParameter(_("This form is not complete. Go back, load the page anew and send it again."))
    return int(text)


def _saved(asked: Asked, year: Year, seen: int, fields: Mapping[str, str]) -> KeptForm | None:
    assert asked.person is not None
    return asked.desk.door.access.save_form(asked.person.account, _name(year), seen, fields)


def _elsewhere(asked: Asked, year: Year, fields: Mapping[str, str]) -> Response:
    """Show the form as it was sent, with what was saved in another window beside each field that differs."""
    kept = _kept(asked, year)
    trouble = _("This form was saved in another window after this one was opened. Both are shown below.")
    shown = Shown(trouble=trouble, elsewhere=kept.fields or {}, status=409)
    return _page(asked, year, fields, kept, shown)


def _submitted(asked: Asked, fields: Mapping[str, str], kept: KeptForm, file: Incoming, act: str) -> Response:
    """Check a workbook as the intake does; only one that is accepted is put on record."""
    record, _actor = asked.acting
    number = int(asked.parts["year"])
    try:
        answer = _intake(asked, file, number, dry_run=True)
        if act == "submit" and answer.accepted:
            answer = _intake(asked, file, number, dry_run=False)
    except CultivationError as error:
        shown = Shown(trouble=error.message, status=status_of(error))
    else:
        if act == "submit" and answer.accepted:
            return _receipt(asked, number, answer)
        shown = _told(answer, act)
    with record.reading() as reader:
        return _page(asked, asked.year(State(reader)), fields, kept, shown)


def _intake(asked: Asked, file: Incoming, year: int, dry_run: bool) -> FileReceived:
    record, actor = asked.acting
    handling = IntakeOptions(
        unit_field=asked.desk.web.unit_field,
        filed_for=asked.form.get("filed_for", "").strip(),
        arrived=asked.arrived,
    )
    (answer,) = intake(record, actor, year, [file], dry_run, handling=handling, readers=asked.desk.readers)
    return answer


def _told(answer: FileReceived, act: str) -> Shown:
    """Say what a check came to, or why nothing was submitted."""
    if answer.accepted or (answer.unchanged and not answer.rejected):
        known = _("This is what is on record already.")
        told = _("It would be accepted as it is.") if answer.accepted else known
        return Shown(told=told, findings=answer.findings)
    trouble = _("It would be returned. Nothing is submitted; what is wrong is shown beside each field.")
    return Shown(trouble=trouble, findings=answer.findings, status=422 if act == "submit" else 200)


def _receipt(asked: Asked, number: int, answer: FileReceived) -> Response:
    """Forget the draft and lead to the receipt."""
    record, _actor = asked.acting
    with record.reading() as reader:
        year = asked.year(State(reader))
        assert asked.person is not None
        asked.desk.door.access.drop_form(asked.person.account, _name(year))
        found = last_received(received_files(year), answer.sha256)
    if found is None:
        raise Refused(_("This file is not on record."))
    return RedirectResponse(asked.at("years", number, "files", found.entry.seq), 303)
