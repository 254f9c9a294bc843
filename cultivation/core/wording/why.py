"""What explains an outcome, in words: values, ties, notes of sources, rivals, what would have turned it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.explanation.flips import Flip
from cultivation.core.explanation.year_on_year import Rival, Rivals
from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.wording.panel import AGGREGATES
from cultivation.core.wording.reasons import lists_text
from cultivation.core.wording.values import value_text
from cultivation.language import _, bracketed, current, join_clauses, join_names

SHOWN_SHARE = Decimal("0.0001")
NAMED = 5  # rivals named in a sentence


def remarks(score: ScoreLine, rules: RuleSet, table: ScoreTable) -> list[str]:
    """Say what the points rest on beside filed values: caps, medians, marks still to come, direct passes."""
    said: list[str] = []
    for key, units in score.dimensions.items():
        dimension, points = (
            rules.dimensions[key],
            sum(score.criteria[each] for each in rules.dimensions[key].criteria),
        )
        if units != points and dimension.aggregate == "sum":
            said.append(
                _("{dimension}: the criteria give {points} points, of which {counted} count.").format(
                    dimension=dimension.text(current()),
                    points=table.points(points),
                    counted=table.points(units),
                )
            )
    for sentence, keys in (
        (_("Not marked yet, counted with the lowest possible score: {criteria}."), score.provisional),
        *(
            (sentence, tuple(key for key in score.imputed if rules.criteria[key].when_undefined == what))
            for what, sentence in (
                ("median", _("A missing value is replaced by the median: {criteria}.")),
                ("mean", _("A missing value is replaced by the mean: {criteria}.")),
            )
        ),
    ):
        if keys:
            labels = [_marked_label(rules, key) for key in keys]
            said.append(sentence.format(criteria=join_names(labels)))
    if score.direct and rules.pass_:
        direct = [rules.pass_.direct[key].text(current()) for key in score.direct]
        said.append(_("Passes regardless of points: {conditions}.").format(conditions=join_names(direct)))
    if score.group_rank is not None and rules.rank_within and score.group:
        label = rules.choice_label(rules.rank_within, score.group)
        group = label.text(current()) if label else score.group
        said.append(_("Place {rank} in its class ({group}).").format(rank=score.group_rank, group=group))
    if score.place is not None and score.place != score.rank:
        said.append(_("Shares place {place}.").format(place=score.place))
    if (share := best_share(score, rules, table)) is not None:
        said.append(_("{percent}% of the best total.").format(percent=f"{share * 100:.2f}"))
    if score.score_class and rules.classes:
        label = rules.classes.classes[score.score_class]
        said.append(_("Class: {name}.").format(name=label.text(current())))
    return said


def _marked_label(rules: RuleSet, key: str) -> str:
    """Name a criterion, with the panel that marks it where there are several."""
    name, panels = rules.criterion_label(key).text(current()), rules.panels_of(key)
    return name + bracketed(join_names(each.text(current()) for each in panels)) if panels else name


def best_share(score: ScoreLine, rules: RuleSet, table: ScoreTable) -> Decimal | None:
    """Return the total as a share of the best, to a hundredth of a per cent, half up; None if nobody asks."""
    share = table.share_of_best(score, rules.total.direction) if rules.total.share_of_best else None
    return None if share is None else to_units(share, SHOWN_SHARE) * SHOWN_SHARE


def shown_value(
    rules: RuleSet, criterion: Criterion, score: ScoreLine | None, sources: Sequence[Mapping[str, Any]]
) -> str:
    """Show the value that a criterion judged, with its unit; ratios as percent."""
    key = next(iter(criterion.looks_at), "")
    if score and key in score.indicators:
        text = score.indicators[key]
    else:
        text = next((source["value"] for source in sources if source["field"] == key), None)
    return _("undefined") if text is None else value_text(rules, key, text)


def decided_by_text(key: str, rules: RuleSet) -> str:
    """Name what put an enterprise behind the place before."""
    return _("total") if key in ("", "total") else rules.label_of(key).text(current())


def note_text(source: Mapping[str, Any]) -> str:
    """Say what stands beside a value: a correction with its evidence, a text match, the words filed."""
    note = source.get("note", {})
    if "evidence" in note:
        return _("the cell contains {filed}; corrected: {evidence}").format(
            filed=note.get("filed"), evidence=note["evidence"]
        )
    if "opinion" in note:
        return _opinion_note(note)
    if "register" in note:
        sentence = _("filed {filed}; the register {register} counts until it is settled: {cells}")
        cells = join_names(note["cells"]) or _("no row of it")
        name = note["name"][current()]
        return sentence.format(filed=note["filed"] or "-", register=name, cells=cells)
    if "marks" in note:
        return _marks_note(note)
    if "list" in note:
        return _list_note(note)
    if "reference" in note:
        return _("'{phrase}' beside '{reference}', similarity {similarity}").format(
            phrase=note.get("phrase", ""), reference=note["reference"], similarity=note.get("similarity", "")
        )
    if "code_side" in note:
        return _words_note(note)
    return _("filed as '{text}'").format(text=source["text"]) if source.get("text") else ""


def _words_note(note: Mapping[str, Any]) -> str:
    """Say which reference and which code gave the level of a match by whole words."""
    if note["word"] and note["negative"]:
        said = _("'{phrase}' contains the reference '{word}', but '{negative}' rules it out")
    elif note["word"]:
        said = _("'{phrase}' contains the reference '{word}'")
    elif note["negative"]:
        said = _("no reference found; '{phrase}' contains the excluded word '{negative}'")
    else:
        said = _("no reference found")
    code = {
        "for": _("industry code {code} is listed for this industry"),
        "against": _("industry code {code} belongs to another trade, so words do not count"),
        "": _("industry code {code} is not listed") if note["code"] else _("no industry code filed"),
    }[note["code_side"]]
    return join_clauses([said.format(**note), code.format(**note)])


def _list_note(note: Mapping[str, Any]) -> str:
    """Say what a list of an authority says, with its cell; the field may not be filled by hand."""
    name = lists_text([note["list"]])
    if "cell" in note:
        return _("on the list: {list}, {file} {sheet}!{cell}, {document}").format(**{**note, "list": name})
    if note["entry"] is None:
        return _("no such list is on record: {list}").format(list=name)
    return _("not on the list: {list}, entry {entry}").format(list=name, entry=note["entry"])


def _opinion_note(note: Mapping[str, Any]) -> str:
    """Say what an opinion says beside its yes or no; whose it is stands in the sentences on opinions."""
    if "silent_until" in note:
        return _("no answer by {until}").format(until=note["silent_until"])
    said = str(note.get("reason", ""))
    if "denied_by" in note:
        return _("contradicted by another department: {reason}").format(reason=said)
    return said


def _marks_note(note: Mapping[str, Any]) -> str:
    """Say what experts' marks came to, and where each stands; experts by their numbers."""
    marks = [_("expert {expert}: {mark} ({file} {sheet}!{cell})").format(**each) for each in note["marks"]]
    aggregate = AGGREGATES[note["aggregate"]]
    first = _("{aggregate} {raw}, calibrated {calibrated}").format(
        aggregate=_(aggregate), raw=note["raw"], calibrated=note["calibrated"]
    )
    if panel := note.get("panel_name"):
        first = _("{panel}: {marks}").format(panel=panel[current()], marks=first)
    return "\n".join([first, *marks])


def rival_sentences(rivals: Rivals) -> list[str]:
    """Say by name who came to stand before or behind."""
    pairs = (
        (_("New and ahead: {names}."), rivals.entered_ahead),
        (_("Ahead last year, without a place now: {names}."), rivals.gone_from_ahead),
        (_("Overtaken by: {names}."), rivals.overtook),
        (_("Overtook: {names}."), rivals.overtaken),
    )
    return [sentence.format(names=_names(several)) for sentence, several in pairs if several]


def _names(rivals: Sequence[Rival]) -> str:
    return some_names([each.name for each in rivals], NAMED)


def some_names(names: Sequence[str], most: int) -> str:
    """Name the first few enterprises, and say how many there are in all."""
    shown = join_names(names[:most])
    if len(names) <= most:
        return shown
    return _("{names} and others ({total} in all)").format(names=shown, total=len(names))


def flip_row(flip: Flip, rules: RuleSet) -> list[str]:
    """Return field, value as filed, value that would have turned the outcome, and the change between them."""
    texts = [exact_text(each) for each in (flip.filed, flip.value)]
    shown = [value_text(rules, flip.field, each) if each is not None else "-" for each in texts]
    change = ""
    if isinstance(flip.filed, Decimal) and isinstance(flip.value, Decimal):
        change = f"{flip.value - flip.filed:+,}"
    elif isinstance(flip.filed, date) and isinstance(flip.value, date):
        change = _("{days:+,} days").format(days=(flip.value - flip.filed).days)
    return [rules.label_of(flip.field).text(current()), *shown, change]
