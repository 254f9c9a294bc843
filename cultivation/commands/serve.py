"""`serve`: the workbench in a browser on this machine."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cultivation.commands.context import Context, command, pass_command_context
from cultivation.commands.doctor import STATES
from cultivation.commands.doctor_checks import of_machine, of_workspace
from cultivation.commands.intake_files import limits_of
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _, current
from cultivation.queries.people import PeopleOnRecord
from cultivation.queries.standing import Titles
from cultivation.workspace import WebSettings


@command(
    "serve",
    _("Open the workspace in a browser on this machine, to look: years, reasons, pool, record."),
    "cultivation serve\ncultivation serve --port 8800",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    metavar="N",
    help=_("The port; 0 takes one that is free. Default: 8765."),
)
@pass_command_context
def serve(context: Context, port: int) -> None:
    """Serve until Ctrl+C."""
    try:
        from cultivation.access.signing_in import access_of
        from cultivation.web.desk import Desk, Examined
        from cultivation.web.server import listen, run
        from cultivation.web.sessions import Sessions
    except ImportError as error:
        raise EnvironmentTrouble(
            _("The workbench needs Starlette and uvicorn: pip install 'cultivation[web]' ({problem})").format(
                problem=error
            )
        ) from None
    workspace, record = context.workspace, context.record
    url = context.url_in(workspace)
    listening = listen(port)
    click.echo(_("The workbench: http://127.0.0.1:{port}/").format(port=listening.getsockname()[1]))
    context.say(_("Only this machine reaches it. To end it: Ctrl+C"))
    access = access_of(workspace, url, lambda: datetime.now(UTC), PeopleOnRecord(record))
    if access.in_use:
        port_said = listening.getsockname()[1]
        context.say(_("Passkeys need a name: http://localhost:{port}/").format(port=port_said))
    tells = not access.in_use
    sessions = Sessions(
        lambda code: click.echo(_("Code for one browser: {code}").format(code=code)) if tells else None
    )
    desk = Desk(
        record,
        url,
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
    )
    run(desk, listening)
