"""What must be filed for a draft: fields of the vocabularies where one fits, else of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cultivation.core.drafting.drafted import Drafted, Written
from cultivation.core.drafting.spans import UNITS, plain
from cultivation.core.drafting.table import Remark, ScoringItem
from cultivation.core.rules.fields import FieldRule
from cultivation.core.rules.vocabularies import SharedField, Vocabulary

RATIO = re.compile(r"^(.+?)(?:占|与)(.+?)(?:的|之)?(?:比重|比例|比率|占比|比值|比)$")
DEBT_RATIO = re.compile(r"资产负债率$")
UNIT_IN_LABEL = re.compile(rf"\((?:单位:)?(?:{'|'.join(sorted(UNITS, key=len, reverse=True))})\)$")


@dataclass
class Sections:
    """The sections of the file that grow with each item."""

    choices: dict[str, dict[str, Written]] = field(default_factory=dict)
    fields: dict[str, dict[str, Written]] = field(default_factory=dict)
    indicators: dict[str, dict[str, Written]] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """What a criterion looks at: its indicator (empty for a mark), what is added, what is to settle.

    `english` is what it is called in English, where the vocabularies know it.
    """

    indicator: str
    keys: Mapping[str, Written] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    english: str = ""


def measured(
    key: str, item: ScoringItem, drafted: Drafted, vocabularies: Sequence[Vocabulary], sections: Sections
) -> Measured:
    """Put what an item needs into the sections, and return what its criterion looks at."""
    if drafted.kind == "mark":
        name = f"{key}_mark"
        sections.fields[name] = _field("number", f"{item.label}（评分）", filled_by="clerk", blank="unknown")
        return Measured("", {"mark": name})
    if drafted.kind == "counts":
        return _counts(key, item, drafted, sections)
    if drafted.unit == "%" and (found := _ratio(key, item, vocabularies, sections)):
        return found
    if found := _shared(item, drafted, vocabularies, sections):
        return found
    own = _own(key, item, drafted, sections)
    sections.fields[key] = own
    return Measured(key)


def _own(key: str, item: ScoringItem, drafted: Drafted, sections: Sections) -> dict[str, Written]:
    label = f"{item.label}：{drafted.meaning}" if drafted.meaning else item.label
    if drafted.kind == "choice":
        sections.choices[key] = {
            choice: {"zh": text, "en": _choice_in_english(choice, text)} for choice, text in drafted.choices
        }
        return _field("choice", label, choices=key)
    if drafted.kind == "yes_no":
        return _field("yes_no", label, blank="no")
    if drafted.kind == "integer":
        return _field("integer", label, unit=drafted.unit, minimum="0", blank="zero")
    return _field("number", label, **({"unit": drafted.unit} if drafted.unit else {}))


def _choice_in_english(choice: str, text: str) -> str:
    """Return what a level is called, whose id is an English word; else the words of the table."""
    return text if choice.startswith("option_") else choice.replace("_", " ")


def _field(kind: str, label: str, **more: str) -> dict[str, Written]:
    return {"type": kind, **more, "zh": label, "en": label}


def _counts(key: str, item: ScoringItem, drafted: Drafted, sections: Sections) -> Measured:
    """Make a field for each kind that is counted, and the sum of their points."""
    terms = []
    for number, (label, points) in enumerate(drafted.counts, 1):
        name = f"{key}_{number}"
        sections.fields[name] = _field("integer", f"{item.label}：{label}", minimum="0", blank="zero")
        terms.append(f"{points.normalize():f} * {name}")
    sections.indicators[key] = {"formula": " + ".join(terms), "zh": f"{item.label}（合计）", "en": item.label}
    return Measured(key)


def _ratio(
    key: str, item: ScoringItem, vocabularies: Sequence[Vocabulary], sections: Sections
) -> Measured | None:
    """Compute a ratio of two figures of the vocabularies, where the name of the item says both."""
    label = UNIT_IN_LABEL.sub("", plain(item.label))
    if DEBT_RATIO.search(label):
        parts: tuple[str, ...] = ("负债总额", "资产总额")
    elif match := RATIO.match(label):
        parts = match.groups()
    else:
        return None
    names = [_use(part, vocabularies, sections) for part in parts]
    if not all(names):
        return None
    upper, lower = (str(sections.fields[name]["en"]) for name in names)
    english = f"{upper} to {lower[:1].lower()}{lower[1:]}"
    sections.indicators[key] = {"formula": " / ".join(names), "unit": "%", "zh": item.label, "en": english}
    remark = Remark("division", {"name": parts[1]})
    return Measured(key, {"when_undefined": "zero"}, (remark,), english)


def _shared(
    item: ScoringItem, drafted: Drafted, vocabularies: Sequence[Vocabulary], sections: Sections
) -> Measured | None:
    """Take the field of a vocabulary that has the name of the item, and its kind and unit."""
    label = UNIT_IN_LABEL.sub("", plain(item.label))
    for vocabulary in vocabularies:
        name = vocabulary.field_called(label)
        if not name or drafted.meaning:
            continue
        rule = vocabulary.fields[name]
        kinds = ("number", "integer") if drafted.kind in ("number", "integer") else (drafted.kind,)
        if (
            rule.type in kinds
            and (rule.unit == drafted.unit or not drafted.unit)
            and drafted.kind != "choice"
        ):
            _use(label, vocabularies, sections)
            undefined: dict[str, Written] = {"when_undefined": "zero"} if rule.blank == "unknown" else {}
            is_same = label in map(plain, rule.headers)
            remarks = () if is_same else (Remark("shared_field", {"name": rule.zh, "label": item.label}),)
            return Measured(name, undefined, remarks, rule.en)
    return None


def _use(label: str, vocabularies: Sequence[Vocabulary], sections: Sections) -> str:
    """Copy the field of a name from its vocabulary, and return its id; empty where none has it."""
    for vocabulary in vocabularies:
        if name := vocabulary.field_called(label):
            sections.fields[name] = copied(vocabulary.fields[name])
            sections.used[vocabulary.id] = None
            return name
    return ""


def copied(rule: SharedField) -> dict[str, Written]:
    """Return a field of a vocabulary as it stands in a rule set."""
    own = rule.model_dump(mode="json", exclude_defaults=True, include=set(FieldRule.model_fields))
    return {
        key: own[key]
        for key in ("type", "unit", "minimum", "maximum", "blank", "zh", "en", "aliases")
        if key in own
    }
