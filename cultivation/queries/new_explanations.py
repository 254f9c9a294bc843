"""Which explanations of a file go on record: those that are new, of enterprises that its filer speaks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cultivation.intake.annotated.explanations import unassigned
from cultivation.intake.applications.received import Received
from cultivation.queries.explanations import explanations_on_record, last_of
from cultivation.queries.filers import Filer
from cultivation.record.reader import Reader


def with_explanations(
    reader: Reader, received: Received, ids: Collection[str], filer: Filer, year: int
) -> Received:
    """Keep the explanations that are new and about who may be spoken for; tell of the others.

    `ids` are the applications of the file that are the filer's; the office may hand in what any applicant of
    the year has written.
    """
    if not received.explanations:
        return received
    on_record = explanations_on_record(reader, year)
    kept, findings = [], []
    for each in received.explanations:
        of = each.of
        office = filer.is_office and reader.application(year, of.enterprise) is not None
        if not office and of.enterprise not in (*ids, filer.enterprise):
            problem = "explanation_enterprise"
            findings.append(unassigned(received.batch.file, each.sheet, each.cell, problem))
            continue
        last = last_of(on_record.get((of.enterprise, of.field, of.register), []), of)
        if last is None or not last.holds or last.said.text != each.text:
            kept.append(each)
    return replace(received, explanations=tuple(kept), findings=(*received.findings, *findings))
