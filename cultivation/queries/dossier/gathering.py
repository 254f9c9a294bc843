"""The whole of a dossier: who it is, the years in short and each of them, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from cultivation import __version__
from cultivation.core.wording.reasons import outcome_text
from cultivation.language import _, join_names
from cultivation.queries.dossier.benefits import honours, plan, support
from cultivation.queries.dossier.data import DossierData, Grid, PlaceInYear, YearPart
from cultivation.queries.dossier.identity import (
    Identity,
    events,
    identity_of,
    memberships,
    names_through_the_years,
    standing,
    years_text,
)
from cultivation.queries.dossier.years import unscored_part, year_part
from cultivation.queries.log import entries_about
from cultivation.queries.why import Why, why
from cultivation.queries.why_sentences import reason_of
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear


def dossier_of(reader: Reader, text: str) -> DossierData:
    """Gather everything on record about one enterprise, named by a code or a name as `why` takes it."""
    firm = identity_of(reader, text)
    years = list(_years(reader, firm))
    own = [year for year, code, _answer in years if code]
    last = next(reader.entries(newest_first=True, limit=1))
    return DossierData(
        name=firm.name,
        code=firm.code,
        standing=standing(reader, firm),
        identity=tuple(_identity(reader, firm)),
        places=tuple(_spot(answer, year) for year, _code, answer in years),
        years=_table_of_years(years),
        memberships=memberships(reader, firm),
        events=events(reader, firm),
        honours=honours(reader, firm),
        support=support(reader, firm),
        plan=plan(reader, firm),
        parts=tuple(_part(reader, year, code, answer) for year, code, answer in years if code),
        entries=_entries(reader, firm, own),
        provenance=tuple(_provenance(last, own)),
        moment=last.recorded_at,
    )


Year = tuple[ReviewYear, str, Why | None]


def _years(reader: Reader, firm: Identity) -> Iterator[Year]:
    """Yield each year from the first in which it appears, with its code then and what `why` knows.

    The code is empty where it neither applied nor was a member; there is no answer before the scoring.
    """
    begun = False
    for year in reader.years():
        code = next((each for each in reversed(firm.codes) if _appears(reader, each, year)), "")
        begun = begun or bool(code)
        if begun:
            scored = code and year.scores_digest is not None
            yield year, code, _why(reader, code, year) if scored else None


def _appears(reader: Reader, code: str, year: ReviewYear) -> bool:
    return reader.application(year.year, code) is not None or any(
        line.year == year.year for line in reader.history(code)
    )


def _why(reader: Reader, code: str, year: ReviewYear) -> Why | None:
    """Return what explains the year; None where it applied after the scoring and no proposal names it."""
    from cultivation.errors import Refused

    try:
        return why(reader, code, year.year)
    except Refused:
        return None


def _part(reader: Reader, year: ReviewYear, code: str, answer: Why | None) -> YearPart:
    if answer is not None:
        return year_part(reader, answer, year, code)
    return unscored_part(reader, year.year, code, _("applied; not scored yet"))


def _spot(answer: Why | None, year: ReviewYear) -> PlaceInYear:
    if answer is None:
        return PlaceInYear(year.year, None, "", None, "none", "")
    score, line = answer.score, answer.line
    return PlaceInYear(
        year.year,
        score.rank if score else None,
        answer.table.points(score.total) if score else "",
        answer.cut_line.pool_rank,
        str(line.action) if line else "none",
        outcome_text(line.action, year.decided_seq is not None) if line else _("scored"),
    )


def _table_of_years(years: list[Year]) -> Grid | None:
    headers = (
        _("year"),
        _("applications"),
        _("total"),
        _("place"),
        _("last place in the pool"),
        _("outcome"),
        _("reason"),
        _("decision"),
    )
    rows = [_row(*each) for each in years]
    return Grid.of(headers, rows, numbers=(1, 2, 3, 4)) if rows else None


def _row(year: ReviewYear, code: str, answer: Why | None) -> tuple[object, ...]:
    if answer is None:
        told = _("applied; not scored yet") if code else _("no application")
        return year.year, "", "", "", "", "", told, ""
    score, line = answer.score, answer.line
    return (
        year.year,
        len(answer.table.lines),
        answer.table.points(score.total) if score else "",
        score.rank if score else "",
        answer.cut_line.pool_rank,
        outcome_text(line.action, year.decided_seq is not None) if line else "",
        reason_of(answer),
        year.decision_document,
    )


def _identity(reader: Reader, firm: Identity) -> Iterator[tuple[str, str]]:
    yield _("code"), firm.code
    if len(firm.codes) > 1:
        yield _("earlier codes"), join_names(firm.codes[:-1])
    names = names_through_the_years(reader, firm)
    if len(names) > 1:
        yield _("names"), "; ".join(f"{name} ({years})" if years else name for name, years in names)


def _entries(reader: Reader, firm: Identity, years: list[ReviewYear]) -> Grid:
    """List the entries that name the enterprise, brought its applications, or were the steps of its years."""
    rows = [
        (entry.seq, entry.recorded_at[:19].replace("T", " "), entry.actor, entry.kind, entry.hash[:16])
        for entry in entries_about(reader, firm, years)
    ]
    headers = (_("entry"), _("recorded at (UTC)"), _("recorded by"), _("kind"), _("hash, first 16"))
    return Grid.of(headers, rows, numbers=(0,))


def _provenance(last: Entry, years: list[ReviewYear]) -> Iterator[tuple[str, str]]:
    yield (
        _("state of the record"),
        _("{number} entries, the last of {moment}").format(number=last.seq, moment=last.recorded_at),
    )
    yield _("head of the record (SHA-256)"), last.hash
    by_rules: dict[tuple[str, str, str], list[int]] = {}
    for year in years:
        by_rules.setdefault((year.rule_set, year.version, year.rules_digest), []).append(year.year)
    for (name, version, digest), several in by_rules.items():
        label = _("rules of {years}").format(years=years_text(several))
        yield label, f"{name} {version}, SHA-256 {digest}"
    for year in years:
        if year.scores_digest:
            yield _("scores of {year} (SHA-256)").format(year=year.year), year.scores_digest
    yield _("program"), f"cultivation {__version__}"


def moment_of(data: DossierData) -> datetime:
    """Return when the record was last added to: the date of the dossier as a file."""
    return datetime.fromisoformat(data.moment).astimezone(UTC)
