"""First steps: init and demo."""

from __future__ import annotations

from pathlib import Path

import click

from cultivation import language
from cultivation.commands.context import Context, command, dry, dry_run_option, pass_command_context
from cultivation.commands.output_files import write_whole
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600  # the firms' figures are nobody else's business


@command(
    "init",
    _("Create a workspace: settings, database, and the default rule set to edit."),
    _("cultivation init kunshan\ncultivation init kunshan --dry-run             # what would be made"),
)
@click.argument("directory", type=click.Path(path_type=Path))
@dry_run_option
@pass_command_context
def init(context: Context, directory: Path, dry_run: bool) -> None:
    """Make a workspace; what is there already is kept."""
    from cultivation import review
    from cultivation.resources import shipped
    from cultivation.workspace import DEFAULT_RULES, SETTINGS, TEMPLATE, read_workspace

    existed = (directory / SETTINGS).exists()
    if dry_run:
        _tell_of_init(directory, existed)
        return
    try:
        for folder in (directory, directory / "rules"):
            folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        settings = directory / SETTINGS
        if not settings.exists():
            write_whole(settings, TEMPLATE.format(language=language.current()).encode())
            settings.chmod(PRIVATE_FILE)
        rules = directory / "rules" / f"{DEFAULT_RULES}.yaml"
        if not rules.exists():
            write_whole(rules, (shipped("scoring_rules") / rules.name).read_bytes())
            rules.chmod(PRIVATE_FILE)
    except OSError as error:
        raise EnvironmentTrouble(
            _("The workspace {folder} cannot be created: {problem}").format(
                folder=directory, problem=error.strerror or error
            )
        ) from None
    record = context.new_record(context.url_in(read_workspace(directory)))
    try:
        review.create(record, context.actor)
    finally:
        record.dispose()
    click.echo(
        (
            _("The workspace {folder} already exists; nothing in it was changed.")
            if existed
            else _("The workspace {folder} is ready.")
        ).format(folder=directory)
    )
    context.say(
        _("Next: cd {folder}, then cultivation open YEAR --rules {rules}").format(
            folder=directory, rules=DEFAULT_RULES
        )
    )


def _tell_of_init(directory: Path, existed: bool) -> None:
    """Say what would be made; a folder that cannot be one is refused as without a dry run."""
    above = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    if not above.is_dir():
        raise EnvironmentTrouble(
            _("The workspace {folder} cannot be created: {problem}").format(
                folder=directory, problem=_("{file} is a file").format(file=above)
            )
        )
    text = (
        _("{folder} is already a workspace; missing parts would be added.")
        if existed
        else _("{folder} would be created: cultivation.toml, cultivation.db and rules/.")
    )
    click.echo(dry(text.format(folder=directory), dry_run=True))


@command(
    "demo",
    _("Run the sample reviews from workbook to shortlist and summarize the results."),
    _(
        "cultivation demo\n"
        "cultivation demo practice --workbooks          # only the workbooks, to do it by hand"
    ),
)
@click.argument("directory", type=click.Path(path_type=Path), default=Path("demo"))
@click.option(
    "--workbooks", is_flag=True, help=_("Only copy the sample workbooks, for reviewing them by hand.")
)
@pass_command_context
def demo(context: Context, directory: Path, workbooks: bool) -> None:
    """Run the samples."""
    from cultivation.commands.demo_story import most_asked, tell
    from cultivation.demo import copy_workbooks, run_demo, write_papers

    try:
        if workbooks:
            number = copy_workbooks(directory)
            sentence = _("{number} workbooks are in {folder}, and beside them what others send in.")
            click.echo(sentence.format(number=number, folder=directory))
            context.say(_("Next: cultivation init kunshan"))
            return
        for folder, story in run_demo(directory, language.current()):
            years = list(story)
            papers = write_papers(folder, years[-1].year, most_asked(years[-1]).id)
            tell(folder, years, papers)
    except OSError as error:
        raise EnvironmentTrouble(
            _("The demo cannot write to {folder}: {problem}").format(
                folder=directory, problem=error.strerror or error
            )
        ) from None
