"""Who marks whom: each panel's experts are assigned by lot, evenly, without conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.core.panel.assignment import Shortage, assign, shortages
from cultivation.core.rules.model import RuleSet
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, bracketed, current, join_names
from cultivation.queries.events import entries_of_year
from cultivation.queries.last_entries import panel_entry
from cultivation.queries.panel import (
    Panel,
    can_be_marked,
    check_marking_open,
    listed,
    mark_requests_of,
    panel_of,
)
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record import entries
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.store import Record, Writer
from cultivation.review.computing import compute_then_write
from cultivation.review.expected import check_entry
from cultivation.review.marks import combine_marks
from cultivation.steps import Act, Step

MOST_NAMED = 10  # enterprises in a sentence


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
    each: int | Mapping[str, int] | None,
    seed: str = "",
    top: int | None = None,
    dry_run: bool = False,
    expected: int | None = None,
    blind: bool | None = None,
) -> PanelAssigned:
    """Assign experts to all that can be marked, or to the best of them; what was assigned before is kept
    as far as loads allow, and pairs whose marks are in stay.

    `each` is how many mark an enterprise, where the rule set does not say it or others should; of several
    panels, which are assigned each for itself, by panel. Where it is `blind`, experts see numbers alone;
    None leaves that as it was, at first not blind.
    """

    def step(writer: Writer) -> PanelAssigned:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_marking_open(own)
        check_entry(expected, panel_entry(own))
        before = listed(panel_of(own))
        numbers = _numbers(own.rules, each)
        firms = _firms(own, before, top)
        names = writer.names_of(year)
        parts = _parts(own, before, numbers, firms)
        _check_enough(parts, before, own.rules, names)
        experts_of = _assigned(parts, before, firms, f"{year}{seed}")
        document = _assignment_document(year, numbers, seed, experts_of, before)
        said = entries.PanelAssigned(
            year=year,
            each=sum(numbers.values()),
            seed=seed,
            top=top,
            scores_digest=own.review_year.scores_digest,
            assignment_digest=digest(document),
            panels=tuple(f"{key}={number}" for key, number in numbers.items() if key),
            blind=before.is_blind if blind is None else blind,
        )
        changed = _put_on_record(writer, own, before, said, document)
        pairs = _pairs(before, firms)
        now = {(expert, firm) for firm, experts in experts_of.items() for expert in experts}
        panel = panel_of(own)
        loads = {key: sum(expert == key for expert, _firm in now) for key in panel.experts}
        return PanelAssigned(panel, names, loads, len(now - pairs), len(pairs - now), changed)

    return compute_then_write(record, actor, step, dry_run)


def _put_on_record(
    writer: Writer, year: Year, before: Panel, said: entries.PanelAssigned, document: bytes
) -> bool:
    """Put an assignment on record, and what marks come to under it; tell whether it is another one."""
    if said.blind != before.is_blind:
        _check_never_open(year)
    was = before.assignment
    if was is not None and (was.digest, before.is_blind) == (said.assignment_digest, said.blind):
        return False
    writer.append(said, [NewDocument(document, f"panel_{year.number}.json", JSON)])
    if before.handed_in:
        combine_marks(writer, year)
    return True


def _check_never_open(year: Year) -> None:
    """Refuse to hide names that experts have seen, or to show such as were hidden while they mark."""
    if entries_of_year(year, entries.MarkingOpened):
        raise Refused(
            _("Marking was opened already: whether experts see the names of enterprises cannot be changed.")
        )


@dataclass(frozen=True)
class _Part:
    """What one panel marks: its id, its experts, so many for each of its enterprises."""

    panel: str
    experts: tuple[str, ...]
    each: int
    firms: tuple[str, ...]


def numbers_of_panels(said: Iterable[str]) -> dict[str, int]:
    """Read how many of each panel mark an enterprise, as an entry says it: technical=3."""
    return {key: int(number) for key, _is, number in (each.partition("=") for each in said)}


def _numbers(rules: RuleSet, each: int | Mapping[str, int] | None) -> dict[str, int]:
    """Return how many experts of each panel mark an enterprise: what is said, else what the rule set says."""
    known = join_names(rules.panels)
    of_panels = each if isinstance(each, Mapping) else {}
    for key in of_panels:
        if key not in rules.panels:
            sentence = _("There is no panel {panel}. There are: {known}")
            raise _unsaid(sentence.format(panel=key, known=known or "-"))
    if rules.panels and isinstance(each, int):
        sentence = _("There are several panels; say how many of each mark an enterprise: {known}.")
        raise _unsaid(sentence.format(known=known))
    plain = each if isinstance(each, int) else None
    said = {key: of_panels.get(key) or plain or rule.experts_each for key, rule in rules.panel_rules.items()}
    unsaid = [key for key, number in said.items() if number is None]
    if unsaid:
        sentence = _("The rules do not say how many experts mark each enterprise.")
        labels = join_names(rules.panels[key].text(current()) for key in unsaid if key)
        raise _unsaid(f"{sentence} {labels}".rstrip())
    return {key: number for key, number in said.items() if number is not None}


def _unsaid(sentence: str) -> UsageMistake:
    return UsageMistake(sentence, step=Step(Act.SAY_HOW_MANY))


def _parts(year: Year, panel: Panel, numbers: Mapping[str, int], firms: Sequence[str]) -> list[_Part]:
    """Return what each panel marks; an enterprise of which it is asked nothing needs none of its experts."""
    asked, sits = mark_requests_of(year), panel.panel_of if year.rules.panels else {}
    return [
        _Part(
            key,
            tuple(expert for expert in panel.experts if sits.get(expert, "") == key),
            number,
            tuple(firm for firm in firms if any(each.panel == key for each in asked[firm])),
        )
        for key, number in numbers.items()
    ]


def _pairs(panel: Panel, firms: Sequence[str]) -> set[tuple[str, str]]:
    return {(e, firm) for firm, experts in panel.assigned().items() for e in experts if firm in firms}


def _assigned(
    parts: Sequence[_Part], before: Panel, firms: Sequence[str], seed: str
) -> dict[str, tuple[str, ...]]:
    """Assign each panel for itself, and return all experts of each enterprise."""
    pairs = _pairs(before, firms)
    fixed = {(expert, firm) for expert, firm, _mark in before.given if (expert, firm) in pairs}
    found: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(firms), ())
    for part in parts:
        own = {pair for pair in pairs if pair[0] in part.experts and pair[1] in part.firms}
        chosen = assign(part.firms, part.experts, part.each, before.barred, seed, own, fixed & own)
        for firm, experts in chosen.items():
            found[firm] = (*found[firm], *experts)
    return found


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


def _check_enough(parts: Sequence[_Part], panel: Panel, rules: RuleSet, names: Mapping[str, str]) -> None:
    """Refuse where an enterprise has too few experts of a panel, and say what would help."""
    short = [
        (part, one) for part in parts for one in shortages(part.firms, part.experts, part.each, panel.barred)
    ]
    if not short:
        return
    lines = [_short_line(part, one, rules, names) for part, one in short[:MOST_NAMED]]
    if len(short) > MOST_NAMED:
        lines.append(_("  ... and {number} more").format(number=len(short) - MOST_NAMED))
    most = max(one.needed - one.available for _part, one in short)
    least = 0 if rules.panels else min(one.available for _part, one in short)
    help_text = _("List {number} more experts without a conflict").format(number=most)
    if least:
        help_text += _(", or let {number} mark each").format(number=least)
    step = Step(Act.SAY_HOW_MANY, number=least) if least else None
    raise Refused("\n".join([_("Too few experts may mark:"), *lines, help_text + "."]), step=step)


def _short_line(part: _Part, short: Shortage, rules: RuleSet, names: Mapping[str, str]) -> str:
    line = _("  {name} ({code}): {available} of {needed}").format(
        name=names[short.enterprise],
        code=short.enterprise,
        available=short.available,
        needed=short.needed,
    )
    return line + bracketed(rules.panels[part.panel].text(current())) if part.panel else line


def _assignment_document(
    year: int, each: Mapping[str, int], seed: str, experts_of: dict[str, tuple[str, ...]], panel: Panel
) -> bytes:
    """Number enterprises and experts by lot; a number once given stays."""
    old = panel.assignment
    numbers = _numbered(experts_of, dict(old.numbers) if old else {}, f"{year}{seed}")
    labels = _numbered(panel.experts, dict(old.labels) if old else {}, f"{year}{seed}")
    firms = {firm: {"number": numbers[firm], "experts": list(of)} for firm, of in experts_of.items()}
    document = {"year": year, "each": sum(each.values()), "seed": seed, "firms": firms, "labels": labels}
    of_panels = {key: number for key, number in each.items() if key}
    return canonical_json({**document, **({"panels": of_panels} if of_panels else {})})


def _numbered(keys: Any, known: dict[str, int], seed: str) -> dict[str, int]:
    """Give numbers in an order that nobody can guess from names or codes."""
    new = sorted((key for key in keys if key not in known), key=lambda key: digest(f"{seed}#{key}".encode()))
    first = max(known.values(), default=0) + 1
    return {**known, **{key: number for number, key in enumerate(new, first)}}
