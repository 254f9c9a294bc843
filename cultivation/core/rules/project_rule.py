"""What a rule set says of projects: which fields are their owner, money, completion and milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cultivation.core.rules.fields import FieldRule, FieldType
from cultivation.core.rules.labels import Identifier, Label, Strict
from cultivation.core.rules.references import Found, Path, check_reference

Wanted = tuple[FieldType, ...]
TEXTS: Wanted = (FieldType.TEXT, FieldType.IDENTIFIER)
NUMBERS: Wanted = (FieldType.NUMBER, FieldType.INTEGER)
DATES: Wanted = (FieldType.DATE,)


class MilestoneRule(Label):
    """A milestone: the field with the day for which it is planned, and the one with the day of it."""

    due: Identifier
    done: Identifier


class ProjectRule(Strict):
    """Applicants are projects: each is followed by these fields until the day on which it is completed."""

    owner: Identifier
    owner_code: Identifier
    investment: Identifier
    invested: Identifier
    completion: Identifier
    completed: Identifier
    milestones: tuple[MilestoneRule, ...] = ()


def check_project(rule: ProjectRule | None, fields: Mapping[str, FieldRule]) -> Found:
    """Yield a mistake for each field that there is not, or that is of another type."""
    if rule is None:
        return
    for name, wanted in _wanted(rule):
        path: Path = ("project", name)
        yield from check_reference(getattr(rule, name), _of(fields, wanted), path)
    for number, each in enumerate(rule.milestones):
        for name in ("due", "done"):
            path = ("project", "milestones", number, name)
            yield from check_reference(getattr(each, name), _of(fields, DATES), path)


def _wanted(rule: ProjectRule) -> Iterator[tuple[str, Wanted]]:
    yield from ((name, TEXTS) for name in ("owner", "owner_code"))
    yield from ((name, NUMBERS) for name in ("investment", "invested"))
    yield from ((name, DATES) for name in ("completion", "completed"))


def _of(fields: Mapping[str, FieldRule], wanted: Wanted) -> list[str]:
    return [key for key, each in fields.items() if each.type in wanted]
