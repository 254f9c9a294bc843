"""The experts' review as the secretary sees it, and who may look: steps, progress, conflicts, assignment."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import Response

from cultivation.canonical import exact_text
from cultivation.core.panel.experts import KINDS
from cultivation.core.rules.panel_rule import PanelRule
from cultivation.core.wording.panel import deviation_text, discussion_text
from cultivation.language import N_, _, current, join_names
from cultivation.queries.last_entries import panel_entry
from cultivation.queries.marking import PHASES, Marking, Phase
from cultivation.queries.panel import Panel
from cultivation.queries.panel_desk import days_left, experts_at_work, most_contested, pairs_of, to_remind
from cultivation.queries.panel_progress import PanelProgress, panel_progress
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked
from cultivation.web.pages.own_marking import panel_and_marking
from cultivation.web.pages.years import of_year
from cultivation.web.rights import sees_experts
from cultivation.web.showing import page

STEPS = (
    (N_("experts listed"), Phase.LISTED),
    (N_("assigned"), Phase.ASSIGNED),
    (N_("open for marking"), Phase.OPEN),
    (N_("marking closed"), Phase.CLOSED),
)


def panel(asked: Asked, state: State) -> Response:
    """Show how far the review is, what each expert has done, and who is to be reminded."""
    year = asked.year(state)
    found, marking = panel_and_marking(asked, year)
    progress = progress_of(asked, year)
    set_since = asked.desk.door.access.marks_set(year.number) if asked.person is not None else {}
    rows = experts_at_work(year, progress, set_since)
    return page(
        asked,
        "panel.html",
        panel=found,
        rows=rows,
        remind=to_remind(rows, marking),
        days=days_left(marking, date.today()),
        phases=[(_(name), each) for name, each in STEPS],
        phase_text=_(PHASES[marking.phase]),
        scored=progress.scored,
        **_common(asked, year, found, marking),
    )


def progress_of(asked: Asked, year: Year) -> PanelProgress:
    """Return how the review stands, computed once until an entry touches the year."""
    return asked.keep_of(year, "panel progress", lambda: panel_progress(year))


def _common(asked: Asked, year: Year, found: Panel, marking: Marking) -> dict[str, Any]:
    """Return what all pages of the review show; forms carry the last change that was seen."""
    may_change = asked.may("panelling", year.number) and not asked.query.get("as_of")
    return {
        "marking": marking,
        "may_change": may_change and not year.is_decided,
        "named": named(asked, year),
        "seen": panel_entry(year),
        "who": lambda key: who(asked, year, found, key),
        **of_year(year),
    }


def named(asked: Asked, year: Year) -> bool:
    """Tell whether who asks may see which expert it is."""
    return asked.is_free or sees_experts(asked.grants, year.number)


def who(asked: Asked, year: Year, found: Panel, key: str) -> str:
    """Name an expert, for those who may not see the name by the public number alone."""
    label = found.assignment.labels.get(key) if found.assignment else None
    if not named(asked, year):
        return _("Expert {number}").format(number=label) if label else _("an expert")
    name = found.experts[key].name if key in found.experts else key
    return f"{label} {name}" if label else name


def conflicts(asked: Asked, state: State) -> Response:
    """List conflicts of interest, those that bar somebody first: before anybody is invited."""
    year = asked.year(state)
    found, marking = panel_and_marking(asked, year)
    rules = year.rules
    rows = sorted(found.found, key=lambda each: not each.bars)
    return page(
        asked,
        "conflicts.html",
        panel=found,
        rows=rows,
        names=state.reader.enterprises(),
        applicants=sorted(state.reader.names_of(year.number).items(), key=lambda each: each[1]),
        kind=lambda each: _(KINDS[each.kind]),
        field=lambda each: rules.label_of(each.field).text(current()) if each.field else "",
        similar=sum(not each.bars for each in rows),
        fields_named=any(each.conflicts.named for each in rules.panel_rules.values()),
        **_common(asked, year, found, marking),
    )


def assignment(asked: Asked, state: State) -> Response:
    """Show who marks whom, and the form that draws it."""
    year = asked.year(state)
    found, marking = panel_and_marking(asked, year)
    return page(
        asked,
        "assignment.html",
        panel=found,
        pairs=pairs_of(found),
        names=state.reader.names_of(year.number),
        loads={key: len(found.firms_of(key)) for key in found.experts},
        each=found.assignment.each if found.assignment else _only(year).experts_each,
        join=join_names,
        **_common(asked, year, found, marking),
    )


def _only(year: Year) -> PanelRule:
    """Return the only panel of a rule set; of several what nothing is said of."""
    rules = list(year.rules.panel_rules.values())
    return rules[0] if len(rules) == 1 else PanelRule()


def discussion(asked: Asked, state: State) -> Response:
    """List where experts lie apart, the most contested first, with range and deviation."""
    year = asked.year(state)
    found, marking = panel_and_marking(asked, year)
    cells = most_contested(progress_of(asked, year).result.cells)
    only = asked.choice("among", ("", "all")) == ""
    shown = [each for each in cells if each.to_discuss] if only else cells
    rules = year.rules
    return page(
        asked,
        "discussion.html",
        panel=found,
        cells=shown,
        groups=[
            ("", _("To be discussed"), sum(each.to_discuss for each in cells)),
            ("all", _("All that differ"), len(cells)),
        ],
        wanted="" if only else "all",
        names=state.reader.names_of(year.number),
        label=lambda each: rules.criterion_label(each.asked.criterion).text(current()),
        exact=exact_text,
        deviation=lambda each: "" if each.variance is None else deviation_text(each.variance),
        rule_text=" ".join(dict.fromkeys(map(discussion_text, rules.panel_rules.values()))),
        **_common(asked, year, found, marking),
    )
