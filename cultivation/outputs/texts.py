"""Texts of papers: templates in each language, for which a city may put its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.cells import cell_len

from cultivation.core.wording.days import day_text
from cultivation.errors import Refused
from cultivation.language import _, current, join_names
from cultivation.outputs.html import TEMPLATES
from cultivation.outputs.text_template import LEFT_OUT, bounded, require_modest

BREAK = "|"  # where a title may be broken, so that no word is
FAULTS = (  # of a template
    *(OSError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError),
    *(RecursionError, MemoryError, SyntaxError),  # it is nested too deep
)


def fill_text(name: str, folder: Path, context: Mapping[str, object]) -> list[str]:
    """Fill the text of a paper and return its lines: the title, then the paragraphs.

    A file of the same name in `folder` stands in for the text that ships. It is a template with the same
    names, and can do nothing but fill them in. Where the pool's name may be broken is for the title alone.
    """
    from jinja2 import TemplateError, UndefinedError

    file_name = f"{name}.{current()}.txt"
    own = folder / file_name
    file = own if own.is_file() else TEMPLATES / file_name
    try:
        text = _filled(file.read_text(encoding="utf-8-sig"), context)
    except UndefinedError as error:
        sentence = _("{file}: a name is used that this text does not have: {problem}. It has: {names}.")
        names = join_names(sorted(context))
        raise Refused(sentence.format(file=file, problem=error, names=names)) from None
    except UnicodeDecodeError:
        raise Refused(_("{file} is not a text in UTF-8. Save it as UTF-8.").format(file=file)) from None
    except (TemplateError, *FAULTS) as error:
        sentence = _("{file}: the text cannot be filled in: {problem}")
        raise Refused(sentence.format(file=file, problem=error or _("it is nested too deep"))) from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise Refused(_("{file}: the title is the first line, and paragraphs follow.").format(file=file))
    pool = str(context.get("pool", ""))
    return [lines[0], *(line.replace(pool, "".join(title_lines(pool))) for line in lines[1:])]


def title_lines(title: str, columns: int | None = None) -> list[str]:
    """Return a title on one line, or where that is too long for so many columns, broken where it may be."""
    whole = title.replace(BREAK, "")
    if columns is None or cell_len(whole) <= columns:
        return [whole]
    lines = [""]
    for part in title.split(BREAK):
        if lines[-1] and cell_len(lines[-1] + part) > columns:
            lines.append("")
        lines[-1] += part
    return lines


def _filled(text: str, context: Mapping[str, object]) -> str:
    """Fill in a text, which may do nothing else; raises FAULTS and jinja's TemplateError."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    known = {**made.filters, "day": day_text, "join_names": join_names}
    made.filters = {name: bounded(each) for name, each in known.items() if name not in LEFT_OUT}
    require_modest(text, made.parse(text))
    return made.from_string(text).render(context)
