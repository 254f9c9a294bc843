"""The drawings of the report: what the review did, the pool over the years, totals, how sure places are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from cultivation.faces.drawing import (
    Drawing,
    Shape,
    dot,
    line,
    rectangle,
    ribbon,
    spread,
    ticks,
    words,
)
from cultivation.faces.overview_figures import distribution
from cultivation.faces.report_data import ReportData, YearFlow
from cultivation.faces.report_figures import GREY, is_grey
from cultivation.language import N_, _
from cultivation.pool.proposal import Action

WIDTH = 880


def review_drawing(data: ReportData) -> Drawing | None:
    """Draw where members and newcomers come from and where they go, each as thick as its number."""
    lines = data.base.lines
    if not lines:
        return None
    eligible = {each.id for each in data.ranked}
    went = Counter((each.was_member, _where(each.action, each.id in eligible)) for each in lines)
    left = [(kind, sum(number for key, number in went.items() if key[0] is kind)) for kind in (True, False)]
    left = [each for each in left if each[1]]
    right = [key for key in WHERE if went[True, key] or went[False, key]]
    top, height, gap, least = 34.0, 250.0, 16.0, 3.0
    scale = height / max(1, sum(number for _kind, number in left))
    starts = dict(
        zip(
            (kind for kind, _n in left),
            spread([number * scale for _k, number in left], 30, least),
            strict=True,
        )
    )
    sizes = [(went[True, key] + went[False, key]) * scale for key in right]
    ends = dict(zip(right, spread(sizes, gap, least), strict=True))
    shapes: list[Shape] = []
    x1, x2 = 190.0, 620.0
    for key in right:
        at = ends[key]
        for kind, _number in left:
            if number := went[kind, key]:
                thick = max(number * scale, 1.5)
                css = f"flow {WHERE_CSS[key] if not (kind is False and key == 'pool') else 'enter'}"
                begin = (x1 + 10, top + starts[kind])
                shapes.append(ribbon(begin, (x2, top + at), thick, css, str(number)))
                starts[kind] += number * scale
                at += number * scale
    begins = dict(
        zip(
            (kind for kind, _n in left),
            spread([number * scale for _k, number in left], 30, least),
            strict=True,
        )
    )
    for kind, number in left:
        thick = max(number * scale, least)
        y = top + begins[kind]
        shapes.append(rectangle(x1, y, 10, thick, "node"))
        text = _("Members before") if kind else _("Other applicants")
        shapes += _label(x1 - 12, y + thick / 2, number, text, "end", "")
    for key, size in zip(right, sizes, strict=True):
        thick, y = max(size, least), top + ends[key]
        shapes.append(rectangle(x2, y, 10, thick, f"node {WHERE_CSS[key]}"))
        shapes += _label(
            x2 + 22, y + thick / 2, went[True, key] + went[False, key], _(WHERE[key]), "start", key
        )
    bottom = max(
        top + begins[left[-1][0]] + left[-1][1] * scale, top + ends[right[-1]] + max(sizes[-1], least)
    )
    parts = [f"{_(WHERE[key])}: {went[True, key] + went[False, key]}" for key in right]
    return Drawing(_("What the review did") + " – " + "; ".join(parts), WIDTH, bottom + 24, tuple(shapes))


WHERE = {
    "pool": N_("In the pool"),
    "exit": N_("Left the pool"),
    "reserve": N_("Reserve list"),
    "none": N_("Not selected"),
    "out": N_("Not eligible"),
}
WHERE_CSS = {"pool": "stay", "exit": "exit", "reserve": "reserve", "none": "other", "out": "other"}


def _where(action: Action, eligible: bool) -> str:
    if action in (Action.ENTER, Action.STAY):
        return "pool"
    if action is Action.NONE and not eligible:
        return "out"
    return str(action)


def _label(x: float, y: float, number: int, text: str, anchor: str, _key: str) -> list[Shape]:
    return [words(x, y - 1, str(number), "big", anchor), words(x, y + 15, text, "label", anchor)]


def years_drawing(flow: tuple[YearFlow, ...]) -> Drawing | None:
    """Draw each year's stays and entries above the line, exits below it."""
    if len(flow) < 2:
        return None
    most, deepest = max(each.members for each in flow), max(each.exits for each in flow)
    scale = 210 / max(1, most)
    base, slot = 40 + most * scale, min(150.0, (WIDTH - 40) / len(flow))
    height = base + max(deepest * scale, 8) + 50
    bar = min(64.0, slot * 0.6)
    offset = (WIDTH - slot * len(flow)) / 2
    shapes = [line(offset, base, offset + slot * len(flow), base, "axis")]
    for place, each in enumerate(flow):
        x = offset + slot * place + (slot - bar) / 2
        middle = x + bar / 2
        stay, enter, gone = (number * scale for number in (each.stays, each.entries, each.exits))
        draft = "" if each.decided else " draft"
        shapes += [
            rectangle(x, base - stay, bar, stay, f"stay{draft}", f"{each.year} {_('Stays')}: {each.stays}"),
            rectangle(
                x,
                base - stay - enter,
                bar,
                enter,
                f"enter{draft}",
                f"{each.year} {_('Entries')}: {each.entries}",
            ),
            rectangle(x, base + 1, bar, gone, f"exit{draft}", f"{each.year} {_('Exits')}: {each.exits}"),
            words(middle, base - stay - enter - 8, str(each.members), "big", "middle"),
            words(
                middle, height - 8, str(each.year) if each.decided else f"{each.year} *", "label", "middle"
            ),
        ]
        if each.stays and stay > 16:
            shapes.append(words(middle, base - stay / 2 + 5, str(each.stays), "inside", "middle"))
        if each.entries:
            y = base - stay - enter / 2 + 5
            inside = enter > 16
            shapes.append(
                words(
                    middle if inside else x + bar + 6,
                    y,
                    f"+{each.entries}",
                    "inside" if inside else "enter-text",
                    "middle" if inside else "start",
                )
            )
        if each.exits:
            shapes.append(words(middle, base + gone + 16, f"−{each.exits}", "exit-text", "middle"))
    return Drawing(_("The pool over the years"), WIDTH, height, tuple(shapes))


def totals_drawing(data: ReportData) -> Drawing | None:
    """Draw how many have which total, in the pool and not, with the cut lines and the grey zone."""
    figures = distribution(data.base)
    if figures is None:
        return None
    lows = [Decimal(label) for label, _numbers in figures.rows]
    width = lows[1] - lows[0] if len(lows) > 1 else Decimal(1)
    left, top, bottom = 40.0, 64.0, 300.0
    bar = (WIDTH - left - 12) / len(lows)
    most = max(sum(numbers) for _label, numbers in figures.rows)
    scale = (bottom - top) / max(1, most)

    def across(units: int) -> float:
        return left + float((units * data.base.rules.precision - lows[0]) / width) * bar

    shapes = _grey_zone(data, across, top, bottom)
    for tick in ticks(0, most, 4):
        y = bottom - tick * scale
        shapes += [line(left, y, WIDTH - 12, y, "grid"), words(left - 6, y + 4, f"{tick:g}", "label", "end")]
    step = max(1, round(len(lows) / 12))
    for place, (label, (inside, outside)) in enumerate(figures.rows):
        x = left + place * bar
        upper = f"{(lows[place] + width).normalize():f}"
        told = f"{label} – {upper}: {inside} + {outside}"
        shapes += [
            rectangle(x + 1, bottom - inside * scale, bar - 2, inside * scale, "stay", told),
            rectangle(x + 1, bottom - (inside + outside) * scale, bar - 2, outside * scale, "other", told),
        ]
        if place % step == 0:
            shapes.append(words(x, bottom + 18, label, "label", "middle"))
    shapes.append(words(WIDTH - 12, bottom + 38, _("total points"), "label", "end"))
    shapes += _cut_lines(data, across, top, bottom)
    return Drawing(figures.title, WIDTH, bottom + 46, tuple(shapes))


def _grey_zone(data: ReportData, across: Callable[[int], float], top: float, bottom: float) -> list[Shape]:
    """Return the shade from the lowest to the highest total of those whose place in the pool is open."""
    grey = [each.total for each in data.ranked if is_grey(data.base.shares.get(each.id, 0))]
    if not grey:
        return []
    x1, x2 = across(min(grey)), across(max(grey))
    return [
        rectangle(x1, top - 22, max(3, x2 - x1), bottom - top + 22, "grey-zone", _("Grey zone")),
    ]


def _cut_lines(data: ReportData, across: Callable[[int], float], top: float, bottom: float) -> list[Shape]:
    """Return the two cut lines; their words stand to either side, so that they never meet."""
    cut, shapes = data.base.cut_line, list[Shape]()
    marks = [(cut.pool_total, _("last in the pool {points}"), "end")]
    if cut.entry_total != cut.pool_total:
        marks.append((cut.entry_total, _("last newcomer {points}"), "start"))
    for units, sentence, anchor in marks:
        if units is None:
            continue
        x = across(units)
        shapes += [
            line(x, top - 26, x, bottom, "cut"),
            words(
                x + (-6 if anchor == "end" else 6),
                top - 30 if anchor == "end" else top - 46,
                sentence.format(points=data.base.table.points(units)),
                "cut-text",
                anchor,
            ),
        ]
    return shapes


def sureness_drawing(data: ReportData) -> Drawing | None:
    """Draw for each place the share of draws in which its enterprise is in the pool, where that is open."""
    shares = data.base.shares
    ranked = [each for each in data.ranked if each.id in shares]
    open_places = [each.rank or 0 for each in ranked if 0.005 < shares[each.id] < 0.995]
    if not open_places:
        return None
    low, high = max(1, min(open_places) - 2), max(open_places) + 2
    left, top, bottom = 56.0, 20.0, 270.0
    wide = (WIDTH - left - 20) / max(1, high - low)

    def across(place: int) -> float:
        return left + (place - low) * wide

    def up(share: float) -> float:
        return bottom - share * (bottom - top)

    shapes = [
        rectangle(
            left, up(GREY[1]), WIDTH - left - 20, up(GREY[0]) - up(GREY[1]), "grey-zone", _("Grey zone")
        )
    ]
    for share in (0, GREY[0], 0.5, GREY[1], 1):
        shapes += [
            line(left, up(share), WIDTH - 20, up(share), "grid"),
            words(left - 8, up(share) + 4, f"{share:.0%}", "label", "end"),
        ]
    for tick in ticks(low, high, 12):
        if tick == int(tick):
            shapes.append(words(across(int(tick)), bottom + 20, f"{tick:g}", "label", "middle"))
    for each in ranked:
        if low <= (each.rank or 0) <= high:
            known = data.base.line_of.get(each.id)
            css = f"dot {known.action}" if known else "dot"
            told = f"{each.rank} {each.name}: {shares[each.id]:.1%}"
            shapes.append(dot(across(each.rank or 0), up(shares[each.id]), 5, css, told))
    shapes.append(words(WIDTH - 20, bottom + 40, _("place"), "label", "end"))
    return Drawing(_("How sure each place is"), WIDTH, bottom + 48, tuple(shapes))
