"""A list that an authority publishes (dishonest debtors, say): who stands on it, by code, with every doubt.

Such lists come in any layout with a column of codes and one of names; they are read like applications, under
a rule set of these two fields alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding, Severity
from cultivation.intake.applications.duplicates import about
from cultivation.intake.formats.book import Book
from cultivation.intake.registers.reading import ListReader

CODE = (
    "社会信用代码",
    "信用代码",
    "统一代码",
    "证件号码",
    "组织机构代码",
    "身份证号码/组织机构代码",
    "统一社会信用代码/注册号",
    "注册号/统一社会信用代码",
    "社会信用代码或纳税人识别号",
    "纳税人识别号",
    "纳税人识别号（统一社会信用代码）",
    "Credit code",
    "Code",
)
NAME = (
    "名称",
    "单位名称",
    "公司名称",
    "主体名称",
    "当事人名称",
    "市场主体名称",
    "纳税人名称",
    "被执行人",
    "被执行人姓名/名称",
    "被执行人名称",
    "失信被执行人",
    "失信被执行人名称",
    "Company",
    "Name",
)
# What else such a list says of a case is not looked at, and one enterprise may have several.
USUAL = ("column_unknown", "column_unknown_near")


@dataclass(frozen=True, slots=True)
class Listed:
    """One enterprise on a list, and the cell of its code."""

    code: str
    name: str
    sheet: str
    cell: str

    def to_record(self) -> dict[str, str]:
        """Return what is stored."""
        return {"code": self.code, "name": self.name, "sheet": self.sheet, "cell": self.cell}


@dataclass(frozen=True)
class VetoList:
    """What a file says: who stands on the list, by code; `rejected` rows have no code that can be used."""

    enterprises: tuple[Listed, ...]
    findings: tuple[Finding, ...]
    rejected: int


def list_rules(identifier: str, headers: Sequence[str] = ()) -> RuleSet:
    """Return the two fields; `identifier` and more headers of the code are those of the year's rules."""
    code = {
        "type": "identifier",
        "zh": "统一社会信用代码",
        "en": "Unified social credit code",
        "aliases": [*CODE, *(each for each in headers if each not in (*CODE, "统一社会信用代码"))],
    }
    data = {
        "id": "veto_list",
        "version": "1",
        "valid_from": "1900-01-01",
        "name": {"zh": "名单", "en": "List"},
        "sources": {"list": {"zh": "名单", "en": "List"}},
        "identifier": {"field": "code", "kind": identifier},
        "name_field": "name",
        "precision": 1,
        "fields": {
            "code": code,
            "name": {"type": "text", "zh": "企业名称", "en": "Enterprise", "aliases": list(NAME)},
        },
        "ties": [{"by": "code", "order": "ascending"}],
    }
    return load_rules(json.dumps(data, ensure_ascii=False).encode(), "veto_list").rules


def read_list(book: Book, name: str, rules: RuleSet) -> VetoList:
    """Read the enterprises of a book; one that stands there several times counts once."""
    received = ListReader(rules).read(book, name)
    batch, findings = received.batch, [each for each in received.findings if each.code not in USUAL]
    found: dict[str, Listed] = {}
    for place, (code, firm) in enumerate(zip(batch.ids, batch.names, strict=True)):
        if first := found.get(code):
            details = {"name": firm, "first": f"{first.sheet}!{first.cell}"}
            findings.append(about(batch, place, rules, "listed_twice", details))
            continue
        value = batch.value(rules.identifier.field, place)
        found[code] = Listed(code, firm, value["sheet"], value["cell"])
    enterprises = tuple(found[code] for code in sorted(found))
    return VetoList(enterprises, tuple(findings), received.rejected)


def is_believed(found: VetoList, may_be_empty: bool) -> bool:
    """Tell whether somebody is on the list; or nobody, if that is meant and nothing else is wrong.

    A wrong file often has a column of codes and nothing below: it must not empty a list.
    """
    errors = [each for each in found.findings if each.severity is Severity.ERROR]
    return bool(found.enterprises) or (may_be_empty and all(each.code == "no_rows" for each in errors))
