"""Differences between claims and registers as a table: on a terminal, in a workbook, on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cultivation.core.registers.comparison import Outcome
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.values import value_text
from cultivation.language import N_, _, bracketed, current, join_names, join_sentences
from cultivation.queries.registers import Compared
from cultivation.queries.verification import Difference, Standing
from cultivation.queries.year import Year

OUTCOMES: dict[Outcome, str] = {
    Outcome.DIFFERS: N_("differs"),
    Outcome.AMBIGUOUS: N_("ambiguous"),
    Outcome.ABSENT: N_("not filed"),
    Outcome.SILENT: N_("register silent"),
    Outcome.AGREES: N_("agrees"),
}
WHY: dict[str, str] = {
    "conflict": N_("the register has two values"),
    "names": N_("a row may mean several enterprises"),
    "unreadable": N_("a row of the register could not be read"),
    "unit": N_("the units cannot be compared"),
}


def outcome_text(compared: Compared) -> str:
    """Say how a claim stands beside a register."""
    if compared.settled is not None:
        settled, said = compared.settled, compared.settled.content
        sentence = _("differs, settled by {actor}: {reason}")
        if said.evidence:
            sentence = _("differs, settled by {actor}: {reason}; evidence: {evidence}")
        return sentence.format(actor=settled.actor, reason=said.reason, evidence=said.evidence)
    if compared.is_open and compared.beside.unsettled == "counts":
        return _("differs; the register's value counts until this is settled")
    outcome = _(OUTCOMES[compared.outcome])
    if compared.why:
        return _("{outcome}: {why}").format(outcome=outcome, why=_(WHY[compared.why]))
    return outcome


def shown(rules: RuleSet, field: str, text: str | None) -> str:
    """Show a value: a choice by its label, a dash where there is none."""
    return "-" if text is None else value_text(rules, field, text)


def stake_text(each: Difference, year: Year) -> str:
    """Say which points and places are at stake, and whether it decides who is in."""
    if each.by_claim is None or each.by_register is None:
        return ""
    text = _("{before} -> {after}").format(before=_standing(each.by_claim), after=_standing(each.by_register))
    if not each.turns:
        return text
    side = _("falls out of the pool") if each.by_claim.inside else _("comes into the pool")
    return _("{text}: {side}").format(text=text, side=side)


def _standing(standing: Standing) -> str:
    if standing.place is None:
        return _("not eligible")
    return _("{total} points, place {place}").format(total=standing.total, place=standing.place)


def places_text(compared: Compared) -> str:
    """Name the register's cells, and how many more there are; its file where nothing stands there."""
    named = join_names(place.text() for place in compared.places[:3])
    if not named and compared.outcome is Outcome.DIFFERS:
        return compared.beside.imported.content.file + bracketed(_("no row of it"))
    more = compared.rows - min(3, len(compared.places))
    return _("{named} and {number} more").format(named=named, number=more) if named and more > 0 else named


def claim_text(year: Year, compared: Compared) -> str:
    """Name the cell of the claim."""
    row = year.filed_rows[compared.id]
    source = row.record["values"].get(compared.field, {})
    return f"{row.file} {source['sheet']}!{source['cell']}" if source.get("cell") else ""


def difference_rows(year: Year, found: Sequence[Difference]) -> tuple[list[str], list[list[Any]]]:
    """Return headers and rows."""
    headers = [
        _("code"),
        _("enterprise"),
        _("field"),
        _("filed"),
        _("register says"),
        _("register"),
        _("outcome"),
        _("at stake"),
        _("cell of the claim"),
        _("cells of the register"),
        _("explanation"),
    ]
    return headers, [list(_row(year, each)) for each in found]


def _row(year: Year, each: Difference) -> Iterator[str]:
    compared, rules = each.compared, year.rules
    yield compared.id
    yield each.name
    yield rules.label_of(compared.field).text(current())
    yield shown(rules, compared.field, compared.filed)
    yield shown(rules, compared.field, compared.registered)
    yield register_text(compared)
    yield outcome_text(compared)
    yield stake_text(each, year)
    yield claim_text(year, compared)
    yield places_text(compared)
    yield explained_text(year, compared)


def explained_text(year: Year, compared: Compared) -> str:
    """Return what the enterprise has said of a difference; of other values, with these."""
    said = compared.explained
    if said is None or said.holds:
        return said.said.text if said else ""
    filed, registered = (
        shown(year.rules, compared.field, each) for each in (said.said.of.filed, said.said.of.registered)
    )
    return _("{text} (of {filed} filed, {registered} in the register)").format(
        text=said.said.text, filed=filed, registered=registered
    )


def explained_sentence(year: Year, compared: Compared) -> str:
    """Say what the enterprise has explained, and where it stands; empty where it has not."""
    if compared.explained is None:
        return ""
    return _("Explained by the enterprise: {text} ({cell})").format(
        text=explained_text(year, compared), cell=compared.explained.place
    )


def register_text(compared: Compared) -> str:
    """Name the register with the day it stands for, and whether that is after the cut-off."""
    name = compared.beside.register.name.text(current())
    sentence = _("{name}, as of {day}, after the cut-off") if compared.newer else _("{name}, as of {day}")
    return sentence.format(name=name, day=compared.beside.imported.content.as_of)


def difference_sentence(each: Difference, year: Year) -> str:
    """Say one difference in a line, with what is at stake and both cells."""
    compared = each.compared
    cells = places_text(compared)
    sentence = _("{field}: filed {filed}, {register} says {registered} ({outcome}).").format(
        field=year.rules.label_of(compared.field).text(current()),
        filed=shown(year.rules, compared.field, compared.filed),
        register=register_text(compared),
        registered=shown(year.rules, compared.field, compared.registered),
        outcome=outcome_text(compared),
    )
    stands = [text for text in (claim_text(year, compared), cells) if text]
    where = _("Cells: {cells}").format(cells=join_names(stands)) if stands else ""
    stake = stake_text(each, year)
    at_stake = _("At stake: {stake}.").format(stake=stake) if stake else ""
    return join_sentences(
        part for part in (sentence, at_stake, where, explained_sentence(year, compared)) if part
    )
