"""The workbooks as they were received, with what lacks among the papers, to be sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from cultivation.findings import Finding
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.evidence import missing_findings, papers_of_year
from cultivation.queries.year import Year


def returned_files(year: Year) -> tuple[list[FileReceived], list[Callable[[], bytes]]]:
    """Return the files of applicants with papers missing, and for each what reads its bytes."""
    labels = {key: year.rules.label_of(key) for key in year.rules.fields}
    files = [
        FileReceived(several[0].file, sha256, 0, 0, tuple(several), kind="table", labels=labels)
        for sha256, several in _by_file(year).items()
    ]
    return files, [partial(year.reader.document, each.sha256) for each in files]


def with_missing(results: Sequence[FileReceived], year: Year) -> list[FileReceived]:
    """Add to the files of an intake what lacks among the papers, once any papers of the year are on record.

    Before, nothing was asked for yet, and each workbook would go back.
    """
    if not any(each.paper for papers in papers_of_year(year).values() for each in papers.files):
        return list(results)
    found, labels = _by_file(year), {key: year.rules.label_of(key) for key in year.rules.fields}
    return [
        replace(each, findings=(*each.findings, *found[each.sha256]), labels={**labels, **each.labels})
        if each.sha256 in found
        else each
        for each in results
    ]


def _by_file(year: Year) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in missing_findings(year):
        found[year.rows[finding.enterprise].file_digest].append(finding)
    return found
