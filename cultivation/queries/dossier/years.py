"""One year of a dossier: what `why` knows of it, what was looked into beside, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cultivation.canonical import exact_text
from cultivation.core.explanation.year_on_year import Share
from cultivation.core.pool.proposal import Reason
from cultivation.core.wording.flags import RESULTS
from cultivation.core.wording.reasons import grounds_text, outcome_text
from cultivation.core.wording.values import true_minus, value_text
from cultivation.core.wording.why import (
    decided_by_text,
    flip_row,
    note_text,
    remarks,
    rival_sentences,
)
from cultivation.core.wording.year_on_year import value_label
from cultivation.language import _, current
from cultivation.queries.analyses import latest_analysis, verified_flags
from cultivation.queries.appeals import sentences_for
from cultivation.queries.dossier.data import Grid, YearPart
from cultivation.queries.dossier.points import points_of, rules_of_points
from cultivation.queries.events import notice_of, objections_of
from cultivation.queries.evidence import evidence_sentences
from cultivation.queries.flags import flags_of
from cultivation.queries.list_doubts import list_sentences
from cultivation.queries.said_beside import said_beside
from cultivation.queries.why import Why, YearOnYear
from cultivation.queries.why_sentences import (
    before,
    cut_lines,
    decided,
    placed,
    reason_of,
    turning,
    without_turning,
)
from cultivation.queries.year import Year
from cultivation.record.entries import RobustnessComputed

SCORED = "scored"  # the action of a year that has no proposal yet


def year_part(year: Year, answer: Why, code: str) -> YearPart:
    """Say everything about one scored year."""
    line, score = answer.line, answer.score
    varied = robustness(year, code)
    return YearPart(
        year=answer.year,
        action=str(line.action) if line else SCORED,
        outcome=outcome_text(line.action, answer.decision is not None) if line else _("scored"),
        reason=reason_of(answer),
        facts=tuple(_facts(answer, varied)),
        path=tuple(_path(year, answer, code)),
        points=points_of(answer) if score else None,
        remarks=(
            *(remarks(score, answer.rules, answer.table) if score else ()),
            *sentences_for(year, code),
            *said_beside(year, code),
        ),
        rules=rules_of_points(answer) if score else None,
        rivals=_rivals(answer),
        change=_change(answer.year_on_year),
        change_values=_change_values(answer),
        change_said=tuple(_change_said(answer.year_on_year)),
        turning=(*turning(answer), *without_turning(answer)),
        turning_values=_turning_values(answer),
        robustness=tuple(said for said, _share in varied),
        flags=tuple(_flags(year, code)),
        objections=_objections(year, code),
        decision=tuple(_decision(year, answer)),
        sources=_sources(answer),
        files=_files(year, code),
    )


def _facts(answer: Why, varied: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the figures that stand at the head of a year."""
    score, points = answer.score, answer.table.points
    facts = []
    if score and score.rank is not None:
        ranked = sum(line.rank is not None for line in answer.table.lines)
        facts.append((_("place"), _("{rank} of {number}").format(rank=score.rank, number=ranked)))
    if score:
        total = _("{total} of {maximum}").format(total=points(score.total), maximum=answer.rules.maximum)
        facts.append((_("total"), total))
    cut = answer.cut_line
    if score and score.rank is not None and cut.pool_total is not None:
        ahead = answer.rules.total.direction * (score.total - cut.pool_total)
        distance = ahead * answer.rules.precision
        facts.append((_("distance to the cut line"), _signed(distance)))
    if varied and varied[0][1]:
        facts.append((_("in the pool when weights vary"), varied[0][1]))
    return facts


def _signed(number: Decimal) -> str:
    """Show a change with its sign, a true minus."""
    return true_minus(f"{number:+}")


def _path(year: Year, answer: Why, code: str) -> list[str]:
    """Say step by step which rule with which numbers decided."""
    said = []
    if year.scores_are_stale:
        said.append(_("The points are from before applications changed; the year must be scored again."))
    said += [_filed(year, code), *_eligibility(answer), *placed(answer), *_policy(answer)]
    said += list_sentences(year, code)
    notice = notice_of(year)
    if notice is not None:
        objections = [each for each in objections_of(year) if each.enterprise == code]
        said.append(
            _("Public notice from {first} until {last}; objections to this enterprise: {number}.").format(
                first=notice.first, last=notice.last, number=len(objections)
            )
        )
    said += decided(answer)
    if not year.is_decided and year.review_year.proposed_seq is not None and answer.line is not None:
        proposer = year.review_year.proposer
        said.append(_("Proposed by {proposer}; not decided yet.").format(proposer=proposer))
    return said


def _filed(year: Year, code: str) -> str:
    row = year.row(code)
    if row is None:
        return _("No application is on record for this year.")
    return _("The application was received in {file}, entry {seq} of the record.").format(
        file=row.file, seq=row.seq
    )


def _eligibility(answer: Why) -> list[str]:
    score, rules = answer.score, answer.rules
    if score is None:
        return []
    if not score.eligible:
        return [_("Not eligible: {grounds}.").format(grounds=grounds_text(score.gates_failed, rules))]
    said = []
    if rules.gates:
        said.append(_("All {number} conditions of eligibility are met.").format(number=len(rules.gates)))
    if rules.vetoes:
        said.append(_("None of the {number} grounds for exclusion holds.").format(number=len(rules.vetoes)))
    return said


def _policy(answer: Why) -> list[str]:
    """Say what the pool policy makes of the place, beginning with whether it was a member."""
    line, policy, cut = answer.line, answer.rules.pool, answer.cut_line
    if line is None:
        return []
    said = []
    if line.reason is not Reason.OVERRIDDEN:
        said.append(
            _("A member before the review.") if line.was_member else _("Not a member before the review.")
        )
    if not policy.unlimited:
        said.append(
            _(
                "The rules: {capacity} members; newcomers enter down to place {enter_rank}, "
                "members stay down to place {stay_rank}."
            ).format(capacity=policy.capacity, enter_rank=policy.enter_rank, stay_rank=policy.stay_rank)
        )
    said += cut_lines(answer)
    if cut.entry_total is not None and cut.entry_total != cut.pool_total:
        said.append(
            _("The last newcomer has {total} points (place {rank}).").format(
                total=answer.table.points(cut.entry_total), rank=cut.entry_rank
            )
        )
    said.append(
        _("Outcome: {outcome}: {reason}.").format(
            outcome=outcome_text(line.action, answer.decision is not None), reason=reason_of(answer)
        )
    )
    return said


def _rivals(answer: Why) -> Grid | None:
    """Return those next to it by place, itself among them."""
    score = answer.score
    if score is None or not answer.neighbours:
        return None
    ordered = sorted([*answer.neighbours, score], key=lambda each: each.rank or 0)
    rows = [
        (
            each.rank,
            each.name,
            answer.table.points(each.total),
            "" if each.id == score.id else _signed((each.total - score.total) * answer.rules.precision),
            decided_by_text(each.decided_by, answer.rules),
        )
        for each in ordered
    ]
    headers = (_("place"), _("enterprise"), _("total"), _("difference"), _("separated by"))
    return Grid.of(headers, rows, numbers=(0, 2, 3), strong=(ordered.index(score),))


def _change(change: YearOnYear | None) -> Grid | None:
    """Return the change since the last scored year by what it is due to."""
    if change is None or change.split is None:
        return None
    split = change.split
    causes = (
        (_("own data"), split.own_data),
        (_("rules"), split.rules),
        (_("competitors"), split.competitors),
    )
    total = sum((share.total for _name, share in causes), Fraction(0))
    places = sum((share.places for _name, share in causes), Fraction(0))
    rows = [(name, *_share(share)) for name, share in causes]
    rows.append((_("change since {year}").format(year=change.year), *_share(Share(total, places))))
    return _shares(_("due to"), rows, change.has_both_places, strong=(3,))


def _shares(first: str, rows: Sequence[Sequence[str]], places: bool, strong: Sequence[int] = ()) -> Grid:
    """Make a table of shares; the columns of exact fractions only where there are any, places if compared."""
    headers = (first, _("points"), _("exact"), _("places gained"), _("exact"))
    kept = [
        column
        for column in range(len(headers))
        if (column % 2 or column == 0 or any(row[column] for row in rows)) and (places or column < 3)
    ]
    shown = [[row[column] for column in kept] for row in rows]
    return Grid.of([headers[column] for column in kept], shown, range(1, len(kept)), strong=strong)


def _change_values(answer: Why) -> Grid | None:
    """Return what each of the own values made, the greatest share of points first."""
    change = answer.year_on_year
    if change is None or change.split is None or not change.split.own_values:
        return None
    ordered = sorted(change.split.own_values, key=lambda each: (-abs(each[1].total), each[0]))
    rows = [(value_label(name, answer.rules), *_share(share)) for name, share in ordered]
    return _shares(_("own data"), rows, change.has_both_places)


def _share(share: Share) -> tuple[str, str, str, str]:
    return (*_rounded(share.total), *_rounded(share.places))


def _rounded(number: Fraction) -> tuple[str, str]:
    """Return a number with its sign to two places, and exactly where that differs."""
    shown = true_minus(f"{float(number):+.2f}")
    if Fraction(round(number * 100)) == number * 100:
        return shown, ""
    return shown, true_minus(exact_text(number) or "")


def _change_said(change: YearOnYear | None) -> list[str]:
    if change is None:
        return []
    return [before(change), *(rival_sentences(change.rivals) if change.rivals else [])]


def _turning_values(answer: Why) -> Grid | None:
    rows = [flip_row(each, answer.rules) for each in answer.flips if each.value is not None]
    headers = (_("field"), _("filed"), _("value that changes the outcome"), _("change"))
    return Grid.of(headers, rows, numbers=(1, 2, 3)) if rows else None


def robustness(year: Year, code: str) -> list[tuple[str, str]]:
    """Say how sure the place is, each with the share alone; nothing where weights were not varied."""
    found = latest_analysis(RobustnessComputed, year)
    if found is None:
        return []
    content = found.content
    own = next((each for each in content["applications"] if each["id"] == code), None)
    if own is None:
        return []
    share = f"{100 * Fraction(own['in_pool'], content['draws']).__float__():.1f} %"
    told = _(
        "With weights varied in {draws} draws (seed {seed}), it is in the pool in {share}; in "
        "nine of ten its place is between {low} and {high}, with a median of {middle}."
    ).format(
        draws=content["draws"],
        seed=content["seed"],
        share=share,
        low=own["rank_p5"],
        high=own["rank_p95"],
        middle=own["rank_p50"],
    )
    return [(told, share)]


def _flags(year: Year, code: str) -> list[str]:
    """Say what there was to verify on site, and what a visit found."""
    said = [flag.text for flag in flags_of(year) or () if flag.id == code]
    said += evidence_sentences(year, code)
    visit = verified_flags(year).get(code)
    if visit is not None:
        said.append(
            _("Site visit: {result}. {text} (recorded by {actor} on {day})").format(
                result=_(RESULTS[visit.result]),
                text=visit.text,
                actor=visit.actor,
                day=visit.recorded_at[:10],
            )
        )
    return said


def _objections(year: Year, code: str) -> Grid | None:
    """List the objections to an enterprise; who objected stays in the record."""
    own = [each for each in objections_of(year) if each.enterprise == code]
    rows = [(each.number, each.text, _became(each.upheld), each.answer, each.seq) for each in own]
    headers = (_("No."), _("objection"), _("how it was resolved"), _("the reason"), _("entry"))
    return Grid.of(headers, rows, numbers=(0, 4)) if rows else None


def _became(upheld: bool | None) -> str:
    return {None: _("not answered yet"), True: _("upheld"), False: _("dismissed")}[upheld]


def _decision(year: Year, answer: Why) -> list[tuple[str, str]]:
    made, line = answer.decision, answer.line
    if made is None:
        return []
    told = [
        (_("document"), made["document"]),
        (_("date of the decision"), made["date"]),
        (_("proposed by"), made["proposer"]),
        (_("approved by"), made["approver"]),
        (_("entry"), str(made["entry"])),
    ]
    said = next(iter(year.reader.entries(after=made["entry"] - 1, limit=1))).payload
    for key, label in (
        ("despite", _("why it was decided although marks were missing")),
        ("date_reason", _("why it was recorded late")),
    ):
        if said.get(key):
            told.append((label, said[key]))
    if line is not None and line.override:
        told.append((_("why the decision differs from the proposal"), line.override))
    return told


def _sources(answer: Why) -> Grid | None:
    """List each value with its sheet and cell, of the file that is named above."""
    rows = []
    for source in answer.sources:
        if source["value"] is None:
            continue
        shown = value_text(answer.rules, source["field"], source["value"])
        as_filed = source.get("text") == shown and "note" not in source
        label = answer.rules.label_of(source["field"]).text(current())
        rows.append(
            (label, true_minus(shown), source["sheet"], source["cell"], "" if as_filed else note_text(source))
        )
    headers = (_("field"), _("value"), _("sheet"), _("cell"), _("remark"))
    return Grid.of(headers, rows) if rows else None


def _files(year: Year, code: str) -> Grid | None:
    """Name the file that the values come from, with its digest and the entry that received it."""
    row = year.row(code)
    if row is None:
        return None
    headers = (_("file"), "SHA-256", _("entry"))
    return Grid.of(headers, [(row.file, row.file_digest, row.seq)], numbers=(2,))


def unscored_part(year: Year, code: str, said: str) -> YearPart:
    """Say of a year without points what there is to say."""
    path = (_filed(year, code),)
    return YearPart(year=year.number, action=SCORED, outcome=_("applied"), reason=said, path=path)
