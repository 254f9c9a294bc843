"""A workbook beside what was filed before: in the same year, and under the names of earlier years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cultivation.canonical import exact_text
from cultivation.findings import Finding
from cultivation.intake.received import Received
from cultivation.scoring.application import Application, FiledValue


@dataclass(frozen=True)
class Known:
    """An application of the same year that was taken before: its values as exact texts, as filed.

    `corrected` are the fields with a correction that stands.
    """

    id: str
    name: str
    file: str
    values: Mapping[str, str | None]
    cell: str = ""
    corrected: tuple[str, ...] = ()


def compare(received: Received, known: Mapping[str, Known], supersede: bool = False) -> Received:
    """Drop applications that were filed before; only those with other values count as rejected.

    With `supersede` those with other values are kept, to take the place of what was filed before.
    """
    kept: list[Application] = []
    findings = list(received.findings)
    rejected = received.rejected
    for application in received.applications:
        before = known.get(application.id)
        changed = _changed_fields(application, before) if before else []
        if before is None or (supersede and changed):
            kept.append(application)
        else:
            rejected += bool(changed)
        if before is not None:
            findings += _filed_before(application, before, changed, received, supersede)
    return replace(received, applications=tuple(kept), findings=tuple(findings), rejected=rejected)


def same_names(applications: Iterable[Application]) -> Iterator[Finding]:
    """Say which enterprises of one file bear the same name under different codes."""
    first: dict[str, Application] = {}
    for application in applications:
        other = first.setdefault(application.name, application)
        if other is not application:
            place = _identity(other)[1]
            where = " ".join(part for part in (place.sheet, place.cell) if part)
            yield _finding("same_name", application, {"other": f"{other.id} ({where})"})


def compare_names(
    received: Received, names_before: Mapping[str, tuple[str, int]], year: int, names: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Say which enterprises have another name than before (name and year by id), or another's name.

    `names` are those by id of the applications of this `year` that are in already.
    """
    names_before = {**names_before, **{key: (name, year) for key, name in names.items()}}
    ids: dict[str, list[str]] = {}
    for key, (name, _) in names_before.items():
        ids.setdefault(name, []).append(key)
    findings = []
    for application in received.applications:
        before, when = names_before.get(application.id, (application.name, 0))
        if before != application.name:
            findings.append(_finding("name_changed", application, {"before": before, "year": str(when)}))
        others = [key for key in ids.get(application.name, ()) if key != application.id]
        if others:
            findings.append(_finding("same_name", application, {"other": ", ".join(others)}))
    return tuple(findings)


def _changed_fields(application: Application, before: Known) -> list[str]:
    """Return the fields with other values; what is computed at intake (it has a note) is no filed value."""
    return [
        key
        for key, value in application.values.items()
        if not value.note and exact_text(value.value) != before.values.get(key)
    ]


def _filed_before(
    application: Application, before: Known, changed: list[str], received: Received, supersede: bool
) -> Iterator[Finding]:
    first = " ".join(part for part in (before.file, before.cell) if part)
    if not changed:
        yield _finding("filed_before_same", application, {"first": first})
        return
    code = "superseded" if supersede else "filed_before"
    yield _finding(code, application, {"first": first, **_names_of(changed, received)})
    if supersede and before.corrected:
        yield _finding("correction_superseded", application, _names_of(before.corrected, received))


def _names_of(fields: Iterable[str], received: Received) -> dict[str, str]:
    names = [(key, received.labels.get(key)) for key in fields]
    return {
        "fields_zh": "、".join(label.zh if label else key for key, label in names),
        "fields_en": ", ".join(label.en if label else key for key, label in names),
    }


def _finding(code: str, application: Application, details: Mapping[str, str]) -> Finding:
    key, place = _identity(application)
    return Finding(
        code,
        place.file,
        place.sheet,
        place.cell,
        key,
        application.id,
        {"name": application.name, **details},
        application.id,
        application.name,
    )


def _identity(application: Application) -> tuple[str, FiledValue]:
    """Return the field and value that hold the id."""
    return next(
        (item for item in application.values.items() if item[1].value == application.id),
        ("", FiledValue(None)),
    )
