"""The command groups; a command's module is imported when the command is called, not before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from cultivation.commands.desk import Desk, global_options
from cultivation.errors import CultivationError
from cultivation.language import N_, _

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("start:init", N_("Make a workspace.")),
    "demo": ("start:demo", N_("Run the sample reviews and tell what happened.")),
    "doctor": ("start:doctor", N_("Say what is fine, what is not, and what to do.")),
    "rules": ("rules:rules", N_("Rule sets: list, show, check, test, diff, rehearse, template.")),
    "open": ("year:open_year", N_("Open a review year.")),
    "status": ("questions:status", N_("Where the year stands and what comes next.")),
    "intake": ("year:intake", N_("Read workbooks and folders of them.")),
    "correct": ("year:correct", N_("Correct a value of an application, with evidence.")),
    "score": ("year:score", N_("Points and places.")),
    "propose": ("year:propose", N_("Entries, stays, exits and the reserve list, with reasons.")),
    "robustness": ("sureness:robustness", N_("How sure each place is when the weights vary.")),
    "challenge": ("sureness:challenge", N_("Other weights and methods beside ours.")),
    "consistency": ("visits:consistency", N_("Figures that deserve a look on site.")),
    "verified": ("visits:verified", N_("What a visit found of a flagged enterprise.")),
    "withdraw": ("proceedings:withdraw", N_("Take an application back.")),
    "notice": ("proceedings:notice", N_("Make the proposal public.")),
    "object": ("proceedings:object_", N_("File an objection to the proposal.")),
    "resolve": ("proceedings:resolve", N_("Uphold or dismiss an objection.")),
    "decide": ("year:decide", N_("Approval of the proposal by a second person.")),
    "close": ("proceedings:close", N_("Close a decided year.")),
    "remove": ("between:remove", N_("Take a member out of the pool, for a cause.")),
    "call-up": ("between:call_up", N_("Bring the next of the reserve list into the pool.")),
    "rename": ("between:rename", N_("Record a new name of an enterprise.")),
    "merge": ("succession:merge", N_("Record that an enterprise was merged into another.")),
    "recode": ("succession:recode", N_("Record a new credit code of an enterprise.")),
    "split": ("succession:split", N_("Record the firms that came from an enterprise.")),
    "suspend": ("succession:suspend", N_("Suspend a member.")),
    "resume": ("succession:resume", N_("End a suspension.")),
    "reverse": ("succession:reverse", N_("Reverse the last decision.")),
    "vetoes": ("vetoes:vetoes", N_("Lists that exclude: import, and who stands on them.")),
    "pool": ("questions:pool", N_("The members of the pool.")),
    "history": ("questions:history", N_("One enterprise through the years.")),
    "shortlist": ("questions:shortlist", N_("The ranked list as an Excel workbook.")),
    "why": ("why:why", N_("Why an enterprise entered, stayed or left.")),
    "audit": ("audit:audit", N_("The record: log, verify, rebuild.")),
}
RULES_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("rules:list_rules", N_("The rule sets that ship, and those of the workspace.")),
    "show": ("rules:show", N_("One rule set, readable.")),
    "check": ("rules:check", N_("Every mistake in a rule set file, in one go.")),
    "test": ("rule_trials:test", N_("Run cases: fields in, points out.")),
    "diff": ("rule_trials:diff", N_("What changed between two rule sets, in sentences.")),
    "rehearse": ("rule_trials:rehearse", N_("A new rule set on a past year's applications.")),
    "schema": ("rules:schema", N_("The JSON Schema of rule sets, for editors.")),
    "template": ("rules:template", N_("The workbook in which enterprises apply.")),
}
VETOES_COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("vetoes:import_list", N_("Import a list from a workbook.")),
    "list": ("vetoes:list_lists", N_("The lists on record, and who of ours stands on them.")),
}
AUDIT_COMMANDS: dict[str, tuple[str, str]] = {
    "log": ("audit:log", N_("The entries of the log.")),
    "verify": ("audit:verify", N_("Check the whole chain and every document.")),
    "anchor": ("audit:anchor", N_("Write the head of the chain to a file, and as a line for the minutes.")),
    "replay": ("audit:replay", N_("Compute every year again, and compare byte for byte.")),
    "rebuild": ("audit:rebuild", N_("Rebuild all tables from the log, and compare.")),
    "move": ("audit:move", N_("Copy the record into another database, chain and all.")),
    "export": ("audit:export", N_("One archive to check the record elsewhere, without this program.")),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the year."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        if cmd_name not in self.lazy:
            return None
        module, _colon, name = self.lazy[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"cultivation.commands.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(short)) for name, (_where, short) in self.lazy.items()])


class Program(LazyGroup):
    """The outermost group: errors of ours become a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except CultivationError as error:
            click.echo(error.message, err=True)
            ctx.exit(error.exit_code)
        finally:
            ctx.obj.close()


def _version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from cultivation import __version__

        click.echo(f"cultivation {__version__}")
        ctx.exit()


def _program() -> Program:
    help_text = _(
        "Select and keep a city's cultivation pool of innovation demonstration enterprises.\n\n"
        "The year: open, intake, score, propose, decide. Begin with: cultivation demo"
    )
    version = click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_version,
        help=_("Show the version."),
    )
    return Program(
        "cultivation",
        lazy=COMMANDS,
        help=help_text,
        params=[*global_options(from_environment=True), version],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110, "obj": Desk()},
    )


program = _program()


def lazy_group(name: str, commands: Mapping[str, tuple[str, str]], help_text: str) -> LazyGroup:
    """Make a group of commands, such as `rules` or `audit`."""
    return LazyGroup(name, lazy=commands, help=help_text)
