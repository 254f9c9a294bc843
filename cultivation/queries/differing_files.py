"""The workbooks of a year whose claims differ from a register, as files to send back, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

from cultivation.findings import Finding
from cultivation.intake.values.cells import labels
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.registers import Compared
from cultivation.queries.verification import Difference
from cultivation.queries.verification_tables import places_text, shown
from cultivation.queries.year import Year


def differing_files(
    year: Year, found: Sequence[Difference]
) -> list[tuple[FileReceived, Callable[[], bytes]]]:
    """Return each workbook with an open difference, its findings at cells of claims, and its bytes."""
    by_file: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in found:
        if each.compared.is_open:
            row = year.filed_rows[each.compared.id]
            by_file[row.file_digest, row.file].append(_finding(year, each.compared, each.name))
    return [
        (
            FileReceived(name, sha256, 0, 0, tuple(findings), kind="xlsx", labels=year.rules.fields),
            partial(year.reader.document, sha256),
        )
        for (sha256, name), findings in sorted(by_file.items())
    ]


def _finding(year: Year, compared: Compared, name: str) -> Finding:
    source = year.filed_rows[compared.id].record["values"].get(compared.field, {})
    register = compared.beside.register
    details = {
        **labels("label", year.rules.fields[compared.field]),
        **labels("register", register.name),
        "as_of": compared.beside.imported.content.as_of,
        "registered": shown(year.rules, compared.field, compared.registered),
        "cells": places_text(compared) or "-",
        "reference": compared.difference_in(year.number).reference,
        "explanation": compared.explained.said.text if compared.explained else "",
    }
    return Finding(
        "register_differs",
        year.filed_rows[compared.id].file,
        source.get("sheet", ""),
        source.get("cell", ""),
        compared.field,
        shown(year.rules, compared.field, compared.filed),
        details,
        compared.id,
        name,
    )
