"""A rule set in words, as an official document would set it out."""

from __future__ import annotations

from decimal import Decimal

from cultivation.language import _, current
from cultivation.rules.model import Criterion, RuleSet, Source
from cultivation.rules.value_functions import Band, Bands, Choice, LogGoalposts, Table


def criterion_rows(rules: RuleSet) -> list[list[str]]:
    """Return a row for each criterion: dimension, criterion, maximum, how points are given, source."""
    language, rows = current(), []
    for dimension_id, key, criterion in rules.each_criterion():
        dimension = rules.dimensions[dimension_id]
        first = key == next(iter(dimension.criteria))
        rows.append(
            [
                f"{dimension.text(language)} {dimension.maximum}" if first else "",
                rules.criterion_label(key).text(language),
                str(criterion.maximum),
                points_text(rules, criterion),
                source_text(rules, criterion.source),
            ]
        )
    return rows


def points_text(rules: RuleSet, criterion: Criterion) -> str:
    """Say how a criterion's value becomes points."""
    function, unit = criterion.function, rules.unit_of(criterion.indicator)
    if isinstance(function, Bands):
        return "; ".join(_band(band, unit) for band in function.bands)
    if isinstance(function, Choice):
        options = function.options.items()
        return "; ".join(f"{_choice(rules, criterion.indicator, key)}: {points}" for key, points in options)
    if isinstance(function, Table):
        return _table(rules, criterion.indicator, function)
    posts = "; ".join(f"{_number(at, unit)}: {points}" for at, points in function.points)
    if isinstance(function, LogGoalposts):
        return _("{posts}; logarithmic between them").format(posts=posts)
    return _("{posts}; straight lines between them").format(posts=posts)


def source_text(rules: RuleSet, source: Source) -> str:
    """Name the document and the place in it."""
    document = rules.sources[source.document].text(current())
    article = source.article if isinstance(source.article, str) else source.article.text(current())
    separator = "，" if current() == "zh" else ", "
    return f"{document}{separator}{article}" if article else document


def tie_text(rules: RuleSet) -> str:
    """Say the tie chain."""
    words = {"descending": _("higher first"), "ascending": _("lower first")}
    return "; ".join(f"{rules.label_of(tie.by).text(current())} ({words[tie.order]})" for tie in rules.ties)


def policy_text(rules: RuleSet) -> str:
    """Say the pool policy."""
    pool = rules.pool
    return _(
        "Pool of {capacity}: newcomers enter down to place {enter_rank}, "
        "members stay down to place {stay_rank}, then places are balanced by rank; reserve list of {reserve}."
    ).format(
        capacity=pool.capacity, enter_rank=pool.enter_rank, stay_rank=pool.stay_rank, reserve=pool.reserve
    )


def _number(value: Decimal, unit: str) -> str:
    return f"{(value * 100).normalize():f} %" if unit == "%" else f"{value:,} {unit}".strip()


def _band(band: Band, unit: str) -> str:
    if band.from_ is None and band.below is None:
        return str(band.points)
    if band.from_ is None:
        assert band.below is not None
        return f"< {_number(band.below, unit)}: {band.points}"
    if band.below is None:
        return f">= {_number(band.from_, unit)}: {band.points}"
    return f"[{_number(band.from_, unit)}, {_number(band.below, unit)}): {band.points}"


def _choice(rules: RuleSet, key: str, choice: str) -> str:
    label = rules.choice_label(key, choice)
    return label.text(current()) if label else {"yes": _("yes"), "no": _("no")}.get(choice, choice)


def _table(rules: RuleSet, key: str, function: Table) -> str:
    rows = []
    for row, cells in function.table.items():
        listed = ", ".join(f"{_choice(rules, key, column)} {points}" for column, points in cells.items())
        rows.append(f"{_choice(rules, function.by, row)}: {listed}")
    return "; ".join([*rows, _("elsewhere: {points}").format(points=function.otherwise)])
