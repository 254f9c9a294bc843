"""Which field a header or label stands for, and in which unit it asks for the figures."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cultivation.core.rules.deciding import deciding_fields
from cultivation.core.rules.fields import NOT_FILED
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.intake.applications.heading_words import (
    HARMLESS,
    OTHER_FIGURE,
    PLAN,
    WHOLE,
    plain_heading,
    relative,
    speaks_of_other,
    this_or_last,
    without_year,
)
from cultivation.intake.applications.unit_lines import line_units, unit_text
from cultivation.intake.values.parsing import NO, YES, plain
from cultivation.intake.values.units import power_between

LONGEST = 80  # unless a field's own label is longer
WITH_UNIT = 20  # what may stand behind a label: a unit in brackets, a star
NEAR, LONG = 0.75, 4  # how like a name a heading is that may mean it, and a name that it may only contain
BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*[*:]?$")
OPENING = "([【"
GROUPS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]?|([^()\[\]【】]+)")
# Only a unit that can be converted may follow these; in brackets, whatever stands there must be one.
SEPARATORS = OPENING + "/,:;\n"
PARTS = re.compile(r"[,;、]|(?<=[元人件项%])\s+")
MONEY = "元"
UNIT_LIKE = re.compile(
    r"^[^\W\d_]*[元%‰％]$|^[a-z]{2,8}$|^.?[人名位个件项家种条万亿千百吨亩次年月天]$", re.IGNORECASE
)
NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)
PARTS_OF_DATE = ("年", "月", "日")
NOT_USED = ""  # what a clerk says of a column that is none of the fields


@dataclass(frozen=True, slots=True)
class Meaning:
    """The field that a header stands for and the unit written with it, empty where none was.

    `remark` is what stands in brackets and is no unit, such as 不含资本化部分: the figure may be another.
    With `other` it surely is: a plan, or another year's.
    """

    field: str
    unit: str = ""
    remark: str = ""
    other: bool = False


class Labels:
    """The labels and aliases of a rule set's fields.

    `year` is that of the review: headings may name years. `told` are the fields that a clerk has said of
    headings, whatever their unit, NOT_USED for none.
    """

    def __init__(
        self, rules: RuleSet, year: int | None = None, told: Mapping[str, str] | None = None
    ) -> None:
        self.rules = rules
        self.year = year
        # Nobody gives himself an expert's marks by a column in his application.
        read = {key: rule for key, rule in rules.fields.items() if rule.filled_by not in NOT_FILED}
        self._fields = {normalise(name): key for key, rule in read.items() for name in rule.headers}
        self._longest = max(
            LONGEST, *(len(name) + WITH_UNIT for each in read.values() for name in each.headers)
        )
        self._told = {
            _bare(heading.split(" / ")): key
            for heading, key in (told or {}).items()
            if key in read or key == NOT_USED
        }
        self._words = {
            normalise(word)
            for choices in rules.choices.values()
            for label in choices.values()
            for word in (label.zh, label.en, *label.aliases)
        }
        self.deciding = deciding_fields(rules)
        self._known: dict[str, Meaning | None] = {}

    def match(self, text: str) -> Meaning | None:
        """Return what a header stands for, None if the rules do not know it."""
        if text not in self._known:
            self._known[text] = self._match(text) if 0 < len(text) <= self._longest else None
        return self._known[text]

    def match_parts(self, parts: Sequence[str]) -> Meaning | None:
        """Return what a header over several rows stands for: its parts together, or the lowest alone.

        >>> from cultivation.resources import shipped
        >>> from cultivation.core.rules.loading import load_file
        >>> rules = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules
        >>> Labels(rules).match_parts(["营业收入（亿元）", "上年度"])
        Meaning(field='revenue_previous', unit='亿元', remark='', other=False)
        >>> Labels(rules, 2016).match_parts(["营业收入（亿元）", "2015年"]).field
        'revenue_previous'
        """
        if (told := self._told.get(_bare(parts))) is not None:
            return self._as_told(told, parts)
        if len(parts) == 1:
            return self.match(parts[0])
        if WHOLE.fullmatch(split_unit(parts[-1])[0]) and (whole := self.match_parts(parts[:-1])):
            return replace(whole, unit=whole.unit or self._fitting(split_unit(parts[-1])[1], whole.field))
        bare = [split_unit(part) for part in parts]
        unit = next((unit for _, unit in reversed(bare) if unit), "")
        for first in range(len(parts)):
            joined = "\n".join(text for text, _ in bare[first:])
            if meaning := self.match(joined):
                unit = meaning.unit or self._fitting(unit, meaning.field)
                other = any(speaks_of_other(part, self.year) for part in parts[:first])
                return replace(meaning, unit=unit, other=meaning.other or other)
        found = self.match(parts[-1])
        other = any(speaks_of_other(part, self.year) for part in parts[:-1])
        return replace(found, other=True) if found and other else found

    def option_of(self, parts: Sequence[str], word: str) -> str | None:
        """Return the field of a heading where a word below it is one of its choices, or yes or no."""
        found = self.match_parts(parts)
        if found is None or found.other:
            return None
        rule = self.rules.fields[found.field]
        if rule.type is FieldType.YES_NO:
            return found.field if plain(word) in YES | NO else None
        if rule.type is FieldType.DATE:
            return found.field if plain(word) in PARTS_OF_DATE else None
        labels = self.rules.choices[rule.choices].values() if rule.choices else ()
        words = {normalise(each) for label in labels for each in (label.zh, label.en, *label.aliases)}
        return found.field if normalise(word) in words else None

    def nearest(self, text: str, taken: Collection[str]) -> str | None:
        """Return the field that a header may have meant, of those that have none; None where none is near."""
        names = {name: key for name, key in self._fields.items() if key not in taken}
        bare = normalise(split_unit(text)[0])
        near = difflib.get_close_matches(bare, names, n=1, cutoff=NEAR)
        within = sorted((name for name in names if len(name) >= LONG and name in bare), key=len)
        return next((names[name] for name in (*near, *reversed(within))), None)

    def line_unit(self, text: str, field: str) -> str:
        """Return the unit that a line such as `金额单位：万元、人` gives for a field, empty if none fits."""
        return next(iter(self.line_units(text, field)), "")

    def line_units(self, text: str, field: str) -> list[str]:
        """Return every unit that a line names and that could be the field's."""
        return [unit for unit in line_units(text) if self._fitting(unit, field)]

    def group_unit(self, text: str, field: str) -> str:
        """Return the unit that a group of columns such as `财务数据（万元）` gives for a field."""
        return self._fitting(split_unit(text)[1], field) or self.line_unit(text, field)

    def bare_unit(self, text: str, field: str) -> str:
        """Return the unit in a cell of its own beside the value of a field.

        Digits alone are the value itself, though in a heading "1000" may be what figures are multiples of.
        """
        if unicodedata.normalize("NFKC", text).strip().isdecimal():
            return ""
        return self._fitting(unit_text(text.lstrip(OPENING + "（")), field)

    def fields_in(self, text: str) -> frozenset[str]:
        """Return the fields whose names stand in a text."""
        plain, found = normalise(text), set()
        for name in sorted(self._fields, key=len, reverse=True):
            if len(name) > 1 and name in plain:
                found.add(self._fields[name])
                plain = plain.replace(name, " ")
        return frozenset(found)

    def _as_told(self, field: str, parts: Sequence[str]) -> Meaning | None:
        if field == NOT_USED:
            return None
        units = (self._fitting(split_unit(part)[1], field) for part in reversed(parts))
        return Meaning(field, next(filter(None, units), ""))

    def _match(self, text: str) -> Meaning | None:
        """Try the text as it is, then with its year in words, then whether it names another figure."""
        if (told := self._told.get(_bare([text]))) is not None:
            return self._as_told(told, [text])
        plain = plain_heading(text)
        ways = (plain, *relative(plain, self.year), *this_or_last(plain))
        found = [each for way in ways if (each := self._split(way))]
        if found:
            return next((each for each in found if not each.remark), found[0])
        for bare in (PLAN.sub("", plain), OTHER_FIGURE.sub("", without_year(plain)).strip(" -年度的")):
            if bare != plain and (meaning := self._split(bare)):
                return replace(meaning, other=True)
        return None

    def _split(self, plain: str) -> Meaning | None:
        """Try the whole text, then less and less of it, taking the rest for a unit."""
        if field := self._fields.get(normalise(plain)):
            return Meaning(field, self._fitting(split_unit(plain)[1], field))
        for place in range(len(plain) - 1, 0, -1):
            separated = plain[place] in SEPARATORS or plain[place] == " "
            field = self._fields.get(normalise(plain[:place])) if separated else None
            if field and (meaning := self._meaning(field, plain[place:])):
                return meaning
        return None

    def _meaning(self, field: str, rest: str) -> Meaning | None:
        """Return what a field's name with something behind it stands for."""
        rule = self.rules.fields[field]
        unit = unit_text(rest[1:])
        if normalise(unit) in self._fields:
            return None  # "研发费用/营业收入" is neither of them
        if _convertible(unit, rule):
            return Meaning(field, unit)
        if rest[0] == " ":
            return None  # a unit alone may follow without a sign
        if rest[0] not in OPENING and OPENING.find(rest[1:].lstrip()[:1] or " ") < 0:
            return None if rule.type in NUMBERS else Meaning(field)
        return self._with_remarks(field, list(_pieces(rest.lstrip(" /,:;\n"))))

    def _with_remarks(self, field: str, pieces: Sequence[str]) -> Meaning | None:
        """Tell units from remarks in the brackets behind a field's name."""
        rule = self.rules.fields[field]
        if rule.type in NUMBERS:
            units = [each for each in pieces if self._fitting(each, field)]
            units = units or [each for each in pieces if UNIT_LIKE.search(each)]
        else:
            units = []
        remarks = [each for each in pieces if each not in units and not self._is_harmless(each)]
        other = any(speaks_of_other(each, self.year) for each in remarks)
        if not pieces and rule.type in NUMBERS:
            return None
        return Meaning(field, units[0] if units else "", "、".join(remarks), other)

    def _is_harmless(self, remark: str) -> bool:
        """Tell whether a remark says how to fill in a column, and not what else is meant."""
        words = [normalise(word) for word in re.split(r"[/,、;或 ]", remark)]
        return HARMLESS.fullmatch(remark) is not None or all(
            word in self._words or word in YES or word in NO or not word for word in words
        )

    def _fitting(self, unit: str, field: str) -> str:
        """Return a unit from elsewhere if it is meant for the field, be it in foreign money."""
        rule = self.rules.fields[field]
        money = unit.endswith(MONEY) and rule.unit.endswith(MONEY)
        return unit if money or _convertible(unit, rule) else ""


def _bare(parts: Sequence[str]) -> str:
    """Return the normal form of a heading over several rows, without units."""
    return normalise("".join(split_unit(part)[0] for part in parts))


def split_unit(text: str) -> tuple[str, str]:
    """Split off a unit in brackets at the end, if it is one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = BRACKETED.search(plain)
    unit = unit_text(found[1]) if found else ""
    if unit.endswith(MONEY) or any(power_between(unit, wanted) is not None for wanted in ("万元", "人", "%")):
        return plain[: found.start()] if found else plain, unit
    return plain, ""


def _pieces(rest: str) -> Iterator[str]:
    """Yield what stands in the brackets behind a name, and between them.

    >>> list(_pieces("(万元,不含税)(合并)"))
    ['万元', '不含税', '合并']
    """
    for inside, outside in GROUPS.findall(rest):
        for piece in PARTS.split(inside or outside):
            if text := unit_text(piece):
                yield text


def _convertible(unit: str, rule: FieldRule) -> bool:
    return rule.type in NUMBERS and power_between(unit, rule.unit) is not None
