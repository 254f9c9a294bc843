"""What follows from being in the pool: honours, support measures, cultivation plans."""

from __future__ import annotations

from cultivation.intake.registers.support_list import KINDS
from cultivation.language import _, current
from cultivation.queries.demonstrations import selections
from cultivation.queries.dossier.data import Grid
from cultivation.queries.dossier.identity import Identity
from cultivation.queries.plans import STATES, bound_text, plans_of, shown
from cultivation.queries.support import Measure, measures_of
from cultivation.queries.year import State
from cultivation.record.reader import Reader


def honours(reader: Reader, firm: Identity) -> Grid | None:
    """List the years in which it was selected as a demonstration enterprise; what counts no more says so."""
    rows = [
        (
            each.year,
            _("among the first {top} by place").format(top=each.top) if each.top else each.reason,
            each.on,
            each.document,
            "" if each.stands else _("no longer counts"),
            each.seq,
        )
        for each in selections(reader)
        if firm.among(each.enterprises)
    ]
    headers = (_("year"), _("because"), _("date"), _("document"), _("remark"), _("entry"))
    return Grid.of(headers, rows, numbers=(5,)) if rows else None


def support(reader: Reader, firm: Identity) -> Grid | None:
    """List the support measures with the cell that each comes from, and what those that count add up to."""
    own = [each for each in measures_of(reader) if firm.among((each.enterprise, each.now))]
    rows = [
        (
            each.number,
            each.day,
            KINDS[each.kind].text(current()),
            f"{each.amount:,}",
            each.department,
            each.document,
            each.purpose,
            _place(each),
            _("cancelled: {reason}").format(reason=each.cancelled) if each.cancelled else "",
        )
        for each in own
    ]
    headers = (
        _("No."),
        _("date"),
        _("kind"),
        _("amount (万元)"),
        _("department"),
        _("document"),
        _("purpose"),
        _("where"),
        _("remark"),
    )
    counting = [each.amount for each in own if not each.cancelled]
    remark = _("{amount} 万元 in total in {number} measures; cancelled ones do not count.").format(
        amount=f"{sum(counting):,}", number=len(counting)
    )
    return Grid.of(headers, rows, numbers=(0, 3), remark=remark) if rows else None


def _place(measure: Measure) -> str:
    return f"{measure.file} {measure.sheet}!{measure.cell}"


def plan(reader: Reader, firm: Identity) -> Grid | None:
    """List the targets of its plans, with the values of the applications since."""
    rows, state = [], State(reader)
    for each in plans_of(reader):
        if not firm.among(each.stay.codes):
            continue
        for progress in each.targets:
            rules, target = state.year(progress.base_year).rules, progress.target
            values = [f"{year}: {shown(value, target.indicator, rules)}" for year, value in progress.values]
            reached = _(STATES[progress.state])
            rows.append(
                (
                    rules.label_of(target.indicator).text(current()),
                    f"{progress.base_year}: {shown(progress.start, target.indicator, rules)}",
                    bound_text(target, rules),
                    target.year,
                    "\n".join(values),
                    _("{text} (plan ended)").format(text=reached) if each.ended else reached,
                    progress.document,
                    progress.seq,
                )
            )
    headers = (
        _("indicator"),
        _("start"),
        _("aim"),
        _("by year"),
        _("values since"),
        _("state"),
        _("document"),
        _("entry"),
    )
    return Grid.of(headers, rows, numbers=(7,)) if rows else None
