"""Sheets beside the applications, from which nothing is read: the same enterprises, totals by district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.layout import Layout


def without_side_sheets(found: Mapping[str, list[Layout]], rules: RuleSet) -> dict[str, list[Layout]]:
    """Leave out sheets that lack columns and hold no enterprise but those of sheets in order."""
    if not any(_lacks_columns(layout) for own in found.values() for layout in own):
        return dict(found)
    whole = [layout for own in found.values() for layout in own if not _lacks_columns(layout)]
    known = {key: set(_texts(whole, key)) for key in (rules.identifier.field, rules.name_field) if whole}
    return {sheet: [] if known and own and _is_beside(own, known) else own for sheet, own in found.items()}


def _is_beside(own: Iterable[Layout], known: Mapping[str, set[str]]) -> bool:
    return all(
        _lacks_columns(layout) and all(set(_texts([layout], key)) <= texts for key, texts in known.items())
        for layout in own
    )


def _lacks_columns(layout: Layout) -> bool:
    return any(finding.code == "column_missing" for finding in layout.findings)


def _texts(layouts: Iterable[Layout], key: str) -> Iterable[str]:
    """Yield what stands under a heading, in a form in which it can be compared."""
    for layout in layouts:
        if filing := layout.filings.get(key):
            yield from (normalise(str(raw)) for raw in filing.raws if raw is not None)
