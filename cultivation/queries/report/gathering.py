"""Gathers from the record what the report of a year shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cultivation.canonical import exact_text
from cultivation.core.pool.proposal import Action
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.values import number_text
from cultivation.language import current
from cultivation.queries.analyses import latest_analysis
from cultivation.queries.appeals import appeals_of, sentences_for
from cultivation.queries.events import notice_of, objections_of
from cultivation.queries.flags import flags_of
from cultivation.queries.list_doubts import list_sentences
from cultivation.queries.monitor import IndustryFigures, TargetProgress, find_plan, monitor
from cultivation.queries.report.data import Filed, PlanFigures, PlanLine, ReportData, YearFlow
from cultivation.queries.report.figures import movers
from cultivation.queries.said_beside import said_beside
from cultivation.queries.shortlist.data import ShortlistData
from cultivation.queries.shortlist.gathering import shortlist_data
from cultivation.queries.standing import Titles
from cultivation.queries.why import split_changes
from cultivation.queries.year import Year
from cultivation.record.entries import RankingChallenged, RobustnessComputed

MONEY = "万元"


def report_data(
    year: Year,
    folders: Sequence[Path] = (),
    titles: Titles = Titles(),  # noqa: B008 - frozen
) -> ReportData:
    """Gather a scored year; what was not looked into is left empty."""
    outline = report_outline(year, titles)
    return replace(
        outline,
        filed={key: Filed(year.rows[key].file, each["values"]) for key, each in year.records.items()},
        splits=split_changes(year, [line.id for line in movers(outline.base)]),
        flags=flags_of(year),
        beside={key: tuple(said_beside(year, key)) for key in year.scores},
        plan=_plan(year, outline.base, folders),
    )


def report_outline(year: Year, titles: Titles = Titles()) -> ReportData:  # noqa: B008 - frozen
    """Gather what tells of a scored year as a whole: what single firms filed, what moved them, what is to be
    verified and the city's plan are left out.
    """
    reader, base = year.reader, shortlist_data(year, titles)
    last = next(reader.entries(newest_first=True, limit=1))
    found = {kind: latest_analysis(kind, year) for kind in (RobustnessComputed, RankingChallenged)}
    varied, challenged = found.values()
    notice = notice_of(year)
    objections = objections_of(year)
    return ReportData(
        base=base,
        flow=tuple(_flow(year)),
        before=year.table_before,
        filed={},
        decision=year.decision,
        head=(last.seq, last.hash),
        robustness=varied.content if varied else None,
        challenge=challenged.content if challenged else None,
        notice=(notice.first.isoformat(), notice.last.isoformat()) if notice else None,
        appeals=_appeals(year),
        lists=_lists(year),
        objections=(len(objections), sum(each.upheld is None for each in objections)),
    )


def _lists(year: Year) -> dict[str, tuple[str, ...]]:
    """Return on which lists of authorities enterprises stand, in sentences by enterprise."""
    concerned = (year.scores.keys() | year.line_of.keys()) & year.lists.rows.keys()
    return {key: tuple(list_sentences(year, key)) for key in sorted(concerned)}


def _appeals(year: Year) -> dict[str, tuple[str, ...]]:
    """Return what became of appeals, in sentences by enterprise."""
    firms = dict.fromkeys(each.enterprise for each in appeals_of(year) if each.stands)
    return {key: tuple(sentences_for(year, key)) for key in firms}


def _flow(year: Year) -> Iterator[YearFlow]:
    """Count, for each year up to this one, what its decision or proposal did, and what came between."""
    changes = [each for each in year.reader.changes() if not each.undoes]
    for each in year.state.years:
        if each.number > year.number or not each.is_scored:
            continue
        actions = Counter(line.action for line in each.lines)
        if not actions:
            continue
        last, decided = each.review_year.decided_seq or 0, each.is_decided
        between = [change for change in changes if change.year == each.number and change.seq > last]
        between = [change for change in between if not (change.succession and change.entered)]  # it goes on
        yield YearFlow(
            each.number,
            actions[Action.ENTER],
            actions[Action.STAY],
            actions[Action.EXIT],
            decided,
            sum(len(change.entered) for change in between) if decided else 0,
            sum(len(change.left) for change in between) if decided else 0,
        )


def _plan(year: Year, base: ShortlistData, folders: Sequence[Path]) -> PlanFigures | None:
    """Set members and applicants beside the city's plan; None where no plan belongs to the rule set."""
    if find_plan(base.rules, folders) is None:
        return None
    found = monitor(year, folders)
    money = base.rules.unit_text(MONEY, current())
    measured = [each for each in found.targets if each.applicants is not None and not each.target.industry]
    return PlanFigures(
        found.plan.name.text(current()),
        found.plan.target_year,
        tuple(_industry(each, money) for each in found.industries),
        tuple(_target(each, base.rules) for each in measured),
        tuple(dict.fromkeys(each.note.text(current()) for each in measured)),
    )


def _industry(each: IndustryFigures, money: str) -> PlanLine:
    """Return an industry's output, as a share of what the plan wants of it."""
    wanted, members, applicants = each.output_target, each.members.output, each.applicants.output
    return PlanLine(
        label=each.label.text(current()),
        section="",
        wanted=f"{wanted:,.0f} {money}" if wanted else "",
        members_text=f"{members:,.0f} {money}",
        applicants_text=f"{applicants:,.0f} {money}",
        members=_share(members, wanted),
        applicants=_share(applicants, wanted),
    )


def _share(value: Decimal | Fraction | None, wanted: Decimal | None) -> float | None:
    return float(Fraction(value) / Fraction(wanted)) if value is not None and wanted else None


def _target(each: TargetProgress, rules: RuleSet) -> PlanLine:
    """Return a target beside what is measured; a share only where the target is of a whole."""
    target = each.target
    unit, whole = rules.unit_text(target.unit, current()), target.extent == "part"

    def text(value: Decimal | Fraction | None) -> str:
        return "" if value is None else number_text(exact_text(value) or "", unit)

    return PlanLine(
        label=target.text(current()),
        section=target.section,
        wanted=text(target.at_least),
        members_text=text(each.members),
        applicants_text=text(each.applicants),
        members=_share(each.members, target.at_least) if whole else None,
        applicants=_share(each.applicants, target.at_least) if whole else None,
        reached=each.reached,
    )
