"""Papers of applicants: what is there, what is missing, and which file several handed in."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.evidence import file_kind, paper_text, papers_of, papers_of_year, shared_files
from cultivation.queries.year import State
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.sheet import attachment
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

AT_ONCE = 100
AMONG = ("missing", "there")


def evidence(asked: Asked, state: State) -> Response:
    """List applicants with their papers: those that lack some, or those that handed in some."""
    year, text = asked.year(state), asked.text("find")
    among = asked.choice("among", AMONG, "missing" if year.rules.evidence else "there")
    papers = papers_of_year(year).values()
    lacking = [each for each in papers if each.missing]
    there = [each for each in papers if each.files]
    listed = lacking if among == "missing" else there
    found = [each for each in listed if matches_name(text, each.name, each.id)]
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(asked.number("page") or 1, pages)
    return page(
        asked,
        "evidence.html",
        papers=found[(at - 1) * AT_ONCE : at * AT_ONCE],
        found=len(found),
        groups=[("missing", _("Papers missing"), len(lacking)), ("there", _("With papers"), len(there))],
        among=among,
        text=text,
        shared=[
            each
            for each in shared_files(state.reader)
            if any(number == year.number for number, *_rest in each.handed_in)
        ],
        kind=lambda file: file_kind(year.rules, file),
        paper=lambda key: paper_text(year.rules, key),
        at=at,
        pages=pages,
        **of_year(year),
    )


def file(asked: Asked, state: State) -> Response:
    """Return a paper as it was received."""
    year, digest = asked.year(state), asked.parts["sha256"]
    own = papers_of(year, asked.parts["code"])
    for each in own.files if own else ():
        if each.sha256 == digest:
            return attachment(state.reader.document(digest), each.name)
    raise NotFound(_("There is no such paper on record."))
