"""`completion`: the script with which a shell completes our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cultivation.commands.completion_values import SHELLS, VARIABLE, know_powershell
from cultivation.commands.context import Context, command, pass_command_context
from cultivation.language import N_, _

NEXT = {
    "bash": N_("To enable it in every shell: cultivation completion bash >> ~/.bashrc"),
    "zsh": N_("To enable it in every shell: cultivation completion zsh >> ~/.zshrc (after compinit)"),
    "fish": N_(
        "To enable it in every shell: cultivation completion fish > "
        "~/.config/fish/completions/cultivation.fish"
    ),
    "powershell": N_("To enable it in every shell: cultivation completion powershell >> $PROFILE"),
}


@command(
    "completion",
    _("Print the completion script for your shell: commands, options, years, rule sets and names."),
    "cultivation completion bash >> ~/.bashrc\ncultivation completion powershell >> $PROFILE",
)
@click.argument("shell", type=click.Choice(tuple(SHELLS)))
@pass_command_context
def completion(context: Context, shell: str) -> None:
    """Print the script of a shell."""
    from cultivation.commands.program import program

    know_powershell()
    found = get_completion_class(SHELLS[shell])
    assert found is not None
    click.echo(found(program, {}, "cultivation", VARIABLE).source())
    context.say(_(NEXT[shell]))
