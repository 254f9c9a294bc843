"""What membership brought one enterprise, in words: honours, support, plans."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cultivation.core.wording.entitlements import entitlement_text
from cultivation.intake.registers.support_list import KINDS
from cultivation.language import _, current
from cultivation.queries.demonstrations import Selection, selection_of, selections
from cultivation.queries.entitlements import approved_lines
from cultivation.queries.entry_names import SUPPORT_GIVEN
from cultivation.queries.events import Event
from cultivation.queries.plans import plans_of, progress_text
from cultivation.queries.support import Measure, counting, measures_of
from cultivation.queries.year import State, Year
from cultivation.record.entries import (
    DemonstrationsSelected,
    PlanSet,
    SupportApproved,
    SupportCancelled,
    SupportReturned,
)
from cultivation.record.reader import Reader


def benefits_of(reader: Reader, codes: Collection[str]) -> list[Event]:
    """Return what an enterprise was honoured, supported and planned for under its codes."""
    honours, support = _honours(reader, codes), _support(reader, codes)
    return [*honours, *support, *_approved(reader, codes), *_plans(reader, codes)]


def _honours(reader: Reader, codes: Collection[str]) -> Iterator[Event]:
    for each in selections(reader):
        if not set(codes).isdisjoint(each.enterprises):
            text = _selected_text(each)
            yield Event(
                DemonstrationsSelected.KIND, each.year, each.on, each.document, text, each.actor, each.seq
            )


def _selected_text(each: Selection) -> str:
    why = _("among the first {top} by place").format(top=each.top) if each.top else each.reason
    text = _("of {year}: {why}").format(year=each.year, why=why)
    return text if each.stands else _("{text} (no longer counts)").format(text=text)


def _support(reader: Reader, codes: Collection[str]) -> Iterator[Event]:
    own = {each.number: each for each in measures_of(reader) if {each.enterprise, each.now} & set(codes)}
    for each in own.values():
        text = measure_text(each)
        yield Event(SUPPORT_GIVEN, each.year, each.day, each.document, text, each.actor, each.seq)
    for entry in reader.entries_of(SupportCancelled):
        said = entry.content
        if said.number in own:
            text = _("number {number}: {reason}").format(number=said.number, reason=said.reason)
            yield Event(SupportCancelled.KIND, 0, said.on, "", text, entry.actor, entry.seq)


def _approved(reader: Reader, codes: Collection[str]) -> Iterator[Event]:
    """Yield what an enterprise was entitled to under support measures, and what it paid back."""
    for each in approved_lines(reader):
        line = each.line
        if line.id in codes:
            text = entitlement_text(each.measures, line.measure, line.amount)
            kind = SupportApproved.KIND
            yield Event(kind, line.year, each.on, each.document, text, each.actor, each.seq)
    for entry in reader.entries_of(SupportReturned):
        said = entry.content
        if said.enterprise in codes:
            text = _("{amount} 万元, {measure}").format(amount=said.amount, measure=said.measure)
            kind = SupportReturned.KIND
            yield Event(kind, said.year, said.on, said.document, text, entry.actor, entry.seq)


def measure_text(each: Measure) -> str:
    """Say what was given: "number 3, fund, 50 万元, 科技局: 研发后补助"."""
    text = _("number {number}, {kind}, {amount} 万元, {department}").format(
        number=each.number,
        kind=KINDS[each.kind].text(current()),
        amount=each.amount,
        department=each.department,
    )
    return _("{text}: {purpose}").format(text=text, purpose=each.purpose) if each.purpose else text


def _plans(reader: Reader, codes: Collection[str]) -> Iterator[Event]:
    """Yield an event a target: when it was set, and how far it is now; not what was set for a successor."""
    state = State(reader)
    set_on = {entry.seq: entry for entry in reader.entries_of(PlanSet)}
    for plan in plans_of(reader, codes):
        own = [place for place, code in enumerate(plan.stay.codes) if code in codes]
        for each in plan.targets:
            if not own or max(own) < plan.stay.codes.index(each.enterprise):
                continue
            entry = set_on[each.seq]
            text = progress_text(each, state.year(each.base_year).rules)
            text = _("{text} (plan ended)").format(text=text) if plan.ended else text
            on = entry.content.on
            yield Event(PlanSet.KIND, each.base_year, on, each.document, text, entry.actor, each.seq)


@dataclass(frozen=True, slots=True)
class Benefits:
    """What came of one year's review for an enterprise."""

    demonstration: Selection | None
    support: tuple[Measure, ...]
    plan: tuple[str, ...]


def benefits_in_year(year: Year, key: str) -> Benefits:
    """Return the honour of a year, the support in it, and the progress of targets that start from it."""
    reader, selection = year.reader, selection_of(year)
    honoured = selection if selection is not None and key in selection.enterprises else None
    support = tuple(
        each
        for each in counting(measures_of(reader))
        if each.year == year.number and key in (each.enterprise, each.now)
    )
    plan = tuple(
        progress_text(progress, year.rules)
        for each in plans_of(reader, [key])
        for progress in each.targets
        if progress.base_year == year.number
    )
    return Benefits(honoured, support, plan)


def benefit_sentences(found: Benefits) -> list[str]:
    """Say it in sentences, for one page about an enterprise."""
    said = []
    if found.demonstration is not None:
        each = found.demonstration
        said.append(
            _("Demonstration enterprise ({document}, {on}), {text}").format(
                document=each.document, on=each.on, text=_selected_text(each)
            )
        )
    said += [_("Support: {text}").format(text=measure_text(each)) for each in found.support]
    said += [_("Plan: {text}").format(text=text) for text in found.plan]
    return said
