"""What stands in a cell, as a text, a number, a date or a credit code; None where it is none."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal

from cultivation.canonical import exact_text
from cultivation.intake.sheet import Cell
from cultivation.intake.units import power_between, shift

BLANK = re.compile(r"[\s\-—–－─/／]*")
NUMBER = re.compile(
    r"[¥]?\s*([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|[-+]?\.[0-9]+)\s*(\D{0,12})"
)
TOO_LARGE = 10**30
LONGEST_NUMBER = 40
MIDNIGHT = time()
DATE = re.compile(r"([12][0-9]{3})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*日?(?:[ T][0-9:.]+)?")
DATE_TOGETHER = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})")
# Not NFKC, which would make a figure of a footnote mark.
HALF_WIDTH = {
    0x3000: " ",
    0xFFE5: "¥",
    0x2212: "-",
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}


def is_blank(cell: Cell | None) -> bool:
    """Tell whether nothing is filed: no cell, or a dash or stroke that says so."""
    return cell is None or (isinstance(cell.value, str) and BLANK.fullmatch(cell.value) is not None)


def raw_text(cell: Cell | None) -> str:
    """Return what stands in a cell, as a text."""
    value = None if cell is None else cell.value
    if isinstance(value, datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    if isinstance(value, float):
        return exact_text(_decimal(value)) or "" if math.isfinite(value) else str(value)
    return "" if value is None else str(value)


def _decimal(value: int | float) -> Decimal:
    """Return what was typed: office programs keep 15 digits, what lies beyond is noise of a formula."""
    text = f"{value or 0:.15g}" if isinstance(value, float) else str(value)  # there is no minus nought
    return shift(Decimal(text), 0) if "e" in text else Decimal(text.removesuffix(".0"))


def figure(cell: Cell, unit: str, power: int) -> Decimal | None:
    """Return the number of a cell in the field's unit, or None."""
    value = cell.value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        if abs(value) >= TOO_LARGE or value != value:  # noqa: PLR0124 - not a number is not itself
            return None
        number = _decimal(value)
        return number if cell.percent or not power else shift(number, power)
    return _figure_in_text(value, unit, power) if isinstance(value, str) else None


def _figure_in_text(text: str, unit: str, power: int) -> Decimal | None:
    plain = text.translate(HALF_WIDTH).strip()
    found = NUMBER.fullmatch(plain) if len(plain) <= LONGEST_NUMBER else None
    if found is None:
        return None
    own = power_between(found[2], unit) if found[2] else power
    return None if own is None else shift(Decimal(found[1].replace(",", "")), own)


def day(cell: Cell) -> date | None:
    """Return the date of a date cell or of a text that names year, month and day, or None."""
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    text = raw_text(cell).translate(HALF_WIDTH).strip()
    found = DATE.fullmatch(text) or DATE_TOGETHER.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:  # no such day
        return None


def credit_code(text: str) -> tuple[str, str]:
    """Return a unified social credit code in its usual form, and what is wrong with it, if anything is."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    try:
        return uscc.validate(text.translate(HALF_WIDTH)), ""
    except InvalidLength:
        return "", "wrong_length"
    except InvalidChecksum:
        return "", "wrong_check_digit"
    except ValidationError:
        return "", "wrong_character"
