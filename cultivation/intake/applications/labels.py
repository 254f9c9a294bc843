"""Which field a header or label stands for, and in which unit it asks for the figures."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.intake.values.units import power_between

LONGEST = 80
NEAR = 0.75
NUMBERING = re.compile(r"^\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[.、)）．]\s*")
BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*[*:]?$")
OPENING = "([【"
# Only a unit that can be converted may follow these; in brackets, whatever stands there must be one.
SEPARATORS = OPENING + "/,:;\n"
SHEET_UNIT = re.compile(r"单位\s*:\s*([^\s)\]】]+)|\bunit\s*:\s*([^)\]]+)", re.IGNORECASE)
MONEY = "元"
UNIT_LIKE = re.compile(
    r"^[^\W\d_]*[元%‰％]$|^[a-z]{2,8}$|^.?[人名位个件项家种条万亿千百吨亩次年月天]$", re.IGNORECASE
)
NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The field that a header stands for and the unit written with it, empty where none was.

    `remark` is what stands in brackets and is no unit, such as 不含资本化部分: the figure may be another.
    """

    field: str
    unit: str = ""
    remark: str = ""


class Labels:
    """The labels and aliases of a rule set's fields."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        # Nobody gives himself an expert's marks by a column in his application.
        read = {key: rule for key, rule in rules.fields.items() if rule.filled_by != "expert"}
        self._fields = {normalise(name): key for key, rule in read.items() for name in rule.headers}
        self._known: dict[str, Meaning | None] = {}

    def match(self, text: str) -> Meaning | None:
        """Return what a header stands for, None if the rules do not know it."""
        if text not in self._known:
            self._known[text] = self._match(text) if 0 < len(text) <= LONGEST else None
        return self._known[text]

    def match_parts(self, parts: Sequence[str]) -> Meaning | None:
        """Return what a header over several rows stands for: its parts together, or the lowest alone.

        >>> from cultivation.resources import shipped
        >>> from cultivation.core.rules.loading import load_file
        >>> labels = Labels(load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules)
        >>> labels.match_parts(["营业收入（亿元）", "上年度"])
        Meaning(field='revenue_previous', unit='亿元')
        """
        if len(parts) == 1:
            return self.match(parts[0])
        bare = [split_unit(part) for part in parts]
        unit = next((unit for _, unit in reversed(bare) if unit), "")
        for first in range(len(parts)):
            joined = "\n".join(text for text, _ in bare[first:])
            if meaning := self.match(joined):
                unit = meaning.unit or self._fitting(unit, meaning.field)
                return Meaning(meaning.field, unit, meaning.remark)
        return self.match(parts[-1])

    def nearest(self, text: str, taken: Collection[str]) -> str | None:
        """Return the field that a header may have meant, of those that have none; None where none is near."""
        names = {name: key for name, key in self._fields.items() if key not in taken}
        near = difflib.get_close_matches(normalise(split_unit(text)[0]), names, n=1, cutoff=NEAR)
        return names[near[0]] if near else None

    def line_unit(self, text: str, field: str) -> str:
        """Return the unit that a line such as `金额单位：万元、人` gives for a field, empty if none fits."""
        found = SHEET_UNIT.search(unicodedata.normalize("NFKC", text))
        units = re.split(r"[、,/;]", found[1] or found[2]) if found else []
        return next((unit.strip() for unit in units if self._fitting(unit.strip(), field)), "")

    def group_unit(self, text: str, field: str) -> str:
        """Return the unit that a group of columns such as `财务数据（万元）` gives for a field."""
        return self._fitting(split_unit(text)[1], field) or self.line_unit(text, field)

    def bare_unit(self, text: str, field: str) -> str:
        """Return the unit in a cell of its own beside the value of a field."""
        return self._fitting(_unit_text(text.lstrip(OPENING + "（")), field)

    def _match(self, text: str) -> Meaning | None:
        """Try the whole text, then less and less of it, taking the rest for a unit."""
        plain = NUMBERING.sub("", unicodedata.normalize("NFKC", text).strip())
        if field := self._fields.get(normalise(plain)):
            return Meaning(field, self._fitting(split_unit(plain)[1], field))
        for place in range(len(plain) - 1, 0, -1):
            if plain[place] in SEPARATORS and (field := self._fields.get(normalise(plain[:place]))):
                unit = _unit_text(plain[place + 1 :])
                if meaning := self._meaning(field, unit, plain[place] in OPENING):
                    return meaning
        return None

    def _meaning(self, field: str, unit: str, in_brackets: bool) -> Meaning | None:
        rule = self.rules.fields[field]
        if normalise(unit) in self._fields:
            return None  # "研发费用/营业收入" is neither of them
        if _convertible(unit, rule):
            return Meaning(field, unit)
        if rule.type not in NUMBERS:
            return Meaning(field)  # a remark, such as "（是/否）"
        if not in_brackets or not unit:
            return None
        return Meaning(field, unit) if UNIT_LIKE.search(unit) else Meaning(field, "", unit)

    def _fitting(self, unit: str, field: str) -> str:
        """Return a unit from elsewhere if it is meant for the field, be it in foreign money."""
        rule = self.rules.fields[field]
        money = unit.endswith(MONEY) and rule.unit.endswith(MONEY)
        return unit if money or _convertible(unit, rule) else ""


def split_unit(text: str) -> tuple[str, str]:
    """Split off a unit in brackets at the end, if it is one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = BRACKETED.search(plain)
    unit = _unit_text(found[1]) if found else ""
    if unit.endswith(MONEY) or any(power_between(unit, wanted) is not None for wanted in ("万元", "人", "%")):
        return plain[: found.start()] if found else plain, unit
    return plain, ""


def _convertible(unit: str, rule: FieldRule) -> bool:
    return rule.type in NUMBERS and power_between(unit, rule.unit) is not None


def _unit_text(text: str) -> str:
    return re.sub(r"^(金额)?单位\s*:?|[)\]】*:\s]+$", "", text.strip()).strip()
