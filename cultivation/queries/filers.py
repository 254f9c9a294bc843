"""For whom a workbook is handed in, what of it is theirs, and whose earlier one it may replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cultivation.canonical import visible
from cultivation.core.roles import Grant, Role
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.intake.applications.duplicates import about
from cultivation.intake.applications.received import Received
from cultivation.language import _, join_names
from cultivation.queries.units import names_of_unit, value_of_unit
from cultivation.record.actors import Person
from cultivation.record.entries import WorkbookReceived, recorded_as
from cultivation.record.permissions import filing_for
from cultivation.record.reader import Reader

ITSELF = {"by_zh": "企业自行", "by_en": "the enterprise itself"}
THE_OFFICE = {"by_zh": "经办部门", "by_en": "the office"}


@dataclass(frozen=True, slots=True)
class Filer:
    """A unit with the field that names it, an enterprise by its own account, or, with neither, the office."""

    unit: str = ""
    unit_field: str = ""
    enterprise: str = ""

    @property
    def is_office(self) -> bool:
        """Tell whether a clerk hands it in, or who has no account: then it may hold anybody's."""
        return not self.unit and not self.enterprise

    @property
    def named(self) -> Mapping[str, str]:
        """Return the name as a pair of details of a finding."""
        if self.unit:
            return {"by_zh": self.unit, "by_en": self.unit}
        return ITSELF if self.enterprise else THE_OFFICE

    def replaces(self, earlier: Filer, rules: RuleSet) -> bool:
        """Tell whether a later file takes the place of an earlier one, with nobody being asked.

        That of the same unit does, and that of the enterprise itself does where it or its unit filed before.
        What another filed, and what went through the office, is left to a clerk.
        """
        if self.enterprise:
            return bool(earlier.unit) or earlier.enterprise == self.enterprise
        names = {visible(self.unit), value_of_unit(rules, self.unit_field, self.unit)}
        others = {visible(earlier.unit), value_of_unit(rules, self.unit_field, earlier.unit)}
        return bool(names & others - {None, ""})

    def filled(self, rules: RuleSet) -> Mapping[str, tuple[str, str]]:
        """Return what a blank says: by field its value, and the name of the unit."""
        value = value_of_unit(rules, self.unit_field, self.unit) if self.unit else None
        return {} if value is None else {self.unit_field: (value, self.unit)}

    def owns(self, received: Received, place: int) -> bool:
        """Tell whether an application is of who hands it in; all are, where the rule set knows no units."""
        batch, rules = received.batch, received.rules
        if self.enterprise:
            return batch.ids[place] == self.enterprise
        if not self.unit or self.unit_field not in rules.fields:
            return True
        names = names_of_unit(rules, self.unit_field, batch.text(self.unit_field, place))
        return visible(self.unit) in names


OFFICE = Filer()


def filer_of(reader: Reader, person: Person, year: int, unit_field: str, meant: str = "") -> Filer:
    """Return for whom a person hands in; `meant` names one where the person stands for several."""
    grants = filing_for(reader, person, year)
    if any(each.role is Role.CLERK for each in grants):
        return OFFICE
    found = list(dict.fromkeys(_filer(each, unit_field) for each in grants))
    named = [each for each in found if visible(meant) in (visible(each.unit or each.enterprise), "")]
    if found and len(named) != 1:
        sentence = _("{name} files for several: {units}. Say for which of them these files are.")
        units = join_names(each.unit or each.enterprise for each in found)
        raise Refused(sentence.format(name=person.name, units=units))
    return named[0] if named else OFFICE


def _filer(grant: Grant, unit_field: str) -> Filer:
    if grant.enterprise:
        return Filer(enterprise=grant.enterprise)
    return Filer(grant.unit or "", unit_field)


def filer_on_record(reader: Reader, seq: int) -> Filer:
    """Return who handed in the workbook of an entry."""
    entry = next(reader.entries(after=seq - 1, limit=1))
    said = recorded_as(WorkbookReceived, entry).content
    return Filer(said.unit or "", said.unit_field or "", said.applicant or "")


def own_alone(received: Received, filer: Filer) -> Received:
    """Keep out what is not of who hands it in."""
    batch = received.batch
    wrong = [place for place in range(len(batch)) if not filer.owns(received, place)]
    if not wrong:
        return received
    return replace(
        received,
        batch=batch.at([place for place in range(len(batch)) if place not in set(wrong)]),
        findings=(*received.findings, *(_not_own(received, place, filer) for place in wrong)),
        rejected=received.rejected + len(wrong),
    )


def _not_own(received: Received, place: int, filer: Filer) -> Finding:
    batch = received.batch
    details = {"name": batch.names[place], "own": filer.unit or filer.enterprise}
    return about(batch, place, received.rules, "other_unit", details)
