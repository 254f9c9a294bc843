"""The values of one field for many rows at once: what is plain goes quickly, the rest cell by cell.

Whatever the way, the result is that of ValueReader.read for each cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import cast

import orjson

from cultivation.canonical import exact_text
from cultivation.core.rules.model import FieldType
from cultivation.findings import KINDS, Severity
from cultivation.intake.formats.book import Cell, Raw
from cultivation.intake.values.cells import Problem, ValueReader, filed_text
from cultivation.intake.values.codes import valid_codes
from cultivation.intake.values.parsing import typed
from cultivation.intake.values.units import moved, own_power

# Nothing of this is blank, invisible, spaced, an error or another form of the same letters.
PLAIN_TEXT = re.compile(r"[0-9A-Za-z\u4e00-\u9fff（）()·]{1,200}")
PLAIN_FIGURE = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?")
LONGEST_EXACT = 15  # office programs keep so many digits
FEWEST = 32  # in a shorter column nothing is to be gained

Texts = list[str | None]
Answer = tuple[str | None, str, Problem | None]
NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)


@dataclass
class Column:
    """The exact texts of the values, None where there is none that can be used.

    `filed` are the texts as they were filed where they say something else, by index; `problems` those of
    the cells, by index in rising order.
    """

    texts: list[str | None]
    filed: dict[int, str] = field(default_factory=dict)
    problems: list[tuple[int, Problem]] = field(default_factory=list)


def read_column(
    reader: ValueReader,
    raws: Sequence[Raw],
    cells: Callable[[int], Cell | None],
    odd: Collection[int] = (),
    power: int = 0,
    unit_given: bool = True,
) -> Column:
    """Read what stands under one heading.

    `odd` are the indices of cells with a mark of their own (shown as per cent, a problem, merged): only
    these are asked of `cells`. `power` and `unit_given` are those of ValueReader.read.
    """
    if len(raws) == 1:
        text, filed, problem = _slow(reader, cells(0), power, unit_given)
        return Column([text], {0: filed} if filed else {}, [(0, problem)] if problem else [])
    column = Column([None] * len(raws))
    marked = frozenset(odd)
    rest = marked.union(_quick(reader, raws, column, power, unit_given))
    if marked and column.problems:
        column.problems = [(index, problem) for index, problem in column.problems if index not in marked]
    known: dict[tuple[type, Raw], Answer] = {}
    for index in sorted(rest):
        raw = raws[index]
        answer = known.get((type(raw), raw)) if index not in marked else None
        if answer is None:
            cell = cells(index) if index in marked else _cell(raw)
            answer = _slow(reader, cell, power, unit_given)
        if index not in marked:
            known[type(raw), raw] = answer
        _set(column, index, answer)
    column.problems.sort(key=itemgetter(0))
    return column


def _cell(raw: Raw) -> Cell | None:
    return None if raw is None or raw == "" else Cell(0, 0, raw)


def _slow(reader: ValueReader, cell: Cell | None, power: int, unit_given: bool) -> Answer:
    value, problem = reader.read(cell, power, unit_given)
    if problem and KINDS[problem.code].severity is Severity.ERROR:
        return None, "", problem
    return exact_text(value), filed_text(cell, value), problem


def _set(column: Column, index: int, answer: Answer) -> None:
    text, filed, problem = answer
    column.texts[index] = text
    if filed:
        column.filed[index] = filed
    else:
        column.filed.pop(index, None)
    if problem:
        column.problems.append((index, problem))


def _quick(
    reader: ValueReader, raws: Sequence[Raw], column: Column, power: int, unit_given: bool
) -> Iterable[int]:
    """Fill in the texts of plain cells; return the indices of all others."""
    if len(raws) < FEWEST:
        return range(len(raws))
    if reader.rule.type in NUMBERS:
        return _numbers(reader, raws, column, power, unit_given)
    if reader.is_code:
        column.texts = valid_codes(raws)
    elif reader.rule.type in (FieldType.TEXT, FieldType.IDENTIFIER):
        plain = PLAIN_TEXT.fullmatch
        column.texts = [raw if type(raw) is str and plain(raw) else None for raw in raws]
    else:
        return _words(reader, raws, column, power)
    return _gaps(column)


def _gaps(column: Column) -> list[int]:
    if None not in column.texts:
        return []
    return [index for index, text in enumerate(column.texts) if text is None]


def _words(reader: ValueReader, raws: Sequence[Raw], column: Column, power: int) -> Iterable[int]:
    """Read each text once that stands for a choice, yes or no or a date."""
    words = [raw if type(raw) is str and raw else None for raw in raws]
    answers = {word: _slow(reader, Cell(0, 0, word), power, True) for word in set(words) if word}
    known = {word: text for word, (text, _, _) in answers.items()}
    column.texts = [known[word] if word else None for word in words]
    filed = {word: filed for word, (_, filed, _) in answers.items() if filed}
    if filed:
        column.filed = {index: filed[word] for index, word in enumerate(words) if word in filed}
    problems = {word: problem for word, (_, _, problem) in answers.items() if problem}
    if problems:
        column.problems = [(index, problems[word]) for index, word in enumerate(words) if word in problems]
    return [index for index, word in enumerate(words) if word is None] if None in words else ()


def _numbers(
    reader: ValueReader, raws: Sequence[Raw], column: Column, power: int, unit_given: bool
) -> Iterable[int]:
    figures, ends = _figures(raws), _ends(reader, power)
    if ends is None:
        return range(len(raws))
    texts = _within(_exact_texts(figures), figures, *ends)
    if reader.rule.unit == "%" and power == own_power("%"):
        texts = [
            None if figure is None or 0 < abs(figure) <= 1 else text
            for text, figure in zip(texts, figures, strict=True)
        ]
    column.texts = _moved(texts, power, column.filed) if power else texts
    if reader.rule.type is FieldType.INTEGER:
        column.texts = [None if text is None or "." in text else text for text in column.texts]
    return _gaps(column)


def _within(texts: Texts, figures: Sequence[float | None], low: float, high: float) -> Texts:
    """Leave out the texts of figures below the least or above the largest."""
    if None not in texts:
        numbers = cast("Sequence[float]", figures)
        if low <= min(numbers) and max(numbers) <= high:
            return texts
    return [
        text if figure is not None and low <= figure <= high else None
        for text, figure in zip(texts, figures, strict=True)
    ]


def _moved(texts: Texts, power: int, filed: dict[int, str]) -> Texts:
    """Return the texts times ten to the power; put them as they were into `filed` where they differ."""
    found = [text and moved(text, power) for text in texts]
    filed |= {
        index: text
        for index, (text, new) in enumerate(zip(texts, found, strict=True))
        if text and new != text
    }
    return found


def _figures(raws: Sequence[Raw]) -> list[float | None]:
    """Return the figures of a column; a text that is one, as it would be written exactly, counts."""
    if set(map(type, raws)) == {float}:
        return cast("list[float | None]", list(raws))
    plain = PLAIN_FIGURE.fullmatch
    return [
        raw
        if type(raw) is float
        else float(raw)
        if (type(raw) is int and -(10**15) < raw < 10**15) or (type(raw) is str and plain(raw))
        else None
        for raw in raws
    ]


def _exact_texts(figures: list[float | None]) -> Texts:
    """Return the exact texts of figures, None for those that need another way.

    The shortest text of a float is what was typed where it has no more than 15 digits.
    """
    together = (orjson.dumps(figures).decode()[1:-1] + ",").replace("-0.0,", "0,").replace(".0,", ",")
    texts = together[:-1].split(",")
    if "e" in together or "null" in together or len(max(texts, key=len)) > LONGEST_EXACT:
        return [_exact_text(text, figure) for text, figure in zip(texts, figures, strict=True)]
    return cast("Texts", texts)


def _exact_text(text: str, figure: float | None) -> str | None:
    if text == "null":
        return None
    if len(text) <= LONGEST_EXACT and "e" not in text:
        return text
    text = f"{figure or 0:.15g}"
    return None if "e" in text else text


def _ends(reader: ValueReader, power: int) -> tuple[float, float] | None:
    """Return the least and the largest figure as they are filed; None where floats cannot tell."""
    ends = []
    for limit, none in ((reader.rule.minimum, "-inf"), (reader.rule.maximum, "inf")):
        end = Decimal(none) if limit is None else Decimal(limit).scaleb(-power)
        if limit is not None and typed(float(end)) != end:
            return None
        ends.append(float(end))
    return ends[0], ends[1]
