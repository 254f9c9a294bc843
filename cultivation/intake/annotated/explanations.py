"""What an applicant writes beside a difference in the workbook that went back, read when it comes in again.

The sheet of findings has a column for it, and one with a reference that says which difference is meant: rows
may be sorted, filtered or copied, and office programs may write the workbook anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cultivation.canonical import without_surrogates
from cultivation.core.registers.explanation import Explained, Explanation
from cultivation.core.rules.headers import normalise
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Cell, Sheet, address

EXPLANATION = {"zh": "企业说明", "en": "Explanation by the enterprise"}
REFERENCE = {"zh": "核对编号（请勿改动）", "en": "Reference (do not change)"}
FIRST_ROWS = 10


def explained_of(reference: object) -> Explained | None:
    """Return the difference of a reference; None where it was changed."""
    try:
        year, *texts = json.loads(str(reference))
        if isinstance(year, int) and all(isinstance(each, str) for each in texts):
            return Explained(year, *texts)
    except (ValueError, TypeError, RecursionError):
        pass
    return None


def has_explanations(sheet: Sheet) -> bool:
    """Tell whether a sheet has our columns for explanations, whatever it is called by now."""
    return _header(sheet) is not None


def read_explanations(
    book: Book, file: str, year: int | None
) -> tuple[tuple[Explanation, ...], tuple[Finding, ...]]:
    """Return what is written in the column for it, and a finding for each text that cannot be assigned."""
    found: dict[Explained, Explanation] = {}
    findings = []
    for each in _written(book):
        problem, said = _read(each, year)
        if said is None:
            findings.append(unassigned(file, each.sheet, each.place, problem))
        elif said.of in found and said.text != found[said.of].text:
            text = f"{found[said.of].text}\n{said.text}"
            found[said.of] = replace(found[said.of], text=text)
        else:
            found.setdefault(said.of, said)
    return tuple(found.values()), tuple(findings)


def unassigned(file: str, sheet: str, cell: str, problem: str) -> Finding:
    """Say that an explanation was not taken, and why."""
    return Finding("explanation_unassigned", file, sheet, cell, details={"problem": problem})


@dataclass(frozen=True, slots=True)
class _Written:
    sheet: str
    place: str
    said: Cell
    reference: Cell | None


def _written(book: Book) -> Iterator[_Written]:
    """Yield each cell of the columns for explanations that holds something, with its reference."""
    for sheet in book.sheets:
        header = _header(sheet)
        if header is None:
            continue
        row, said_in, reference_in = header
        for number in sheet.numbers:
            cell = sheet.at(number, said_in) if number > row else None
            if cell is not None and (cell.problem or str(cell.value).strip()):
                place = address(number, said_in)
                yield _Written(sheet.name, place, cell, sheet.at(number, reference_in))


def _read(each: _Written, year: int | None) -> tuple[str, Explanation | None]:
    """Return what is written, or why it cannot be assigned."""
    if each.said.problem:
        return "explanation_cell", None
    of = explained_of(each.reference.value) if each.reference else None
    if of is None:
        return "explanation_reference", None
    if year is not None and of.year != year:
        return "explanation_year", None
    text = without_surrogates(str(each.said.value).strip())
    return "", Explanation(of, text, each.sheet, each.place)


def _header(sheet: Sheet) -> tuple[int, int, int] | None:
    """Return the row of our headings, the column for explanations and that of references."""
    for number in sheet.first_rows(FIRST_ROWS):
        columns = {normalise(cell.text): cell.column for cell in sheet.row(number)}
        said, reference = (_column(columns, words.values()) for words in (EXPLANATION, REFERENCE))
        if said and reference:
            return number, said, reference
    return None


def _column(columns: dict[str, int], words: Iterable[str]) -> int:
    return next((columns[normalise(word)] for word in words if normalise(word) in columns), 0)
