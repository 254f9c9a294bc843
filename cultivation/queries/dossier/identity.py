"""Who an enterprise is: its codes and names through the years, its stays in the pool, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cultivation.core.pool.exit_causes import CAUSES
from cultivation.language import _, bracketed, join_names
from cultivation.queries.dossier.data import Grid
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.entry_names import event_text
from cultivation.queries.events import concerned, event_kind, events_on_record, suspended
from cultivation.queries.succession import codes_before, recoded, stays_of
from cultivation.record.entries import (
    Content,
    EnterpriseMerged,
    EnterpriseRecoded,
    EnterpriseRenamed,
    EnterpriseSplit,
    MemberRemoved,
)
from cultivation.record.reader import Reader


@dataclass(frozen=True)
class Identity:
    """An enterprise with all its codes, the first to the latest; the name is the latest."""

    code: str
    name: str
    codes: tuple[str, ...]

    def among(self, codes: Sequence[str]) -> bool:
        """Tell whether one of some codes is its own."""
        return any(code in self.codes for code in codes)


def identity_of(reader: Reader, text: str) -> Identity:
    """Return who is meant; under an earlier code, too."""
    key, _name = find_enterprise(reader, text)
    key = recoded(reader).get(key, key)
    codes = (*reversed(codes_before(reader, key)), key)
    return Identity(key, reader.enterprises()[key], codes)


def names_through_the_years(reader: Reader, firm: Identity) -> list[tuple[str, str]]:
    """Return each name it bore with the years in which it applied under it; the latest last."""
    years: dict[str, list[int]] = {}
    for code in firm.codes:
        for year, name in reader.names_by_year(code).items():
            years.setdefault(name, []).append(year)
    if firm.name not in years:
        years[firm.name] = []
    return [(name, years_text(sorted(several))) for name, several in years.items()]


def years_text(years: Sequence[int]) -> str:
    """Write years in short: 2016-2018, 2020."""
    parts: list[list[int]] = []
    for year in years:
        if parts and parts[-1][-1] == year - 1:
            parts[-1].append(year)
        else:
            parts.append([year])
    return join_names(f"{part[0]}–{part[-1]}" if part[1:] else f"{part[0]}" for part in parts)


def standing(reader: Reader, firm: Identity) -> str:
    """Say whether it is a member now."""
    member = next((each for each in reader.members() if each.id == firm.code), None)
    if member is None:
        return _("not a member of the pool")
    text = _("member of the pool since the review of {year}").format(year=member.since)
    return text + (_(", suspended") if firm.code in suspended(reader) else "")


def memberships(reader: Reader, firm: Identity) -> Grid | None:
    """List the stays in the pool, by the dates of the decisions; with the codes where one went over."""
    stays = [stay for stay in stays_of(reader.changes()) if firm.among(stay.codes)]
    rows = [
        [
            stay.since,
            stay.left.on if stay.left else _("to date"),
            _document(reader, stay.entered_seq),
            _document(reader, stay.left.seq) if stay.left else "",
            " → ".join(stay.codes),
        ]
        for stay in stays
    ]
    headers = [_("member from"), _("until"), _("entered by"), _("left by"), _("under the codes")]
    if all(len(stay.codes) == 1 for stay in stays):
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    return Grid.of(headers, rows) if rows else None


def _document(reader: Reader, seq: int) -> str:
    entry = next(iter(reader.entries(after=seq - 1, limit=1)))
    return str(entry.payload.get("document", ""))


def events(reader: Reader, firm: Identity) -> Grid | None:
    """List what happened outside the reviews, in the order of the record."""
    rows = [
        (
            getattr(entry.content, "on", "") or str(getattr(entry.content, "year", "")),
            event_text(event_kind(entry.content)),
            _detail(entry.content),
            getattr(entry.content, "document", ""),
            entry.seq,
        )
        for entry in events_on_record(reader)
        if firm.among(concerned(entry))
    ]
    headers = (_("date"), _("what"), _("details"), _("document"), _("entry"))
    return Grid.of(headers, rows, numbers=(4,)) if rows else None


def _detail(said: Content) -> str:
    match said:
        case MemberRemoved(cause=cause):
            return _(CAUSES[cause])
        case EnterpriseRenamed(previous=old, name=new):
            return _("{old} is now {new}").format(old=old, new=new)
        case EnterpriseRecoded(enterprise=old, into=into):
            return _("{old} is now {new}").format(old=old, new=into[0])
        case EnterpriseMerged() | EnterpriseSplit():
            heirs = (f"{name}{bracketed(code)}" for code, name in zip(said.into, said.names, strict=True))
            return _("from {old} to {new}").format(old=said.enterprise, new=join_names(heirs))
        case _:
            return str(getattr(said, "reason", "") or "")
