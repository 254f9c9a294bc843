"""`why`: one enterprise in one year, on one page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from cultivation.commands.context import Context, as_of_option, command, format_option, pass_command_context
from cultivation.commands.cut_lines import cells_json
from cultivation.commands.printing import print_json, print_result, print_table
from cultivation.commands.why_changes import (
    flips_json,
    own_values_table,
    split_sentences,
    year_on_year_json,
)
from cultivation.core.wording.quotas import cell_line
from cultivation.core.wording.reasons import reason_text
from cultivation.core.wording.values import value_text
from cultivation.core.wording.why import decided_by_text, flip_row, note_text, remarks, shown_value
from cultivation.language import _, current
from cultivation.queries.benefits import Benefits, benefit_sentences, benefits_in_year
from cultivation.queries.why import Why
from cultivation.queries.why import why as explain

SHOWN = 5  # criteria named in a sentence; the JSON has all


@command(
    "why",
    _("Why an enterprise entered, stayed or left: reason, points, sources."),
    "cultivation why 昆山辉铄 2017",
)
@click.argument("enterprise")
@click.argument("year", type=int, required=False)
@as_of_option
@format_option
@pass_command_context
def why(context: Context, enterprise: str, year: int | None, as_of: datetime | None, form: str) -> None:
    """Explain an outcome."""
    with context.record.reading(as_of) as reader:
        answer = explain(reader, enterprise, year)
        after = benefits_in_year(reader, answer.id, answer.year)
    if form == "json":
        print_json({**why_json(answer), "followed": _followed_json(after)})
    elif form == "csv":
        headers, rows = _points(answer)
        print_result("csv", headers, rows, None)
    else:
        _print_page(answer)
        for sentence in benefit_sentences(after):
            click.echo(sentence)


def _followed_json(after: Benefits) -> dict[str, Any]:
    honour = after.demonstration
    return {
        "demonstration": None if honour is None else {"document": honour.document, "on": honour.on},
        "support": [
            {"number": each.number, "kind": each.kind, "amount": str(each.amount)} for each in after.support
        ],
        "plan": list(after.plan),
    }


def why_json(answer: Why) -> dict[str, Any]:
    """Return the shape of the command line's contract."""
    units = answer.table.points
    line, score = answer.line, answer.score
    return {
        "id": answer.id,
        "name": answer.name,
        "year": answer.year,
        "outcome": str(line.action) if line else None,
        "reason_code": str(line.reason) if line else None,
        "reason": reason(answer),
        "total": units(score.total) if score else None,
        "rank": score.rank if score else None,
        "decided_by": score.decided_by if score else None,
        "cut_line": _optional(answer, answer.cut_line.pool_total),
        "entry_line": _optional(answer, answer.cut_line.entry_total),
        "contributions": [
            {
                "criterion": each.criterion,
                "points": units(each.points),
                "max": units(each.maximum),
                "lost": units(each.lost),
            }
            for each in answer.contributions
        ],
        "year_on_year": year_on_year_json(answer),
        "would_change": [*_would_change(answer), *flips_json(answer.flips)],
        "not_computed": ["fields"] if answer.flips_left_out else [],
        "cell": _cell_json(answer),
        "neighbours": [
            {
                "id": each.id,
                "name": each.name,
                "rank": each.rank,
                "total": units(each.total),
                "decided_by": each.decided_by,
            }
            for each in answer.neighbours
        ],
        "sources": answer.sources,
        "decision": answer.decision or {},
    }


def _cell_json(answer: Why) -> dict[str, Any] | None:
    return cells_json([answer.cell], answer.table, answer.rules)[0] if answer.cell else None


def reason(answer: Why) -> str:
    """Say the reason; before a proposal there is none yet."""
    if answer.line is None:
        return _("scored, not yet proposed")
    return reason_text(answer.line, answer.rules, answer.score.gates_failed if answer.score else ())


def _optional(answer: Why, units: int | None) -> str | None:
    return None if units is None else answer.table.points(units)


def _would_change(answer: Why) -> list[dict[str, Any]]:
    found = answer.would_change
    if found is None:
        return []
    return [{"criterion": key, "points": answer.table.points(found.units)} for key in found.criteria]


def _label(answer: Why, criterion: str) -> str:
    return answer.rules.criterion_label(criterion).text(current())


def _points(answer: Why) -> tuple[list[str], list[list[Any]]]:
    before = {each.criterion: each for each in answer.year_on_year.changes} if answer.year_on_year else {}
    units = answer.table.points
    rows = []
    for each in answer.contributions:
        change = before.get(each.criterion)
        moved = f"{change.now - change.before:+}" if change and change.now != change.before else ""
        criterion = answer.rules.criteria[each.criterion]
        value = shown_value(answer.rules, criterion, answer.score, answer.sources)
        rows.append(
            [
                _label(answer, each.criterion),
                value,
                units(each.points),
                units(each.maximum),
                units(each.lost),
                moved,
            ]
        )
    headers = [_("criterion"), _("value"), _("points"), _("maximum"), _("lost"), _("change to last year")]
    return headers, rows


def _print_page(answer: Why) -> None:
    click.echo(f"{answer.name}  {answer.id}  {answer.year}")
    click.echo(reason(answer))
    for sentence in _sentences(answer):
        click.echo(sentence)
    if answer.contributions:
        print_table(*_points(answer))
    if answer.year_on_year and answer.year_on_year.split and answer.year_on_year.split.own_values:
        title = _("Effect of the enterprise's own data since {year}").format(year=answer.year_on_year.year)
        print_table(*own_values_table(answer, answer.year_on_year.split), title)
    if answer.neighbours:
        print_table(*_neighbours(answer), _("Nearest rivals"))
    if answer.flips:
        _print_flips(answer)
    rows = [
        [
            answer.rules.label_of(source["field"]).text(current()),
            value_text(answer.rules, source["field"], source["value"]),
            source["file"],
            source["sheet"],
            source["cell"],
            note_text(source),
        ]
        for source in answer.sources
        if source["value"] is not None
    ]
    if rows:
        print_table(
            [_("field"), _("value"), _("file"), _("sheet"), _("cell"), _("remark")], rows, _("Sources")
        )


def _neighbours(answer: Why) -> tuple[list[str], list[list[Any]]]:
    """Return those next to it by place, with what put each behind the place before."""
    total = answer.score.total if answer.score else 0
    rows = [
        [
            each.rank,
            each.name,
            answer.table.points(each.total),
            f"{(each.total - total) * answer.rules.precision:+}",
            decided_by_text(each.decided_by, answer.rules),
        ]
        for each in answer.neighbours
    ]
    headers = [_("place"), _("enterprise"), _("total"), _("difference"), _("separated by")]
    return headers, rows


def _print_flips(answer: Why) -> None:
    """Show the smallest change of each value that turns the outcome, and name those of which none does."""
    turning = [each for each in answer.flips if each.value is not None]
    others = [each for each in answer.flips if each.value is None]
    if turning:
        rows = [flip_row(each, answer.rules) for each in turning]
        headers = [_("field"), _("filed"), _("value that changes the outcome"), _("change")]
        print_table(headers, rows, _("Smallest change of one value that changes the outcome"))
    if others:
        names = ("、" if current() == "zh" else ", ").join(
            answer.rules.label_of(each.field).text(current()) for each in others
        )
        click.echo(
            _("No change of only one of these would have changed the outcome: {names}.").format(names=names)
        )


def _sentences(answer: Why) -> list[str]:
    """Say total, place, tie, cut line, change, what was missing, and the decision."""
    score, units, said = answer.score, answer.table.points, []
    if score and score.rank is not None:
        said.append(
            _("{total} of {maximum} points, place {rank}.").format(
                total=units(score.total), maximum=answer.rules.maximum, rank=score.rank
            )
        )
    if score and score.decided_by not in ("", "total"):
        key = answer.rules.label_of(score.decided_by).text(current())
        said.append(_("Equal points with the previous place; separated by {key}.").format(key=key))
    if answer.cut_line.pool_total is not None:
        said.append(
            _("Cut line: the last in the pool has {total} points (place {rank}).").format(
                total=units(answer.cut_line.pool_total), rank=answer.cut_line.pool_rank
            )
        )
    if answer.cell:
        said.append(cell_line(answer.cell, answer.table, answer.rules))
    if score:
        said += remarks(score, answer.rules, answer.table)
    said += _change_sentences(answer)
    if answer.flips_left_out:
        said.append(
            _("Under quotas with a buffer, the changes that would alter the outcome are not computed.")
        )
    if answer.decision:
        said.append(
            _("Decided by {document} of {date}: proposed by {proposer}, approved by {approver}.").format(
                **answer.decision
            )
        )
    return said


def _change_sentences(answer: Why) -> list[str]:
    units, said = answer.table.points, []
    if answer.year_on_year and answer.score:
        before = answer.year_on_year
        then = (
            _("In {year}: {total} points, place {rank}.")
            if before.rank_before
            else _("In {year}: {total} points, without a place.")
        )
        said.append(then.format(year=before.year, total=before.total_before, rank=before.rank_before))
        said += split_sentences(before)
    if answer.would_change:
        points = answer.would_change.units
        names = "、" if current() == "zh" else ", "
        keys = answer.would_change.criteria
        criteria = names.join(_label(answer, key) for key in keys[:SHOWN])
        if keys[SHOWN:]:
            criteria = _("{names} and {number} more criteria").format(
                names=criteria, number=len(keys) - SHOWN
            )
        more = _("{points} points more on one of these would have brought it in: {criteria}.")
        fewer = _("{points} points fewer on one of these would have kept it out: {criteria}.")
        said.append((more if points > 0 else fewer).format(points=units(abs(points)), criteria=criteria))
    return said
