"""Registers on record, and what they say beside the claims of a year.

It knows no `Year`, since a year lays over its applications what a register's value counts for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.registers.comparison import Outcome, compared
from cultivation.core.registers.definition import Measure, Register, Tolerance
from cultivation.core.registers.explanation import Explained
from cultivation.core.registers.measuring import Rows, measured
from cultivation.core.rules.fields import FieldType
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.batch import Batch
from cultivation.intake.values.units import moved, power_between
from cultivation.queries.enterprise_names import Names
from cultivation.queries.explanations import ExplanationOnRecord
from cultivation.queries.register_keys import RegisterKeys
from cultivation.queries.register_owners import Owned, owned, parts_of
from cultivation.queries.succession import recoded
from cultivation.record.entries import DifferenceSettled, Recorded, RegisterImported
from cultivation.record.reader import Reader
from cultivation.record.rows import ApplicationRow

NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)
MOST_CELLS = 20  # of a register, named for one value


@dataclass(frozen=True, slots=True)
class Beside:
    """A measure of a register that stands beside a field, by what the rule set and the register say."""

    field: str
    register: Register
    measure: str
    tolerance: Tolerance
    direction: str
    unsettled: str
    power: int | None
    imported: Recorded[RegisterImported]

    @property
    def taken(self) -> Measure:
        """Return the measure."""
        return self.register.measures[self.measure]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a register."""

    file: str
    sheet: str
    cell: str

    def text(self) -> str:
        """Return it as people write it."""
        return f"{self.file} {self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim beside a register: exact texts in the field's unit; `places` are the register's cells.

    `why` says of an ambiguous one what it is about: conflict, names, or unreadable. `newer` tells that the
    register stands for a day after the cut-off. `settled` is the entry that lets the claim stand,
    `explained` what the enterprise has said of it.
    """

    id: str
    beside: Beside
    outcome: Outcome
    filed: str | None
    registered: str | None
    places: tuple[Place, ...] = ()
    rows: int = 0
    why: str = ""
    newer: bool = False
    settled: Recorded[DifferenceSettled] | None = None
    explained: ExplanationOnRecord | None = None

    @property
    def field(self) -> str:
        """Return the field."""
        return self.beside.field

    def difference_in(self, year: int) -> Explained:
        """Return what is to be explained."""
        register = self.beside.register.id
        return Explained(year, self.id, self.field, register, self.filed or "", self.registered or "")

    @property
    def is_open(self) -> bool:
        """Tell whether it is a difference that nobody has settled."""
        return self.outcome is Outcome.DIFFERS and self.settled is None


def registers_on_record(
    reader: Reader, until: int | None = None
) -> list[tuple[Recorded[RegisterImported], Register]]:
    """Return every import with the definition it was read by, the earliest first."""
    return [
        (entry, definition_of(reader, entry))
        for entry in reader.entries_of(RegisterImported)
        if until is None or entry.seq <= until
    ]


def definition_of(reader: Reader, entry: Recorded[RegisterImported]) -> Register:
    """Return the register as it was declared when it was imported."""
    said = entry.content
    return reader.register(said.definition_digest, f"{said.register}.yaml")


def latest_for(
    imported: Iterable[tuple[Recorded[RegisterImported], Register]], cutoff: date
) -> dict[str, tuple[Recorded[RegisterImported], Register]]:
    """Return the import of each register that counts for a cut-off: the newest up to it, else the next."""
    found: dict[str, tuple[Recorded[RegisterImported], Register]] = {}
    for each in imported:
        name = each[0].content.register
        if name not in found or _rank(each[0], cutoff) >= _rank(found[name][0], cutoff):
            found[name] = each
    return found


def _rank(entry: Recorded[RegisterImported], cutoff: date) -> tuple[bool, int, int]:
    as_of = date.fromisoformat(entry.content.as_of)
    distance = (cutoff - as_of).days
    return distance >= 0, -abs(distance), entry.seq


def measures_beside(reader: Reader, rules: RuleSet, cutoff: date, until: int | None = None) -> list[Beside]:
    """Return which measure stands beside which field, in the order of the fields."""
    found = []
    policy = rules.registers
    for entry, register in latest_for(registers_on_record(reader, until), cutoff).values():
        for key, measure in register.measures.items():
            fields = [
                field
                for field, own in policy.beside.items()
                if (own.register_, own.measure) == (register.id, key)
            ]
            fields += [
                field for field in measure.fields if field in rules.fields and field not in policy.beside
            ]
            found += [_beside(field, register, key, rules, entry) for field in fields]
    order = list(rules.fields)
    return sorted(found, key=lambda each: (order.index(each.field), each.register.id))


def _beside(
    field: str, register: Register, key: str, rules: RuleSet, entry: Recorded[RegisterImported]
) -> Beside:
    measure, own = register.measures[key], rules.registers.beside.get(field)
    tolerance, direction = measure.tolerance, measure.direction
    if own is not None:
        amount, share = own.amount(tolerance.amount), own.share(tolerance.share)
        tolerance = Tolerance(amount=amount, share=share)
        direction = own.direction or direction
    given, wanted = register.unit_of(key), rules.fields[field].unit
    power = 0 if given == wanted or not given else power_between(given, wanted)
    return Beside(field, register, key, tolerance, direction, rules.registers.of(field), power, entry)


def comparisons_of(
    reader: Reader,
    rules: RuleSet,
    cutoff: date,
    rows: Mapping[str, ApplicationRow],
    until: int | None = None,
) -> list[Compared]:
    """Compare each claim with each register beside it, as they stood at the entry `until`."""
    beside = measures_beside(reader, rules, cutoff, until)
    if not beside:
        return []
    known, later = RegisterKeys(Names(reader)), recoded(reader)
    present = {key: later.get(key, key) for key in rows}
    settled = _settled(reader, until)
    found: list[Compared] = []
    by_import: dict[int, tuple[Batch, Owned, dict[str, list[Place]]]] = {}
    for each in beside:
        seq = each.imported.seq
        if seq not in by_import:
            batch = reader.register_rows(each.imported.content.rows_digest)
            by_import[seq] = (
                batch,
                owned(each.register, batch, known),
                _unreadable(reader, each, known.names),
            )
        found += _compared(each, by_import[seq], rows, present, cutoff, rules)
    return [
        replace(each, settled=settled.get(_key(each, each.filed, each.registered)))
        if each.outcome is Outcome.DIFFERS
        else each
        for each in found
    ]


def _settled(reader: Reader, until: int | None) -> dict[Any, Recorded[DifferenceSettled]]:
    found = {}
    for entry in reader.entries_of(DifferenceSettled):
        if until is None or entry.seq <= until:
            said = entry.content
            found[said.enterprise, said.field, said.register, said.filed, said.registered] = entry
    return found


def _key(each: Compared, filed: str | None, registered: str | None) -> Any:
    return each.id, each.field, each.beside.register.id, filed, registered


def _unreadable(reader: Reader, beside: Beside, names: Names) -> dict[str, list[Place]]:
    """Return the enterprises of rows that could not be read, by present code, with the cell at fault."""
    said = beside.imported.content
    found: dict[str, list[Place]] = {}
    for each in reader.document_json(said.rows_digest)["unreadable"]:
        for holder in parts_of(each["key"], beside.register.key.separators):
            code = names.by_code(holder)
            for key in [code] if code else names.by_name(holder):
                found.setdefault(key, []).append(Place(said.file, each["sheet"], each["cell"]))
    return found


def _compared(
    beside: Beside,
    found: tuple[Batch, Owned, dict[str, list[Place]]],
    rows: Mapping[str, ApplicationRow],
    present: Mapping[str, str],
    cutoff: date,
    rules: RuleSet,
) -> Iterator[Compared]:
    batch, own, unreadable = found
    wanted = set(present.values())
    told = measured(beside.register, beside.taken, Rows(batch), own.owners, cutoff, wanted)
    place = partial(_place, beside, batch)
    newer = date.fromisoformat(beside.imported.content.as_of) > cutoff
    is_number = rules.fields[beside.field].type in NUMBERS
    for key, row in rows.items():
        now, filed = present[key], row.text(beside.field)
        answer = told[now]
        cells = tuple(place(each) for each in answer.rows[:MOST_CELLS])
        base = Compared(key, beside, Outcome.AMBIGUOUS, filed, None, cells, len(answer.rows), newer=newer)
        if now in unreadable:
            yield replace(base, places=tuple(unreadable[now][:MOST_CELLS]), why="unreadable")
        elif now in own.doubtful:
            doubtful = tuple(place(each) for each in own.doubtful[now][:MOST_CELLS])
            yield replace(base, places=doubtful, why="names")
        elif answer.conflict:
            yield replace(base, why="conflict")
        elif beside.power is None:
            yield replace(base, why="unit")
        else:
            value = as_of_field(answer.value, beside, rules)
            outcome = compared(filed, value, beside.tolerance, beside.direction, is_number)
            yield replace(base, outcome=outcome, registered=value)


def as_of_field(text: str | None, beside: Beside, rules: RuleSet) -> str | None:
    """Return what a register says in the unit and the choices of the field that it stands beside."""
    if rules.fields[beside.field].type not in NUMBERS:
        return _as_filed(text, beside, rules)
    return None if beside.power is None else _in_unit(text, beside.power)


def _in_unit(text: str | None, power: int) -> str | None:
    if text is None or not power:
        return text
    if "/" in text:  # a share that no decimal says
        return exact_text(Fraction(text) * Fraction(10) ** power)
    return moved(text, power)


def _as_filed(text: str | None, beside: Beside, rules: RuleSet) -> str | None:
    """Return a choice of the register as the rule set calls it: by its id, else by a word for it."""
    rule = rules.fields[beside.field]
    if text is None or not rule.choices or text in rules.choices[rule.choices]:
        return text
    own = beside.register.columns.get(beside.taken.of)
    label = beside.register.choices[own.choices].get(text) if own and own.choices else None
    words = {label.zh, label.en, *label.aliases} if label else {text}
    for key, choice in rules.choices[rule.choices].items():
        if words & {choice.zh, choice.en, *choice.aliases}:
            return key
    return text


def _place(beside: Beside, batch: Batch, place: int) -> Place:
    """Return the cell that says most: of the value, else of the name or code."""
    column = beside.taken.of or beside.register.key.name or beside.register.key.code or ""
    value = batch.value(column, place)
    if not value["cell"] and beside.register.key.code:
        value = batch.value(beside.register.key.code, place)
    return Place(beside.imported.content.file, value["sheet"], value["cell"])


def counted(compared: Iterable[Compared]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the values of registers that count in place of claims, as an application has them."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for each in compared:
        if each.is_open and each.beside.unsettled == "counts":
            note = {
                "register": each.beside.register.id,
                "name": {"zh": each.beside.register.name.zh, "en": each.beside.register.name.en},
                "entry": each.beside.imported.seq,
                "filed": each.filed,
                "cells": [place.text() for place in each.places],
            }
            found.setdefault(each.id, {})[each.field] = {"value": each.registered, "note": note}
    return found
