"""A standard in words, taken apart: what is asked, and how many points it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cultivation.core.drafting.spans import NUMBER, plain

POINTS = re.compile(
    rf"[(,:]?(?:均|可|各|只)?(?P<minus>扣|减)?(?:得|计|加|为|给|评|记|赋)?"
    rf"(?:(?P<low>\d+(?:\.\d+)?)(?:分)?[-~至](?P<high>\d+(?:\.\d+)?)分"
    rf"|(?P<points>{NUMBER})分(?!之|为(?!止)|成|别|析|类|数|公|支)|(?P<none>不得分|不计分|不加分|不给分|零分)"
    r"|(?P<full>满分(?!\d)))[)]?"
)
# What stands before a clause and says nothing: A. (1) ①, 1、
MARK = re.compile(r"^(?:[A-Ha-h][.、:)]|\([0-9一二三四五六七八九]+\)|[①-⑨]|\d{1,2}、|\d{1,2}\.(?!\d)|[-·])+")
CAP = re.compile(
    r"^加?满$|(?:累计|合计|总分|本项|该项|此项)?(?:最高|最多|上限|不超过|封顶|满分|总分)(?:得分)?(?:为|不超过|得|加)?$|^[≤<]=?$"
)
# A mark before a space, and one before a figure, where it may be a part of it (1.5%).
SPACED = re.compile(r"(^|[;；。,，\n])\s*\d{1,2}[.．、)）]\s+", re.MULTILINE)
NUMBERED = re.compile(r"(\d)\.\d")
EDGES = ";,。、.:；"


@dataclass(frozen=True)
class Clause:
    """What is asked, in plain words, and the points from `low` to `high` that it gives, or takes."""

    words: str
    low: Decimal
    high: Decimal

    @property
    def is_range(self) -> bool:
        """Tell whether a person chooses within the points."""
        return self.low != self.high


@dataclass(frozen=True)
class Standard:
    """A standard: its clauses in their order, the most that they give together, what follows them."""

    clauses: tuple[Clause, ...]
    cap: Decimal | None
    rest: str

    @property
    def may_be_numbered(self) -> bool:
        """Tell whether the clauses begin with 1.5, 2.3, 3.3: figures, or marks with figures behind them."""
        firsts = [NUMBERED.match(clause.words) for clause in self.clauses]
        marks = [match[1] for match in firsts if match]
        return len(marks) > 1 and marks == [str(number) for number in range(1, len(firsts) + 1)]


def read_standard(text: str, maximum: Decimal) -> Standard:
    """Take a standard apart; `maximum` is what 得满分 gives."""
    words, place, cap = plain(SPACED.sub(r"\1", text)), 0, None
    clauses: list[Clause] = []
    aside: list[str] = []
    for match in POINTS.finditer(words):
        said = _trimmed(words[place : match.start()])
        place = match.end()
        clause = _clause(said, match, maximum)
        if CAP.search(said):
            cap = clause.high
            aside.append(_trimmed(CAP.sub("", said)))
        else:
            clauses.append(clause)
    aside.append(_trimmed(words[place:]))
    return Standard(tuple(clauses), cap, ";".join(filter(None, aside)))


def _clause(said: str, match: re.Match[str], maximum: Decimal) -> Clause:
    if match["low"]:
        return Clause(said, Decimal(match["low"]), Decimal(match["high"]))
    points = maximum if match["full"] else Decimal(match["points"] or 0)
    points = -points if match["minus"] else points
    return Clause(said, points, points)


def _trimmed(words: str) -> str:
    words = words.strip(EDGES)
    while (shorter := MARK.sub("", words).strip(EDGES)) != words:
        words = shorter
    return words.strip("(") if words.count("(") > words.count(")") else words
