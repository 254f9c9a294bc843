"""Who marks whom: so many experts for each enterprise, nobody with a conflict, loads as even as can be.

The loads are the most even that the conflicts allow: the sum of their squares is the least. That is so
exactly when no enterprise can be handed on, from expert to expert along a chain, from one with a load to one
with two less (Harvey, Ladner, Lovasz, Tamir: Semi-matchings for bipartite graphs and load balancing, 2006);
chains are looked for until there is none.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cultivation.canonical import digest

Pair = tuple[str, str]  # expert, enterprise


@dataclass(frozen=True, slots=True)
class Shortage:
    """An enterprise that too few experts may mark: how many may, and how many are needed."""

    enterprise: str
    available: int
    needed: int


def shortages(
    firms: Sequence[str], experts: Sequence[str], each: int, barred: Collection[Pair]
) -> list[Shortage]:
    """Return the enterprises for which there are too few experts, by id."""
    free = {firm: sum((expert, firm) not in barred for expert in experts) for firm in firms}
    return [Shortage(firm, free[firm], each) for firm in sorted(firms) if free[firm] < each]


def assign(
    firms: Sequence[str],
    experts: Sequence[str],
    each: int,
    barred: Collection[Pair],
    seed: str = "",
    before: Collection[Pair] = (),
    fixed: Collection[Pair] = (),
) -> dict[str, tuple[str, ...]]:
    """Return the experts of each enterprise. The order of the arguments never matters; the seed does.

    Pairs of `before` are begun with, so that few change; `fixed` ones (marks are in already) stay. Needs as
    many experts for each enterprise as are wanted (`shortages`).
    """
    draft = _Draft(firms, experts, each, frozenset(barred), seed, frozenset(fixed))
    draft.begin(frozenset(before) | frozenset(fixed))
    draft.fill()
    while draft.hand_on():
        pass
    return {firm: tuple(sorted(draft.chosen[firm])) for firm in sorted(firms)}


class _Draft:
    """An assignment in the making."""

    def __init__(
        self,
        firms: Sequence[str],
        experts: Sequence[str],
        each: int,
        barred: frozenset[Pair],
        seed: str,
        fixed: frozenset[Pair],
    ) -> None:
        self.each, self.barred, self.fixed = each, barred, fixed
        self.lot = {
            (expert, firm): digest(f"{seed}|{expert}|{firm}".encode()) for expert in experts for firm in firms
        }
        self.firms = sorted(firms, key=lambda firm: digest(f"{seed}|{firm}".encode()))
        self.experts = sorted(experts, key=lambda expert: digest(f"{seed}|{expert}".encode()))
        self.chosen: dict[str, set[str]] = {firm: set() for firm in self.firms}
        self.load = dict.fromkeys(self.experts, 0)

    def begin(self, before: frozenset[Pair]) -> None:
        """Take over pairs that may stay, those with marks first."""
        possible = (pair for pair in before if pair in self.lot and pair not in self.barred)
        for expert, firm in sorted(possible, key=lambda pair: (pair not in self.fixed, self.lot[pair])):
            if (expert, firm) in self.fixed or len(self.chosen[firm]) < self.each:
                self._add(expert, firm)

    def fill(self) -> None:
        """Give each enterprise the experts with the least to do, by lot among equals."""
        for firm in self.firms:
            free = [e for e in self.experts if e not in self.chosen[firm] and (e, firm) not in self.barred]
            while len(self.chosen[firm]) < self.each:
                expert = min(free, key=lambda each: (self.load[each], self.lot[each, firm]))
                free.remove(expert)
                self._add(expert, firm)

    def hand_on(self) -> bool:
        """Even the loads by one chain; tell whether there was one."""
        for start in sorted(self.experts, key=lambda expert: -self.load[expert]):
            came_from: dict[str, tuple[str, str]] = {}
            queue = deque([start])
            while queue:
                giver = queue.popleft()
                for firm, taker in self._offers(giver):
                    if taker == start or taker in came_from:
                        continue
                    came_from[taker] = (giver, firm)
                    if self.load[taker] <= self.load[start] - 2:
                        self._shift(taker, start, came_from)
                        return True
                    queue.append(taker)
        return False

    def _offers(self, giver: str) -> list[tuple[str, str]]:
        """Return the enterprises that an expert could hand on, each with who could take it."""
        own = [firm for firm in self.firms if giver in self.chosen[firm] and (giver, firm) not in self.fixed]
        return [
            (firm, taker)
            for firm in own
            for taker in self.experts
            if taker not in self.chosen[firm] and (taker, firm) not in self.barred
        ]

    def _shift(self, taker: str, start: str, came_from: Mapping[str, tuple[str, str]]) -> None:
        while taker != start:
            giver, firm = came_from[taker]
            self.chosen[firm].remove(giver)
            self.load[giver] -= 1
            self._add(taker, firm)
            taker = giver

    def _add(self, expert: str, firm: str) -> None:
        self.chosen[firm].add(expert)
        self.load[expert] += 1
