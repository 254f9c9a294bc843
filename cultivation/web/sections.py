"""The pages of a year in their groups, in the order in which a review goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cultivation.language import N_, _
from cultivation.web.asking import Asked


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a year: the right that it asks for, the last part of its address, its name."""

    right: str
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together, under one name."""

    name: str
    sections: tuple[Section, ...]


GROUPS = (
    Group(
        N_("Overview"),
        (Section("years", "", N_("At a glance")), Section("intake", "due", N_("What is due"))),
    ),
    Group(
        N_("Intake"),
        (
            Section("received", "files", N_("Files")),
            Section("firms", "firms", N_("Applications")),
            Section("files", "findings", N_("Open findings")),
            Section("files", "headings", N_("Headings")),
            Section("intake", "ledger", N_("Intake ledger")),
            Section("intake", "evidence", N_("Papers of applicants")),
        ),
    ),
    Group(
        N_("Verification"),
        (
            Section("lists", "registers", N_("Registers beside claims")),
            Section("lists", "lists", N_("Lists of authorities")),
            Section("intake", "opinions", N_("Opinions")),
            Section("opining", "opinion", N_("Opinion to give")),
            Section("points", "checks", N_("Checks")),
            Section("points", "visits", N_("Visits")),
        ),
    ),
    Group(
        N_("Experts"),
        (
            Section("panel", "panel", N_("Experts' review")),
            Section("panel", "conflicts", N_("Conflicts of interest")),
            Section("panel", "assignment", N_("Assignment")),
            Section("panel", "discussion", N_("To be discussed")),
            Section("marks", "marks", N_("My marks")),
        ),
    ),
    Group(
        N_("Proposal"),
        (
            Section("proposal", "proposal", N_("All enterprises")),
            Section("proposal", "changes", N_("Entries and exits")),
            Section("proposal", "line", N_("Cut line and grey zone")),
            Section("proposal", "zones", N_("Zones and quotas")),
            Section("points", "points", N_("Points by criterion")),
            Section("what_if", "what-if", N_("What if")),
        ),
    ),
    Group(
        N_("Decision"),
        (
            Section("objections", "objections", N_("Objections and appeals")),
            Section("meeting", "meeting", N_("Meeting of the leading group")),
            Section("decision", "decision", N_("Decision")),
            Section("proposal", "papers", N_("Papers")),
            Section("pool", "certificates", N_("Certificates")),
        ),
    ),
    Group(
        N_("Cultivation"),
        (
            Section("pool", "support", N_("Support by rules")),
            Section("pool", "ladder", N_("Ladder of standards")),
            Section("pool", "effect", N_("Effect of the pool")),
            Section("pool", "monitor", N_("Targets of the plan")),
            Section("pool", "report-card", N_("Report card of zones")),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the bar: where it leads, its name, and whether it is the page that is shown."""

    to: str
    name: str
    current: bool


def bar(asked: Asked, year: int) -> tuple[list[Link], list[Link]]:
    """Return the groups that who asks may see, each by its first page, and the pages of the group at hand."""
    groups: list[Link] = []
    pages: list[Link] = []
    for group in GROUPS:
        own = list(_links(asked, year, group))
        if own:
            here = any(each.current for each in own)
            groups.append(Link(own[0].to, _(group.name), here))
            pages = own if here else pages
    return groups, pages


def _links(asked: Asked, year: int, group: Group) -> Iterator[Link]:
    for each in group.sections:
        if asked.may(each.right, year):
            to = asked.at("years", year, each.path) if each.path else asked.at("years", year)
            yield Link(to, _(each.name), section_of(asked.path) == each.path)


def section_of(path: str) -> str:
    """Return to which page of the bar an address of a year belongs; that of a firm to the list it is in."""
    parts = path.strip("/").split("/")[2:]
    return BELONGS.get(parts[0], parts[0]) if parts else ""


BELONGS = {"why": "proposal", "sheet": "firms", "form": "files"}
