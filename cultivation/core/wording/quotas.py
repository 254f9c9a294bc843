"""Quotas in words: how they stand, and why no pool keeps to them."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.core.explanation.quota_cut_lines import Cell
from cultivation.core.pool.lines import QuotaStatus
from cultivation.core.pool.quota_conflict import Impossible, Relaxation
from cultivation.core.pool.quotas import Bound
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.rules import choice_text, label
from cultivation.language import _, join_clauses, join_names

NAMED = 3  # quotas in one sentence; the sheet of the shortlist has all


def held_text(held: Sequence[QuotaStatus], rules: RuleSet) -> str:
    """Say how some quotas stand: "new materials 12 of at most 12"."""
    texts = [_held(each, rules) for each in held[:NAMED]]
    rest = len(held) - NAMED
    return join_clauses([*texts, *([_("and {number} more").format(number=rest)] if rest > 0 else [])])


def _held(held: QuotaStatus, rules: RuleSet) -> str:
    choice = choice_text(rules, held.within, held.choice)
    if held.is_full:
        return _("{choice} {members} of at most {most}").format(
            choice=choice, members=held.members, most=held.most
        )
    return _("{choice} {members} of at least {least}").format(
        choice=choice, members=held.members, least=held.least
    )


def cell_line(cell: Cell, table: ScoreTable, rules: RuleSet) -> str:
    """Say where a cell is cut: "Cut line for new materials, Zhoushi: 61.25 points (place 87, 3 members)."."""
    named = zip(rules.pool.quotas, cell.choices, strict=True)
    words = [choice_text(rules, quota.within, each) for quota, each in named if each is not None]
    name = join_names(words)
    if cell.last_total is None:
        return _("No enterprise is in the pool for {cell}.").format(cell=name)
    return _("Cut line for {cell}: {points} points (place {rank}, {members} members).").format(
        cell=name, points=table.points(cell.last_total), rank=cell.last_rank, members=cell.members
    )


def broken_text(held: Sequence[QuotaStatus], rules: RuleSet) -> str:
    """Say which quotas are not kept to, and by how many members."""
    return join_clauses(_broken(each, rules) for each in held)


def _broken(held: QuotaStatus, rules: RuleSet) -> str:
    choice = choice_text(rules, held.within, held.choice)
    if held.members < held.least:
        return _("{choice} {members}, at least {least}").format(
            choice=choice, members=held.members, least=held.least
        )
    return _("{choice} {members}, at most {most}").format(choice=choice, members=held.members, most=held.most)


def conflict_text(error: Impossible, rules: RuleSet) -> str:
    """Say which bounds cannot hold together, and what would do instead of each alone."""
    lines = [_("No pool satisfies the quotas. These cannot hold together:")]
    lines += [f"  {_relaxation(each, rules)}" for each in error.conflict]
    if all(each.number is None for each in error.conflict):
        lines.append(_("There are further conflicts: changing one number alone does not resolve them."))
    return "\n".join(lines)


def _relaxation(relaxation: Relaxation, rules: RuleSet) -> str:
    said = _bound(relaxation.bound, rules)
    if relaxation.number is None:
        return said
    return _("{bound}; with {number} instead all could hold").format(bound=said, number=relaxation.number)


def _bound(bound: Bound, rules: RuleSet) -> str:
    if not bound.within:
        return _("the pool has {number} places").format(number=bound.most)
    if bound.least is not None:
        text, number = _("{field}: {choice} at least {number} ({there} qualify)"), bound.least
    else:
        text, number = _("{field}: {choice} at most {number} ({there} qualify)"), bound.most or 0
    return text.format(
        field=label(rules, bound.within),
        choice=choice_text(rules, bound.within, bound.choice),
        number=number,
        there=len(bound.places),
    )
