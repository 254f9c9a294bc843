"""Cultivation plans are set: targets by indicator and year, by hand or from the year's rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cultivation.canonical import canonical_json, exact_text
from cultivation.core.pool.cultivation_targets import Target, aims_of, comparable
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.values import Row
from cultivation.errors import Refused
from cultivation.intake.values.plan_targets import read_dropped, read_targets
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.plans import FiledValues
from cultivation.queries.succession import stays_of
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import PlanSet
from cultivation.record.reader import Reader
from cultivation.record.store import Record
from cultivation.review.dates import check_not_future
from cultivation.review.repeating import says_the_same
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class PlanTargets:
    """What a plan shall hold.

    Targets by hand are `INDICATOR=VALUE@YEAR`, those to be dropped `INDICATOR@YEAR`. Where `step` is given
    they come from the rules: the `step`-th goalpost or band above the present value, by the year `until`.
    """

    targets: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    step: int | None = None
    until: int = 0


@dataclass(frozen=True, slots=True)
class PlansSet:
    """Whose plans were set, as (id, name, targets), and the members that are without a target.

    `repeats` tells that just this was on record already, and that nothing was set for any of them since.
    """

    rules: RuleSet
    plans: tuple[tuple[str, str, tuple[Target, ...]], ...]
    without: tuple[str, ...]
    repeats: bool


def set_plans(
    record: Record,
    actor: str,
    year: int,
    enterprise: str | None,
    aims: PlanTargets,
    document: str,
    on: date,
    dry_run: bool = False,
) -> PlansSet:
    """Set targets for one member of a year's pool, or for all; they start from the year's applications.

    A target for the same indicator and year takes the place of an earlier one; others stay.
    """
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        members = members_of_pool(writer, year, enterprise)
        rules = year_in(writer, year).rules
        by_hand, dropped = read_targets(aims.targets, rules, year), read_dropped(aims.dropped, rules)
        rows = _rows(writer, year, members)
        own = {
            key: by_hand if aims.step is None else aims_of(rules, row, aims.until, aims.step)
            for key, row in rows.items()
        }
        plans = {key: targets for key, targets in sorted(own.items()) if targets or dropped}
        if not plans:
            raise Refused(_("The rules give no target: every value has all its points, or none was filed."))
        said = [
            {
                "enterprise": key,
                "targets": [stored_target(each, rows[key]) for each in targets],
                "dropped": [{"indicator": name, "year": until} for name, until in dropped],
            }
            for key, targets in plans.items()
        ]
        entry = PlanSet(year=year, members=len(plans), step=aims.step, document=document, on=on.isoformat())
        content = NewDocument(canonical_json({"year": year, "plans": said}), f"plan_{year}.json", JSON)
        repeats = _is_on_record(writer, actor, entry, content, plans.keys())
        if not repeats:
            writer.append(entry, [content])
    done = tuple((key, members[key], tuple(targets)) for key, targets in plans.items())
    without = tuple(name for key, name in members.items() if key not in plans)
    return PlansSet(rules, done, without, repeats)


def _is_on_record(
    reader: Reader, actor: str, said: PlanSet, content: NewDocument, enterprises: Collection[str]
) -> bool:
    found = False
    for entry in reader.entries_of(PlanSet):
        if says_the_same(entry, actor, said, [content]):
            found = True
        elif found:
            plans = reader.document_json(entry.content.json_digest)["plans"]
            found = not any(each["enterprise"] in enterprises for each in plans)
    return found


def members_of_pool(reader: Reader, year: int, enterprise: str | None) -> dict[str, str]:
    """Return who is meant: members of the year's pool that are still in."""
    if not year_in(reader, year).is_decided:
        raise Refused(_("{year} is not decided yet.").format(year=year), step=Step(Act.DECIDE, year))
    now = {member.id for member in reader.members()}
    members = {member.id: member.name for member in reader.members(year) if member.id in now}
    if enterprise is None:
        return members
    key, name = find_enterprise(reader, enterprise)
    if key not in members:
        raise Refused(
            _("{name} is not a member of the pool of {year}; plans are for members.").format(
                name=name, year=year
            )
        )
    return {key: name}


def _rows(reader: Reader, year: int, members: Collection[str]) -> dict[str, Row]:
    """Return what each member filed in the year, under whichever of its codes; nothing where it did not."""
    stays = {stay.enterprise: stay for stay in stays_of(reader.changes()) if stay.left is None}
    values = FiledValues(reader, {code for key in members for code in stays[key].codes})
    return {key: values.row(year, reversed(stays[key].codes)) or {} for key in members}


def stored_target(target: Target, row: Row) -> dict[str, object]:
    """Return a target as it is stored, with the value from which it starts."""
    start = comparable(row.get(target.indicator))
    return {
        "indicator": target.indicator,
        "bound": str(target.bound),
        "value": target.value,
        "year": target.year,
        "start": exact_text(start),
    }
