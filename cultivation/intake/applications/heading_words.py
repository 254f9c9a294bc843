"""What stands in a heading beside the name of its field: a year, a plan, a remark, a numbering, a unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

BRACKETS = str.maketrans("〔〕〈〉{}［］", "()()()[]")
NUMBERING = re.compile(
    r"^\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[.、)）．]\s*|^\s*\([一二三四五六七八九十0-9]{1,2}\)\s*"
)
AMONG = re.compile(r"^\s*其中\s*[:：]?\s*|^\s*#\s*")
WORD = "年度|年末|年底|财年|年"
AS_OF = r"(?:(?:截至|截止|至|到)\s*)?"
END = r"(?:12月31日|12月底|12月末|12月|末|底)?止?"
YEAR = re.compile(
    rf"{AS_OF}(?<![0-9])((?:19|20)[0-9]{{2}})\s*(?:{WORD}){END}|^((?:19|20)[0-9]{{2}})(?![0-9])|(?<![0-9])((?:19|20)[0-9]{{2}})$"
)
# How rule sets and people name the year of the review and those before it.
RELATIVE = (
    ("", "本年度", "本年", "当年", "今年"),
    ("上年度", "上年", "上一年度", "去年"),
    ("前年度", "前年", "上上年度"),
)
# How tables name them that set both beside each other, the words of one year in one line of these.
PERIOD = r"(?:累计|实际|发生|完成)?(?:数|额|值|金额)?"
THIS_AND_LAST = tuple(
    re.compile(rf"\n?[(]?(?:{words}){PERIOD}[)]?$")
    for words in ("本年度?|本期|当年|当期", "[上去]年度?同期|[上去]年度?|上期")
)
PLANS = (
    r"计划|预计|预期|预测|预算|目标|规划|拟(?=[投完实达])"
    r"|\b(?:plan(?:ned)?|forecast|budget|target|expected)\b"
)
PERIODS = r"[上去前明下次]一?年|[上同]期|期初|年初|[上下]半年|季度|[0-9]\s*月|\b(?:last|previous) year\b"
PLAN = re.compile(PLANS, re.IGNORECASE)
OTHER_FIGURE = re.compile(f"{PLANS}|{PERIODS}", re.IGNORECASE)
TITLE = re.compile(r"[:：]|表$|表[(（]|名单|填报|单位|日期|示例")
LONGEST_GROUP = 24
# Remarks on how to fill in a heading's column; they do not change what is meant.
HARMLESS = re.compile(
    r"(?:必填|选填|可空|全称|盖章|公章|下拉|选择|单选|多选|格式|按|见|请|附|注|如|例|填|是否|有无|可多项|三证合一|不超过|限|签"
    r"|[0-9]+位|[0-9]+字|年[月/\-.]|y{2,4}|required|optional|select|full name|yes|no\b|as in|see|e\.?g).*",
    re.IGNORECASE,
)


def plain_heading(text: str) -> str:
    """Return a heading in half width, without its numbering and 其中.

    >>> plain_heading("3. 其中：新兴产业产品收入（万元）")
    '新兴产业产品收入(万元)'
    """
    text = NUMBERING.sub("", unicodedata.normalize("NFKC", text).translate(BRACKETS).strip())
    return AMONG.sub("", text)


def years_in(text: str) -> list[int]:
    """Return the years that a heading names.

    >>> years_in("2016年营业收入"), years_in("2016"), years_in("GB/T 4754-2011 代码")
    ([2016], [2016], [])
    """
    return sorted({int(next(filter(None, found.groups()))) for found in YEAR.finditer(text.strip())})


def without_year(text: str) -> str:
    """Return a heading without the year that it names."""
    return YEAR.sub("", text.strip())


def relative(text: str, year: int | None) -> Iterator[str]:
    """Yield a heading that names one year in the words that rule sets have for it, seen from the review's.

    >>> next(relative("2015年营业收入", 2016)), next(relative("2016年度营业收入", 2016))
    ('上年度营业收入', '营业收入')
    """
    named = years_in(text)
    if year is None or len(named) != 1 or not 0 <= year - named[0] < len(RELATIVE):
        return
    bare = without_year(text)
    for word in RELATIVE[year - named[0]]:
        yield YEAR.sub(word, text.strip())
        yield word + bare
        yield bare + word


def this_or_last(text: str) -> Iterator[str]:
    """Yield a heading that ends with this or last year's in the words that rule sets have for it.

    >>> list(this_or_last("营业收入(上年同期数)"))[1], next(this_or_last("营业收入本期"))
    ('营业收入上年度', '营业收入')
    """
    for words, period in zip(RELATIVE, THIS_AND_LAST, strict=False):
        bare = period.sub("", text)
        if bare and bare != text:
            for word in words:
                yield word + bare
                yield bare + word


def speaks_of_other(text: str, year: int | None) -> bool:
    """Tell whether words beside a field's name say that another figure is meant: a plan, another year."""
    plain = unicodedata.normalize("NFKC", text)
    return OTHER_FIGURE.search(plain) is not None or any(each != year for each in years_in(plain) if year)


def is_group(text: str) -> bool:
    """Tell whether a text above headings is the name of a group of them, and no title of the sheet."""
    return 0 < len(text) <= LONGEST_GROUP and TITLE.search(text) is None
