"""What explains an outcome, sentence by sentence: one wording for the page of `why` and for the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cultivation.core.explanation.year_on_year import Share
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.quotas import cell_line
from cultivation.core.wording.reasons import reason_text
from cultivation.core.wording.why import remarks, rival_sentences
from cultivation.core.wording.year_on_year import places_text, signed_points
from cultivation.language import _, current, join_names
from cultivation.queries.why import Why, YearOnYear


def reason_of(answer: Why) -> str:
    """Say the reason; before a proposal there is none yet."""
    if answer.line is None:
        return _("scored, not yet proposed")
    return reason_text(answer.line, answer.rules, answer.score.gates_failed if answer.score else ())


def sentences(answer: Why, most_named: int) -> list[str]:
    """Say place, cut line, what the points rest on, change, what was missing, and the decision."""
    said = [*placed(answer), *cut_lines(answer)]
    if answer.score:
        said += remarks(answer.score, answer.rules, answer.table)
    if answer.year_on_year:
        said += [before(answer.year_on_year), *change_sentences(answer.year_on_year)]
    return [*said, *turning(answer, most_named), *decided(answer)]


def placed(answer: Why) -> list[str]:
    """Say total and place, and what separated equal points."""
    score, rules = answer.score, answer.rules
    if score is None or score.rank is None:
        return []
    said = [
        _("{total} of {maximum} points, place {rank}.").format(
            total=answer.table.points(score.total), maximum=rules.maximum, rank=score.rank
        )
    ]
    if score.decided_by not in ("", "total"):
        key = rules.label_of(score.decided_by).text(current())
        said.append(_("Equal points with the previous place; separated by {key}.").format(key=key))
    return said


def cut_lines(answer: Why) -> list[str]:
    """Say where the pool ends, and under quotas where its own choices are cut."""
    said, cut = [], answer.cut_line
    if cut.pool_total is not None:
        said.append(
            _("Cut line: the last in the pool has {total} points (place {rank}).").format(
                total=answer.table.points(cut.pool_total), rank=cut.pool_rank
            )
        )
    if answer.cell:
        said.append(cell_line(answer.cell, answer.table, answer.rules))
    return said


def before(change: YearOnYear) -> str:
    """Say total and place of the last scored year."""
    sentence = (
        _("In {year}: {total} points, place {rank}.")
        if change.rank_before
        else _("In {year}: {total} points, without a place.")
    )
    return sentence.format(year=change.year, total=change.total_before, rank=change.rank_before)


def change_sentences(change: YearOnYear) -> list[str]:
    """Say what the change of total and place is due to, and who came to stand before or behind."""
    said = []
    if split := change.split:
        shares = (split.own_data, split.rules, split.competitors)
        own, rules, others = (signed_points(each.total) for each in shares)
        sentence = _(
            "Of the change of {change:+} points, own data account for {own}, rules for "
            "{rules}, competitors for {others}."
        )
        moved = change.total - change.total_before
        said.append(sentence.format(change=moved, own=own, rules=rules, others=others))
        if change.has_both_places:
            said.append(_places_moved(shares))
    return said + (rival_sentences(change.rivals) if change.rivals else [])


def _places_moved(shares: Sequence[Share]) -> str:
    """Say by how many places it rose or fell, and what that is due to."""
    gained = sum((each.places for each in shares), Fraction(0))
    if gained > 0:
        sentence = _("Rose by {places} places: own data {own}, rules {rules}, competitors {others}.")
    elif gained < 0:
        sentence = _(
            "Fell by {places} places: own data {own}, rules {rules}, competitors {others} (+ is up)."
        )
    else:
        sentence = _("Same place: own data {own}, rules {rules}, competitors {others} (+ is up).")
    own, rules, others = (places_text(each.places) for each in shares)
    return sentence.format(places=abs(gained), own=own, rules=rules, others=others)


def turning(answer: Why, most_named: int | None = None) -> list[str]:
    """Say how many points, and on what, would have turned the outcome; name at most some of the criteria."""
    found, said = answer.would_change, []
    if found is not None:
        labels = [answer.rules.criterion_label(key).text(current()) for key in found.criteria]
        criteria = join_names(labels[:most_named])
        if most_named is not None and len(labels) > most_named:
            criteria = _("{names} and others ({total} criteria)").format(names=criteria, total=len(labels))
        points = answer.table.points(abs(found.units))
        said.append(_turning(found.units, answer.rules).format(points=points, criteria=criteria))
    return said


def _turning(units: int, rules: RuleSet) -> str:
    """Return the sentence of a change of points: what brings it in, or what keeps it out."""
    if rules.total.order == "ascending":
        if units < 0:
            return _("{points} points fewer on one of these would have brought it in: {criteria}.")
        return _("{points} points more on one of these would have kept it out: {criteria}.")
    if units > 0:
        return _("{points} points more on one of these would have brought it in: {criteria}.")
    return _("{points} points fewer on one of these would have kept it out: {criteria}.")


def without_turning(answer: Why) -> list[str]:
    """Name the values of which no change alone would have turned the outcome, and those left open."""
    none, left = (
        [
            answer.rules.label_of(each.field).text(current())
            for each in answer.flips
            if each.value is None and each.tried is tried
        ]
        for tried in (True, False)
    )
    sentence = _("No change of only one of these would have changed the outcome: {names}.")
    said = [sentence.format(names=join_names(none))] if none else []
    if left:
        sentence = _(
            "These values count beside those of all applicants, and each trial scores all {number} again. "
            "With as many trials as are made it stays open whether a change of only one of them would have "
            "changed the outcome: {names}."
        )
        said.append(sentence.format(number=len(answer.table.lines), names=join_names(left)))
    return said


def decided(answer: Why) -> list[str]:
    """Say by which document it was decided, and by which two persons."""
    if not answer.decision:
        return []
    sentence = _("Decided by {document} of {date}: proposed by {proposer}, approved by {approver}.")
    return [sentence.format(**answer.decision)]
