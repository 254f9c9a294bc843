"""`rules test`, `rules diff`, `rules rehearse`: a rule set tried before a year is opened with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cultivation.commands.context import Context, command, format_option, pass_command_context
from cultivation.commands.printing import print_result
from cultivation.commands.rule_files import rules_of
from cultivation.core.explanation.rehearsal import Move
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.vocabularies import vocabularies_of
from cultivation.core.wording.reasons import grounds_text
from cultivation.core.wording.rule_changes import PARTS, differences
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _, current, join_names
from cultivation.steps import Act, Step

if TYPE_CHECKING:
    from cultivation.queries.rehearsal import Rehearsed

FILE = click.Path(path_type=Path)


@command(
    "test",
    _("Run cases: fields in, points out; list the edges that no case covers."),
    "cultivation rules test cases/tech_sme_2017.yaml\n"
    "cultivation rules test cases/tech_sme_2017.yaml --rules rules/tech_sme_2017.yaml",
)
@click.argument("file", type=FILE)
@click.option(
    "--rules", "wanted", metavar="FILE_OR_ID", help=_("The rule set; default: the one named in the cases.")
)
@format_option
@click.pass_context
def test(ctx: click.Context, file: Path, wanted: str | None, form: str) -> None:
    """Run the cases of a file."""
    from cultivation.core.scoring.case_run import run_cases
    from cultivation.core.scoring.cases import read_cases
    from cultivation.core.scoring.coverage import untried

    cases = read_cases(_content(file), file.name)
    rules = _tested(ctx.find_object(Context) or Context(), file, wanted or cases.rules)
    done = run_cases(cases, rules)
    gaps = untried([each.applications for each in done], rules, cases.cutoff)
    wrong = [each for each in done if not each.ok]
    data = {
        "rules": rules.id,
        "passed": len(done) - len(wrong),
        "failed": len(wrong),
        "cases": [{"name": each.name, "ok": each.ok, "differences": list(each.differences)} for each in done],
        "untried": gaps,
    }
    rows = [[each.name, difference] for each in wrong for difference in each.differences]
    if form != "table":
        print_result(form, [_("case"), _("what differs")], rows, data)
    else:
        for name, difference in rows:
            click.echo(f"{name}: {difference}")
        for gap in gaps:
            click.echo(_("no case for {gap}").format(gap=gap))
        sentence = _("{rules}: {passed} of {number} cases passed.")
        click.echo(sentence.format(rules=rules.id, passed=len(done) - len(wrong), number=len(done)))
    ctx.exit(1 if wrong else 0)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageMistake(
            _("{file} cannot be read: {problem}").format(file=file, problem=error.strerror)
        ) from None


def _tested(context: Context, cases: Path, wanted: str) -> RuleSet:
    """Find the rule set: as a file, beside the cases or in the folder above them, else by its id."""
    beside = [folder / f"{wanted}.yaml" for folder in (cases.parent.parent, cases.parent)]
    for path in beside:
        if path.is_file() and path != cases:
            return load_file(path).rules
    return rules_of(context, wanted).rules


@command(
    "diff",
    _("What changed between two rule sets: points, bands, weights, conditions, in sentences."),
    "cultivation rules diff zjtx_sme_2022 zjtx_sme_2026",
)
@click.argument("before", metavar="FILE_OR_ID")
@click.argument("after", metavar="FILE_OR_ID")
@format_option
@pass_command_context
def diff(context: Context, before: str, after: str, form: str) -> None:
    """Compare two rule sets."""
    old, new = rules_of(context, before), rules_of(context, after)
    found = differences(old.rules, new.rules)
    data = {
        "before": {"id": old.rules.id, "version": old.rules.version, "digest": old.digest},
        "after": {"id": new.rules.id, "version": new.rules.version, "digest": new.digest},
        "differences": [{"part": each.part, "name": each.name, "sentence": each.sentence} for each in found],
    }
    if form != "table":
        rows = [[_(PARTS[each.part]), each.name, each.sentence] for each in found]
        print_result(form, [_("part"), _("name"), _("what changed")], rows, data)
        return
    for each in found:
        click.echo(
            _("{part} {name}: {sentence}").format(
                part=_(PARTS[each.part]), name=each.name, sentence=each.sentence
            )
        )
    if not found:
        click.echo(_("No difference affects the results."))


@command(
    "rehearse",
    _("Try a new rule set on a past year's applications: who would enter or leave, who would move, and why."),
    "cultivation rules rehearse rules/new.yaml --year 2018\n"
    "cultivation rules rehearse rules/new.yaml --register register.parquet --top 100",
)
@click.argument("rule_set", metavar="FILE_OR_ID")
@click.option("--year", type=int, help=_("The year whose applications are used; default: the last one."))
@click.option("--top", type=click.IntRange(0), default=10, help=_("How many of the largest changes to show."))
@click.option(
    "--register",
    metavar="FILE",
    help=_("Try it on a whole register instead, beside the year's rule set: who would enter the best."),
)
@format_option
@pass_command_context
def rehearse(
    context: Context, rule_set: str, year: int | None, top: int, register: str | None, form: str
) -> None:
    """Rehearse a rule set."""
    if year is None:
        year = _last_year(context)
    if register is not None:
        from cultivation.commands.screen import rehearse_over

        rehearse_over(context, register, year, rules_of(context, rule_set), top, form)
        return
    from cultivation.queries.rehearsal import rehearse as rehearse_year
    from cultivation.queries.year import year_in

    loaded = rules_of(context, rule_set)
    with context.record.reading() as reader:
        known = vocabularies_of(context.workspace.directory)
        result = rehearse_year(year_in(reader, year), loaded, known)
    found, rules = result.found, result.rules
    groups = (
        (_("would enter"), found.entering),
        (_("would leave"), found.leaving),
        (_("moves most"), found.movers(top)),
    )
    labels = _labels(result.rules_before, rules)
    data = result.to_json(top)
    headers = [
        _("what"),
        _("enterprise"),
        _("place before"),
        _("place"),
        _("total before"),
        _("total"),
        _("why"),
    ]
    rows = [[title, *_move_row(each, labels, rules)] for title, moves in groups for each in moves]
    if form != "table":
        print_result(form, headers, rows, data)
        return
    for now, then in result.renamed.items():
        said = _("{field} was filed as {then} in {year}; the vocabulary says that both are the same.")
        click.echo(
            said.format(field=rules.label_of(now).text(current()), then=_then(result, then), year=year)
        )
    if result.missing:
        named = join_names(rules.label_of(key).text(current()) for key in result.missing)
        click.echo(_("Not filed in {year}, so blank here: {fields}").format(year=year, fields=named))
    sentence = _("{entering} would enter, {leaving} would leave, of {number} applications of {year}.")
    click.echo(
        sentence.format(
            entering=len(found.entering), leaving=len(found.leaving), number=len(found.moves), year=year
        )
    )
    if rows:
        print_result(form, headers, rows, data)


def _last_year(context: Context) -> int:
    with context.record.reading() as reader:
        years = reader.years()
    if not years:
        raise Refused(_("No year is open yet."), step=Step(Act.OPEN))
    return years[-1].year


def _then(result: Rehearsed, key: str) -> str:
    return result.rules_before.label_of(key).text(current())


def _labels(before: RuleSet, after: RuleSet) -> dict[str, str]:
    """Return the names of the criteria of both rule sets; the new one's where both have it."""
    return {
        key: rules.criterion_label(key).text(current()) for rules in (before, after) for key in rules.criteria
    }


def _move_row(move: Move, labels: dict[str, str], rules: RuleSet) -> list[Any]:
    why = "; ".join(f"{labels[key]} {change:+f}" for key, change in move.criteria[:3])
    grounds = grounds_text(move.failed, rules)
    said = "; ".join(part for part in (grounds, why) if part) or _("own points unchanged; others moved")
    return [move.name, move.rank_before, move.rank, str(move.total_before), str(move.total), said]
