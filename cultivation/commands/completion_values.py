"""What the Tab key offers as a value: years, rule sets and enterprises of the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from cultivation.errors import CultivationError

if TYPE_CHECKING:
    from cultivation.commands.context import Context

SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "pwsh"}  # our name: that of click
VARIABLE = "_CULTIVATION_COMPLETE"  # set by the shell when it asks
MOST = 200  # more offers than anybody reads
Offers = Iterable[tuple[str, str]]


def know_powershell() -> None:
    """Let click know PowerShell, which it does not by itself."""
    from click_pwsh import support_pwsh_shell_completion

    support_pwsh_shell_completion()


def complete_values(parameters: Sequence[click.Parameter]) -> None:
    """Teach arguments and options what they can be completed with; their names and metavars say it."""
    for parameter in parameters:
        offers = _offers_for(parameter)
        if offers is not None:
            parameter.shell_complete = _completer(offers)  # type: ignore[assignment, method-assign]


def _offers_for(parameter: click.Parameter) -> Callable[[Context], Offers] | None:
    metavar = str(parameter.metavar)
    if parameter.name == "year":
        return _years
    if parameter.name in ("enterprise", "enterprises", "into") or metavar.startswith("ENTERPRISE"):
        return _enterprises
    if parameter.name == "rule_set" or metavar == "FILE_OR_ID":
        return _rule_sets
    return None


def _completer(
    offers: Callable[[Context], Offers],
) -> Callable[[click.Context, str], list[CompletionItem]]:
    def complete(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        context: Context = ctx.obj
        try:
            return [
                CompletionItem(value, help=meaning)
                for _place, (value, meaning) in zip(
                    range(MOST), _matching(offers(context), incomplete), strict=False
                )
            ]
        except (CultivationError, OSError):  # no workspace here: nothing to offer, nothing to complain about
            return []
        finally:
            context.close()

    return complete


def _matching(offers: Offers, incomplete: str) -> Iterator[tuple[str, str]]:
    return (offer for offer in offers if offer[0].startswith(incomplete))


def _years(context: Context) -> Offers:
    with context.record.reading() as reader:
        return [(str(each.year), each.rule_set) for each in reader.years()]


def _rule_sets(context: Context) -> Offers:
    """Offer the names of the files; reading them would keep the reader waiting."""
    return sorted({(path.stem, origin) for path, origin in context.workspace.rule_files()})


def _enterprises(context: Context) -> Offers:
    """Offer names, and codes to those who began with one."""
    with context.record.reading() as reader:
        known = reader.enterprises()
    return [*((name, key) for key, name in known.items()), *known.items()]
