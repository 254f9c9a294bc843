"""What `why` says of changes: since the last year, and what would have turned the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.explanation.flips import Flip
from cultivation.core.explanation.year_on_year import Rivals, Share, Split
from cultivation.core.wording.why import rival_sentences
from cultivation.core.wording.year_on_year import value_label
from cultivation.language import _
from cultivation.queries.why import Why, YearOnYear


def year_on_year_json(answer: Why) -> dict[str, Any]:
    """Return the change since the last scored year; shares are exact, as decimals or fractions."""
    change = answer.year_on_year
    if change is None or answer.score is None:
        return {}
    split = {"split": _split_json(change.split)} if change.split else {}
    return {
        "previous_year": change.year,
        "total_before": str(change.total_before),
        "total_change": str(change.total - change.total_before),
        "rank_before": change.rank_before,
        "criteria": {each.criterion: str(each.now - each.before) for each in change.changes},
        **split,
        **({"rivals": _rivals_json(change.rivals)} if change.rivals else {}),
    }


def _split_json(split: Split) -> dict[str, Any]:
    return {
        "own_data": _share_json(split.own_data),
        "rules": _share_json(split.rules),
        "competitors": _share_json(split.competitors),
        "own_values": {name: _share_json(share) for name, share in split.own_values},
    }


def _share_json(share: Share) -> dict[str, str | None]:
    return {"total": exact_text(share.total), "places": exact_text(share.places)}


def _rivals_json(rivals: Rivals) -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [
            {"id": each.id, "name": each.name, "rank_before": each.rank_before, "rank": each.rank}
            for each in getattr(rivals, kind)
        ]
        for kind in ("entered_ahead", "gone_from_ahead", "overtook", "overtaken")
    }


def flips_json(flips: Sequence[Flip]) -> list[dict[str, Any]]:
    """Return the smallest change of each value; `to` is null where none turns the outcome."""
    return [
        {
            "field": each.field,
            "from": exact_text(each.filed),
            "to": exact_text(each.value),
            "step": None if each.step is None else str(each.step),
            "steps": each.steps,
        }
        for each in flips
    ]


def split_sentences(change: YearOnYear) -> list[str]:
    """Say what the change of total and place is due to, and who came to stand before or behind."""
    said = []
    if split := change.split:
        shares = (split.own_data, split.rules, split.competitors)
        points = _(
            "Of the change of {change:+} points, own data account for {own}, rules for "
            "{rules}, competitors for {others}."
        )
        totals = [_signed(each.total) for each in shares]
        said.append(
            points.format(
                change=change.total - change.total_before, own=totals[0], rules=totals[1], others=totals[2]
            )
        )
        if change.has_both_places:
            said.append(_moved(shares))
    return said + (rival_sentences(change.rivals) if change.rivals else [])


def _moved(shares: Sequence[Share]) -> str:
    """Say by how many places it rose or fell, and what that is due to."""
    gained = sum((each.places for each in shares), Fraction(0))
    if gained > 0:
        sentence = _("Rose by {places} places: own data {own}, rules {rules}, competitors {others}.")
    elif gained < 0:
        sentence = _(
            "Fell by {places} places: own data {own}, rules {rules}, competitors {others} (+ is up)."
        )
    else:
        sentence = _("Same place: own data {own}, rules {rules}, competitors {others} (+ is up).")
    own, rules, others = (places_text(each.places) for each in shares)
    return sentence.format(places=abs(gained), own=own, rules=rules, others=others)


def own_values_table(answer: Why, split: Split) -> tuple[list[str], list[list[str]]]:
    """Return what each of the own values made, the greatest share of points first."""
    ordered = sorted(split.own_values, key=lambda each: (-abs(each[1].total), each[0]))
    rows = [
        [value_label(name, answer.rules), _signed(share.total), places_text(share.places)]
        for name, share in ordered
    ]
    headers = [_("own data"), _("points"), _("places gained")]
    if answer.year_on_year and answer.year_on_year.has_both_places:
        return headers, rows
    return headers[:2], [row[:2] for row in rows]


def places_text(places: Fraction) -> str:
    """Show places with their sign, whole ones without a point."""
    return f"{int(places):+d}" if places.denominator == 1 else f"{float(places):+.2f}"


def _signed(number: Fraction) -> str:
    """Show an exact number rounded to two places, with its sign."""
    return f"{float(number):+.2f}"
