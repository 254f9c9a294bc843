"""A workbook beside what was filed before: in the same year, and under the names of earlier years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cultivation.canonical import exact_text
from cultivation.findings import Finding
from cultivation.intake.reading import Received
from cultivation.scoring.application import Application, FiledValue


@dataclass(frozen=True)
class Known:
    """An application of the same year that was taken before: its values as exact texts."""

    id: str
    name: str
    file: str
    values: Mapping[str, str | None]
    cell: str = ""


def compare(received: Received, known: Mapping[str, Known]) -> Received:
    """Drop applications that were filed before; only those with other values count as rejected."""
    kept: list[Application] = []
    findings = list(received.findings)
    rejected = received.rejected
    for application in received.applications:
        before = known.get(application.id)
        if before is None:
            kept.append(application)
            continue
        changed = _changed_fields(application, before)
        findings.append(_filed_before(application, before, changed, received))
        rejected += bool(changed)
    return replace(received, applications=tuple(kept), findings=tuple(findings), rejected=rejected)


def compare_names(received: Received, names_before: Mapping[str, tuple[str, int]]) -> tuple[Finding, ...]:
    """Say which enterprises have another name than before (name and year by id), or another's name."""
    ids: dict[str, list[str]] = {}
    for key, (name, _) in names_before.items():
        ids.setdefault(name, []).append(key)
    findings = []
    for application in received.applications:
        before, year = names_before.get(application.id, (application.name, 0))
        if before != application.name:
            findings.append(_finding("name_changed", application, {"before": before, "year": str(year)}))
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


def _filed_before(application: Application, before: Known, changed: list[str], received: Received) -> Finding:
    first = " ".join(part for part in (before.file, before.cell) if part)
    if not changed:
        return _finding("filed_before_same", application, {"first": first})
    names = {key: received.labels.get(key) for key in changed}
    fields_zh = "、".join(label.zh if label else key for key, label in names.items())
    fields_en = ", ".join(label.en if label else key for key, label in names.items())
    return _finding(
        "filed_before", application, {"first": first, "fields_zh": fields_zh, "fields_en": fields_en}
    )


def _finding(code: str, application: Application, details: Mapping[str, str]) -> Finding:
    key, place = _identity(application)
    return Finding(
        code, place.file, place.sheet, place.cell, key, application.id, {"name": application.name, **details}
    )


def _identity(application: Application) -> tuple[str, FiledValue]:
    """Return the field and value that hold the id."""
    return next(
        (item for item in application.values.items() if item[1].value == application.id),
        ("", FiledValue(None)),
    )
