"""Who makes results public: options of a command before the workspace's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from cultivation.canonical import without_surrogates
from cultivation.commands.context import Context
from cultivation.language import _
from cultivation.queries.announcement import Office

Function = TypeVar("Function", bound=Callable[..., Any])
OPTIONS = (
    ("--by", "organisation", _("The organisation that signs it.")),
    ("--contact", "contact", _("The contact: an office or a person.")),
    ("--phone", "phone", _("The telephone number.")),
    ("--email", "email", _("The e-mail address.")),
    ("--address", "address", _("Where objections are sent or brought.")),
    ("--postcode", "postcode", _("The postcode.")),
    ("--pool", "pool", _("The name of the pool in titles and text.")),
    ("--basis", "basis", _("The documents it is based on; default: those of the rule set.")),
)


def office_options(function: Function) -> Function:
    """Add what can be said of the office."""
    for option, name, help_text in reversed(OPTIONS):
        function = click.option(option, name, metavar="TEXT", help=help_text)(function)
    return function


def office_of(context: Context, said: Mapping[str, str | None]) -> Office:
    """Return the office as the options say, and else the settings."""
    given = {name: without_surrogates(text.strip()) for name, text in said.items() if text is not None}
    return Office(**{**context.workspace.announcement, **given})
