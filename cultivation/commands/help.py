"""How a help page looks: what it does, examples, usage, options; a Chinese letter takes two columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import click
from rich.cells import cell_len

from cultivation.language import N_, _

FIRST_CHINESE = "\u2e80"  # letters from here on may end a line
CLOSING = "，。；：、！？）》”"  # what closes a sentence or bracket stays with the letter before
FIRST_COLUMN = 30

# What an argument means, by its name; those that are not here explain themselves in the command's help.
ARGUMENTS = {
    "enterprise": N_("The credit code, or a part of the name that matches only one enterprise."),
    "enterprises": N_("Credit codes, or parts of names that match one enterprise each."),
    "year": N_("The review year."),
    "paths": N_("Workbooks, or folders of them."),
    "directory": N_("The folder of the workspace."),
    "field": N_("The name of the field in the rule set; cultivation rules show lists them."),
    "into": N_("The surviving enterprise: code, or part of the name."),
    "url": N_("The address of a database, such as postgresql://office@server/cultivation."),
}
# What stands for a value in a usage line. In one of several words, each is said.
PLACEHOLDERS = {
    "ACTION": N_("ACTION"),
    "CODE": N_("CODE"),
    "DATE": N_("DATE"),
    "DIR": N_("DIR"),
    "DIRECTORY": N_("DIR"),
    "ENTERPRISE": N_("ENTERPRISE"),
    "ENTERPRISES": N_("ENTERPRISE"),
    "EXPERT": N_("EXPERT"),
    "FIELD": N_("FIELD"),
    "FILE": N_("FILE"),
    "FILE_OR_ID": N_("FILE_OR_ID"),
    "HEADING": N_("HEADING"),
    "INDICATOR": N_("INDICATOR"),
    "INTO": N_("INTO"),
    "NAME": N_("NAME"),
    "NUMBER": N_("NUMBER"),
    "PATHS": N_("PATHS"),
    "PERCENT": N_("PERCENT"),
    "TEXT": N_("TEXT"),
    "VALUE": N_("VALUE"),
    "YEAR": N_("YEAR"),
}


def in_words(placeholder: str) -> str:
    """Say what stands for a value in the language spoken now: ENTERPRISE=ACTION is 企业=处理."""
    return re.sub("[A-Z_]+", lambda found: _(PLACEHOLDERS.get(found[0], found[0])), placeholder)


def say_placeholders(parameters: Iterable[click.Parameter]) -> None:
    """Let help pages and errors name the values of arguments and options in the language spoken now."""
    for parameter in parameters:
        parameter.make_metavar = _saying(parameter.make_metavar)  # type: ignore[assignment, method-assign]


def _saying(written: Callable[[click.Context], str]) -> Callable[[click.Context], str]:
    return lambda ctx: in_words(written(ctx))


def _tokens(text: str) -> Iterator[str]:
    """Cut a text where a line may end. No set of Chinese letters in a pattern: one takes 10 ms to compile."""
    for word in re.findall(r"\s+|\S+", text):
        if word.isspace():
            yield word
            continue
        token = ""
        for letter in word:
            if token and (letter in CLOSING if token >= FIRST_CHINESE else letter < FIRST_CHINESE):
                token += letter
                continue
            if token:
                yield token
            token = letter
        yield token


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns; a longer word stays whole."""
    lines, line = [], ""
    for token in _tokens(text):
        if line and cell_len(line + token.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        if line or not token.isspace():
            line += token if not token.isspace() else " "
    return [*lines, line.rstrip()] if line.strip() else lines


class PageFormatter(click.HelpFormatter):
    """Click's formatter, for letters that take two columns."""

    def write_lines(self, lines: Iterable[str]) -> None:
        """Write lines as they are, indented."""
        for line in lines:
            self.write(f"{'':>{self.current_indent}}{line}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading with the colon of its language."""
        self.write_lines([heading + (":" if heading.isascii() else "：")])

    def write_text(self, text: str) -> None:
        """Write paragraphs, wrapped."""
        for number, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" if number else "")
            self.write_lines(wrap(" ".join(paragraph.split("\n")), self.width - self.current_indent))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of the usage, the arguments below each other where they do not fit."""
        label = _("Usage:") if prefix is None else prefix.strip()
        start = f"{label}{' ' if label.isascii() else ''}{prog} "
        lines = wrap(args, max(self.width - cell_len(start), 20)) or [""]
        self.write_lines([start + lines[0]])
        self.write_lines(" " * cell_len(start) + line for line in lines[1:])

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = FIRST_COLUMN, col_spacing: int = 2
    ) -> None:
        """Write terms with what they mean beside them."""
        rows = list(rows)
        widest = max((cell_len(first) for first, _second in rows), default=0)
        column = min(widest, col_max) + col_spacing
        for first, second in rows:
            lines = wrap(second, max(self.width - self.current_indent - column, 20)) or [""]
            if cell_len(first) > column - col_spacing:
                self.write_lines([first])
            else:
                self.write_lines([first + " " * (column - cell_len(first)) + lines.pop(0)])
            self.write_lines(" " * column + line for line in lines)


class PageContext(click.Context):
    """A context whose help pages are laid out here."""

    formatter_class = PageFormatter


class Page(click.Command):
    """A command whose page begins with what it does and with examples."""

    context_class = PageContext
    examples: Sequence[str] = ()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the page."""
        formatter.write_text(self.help or "")
        if examples := self.shown_examples(ctx):
            with formatter.section(_("Examples")):
                assert isinstance(formatter, PageFormatter)
                formatter.write_lines(examples)
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        self.format_arguments(ctx, formatter)
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def shown_examples(self, ctx: click.Context) -> Sequence[str]:
        """Return the examples, one a line."""
        return self.examples

    def explained_arguments(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return each argument with what it means; none where no argument needs it."""
        found = [each for each in self.params if isinstance(each, click.Argument)]
        rows = [(each.make_metavar(ctx), _(ARGUMENTS.get(str(each.name), ""))) for each in found]
        return rows if any(meaning for _name, meaning in rows) else []

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the arguments mean."""
        if rows := self.explained_arguments(ctx):
            with formatter.section(_("Arguments")):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what stands last."""
        if self.epilog:
            formatter.write_paragraph()
            formatter.write_text(self.epilog)

    def get_usage(self, ctx: click.Context) -> str:
        """Return the usage as it stands above an error: with an example."""
        usage = super().get_usage(ctx)
        examples = self.shown_examples(ctx)
        if not examples:
            return usage
        label, example = _("Example:"), examples[0].partition("  #")[0].rstrip()
        return f"{usage}\n{label}{' ' if label.isascii() else ''}{example}"
