"""Support as rules, as JSON and as rows of tables that each face shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cultivation.core.pool.entitlements import Entitlement, borne_by
from cultivation.core.wording.entitlements import measure_name, reason_text, reasons_text
from cultivation.intake.registers.support_list import KINDS
from cultivation.language import N_, _, current, join_clauses, join_names
from cultivation.queries.entitlements import Computed, Owed, PartState, Settled, lines_json

STATES = {
    PartState.PLANNED: N_("planned"),
    PartState.APPROVED: N_("approved"),
    PartState.PARTLY_PAID: N_("partly paid"),
    PartState.PAID: N_("paid"),
}
Rows = list[list[Any]]


def computed_json(found: Computed) -> dict[str, Any]:
    """Return the shape of the contract."""
    lines = lines_json(found.lines)
    for told, line in zip(lines, found.lines, strict=True):
        told["approved"] = line.key in found.approved
        told["borne_by"] = {payer: str(amount) for payer, amount in _borne(line, found).items()}
        told["reason"] = reasons_text(line, found.measures, found.rules)
    return {
        "year": found.year,
        "measures": found.measures.id,
        "lines": lines,
        "due": [
            {
                "id": each.id,
                "measure": each.measure,
                "since": each.since,
                "part": each.part.number,
                "asked": str(each.part.amount),
                "amount": str(each.amount),
                "state": found.state_of(each).value,
                "reasons": [{"code": reason.code, **dict(reason.details)} for reason in each.reasons],
            }
            for each in found.dues
        ],
        "budget": [
            {
                "kind": each.kind,
                "there": None if each.there is None else str(each.there),
                "due": str(each.asked),
                "short": str(each.short),
            }
            for each in found.budgets
        ],
        "pay_back": [owed_json(each) for each in found.owed],
    }


def _borne(line: Entitlement, found: Computed) -> dict[str, Decimal]:
    measure = found.measures.measures.get(line.measure)
    return borne_by(measure, line.amount, found.measures.round_to) if measure and line.amount else {}


def owed_json(owed: Owed) -> dict[str, Any]:
    """Return a claim as it is shown."""
    line = owed.claim.line
    return {
        "id": line.id,
        "measure": line.measure,
        "year": line.year,
        "amount": str(owed.claim.amount),
        "returned": str(owed.returned),
        "open": str(owed.open),
        "reason": {"code": owed.claim.reason.code, **dict(owed.claim.reason.details)},
    }


def settled_json(each: Settled) -> dict[str, Any]:
    """Return an approved instalment as it is shown."""
    line = each.approved.line
    return {
        "id": line.id,
        "name": line.name,
        "measure": line.measure,
        "year": line.year,
        "part": each.part.number,
        "due": each.part.year,
        "amount": str(each.part.amount),
        "paid": str(each.paid),
        "state": each.state.value,
    }


def state_text(state: PartState) -> str:
    """Name how far an instalment is."""
    return _(STATES[state])


def lines_table(found: Computed) -> tuple[list[str], Rows]:
    """Return a row for each line, with why its amount is what it is."""
    headers = [_("code"), _("enterprise"), _("measure"), _("amount (万元)"), _("approved"), _("reason")]
    shared = any(each.payers for each in found.measures.measures.values())
    if shared:
        headers.append(_("borne by (万元)"))
    rows = [
        [
            *(each.id, each.name, measure_name(found.measures, each.measure), f"{each.amount:,}"),
            _("yes") if each.key in found.approved else _("no"),
            reasons_text(each, found.measures, found.rules),
            *([_borne_text(each, found)] if shared else []),
        ]
        for each in found.lines
    ]
    return headers, rows


def _borne_text(line: Entitlement, found: Computed) -> str:
    return join_names(f"{payer} {amount:,}" for payer, amount in _borne(line, found).items())


def dues_table(found: Computed) -> tuple[list[str], Rows]:
    """Return a row for each instalment that falls due in the year."""
    headers = [
        *(_("code"), _("enterprise"), _("measure"), _("since"), _("instalment"), _("by the rules (万元)")),
        *(_("due (万元)"), _("state"), _("reason")),
    ]
    rows = [
        [
            *(each.id, each.name, measure_name(found.measures, each.measure), each.since, each.part.number),
            *(f"{each.part.amount:,}", f"{each.amount:,}", state_text(found.state_of(each))),
            join_clauses(reason_text(reason, found.measures, found.rules) for reason in each.reasons),
        ]
        for each in found.dues
    ]
    return headers, rows


def budget_table(found: Computed) -> tuple[list[str], Rows]:
    """Return a row for each kind of support."""
    headers = [_("kind"), _("budget (万元)"), _("due (万元)"), _("short (万元)")]
    rows = [
        [
            KINDS[each.kind].text(current()),
            "" if each.there is None else f"{each.there:,}",
            *(f"{each.asked:,}", f"{each.short:,}"),
        ]
        for each in found.budgets
    ]
    return headers, rows


def owed_table(found: Computed) -> tuple[list[str], Rows]:
    """Return a row for each claim for money to come back."""
    headers = [
        *(_("code"), _("enterprise"), _("measure"), _("year"), _("to come back (万元)")),
        *(_("came back (万元)"), _("reason")),
    ]
    rows = [
        [
            *(each.claim.line.id, each.claim.line.name),
            measure_name(found.measures, each.claim.line.measure),
            *(each.claim.line.year, f"{each.claim.amount:,}", f"{each.returned:,}"),
            reason_text(each.claim.reason, found.measures, found.rules),
        ]
        for each in found.owed
    ]
    return headers, rows
