"""The experts' review: experts are listed, recused and assigned; `marks.py` takes what they hand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.core.panel.assignment import assign, shortages
from cultivation.core.panel.experts import Conflict, Expert, meant
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import Finding
from cultivation.intake.applications.reading import unreadable
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import File, read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.panel.experts import ExpertsRead, read_experts
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import entries_of_year
from cultivation.queries.last_entries import panel_entry
from cultivation.queries.marking import acting_expert, check_open, marking_of
from cultivation.queries.panel import (
    Panel,
    can_be_marked,
    check_marking_open,
    find_expert,
    listed,
    mark_requests_of,
    named_firms,
    panel_of,
)
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record import entries
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.store import Record, Writer
from cultivation.review.computing import compute_then_write
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.review.marks import combine_marks
from cultivation.steps import Act, Step

WORKBOOK = "application/octet-stream"
MOST_NAMED = 10  # enterprises in a sentence


@dataclass(frozen=True)
class ExpertsListed:
    """A list of experts as it was taken, with the conflicts that it shows."""

    experts: tuple[Expert, ...]
    rejected: int
    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]


def list_experts(
    record: Record,
    actor: str,
    year: int,
    incoming: Incoming,
    dry_run: bool = False,
    readers: Readers | None = None,
    expected: int | None = None,
) -> ExpertsListed:
    """Take a list of experts; it replaces the one before.

    `expected` is the last change of the panel that was seen (`panel_entry`), here and below: after a later
    one the step is refused.
    """
    with kept_or_new(readers) as kept:
        file = read_file(incoming, kept)
    name = without_surrogates(incoming.name)

    def step(writer: Writer) -> ExpertsListed:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_entry(expected, panel_entry(own))
        if not isinstance(file.book, Book):
            return ExpertsListed((), 0, (unreadable(name, file.problem),), ())
        read = read_experts(file.book, name)
        findings = (*read.findings, *_unknown_recusals(own, read, name))
        if read.experts:
            _append_experts(writer, year, file, name, read, findings)
        panel = panel_of(own)
        if panel.handed_in:
            combine_marks(writer, own)
        return ExpertsListed(read.experts, read.rejected, findings, panel.found)

    return compute_then_write(record, actor, step, dry_run)


def _append_experts(
    writer: Writer, year: int, file: File, name: str, read: ExpertsRead, findings: Sequence[Finding]
) -> None:
    document = {
        "file": name,
        "sha256": digest(file.content),
        "sheet": read.sheet,
        "experts": [each.to_record() for each in read.experts],
        "findings": [each.to_record() for each in findings],
    }
    said = entries.ExpertsListed(year=year, file=name, accepted=len(read.experts), rejected=read.rejected)
    documents = [
        NewDocument(file.content, name, WORKBOOK),
        NewDocument(canonical_json(document), f"experts_{year}.json", JSON),
    ]
    writer.append(said, documents)


def _unknown_recusals(year: Year, read: ExpertsRead, file: str) -> list[Finding]:
    firms = named_firms(year)
    return [
        Finding(
            "recusal_unknown",
            file,
            read.sheet,
            f"{read.declared_in}{expert.row}",
            value=text,
            name=expert.name,
        )
        for expert in read.experts
        for text in expert.declared
        if meant(text, firms) is None
    ]


def recuse(
    record: Record,
    actor: str,
    year: int,
    expert: str,
    enterprise: str,
    reason: str,
    dry_run: bool = False,
    expected: int | None = None,
) -> tuple[Expert, str]:
    """Record that an expert must not mark an enterprise; marks that are in count no more.

    Experts who do it themselves read of an enterprise what they may know of it.
    """
    check_said(reason=reason)

    def step(writer: Writer) -> tuple[Expert, str]:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_entry(expected, panel_entry(own))
        panel = listed(panel_of(own))
        person = find_expert(panel, expert)
        by_expert = acting_expert(writer, writer.person, year) is not None
        if by_expert:
            check_open(own, marking_of(own, panel), by_expert)
        key, name = find_enterprise(writer, enterprise)
        name = panel.shown_to_experts(key, name) if by_expert else name
        if key not in writer.names_of(year):
            raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year))
        if any((each.expert, each.enterprise) == (person.key, key) for each in panel.recusals):
            raise Refused(_("{expert} is already recused from {name}.").format(expert=person.name, name=name))
        writer.append(entries.RecusalDeclared(year=year, expert=person.key, enterprise=key, reason=reason))
        if panel.handed_in:
            combine_marks(writer, own)
        return person, name

    return compute_then_write(record, actor, step, dry_run)


@dataclass(frozen=True)
class PanelAssigned:
    """Who marks whom from now on: pairs that are new and that are gone, and the load of each expert."""

    panel: Panel
    names: dict[str, str]
    loads: dict[str, int]
    added: int
    gone: int
    changed: bool


def assign_panel(  # noqa: PLR0913 - each is said by the person who draws the lots
    record: Record,
    actor: str,
    year: int,
    each: int | None,
    seed: str = "",
    top: int | None = None,
    dry_run: bool = False,
    expected: int | None = None,
    blind: bool | None = None,
) -> PanelAssigned:
    """Assign experts to all that can be marked, or to the best of them; what was assigned before is kept
    as far as loads allow, and pairs whose marks are in stay.

    Where it is `blind`, experts see numbers alone; None leaves that as it was, at first not blind.
    """

    def step(writer: Writer) -> PanelAssigned:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_marking_open(own)
        check_entry(expected, panel_entry(own))
        before = listed(panel_of(own))
        number = _number_each(own.rules, each)
        firms = _firms(own, before, top)
        names = writer.names_of(year)
        _check_enough(firms, before, number, names)
        pairs = {(e, firm) for firm, experts in before.assigned().items() for e in experts if firm in firms}
        fixed = {(expert, firm) for expert, firm, _mark in before.given if (expert, firm) in pairs}
        experts_of = assign(firms, list(before.experts), number, before.barred, f"{year}{seed}", pairs, fixed)
        document = _assignment_document(year, number, seed, experts_of, before)
        is_blind = before.is_blind if blind is None else blind
        if is_blind != before.is_blind:
            _check_never_open(own)
        changed = before.assignment is None or (
            (before.assignment.digest, before.is_blind) != (digest(document), is_blind)
        )
        if changed:
            said = entries.PanelAssigned(
                year=year,
                each=number,
                seed=seed,
                top=top,
                scores_digest=own.review_year.scores_digest,
                assignment_digest=digest(document),
                blind=is_blind,
            )
            writer.append(said, [NewDocument(document, f"panel_{year}.json", JSON)])
            if before.handed_in:
                combine_marks(writer, own)
        panel = panel_of(own)
        now = {(expert, firm) for firm, experts in experts_of.items() for expert in experts}
        loads = {key: sum(expert == key for expert, _firm in now) for key in panel.experts}
        return PanelAssigned(panel, names, loads, len(now - pairs), len(pairs - now), changed)

    return compute_then_write(record, actor, step, dry_run)


def _check_never_open(year: Year) -> None:
    """Refuse to hide names that experts have seen, or to show such as were hidden while they mark."""
    if entries_of_year(year, entries.MarkingOpened):
        raise Refused(
            _("Marking was opened already: whether experts see the names of enterprises cannot be changed.")
        )


def _number_each(rules: RuleSet, each: int | None) -> int:
    wanted = each or rules.panel_rule.experts_each
    if wanted is None:
        sentence = _("The rules do not say how many experts mark each enterprise.")
        raise UsageMistake(sentence, step=Step(Act.SAY_HOW_MANY))
    return wanted


def _firms(year: Year, panel: Panel, top: int | None) -> list[str]:
    """Return who is to be marked; nobody is dropped whose marks are in."""
    firms = can_be_marked(year.table, year.rules, mark_requests_of(year))
    if not firms:
        raise Refused(
            _(
                "No enterprise of {year} can be marked: the rules leave nothing to experts, or "
                "all fail gates."
            ).format(year=year.number)
        )
    marked = {firm for _expert, firm, _mark in panel.given}
    return sorted({*firms[:top], *(firm for firm in firms if firm in marked)})


def _check_enough(firms: Sequence[str], panel: Panel, each: int, names: dict[str, str]) -> None:
    """Refuse where an enterprise has too few experts, and say what would help."""
    short = shortages(firms, list(panel.experts), each, panel.barred)
    if not short:
        return
    lines = [
        _("  {name} ({code}): {available} of {needed}").format(
            name=names[one.enterprise], code=one.enterprise, available=one.available, needed=one.needed
        )
        for one in short[:MOST_NAMED]
    ]
    if len(short) > MOST_NAMED:
        lines.append(_("  ... and {number} more").format(number=len(short) - MOST_NAMED))
    most = max(one.needed - one.available for one in short)
    least = min(one.available for one in short)
    help_text = _("List {number} more experts without a conflict").format(number=most)
    if least:
        help_text += _(", or let {number} mark each").format(number=least)
    step = Step(Act.SAY_HOW_MANY, number=least) if least else None
    raise Refused("\n".join([_("Too few experts may mark:"), *lines, help_text + "."]), step=step)


def _assignment_document(
    year: int, each: int, seed: str, experts_of: dict[str, tuple[str, ...]], panel: Panel
) -> bytes:
    """Number enterprises and experts by lot; a number once given stays."""
    old = panel.assignment
    numbers = _numbered(experts_of, dict(old.numbers) if old else {}, f"{year}{seed}")
    labels = _numbered(panel.experts, dict(old.labels) if old else {}, f"{year}{seed}")
    firms = {firm: {"number": numbers[firm], "experts": list(of)} for firm, of in experts_of.items()}
    return canonical_json({"year": year, "each": each, "seed": seed, "firms": firms, "labels": labels})


def _numbered(keys: Any, known: dict[str, int], seed: str) -> dict[str, int]:
    """Give numbers in an order that nobody can guess from names or codes."""
    new = sorted((key for key in keys if key not in known), key=lambda key: digest(f"{seed}#{key}".encode()))
    first = max(known.values(), default=0) + 1
    return {**known, **{key: number for number, key in enumerate(new, first)}}
