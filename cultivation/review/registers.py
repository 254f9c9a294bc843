"""Registers that others keep come in; differences between claims and registers are settled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.registers.comparison import Outcome
from cultivation.core.registers.definition import Register, load_register
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.registers.register import RegisterRead, read_register
from cultivation.language import _, current, join_names
from cultivation.queries.earlier_filings import MEDIA_TYPES
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.last_entries import difference_entry
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.registers import Compared
from cultivation.queries.verification import comparisons
from cultivation.queries.verification_tables import explained_sentence, places_text, shown
from cultivation.queries.year import Year, year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import DifferenceSettled, RegisterImported
from cultivation.record.reader import Reader
from cultivation.record.store import Record, Writer
from cultivation.review.computing import compute_then_write
from cultivation.review.dates import check_not_future
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.review.intake import Correction, Evidence, correct
from cultivation.review.whole_files import sheets_left_out

YAML = "application/yaml"
NO_EVIDENCE = Evidence()
MOST_TOLD = 20  # of what speaks against a register


@dataclass(frozen=True)
class RegisterTaken:
    """What came of a register; `is_new` is False where the same file is on record with the same words."""

    register: Register
    file: str
    as_of: date
    read: RegisterRead
    is_new: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong or doubtful in it."""
        return self.read.findings


def import_register(  # noqa: PLR0913 - what a file needs to be believed
    record: Record,
    actor: str,
    definition: bytes,
    incoming: Incoming,
    as_of: date,
    document: str,
    password: str | None = None,
    dry_run: bool = False,
    readers: Readers | None = None,
    left_out: Collection[str] | None = (),
) -> RegisterTaken:
    """Put a register on record, with the workbook, its rows, and the definition that it was read by.

    Refuses a file of which no row can be used: it has no key, or none of the columns; and one of
    which a sheet is not read, unless it is `left_out`. None reads as before sheets could be left out.
    """
    check_said(document=document)
    register = load_register(definition, "register")
    with kept_or_new(readers) as own:
        file = read_file(incoming, own, password)
    name = without_surrogates(incoming.name)
    if not isinstance(file.book, Book):
        problem = unreadable(name, file.problem)
        raise Refused(f"{problem.place()}: {problem.message()} {problem.advice()}", [problem])
    read = read_register(file.book, name, register, left_out is None)
    _check_believed(read, register, name, formerly=left_out is None)
    left = None if left_out is None else sheets_left_out(read.findings, left_out, name)
    rows = canonical_json(
        {"rows": read.batch.to_record(), "unreadable": [each.to_record() for each in read.unreadable]}
    )
    said = RegisterImported(
        register=register.id,
        as_of=as_of.isoformat(),
        document=document,
        file=name,
        accepted=len(read.batch),
        rejected=read.rejected,
        rows_digest=digest(rows),
        definition_digest=digest(definition),
        left_out=left,
    )
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, as_of)
        is_new = not _is_there(writer, said)
        if is_new:
            documents = [
                NewDocument(file.content, name, MEDIA_TYPES[file.book.kind]),
                NewDocument(rows, f"{name}.rows.json", JSON),
                NewDocument(definition, f"{register.id}.yaml", YAML),
            ]
            writer.append(said, documents)
    return RegisterTaken(register, name, as_of, read, is_new)


def _check_believed(read: RegisterRead, register: Register, name: str, formerly: bool) -> None:
    """Refuse a file that says nothing, or of which as many rows cannot be used as can: as a list is."""
    if not len(read.batch) or (read.says_nothing and not formerly):
        sentence = _("No row of {file} can be used as the register {register}; nothing was recorded.")
    elif read.rejected >= len(read.batch) and not formerly:
        sentence = _(
            "Of {file} as the register {register}, {rejected} rows cannot be used and {number} can; "
            "nothing was recorded."
        )
    else:
        return
    words = {"rejected": read.rejected, "number": len(read.batch)}
    _refuse(read, sentence.format(file=name, register=register.name.text(current()), **words))


def _refuse(read: RegisterRead, sentence: str) -> None:
    errors = [each for each in read.findings if each.is_error or each.code == "register_says_nothing"]
    told = "\n".join(f"  {each.place()}: {each.message()} {each.advice()}" for each in errors[:MOST_TOLD])
    more = (
        _("  ... and {number} more").format(number=len(errors) - MOST_TOLD) if len(errors) > MOST_TOLD else ""
    )
    raise Refused("\n".join(filter(None, (sentence, told, more))), errors)


def _is_there(writer: Writer, said: RegisterImported) -> bool:
    """Tell whether the last import of the register says the same."""
    last = None
    for entry in writer.entries_of(RegisterImported):
        if entry.content.register == said.register and entry.content.as_of == said.as_of:
            last = entry.content
    keys = ("document", "file", "rows_digest", "definition_digest", "left_out")
    return last is not None and all(getattr(last, key) == getattr(said, key) for key in keys)


@dataclass(frozen=True)
class Settled:
    """A settled difference; `correction` is there where the register's value was taken.

    `explained` says what the enterprise explained of it, in a sentence.
    """

    compared: Compared
    name: str
    rules: RuleSet
    correction: Correction | None = None
    explained: str = ""

    @property
    def field_text(self) -> str:
        """Name the field."""
        return self.rules.label_of(self.compared.field).text(current())

    def shown(self, value: str | None) -> str:
        """Show a value of it."""
        return shown(self.rules, self.compared.field, value)


def settle_difference(  # noqa: PLR0913 - each is said by the person who settles
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    field: str,
    take: str,
    reason: str,
    evidence: Evidence = NO_EVIDENCE,
    dry_run: bool = False,
    expected: int | None = None,
) -> Settled:
    """Let a claim stand (`take` is filed), or correct it to the register's value, for a reason.

    The correction names the register's cells as its evidence. `expected` is the last entry about the
    difference that was seen (`difference_entry`): after a later one it is refused.
    """
    check_said(reason=reason)

    def look(reader: Reader) -> Settled:
        own = year_in(reader, year)
        check_undecided(own.review_year)
        key, name = find_enterprise(reader, enterprise)
        found = _difference(own, key, name, field)
        check_entry(expected, difference_entry(own, found))
        return Settled(found, name, own.rules, explained=explained_sentence(own, found))

    if take == "register":
        with record.reading() as reader:
            seen = look(reader)
        return replace(
            seen, correction=_correct(record, actor, year, seen.compared, reason, evidence, dry_run)
        )

    def step(writer: Writer) -> Settled:
        seen = look(writer)
        writer.append(_let_stand(year, seen.compared, evidence, reason), evidence.files)
        return seen

    return compute_then_write(record, actor, step, dry_run)


def _let_stand(year: int, found: Compared, evidence: Evidence, reason: str) -> DifferenceSettled:
    return DifferenceSettled(
        year=year,
        enterprise=found.id,
        field=found.field,
        register=found.beside.register.id,
        filed=found.filed,
        registered=found.registered,
        evidence=evidence.text,
        reason=reason,
    )


def _difference(year: Year, key: str, name: str, field: str) -> Compared:
    """Return the open difference that is meant, or refuse and say what there is."""
    rules = year.rules
    wanted = next((each for each in rules.fields if field in (each, *rules.fields[each].headers)), field)
    own = [each for each in comparisons(year) if each.id == key and each.outcome is Outcome.DIFFERS]
    found = [each for each in own if each.field == wanted]
    still_open = [each for each in found if each.is_open]
    if still_open:
        return still_open[0]
    if found:
        raise Refused(_("The difference is settled already; nothing was recorded."))
    known = join_names(dict.fromkeys(each.field for each in own)) or "-"
    raise UsageMistake(
        _("{name}: no register differs from {field} in {year}. Fields that differ: {known}").format(
            name=name, field=field, year=year.number, known=known
        )
    )


def _correct(
    record: Record, actor: str, year: int, found: Compared, reason: str, evidence: Evidence, dry_run: bool
) -> Correction:
    said = found.beside.imported.content
    cells = places_text(found)
    where = f"{found.beside.register.name.zh} {said.as_of} {said.document}"
    texts = (f"{where}: {cells}" if cells else where, reason, *evidence.texts)
    full = Evidence(texts, evidence.files, found.filed or "", of_register=found.registered is not None)
    text = found.registered or ""
    return correct(record, actor, year, found.id, found.field, text, full, dry_run)
