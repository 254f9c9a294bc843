"""The record begun, moved and rebuilt; a review year opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation import __version__
from cultivation.core.pool.proposal import Reason
from cultivation.core.rules.loading import LoadedRules
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.prerequisites import (
    check_opening,
    check_validity,
)
from cultivation.record.documents import NewDocument
from cultivation.record.entries import PoolOpened, WorkspaceCreated, YearOpened
from cultivation.record.rebuild import RebuildResult
from cultivation.record.store import Record
from cultivation.record.verify import Verification
from cultivation.review.inputs import check_said

EXCLUDED = (Reason.INELIGIBLE, Reason.LEFT_INELIGIBLE)
JSON, YAML = "application/json", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class NewPool:
    """A further pool: its id, its name, and the rule set or standard by which it selects."""

    id: str = ""
    name: str = ""
    rule_set: str = ""


FIRST = NewPool()


def create(record: Record, actor: str, pool: NewPool = FIRST) -> None:
    """Create the tables and begin the log; a record that exists is brought up to date and kept."""
    record.create()
    with record.writing(actor) as writer:
        if not list(writer.entries(limit=1)):
            said = WorkspaceCreated(program=__version__, pool=pool.id, name=pool.name, rule_set=pool.rule_set)
            writer.append(said)


def open_pool(record: Record, actor: str, pool: NewPool, begins: str, dry_run: bool = False) -> None:
    """Put on the first pool's record that another was opened, and how the other record begins."""
    check_said(name=pool.name)
    with record.writing(actor, dry_run) as writer:
        if any(each.content.pool == pool.id for each in writer.entries_of(PoolOpened)):
            raise Refused(_("The pool {pool} is on record already.").format(pool=pool.id))
        writer.append(PoolOpened(pool=pool.id, name=pool.name, rule_set=pool.rule_set, begins=begins))


def rebuild(record: Record, actor: str, dry_run: bool = False) -> RebuildResult:
    """Drop and rebuild the tables that are made from the log, and compare."""
    with record.writing(actor, dry_run) as writer:
        return writer.rebuild()


@dataclass(frozen=True)
class SetAside:
    """What was set aside: where the chain breaks and why, the entries there, and how many documents."""

    first: int
    reason: str
    entries: tuple[Mapping[str, Any], ...]
    documents: int


def set_aside(record: Record, actor: str, first: int, reason: str, dry_run: bool = False) -> SetAside:
    """Set aside what broke the chain from an entry on, for a reason; it stays readable and on record."""
    check_said(text=reason)
    with record.writing(actor, dry_run) as writer:
        tail = writer.foreign_tail()
        if not tail:
            raise Refused(
                _("Nothing breaks the chain, and no document lacks an entry; nothing is set aside.")
            )
        if first != tail.last + 1:
            sentence = _("The chain is in order up to entry {last}; what can be set aside begins at {first}.")
            raise Refused(sentence.format(last=tail.last, first=tail.last + 1))
        writer.set_aside(tail, reason)
    documents = len(tail.unnamed) + len(tail.altered)
    return SetAside(tail.last + 1, tail.reason, tuple(tail.entries), documents)


def move(source: Record, target: Record, actor: str, dry_run: bool = False) -> Verification:
    """Copy a record into another, empty database, chain and all; refuse one that is broken."""
    target.create()
    with source.reading() as reader, target.writing(actor, dry_run) as writer:
        before = reader.verify()
        if not before.ok:
            raise Refused(_("The record is broken: {reason}").format(reason=before.reason))
        if list(writer.entries(limit=1)):
            raise Refused(_("The database there already has a record; name an empty one."))
        writer.take_over(reader)
        after = writer.verify()
        if (after.ok, after.head) != (True, before.head):
            raise AssertionError("the record there is not the record here")
    return after


@dataclass(frozen=True)
class OpenedYear:
    """What a year was opened with."""

    year: int
    rule_set: str
    version: str
    rules_digest: str
    cutoff: date


def open_year(
    record: Record, actor: str, year: int, loaded: LoadedRules, cutoff: date | None, dry_run: bool = False
) -> OpenedYear:
    """Open a review year with a rule set and a data cut-off (31 December of the year unless given)."""
    rules = loaded.rules
    result = OpenedYear(year, rules.id, rules.version, loaded.digest, cutoff or date(year, 12, 31))
    with record.writing(actor, dry_run) as writer:
        check_opening(writer, year)
        check_validity(rules, result.cutoff)
        said = YearOpened(
            year=year,
            rule_set=rules.id,
            version=rules.version,
            rules_digest=loaded.digest,
            cutoff=result.cutoff.isoformat(),
        )
        writer.append(said, [NewDocument(loaded.content, f"{rules.id}.yaml", YAML)])
    return result
