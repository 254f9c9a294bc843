"""`rules`: what ships, one rule set readable, its mistakes, the application workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cultivation.commands.context import (
    FORMATS,
    Context,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import print_json, print_result, print_table
from cultivation.commands.program import RULES_COMMANDS, lazy_group
from cultivation.commands.rule_files import rules_of
from cultivation.core.rules.doubts import doubts_of
from cultivation.core.rules.loading import LoadedRules, read_rules
from cultivation.core.rules.lookup import find_rules, read_files
from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.vocabularies import vocabularies_of
from cultivation.core.wording.rule_page import criterion_headers, criterion_rows, markdown, rule_page
from cultivation.errors import UsageMistake
from cultivation.language import N_, _, current

rules = lazy_group("rules", RULES_COMMANDS, _("Rule sets: fields, criteria, gates, ties and pool policy."))

ORIGINS = {"workspace": N_("workspace"), "shipped": N_("shipped")}


@command("list", _("The rule sets of the workspace, and those that ship."), "cultivation rules list")
@format_option
@pass_command_context
def list_rules(context: Context, form: str) -> None:
    """List rule sets."""
    data = []
    for file in read_files(context.workspace.rule_files()):
        found = file.loaded
        data.append(
            {
                "id": found.rules.id if found else file.path.stem,
                "version": found.rules.version if found else "",
                "standard": (found.rules.standard or "") if found else "",
                "valid_from": found.rules.valid_from.isoformat() if found else "",
                "valid_until": _until(found.rules) if found else "",
                "name": found.rules.name.text(current())
                if found
                else _("has mistakes: cultivation rules check {file}").format(file=file.path),
                "origin": file.origin,
                "digest": found.digest if found else "",
            }
        )
    headers = [_("rule set"), _("version"), _("name"), _("from"), _("until"), _("origin"), _("digest")]
    keys = ("id", "version", "name", "valid_from", "valid_until")
    rows = [[*(each[key] for key in keys), _(ORIGINS[each["origin"]]), each["digest"][:12]] for each in data]
    print_result(form, headers, rows, {"rule_sets": data})


def _until(rules: RuleSet) -> str:
    return rules.valid_until.isoformat() if rules.valid_until else ""


@command(
    "show",
    _("One rule set as a table, with the source of each threshold."),
    "cultivation rules show kunshan_top100_2016\n"
    "cultivation rules show kunshan_top100_2016 --format markdown",
)
@click.argument("rule_set", metavar="FILE_OR_ID")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, "markdown")),
    default="table",
    help=_("How to print the result."),
)
@pass_command_context
def show(context: Context, rule_set: str, form: str) -> None:
    """Show a rule set."""
    loaded = rules_of(context, rule_set)
    found = loaded.rules
    page = rule_page(found)
    if form == "markdown":
        click.echo(markdown(page))
    elif form != "table":
        data = {
            "id": found.id,
            "version": found.version,
            "digest": loaded.digest,
            "rules": found.model_dump(mode="json", by_alias=True),
        }
        print_result(form, criterion_headers(), criterion_rows(found), data)
    else:
        click.echo(page.title)
        for sentence in page.above:
            click.echo(sentence)
        for part in page.parts:
            print_table(part.headers, part.rows, part.title)
        for sentence in (*page.below, _("SHA-256 of the file: {digest}").format(digest=loaded.digest)):
            click.echo(sentence)


@command(
    "check",
    _("Check a rule set file: every mistake, with its line; what is doubtful, and what is still to be done."),
    "cultivation rules check rules/kunshan_top100_2016.yaml\n"
    "cultivation rules check rules/kunshan_2027.yaml --year 2018",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--year",
    type=int,
    help=_(
        "Look at this year's applications, too: criteria that make no difference, quotas too few could fill."
    ),
)
@format_option
@click.pass_context
def check(ctx: click.Context, file: Path, year: int | None, form: str) -> None:
    """Check a rule set file."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageMistake(
            _("{file} cannot be read: {problem}").format(file=file, problem=error.strerror)
        ) from None
    found, mistakes = read_rules(content)
    mistakes.sort(key=lambda mistake: (mistake.line, mistake.place))
    doubts = _doubts(ctx, LoadedRules(found, content), year) if found and not mistakes else []
    rows = [[mistake.line, mistake.place, mistake.sentence()] for mistake in mistakes]
    data = {
        "ok": not mistakes,
        "mistakes": [_mistake_json(mistake) for mistake in mistakes],
        "doubts": [_mistake_json(doubt) for doubt in doubts],
    }
    if form != "table":
        rows += [
            [doubt.line, doubt.place, _("doubtful: {sentence}").format(sentence=doubt.sentence())]
            for doubt in doubts
        ]
        print_result(form, [_("line"), _("where"), _("mistake")], rows, data)
    elif mistakes or found is None:
        for line, place, sentence in rows:
            click.echo(
                _("line {line}: {place}: {sentence}").format(line=line, place=place or "-", sentence=sentence)
            )
    else:
        click.echo(
            _("{file} is in order: {criteria} criteria, {maximum} points.").format(
                file=file.name, criteria=len(found.criteria), maximum=found.maximum
            )
        )
        for doubt in doubts:
            sentence = _("Doubtful, line {line}: {place}: {sentence}")
            click.echo(sentence.format(line=doubt.line, place=doubt.place or "-", sentence=doubt.sentence()))
    ctx.exit(1 if mistakes else 0)


def _doubts(ctx: click.Context, loaded: LoadedRules, year: int | None) -> list[Mistake]:
    """Return the doubts about a file, and those that a year's applications give."""
    context = ctx.find_object(Context) or Context()
    known = vocabularies_of(context.workspace.directory)
    doubts = doubts_of(loaded.rules, loaded.content, known)
    if year is not None:
        from cultivation.queries.rule_doubts import doubts_in
        from cultivation.queries.year import year_in

        with context.record.reading() as reader:
            doubts += doubts_in(year_in(reader, year), loaded, known)
    return sorted(doubts, key=lambda doubt: (doubt.line, doubt.place))


def _mistake_json(mistake: Mistake) -> dict[str, Any]:
    return {
        "line": mistake.line,
        "place": mistake.place,
        "code": mistake.code,
        "message": mistake.sentence(),
    }


@command(
    "schema",
    _("The JSON Schema of rule sets, for editors that check and complete YAML."),
    "cultivation rules schema > rules.schema.json",
)
def schema() -> None:
    """Print the schema."""
    from cultivation.core.rules.schema import rules_schema

    print_json(rules_schema())


@command(
    "template",
    _("Write the application workbook for enterprises."),
    "cultivation rules template kunshan_top100_2016 -o form.xlsx --form",
)
@click.argument("rule_set", metavar="ID")
@file_option(_("The file to write."))
@click.option("--form", "as_form", is_flag=True, help=_("A form for one enterprise, not a table for many."))
@dry_run_option
@pass_command_context
def template(context: Context, rule_set: str, output: Path, as_form: bool, dry_run: bool) -> None:
    """Write a template."""
    from cultivation.intake.templates.workbook import write_template

    loaded = find_rules(rule_set, context.workspace.rule_files())
    write_file(output, write_template(loaded.rules, current(), as_form), dry_run)
    text = _("{file} would be written.") if dry_run else _("{file} is written.")
    click.echo(dry(text.format(file=output), dry_run))
    context.say(_("Next: let enterprises fill it in, then cultivation intake YEAR FOLDER"))
