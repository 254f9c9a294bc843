"""Who of a list of enterprises would qualify under a standard, and has not applied; what is known of each.

A list says little of what applications ask: what it does not say, registers and lists on record may. Nothing
is guessed beyond them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from cultivation.core.explanation.standing import Standing, State, standing
from cultivation.core.register_codes import CREDIT_CODE, normal_form
from cultivation.core.registers.measuring import Rows, measured
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue, type_of, typed_value
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.enterprise_names import Names
from cultivation.queries.on_lists import ListsThen, lists_then
from cultivation.queries.register_keys import Ambiguous, Matched, RegisterKeys
from cultivation.queries.register_owners import holders_of, owned
from cultivation.queries.registers import (
    Beside,
    as_of_field,
    latest_for,
    measures_beside,
    registers_on_record,
)
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year
from cultivation.record.reader import Reader

ORDER = (State.MET, State.UNKNOWN, State.MISSED)


class Reach(StrEnum):
    """Where the points of a candidate lie, beside the last newcomer of the year."""

    ABOVE = "above"
    PERHAPS = "perhaps"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise that has not applied, beside a standard.

    `origins` says of each figure that the list does not say which register or list of an authority did;
    `may_be` are enterprises on record of which a person must say whether it is one of them.
    """

    application: Application
    standing: Standing
    member: bool
    origins: Mapping[str, str]
    may_be: tuple[str, ...] = ()
    reach: Reach | None = None

    @property
    def id(self) -> str:
        """Return its code."""
        return self.application.id

    @property
    def name(self) -> str:
        """Return its name."""
        return self.application.name

    @property
    def known(self) -> int:
        """Return how many figures are known, code and name among them."""
        return sum(each.value is not None for each in self.application.values.values())


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those of a list who have not applied in a year, the likeliest first.

    `line` is the total of the last newcomer in units, None where the year has no proposal or the standard is
    another. `without_code` counts rows of a register that nobody can be found by.
    """

    year: int
    source: str
    rules: RuleSet
    listed: int
    applied: int
    firms: tuple[Candidate, ...]
    line: int | None = None
    without_code: int = 0

    def of_state(self, state: State) -> list[Candidate]:
        """Return the candidates that stand so."""
        return [each for each in self.firms if each.standing.state is state]


def candidates(year: Year, rules: RuleSet, source: str, listed: Sequence[Application]) -> Candidates:
    """Set those of a list beside a standard who have not applied in a year."""
    return _Search(year, rules, source).among(listed)


def candidates_of_register(year: Year, rules: RuleSet, register: str) -> Candidates:
    """Do the same with the holders that an imported register names by a credit code."""
    imported = latest_for(registers_on_record(year.reader), year.cutoff).get(register)
    if imported is None:
        raise Refused(_("The register {register} has not been imported.").format(register=register))
    entry, own = imported
    batch = year.reader.register_rows(entry.content.rows_digest)
    columns = [batch.texts(each) if each else [None] * len(batch) for each in (own.key.code, own.key.name)]
    pairs = dict.fromkeys(zip(*columns, strict=True))
    known = RegisterKeys(Names(year.reader))
    named: dict[str, str] = {}
    nameless = 0
    for code, name in (holder for pair in pairs for holder in holders_of(pair, own.key.separators)):
        found, written = known.match(code, name), _written(code, rules)
        key = found.id if isinstance(found, Matched) else written
        if isinstance(found, Matched) or _is_code(written, rules):
            named.setdefault(key, name or known.names.now.get(key, ""))
        else:
            nameless += 1
    listed = [Application(key, name, {}) for key, name in named.items()]
    found_all = _Search(year, rules, entry.content.file).among(listed)
    return replace(found_all, without_code=nameless)


def _written(code: str, rules: RuleSet) -> str:
    """Return a code of a register as the rules want codes: credit codes in capitals, of half width."""
    return normal_form(code).upper() if rules.identifier.kind == "uscc" else code.strip()


def _is_code(text: str, rules: RuleSet) -> bool:
    """Tell whether a text may tell enterprises apart as the rules want it."""
    return len(text) == CREDIT_CODE if rules.identifier.kind == "uscc" else bool(text)


class _Search:
    """A standard, and what a record says of enterprises whether or not they are on it."""

    def __init__(self, year: Year, rules: RuleSet, source: str) -> None:
        if rules.is_relative:
            sentence = _(
                "{standard} compares applicants with each other; who would qualify cannot be told one by one."
            )
            raise Refused(sentence.format(standard=rules.id))
        self.year, self.rules, self.source = year, rules, source
        self.reader: Reader = year.reader
        self.keys = RegisterKeys(Names(year.reader))

    def among(self, listed: Sequence[Application]) -> Candidates:
        """Leave out who has applied, and set the others beside the standard."""
        left = [(each, found) for each, found in self._found(listed) if found not in self._applied]
        said = self._registered({each.id: each.name for each, _found in left})
        firms = [self._candidate(each, found, said.get(each.id, {})) for each, found in left]
        firms.sort(key=_order)
        applied = len(listed) - len(left)
        return Candidates(
            self.year.number, self.source, self.rules, len(listed), applied, tuple(firms), self.line
        )

    @cached_property
    def line(self) -> int | None:
        """Return the total of the last newcomer, where the year was proposed under this very standard."""
        if self.rules.id != self.year.rules.id or not self.year.lines:
            return None
        found = self.year.cut_line
        return found.pool_total if found.entry_total is None else found.entry_total

    @cached_property
    def _applied(self) -> set[str]:
        later = recoded(self.reader)
        return {later.get(key, key) for key in self.reader.names_of(self.year.number)}

    @cached_property
    def _members(self) -> set[str]:
        later = recoded(self.reader)
        return {later.get(each.id, each.id) for each in self.reader.members()}

    @cached_property
    def _lists(self) -> ListsThen:
        return lists_then(self.reader)

    def _found(self, listed: Iterable[Application]) -> Iterator[tuple[Application, str]]:
        """Yield each with its present code on record, or its own where it is not there."""
        for each in listed:
            match = self.keys.match(each.id, each.name)
            yield each, match.id if isinstance(match, Matched) else each.id

    def _candidate(
        self, application: Application, present: str, said: Mapping[str, tuple[FiledValue, str]]
    ) -> Candidate:
        values = {key: application.values.get(key, FiledValue(None)) for key in self._keys}
        values[self.rules.identifier.field] = FiledValue(application.id)
        values[self.rules.name_field] = FiledValue(application.name)
        origins: dict[str, str] = {}
        for key, (value, origin) in {**said, **self._listed(application, present)}.items():
            if values[key].value is None and value.value is not None:
                values[key], origins[key] = value, origin
        whole = replace(application, values=values)
        found = standing(whole, self.rules, self.year.cutoff)
        match = self.keys.match(application.id, application.name)
        doubt = match.candidates if isinstance(match, Ambiguous) else ()
        return Candidate(whole, found, present in self._members, origins, doubt, self._reach(found))

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return (*self.rules.fields, *self.rules.text_matches)

    def _reach(self, found: Standing) -> Reach | None:
        if self.line is None or found.points is None:
            return None
        least, most = found.points
        return Reach.ABOVE if least >= self.line else Reach.BELOW if most < self.line else Reach.PERHAPS

    def _registered(self, named: Mapping[str, str]) -> dict[str, dict[str, tuple[FiledValue, str]]]:
        """Return what registers on record say of enterprises, by code and field, each with the register."""
        beside = measures_beside(self.reader, self.rules, self.year.cutoff)
        if not beside:
            return {}
        known = RegisterKeys(Names(self.reader, others=named))
        codes: dict[str, list[str]] = {}
        for key in named:
            codes.setdefault(known.names.by_code(key) or key, []).append(key)
        found: dict[str, dict[str, tuple[FiledValue, str]]] = {}
        for each in beside:
            for present, value in self._said(each, known, codes):
                for key in codes[present]:
                    found.setdefault(key, {}).setdefault(each.field, (value, each.register.id))
        return found

    def _said(
        self, beside: Beside, known: RegisterKeys, wanted: Collection[str]
    ) -> Iterator[tuple[str, FiledValue]]:
        """Yield what a measure comes to for each, where the register is in no doubt about it."""
        batch = self.reader.register_rows(beside.imported.content.rows_digest)
        own = owned(beside.register, batch, known)
        told = measured(
            beside.register, beside.taken, Rows(batch), own.owners, self.year.cutoff, sorted(wanted)
        )
        for key, answer in told.items():
            if not answer.conflict and key not in own.doubtful:
                text = as_of_field(answer.value, beside, self.rules)
                yield key, FiledValue(typed_value(text, type_of(self.rules, beside.field)))

    def _listed(self, application: Application, present: str) -> dict[str, tuple[FiledValue, str]]:
        """Return what lists of authorities say: on it or not; nothing where they have not come in."""
        found = {}
        for field, kind in self.rules.list_fields.items():
            if (
                kind not in self._lists.imports
                or (value := self._stands_on(kind, application, present)) is None
            ):
                continue
            found[field] = FiledValue(value), kind
        return found

    def _stands_on(self, kind: str, application: Application, present: str) -> bool | None:
        """Tell whether an enterprise stands on a list; None where only a row of its name does."""
        rows = [row for key in {application.id, present} for row in self._lists.rows_of(key)]
        if any(self._lists.counting(rows, kind, self.year.cutoff)):
            return True
        name = normal_form(application.name)
        return None if name in self._names_on(kind) else False

    def _names_on(self, kind: str) -> set[str]:
        """Return the names of a list's rows that have no code."""
        if kind not in self._without_code:
            said = self.reader.document_json(self._lists.imports[kind].content.codes_digest)
            self._without_code[kind] = {
                normal_form(each["name"]) for each in said["enterprises"] if not each["code"]
            }
        return self._without_code[kind]

    @cached_property
    def _without_code(self) -> dict[str, set[str]]:
        return {}


def _order(each: Candidate) -> tuple[int, int, int, str]:
    """Sort by what is known: who meets it, whom nothing stands against, and among them by points and code."""
    most = each.standing.points[1] if each.standing.points else 0
    return ORDER.index(each.standing.state), len(each.standing.missed), -most, each.id
