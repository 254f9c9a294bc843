"""What stands in a cell, as a text, a number or a credit code; and what says that nothing does."""

from __future__ import annotations

import math
import re
from datetime import datetime, time
from decimal import Decimal

from cultivation.canonical import exact_text
from cultivation.intake.formats.book import Cell, Raw
from cultivation.intake.values.units import power_between, shift

BLANK = re.compile(r"[\s\-—–－─/／]*")
# Control characters but tab and line breaks; what has no width or turns the direction; halves of pairs.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)
HARD_SPACE = re.compile("[\u00a0\u2007\u202f]")
SIGN = "[\u3400-\u9fff（）()·]"
BETWEEN_SIGNS = re.compile(rf"(?<={SIGN}) (?={SIGN})")
ERROR = re.compile(
    r"#(?:DIV/0!|N/A|REF!|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA)"
    r"|(?:Err|错误)[:：]5[0-9]{2}",
    re.IGNORECASE,
)
NONE = frozenset(["无", "没有", "none"])
YES = frozenset(["是", "是的", "有", "已", "√", "✓", "✔", "☑", "y", "yes", "true", "1"])
NO = frozenset(["否", "不是", "无", "没有", "没", "未", "×", "✗", "✘", "n", "no", "none", "false", "0"])
PENDING = frozenset(
    word
    for line in (
        "待定 待统计 待填 待补 待补充 待核实 待确认 暂无 暂缺 不详 不明 未知 未统计 未填 未提供",
        "n/a na n.a. tbd tba unknown pending ? ??",
    )
    for word in line.split()
)
DIGITS = r"[0-9]{1,3}(?:(?:, ?|[ '])[0-9]{3})+|[0-9]+"
FIGURE = rf"[-+]?(?:{DIGITS})(?:\.[0-9]*)?|[-+]?\.[0-9]+"
NUMBER = re.compile(rf"(?:¥|人民币|rmb|cny)?\s*({FIGURE})\s*(\D{{0,12}})", re.IGNORECASE)
UNIT_IN_BRACKETS = re.compile(r"^\((\D*)\)\s*$")
NEGATIVE = re.compile(r"\(\s*([0-9][^()]*)\)\s*(\D{0,12})")  # as accountants write it
ABOUT_BEFORE = re.compile(
    r"^(?:大?约|大概|将?近|接近|超过?|逾|不足|不到|不?[高低少多][于过]|至少|至多|about|approx\.?|ca\.|[~≈><≥≤〜]=?)\s*"
)
ABOUT_AFTER = re.compile(r"\s*(?:左右|上下|以[上下]|\+)$")
ABOUT_WITHIN = re.compile(r"(?<=[0-9])\s*[余多几](?=\D*$)")
RANGE = re.compile(r"\s*(?:[-~—–〜至到]+)\s*")
FOREIGN = re.compile(
    r"美[元金]|港[元币]|欧元|日元|英镑|韩元|澳元|加元|台币|卢布|usd|hkd|eur|jpy|gbp|[$€£]", re.IGNORECASE
)
TOO_LARGE = 10**30
LONGEST_NUMBER = 40
MIDNIGHT = time()
# Not NFKC, which would make a figure of a footnote mark.
HALF_WIDTH = {
    0x3000: " ",
    0xFFE5: "¥",
    0x2212: "-",
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}


def is_blank(cell: Cell | None) -> bool:
    """Tell whether nothing is filed: no cell, or a dash or stroke that says so."""
    return cell is None or (isinstance(cell.value, str) and BLANK.fullmatch(visible(cell.value)) is not None)


def visible(text: str) -> str:
    """Return a text without what nobody sees in it; a hard space becomes a plain one."""
    return text if text.isprintable() else HARD_SPACE.sub(" ", INVISIBLE.sub("", text))


def has_invisible(value: Raw) -> bool:
    """Tell whether a text holds characters that nobody sees."""
    return isinstance(value, str) and not value.isprintable() and INVISIBLE.search(value) is not None


def raw_text(cell: Cell | None) -> str:
    """Return what is seen in a cell, as a text."""
    value = None if cell is None else cell.value
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    if isinstance(value, float):
        return exact_text(typed(value)) or "" if math.isfinite(value) else str(value)
    return "" if value is None else str(value)


def plain(text: str) -> str:
    """Return a visible text in half width, without spaces around it."""
    return text.translate(HALF_WIDTH).strip()


def typed(value: int | float) -> Decimal:
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
        number = typed(value)
        return number if cell.percent or not power else shift(number, power)
    return figure_in_text(plain(visible(value)), unit, power) if isinstance(value, str) else None


def figure_in_text(text: str, unit: str, power: int) -> Decimal | None:
    """Return the number that a plain text is in the field's unit, None if it is not exactly one."""
    if len(text) > LONGEST_NUMBER:
        return None
    if found := NEGATIVE.fullmatch(text):
        text = f"-{found[1]}{found[2]}"
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    own = power_between(UNIT_IN_BRACKETS.sub(r"\1", found[2]), unit) if found[2] else power
    return None if own is None else shift(Decimal(re.sub("[, ']", "", found[1])), own)


def is_approximate(text: str, unit: str) -> bool:
    """Tell whether a plain text is about a figure, above or below one, or between two."""
    if len(text) > LONGEST_NUMBER:
        return False
    exact = ABOUT_WITHIN.sub("", ABOUT_AFTER.sub("", ABOUT_BEFORE.sub("", text.casefold())))
    if exact != text.casefold() and figure_in_text(exact, unit, 0) is not None:
        return True
    ends = RANGE.split(exact)
    return len(ends) == 2 and all(figure_in_text(end, unit, 0) is not None for end in ends)


def is_foreign_money(text: str, unit: str) -> bool:
    """Tell whether a plain text is a sum in another currency than the field's."""
    return "元" in unit and any(map(str.isdigit, text)) and FOREIGN.search(text) is not None


def code_meant(text: str) -> str:
    """Return the valid code that is meant where O and I, which none has, stand for digits; else ""."""
    plainly = text.translate(HALF_WIDTH).upper()
    meant = plainly.replace("O", "0").replace("I", "1")
    code, problem = credit_code(meant)
    return code if meant != plainly and not problem else ""


def without_inner_spaces(name: str) -> str:
    """Return a name on one line, and without the spaces between Chinese signs.

    >>> without_inner_spaces("昆山华\\n测试 有限公司"), without_inner_spaces("Test\\nCo 1")
    ('昆山华测试有限公司', 'Test Co 1')
    """
    name = " ".join(name.split())
    return BETWEEN_SIGNS.sub("", name) if " " in name else name


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
