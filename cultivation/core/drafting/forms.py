"""The forms in which standards are written, each tried in turn: counts, steps, bands, yes and no, choices."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from cultivation.core.drafting.amounts import each_form
from cultivation.core.drafting.bands import OTHERWISE, bands_form, subjects_of
from cultivation.core.drafting.clauses import Clause, Standard, read_standard
from cultivation.core.drafting.drafted import Drafted, NotComputable, Written
from cultivation.core.drafting.proportions import in_proportion, taken_for_each_missing
from cultivation.core.drafting.spans import NUMBER, without_asides
from cultivation.core.drafting.table import Remark, ScoringItem

NEGATIVE = re.compile(r"^(?:否则?|无|没有|未|不|非|其[他它余]|以外)")
PLAINLY_YES = frozenset(("", "是", "有", "符合", "通过", "达到", "达标", "完成", "具备"))
LEVELS = {
    "国家级": "national",
    "省级": "provincial",
    "省部级": "provincial",
    "市级": "city",
    "区级": "district",
    "县级": "county",
    "优秀": "excellent",
    "良好": "good",
    "较好": "good",
    "一般": "fair",
    "较差": "poor",
    "高": "high",
    "较高": "rather_high",
    "低": "low",
    "无": "none",
    "其他": "other",
}
PROPORTION = re.compile(r"按比例|按占比|按.{0,6}比例|折算|酌情|插值|线性|依次|递[增减]")
FEWEST_WITH_FIGURES = 3  # clauses; of two with figures, one is the condition and the other the rest
SAYS_NOTHING = re.compile(r"^(?:否则.*|其[他它余].*|扣完为止|扣至0分为止|封顶|为止|依此类推)$")
LONGEST_CHOICE = 40  # characters; more is a sentence, not a choice


def draft(item: ScoringItem) -> Drafted:
    """Return what the words of an item come to: computed where they can be, else what a person judges."""
    standard = read_standard(item.standard, item.maximum)
    try:
        found = _computed(standard, item)
        _fits(found, item)
    except NotComputable as problem:
        return _judged(standard, item, problem.remark)
    return found


def _computed(standard: Standard, item: ScoringItem) -> Drafted:
    if not standard.clauses:
        raise NotComputable(Remark("no_points" if item.standard else "no_words"))
    if standard.may_be_numbered:
        raise NotComputable(Remark("numbering"))
    if any(clause.is_range for clause in standard.clauses):
        raise NotComputable(Remark("judged_ranges"))
    for line in (in_proportion, taken_for_each_missing):
        if found := line(standard, item):
            return found
    if PROPORTION.search(standard.rest) or any(
        PROPORTION.search(clause.words) for clause in standard.clauses
    ):
        raise NotComputable(Remark("in_proportion"))
    forms: tuple[Callable[[Standard, ScoringItem], Drafted | None], ...] = (
        each_form,
        bands_form,
        _yes_no,
        _choice,
    )
    for form in forms:
        if found := form(standard, item):
            return replace(found, remarks=(*found.remarks, *_unread(standard)))
    raise NotComputable(Remark("not_computable"))


def _unread(standard: Standard) -> tuple[Remark, ...]:
    """Return what follows the clauses and was taken into no account."""
    rest = standard.rest
    return () if rest in OTHERWISE or SAYS_NOTHING.search(rest) else (Remark("rest_unread", {"text": rest}),)


def _all_points(found: Drafted) -> list[Decimal]:
    """Return the points that a function gives, as it is written."""
    function = found.function
    if isinstance(bands := function.get("bands"), list):
        return list(map(_points, bands))
    if isinstance(posts := function.get("points"), list):
        return [post[1] for post in posts if isinstance(post, list) and isinstance(post[1], Decimal)]
    if isinstance(options := function.get("options"), dict):
        return [each for each in options.values() if isinstance(each, Decimal)]
    most = function.get("at_most")
    assert isinstance(most, Decimal)  # counts have a bound
    return [Decimal(0), most]


def _points(band: Written) -> Decimal:
    assert isinstance(band, dict)
    points = band["points"]
    assert isinstance(points, Decimal)
    return points


def _fits(found: Drafted, item: ScoringItem) -> None:
    """Refuse points that the full marks contradict; below 0 these are the most that can be taken."""
    points = _all_points(found)
    least, best, maximum = min(points), max(points), item.maximum
    if best != max(maximum, Decimal(0)) or (maximum < 0 and least != maximum):
        said = best if maximum >= 0 else least
        raise NotComputable(Remark("points_do_not_fit", {"best": str(said), "maximum": str(maximum)}))


def _yes_no(standard: Standard, item: ScoringItem) -> Drafted | None:
    """是得5分，否不得分; 获得…的得5分, where what the others get may be left unsaid."""
    clauses = standard.clauses
    if any(re.search(NUMBER, without_asides(clause.words)) for clause in clauses):
        return None
    if len(clauses) == 1:
        yes, no = clauses[0], Decimal(0)
        remarks: tuple[Remark, ...] = (Remark("others_unsaid"),)
        if standard.rest.startswith(("否则", "其他", "其余")) or NEGATIVE.match(yes.words):
            return None
    elif len(clauses) == 2 and NEGATIVE.match(clauses[1].words):
        yes, no, remarks = clauses[0], clauses[1].low, ()
    else:
        return None
    options: dict[str, Written] = {"yes": yes.low, "no": no}
    words = yes.words.removesuffix("的").removesuffix("的企业")
    meaning = "" if words in PLAINLY_YES or words in item.label else words
    return Drafted("yes_no", {"method": "choice", "options": options}, meaning=meaning, remarks=remarks)


def _choice(standard: Standard, item: ScoringItem) -> Drafted | None:
    """国家级得10分，省级得6分，其他不得分; with figures in them only where each is of something else."""
    clauses = standard.clauses
    words = [_choice_words(clause) for clause in clauses]
    if (
        len(clauses) < 2
        or len(set(words)) < len(words)
        or not all(0 < len(each) <= LONGEST_CHOICE for each in words)
    ):
        return None
    remarks: list[Remark] = []
    if any(re.search(NUMBER, without_asides(each)) for each in words):
        if len(clauses) < FEWEST_WITH_FIGURES or len(subjects_of(clauses)) < 2:
            return None
        remarks.append(Remark("choice_with_figures"))
    keys: list[str] = []
    for number, each in enumerate(words, 1):
        key = LEVELS.get(each, f"option_{number}")
        keys.append(key if key not in keys else f"option_{number}")
    choices = list(zip(keys, words, strict=True))
    options: dict[str, Written] = {key: clause.low for key, clause in zip(keys, clauses, strict=True)}
    if not any(NEGATIVE.match(each) or "其他" in each for each in words):  # the table is silent of the others
        choices.append(("none", "无"))
        options["none"] = Decimal(0)
        remarks.append(Remark("others_unsaid"))
    found: dict[str, Written] = {"method": "choice", "options": options}
    return Drafted("choice", found, choices=tuple(choices), remarks=tuple(remarks))


def _choice_words(clause: Clause) -> str:
    words = clause.words.removesuffix("的")
    return "其他" if words in ("否则", "其余", "其它", "其他情况") else words


def _judged(standard: Standard, item: ScoringItem, remark: Remark) -> Drafted:
    """Let a person give the points, between the fewest and the full marks."""
    lows = [clause.low for clause in standard.clauses if clause.is_range]
    fewest = min(lows) if lows and len(lows) == len(standard.clauses) else Decimal(0)
    between: list[Written] = [min(fewest, item.maximum), max(item.maximum, Decimal(0))]
    return Drafted("mark", {"method": "judged", "between": between}, remarks=(remark,))
