"""Every address of the interface once: its right, what answers, what it may be asked, what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.routing import Route

from cultivation.queries.year import State
from cultivation.web import rights
from cultivation.web.answering import Look as PageLook
from cultivation.web.api import handing_in, looks, own_looks, shapes
from cultivation.web.api.answering import Answers, Look, Take, looking, taking
from cultivation.web.api.shapes import Shape
from cultivation.web.asking import Asked
from cultivation.web.pages import files as pages_of_files
from cultivation.web.rights import Right

BASE = "/api/v1"
PAGES_OF = {"at": "the number of rows to pass over; default 0", "most": "at most so many rows; default 500"}
AS_OF = "as it was known at this moment: a date, or 2018-03-01T17:30"
LANG = "the language of sentences: zh or en"


@dataclass(frozen=True)
class Resource:
    """An address below `/api/v1`; `own` answers who has the right for own rows only, with `own_shape`.

    `query` and `fields` say what each parameter and each field of a form means.
    """

    path: str
    right: Right
    summary: str
    look: Look | None = None
    own: Look | None = None
    take: Take | None = None
    shape: Shape = field(default_factory=dict)
    own_shape: Shape | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    @property
    def method(self) -> str:
        """Return the method: handing in is a POST, all else is read."""
        return "POST" if self.take is not None else "GET"

    def route(self) -> Route:
        """Return it as Starlette takes it."""
        answers = Answers(self.right, self.look, self.own, self.take)
        endpoint = looking(answers) if self.take is None else taking(answers)
        return Route(BASE + self.path, endpoint, methods=[self.method])


def _page(look: PageLook) -> Look:
    """Return a page that is a file as what answers."""

    def answer(asked: Asked, state: State) -> Response:
        return look(asked, state)

    return answer


TAKES = {
    "file": "a workbook; repeat for several",
    "supersede": "yes: later rows of an enterprise take the place of earlier ones (clerks)",
    "late_by": "the decision by which late applications are let in (clerks)",
    "filed_for": "for which unit or enterprise, where the token stands for several",
    "password": "the password of protected workbooks",
}
RESOURCES = (
    Resource("/years", rights.YEARS, "Where each review year stands", looks.years, shape=shapes.YEARS),
    Resource("/years/{year}", rights.YEARS, "Where one review year stands", looks.year, shape=shapes.YEAR),
    Resource(
        "/years/{year}/applications",
        rights.FIRMS,
        "The applications of a year by state",
        looks.applications,
        own_looks.applications,
        shape=shapes.APPLICATIONS,
        query={"state": "only those in this state", "find": "a part of a name, or a code", **PAGES_OF},
    ),
    Resource(
        "/years/{year}/applications/{code}",
        rights.FIRMS,
        "One application, value by value, with cells and findings",
        looks.application,
        own_looks.application,
        shape=shapes.APPLICATION,
    ),
    Resource(
        "/years/{year}/files",
        rights.RECEIVED,
        "The files that came in, the latest first",
        looks.files,
        own_looks.files,
        shape=shapes.FILES,
        query=PAGES_OF,
    ),
    Resource(
        "/years/{year}/files",
        rights.SUBMITTING,
        "Submit workbooks; each is answered with all findings",
        take=handing_in.take,
        shape=shapes.ANSWERS,
        fields=TAKES,
    ),
    Resource(
        "/years/{year}/files/{entry}",
        rights.RECEIVED,
        "One file with the findings of its intake",
        looks.file,
        own_looks.file,
        shape=shapes.FILE,
    ),
    Resource(
        "/years/{year}/files/{entry}/marked",
        rights.RECEIVED,
        "The workbook with its cells marked",
        _page(pages_of_files.marked),
        _page(pages_of_files.own_marked),
        media_type=pages_of_files.XLSX,
    ),
    Resource(
        "/years/{year}/template",
        rights.RECEIVED,
        "The workbook to fill in",
        _page(pages_of_files.template),
        _page(pages_of_files.template),
        query={"for": "one: the form of one enterprise; else the summary of many"},
        media_type=pages_of_files.XLSX,
    ),
    Resource(
        "/years/{year}/proposal",
        rights.PROPOSAL,
        "Everybody of a scored year by place, with outcome and reason",
        looks.proposal,
        shape=shapes.PROPOSAL,
    ),
    Resource(
        "/years/{year}/why/{code}",
        rights.WHY,
        "Why an enterprise is where it is",
        looks.why,
        own_looks.why,
        shape=shapes.WHY,
        own_shape=shapes.OWN_WHY,
        query={"whole": "yes: also what would have turned it, and what changed since the last year"},
    ),
    Resource(
        "/years/{year}/objections",
        rights.OBJECTIONS,
        "Objections and appeals, and what became of them",
        looks.objections,
        own_looks.objections,
        shape=shapes.OBJECTIONS,
    ),
    Resource(
        "/years/{year}/registers",
        rights.LISTS,
        "Claims beside registers of authorities",
        looks.registers,
        shape=shapes.REGISTERS,
        query={"among": "all: every comparison; else what differs or is ambiguous"},
    ),
    Resource(
        "/years/{year}/checks", rights.POINTS, "What to verify on site", looks.checks, shape=shapes.CHECKS
    ),
    Resource("/years/{year}/ledger", rights.INTAKE, "Who has submitted", looks.ledger, shape=shapes.LEDGER),
    Resource(
        "/years/{year}/due",
        rights.INTAKE,
        "Who owes what",
        looks.due,
        shape=shapes.DUE,
        query={"on": "seen from this day; default: today"},
    ),
    Resource(
        "/pool",
        rights.POOL,
        "The members of the pool",
        looks.pool,
        shape=shapes.POOL,
        query={"year": "after the decision of this year; default: the latest", "on": "on this day"},
    ),
    Resource(
        "/firms",
        rights.FIRMS,
        "The enterprises on record",
        looks.firms,
        own_looks.firms,
        shape=shapes.FIRMS,
        query={"find": "a part of a name, or a code", **PAGES_OF},
    ),
    Resource(
        "/firms/{code}",
        rights.FIRMS,
        "One enterprise through the years",
        looks.firm,
        own_looks.firm,
        shape=shapes.FIRM,
        own_shape=shapes.OWN_FIRM,
    ),
    Resource(
        "/record",
        rights.RECORD,
        "Entries of the record in their order, with the head of the chain",
        looks.log,
        shape=shapes.LOG,
        query={"after": "only entries with a higher number", "most": PAGES_OF["most"]},
    ),
    Resource("/record/{entry}", rights.RECORD, "One entry of the record", looks.entry, shape=shapes.ENTRY),
)
