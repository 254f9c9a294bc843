"""The language of a command, and of click, which asks Python's gettext for its own sentences."""

from __future__ import annotations

import gettext
import os

from cultivation import language
from cultivation.language import N_, ngettext

DOMAIN = "cultivation"


def speak(chosen: str) -> None:
    """Speak a language from now on; the variable is the one that gettext looks at first."""
    language.activate(chosen)
    os.environ["LANGUAGE"] = language.CATALOGUES.get(chosen, chosen)
    gettext.bindtextdomain(DOMAIN, str(language.LOCALE_DIRECTORY))
    gettext.textdomain(DOMAIN)


# What click says to those who use a command line; here only so that the catalogue has it.
OF_CLICK = (
    N_("Aborted!"),
    N_("Choose from:\n\t{choices}"),
    N_("Commands"),
    N_("Could not open file {filename!r}: {message}"),
    N_("Error: invalid input"),
    N_("Error: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing parameter: {param_name}"),
    N_("Missing {param_type}"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Options"),
    N_("Show this message and exit."),
    N_("Try '{command} {option}' for help."),
    N_("Usage:"),
    N_("default: {default}"),
    N_("directory"),
    N_("env var: {var}"),
    N_("file"),
    N_("path"),
    N_("required"),
    N_("unknown error"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value!r} is not a valid boolean. Recognized values: {states}"),
    N_("{value} is not in the range {range}."),
)


def plurals_of_click(number: int) -> tuple[str, ...]:
    """Return what click says with a singular and a plural, for the catalogue."""
    return (
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", number),
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", number),
        ngettext(
            "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", number
        ),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", number),
        ngettext(
            "{value!r} does not match the format {format}.",
            "{value!r} does not match the formats {formats}.",
            number,
        ),
    )
