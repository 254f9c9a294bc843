"""Columns of Arrow as the kernel takes them, decimals and whole numbers exactly, never by way of a cast.

A decimal of at most 15 digits is a whole number over a power of ten, both exact in float64, whose quotient is
the nearest float: just what the kernel calls plain. Longer ones are read from their texts, with a bound.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cultivation.core.rules.fields import FieldRule
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, FiledValue, type_of, typed_value
from cultivation.core.scoring.columns.bounds import (
    LONGEST_PLAIN,
    Numbers,
    Part,
    Truth,
    Words,
    numbers,
    plain_numbers,
)
from cultivation.core.scoring.columns.ratios import Mask
from cultivation.core.screening.scoring import RegisterBatch, used_fields
from cultivation.core.screening.state import EXAMPLES, Problem

PLAIN_BELOW = 10**LONGEST_PLAIN
MOST_PLACES = 22  # powers of ten up to this one are exact in float64
PLAIN_NUMBER = r"^(-?[0-9]+(\.[0-9]+)?)?$"  # or blank
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Bad = tuple[str, Mask]  # the code of a finding, and where


def parts_of(
    batch: pa.RecordBatch, rules: RuleSet, cutoff: date, columns: Mapping[str, str], first: int = 1
) -> RegisterBatch:
    """Read some rows of a register; `columns` names the column of each field that it has.

    What cannot be read is a problem of its row, and nothing is known of the value.
    """
    arrays = {key: _plain(batch.column(name)) for key, name in columns.items()}
    parts: dict[str, Part] = {"cutoff": Words(_objects([cutoff.isoformat()] * len(batch)), _every(batch))}
    problems: dict[tuple[str, str], Problem] = {}
    identifier = rules.identifier.field
    for key in _read_keys(rules, arrays):
        part, found = _read(arrays[key], key, rules)
        parts[key] = part
        problems |= _problems(columns[key], found, arrays[key], first)
    ids = ["" if each is None else each.strip() for each in arrays[identifier].to_pylist()]
    blank = np.zeros(len(ids), np.bool_) if all(ids) else _objects(ids) == ""
    problems |= _problems(columns[identifier], [("value_missing", blank)], arrays[identifier], first)

    def applications(rows: Sequence[int]) -> list[Application]:
        return _applications(arrays, ids, rows, rules)

    return RegisterBatch(first, ids, parts, applications, problems)


def _read_keys(rules: RuleSet, arrays: Mapping[str, pa.Array]) -> list[str]:
    """Return the fields to be read: texts only where something rests on them."""
    used = {*used_fields(rules)} - {rules.name_field}
    return [
        key
        for key in arrays
        if key in used
        or (key in rules.fields and type_of(rules, key) not in (FieldType.TEXT, FieldType.IDENTIFIER))
    ]


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _read(array: pa.Array, key: str, rules: RuleSet) -> tuple[Part, list[Bad]]:
    rule = rules.fields.get(key)
    match type_of(rules, key):
        case FieldType.NUMBER | FieldType.INTEGER:
            assert rule is not None  # text matches are choices
            return _number_column(array, rule)
        case FieldType.DATE:
            return _dates(array)
        case FieldType.YES_NO:
            return _truths(array, rule is not None and rule.blank == "no")
        case FieldType.CHOICE:
            source = rule or rules.text_matches[key]
            return _choices(array, rules.choices[source.choices or ""])
        case _:
            return Words(_objects(array.fill_null("").to_pylist()), _known(array)), []


def _number_column(array: pa.Array, rule: FieldRule) -> tuple[Part, list[Bad]]:
    bad: list[Bad] = []
    part: Numbers | None = None
    if pa.types.is_integer(array.type):
        part = _integers(array)
    elif pa.types.is_decimal(array.type):
        part = _decimals(array)
    else:
        wrong = _not_plain(array)
        bad.append(("not_a_number", wrong))
        array = pc.if_else(pa.array(wrong), pa.scalar(None, array.type), array) if wrong.any() else array
    if part is None:
        part = numbers(_texts(array))
    if rule.blank == "zero" and not part.known.all():
        part = Numbers(
            np.where(part.known, part.value, 0.0),
            np.where(part.known, part.error, 0.0),
            np.ones(len(array), np.bool_),
            part.plain,
        )
    return part, bad + _beyond(part, array, rule)


def _beyond(part: Numbers, array: pa.Array, rule: FieldRule) -> list[Bad]:
    """Return where a figure is not whole or beyond its bounds; exactly, since such figures are few."""
    tests: dict[str, tuple[Mask, Callable[[Decimal], bool]]] = {}
    value, error = part.value, part.error
    least, most = rule.minimum, rule.maximum
    if rule.type is FieldType.INTEGER and not pa.types.is_integer(array.type):
        tests["not_whole"] = (~(value == np.floor(value)), lambda each: each != each.to_integral_value())
    if least is not None:
        tests["below_minimum"] = (~(value - error > float(least)), lambda each: each < least)
    if most is not None:
        tests["above_maximum"] = (~(value + error < float(most)), lambda each: each > most)
    found = []
    for code, (maybe, is_wrong) in tests.items():
        wrong = np.zeros(len(array), np.bool_)
        rows = np.flatnonzero(maybe & part.known)
        texts = _texts(array.take(pa.array(rows)))
        wrong[
            [row for row, text in zip(rows.tolist(), texts, strict=True) if text and is_wrong(Decimal(text))]
        ] = True
        found.append((code, wrong))
    return found


def _integers(array: pa.Array) -> Numbers | None:
    """Return whole numbers of at most 15 digits as they are; None where one is longer."""
    known = _known(array)
    whole = array.fill_null(0).to_numpy(zero_copy_only=False)
    if len(whole) and (whole.max() >= PLAIN_BELOW or whole.min() <= -PLAIN_BELOW):
        return None
    return _nothing_where_unknown(plain_numbers(whole.astype(np.float64), known))


def _decimals(array: pa.Array) -> Numbers | None:
    """Return decimals of at most 15 digits as the nearest floats; None where one is longer."""
    scale = array.type.scale
    if not 0 <= scale <= MOST_PLACES or array.type.precision > 38:
        return None
    if not pa.types.is_decimal128(array.type):
        array = array.cast(pa.decimal128(array.type.precision, scale))
    halves = np.frombuffer(array.buffers()[1], "<i8")[2 * array.offset : 2 * (array.offset + len(array))]
    known = _known(array)
    low, high = np.where(known, halves[::2], 0), np.where(known, halves[1::2], 0)
    if not ((high == low >> 63) & (low < PLAIN_BELOW) & (low > -PLAIN_BELOW)).all():
        return None
    return _nothing_where_unknown(plain_numbers(low / 10.0**scale, known))


def _nothing_where_unknown(part: Numbers) -> Numbers:
    if part.known.all():
        return part
    return Numbers(np.where(part.known, part.value, math.nan), part.error, part.known, part.plain)


def _not_plain(array: pa.Array) -> Mask:
    if pa.types.is_null(array.type):
        return np.zeros(len(array), np.bool_)
    return ~_mask(pc.fill_null(pc.match_substring_regex(array, PLAIN_NUMBER), True))


def _dates(array: pa.Array) -> tuple[Part, list[Bad]]:
    known = _known(array)
    if pa.types.is_date(array.type):
        days = array.cast(pa.date32()).cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
        return Words(days.astype("datetime64[D]").astype(str).astype(np.object_), known), []
    texts = array.fill_null("").to_pylist() if not pa.types.is_null(array.type) else [""] * len(array)
    wrong_texts = {text for text in set(texts) if text and not _is_day(text)}
    wrong = np.fromiter((text in wrong_texts for text in texts), np.bool_, len(texts))
    return Words(_objects(texts), known & ~wrong), [("not_a_date", wrong)]


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _truths(array: pa.Array, blank_is_no: bool) -> tuple[Part, list[Bad]]:
    known = _known(array)
    wrong = np.zeros(len(array), np.bool_)
    if pa.types.is_boolean(array.type):
        yes = _mask(array.fill_null(False))
    else:
        texts = _objects(_texts(array))
        yes = (texts == "yes").astype(np.bool_)
        wrong = known & ~yes & (texts != "no").astype(np.bool_)
        known = known & ~wrong
    if blank_is_no:
        known = known | ~wrong
    return Truth(yes & known, ~yes & known), [("not_yes_or_no", wrong)]


def _choices(array: pa.Array, allowed: Mapping[str, Any]) -> tuple[Part, list[Bad]]:
    if pa.types.is_null(array.type):
        return Words(_objects([""] * len(array)), _known(array)), []
    coded = array.fill_null("").dictionary_encode()
    choices = coded.dictionary.to_pylist()
    places = coded.indices.to_numpy(zero_copy_only=False)
    is_wrong = np.array([bool(each) and each not in allowed for each in choices], np.bool_)
    wrong = is_wrong[places] if choices else np.zeros(len(array), np.bool_)
    value = _objects(choices)[places] if choices else _objects([])
    return Words(value, _known(array) & ~wrong), [("not_a_choice", wrong)]


def _known(array: pa.Array) -> Mask:
    """Tell where something is said; an empty text says nothing."""
    known = array.is_valid()
    if _is_text(array.type):
        known = pc.and_(known, pc.fill_null(pc.not_equal(array, ""), False))
    return _mask(known)


def _is_text(own: pa.DataType) -> bool:
    return bool(pa.types.is_string(own) or pa.types.is_large_string(own) or pa.types.is_string_view(own))


def _mask(array: pa.Array) -> Mask:
    mask: Mask = array.to_numpy(zero_copy_only=False).astype(np.bool_)
    return mask


def _every(batch: pa.RecordBatch) -> Mask:
    return np.ones(len(batch), np.bool_)


def _objects(texts: Iterable[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    return np.array(list(texts), dtype=np.object_)


def _texts(array: pa.Array) -> list[str | None]:
    """Return exact texts, as the kernel and the exact assessment read them."""
    return [_text(value) for value in array.to_pylist()]


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None or value == "" else str(value)


def _problems(
    column: str, found: Iterable[Bad], array: pa.Array, first: int
) -> dict[tuple[str, str], Problem]:
    problems = {}
    for code, wrong in found:
        rows = np.flatnonzero(wrong)
        if len(rows):
            shown = rows[:EXAMPLES].tolist()
            examples = tuple((first + row, _text(array[row].as_py()) or "") for row in shown)
            problems[column, code] = Problem(len(rows), examples)
    return problems


def _applications(
    arrays: Mapping[str, pa.Array], ids: Sequence[str], rows: Sequence[int], rules: RuleSet
) -> list[Application]:
    """Return the exact applications of some rows; a value that is a problem is not known."""
    chosen = pa.array(rows, pa.int64())
    columns = {key: _filed_column(array.take(chosen), key, rules) for key, array in arrays.items()}
    names = columns.get(rules.name_field)
    identifier = rules.identifier.field
    found = []
    for place, row in enumerate(rows):
        values = {key: column[place] for key, column in columns.items()}
        values[identifier] = FiledValue(ids[row])
        name = names[place].value if names else None
        found.append(Application(ids[row], str(name or ids[row]), values))
    return found


def _filed_column(array: pa.Array, key: str, rules: RuleSet) -> list[FiledValue]:
    rule = rules.fields.get(key)
    blank = {"zero": "0", "no": "no"}.get(rule.blank) if rule else None
    wanted = type_of(rules, key)
    return [FiledValue(_typed(text or blank, wanted)) for text in _texts(array)]


def _typed(text: str | None, wanted: FieldType) -> Any:
    try:
        return typed_value(text, wanted)
    except (ArithmeticError, ValueError):
        return None
