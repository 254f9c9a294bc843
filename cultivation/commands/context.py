"""What every command shares: the global options, and the context with workspace, record and person."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from cultivation import language
from cultivation.commands.completion_values import complete_values
from cultivation.commands.help import Page, say_placeholders
from cultivation.commands.output_files import saved_in
from cultivation.commands.pool_named import in_this_pool
from cultivation.commands.spoken_language import speak
from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _
from cultivation.queries.moments import moment_of

if TYPE_CHECKING:
    from cultivation.record.actors import By
    from cultivation.record.approvals import Approvers
    from cultivation.record.store import Record
    from cultivation.workspace import Workspace


class Day(click.DateTime):
    """A day as ISO writes it."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the day, or say how to write one."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            text = _("'{value}' is not a date; write it as 2017-12-31.").format(value=value)
            self.fail(text, param, ctx)


DATE = Day()
AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
FORMATS = ("table", "json", "csv")
NOT_FROM_ENVIRONMENT = ("CULTIVATION_UNAUTHENTICATED",)  # a reason is one of this step, not of every step
OUTPUT = "cultivation.output"  # the key of the file that --output names


class Context:
    """Where a command works; workspace and record are opened when they are first needed."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {}
        self._record: Record | None = None
        self._warned: set[str] = set()
        self._known: tuple[str, By] | None = None

    @property
    def workspace(self) -> Workspace:
        """Return the workspace of --workspace, or of the current folder."""
        from cultivation.workspace import read_workspace

        found = read_workspace(Path(self.settings.get("workspace") or "."))
        if not self.pool:
            return found
        from cultivation.pools import pool_in

        return pool_in(found, self.pool)

    @property
    def pool(self) -> str:
        """Return the further pool in which the command works; empty for the first."""
        return str(self.settings.get("pool") or "")

    def in_pool(self, pool: str) -> Context:
        """Return a context of the same person in another pool of the workspace; who makes it closes it."""
        other = Context()
        other.settings = {key: value for key, value in self.settings.items() if key != "database"}
        other.settings["pool"] = pool
        return other

    def other_pools(self) -> list[str]:
        """Return the further pools, where a command that looks at all of them was not told which."""
        if self.pool or self.settings.get("database"):
            return []
        from cultivation.pools import pool_ids

        return pool_ids(self.workspace)

    @property
    def record(self) -> Record:
        """Return the record, checked to be usable."""
        if self._record is None:
            workspace = self.workspace
            url = self.url_in(workspace)
            if _is_file(url) and not Path(url.removeprefix("sqlite:///")).exists():
                raise EnvironmentTrouble(_not_there(workspace, url))
            self._record = self.new_record(url)
            self._record.check()
        return self._record

    @property
    def actor(self) -> str:
        """Return who acts: who is logged in, else --as, or the login name."""
        return self._who[0]

    @property
    def _who(self) -> tuple[str, By]:
        from cultivation.commands.identity import who

        if self._known is None:
            self._known = who(self)
        return self._known

    @property
    def quiet(self) -> bool:
        """Tell whether only results and errors should be shown."""
        return bool(self.settings.get("quiet"))

    @property
    def verbose(self) -> bool:
        """Tell whether everything should be shown, notes included."""
        return bool(self.settings.get("verbose"))

    def url_in(self, workspace: Workspace) -> str:
        """Return the address of the record with its password: that of --database, or of cultivation.toml."""
        named: str | None = self.settings.get("database")
        if named is not None and self.pool:
            sentence = _("--pool and --database name two records; leave one of them out.")
            raise UsageMistake(sentence)
        if named is None:
            return with_password(workspace.database_url, workspace.database_password)
        return with_password(named)

    def new_record(self, url: str) -> Record:
        """Open a record by its URL, with the clock of this machine."""
        from cultivation.record.store import Record

        record = Record(
            url, lambda: datetime.now(UTC), self.warn, approvers=self.approvers, receipts=self.receipts
        )
        return record.acting(lambda: self._who[1])

    def approvers(self) -> Approvers:
        """Return what cultivation.toml says of who signs decisions, and with which keys."""
        from cultivation.record.approvals import Approvers

        workspace = self.workspace
        return Approvers(workspace.approver_keys(), workspace.signed_from)

    def receipts(self, year: int) -> Sequence[str]:
        """Return the receipts of objections to a year's proposal that came in by the pages."""
        from cultivation.access.receipts import receipts_of

        workspace = self.workspace
        return receipts_of(workspace, self.url_in(workspace), year)

    def kept(self) -> list[str]:
        """Name the entries that this command has put on record: number, kind, and what it is about."""
        from cultivation.queries.entry_names import about, kind_text

        found = [] if self._record is None else self._record.kept_since(self.actor)
        return [f"{each.seq} {kind_text(each.kind)} {about(each.payload)}".rstrip() for each in found]

    def say(self, sentence: str) -> None:
        """Tell something that is no result: on stderr, and not with -q."""
        if not self.quiet:
            click.echo(in_this_pool(sentence, self.pool), err=True)

    def warn(self, sentence: str) -> None:
        """Tell what a result must not be read without; a sentence once in a command, and also with -q."""
        if sentence not in self._warned:
            self._warned.add(sentence)
            click.echo(_("Warning: {sentence}").format(sentence=sentence), err=True)

    def close(self) -> None:
        """Let go of the database."""
        if self._record is not None:
            self._record.dispose()
            self._record = None
        self.settings = {}
        self._warned = set()
        self._known = None


pass_command_context = click.make_pass_decorator(Context)


def with_password(url: str, otherwise: Callable[[], str] = str) -> str:
    """Return an address with the password of the environment, or else one that is to be had otherwise."""
    from cultivation.workspace import PASSWORD_VARIABLE

    said = os.environ.get(PASSWORD_VARIABLE) or otherwise()
    if not said:
        return url
    from cultivation.record import passwords

    return passwords.with_password(url, said)


def _is_file(url: str) -> bool:
    """Tell whether a URL names a file of SQLite, rather than a server or an address of SQLite's own."""
    return url.startswith("sqlite:///") and not url.startswith("sqlite:///file:")


def _not_there(workspace: Workspace, url: str) -> str:
    folder = workspace.directory.resolve()
    if not workspace.database and url == workspace.database_url:
        return _("There is no workspace in {folder}. First: cultivation init {folder}").format(folder=folder)
    return _(
        "The database {database} does not exist. Correct `database` in cultivation.toml (or "
        "--database), or create it: cultivation init {folder}"
    ).format(database=url.removeprefix("sqlite:///"), folder=folder)


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
    if value not in (None, False, ""):
        ctx.find_object(Context).settings[str(parameter.name)] = value  # type: ignore[union-attr]
        if parameter.name == "lang":
            speak(value)
    return value


def global_options(from_environment: bool) -> list[click.Parameter]:
    """Return the options that can stand before and after the command's name.

    Only those before it are taken from CULTIVATION_... variables, so that what is written wins.
    """
    named: list[tuple[list[str], dict[str, Any]]] = [
        (["--workspace"], {"metavar": "DIR", "help": _("The workspace; default: the current folder.")}),
        (["--pool"], {"metavar": "ID", "help": _("A further pool; default: the first.")}),
        (
            ["--database"],
            {"metavar": "URL", "help": _("The database; default: the workspace's SQLite file.")},
        ),
        (["--as", "actor"], {"metavar": "NAME", "help": _("The operator; default: the login name.")}),
        (
            ["--unauthenticated"],
            {
                "metavar": "REASON",
                "help": _("Why a step is taken without login although the record asks for it; recorded."),
            },
        ),
        (["--lang"], {"type": click.Choice(language.LANGUAGES), "help": _("The language.")}),
        (["-q", "--quiet"], {"is_flag": True, "help": _("Only results and errors.")}),
        (["-v", "--verbose"], {"is_flag": True, "help": _("Show everything, including notes.")}),
    ]
    options: list[click.Parameter] = []
    for names, extra in named:
        variable = f"CULTIVATION_{names[0].strip('-').upper()}" if names[0].startswith("--") else None
        shared: dict[str, Any] = {
            "expose_value": False,
            "callback": _remember,
            "envvar": variable if from_environment and variable not in NOT_FROM_ENVIRONMENT else None,
        }
        options.append(click.Option(names, **shared, **extra))
    return options


class YearType(click.ParamType):  # type: ignore[type-arg]
    """A year as people count them; the database could not even compare a longer number."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the year as a number."""
        text = str(value)
        if not (text.isdecimal() and 1900 <= int(text[:5]) <= 9999):
            self.fail(_("{year} is not a year.").format(year=text[:20]), param, ctx)
        return int(text)


YEAR = YearType()


class ContextCommand(Page):
    """A command that also takes the global options after its name; its help only points at them."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.options_metavar = _("[OPTIONS]")
        own = {name for each in self.params for name in each.opts}
        for option in global_options(from_environment=False):
            if own.isdisjoint(option.opts):  # the papers have a --pool, the name that stands on them
                option.hidden = True  # type: ignore[attr-defined]
                self.params.append(option)
        for parameter in self.params:
            if parameter.name == "year" and parameter.type is click.INT:
                parameter.type = YEAR
        complete_values(self.params)
        say_placeholders(self.params)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; with --output, what it prints goes into that file."""
        path = ctx.meta.get(OUTPUT)
        if path is None:
            return super().invoke(ctx)
        with saved_in(path):
            result = super().invoke(ctx)
        ctx.ensure_object(Context).say(_("{file} is written.").format(file=path))
        return result


def command(
    name: str, help_text: str, example: str, **context: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """Declare a command; the examples, one a line, stand first in its help."""
    return click.command(
        name,
        cls=ContextCommand,
        context_settings=context,
        help=help_text,
        examples=tuple(example.splitlines()),
        epilog=_("Global options, such as --as and --lang: cultivation --help"),
    )


def file_option(help_text: str, metavar: str = "FILE") -> Callable[[AnyFunction], AnyFunction]:
    """Add --output for the file or folder that a command is there to write."""
    return click.option(
        "-o", "--output", required=True, type=click.Path(path_type=Path), metavar=metavar, help=help_text
    )


def format_option(function: AnyFunction) -> AnyFunction:
    """Add --format, and --output for a file that a program such as Excel opens as it is."""
    function = click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        callback=_form,
        help=_("How to print the result."),
    )(function)
    return click.option(
        "-o",
        "--output",
        "output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        expose_value=False,
        is_eager=True,
        callback=_output,
        help=_("Write the result to a file; .csv opens in Excel, .json is JSON."),
    )(function)


def _output(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[OUTPUT] = value


def _form(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return the format that is asked for, or that the ending of the output's name asks for."""
    path: Path | None = ctx.meta.get(OUTPUT)
    source = ctx.get_parameter_source(str(parameter.name))
    if path is None or source is not ParameterSource.DEFAULT:
        return value
    ending = path.suffix.lower().removeprefix(".")
    if ending not in (*FORMATS, "txt"):
        raise UsageMistake(_("{file}: the file name must end in .csv, .json or .txt.").format(file=path))
    return ending if ending in FORMATS else value


def as_of_option(function: AnyFunction) -> AnyFunction:
    """Add --as-of: what was recorded later is not seen."""
    return click.option(
        "--as-of",
        callback=_moment,
        metavar="DATE",
        help=_("The state as known at the end of this day, or at a moment such as 2018-03-01T17:30."),
    )(function)


def _moment(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    """Return the moment that is meant; without a time zone, that of this machine."""
    if value is None:
        return None
    try:
        return moment_of(value)
    except ValueError:
        sentence = _("--as-of {value}: write a date such as 2018-03-01, or 2018-03-01T17:30.")
        raise UsageMistake(sentence.format(value=value)) from None


def dry_run_option(function: AnyFunction) -> AnyFunction:
    """Add --dry-run."""
    return click.option(
        "--dry-run", is_flag=True, help=_("Show what would happen without writing anything.")
    )(function)


def leave_out_option(function: AnyFunction) -> AnyFunction:
    """Add --leave-out, for sheets of a file that counts as a whole."""
    return click.option(
        "--leave-out",
        multiple=True,
        metavar="SHEET",
        help=_("A sheet that does not belong to it and is not read; may be repeated."),
    )(function)


def dry(text: str, dry_run: bool) -> str:
    """Mark a sentence of a dry run."""
    return _("Dry run, nothing was written. {text}").format(text=text) if dry_run else text
