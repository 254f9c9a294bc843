"""What is taken along to an enterprise: why it is visited, its papers, each figure with its cell."""

from __future__ import annotations

from cultivation.core.rules.model import FieldType
from cultivation.core.wording.values import value_text
from cultivation.errors import Refused
from cultivation.intake.visits.form import Figure, VisitForm
from cultivation.language import _, current
from cultivation.queries.analyses import latest_analysis
from cultivation.queries.evidence import evidence_sentences
from cultivation.queries.sources import sources
from cultivation.queries.visits import Visit, grounds_text
from cultivation.queries.year import Year
from cultivation.record.entries import ConsistencyChecked

TO_VERIFY = (FieldType.NUMBER, FieldType.INTEGER, FieldType.YES_NO, FieldType.DATE, FieldType.CHOICE)


def visit_form(year: Year, visit: Visit) -> VisitForm:
    """Return the form of a visit; what is doubtful by the search for flags stands first."""
    if visit.id not in year.rows:
        raise Refused(_("{name} has not applied in {year}.").format(name=visit.name, year=year.number))
    doubtful = _doubtful(year, visit.id)
    figures = [
        Figure(
            each["field"],
            year.rules.label_of(each["field"]).text(current()),
            _filed(year, each["field"], each["value"]),
            f"{each['file']} {each['sheet']}!{each['cell']}" if each["cell"] else "",
            each["field"] in doubtful,
        )
        for each in sources(year, visit.id)
        if each["field"] in year.rules.fields and year.rules.fields[each["field"]].type in TO_VERIFY
    ]
    figures.sort(key=lambda each: not each.doubtful)
    papers = "\n".join(evidence_sentences(year, visit.id))
    grounds = grounds_text(year, visit)
    return VisitForm(year.number, year.rules.id, visit.id, visit.name, grounds, papers, figures)


def _filed(year: Year, field: str, value: str | None) -> str:
    return "" if value is None else value_text(year.rules, field, value)


def _doubtful(year: Year, key: str) -> set[str]:
    """Return the fields that a flag of an enterprise rests on, themselves or through an indicator."""
    found = latest_analysis(ConsistencyChecked, year) if year.is_scored else None
    flags = found.content["flags"] if found else ()
    names = {each["name"] for flag in flags if flag["id"] == key for each in flag["evidence"]}
    return names | {field for name in names for field in year.rules.dependencies(name)}
