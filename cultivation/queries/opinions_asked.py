"""Who was asked for an opinion, and how far each is: for a terminal, a page, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import visible
from cultivation.core.opinions.bodies import Body, Kind
from cultivation.core.rules.model import RuleSet
from cultivation.language import _, current
from cultivation.queries.opinions import (
    Opinion,
    Opinions,
    open_answers,
    opinions_about,
    opinions_of,
    silence_text,
)
from cultivation.queries.units import names_of_unit
from cultivation.queries.year import Year

ANSWERED, SILENT, OPEN = "answered", "silent", "open"


@dataclass(frozen=True, slots=True)
class AskedBody:
    """A zone or department: about how many it was asked, how many it said yes to, and in which file.

    `owed` is the number of applicants about whom it has not answered.
    """

    body: Body
    number: int
    state: str
    yes: int | None
    file: str
    owed: int = 0

    @property
    def label(self) -> str:
        """Return its name."""
        return self.body.label.text(current())

    @property
    def yes_text(self) -> str:
        """Say what the number of its yes means: a zone recommends, a department objects."""
        if self.yes is None:
            return ""
        zone = self.body.kind is Kind.ZONE
        return (_("recommends {number}") if zone else _("objects to {number}")).format(number=self.yes)

    @property
    def answer(self) -> str:
        """Return the file of its answer, and for how many it says nothing, else what its silence means."""
        if self.file and self.owed:
            return _("{file}, without {number} of them").format(file=self.file, number=self.owed)
        return self.file or (silence_text(self.body) if self.state == SILENT else _("no answer yet"))

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "body": self.body.key,
            "label": self.label,
            "asked": self.number,
            "state": self.state,
            "yes": self.yes,
            "file": self.file,
            "owed": self.owed,
        }


def bodies_asked(year: Year) -> list[AskedBody]:
    """Return whoever was asked or answered, in the order of the rules."""
    return list(_asked(opinions_of(year), open_answers(year)))


def _asked(found: Opinions, open_: Mapping[str, Sequence[str]]) -> Iterator[AskedBody]:
    for key, body in found.bodies.items():
        given = found.given.get(key)
        if key not in found.asked and given is None:
            continue
        owed, asked = len(open_.get(key, ())), found.asked.get(key, {})
        state = ANSWERED if given and not owed else (SILENT if key in found.silent else OPEN)
        said = given.answers.items() if given else ()
        yes = sum(each.yes and found.counts(body, firm) for firm, each in said) if given else None
        yield AskedBody(body, len(asked), state, yes, given.file if given else "", owed)


def objected(year: Year, found: Opinions) -> list[tuple[str, list[Opinion]]]:
    """Return the applicants to whom a department objects or whom a zone does not recommend, with why."""
    keys = sorted({key for given in found.given.values() for key in given.answers})
    several = ((key, [each for each in opinions_about(year, key) if _is_against(each)]) for key in keys)
    return [(key, opinions) for key, opinions in several if opinions]


def _is_against(it: Opinion) -> bool:
    """A zone says yes to recommend, a department to object."""
    return it.answer is not None and it.answer.yes == (it.body.kind is Kind.DEPARTMENT)


def names_of_body(rules: RuleSet, body: Body) -> frozenset[str]:
    """Return the names of a zone or department as units of accounts bear them, made `visible`."""
    names = frozenset({visible(body.label.zh), visible(body.label.en)})
    if body.kind is Kind.ZONE and body.within:
        return names | names_of_unit(rules, body.within, body.name)
    return names
