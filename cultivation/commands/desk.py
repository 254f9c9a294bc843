"""What every command shares: the global options, and the desk with workspace, record and person."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cultivation import language
from cultivation.canonical import without_surrogates
from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.record.store import Record
    from cultivation.workspace import Workspace

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
FORMATS = ("table", "json", "csv")


class Desk:
    """Where a command works; workspace and record are opened when they are first needed."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {}
        self._record: Record | None = None

    @property
    def workspace(self) -> Workspace:
        """Return the workspace of --workspace, or of the current folder."""
        from cultivation.workspace import read_workspace

        return read_workspace(Path(self.settings.get("workspace") or "."))

    @property
    def record(self) -> Record:
        """Return the record, checked to be usable."""
        if self._record is None:
            workspace = self.workspace
            url = self.settings.get("database") or workspace.database_url
            if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
                raise EnvironmentTrouble(
                    _("There is no workspace in {folder}. First: cultivation init {folder}").format(
                        folder=workspace.directory.resolve()
                    )
                )
            self._record = self.new_record(url)
            self._record.check()
        return self._record

    @property
    def actor(self) -> str:
        """Return who acts: --as, or the login name."""
        name = " ".join(without_surrogates(str(self.settings.get("actor") or _login_name())).split())
        if not name:
            raise UsageMistake(_("--as needs a name."))
        return name

    @property
    def quiet(self) -> bool:
        """Tell whether only results and errors should be shown."""
        return bool(self.settings.get("quiet"))

    @property
    def verbose(self) -> bool:
        """Tell whether everything should be shown, notes included."""
        return bool(self.settings.get("verbose"))

    def new_record(self, url: str) -> Record:
        """Open a record by its URL, with the clock of this machine."""
        from cultivation.record.store import Record

        return Record(url, clock=lambda: datetime.now(UTC))

    def say(self, sentence: str) -> None:
        """Tell something that is no result: on stderr, and not with -q."""
        if not self.quiet:
            click.echo(sentence, err=True)

    def close(self) -> None:
        """Let go of the database."""
        if self._record is not None:
            self._record.dispose()
            self._record = None
        self.settings = {}


pass_desk = click.make_pass_decorator(Desk)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise EnvironmentTrouble(_("This machine does not know who you are. Say it: --as NAME")) from None


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
    if value not in (None, False, ""):
        ctx.find_object(Desk).settings[str(parameter.name)] = value  # type: ignore[union-attr]
        if parameter.name == "lang":
            language.activate(value)
    return value


def global_options(from_environment: bool) -> list[click.Parameter]:
    """Return the options that can stand before and after the command's name.

    Only those before it are taken from CULTIVATION_... variables, so that what is written wins.
    """
    named: list[tuple[list[str], dict[str, Any]]] = [
        (["--workspace"], {"metavar": "DIR", "help": _("The workspace; default: the current folder.")}),
        (
            ["--database"],
            {"metavar": "URL", "help": _("The database; default: the workspace's SQLite file.")},
        ),
        (["--as", "actor"], {"metavar": "NAME", "help": _("Who acts; default: the login name.")}),
        (["--lang"], {"type": click.Choice(language.LANGUAGES), "help": _("The language.")}),
        (["-q", "--quiet"], {"is_flag": True, "help": _("Only results and errors.")}),
        (["-v", "--verbose"], {"is_flag": True, "help": _("Everything, notes included.")}),
    ]
    options: list[click.Parameter] = []
    for names, extra in named:
        variable = f"CULTIVATION_{names[0].strip('-').upper()}" if names[0].startswith("--") else None
        shared: dict[str, Any] = {
            "expose_value": False,
            "callback": _remember,
            "envvar": variable if from_environment else None,
        }
        options.append(click.Option(names, **shared, **extra))
    return options


class DeskCommand(click.Command):
    """A command that also takes the global options after its name; shown briefly in its help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in global_options(from_environment=False):
            option.hidden = True  # type: ignore[attr-defined]
            self.params.append(option)


def command(
    name: str, help_text: str, example: str, **context: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """Declare a command; the example stands first in its help."""
    text = "\b\n" + _("Example:") + "\n" + "\n".join(f"  {line}" for line in example.splitlines())
    help_page = f"{help_text}\n\n{text}"
    return click.command(
        name,
        cls=DeskCommand,
        context_settings=context,
        help=help_page,
        epilog=_("Global options: see cultivation --help"),
    )


def format_option(function: AnyFunction) -> AnyFunction:
    """Add --format."""
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", help=_("How to print the result.")
    )(function)


def as_of_option(function: AnyFunction) -> AnyFunction:
    """Add --as-of: what was recorded later is not seen."""
    return click.option(
        "--as-of",
        callback=_moment,
        metavar="DATE",
        help=_("As it was known at the end of this day, or at a moment such as 2018-03-01T17:30."),
    )(function)


def _moment(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    """Return the moment that is meant; without a time zone, that of this machine."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2018-03-01"):
            moment = datetime.combine(moment, time.max)
        return moment.astimezone()
    except (ValueError, OverflowError, OSError):
        sentence = _("--as-of {value}: write a date such as 2018-03-01, or 2018-03-01T17:30.")
        raise UsageMistake(sentence.format(value=value)) from None


def dry_run_option(function: AnyFunction) -> AnyFunction:
    """Add --dry-run."""
    return click.option("--dry-run", is_flag=True, help=_("Show what would happen, and write nothing."))(
        function
    )
