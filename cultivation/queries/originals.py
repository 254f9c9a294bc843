"""Where a value comes from: the workbook as it was received, the cell, and what took its place since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.values import value_text
from cultivation.core.wording.why import note_text
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, bracketed, current, join_names
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.log import recorded_on
from cultivation.queries.succession import codes_before
from cultivation.queries.year import State, Year
from cultivation.record.entries import ApplicationCorrected, NamedDocument, Recorded
from cultivation.record.log import Entry
from cultivation.record.reader import Reader


@dataclass(frozen=True)
class Original:
    """One value of one application: as it counts, as it was filed, and the file and cell it was filed in.

    `sheet` and `cell` are empty where no cell holds it. `received` is the entry that brought the file in, and
    `corrections` are those of this value, the earliest first; `note` says what stands beside the value.
    """

    rules: RuleSet
    year: int
    id: str
    name: str
    field: str
    value: str
    filed: str
    file: str
    sha256: str
    content: bytes
    sheet: str
    cell: str
    received: Entry
    corrections: tuple[Recorded[ApplicationCorrected], ...]
    note: str

    @property
    def label(self) -> str:
        """Return the label of the field."""
        return self.rules.label_of(self.field).text(current())

    @property
    def file_name(self) -> str:
        """Return the name of the file, without the archive or folder that it came in."""
        return self.file.rsplit("/", 1)[-1]

    @property
    def evidence(self) -> tuple[NamedDocument, ...]:
        """Return the files that are evidence for the corrections, each once."""
        found = {each.sha256: each for entry in self.corrections for each in entry.content.documents}
        return tuple(found.values())


def original_of(reader: Reader, enterprise: str, field: str, year: int | None) -> Original:
    """Return where a value stands in what was received, by default for the last year it applied in."""
    state = State(reader)
    key, name = find_enterprise(reader, enterprise)
    own, key = _application_year(state, key, name, year)
    row = own.row(key)
    assert row is not None  # it was looked for above
    field = field_named(own.rules, field)
    value = row.record["values"].get(field)
    if value is None:
        raise Refused(
            _("The application of {name} for {year} says nothing of '{field}'.").format(
                name=name, year=own.number, field=own.rules.label_of(field).text(current())
            )
        )
    filed = row.batch.text(field, row.place)
    return Original(
        own.rules,
        own.number,
        key,
        row.name,
        field,
        _shown(own.rules, field, value["value"]),
        _shown(own.rules, field, filed),
        row.file,
        row.file_digest,
        reader.document(row.file_digest),
        value["sheet"],
        value["cell"],
        next(iter(reader.entries(after=row.seq - 1, limit=1))),
        _corrections(reader, own, key, field),
        note_text(value),
    )


def _application_year(state: State, key: str, name: str, year: int | None) -> tuple[Year, str]:
    """Return the year asked for, or the last one, and the code under which it applied then."""
    codes = [key, *codes_before(state.reader, key)]
    years = [state.year(year)] if year is not None else [*reversed(state.years)]
    for own in years:
        for code in codes:
            if own.row(code) is not None:
                return own, code
    if year is None:
        raise Refused(_("{name} has not applied in any year.").format(name=name))
    raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year))


def field_named(rules: RuleSet, text: str) -> str:
    """Return the field or text match that is meant by its id, its label or a heading that is read as it."""
    known = (*rules.fields, *rules.text_matches)
    if text in known:
        return text
    named = {normalise(header): key for key in rules.fields for header in rules.fields[key].headers}
    named |= {normalise(label): key for key in known for label in _labels(rules, key)}
    key = named.get(normalise(text))
    if key is None:
        listed = join_names(f"{rules.label_of(each).text(current())}{bracketed(each)}" for each in known)
        raise UsageMistake(
            _("There is no field '{field}'. There are: {known}").format(field=text, known=listed)
        )
    return key


def _labels(rules: RuleSet, key: str) -> tuple[str, str]:
    label = rules.label_of(key)
    return label.text("zh"), label.text("en")


def _shown(rules: RuleSet, field: str, text: str | None) -> str:
    return "" if text is None else value_text(rules, field, text)


def _corrections(
    reader: Reader, own: Year, key: str, field: str
) -> tuple[Recorded[ApplicationCorrected], ...]:
    """Return the corrections of a value since its file was received: a later file takes their place."""
    row = own.row(key)
    assert row is not None
    return tuple(
        each
        for each in reader.entries_of(ApplicationCorrected)
        if each.seq > row.seq
        and (each.content.year, each.content.enterprise, each.content.field) == (own.number, key, field)
    )


def place_sentence(it: Original) -> str:
    """Say where the value stands in the file."""
    if not it.cell:
        return _("'{field}' has no cell in the file; it counts as: {value}").format(
            field=it.label, value=it.value or "-"
        )
    place = f"{it.sheet}!{it.cell}" if it.sheet else it.cell
    return _("'{field}' is in {place} of {file}; it counts as: {value}").format(
        field=it.label, place=place, file=it.file_name, value=it.value or "-"
    )


def received_sentence(it: Original) -> str:
    """Say by which entry the file came in, and its digest."""
    return _("Received with entry {seq} on {day} ({actor}); SHA-256 {digest}").format(
        seq=it.received.seq, day=recorded_on(it.received), actor=it.received.actor, digest=it.sha256
    )


def corrections_sentences(it: Original) -> list[str]:
    """Say who put something else in its place, and on what evidence."""
    sentence = _("Corrected by {actor} with entry {seq}: {before} became {after}; evidence: {evidence}")
    said = []
    for each in it.corrections:
        before, after = (
            _shown(it.rules, it.field, text) or "-" for text in (each.content.previous, each.content.value)
        )
        evidence = each.content.evidence, *(document.name for document in each.content.documents)
        told = join_names(dict.fromkeys(filter(None, evidence)))
        said.append(
            sentence.format(actor=each.actor, seq=each.seq, before=before, after=after, evidence=told)
        )
    return said


def mark_text(it: Original) -> str:
    """Return what is written on the marked cell: the field, the value as counted, the entry, corrections."""
    lines = [
        _("Field: {field}").format(field=f"{it.label} ({it.field})"),
        _("Counted as: {value}").format(value=it.value or "-"),
        received_sentence(it),
        *corrections_sentences(it),
    ]
    return "\n".join(lines)


def original_json(it: Original) -> Mapping[str, object]:
    """Return the shape of the contract."""
    return {
        "year": it.year,
        "id": it.id,
        "name": it.name,
        "field": it.field,
        "label": it.label,
        "value": it.value,
        "filed": it.filed,
        "file": it.file,
        "sha256": it.sha256,
        "sheet": it.sheet,
        "cell": it.cell,
        "entry": it.received.seq,
        "corrections": [each.seq for each in it.corrections],
    }
