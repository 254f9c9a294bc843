"""The summary of a screened register as a page: totals, the cut line, who qualifies by zone and industry."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from cultivation.core.rules.model import RuleSet
from cultivation.core.screening.summary import Summary
from cultivation.language import _, current, join_names
from cultivation.outputs.html import make_page
from cultivation.outputs.svg import Drawing, Shape, line, rectangle, round_step, ticks, words

WIDTH, LEFT, TOP, BOTTOM = 880.0, 64.0, 40.0, 276.0
CLASSES = 40  # about as many bars
LABELS = 12
MOST_CHOICES = 40


def summary_page(summary: Summary, rules: RuleSet, register: str, cutoff: date) -> bytes:
    """Return the page in the language spoken now; `register` is what the register is called."""
    language = current()
    choices = [
        {
            "label": rules.label_of(key).text(language),
            "shares": [(_choice(key, each.choice, rules), each) for each in shares[:MOST_CHOICES]],
            "more": max(0, len(shares) - MOST_CHOICES),
            "most": max((each.eligible for each in shares), default=0) or 1,
        }
        for key, shares in summary.choices.items()
    ]
    return make_page(
        "register_summary.html",
        ("base.css", "report.css"),
        summary=summary,
        rules=rules,
        register=register,
        cutoff=cutoff,
        drawing=totals_drawing(summary, rules),
        choices=choices,
        fields=[(key, rules.label_of(key).text(language)) for key in summary.choices],
        best=_best(summary, rules),
        said=_said(summary, rules),
        missing=join_names(rules.label_of(key).text(language) for key in summary.missing),
    )


def _said(summary: Summary, rules: RuleSet) -> list[str]:
    rows, eligible = f"{summary.rows:,}", f"{summary.eligible:,}"
    counts = _("{rows} enterprises, {eligible} eligible under {rules}.")
    said = [counts.format(rows=rows, eligible=eligible, rules=rules.id)]
    if summary.cut_line is not None:
        sentence = _("Cut line of the best {number}: {total}; {same} enterprises have exactly this total.")
        said.append(
            sentence.format(number=len(summary.best), total=summary.cut_line, same=f"{summary.at_cut_line:,}")
        )
    return said


def totals_drawing(summary: Summary, rules: RuleSet) -> Drawing | None:
    """Draw how many of the eligible have which total, and the cut line of the best."""
    if not summary.by_total:
        return None
    low, high = min(summary.by_total), max(summary.by_total)
    step = Decimal(str(round_step(float((high - low) * rules.precision) / CLASSES or 1)))
    counts = Counter({int(low * rules.precision // step): 0, int(high * rules.precision // step): 0})
    for units, times in summary.by_total.items():
        counts[int(units * rules.precision // step)] += times
    first, last = min(counts), max(counts)
    bar, most = (WIDTH - LEFT - 12) / (last - first + 1), max(counts.values())
    scale = (BOTTOM - TOP) / most
    shapes: list[Shape] = []
    for tick in ticks(0, most, 4):
        y = BOTTOM - tick * scale
        shapes += [
            line(LEFT, y, WIDTH - 12, y, "grid"),
            words(LEFT - 6, y + 4, f"{tick:,.0f}", "label", "end"),
        ]
    every = max(1, round((last - first + 1) / LABELS))
    for place in range(first, last + 1):
        x = LEFT + (place - first) * bar
        told = f"{_plain(place * step)} – {_plain((place + 1) * step)}: {counts[place]:,}"
        high_ = counts[place] * scale
        shapes.append(rectangle(x + 1, BOTTOM - high_, bar - 2, high_, "other", told))
        if (place - first) % every == 0:
            shapes.append(words(x, BOTTOM + 18, _plain(place * step), "label", "middle"))
    shapes.append(words(WIDTH - 12, BOTTOM + 38, _("total points"), "label", "end"))
    if summary.cut_line is not None:
        x = LEFT + float(summary.cut_line / step - first) * bar
        text = _("cut line {total}").format(total=summary.cut_line)
        side = (x - 6, "end") if x > WIDTH / 2 else (x + 6, "start")
        shapes += [line(x, TOP - 22, x, BOTTOM, "cut"), words(side[0], TOP - 12, text, "cut-text", side[1])]
    return Drawing(_("Distribution of totals"), WIDTH, BOTTOM + 46, tuple(shapes))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _best(summary: Summary, rules: RuleSet) -> list[dict[str, object]]:
    language = current()
    return [
        {
            "place": place,
            "id": each.id,
            "name": each.name,
            "choices": [_choice(key, each.choices.get(key, ""), rules) for key in summary.choices],
            "total": each.total * rules.precision,
            "unknown": join_names(rules.label_of(key).text(language) for key in each.unknown),
        }
        for place, each in enumerate(summary.best, start=1)
    ]


def _choice(key: str, choice: str, rules: RuleSet) -> str:
    label = rules.choice_label(key, choice)
    return label.text(current()) if label else choice or _("not given")
