"""Who is named in a text as people write it: 孙九60% 吴十40%, 自然人股东：蒋五, 严五和华六, 测试大学持股30%.

Nothing says which of several readings is meant: 和 joins names and stands in names. So every reading is
returned; what is compared with them is a whole name, and a reading that is none equals no name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

BETWEEN = re.compile(r"[、,，;；/|\n\r\t]+")
ASIDE = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
MARKS = re.compile(r"[（）()【】\[\]:：]+")
UNITS = "%|‰|万元|亿元|万股|亿股|万美元|美元|元|股|万|亿|人|名|位|家"
FIGURES = re.compile(rf"(?:占|各|等)*\s*\d[\d.,]*\s*(?:{UNITS})*")
WORDS = re.compile(
    "持股比例|持股|持有|代持|出资额|出资|认缴|实缴|占股|占比|股权|自然人股东|法人股东|控股股东|股东|自然人|"
    "实际控制人|法定代表人|执行事务合伙人|合伙人|董事长|独立董事|董事|监事|总经理|先生|女士|配偶|妻子|丈夫|"
    "父亲|母亲|儿子|女儿|代(?=[一-鿿]{2,4}持)"
)
JOINED = re.compile(r"以及|[和与及]")
HAN = re.compile(r"[㐀-鿿]")
SHORTEST = 2  # letters of a Chinese name; 张 三 is one name, 孔三 曹四 are two


def named_in(text: str) -> list[str]:
    """Return every name that a text may hold, without shares, sums, offices and remarks; each once."""
    plain = unicodedata.normalize("NFKC", text)
    inside = [each.group().strip("（）()【】[]") for each in ASIDE.finditer(plain)]
    readings = (plain, ASIDE.sub(" ", plain), MARKS.sub(",", plain), *inside)
    return list(dict.fromkeys(name for reading in readings for name in _names(reading)))


def _names(text: str) -> Iterator[str]:
    for part in BETWEEN.split(text):
        whole = _tidy(FIGURES.sub(" ", part))
        yield from _kept([_tidy(part), whole])
        apart = FIGURES.sub(",", WORDS.sub(",", part))
        for piece in BETWEEN.split(apart):
            yield from _kept([_tidy(piece), *_split(piece.split()), *_split(JOINED.split(piece))])
            for joined in JOINED.split(piece):
                yield from _split(joined.split())


def _split(parts: list[str]) -> list[str]:
    """Return the parts if each may be a Chinese name of its own; a letter alone is a part of a name."""
    tidied = [_tidy(part) for part in parts if part.strip()]
    return tidied if all(len(part) >= SHORTEST and HAN.search(part) for part in tidied) else []


def _tidy(text: str) -> str:
    return text.strip(" :：.-—").removesuffix("等")


def _kept(parts: list[str]) -> Iterator[str]:
    return (part for part in parts if part)
