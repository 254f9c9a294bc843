"""English names of the units that forms are filled in with; a plain count needs none."""

from __future__ import annotations

UNIT_NAMES = {
    "万元": "wan yuan",  # 10,000 yuan; "5 10,000 yuan" could not be read
    "亿元": "yi yuan",  # 100 million yuan
    "千元": "thousand yuan",
    "元": "yuan",
    "百万元": "million yuan",
    "百万": "million",
    "人": "persons",
    "名": "persons",
    "件": "",
    "项": "",
    "个": "",
    "台": "",
    "家": "",
    "次": "",
    "年": "years",
    "月": "months",
    "天": "days",
    "分": "points",
    "平方米": "m²",
    "吨": "t",
    "倍": "times",
}
COUNTED = frozenset({"persons", "years", "months", "days", "points"})


def unit_name(unit: str, language: str) -> str:
    """Return a unit as people of a language write it, part by part of a quotient such as 件/百万."""
    if language == "zh":
        return unit
    return " per ".join(UNIT_NAMES.get(part, part) for part in unit.split("/")).strip()


def with_unit(shown: str, unit: str) -> str:
    """Write a number with its unit; one of the English units that are counted is no plural.

    >>> with_unit("1", "persons"), with_unit("12", "persons"), with_unit("1", "wan yuan")
    ('1 person', '12 persons', '1 wan yuan')
    """
    if shown in ("1", "-1") and unit in COUNTED:
        unit = unit.removesuffix("s")
    return f"{shown} {unit}".strip()
