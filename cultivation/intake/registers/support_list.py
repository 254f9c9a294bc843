"""The list of support measures: its columns as a rule set, so that the intake reads it like applications."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cultivation.core.rules.labels import ChoiceLabel
from cultivation.core.rules.model import FieldRule, FieldType, IdentifierRule, Label, RuleSet, TieKey
from cultivation.intake.templates.example import Example

CODE, NAME = "credit_code", "enterprise_name"
# What the plan names in section 5 (2): 加大项目、资金、人才和教育培训方面的扶持力度.
KINDS: dict[str, ChoiceLabel] = {
    "project": ChoiceLabel(zh="项目", en="project", aliases=("项目扶持", "项目支持", "项目立项")),
    "fund": ChoiceLabel(
        zh="资金", en="fund", aliases=("资金扶持", "资金支持", "资金补助", "补助", "补贴", "奖励", "funds")
    ),
    "talent": ChoiceLabel(zh="人才", en="talent", aliases=("人才扶持", "人才支持", "人才引进", "人才奖励")),
    "training": ChoiceLabel(zh="培训", en="training", aliases=("教育培训", "培训扶持", "培训支持")),
}
# What the template's example says where that of applications would be odd.
EXAMPLES: dict[str, Example] = {"amount": Decimal(50), "on": date(2017, 4, 1), "year": Decimal(2017)}


def support_rules(of_the_year: RuleSet) -> RuleSet:
    """Return the list's columns; enterprises are named as in a rule set of the pool."""
    identifier = of_the_year.fields[of_the_year.identifier.field]
    name = of_the_year.fields[of_the_year.name_field]
    fields = {
        CODE: _field(FieldType.IDENTIFIER, identifier.zh, identifier.en, identifier.aliases, blank="unknown"),
        NAME: _field(FieldType.TEXT, name.zh, name.en, name.aliases, blank="unknown"),
        "kind": _field(
            FieldType.CHOICE, "扶持类别", "Kind of support", ("类别", "扶持方式", "支持类别"), choices="kind"
        ),
        "amount": _field(
            FieldType.NUMBER,
            "扶持金额",
            "Amount",
            ("金额", "支持金额", "补助金额", "拨付金额"),
            unit="万元",
            minimum=Decimal(0),
        ),
        "on": _field(
            FieldType.DATE, "日期", "Date", ("拨付日期", "下达日期", "时间", "批准日期"), blank="unknown"
        ),
        "year": _field(
            FieldType.INTEGER,
            "年度",
            "Year",
            ("扶持年度", "年份"),
            blank="unknown",
            minimum=Decimal(1900),
            maximum=Decimal(2100),
        ),
        "department": _field(FieldType.TEXT, "部门", "Department", ("扶持部门", "主管部门", "拨付部门")),
        "document": _field(
            FieldType.TEXT, "文号", "Document", ("文件号", "文件文号", "依据文件", "批准文号")
        ),
        "purpose": _field(
            FieldType.TEXT, "项目名称", "Purpose", ("扶持事项", "事项", "用途", "扶持项目"), blank="unknown"
        ),
    }
    return RuleSet(
        id="support_measures",
        version="1",
        valid_from=date(2016, 1, 1),
        name=Label(zh="入库企业扶持措施清单", en="List of support measures"),
        sources={},
        identifier=IdentifierRule(field=CODE, kind=of_the_year.identifier.kind),
        name_field=NAME,
        precision=Decimal(1),
        choices={"kind": KINDS},
        fields=fields,
        ties=(TieKey(by=CODE, order="ascending"),),
    )


def _field(type_: FieldType, zh: str, en: str, aliases: tuple[str, ...], **more: Any) -> FieldRule:
    return FieldRule(type=type_, zh=zh, en=en, aliases=aliases, **more)
