"""A rule set as a file, drafted from a scoring table or another rule set; TODO marks what is open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cultivation.core.drafting.drafted import Drafted, Written
from cultivation.core.drafting.filed import Measured, Sections, copied, measured
from cultivation.core.drafting.forms import draft
from cultivation.core.drafting.table import Remark, ScoringDimension, ScoringItem, ScoringTable
from cultivation.core.drafting.yaml_text import flow, scalar
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.vocabularies import Vocabulary
from cultivation.core.wording.drafting import to_do
from cultivation.language import _

BASICS = ("credit_code", "enterprise_name")
FINER = Decimal("0.01")  # of points in proportion
LONGEST_COMMENT = 110  # characters
TOP_LEVEL = re.compile(r"^(id|version|valid_from|valid_until|standard):")


@dataclass(frozen=True)
class DraftedItem:
    """An item with what its words came to; `remarks` are all that a person has to settle about it."""

    item: ScoringItem
    drafted: Drafted
    remarks: tuple[Remark, ...]

    @property
    def is_computed(self) -> bool:
        """Tell whether the words became a criterion that is computed."""
        return self.drafted.kind != "mark"


@dataclass(frozen=True)
class DraftedRules:
    """The text of the file, and each item of the table with what became of it."""

    text: str
    items: tuple[DraftedItem, ...]


def draft_rules(
    table: ScoringTable,
    key: str,
    valid_from: date,
    vocabularies: Sequence[Vocabulary],
    sums: Sequence[Remark] = (),
) -> DraftedRules:
    """Draft a rule set of the id `key`; `sums` are what the table says of its sums and does not hold."""
    sections = Sections()
    items: list[DraftedItem] = []
    lines: list[str] = []
    for vocabulary in vocabularies:
        for name in BASICS:
            if name in vocabulary.fields:
                sections.fields[name] = copied(vocabulary.fields[name])
                sections.used[vocabulary.id] = None
    for number, dimension in enumerate(table.dimensions, 1):
        made = [
            _criterion(item, f"item_{len(items) + place}", table, vocabularies, sections)
            for place, item in enumerate(dimension.items, 1)
        ]
        items += [each for each, _lines in made]
        lines += _dimension(f"dimension_{number}", dimension, [line for _item, own in made for line in own])
    _tell_apart(sections.fields)
    head = _head(table, key, valid_from, _precision(items), list(sections.used), sums)
    text = [
        *head,
        *_sections(sections),
        "dimensions:",
        *lines,
        "",
        to_do(Remark("draft_pass")),
        "",
        to_do(Remark("draft_ties")),
        "ties:",
        "  - {by: credit_code, order: ascending}",
    ]
    return DraftedRules("\n".join(text) + "\n", tuple(items))


def _head(
    table: ScoringTable,
    key: str,
    valid_from: date,
    precision: Decimal,
    used: Sequence[str],
    sums: Sequence[Remark],
) -> Iterator[str]:
    made = _("Drafted from {file}, sheet {sheet}. Settle each TODO, then delete its line.")
    yield from _comment(made.format(file=table.file, sheet=table.sheet))
    yield "# docs/language.md, docs/write-your-own-standard.md"
    for note in table.notes:
        yield from _comment(note)
    yield from map(to_do, sums)
    yield from (f"id: {key}", 'version: "1"', to_do(Remark("draft_valid_from")), f"valid_from: {valid_from}")
    yield to_do(Remark("draft_labels"))
    yield f"name: {flow({'zh': table.title, 'en': table.title})}"
    source = {"zh": f"{table.title}（{table.file}）", "en": f"{table.title} ({table.file})"}
    yield from ("sources:", f"  table: {flow({**source})}")
    if used:
        yield f"vocabularies: [{', '.join(used)}]"
    yield from ("identifier: {field: credit_code, kind: uscc}", "name_field: enterprise_name")
    yield from (f"precision: {flow(precision)}", "")


def _sections(sections: Sections) -> Iterator[str]:
    for name, section in (("choices", sections.choices), ("fields", sections.fields)):
        if section:
            yield f"{name}:"
            for key, each in section.items():
                yield f"  {key}: {flow(each)}"
            yield ""
    if sections.indicators:
        yield "indicators:"
        yield from (f"  {key}: {flow(each)}" for key, each in sections.indicators.items())
        yield ""


def _dimension(key: str, dimension: ScoringDimension, criteria: Sequence[str]) -> Iterator[str]:
    most = sum((max(item.maximum, Decimal(0)) for item in dimension.items), Decimal(0))
    least = sum((min(item.maximum, Decimal(0)) for item in dimension.items), Decimal(0))
    yield from (f"  {key}:", f"    zh: {scalar(dimension.label)}", f"    {to_do(Remark('label_english'))}")
    yield f"    en: {scalar(dimension.label)}"
    yield f"    maximum: {flow(most)}"
    if dimension.on_top:
        yield "    on_top: true"
    if least < 0:
        yield f"    minimum: {flow(least)}"
    yield "    criteria:"
    yield from criteria


def _criterion(
    item: ScoringItem, key: str, table: ScoringTable, vocabularies: Sequence[Vocabulary], sections: Sections
) -> tuple[DraftedItem, list[str]]:
    drafted = draft(item)
    looked = measured(key, item, drafted, vocabularies, sections)
    remarks = (*drafted.remarks, *looked.remarks)
    lines = [*_comment(f"{item.cell}: {item.standard}"), *(_comment(item.note) if item.note else ())]
    english = () if looked.english else (Remark("label_english"),)
    lines += [*map(to_do, (*remarks, *english)), f"{key}: {flow(_body(item, drafted, looked, table))}"]
    return DraftedItem(item, drafted, remarks), [f"      {line}" for line in lines]


def _body(item: ScoringItem, drafted: Drafted, looked: Measured, table: ScoringTable) -> dict[str, Written]:
    place = f"{table.sheet}!{item.cell}"
    body: dict[str, Written] = {"indicator": looked.indicator} if looked.indicator else {}
    body |= {"zh": item.label, "en": looked.english or item.label, "maximum": max(item.maximum, Decimal(0))}
    body |= {**drafted.function, **looked.keys}
    return {**body, "source": {"document": "table", "article": place}}


def _comment(text: str) -> Iterator[str]:
    """Yield a text as comments, a line of the table a line; long ones are broken."""
    for line in map(str.strip, text.splitlines()):
        for start in range(0, len(line), LONGEST_COMMENT):
            yield f"# {line[start : start + LONGEST_COMMENT]}"


def _tell_apart(fields: Mapping[str, dict[str, Written]]) -> None:
    """Let no two fields stand under the same heading: what is called alike gets its number."""
    seen: set[str] = set()
    for number, (_key, field) in enumerate(fields.items(), 1):
        for language, form in (("zh", "{label}（{number}）"), ("en", "{label} ({number})")):
            label = str(field[language])
            if normalise(label) in seen:
                field[language] = form.format(label=label, number=number)
        aliases = field.get("aliases")
        if isinstance(aliases, list):
            field["aliases"] = [each for each in aliases if normalise(str(each)) not in seen]
        kept = field.get("aliases")
        words = [field["zh"], field["en"], *(kept if isinstance(kept, list) else ())]
        seen |= {normalise(str(each)) for each in words}


def _precision(items: Sequence[DraftedItem]) -> Decimal:
    """Return the coarsest step in which all points can be written."""
    found = [_decimals(each.drafted.function) for each in items]
    places = max((*found, *(_places(each.item.maximum) for each in items)), default=0)
    step = Decimal(1).scaleb(-places)
    lines = any(each.drafted.function.get("method") == "goalposts" for each in items)
    return min(step, FINER) if lines else step


def _decimals(value: Written | Mapping[str, Written], is_points: bool = False) -> int:
    """Return the most decimal places of what are points."""
    if isinstance(value, Decimal):
        return _places(value) if is_points else 0
    if isinstance(value, list):
        return max((_decimals(each, is_points) for each in value), default=0)
    if isinstance(value, str):
        return 0
    named = ("points", "each", "at_most", "options", "between")
    return max((_decimals(each, is_points or key in named) for key, each in value.items()), default=0)


def _places(value: Decimal) -> int:
    return max(-int(value.normalize().as_tuple().exponent), 0)


def new_version(text: str, before: str, key: str, valid_from: date, standard: str) -> str:
    """Return the text of the rule set `before` as a new one: its head is renewed, its comments are kept."""
    lines = [
        _("# Drafted from the rule set {before}. Settle each TODO, then delete its line.").format(
            before=before
        )
    ]
    for line in text.splitlines():
        match = TOP_LEVEL.match(line)
        if match is None:
            lines += (
                [f"{line[: len(line) - len(line.lstrip())]}{to_do(Remark('draft_unverified'))}"]
                if ("unverified: true" in line)
                else []
            )
            lines.append(line)
        elif match[1] == "id":
            lines += [f"id: {key}", to_do(Remark("draft_standard")), f"standard: {standard}"]
        elif match[1] == "version":
            lines += [to_do(Remark("draft_version")), line]
        elif match[1] == "valid_from":
            lines += [to_do(Remark("draft_valid_from")), f"valid_from: {valid_from}"]
    return "\n".join(lines) + "\n"
