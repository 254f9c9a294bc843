"""What is doubtful in applications: the rule set's checks, and dates after the cut-off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.batch import Batch
from cultivation.core.scoring.plausibility import implausible
from cultivation.findings import Finding

FOUNDED = re.compile("成立|注册|设立|创办|开业|establish|found|incorporat|register", re.IGNORECASE)
TOGETHER, MOST_OF = 3, (2, 3)  # so many enterprises, and this share of a group, are one finding


def doubts(batch: Batch, before: Sequence[Mapping[str, str | None]], rules: RuleSet) -> Iterator[Finding]:
    """Run the rule set's checks beside `before`, last year's values of the same enterprises, if any.

    Where one check speaks against most of a file, a sheet or the firms of one choice (a district), what is
    wrong is probably one thing, and is told once.
    """
    if not rules.plausibility or not len(batch):
        return
    columns = {field: batch.texts(field) for field in rules.fields}
    columns_before = {field: [row.get(field) for row in before] for field in rules.fields} if before else {}
    found = list(implausible(columns, columns_before, rules))
    for key in rules.plausibility:
        places = [place for place, check in found if check == key]
        for group, together in _groups(batch, places, rules) if len(places) >= TOGETHER else ():
            yield _together(batch, together, group, key, rules)
            places = [place for place in places if place not in together]
        found = [each for each in found if each[1] != key or each[0] in set(places)]
    for place, key in found:
        yield _doubt(batch, place, key, rules)


def _groups(batch: Batch, places: Sequence[int], rules: RuleSet) -> Iterator[tuple[str, list[int]]]:
    """Yield the largest groups of which most are doubted: the file, a sheet, the firms of one choice."""
    rest = set(places)
    for name, members in _possible(batch, rules):
        doubted = [place for place in members if place in rest]
        if len(doubted) >= TOGETHER and len(doubted) * MOST_OF[1] >= len(members) * MOST_OF[0]:
            yield name, doubted
            rest -= set(doubted)


def _possible(batch: Batch, rules: RuleSet) -> Iterator[tuple[str, list[int]]]:
    yield batch.file, list(range(len(batch)))
    start = 0
    for block in batch.blocks:
        yield block.sheet, list(range(start, start + len(block.rows)))
        start += len(block.rows)
    for key, rule in rules.fields.items():
        if rule.type is FieldType.CHOICE and rule.choices:
            members: dict[str, list[int]] = {}
            for place, choice in enumerate(batch.texts(key)):
                if choice is not None:
                    members.setdefault(choice, []).append(place)
            for choice, own in members.items():
                yield rules.choices[rule.choices][choice].zh, own


def _together(batch: Batch, places: Sequence[int], group: str, key: str, rules: RuleSet) -> Finding:
    check = rules.plausibility[key]
    value = _first_in_a_cell(batch, places[0], check.fields)[1]
    members = next(
        len(own) for name, own in _possible(batch, rules) if name == group and set(places) <= set(own)
    )
    details = {
        "label_zh": check.zh,
        "label_en": check.en,
        "count": str(len(places)),
        "number": str(members),
        "group": group,
    }
    return Finding("implausible_together", batch.file, value["sheet"], "", details=details)


def _first_in_a_cell(batch: Batch, place: int, fields: Sequence[str]) -> tuple[str, dict[str, str]]:
    filed = [(field, batch.value(field, place)) for field in fields]
    return next((each for each in filed if each[1]["cell"]), filed[0])


def _doubt(batch: Batch, place: int, key: str, rules: RuleSet) -> Finding:
    """Return the finding of a check, at the first of its fields that stands in a cell."""
    check = rules.plausibility[key]
    filed = [(field, batch.value(field, place)) for field in check.fields]
    field, value = _first_in_a_cell(batch, place, check.fields)
    details = {"label_zh": check.zh, "label_en": check.en, "name": batch.names[place]}
    for language in ("zh", "en"):
        words = [
            f"{rules.fields[each].text(language)} {said['value']}"
            for each, said in filed
            if said["value"] is not None
        ]
        details[f"fields_{language}"] = "；".join(words) if language == "zh" else "; ".join(words)
    who = (batch.ids[place], batch.names[place])
    text = value["value"] or ""
    return Finding("implausible", batch.file, value["sheet"], value["cell"], field, text, details, *who)


def after_cutoff(batch: Batch, cutoff: date, rules: RuleSet) -> Iterator[Finding]:
    """Doubt a date of foundation that lies after the data cut-off."""
    limit = cutoff.isoformat()
    for key, rule in rules.fields.items():
        if rule.type is not FieldType.DATE or not FOUNDED.search(f"{rule.zh} {rule.en}"):
            continue
        for place, text in enumerate(batch.texts(key)):
            if text is not None and text > limit:
                value, name = batch.value(key, place), batch.names[place]
                details = {"label_zh": rule.zh, "label_en": rule.en, "name": name, "cutoff": limit}
                who = (batch.ids[place], name)
                yield Finding(
                    "date_after_cutoff", batch.file, value["sheet"], value["cell"], key, text, details, *who
                )
