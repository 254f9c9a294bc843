"""What enterprises are entitled to under support measures, line by line, each amount with its reasons.

Exact: amounts are ratios until they are rounded down to the step of the measures; of instalments the last
takes what the others leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from cultivation.core.rules.formulas import FormulaMistake, Value
from cultivation.core.rules.measures import Case, Measure, Measures, formula_of
from cultivation.core.rules.model import RuleSet

Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """An enterprise in a year: its groups, its values by name (None where it did not apply), its place."""

    id: str
    name: str
    groups: frozenset[str]
    values: Mapping[str, Value] | None
    place: int | None = None
    suspended: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an amount is what it is: a code, and what its sentence names."""

    code: str
    details: Details = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment: in which year it falls due, and how much of the amount it is."""

    number: int
    year: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What an enterprise is entitled to under a measure from a year on; 0 where something is in the way."""

    id: str
    name: str
    measure: str
    year: int
    amount: Decimal
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    place: int | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        """Return what tells it from every other: enterprise, measure and year."""
        return self.id, self.measure, self.year


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due in a year: `asked` by the rules, and what is left of it under ceiling and budget."""

    id: str
    name: str
    measure: str
    kind: str
    since: int
    part: Part
    amount: Decimal
    reasons: tuple[Reason, ...] = ()
    place: int | None = None


def entitlements(
    found: Measures, rules: RuleSet, people: Iterable[Person], year: int, had: Iterable[tuple[str, str]] = ()
) -> list[Entitlement]:
    """Compute the lines of a year, by enterprise in the order of the measures.

    `had` is who had which measure before. Who is in the group of a measure but does not meet its condition
    has no line; who cannot be judged, is suspended, had it before or has something higher has one with 0.
    """
    before = set(had)
    lines: list[Entitlement] = []
    for person in sorted(people, key=lambda each: each.id):
        own = [
            line
            for key, measure in found.measures.items()
            if measure.group in person.groups
            and (line := _line(found, key, measure, rules, person, year, before)) is not None
        ]
        lines += _not_both(own, found)
    return lines


def _line(
    found: Measures,
    key: str,
    measure: Measure,
    rules: RuleSet,
    person: Person,
    year: int,
    before: set[tuple[str, str]],
) -> Entitlement | None:
    nothing = Entitlement(person.id, person.name, key, year, Decimal(0), (), (), person.place)
    holds = _holds(measure.when, rules, person.values)
    if holds is False:
        return None
    if holds is None:
        return replace(nothing, reasons=(Reason("unknown", (("formula", measure.when),)),))
    if person.suspended:
        return replace(nothing, reasons=(Reason("suspended", (("why", person.suspended),)),))
    if measure.once and (person.id, key) in before:
        return replace(nothing, reasons=(Reason("once"),))
    for case in measure.cases:
        holds = _holds(case.when, rules, person.values)
        if holds is None:
            return replace(nothing, reasons=(Reason("unknown", (("formula", case.when),)),))
        if holds:
            amount, reasons = _amount(case, rules, person, found.round_to)
            if amount is None:
                return replace(nothing, reasons=reasons)
            parts = _parts(measure, amount, year, found.round_to)
            return replace(nothing, amount=amount, parts=parts, reasons=reasons)
    return None


def _holds(text: str, rules: RuleSet, values: Mapping[str, Value] | None) -> bool | None:
    """Tell whether a condition holds; None where figures are not known."""
    if not text:
        return True
    holds = _value(text, rules, values)
    return holds if isinstance(holds, bool) else None


def _value(text: str, rules: RuleSet, values: Mapping[str, Value] | None) -> Value:
    """Evaluate a formula; None where figures are not known, or later rules do not have them any more."""
    if values is None:
        return None
    try:
        value: Value = formula_of(text, rules).evaluate(values)
    except FormulaMistake:
        return None
    return value


def _amount(
    case: Case, rules: RuleSet, person: Person, step: Decimal
) -> tuple[Decimal | None, tuple[Reason, ...]]:
    """Return the amount by a case, rounded down, with what it is made of; None where it cannot be told."""
    if case.amount is not None:
        exact, reasons = Fraction(case.amount), [Reason("fixed", (("amount", str(case.amount)),))]
    else:
        base = _value(case.of, rules, person.values)
        if not isinstance(base, Fraction):
            return None, (Reason("unknown", (("formula", case.of),)),)
        assert case.rate is not None  # one or the other, checked when the measures are read
        exact = max(base, Fraction(0)) * case.rate
        details = (("rate", str(case.rate)), ("of", case.of), ("base", str(base)), ("gives", str(exact)))
        reasons = [Reason("rate", details)]
    if case.at_most is not None and exact > case.at_most:
        exact = Fraction(case.at_most)
        reasons.append(Reason("capped", (("most", str(case.at_most)),)))
    return rounded_down(exact, step), tuple(reasons)


def rounded_down(amount: Fraction, step: Decimal) -> Decimal:
    """Return the most whole steps that an amount has.

    >>> rounded_down(Fraction(200, 3), Decimal("0.01"))
    Decimal('66.66')
    """
    return plain(floor(amount / Fraction(step)) * step)


def plain(amount: Decimal) -> Decimal:
    """Return an amount without noughts behind the point that say nothing.

    >>> plain(Decimal("30.5000")), plain(Decimal("2600.00"))
    (Decimal('30.5'), Decimal('2600'))
    """
    text = format(amount, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _parts(measure: Measure, amount: Decimal, year: int, step: Decimal) -> tuple[Part, ...]:
    """Split an amount; the last part takes what the others leave, so that all come to it exactly."""
    parts: list[Part] = []
    left = amount
    for number, each in enumerate(measure.parts, 1):
        last = number == len(measure.parts)
        own = left if last else rounded_down(Fraction(amount) * each.share, step)
        parts.append(Part(number, year + each.after, plain(own)))
        left -= own
    return tuple(parts)


def borne_by(measure: Measure, amount: Decimal, step: Decimal) -> dict[str, Decimal]:
    """Return who bears how much of an amount; the last one bears what the others leave."""
    borne: dict[str, Decimal] = {}
    for at, (payer, share) in enumerate(measure.payers.items(), 1):
        rest = amount - sum(borne.values(), Decimal(0))
        last = at == len(measure.payers)
        borne[payer] = plain(rest) if last else rounded_down(Fraction(amount) * share, step)
    return borne


def _not_both(lines: Sequence[Entitlement], found: Measures) -> Iterator[Entitlement]:
    """Keep of measures that exclude each other the highest, of equal ones the first that is named."""
    best: dict[str, Entitlement] = {}
    for line in lines:
        word = found.measures[line.measure].not_both
        if word and line.amount and (word not in best or line.amount > best[word].amount):
            best[word] = line
    for line in lines:
        other = best.get(found.measures[line.measure].not_both or "")
        if other is None or other is line or not line.amount:
            yield line
        else:
            reason = Reason("not_both", (("measure", other.measure), ("amount", str(other.amount))))
            yield replace(line, amount=Decimal(0), parts=(), reasons=(*line.reasons, reason))


def due_in(
    found: Measures,
    rules: RuleSet,
    lines: Iterable[tuple[Entitlement, Measures]],
    people: Mapping[str, Person],
    year: int,
) -> list[Due]:
    """Return what falls due in a year of lines of this and earlier years, within ceiling and budget.

    Each line comes with the measures under which it was computed. Earlier lines go first, then the order of
    the measures.
    """
    order = {key: at for at, key in enumerate(found.measures)}
    asked = [
        _due(own, rules, line, part, people.get(line.id))
        for line, own in lines
        for part in line.parts
        if part.year == year
    ]
    asked.sort(
        key=lambda each: (each.id, each.since, order.get(each.measure, -1), each.measure, each.part.number)
    )
    return _within_budget(list(_under_ceiling(asked, found.ceiling)), found, year)


def _due(found: Measures, rules: RuleSet, line: Entitlement, part: Part, person: Person | None) -> Due:
    measure = found.measures[line.measure]
    place = person.place if person else None
    due = Due(line.id, line.name, line.measure, measure.kind, line.year, part, part.amount, (), place)
    text = measure.parts[part.number - 1].when
    holds = _holds(text, rules, person.values if person else None)
    if holds is True:
        return due
    code = "unknown" if holds is None else "withheld"
    return replace(due, amount=Decimal(0), reasons=(Reason(code, (("formula", text),)),))


def _under_ceiling(asked: Sequence[Due], ceiling: Decimal | None) -> Iterator[Due]:
    sums: dict[str, Decimal] = {}
    for each in asked:
        room = each.amount if ceiling is None else max(ceiling - sums.get(each.id, Decimal(0)), Decimal(0))
        given = min(each.amount, room)
        sums[each.id] = sums.get(each.id, Decimal(0)) + given
        if given < each.amount:
            reason = Reason("ceiling", (("ceiling", str(ceiling)), ("asked", str(each.amount))))
            yield replace(each, amount=plain(given), reasons=(*each.reasons, reason))
        else:
            yield each


@dataclass(frozen=True, slots=True)
class Budget:
    """One kind of support in a year: what is there, and what falls due before it is cut."""

    kind: str
    there: Decimal | None
    asked: Decimal

    @property
    def short(self) -> Decimal:
        """Return by how much it does not suffice."""
        return Decimal(0) if self.there is None else max(self.asked - self.there, Decimal(0))


def budgets(found: Measures, dues: Iterable[Due], year: int) -> list[Budget]:
    """Return each kind that has a budget in a year or of which something falls due."""
    there: Mapping[str, Decimal] = {str(key): each for key, each in found.budget.get(year, {}).items()}
    asked: dict[str, Decimal] = {}
    for each in dues:
        asked[each.kind] = asked.get(each.kind, Decimal(0)) + each.amount
    kinds = [each for each in ("project", "fund", "talent", "training") if each in there or each in asked]
    return [Budget(each, there.get(each), asked.get(each, Decimal(0))) for each in kinds]


def _within_budget(dues: list[Due], found: Measures, year: int) -> list[Due]:
    """Cut what the budget of a kind does not reach, by place or all by the same share; or only tell it."""
    for budget in budgets(found, dues, year):
        if budget.short and budget.there is not None and found.when_short != "tell":
            cut = _by_place if found.when_short == "by_place" else _pro_rata
            own = [each for each in dues if each.kind == budget.kind]
            now = {id(old): new for old, new in zip(own, cut(own, budget, found.round_to), strict=True)}
            dues = [now.get(id(each), each) for each in dues]
    return dues


def _by_place(dues: Sequence[Due], budget: Budget, _step: Decimal) -> list[Due]:
    """Give what is promised of earlier years first, then by place, until nothing is left."""
    order = sorted(
        range(len(dues)),
        key=lambda at: (dues[at].since, dues[at].place is None, dues[at].place or 0, at),
    )
    left = budget.there or Decimal(0)
    given: dict[int, Decimal] = {}
    for at in order:
        given[at] = min(dues[at].amount, left)
        left -= given[at]
    return [_cut(each, given[at], budget) for at, each in enumerate(dues)]


def _pro_rata(dues: Sequence[Due], budget: Budget, step: Decimal) -> list[Due]:
    share = Fraction(budget.there or 0) / Fraction(budget.asked)
    return [_cut(each, rounded_down(Fraction(each.amount) * share, step), budget) for each in dues]


def _cut(due: Due, amount: Decimal, budget: Budget) -> Due:
    if amount == due.amount:
        return due
    details = (("there", str(budget.there)), ("asked", str(plain(budget.asked))), ("before", str(due.amount)))
    return replace(due, amount=plain(amount), reasons=(*due.reasons, Reason("budget", details)))


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be paid back of a line, by the rule that asks for most; 0 where it cannot be told yet."""

    line: Entitlement
    amount: Decimal
    reason: Reason


def claims(
    found: Measures,
    rules: RuleSet,
    line: Entitlement,
    paid: Decimal,
    person: Person | None,
    year: int,
    left_after: int | None,
) -> Claim | None:
    """Return what of the amount that was paid is to be paid back by the figures of a year, None for nothing.

    `left_after` is after how many full years the enterprise left the pool, None where it is in it.
    """
    own: list[Claim] = []
    for each in found.measures[line.measure].pay_back:
        amount = rounded_down(Fraction(paid) * each.share, found.round_to)
        share = ("share", str(each.share))
        if not each.when:
            if left_after is not None and left_after < each.after:
                own.append(Claim(line, amount, Reason("left", (share, ("years", str(each.after))))))
        elif year == line.year + each.after:
            holds = _holds(each.when, rules, person.values if person else None)
            if holds is None:
                own.append(Claim(line, Decimal(0), Reason("unknown", (("formula", each.when),))))
            elif holds:
                own.append(Claim(line, amount, Reason("missed", (share, ("formula", each.when)))))
    return max(own, key=lambda each: each.amount, default=None)
