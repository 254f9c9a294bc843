"""One firm in one year: why; and as requests of their own what takes longer to find out."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from cultivation.core.wording.reasons import outcome_text
from cultivation.core.wording.why import remarks
from cultivation.errors import CultivationError
from cultivation.queries.analyses import shares_in_pool
from cultivation.queries.appeals import sentences_for
from cultivation.queries.benefits import benefit_sentences, benefits_in_year
from cultivation.queries.evidence import evidence_sentences
from cultivation.queries.flags import flags_of, said_of_visits
from cultivation.queries.list_doubts import list_sentences
from cultivation.queries.said_beside import said_beside
from cultivation.queries.why import (
    Why,
    total_that_turns,
    values_that_turn,
    why_in_short,
    year_on_year,
)
from cultivation.queries.why_sentences import (
    before,
    change_sentences,
    cut_lines,
    decided,
    placed,
    reason_of,
    without_turning,
)
from cultivation.queries.why_sentences import (
    turning as turning_sentences,
)
from cultivation.queries.why_tables import (
    flips_table,
    neighbours_table,
    own_values_table,
    points_table,
    shown_sources,
    sources_table,
)
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page


def why(asked: Asked, state: State) -> Response:
    """Show reason, points, rivals and sources."""
    year, answer = _asked_for(asked, state)
    if not asked.sees_persons:
        hidden = asked.desk.web.personal_fields
        answer = replace(answer, sources=[each for each in answer.sources if each["field"] not in hidden])
    said = [*placed(answer), *cut_lines(answer)]
    if answer.score:
        said += remarks(answer.score, answer.rules, answer.table)
    said += [*list_sentences(year, answer.id)]
    hidden_fields = () if asked.sees_persons else asked.desk.web.personal_fields
    said += said_beside(year, answer.id, hidden_fields)
    said += [*decided(answer), *sentences_for(year, answer.id)]
    said += [*evidence_sentences(year, answer.id), *said_of_visits(year, answer.id)]
    said += benefit_sentences(benefits_in_year(year, answer.id))
    outcome = outcome_text(answer.line.action, year.is_decided) if answer.line else ""
    return page(
        asked,
        "why.html",
        answer=answer,
        outcome=outcome,
        reason=reason_of(answer),
        said=said,
        flags=[each for each in flags_of(year) or () if each.id == answer.id],
        share=shares_in_pool(year).get(answer.id),
        points=points_table(answer),
        neighbours=neighbours_table(answer),
        sources=list(zip(shown_sources(answer), sources_table(answer)[1], strict=True)),
        source_headers=sources_table(answer)[0],
        **of_year(year),
    )


def change(asked: Asked, state: State) -> Response:
    """Show how total and place moved since the last scored year, and through what."""
    year, answer = _asked_for(asked, state)

    def find() -> Why:
        found = year_on_year(year, answer.score) if answer.score else None
        return replace(answer, year_on_year=found)

    whole = asked.keep_of(year, ("change", answer.id), find)
    moved = whole.year_on_year
    return page(
        asked,
        "why_part.html" if asked.query.get("part") else "why_whole_part.html",
        which="change",
        answer=whole,
        said=[before(moved), *change_sentences(moved)] if moved else [],
        own_values=own_values_table(whole),
        flips=None,
        **of_year(year),
    )


def turning(asked: Asked, state: State) -> Response:
    """Show what would have turned the outcome."""
    year, answer = _asked_for(asked, state)

    def find() -> Why:
        if answer.score is None:
            return answer
        total = total_that_turns(year, answer.score, answer.line)
        return replace(answer, would_change=total, flips=values_that_turn(year, answer.score, answer.line))

    whole = asked.keep_of(year, ("turning", answer.id), find)
    return page(
        asked,
        "why_part.html" if asked.query.get("part") else "why_whole_part.html",
        which="turning",
        answer=whole,
        said=[*turning_sentences(whole), *without_turning(whole)],
        own_values=None,
        flips=flips_table(whole),
        **of_year(year),
    )


def _asked_for(asked: Asked, state: State) -> tuple[Year, Why]:
    """Return the year, and what is quickly said of the firm in it."""
    year = asked.year(state)
    key, name = asked.firm(state)
    try:
        return year, asked.keep_of(year, ("why", key, name), lambda: why_in_short(year, key, name))
    except CultivationError as error:
        if error.step is None:
            raise NotFound(error.message) from None
        raise
