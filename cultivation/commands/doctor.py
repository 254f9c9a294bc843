"""`doctor`: what is fine on this machine and in this workspace, what is not, and what to do about it."""

from __future__ import annotations

import click

from cultivation.commands.checks import State
from cultivation.commands.context import Context, command, format_option
from cultivation.commands.doctor_checks import of_machine, of_workspace
from cultivation.commands.printing import print_result
from cultivation.language import N_, _

STATES = {
    State.FINE: N_("ok"),
    State.OPTIONAL: N_("not needed now"),
    State.DOUBT: N_("please check"),
    State.BROKEN: N_("problem"),
}


@command(
    "doctor",
    _("Check the installation and explain how to fix problems."),
    "cultivation doctor\ncultivation --workspace kunshan doctor --format json",
)
@format_option
@click.pass_context
def doctor(ctx: click.Context, form: str) -> None:
    """Examine the machine and the workspace."""
    context = ctx.ensure_object(Context)
    checks = [*of_machine(), *of_workspace(context)]
    headers = [_("what"), _("state"), _("details"), _("what to do")]
    rows = [[each.what, _(STATES[each.state]), each.details, each.advice] for each in checks]
    data = {
        "checks": [
            {
                "code": each.code,
                "what": each.what,
                "ok": each.state is not State.BROKEN,
                "state": str(each.state),
                "details": each.details,
                "advice": each.advice,
            }
            for each in checks
        ]
    }
    print_result(form, headers, rows, data)
    broken = sum(each.state is State.BROKEN for each in checks)
    if broken:
        context.say(_("{number} problems found; fixes are listed beside them.").format(number=broken))
    else:
        context.say(_("No problem prevents work. Next: cultivation status"))
    ctx.exit(3 if broken else 0)
