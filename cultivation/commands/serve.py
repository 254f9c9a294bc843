"""`serve`: the workbench in a browser, on this machine or for the office."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cultivation.canonical import canonical_json
from cultivation.commands.context import Context, command, pass_command_context
from cultivation.commands.doctor import STATES
from cultivation.commands.doctor_checks import of_machine, of_workspace
from cultivation.commands.intake_files import limits_of
from cultivation.commands.spoken_language import speak
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.language import _, current
from cultivation.queries.access_seals import seals_of
from cultivation.queries.people import PeopleOnRecord
from cultivation.queries.standing import Titles
from cultivation.workspace import WebSettings

if TYPE_CHECKING:
    from cultivation.access.log import Event
    from cultivation.access.signing_in import Access
    from cultivation.web.desk import Desk
    from cultivation.web.front import Front

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DEFAULT_PORT = 8765


def reach(function: AnyFunction) -> AnyFunction:
    """Add how browsers reach it."""
    for option in (
        click.option(
            "--behind-proxy",
            "proxy",
            default="",
            metavar="ADDRESS",
            help=_("The address of the proxy that speaks TLS; only what it forwards is believed."),
        ),
        click.option(
            "--tls",
            nargs=2,
            type=FILE,
            metavar="CERTIFICATE KEY",
            help=_("Speak TLS, with these files in PEM."),
        ),
        click.option(
            "--name",
            "names",
            multiple=True,
            metavar="NAME",
            help=_("The name under which browsers reach it; repeat for several."),
        ),
        click.option(
            "--port",
            type=click.IntRange(0, 65535),
            default=DEFAULT_PORT,
            metavar="N",
            help=_("The port; 0 takes one that is free. Default: 8765."),
        ),
        click.option(
            "--host",
            default="127.0.0.1",
            metavar="ADDRESS",
            help=_("The address to listen at; default: 127.0.0.1, which this machine alone reaches."),
        ),
    ):
        function = option(function)
    return function


@command(
    "serve",
    _("Open the workspace in a browser, to look: years, reasons, pool, record."),
    "cultivation serve\n"
    "cultivation serve --host 0.0.0.0 --tls cert.pem key.pem --name cultivation.example.gov.cn\n"
    "cultivation serve --behind-proxy 127.0.0.1 --name cultivation.example.gov.cn --workers 4",
)
@reach
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help=_("In how many processes, on PostgreSQL and with accounts. Default: 1."),
)
@click.option(
    "--events",
    is_flag=True,
    help=_("Print each event of the log of logins as a line of JSON, for a collector of logs."),
)
@click.option(
    "--json-log",
    is_flag=True,
    help=_("Write what the program logs, each request included, as lines of JSON that name no person."),
)
@pass_command_context
def serve(
    context: Context,
    host: str,
    port: int,
    names: tuple[str, ...],
    tls: tuple[Path, Path] | None,
    proxy: str,
    workers: int,
    events: bool,
    json_log: bool,
) -> None:
    """Serve until Ctrl+C."""
    try:
        from cultivation.commands.front_checks import check
        from cultivation.web.front import Front
        from cultivation.web.server import listen, run, run_workers
    except ImportError as error:
        raise EnvironmentTrouble(
            _("The workbench needs Starlette and uvicorn: pip install 'cultivation[web]' ({problem})").format(
                problem=error
            )
        ) from None
    front = Front(host, port, names, tls, proxy)
    check(front)
    access = _access(context, events)
    has_accounts = access.in_use
    if not has_accounts:
        _check_nothing_is_lost(context, access)
    if workers > 1:
        _check_workers(context, has_accounts)
    listening = listen(front.port, front.host)
    _say_address(context, front, listening.getsockname()[1], has_accounts)
    if workers == 1:
        run(_desk(context, front, access, 1), listening, front, json_log)
        return
    access.store.dispose()
    settings = {**context.settings, "lang": current()}
    run_workers(partial(_work, settings, front, workers, (events, json_log)), listening, workers)


def _check_workers(context: Context, has_accounts: bool) -> None:
    """Refuse several processes where they could not share what they must."""
    if context.record.file is not None:
        raise Refused(
            _("SQLite is served by one process. Several workers need PostgreSQL: cultivation audit move URL")
        )
    if not has_accounts:
        raise Refused(
            _(
                "Several workers need accounts: the printed code is known to one process alone. Invite "
                "somebody first: cultivation access invite ACCOUNT"
            )
        )


def _check_nothing_is_lost(context: Context, access: Access) -> None:
    """Refuse a printed code, which opens everything, where people logged in and their store is gone."""
    with context.record.reading() as reader:
        if not seals_of(reader) and not reader.identities_required():
            return
    sentence = _(
        "The record asks for logins, but the access store {place} knows nobody. Put it back from the backup; "
        "if there is none, begin anew: cultivation access invite ACCOUNT"
    )
    raise Refused(sentence.format(place=access.store.file or access.store.description))


def _say_address(context: Context, front: Front, port: int, has_accounts: bool) -> None:
    click.echo(_("The workbench: {address}").format(address=front.address(port)))
    if front.proxy:
        context.say(
            _("For the proxy {proxy}, at {host}:{port}").format(proxy=front.proxy, host=front.host, port=port)
        )
    elif front.is_for_this_machine:
        context.say(_("Only this machine reaches it. To end it: Ctrl+C"))
        if has_accounts and not front.tls:
            context.say(_("Passkeys need a name: http://localhost:{port}/").format(port=port))


def _access(context: Context, events: bool) -> Access:
    from cultivation.access.signing_in import access_of

    workspace = context.workspace
    people = PeopleOnRecord(context.record)
    tell = print_event if events else _keep_silent
    return access_of(workspace, context.url_in(workspace), lambda: datetime.now(UTC), people, tell)


def print_event(event: Event) -> None:
    """Print an event of the access log as one line of JSON; a collector that is gone stops nothing."""
    names = ("seq", "at", "kind", "account", "address", "details", "prev", "hash")
    line = canonical_json({name: getattr(event, name) for name in names}).decode()
    with suppress(OSError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _keep_silent(_event: Event) -> None:
    """Tell nobody."""


def _desk(context: Context, front: Front, access: Access, workers: int) -> Desk:
    """Return the workspace as it is served."""
    from cultivation.web.desk import Desk, Examined
    from cultivation.web.sessions import Sessions

    workspace, tells = context.workspace, not access.in_use
    sessions = Sessions(
        lambda code: click.echo(_("Code for one browser: {code}").format(code=code)) if tells else None
    )
    return Desk(
        context.record,
        context.url_in(workspace),
        workspace.directory,
        sessions,
        workspace.language or current(),
        limits_of(workspace.limits),
        Titles.of(workspace),
        access,
        web=WebSettings.of(workspace.web),
        examine=lambda: [
            Examined(each.what, _(STATES[each.state]), each.details, each.advice)
            for each in (*of_machine(), *of_workspace(context))
        ],
        secure=front.secure,
        workers=workers,
    )


def _work(
    settings: Mapping[str, Any],
    front: Front,
    workers: int,
    logs: tuple[bool, bool],
    listening: socket.socket,
) -> None:
    """Serve in one of several processes; `logs` says whether events are printed, and the log is JSON."""
    events, json_log = logs
    from cultivation.web.server import run

    speak(settings["lang"])
    context = Context()
    context.settings = dict(settings)
    run(_desk(context, front, _access(context, events), workers), listening, front, json_log)
