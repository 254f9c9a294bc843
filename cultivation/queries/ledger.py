"""The intake ledger: what came in from each zone, what went back, what was accepted, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cultivation.core.register_codes import normal_form
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.errors import Refused
from cultivation.language import _, colon, current
from cultivation.queries.enterprise_names import Names
from cultivation.queries.register_keys import Matched, RegisterKeys
from cultivation.queries.succession import code_among
from cultivation.queries.year import Year, kept
from cultivation.record.documents import JSON
from cultivation.record.entries import NamedDocument, WorkbookReceived

ZONE = "zone"  # the field of shipped rule sets
NOWHERE: Mapping[str, str] = {}
UNKNOWN = ""  # the zone of who has never said one


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise of the ledger: code and name as far as they are known, its zone, and why it is there."""

    id: str
    name: str
    zone: str
    file: str = ""
    problems: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {"id": self.id, "name": self.name, "file": self.file, "problems": list(self.problems)}


@dataclass
class ZoneLedger:
    """What one zone handed in; `corrected` were accepted after they were returned, or by a correction."""

    zone: str
    label: str
    accepted: list[Firm] = field(default_factory=list)
    corrected: list[Firm] = field(default_factory=list)
    returned: list[Firm] = field(default_factory=list)
    missing: list[Firm] = field(default_factory=list)
    missing_listed: list[Firm] = field(default_factory=list)

    @property
    def missing_alone(self) -> list[Firm]:
        """Return who is missing by the list alone: who applied last year, too, is among `missing`."""
        return [each for each in self.missing_listed if each not in self.missing]

    @property
    def handed_in(self) -> int:
        """Return how many applied, whether accepted or sent back."""
        return len(self.accepted) + len(self.returned)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        lists = ("accepted", "corrected", "returned", "missing", "missing_listed")
        return {
            "zone": self.zone,
            "label": self.label,
            "handed_in": self.handed_in,
            **{name: [each.to_json() for each in getattr(self, name)] for name in lists},
        }


def zone_field(rules: RuleSet) -> str:
    """Return the field that names the zone: that of `opinions`, else one called zone; refuse without one."""
    if rules.opinions and rules.opinions.zones:
        return rules.opinions.zones.field
    if ZONE in rules.fields and rules.fields[ZONE].type is FieldType.CHOICE:
        return ZONE
    raise Refused(
        _("The rule set {rules} has no field by which zones could be told apart.").format(rules=rules.id)
    )


@kept
def returned_firms(year: Year) -> list[Firm]:
    """Return the applications that were sent back and have not come in right since, by code and name.

    Where the code itself was at fault they are known by their name.
    """
    accepted = {*year.rows, *(row.name for row in year.rows.values())}
    found: dict[str, Firm] = {}
    for key, firm in _rejected(year).items():
        if firm.id not in accepted and firm.name not in accepted:
            found[key] = firm
    return [found[key] for key in sorted(found)]


@kept
def _rejected(year: Year) -> dict[str, Firm]:
    """Return whatever was rejected in the year, each with the problems of its last file."""
    found: dict[str, Firm] = {}
    for document in year.reader.rejected_files(year.number):
        problems: dict[str, list[str]] = {}
        names: dict[str, tuple[str, str]] = {}
        for said in document["findings"]:
            finding = _finding({"file": document["file"], **said})
            key = finding.enterprise or finding.name
            if key and finding.is_error:
                names[key] = (finding.enterprise, finding.name)
                problems.setdefault(key, []).append(f"{finding.place()}{colon()}{finding.message()}")
        for key, (code, name) in names.items():
            zone = _zone_known(year, code)
            found[key] = Firm(code, name, zone, document["file"], tuple(problems[key]))
    return found


def _finding(said: Mapping[str, Any]) -> Any:
    from cultivation.findings import Finding

    return Finding(**said)


def _zone_known(year: Year, code: str) -> str:
    """Return the zone that an enterprise named last in an earlier year; empty where it never did."""
    try:
        name = zone_field(year.rules)
    except Refused:
        return UNKNOWN
    if not code:
        return UNKNOWN
    known = year.reader.values_before(year.number, [code], [name]).get(code, {})
    return known.get(name) or UNKNOWN


def files_without_zone(year: Year) -> Iterator[NamedDocument]:
    """Yield the workbooks of returned applications whose zone no earlier year tells."""
    names = {each.file for each in returned_firms(year) if not each.zone}
    last: dict[str, NamedDocument] = {}
    for entry in year.reader.entries_of(WorkbookReceived):
        if entry.content.year == year.number and entry.content.file in names:
            book = (each for each in entry.content.documents if each.media_type != JSON)
            last[entry.content.file] = next(book)
    yield from last.values()


def ledger_of(
    year: Year, listed: Iterable[Firm] = (), filed_zones: Mapping[str, str] = NOWHERE
) -> list[ZoneLedger]:
    """Return the ledger, zone by zone in the order of the rules; `listed` is who else might have applied.

    Who applied last year and has neither been accepted nor returned this year is missing. `filed_zones` are
    zones by code or name, as they stand in workbooks that were returned.
    """
    name, rules = zone_field(year.rules), year.rules
    labels = rules.choices[rules.fields[name].choices or ""]
    zones = {key: ZoneLedger(key, label.text(current())) for key, label in labels.items()}
    zones[UNKNOWN] = ZoneLedger(UNKNOWN, _("zone not known"))

    def of(zone: str | None) -> ZoneLedger:
        return zones.get(zone or UNKNOWN, zones[UNKNOWN])

    back = returned_firms(year)
    rejected = _rejected(year)
    once = {*rejected, *(each.name for each in rejected.values())}
    for key, row in sorted(year.rows.items()):
        firm = Firm(key, row.name, row.text(name) or UNKNOWN, row.file)
        of(firm.zone).accepted.append(firm)
        if row.corrections or key in once or row.name in once:
            of(firm.zone).corrected.append(firm)
    for firm in back:
        own = firm.zone or filed_zones.get(firm.id) or filed_zones.get(firm.name)
        of(own).returned.append(firm)
    here = {*year.rows, *(normal_form(row.name) for row in year.rows.values())}
    here |= {text for each in back for text in (each.id, normal_form(each.name)) if text}
    for firm in _last_year(year, name):
        if firm.id not in here and normal_form(firm.name) not in here:
            of(firm.zone).missing.append(firm)
    missing = {
        text: firm
        for each in zones.values()
        for firm in each.missing
        for text in (firm.id, normal_form(firm.name))
    }
    for firm in _as_on_record(year, listed):
        if firm.id not in here and normal_form(firm.name) not in here:
            same = missing.get(firm.id) or missing.get(normal_form(firm.name)) or firm
            of(same.zone or _zone_known(year, same.id)).missing_listed.append(same)
    return [
        each for each in zones.values() if each.zone or each.handed_in or each.missing or each.missing_listed
    ]


def _as_on_record(year: Year, listed: Iterable[Firm]) -> Iterator[Firm]:
    """Yield who stands on a list, each under its code of the year where it is on record."""
    listed = list(listed)
    if not listed:
        return
    known = RegisterKeys(Names(year.reader))
    for firm in listed:
        match known.match(firm.id, firm.name):
            case Matched(id=key):
                yield replace(firm, id=code_among(year.reader, key, year.rows))
            case _:
                yield firm


def _last_year(year: Year, name: str) -> list[Firm]:
    """Return who applied in the last year before, each under its code of now."""
    before = [each for each in year.state.years if each.number < year.number and each.rows]
    if not before:
        return []
    rows = before[-1].rows
    return [
        Firm(code_among(year.reader, key, year.rows), row.name, row.text(name) or UNKNOWN, row.file)
        for key, row in sorted(rows.items())
    ]
