"""A workbook beside what was filed before: in the same year, and under the names of earlier years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.batch import Batch
from cultivation.findings import Finding
from cultivation.intake.applications.received import Received


@dataclass(frozen=True)
class Known:
    """An application of the same year that was taken before: its values as exact texts, as filed.

    `corrected` are the fields with a correction that stands. `by_another` names who else handed it in, as a
    pair of details, where it is not for a later file to replace it.
    """

    id: str
    name: str
    file: str
    values: Mapping[str, str | None]
    cell: str = ""
    corrected: tuple[str, ...] = ()
    by_another: Mapping[str, str] | None = None


def compare(received: Received, known: Mapping[str, Known], supersede: bool = False) -> Received:
    """Drop applications that were filed before; only those with other values count as rejected.

    With `supersede` those with other values are kept, to take the place of what was filed before. What
    another handed in stays whatever it says, and nothing of it is told but who that was.
    """
    if not known:
        return received
    kept: list[int] = []
    findings = list(received.findings)
    rejected = received.rejected
    for place, key in enumerate(received.batch.ids):
        before = known.get(key)
        if before is not None and before.by_another is not None:
            details = {"name": received.batch.names[place], **before.by_another}
            findings.append(about(received.batch, place, received.rules, "filed_by_another", details))
            rejected += 1
            continue
        changed = _changed_fields(received.batch, place, before) if before else []
        if before is None or (supersede and changed):
            kept.append(place)
        else:
            rejected += bool(changed)
        if before is not None:
            findings += _filed_before(received, place, before, changed, supersede)
    batch = received.batch.at(kept)
    return replace(received, batch=batch, findings=tuple(findings), rejected=rejected)


def filed_twice(batch: Batch, rules: RuleSet) -> dict[int, Finding]:
    """Return the places of enterprises that stand there before, each with the finding for it."""
    if len(set(batch.ids)) == len(batch):
        return {}
    first: dict[str, int] = {}
    twice: dict[int, Finding] = {}
    for place, key in enumerate(batch.ids):
        other = first.setdefault(key, place)
        if other != place:
            before = batch.value(rules.identifier.field, other)
            details = {"name": batch.names[place], "first": f"{before['sheet']}!{before['cell']}"}
            twice[place] = about(batch, place, rules, "filed_twice", details)
    return twice


def same_names(batch: Batch, rules: RuleSet) -> Iterator[Finding]:
    """Say which enterprises of one file bear the same name under different codes."""
    if len(set(batch.names)) == len(batch):
        return
    first: dict[str, int] = {}
    for place, name in enumerate(batch.names):
        other = first.setdefault(name, place)
        if other != place:
            before = batch.value(rules.identifier.field, other)
            where = " ".join(part for part in (before["sheet"], before["cell"]) if part)
            details = {"name": name, "other": f"{batch.ids[other]} ({where})"}
            yield about(batch, place, rules, "same_name", details)


@dataclass
class NamesOnRecord:
    """The names that enterprises bear: by id the last name of earlier years and its year, and this year's."""

    before: Mapping[str, tuple[str, int]]
    year: int
    now: dict[str, str]

    def __post_init__(self) -> None:
        self._ids: dict[str, set[str]] = {}
        latest = {**{key: name for key, (name, _) in self.before.items()}, **self.now}
        for key, name in latest.items():
            self._ids.setdefault(name, set()).add(key)

    def add(self, batch: Batch) -> None:
        """Remember the names of applications that are taken."""
        for key, name in zip(batch.ids, batch.names, strict=True):
            last = self.last(key)
            if last and last[0] != name:
                self._ids[last[0]].discard(key)
            self.now[key] = name
            self._ids.setdefault(name, set()).add(key)

    def last(self, key: str) -> tuple[str, int] | None:
        """Return the last name of an enterprise and the year of it, None where it is new."""
        return (self.now[key], self.year) if key in self.now else self.before.get(key)

    def others(self, key: str, name: str) -> list[str]:
        """Return the other enterprises that bear a name."""
        return sorted(self._ids.get(name, set()) - {key})


def compare_names(received: Received, names: NamesOnRecord) -> tuple[Finding, ...]:
    """Say which enterprises have another name than before, or another's name."""
    findings = []
    batch = received.batch
    for place, (key, name) in enumerate(zip(batch.ids, batch.names, strict=True)):
        last = names.last(key)
        if last and last[0] != name:
            details = {"name": name, "before": last[0], "year": str(last[1])}
            findings.append(about(batch, place, received.rules, "name_changed", details))
        if others := names.others(key, name):
            details = {"name": name, "other": ", ".join(others)}
            findings.append(about(batch, place, received.rules, "same_name", details))
    return tuple(findings)


def about(batch: Batch, place: int, rules: RuleSet, code: str, details: Mapping[str, str]) -> Finding:
    """Return a finding about an application, at the cell of its code."""
    key = rules.identifier.field
    value = batch.value(key, place)
    who = (batch.ids[place], batch.names[place])
    return Finding(code, batch.file, value["sheet"], value["cell"], key, who[0], details, *who)


def _changed_fields(batch: Batch, place: int, before: Known) -> list[str]:
    """Return the fields with other values; what is computed at intake (it has a note) is no filed value."""
    return [
        key
        for key, value in batch.record(place)["values"].items()
        if not value.get("note") and value["value"] != before.values.get(key)
    ]


def _filed_before(
    received: Received, place: int, before: Known, changed: list[str], supersede: bool
) -> Iterator[Finding]:
    batch, rules = received.batch, received.rules
    first = {
        "name": batch.names[place],
        "first": " ".join(part for part in (before.file, before.cell) if part),
    }
    if not changed:
        yield about(batch, place, rules, "filed_before_same", first)
        return
    code = "superseded" if supersede else "filed_before"
    yield about(batch, place, rules, code, {**first, **_names_of(changed, rules)})
    if supersede and before.corrected:
        details = {"name": batch.names[place], **_names_of(before.corrected, rules)}
        yield about(batch, place, rules, "correction_superseded", details)


def _names_of(fields: Iterable[str], rules: RuleSet) -> dict[str, str]:
    names = [rules.label_of(key) if key in rules.fields else None for key in fields]
    pairs = list(zip(fields, names, strict=True))
    return {
        "fields_zh": "、".join(label.zh if label else key for key, label in pairs),
        "fields_en": ", ".join(label.en if label else key for key, label in pairs),
    }
