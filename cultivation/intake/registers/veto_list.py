"""A list that an authority publishes (dishonest debtors, say): its rows, by code or name, with every doubt.

Such lists come in any layout; they are read like applications, under a rule set of the columns of their kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cultivation.core.register_codes import has_code, normal_form, organisation_code
from cultivation.core.rules.list_kinds import ListKind
from cultivation.core.rules.model import FieldRule, FieldType, IdentifierRule, Label, RuleSet, TieKey
from cultivation.core.scoring.batch import Batch
from cultivation.findings import Finding, Severity
from cultivation.intake.applications.received import Received
from cultivation.intake.formats.book import Book, Cell, address
from cultivation.intake.registers.reading import ListReader
from cultivation.intake.values.cells import labels as label_details
from cultivation.intake.values.dates import read_day
from cultivation.intake.values.parsing import credit_code, is_blank

LABELS = {
    "code": Label(zh="统一社会信用代码", en="Unified social credit code"),
    "name": Label(zh="企业名称", en="Enterprise"),
    "listed": Label(zh="列入日期", en="Listed on"),
    "repaired": Label(zh="信用修复日期", en="Repaired on"),
    "expires": Label(zh="有效期至", en="Expires on"),
    "grade": Label(zh="等级", en="Grade"),
}
DAYS = ("listed", "repaired", "expires")
# What else such a list says of a case is not looked at, and no column but that of the firm is needed.
OF_LISTS = {"no_table_found": "list_no_table"}
USUAL = ("column_unknown", "column_unknown_near", "column_missing")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list, and the cell of its firm: that of the code, of the name where it has no code.

    Days are ISO texts, empty where the list says none. `code` may be an organisation code.
    """

    code: str
    name: str
    sheet: str
    cell: str
    listed: str = ""
    repaired: str = ""
    expires: str = ""
    grade: str = ""

    @property
    def key(self) -> str:
        """Return what tells firms of a list apart."""
        return normal_form(self.code or self.name)

    def to_record(self) -> dict[str, str]:
        """Return what is stored; days and grade only where there are any."""
        row = {"code": self.code, "name": self.name, "sheet": self.sheet, "cell": self.cell}
        more = {key: getattr(self, key) for key in (*DAYS, "grade")}
        return {**row, **{key: value for key, value in more.items() if value}}


@dataclass(frozen=True)
class VetoList:
    """What a file says: its rows; `rejected` rows have neither code nor name that can be used."""

    rows: tuple[Listed, ...]
    findings: tuple[Finding, ...]
    rejected: int

    @property
    def enterprises(self) -> int:
        """Return how many firms stand on it."""
        return len({each.key for each in self.rows})


def list_rules(kind: ListKind, headers: Sequence[str] = ()) -> RuleSet:
    """Return the columns of a kind; more headers of the code are those of the year's rules.

    Days are read as texts, so that one that is none keeps no row out.
    """
    words = {key: list(getattr(kind.headings, key)) for key in LABELS}
    words["code"] += headers
    taken: set[str] = set()
    fields = {}
    for key, label in LABELS.items():
        aliases = [each for each in dict.fromkeys(words[key]) if each not in (label.zh, label.en, *taken)]
        taken |= {label.zh, label.en, *aliases}
        fields[key] = FieldRule(
            type=FieldType.IDENTIFIER if key == "code" else FieldType.TEXT,
            zh=label.zh,
            en=label.en,
            aliases=tuple(aliases),
            blank="unknown",
        )
    return RuleSet(
        id="veto_list",
        version="1",
        valid_from=date(1900, 1, 1),
        name=Label(zh=kind.zh, en=kind.en),
        sources={},
        identifier=IdentifierRule(field="code", kind="free_text"),
        name_field="name",
        precision=Decimal(1),
        fields=fields,
        ties=(TieKey(by="code", order="ascending"),),
    )


def read_list(
    book: Book, name: str, rules: RuleSet, is_credit_code: bool, side_sheets: bool = False
) -> VetoList:
    """Read the rows of a book; with `is_credit_code` codes must be valid ones, or organisation codes.

    With `side_sheets` some sheets are left out, as in ListReader.
    """
    received = _received(book, name, rules, side_sheets)
    batch, findings = received.batch, [each for each in received.findings if each.code not in USUAL]
    without = list(_without_key(book, received))
    findings += without
    first: dict[str, Listed] = {}
    found, rejected = [], received.rejected + len(without)
    for place in range(len(batch)):
        row, doubts = _row(batch, place)
        if is_credit_code and row.code and not credit_code(row.code)[1]:
            row = replace(row, code=credit_code(row.code)[0])
        if problem := _problem(row, is_credit_code):
            findings.append(problem(batch.file))
            rejected += 1
            continue
        found.append(row)
        findings += doubts
        if (before := first.setdefault(row.key, row)) is not row:
            findings.append(_again(batch.file, before, row))
    told = tuple(replace(each, code=OF_LISTS.get(each.code, each.code)) for each in findings)
    return VetoList(tuple(found), told, rejected)


def _received(book: Book, name: str, rules: RuleSet, side_sheets: bool) -> Received:
    """Read a book by code and name, else by names alone, else by codes alone."""
    received = _reader(rules, side_sheets).read(book, name)
    for only in ("name", "code"):
        if not any(each.code == "no_table_found" for each in received.findings):
            break
        alone = {"identifier": IdentifierRule(field=only, kind="free_text"), "name_field": only}
        again = _reader(rules.model_copy(update=alone), side_sheets).read(book, name)
        received = again if len(again.batch) else received
    return received


def _reader(rules: RuleSet, side_sheets: bool) -> ListReader:
    reader = ListReader(rules)
    reader.side_sheets = side_sheets
    return reader


def _without_key(book: Book, received: Received) -> Iterator[Finding]:
    """Yield the rows that say something in two columns or more, and neither code nor name."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for each in received.set_aside:
        if each.why in ("title", "header", "total") or not each.place.isdigit():
            continue
        cells = [cell for cell in sheets[each.sheet].rows.get(int(each.place), ()) if not is_blank(cell)]
        if len(cells) > 1:
            cell = address(int(each.place), cells[0].column)
            yield Finding("list_row_without_key", received.batch.file, each.sheet, cell, "name")


def _row(batch: Batch, place: int) -> tuple[Listed, list[Finding]]:
    """Return a row, and a doubt for each day that cannot be read: it counts as if nothing stood there."""
    texts = {key: batch.text(key, place) or "" for key in LABELS}
    code = texts["code"] if has_code(texts["code"]) else ""
    source = batch.value("code" if code else "name", place)
    doubts, days = [], {}
    for key in DAYS:
        days[key], is_doubted = _day(texts[key])
        if is_doubted:
            at = batch.value(key, place)
            details = label_details("label", LABELS[key])
            who = (code, texts["name"])
            doubts.append(
                Finding(
                    "list_day_unreadable", batch.file, at["sheet"], at["cell"], key, texts[key], details, *who
                )
            )
    row = Listed(code, texts["name"], source["sheet"], source["cell"], **days, grade=texts["grade"])
    return row, doubts


def _day(text: str) -> tuple[str, bool]:
    """Return the day of a text, and whether to doubt it: words without figures say that there is none."""
    if not text:
        return "", False
    found = read_day(Cell(1, 1, text), epoch_1904=False)
    return (found.day.isoformat(), False) if found else ("", any(map(str.isdigit, text)))


def _problem(row: Listed, is_credit_code: bool) -> Callable[[str], Finding] | None:
    """Return what keeps a row out: no key, or a code that is none."""
    if not (row.code or row.name):
        return lambda file: Finding("list_row_without_key", file, row.sheet, row.cell, "name")
    if not is_credit_code or not row.code or organisation_code(row.code):
        return None
    problem = credit_code(row.code)[1]
    if not problem:
        return None
    who = (row.code, row.name)
    return lambda file: Finding(
        "credit_code_invalid", file, row.sheet, row.cell, "code", row.code, {"problem": problem}, *who
    )


def _again(file: str, first: Listed, row: Listed) -> Finding:
    """Say that a firm stands there before; with another grade, that none of its grades counts."""
    details = {"name": row.name, "first": f"{first.sheet}!{first.cell}"}
    other = normal_form(first.grade) != normal_form(row.grade)
    code = "listed_with_grades" if other else "listed_twice"
    if other:
        details |= {"grades": f"{first.grade or '-'}, {row.grade or '-'}"}
    value = row.code or row.name
    return Finding(code, file, row.sheet, row.cell, "code", value, details, row.code, row.name)


def as_formerly(found: VetoList) -> VetoList:
    """Return what was kept of a list before kinds were data: firms with code and name, each once, by code."""
    once: dict[str, Listed] = {}
    rejected = found.rejected
    for row in found.rows:
        if row.code and row.name and not organisation_code(row.code):
            once.setdefault(row.code, Listed(row.code, row.name, row.sheet, row.cell))
        else:
            rejected += 1
    return VetoList(tuple(once[code] for code in sorted(once)), found.findings, rejected)


def is_believed(found: VetoList, may_be_empty: bool) -> bool:
    """Tell whether more rows than not can be used; or there are none, if that is meant and nothing is wrong.

    A wrong file often has a column of codes and nothing below: it must not empty a list. Nor must one that is
    half empty take away from it.
    """
    errors = [each for each in found.findings if each.severity is Severity.ERROR]
    if found.rows:
        return found.rejected < len(found.rows)
    return may_be_empty and all(each.code == "no_rows" for each in errors)
