"""The clerks' desk: what was found in the files of a year and waits, and what came of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import RedirectResponse, Response

from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import KINDS, SEVERITIES, Severity
from cultivation.intake.templates.fields import FieldWords
from cultivation.language import N_, _, current
from cultivation.outputs.delimited import row_of_texts
from cultivation.queries.applications import FiledValue, filed_by
from cultivation.queries.finding_states import (
    CONTESTED,
    FindingNow,
    Queue,
    finding_of,
    findings_now,
    queue_of,
    zone_of_rules,
)
from cultivation.queries.ledger import UNKNOWN
from cultivation.queries.year import State, Year
from cultivation.review import settle_finding
from cultivation.web.asking import Asked, BadParameter, NotFound, status_of
from cultivation.web.pages.correcting import Correction, correction_of, is_correctable
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

AT_ONCE = 100
NOWHERE = "unknown"  # in the address, for a zone without a name
CHOICES = {
    CONTESTED: N_("said to be wrong"),
    **{str(key): word for key, word in SEVERITIES.items() if key is not Severity.NOTE},
}
PLACE = re.compile(r"\{\w+\}")


def queue(asked: Asked, state: State) -> Response:
    """List what waits for a clerk, by zone, kind and severity; what was contested stands first."""
    year = asked.year(state)
    found = _queue(asked, year)
    pages = max(1, -(-len(found.found) // AT_ONCE))
    at = min(asked.number("page") or 1, pages)
    every = sum(each.is_open for each in now_of(asked, year))
    return page(
        asked,
        "findings.html",
        found=found.found[(at - 1) * AT_ONCE : at * AT_ONCE],
        number_found=len(found.found),
        every=every,
        groups=_groups(found),
        severity=asked.query.get("severity", ""),
        zones=_zones(year, found),
        kinds=sorted((kind_text(key), key, several) for key, several in found.by_kind.items()),
        severities=SEVERITIES,
        zone_text=partial(zone_text, year),
        at=at,
        pages=pages,
        **of_year(year),
    )


def _groups(found: Queue) -> list[tuple[str, str, int]]:
    count = found.by_severity
    every = sum(several for key, several in count.items() if key != CONTESTED)
    return [("", _("All"), every), *((key, _(word), count.get(key, 0)) for key, word in CHOICES.items())]


def _zones(year: Year, found: Queue) -> list[tuple[str, str, int]]:
    """Return zones as they stand in the address, their names, and how many findings each has."""
    labels = _zone_labels(year)
    keys = [*labels, *(key for key in found.by_zone if key not in labels)]
    return [
        (key or NOWHERE, zone_text(year, key), found.by_zone[key]) for key in keys if key in found.by_zone
    ]


def _zone_labels(year: Year) -> Sequence[str]:
    field = zone_of_rules(year.rules)
    return list(year.rules.choices[year.rules.fields[field].choices or ""]) if field else []


def zone_text(year: Year, key: str) -> str:
    """Name a zone."""
    field = zone_of_rules(year.rules)
    label = year.rules.choice_label(field, key) if field and key else None
    return label.text(current()) if label else key or _("zone not known")


def _queue(asked: Asked, year: Year) -> Queue:
    """Return what the address chooses; page and table alike."""
    zone = asked.text("zone")
    severity = asked.choice("severity", ("", *CHOICES))
    kind = asked.choice("kind", ("", *KINDS))
    meant = None if not zone else UNKNOWN if zone == NOWHERE else zone
    return queue_of(now_of(asked, year), meant, kind, severity)


def now_of(asked: Asked, year: Year) -> tuple[FindingNow, ...]:
    """Return everything that was found in a year, and what became of it."""
    return asked.keep_of(year, "findings now", lambda: findings_now(year))


def kind_text(code: str) -> str:
    """Say what kind of finding it is: its sentence, with dots for what differs."""
    return PLACE.sub("…", _(KINDS[code].message))


def table(asked: Asked, state: State) -> Response:
    """Return the findings that are chosen as a file for Excel, all of them."""
    year = asked.year(state)
    headers = (
        *(_("severity"), _("enterprise"), _("code"), _("zone"), _("file"), _("sheet"), _("cell")),
        *(_("value"), _("what was found"), _("what to do"), _("said to be wrong")),
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    for each in _queue(asked, year).found:
        writer.writerow(row_of_texts(_row(year, each)))
    name = f"attachment; filename=findings_{year.number}.csv"
    content = text.getvalue().encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers={"content-disposition": name})


def _row(year: Year, each: FindingNow) -> list[object]:
    found = each.finding
    return [
        *(_(SEVERITIES[found.severity]), found.name, found.enterprise, zone_text(year, each.zone)),
        *(each.file.name, found.sheet, found.cell, found.value, found.message(), found.advice()),
        each.contested.content.text if each.contested and each.is_contested else "",
    ]


@dataclass(frozen=True)
class Rule:
    """What the rule set asks of a field: its label, what may be written, and what a blank means."""

    label: str
    content: str
    unit: str
    blank: str


def rule_of(rules: RuleSet, field: str, language: str) -> Rule | None:
    """Return what the rule set asks of a field; None where it has none of that name."""
    rule = rules.fields.get(field)
    if rule is None:
        return None
    words = FieldWords(rules, language)
    may_be_blank = rule.type is not FieldType.IDENTIFIER
    unit = rules.unit_text(rule.unit, language)
    return Rule(rule.text(language), words.content(rule), unit, words.blank(rule) if may_be_blank else "")


def one(asked: Asked, state: State) -> Response:
    """Show a finding with the value, the rule and its cell, and what can be done about it."""
    year = asked.year(state)
    return _one(asked, year, _wanted(asked, year))


def _wanted(asked: Asked, year: Year) -> FindingNow:
    received, number = asked.parts["entry"], asked.parts["number"]
    for each in now_of(asked, year):
        if (str(each.file.entry.seq), str(each.number)) == (received, number):
            return each
    raise NotFound(_("There is no such page."))


def _one(asked: Asked, year: Year, found: FindingNow, trouble: str = "", status: int = 200) -> Response:
    field, row = found.finding.field, year.rows.get(found.key)
    value = _value(year, found)
    return page(
        asked,
        "finding.html",
        status,
        now=found,
        row=row,
        value=value,
        rule=rule_of(year.rules, field, asked.language),
        correction=_correction(year, found),
        may_act=asked.may("correcting", year.number) and not year.is_decided,
        said=asked.form.get("text", ""),
        trouble=trouble,
        severities=SEVERITIES,
        zone_text=partial(zone_text, year),
        **of_year(year),
    )


def _value(year: Year, found: FindingNow) -> FiledValue | None:
    """Return the value of the enterprise that is on record in the field of a finding."""
    row = year.rows.get(found.key)
    if row is None:
        return None
    return next((each for each in filed_by(year, row).values if each.field == found.finding.field), None)


def _correction(year: Year, found: FindingNow) -> Correction | None:
    """Return what the form for a correction begins with; None where there is nothing to correct."""
    row, field = year.rows.get(found.key), found.finding.field
    if row is None or not is_correctable(year.rules, field):
        return None
    return correction_of(year, row, field)


def settle(asked: Asked) -> Response:
    """Put on record what came of a finding; back to the queue, as it was chosen."""
    record, actor = asked.acting
    received, finding = _numbers(asked.parts["entry"], asked.parts["number"])
    seen = _numbers(asked.form.get("seen", ""))[0]
    with record.reading() as reader:
        year = asked.year(State(reader)).number
    try:
        settle_finding(record, actor, year, received, finding, asked.form.get("text", ""), seen)
    except (Refused, UsageMistake) as error:
        with record.reading() as reader:
            own = asked.year(State(reader))
            found = finding_of(own, received, finding)
            if found is None:
                raise
            return _one(asked, own, found, error.message, status_of(error))
    return RedirectResponse(asked.at("years", year, "findings"), 303)


def _numbers(*texts: str) -> list[int]:
    if not all(re.fullmatch(r"[0-9]{1,10}", each) for each in texts):
        raise BadParameter(_("This form is not complete. Go back, load the page anew and send it again."))
    return [int(each) for each in texts]
