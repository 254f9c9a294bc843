"""The effect of the pool as a table and in sentences that a layman understands; each face shows them."""

from __future__ import annotations

from cultivation.language import _
from cultivation.queries.effect import OUTCOMES, PERCENT, Outcome, PoolEffect


def effect_table(found: PoolEffect) -> tuple[list[str], list[list[str | int]]]:
    """Return a row for each figure: both sides of the line, the difference, and how sure it is."""
    headers = [
        *(_("figure"), _("mean above the line"), _("mean below the line"), _("difference at the line")),
        *(_("95 % interval"), _("above"), _("below"), _("within points")),
    ]
    return headers, [_row(each) for each in found.outcomes]


def effect_title(found: PoolEffect) -> str:
    """Say who is compared with whom."""
    return _("Entered in {year} beside not entered, by what was filed in {later}").format(
        year=found.year, later=found.later
    )


def _row(each: Outcome) -> list[str | int]:
    name, step = _(OUTCOMES[each.key]), each.step
    if step is None:
        return [name, "", "", _("too few"), "", each.known_above, each.known_below, ""]
    return [
        *(name, _text(each, step.above), _text(each, step.below), _text(each, step.effect)),
        _("{low} to {high}").format(low=_text(each, step.low), high=_text(each, step.high)),
        *(step.number_above, step.number_below, f"{step.window:.2f}"),
    ]


def _text(each: Outcome, value: float) -> str:
    shown = each.shown(value)
    if each.key == "rd_ratio":
        return _("{points} percentage points").format(points=f"{shown * 100:+.1f}")
    return f"{shown * 100:+.1f} %" if each.key in PERCENT else f"{shown:+.1f}"


def effect_sentences(found: PoolEffect) -> list[str]:
    """Say in words what can be said, and what cannot."""
    said = [
        _(
            "Firms just above and just below the cut line of {line} points differ in little but the pool. "
            "So a step of a figure at the line is taken as the effect of the pool."
        ).format(line=found.line)
    ]
    for each in found.outcomes:
        if each.step is not None:
            said.append(_sentence(each))
    if found.undecided:
        said.append(
            _("{number} candidates are left out: for them other things than points counted.").format(
                number=found.undecided
            )
        )
    said.append(_("Only firms that applied again are counted; who did not may have fared otherwise."))
    if found.support is not None:
        said.append(
            _("Lists of departments gave each newcomer {amount} 万元 on average.").format(
                amount=found.support
            )
        )
    return said


def _sentence(each: Outcome) -> str:
    assert each.step is not None  # asked before
    name, step = _(OUTCOMES[each.key]), each.step
    values = {
        "figure": name,
        "effect": _text(each, step.effect),
        "low": _text(each, step.low),
        "high": _text(each, step.high),
    }
    if each.key == "revenue_before":
        if step.is_clear:
            return _(
                "Check failed: they already differed before entry ({effect}), so do not rely on this."
            ).format(**values)
        return _("Check passed: before entry no difference can be shown ({low} to {high}).").format(**values)
    if step.is_clear:
        return _(
            "{figure}: the pool made a difference of {effect}, most likely between {low} and {high}."
        ).format(**values)
    return _(
        "{figure}: no effect can be shown. It may lie anywhere between {low} and {high}; that does not prove "
        "that there is none."
    ).format(**values)
