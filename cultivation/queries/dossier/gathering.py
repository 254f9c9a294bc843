"""The whole of a dossier: who it is, the years in short and each of them, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cultivation import __version__
from cultivation.core.wording.reasons import outcome_text
from cultivation.language import _, bracketed, join_clauses, join_names
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
from cultivation.queries.why import Why, why_in
from cultivation.queries.why_sentences import reason_of
from cultivation.queries.year import State, Year
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear


def dossier_of(reader: Reader, text: str) -> DossierData:
    """Gather everything on record about one enterprise, named by a code or a name as `why` takes it."""
    firm = identity_of(reader, text)
    years = list(_years(State(reader), firm))
    own = [each.year.review_year for each in years if each.code]
    last = next(reader.entries(newest_first=True, limit=1))
    return DossierData(
        name=firm.name,
        code=firm.code,
        standing=standing(reader, firm),
        identity=tuple(_identity(reader, firm)),
        places=tuple(map(_place, years)),
        years=_table_of_years(years),
        memberships=memberships(reader, firm),
        events=events(reader, firm),
        honours=honours(reader, firm),
        support=support(reader, firm),
        plan=plan(reader, firm),
        parts=tuple(_part(each) for each in years if each.code),
        entries=_entries(reader, firm, own),
        provenance=tuple(_provenance(last, own)),
        moment=last.recorded_at,
    )


@dataclass(frozen=True)
class YearOfDossier:
    """A year from the first in which the enterprise appears, with its code then and what `why` knows.

    The code is empty where it neither applied nor was a member; there is no answer before the scoring, nor
    where it applied after the scoring and no proposal names it.
    """

    year: Year
    code: str
    why: Why | None


def _years(state: State, firm: Identity) -> Iterator[YearOfDossier]:
    begun, names = False, state.reader.enterprises()
    for year in state.years:
        code = next((each for each in reversed(firm.codes) if _appears(each, year)), "")
        begun = begun or bool(code)
        if begun:
            known = code in year.scores or code in year.line_of if code and year.is_scored else False
            yield YearOfDossier(year, code, why_in(year, code, names[code]) if known else None)


def _appears(code: str, year: Year) -> bool:
    lines = year.reader.history(code)
    return year.row(code) is not None or any(line.year == year.number for line in lines)


def _part(each: YearOfDossier) -> YearPart:
    if each.why is not None:
        return year_part(each.year, each.why, each.code)
    return unscored_part(each.year, each.code, _("applied; not scored yet"))


def _place(each: YearOfDossier) -> PlaceInYear:
    number, answer = each.year.number, each.why
    if answer is None:
        return PlaceInYear(number, None, "", None, "none", "")
    score, line = answer.score, answer.line
    return PlaceInYear(
        number,
        score.rank if score else None,
        answer.table.points(score.total) if score else "",
        answer.cut_line.pool_rank,
        str(line.action) if line else "none",
        outcome_text(line.action, each.year.is_decided) if line else _("scored"),
    )


def _table_of_years(years: list[YearOfDossier]) -> Grid | None:
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
    rows = [_row(each) for each in years]
    return Grid.of(headers, rows, numbers=(1, 2, 3, 4)) if rows else None


def _row(each: YearOfDossier) -> tuple[object, ...]:
    year, answer = each.year, each.why
    if answer is None:
        told = _("applied; not scored yet") if each.code else _("no application")
        return year.number, "", "", "", "", "", told, ""
    score, line = answer.score, answer.line
    return (
        year.number,
        len(answer.table.lines),
        answer.table.points(score.total) if score else "",
        score.rank if score else "",
        answer.cut_line.pool_rank,
        outcome_text(line.action, year.is_decided) if line else "",
        reason_of(answer),
        year.review_year.decision_document,
    )


def _identity(reader: Reader, firm: Identity) -> Iterator[tuple[str, str]]:
    yield _("code"), firm.code
    if len(firm.codes) > 1:
        yield _("earlier codes"), join_names(firm.codes[:-1])
    names = names_through_the_years(reader, firm)
    if len(names) > 1:
        yield (
            _("names"),
            join_clauses(f"{name}{bracketed(years)}" if years else name for name, years in names),
        )


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
