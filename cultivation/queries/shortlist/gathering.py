"""Gathers from the record what the shortlist workbook of a year shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cultivation import __version__
from cultivation.core.wording.panel import by_panel
from cultivation.language import _
from cultivation.queries.analyses import latest_analysis, shares_in_pool
from cultivation.queries.demonstrations import selection_of
from cultivation.queries.flags import flags_of
from cultivation.queries.panel import panel_of
from cultivation.queries.shortlist.data import MarkRow, ShortlistData
from cultivation.queries.standing import WATERMARKS, Titles, standing_of
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year
from cultivation.record.entries import RankingChallenged, RobustnessComputed
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear


def shortlist_data(year: Year, titles: Titles = Titles()) -> ShortlistData:  # noqa: B008 - frozen
    """Gather a scored year: rules, points, outcomes, filed values, and what was looked into beside."""
    reader, review_year, loaded = year.reader, year.review_year, year.loaded
    earlier = year.table_before.lines if year.table_before else ()
    values = {
        key: {field: value["value"] for field, value in record["values"].items()}
        for key, record in year.records.items()
    }
    entry = last_entry(reader, review_year)
    return ShortlistData(
        rules=loaded.rules,
        rules_digest=loaded.digest,
        table=year.table,
        lines=year.lines,
        values=values,
        cut_line=year.cut_line,
        previous_ranks={line.id: line.rank for line in earlier if line.rank is not None},
        provenance=(*provenance(review_year, entry), *analysed(year)),
        state=review_year.state,
        shares=shares_in_pool(year),
        flags=flag_texts(year),
        **_looked_into(year),
        marks=experts_marks(year),
        **_honours(year),
        signed_title=titles.title(year.number),
        signed_mark=_(WATERMARKS[standing_of(year)]),
        deciders=titles.deciders,
        created=datetime.fromisoformat(entry.recorded_at).replace(tzinfo=None),
    )


def _looked_into(year: Year) -> dict[str, Any]:
    """Return the results on record of varying the weights and of other rankings."""
    kinds = {"robustness": RobustnessComputed, "challenge": RankingChallenged}
    found = {name: latest_analysis(kind, year) for name, kind in kinds.items()}
    return {name: each and each.content for name, each in found.items()}


def _honours(year: Year) -> dict[str, Any]:
    """Return the demonstration enterprises by the codes of the year's review, and how they were selected."""
    reader = year.reader
    found = selection_of(year)
    if found is None:
        return {}
    later, names = recoded(reader), reader.enterprises()
    reviewed = {later.get(line.id, line.id): line.id for line in year.lines}
    by = _("Selected by {document} of {on}").format(document=found.document, on=found.on)
    why = _("among the first {top} by place").format(top=found.top) if found.top else found.reason
    selected = {reviewed.get(key, key): names[key] for key in found.enterprises}
    return {"demonstrations": selected, "demonstrations_by": _("{text}: {why}").format(text=by, why=why)}


def experts_marks(year: Year) -> tuple[MarkRow, ...]:
    """List every mark that counts, experts by their numbers; none where nobody marked."""
    panel, rules = panel_of(year), year.rules
    if panel.assignment is None:
        return ()
    assigned, criteria = panel.assigned(), rules.criterion_of_mark
    marks = [
        (
            each.enterprise,
            list(rules.criteria).index(criteria[each.mark]),
            panel.assignment.labels[expert],
            each,
        )
        for expert, book in panel.handed_in.items()
        for each in book.marks
        if expert in assigned.get(each.enterprise, ()) and each.mark in criteria
    ]
    return tuple(
        MarkRow(
            enterprise,
            criteria[each.mark],
            by_panel(rules, each.mark, _("expert {number}").format(number=label)),
            None if each.value is None else float(each.value),
            each.comment,
        )
        for enterprise, _place, label, each in sorted(marks, key=lambda mark: mark[:3])
    )


def last_entry(reader: Reader, review_year: ReviewYear) -> Entry:
    """Return the log entry that made the year what it is now: decision, proposal or scoring."""
    seq = review_year.decided_seq or max(review_year.proposed_seq or 0, review_year.scored_seq or 1)
    return next(iter(reader.entries(after=seq - 1, limit=1)))


def provenance(review_year: ReviewYear, entry: Entry) -> tuple[tuple[str, str], ...]:
    """List what the workbook was made from, by whom and when."""
    proposed = (review_year.proposed_seq or 0) > (review_year.scored_seq or 0)
    listed = [
        (_("review year"), str(review_year.year)),
        (_("rule set"), f"{review_year.rule_set} {review_year.version}"),
        (_("SHA-256 of the rule set"), review_year.rules_digest),
        (_("data cut-off"), review_year.cutoff),
        (_("SHA-256 of the scores"), review_year.scores_digest or ""),
        (_("SHA-256 of the proposal"), (review_year.proposal_digest or "") if proposed else ""),
        (_("proposed by"), (review_year.proposer or "") if proposed else ""),
        (_("decision"), review_year.decision_document or ""),
        (_("date of the decision"), review_year.decision_date or ""),
        (_("approved by"), review_year.approver or ""),
        (_("log entry"), f"{entry.seq} ({entry.recorded_at})"),
        (_("hash of the log entry"), entry.hash),
        (_("program"), f"cultivation {__version__}"),
    ]
    return tuple((label, value) for label, value in listed if value)


def flag_texts(year: Year) -> dict[str, str]:
    """Say of each flagged enterprise what to verify, and what a visit found."""
    said: dict[str, list[str]] = {}
    for flag in flags_of(year) or ():
        said.setdefault(flag.id, []).append(flag.text)
    visits = {flag.id: flag.visit for flag in flags_of(year) or () if flag.visit}
    return {key: "\n".join([*several, *filter(None, [visits.get(key)])]) for key, several in said.items()}


def analysed(year: Year) -> tuple[tuple[str, str], ...]:
    """List where the shares of draws come from; nothing where the weights were not varied."""
    found = latest_analysis(RobustnessComputed, year)
    if found is None:
        return ()
    content = found.content
    told = _("{draws} draws, seed {seed}, concentration {concentration}; {versions}").format(
        draws=content["draws"],
        seed=content["seed"],
        concentration=content["concentration"],
        versions=", ".join(f"{name} {number}" for name, number in content["versions"].items()),
    )
    return (
        (_("weights varied"), told),
        (_("SHA-256 of the result"), found.digest),
        (_("log entry of the result"), f"{found.seq} ({found.recorded_at})"),
    )
