"""`rules new`: a first draft of a rule set, from a scoring table or from another rule set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cultivation.commands.context import (
    DATE,
    FORMATS,
    Context,
    command,
    dry,
    dry_run_option,
    file_option,
    pass_command_context,
)
from cultivation.commands.intake_files import limits_of
from cultivation.commands.output_files import write_whole
from cultivation.commands.printing import print_findings, print_result
from cultivation.commands.rule_files import rules_of
from cultivation.core.rules.doubts import doubts_of
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.vocabularies import vocabularies_of
from cultivation.core.wording.drafted_rules import DraftedItem, draft_rules, new_version
from cultivation.core.wording.drafting import remark_text
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import Finding
from cultivation.language import _

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
RULE_FILES = (".yaml", ".yml")


@dataclass(frozen=True)
class _Draft:
    """The text of the new file, with what became of each item of a table and the findings about it."""

    text: str
    items: Sequence[DraftedItem] = ()
    findings: Sequence[Finding] = field(default=())


@command(
    "new",
    _(
        "Draft a rule set from a scoring table in a workbook, or from another rule set; "
        "what is still to be done is marked TODO."
    ),
    "cultivation rules new 评分表.xlsx -o rules/my_standard.yaml\n"
    "cultivation rules new kunshan_top100_2016 -o rules/kunshan_2027.yaml --valid-from 2027-01-01",
)
@click.argument("rule_set", metavar="FILE_OR_ID")
@file_option(_("The file to write; its name becomes the id of the rule set."))
@click.option(
    "--sheet", default="", metavar="NAME", help=_("The sheet with the table; by default the first.")
)
@click.option(
    "--valid-from",
    type=DATE,
    metavar="DATE",
    help=_("The first day on which it holds; default: this year's."),
)
@click.option("--password", metavar="TEXT", help=_("The password of a protected workbook."))
@dry_run_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", help=_("How to print the result.")
)
@pass_command_context
def new(
    context: Context,
    rule_set: str,
    output: Path,
    sheet: str,
    valid_from: datetime | None,
    password: str | None,
    dry_run: bool,
    form: str,
) -> None:
    """Draft a rule set."""
    key = _key_of(output)
    day = valid_from.date() if valid_from else date(date.today().year, 1, 1)
    path = Path(rule_set)
    if path.suffix.lower() in RULE_FILES or not path.is_file():
        draft = _from_rules(context, rule_set, key, day)
    else:
        draft = _from_table(context, path, key, day, sheet, password)
    content = draft.text.encode()
    loaded = load_rules(content, output.name)
    cases = output.parent / "cases" / output.name
    tried = _cases(context, path, rule_set, loaded.rules, day)
    doubts = doubts_of(loaded.rules, content, vocabularies_of(context.workspace.directory))
    if not dry_run:
        write_whole(output, content)
        cases.parent.mkdir(exist_ok=True)
        write_whole(cases, tried.encode())
    _print(context, output, draft, doubts, dry_run, form)
    context.say(
        dry(_("{file}: cases at the edges, to be compared with the text.").format(file=cases), dry_run)
    )


def _cases(context: Context, path: Path, source: str, rules: RuleSet, day: date) -> str:
    """Return the cases of the rule set that was copied, where it has any beside it; else drafted ones."""
    from cultivation.core.wording.drafted_cases import draft_cases

    found = (
        [path]
        if path.suffix.lower() in RULE_FILES
        else [each for each, _origin in context.workspace.rule_files() if each.stem == source]
    )
    for each in found:
        beside = each.parent / "cases" / each.name
        if beside.is_file():
            return re.sub(r"(?m)^rules: .*$", f"rules: {rules.id}", beside.read_text("utf-8-sig"), count=1)
    return draft_cases(rules, day)


def _key_of(output: Path) -> str:
    if output.suffix.lower() not in RULE_FILES or not IDENTIFIER.fullmatch(output.stem):
        sentence = _(
            "{file}: the name of the file becomes the id of the rule set: lower-case letters, digits and _, "
            "such as my_standard_2027.yaml."
        )
        raise UsageMistake(sentence.format(file=output))
    for file in (output, output.parent / "cases" / output.name):
        if file.is_file():
            raise UsageMistake(_("{file} exists already; name a new file.").format(file=file))
    return output.stem


def _from_rules(context: Context, source: str, key: str, day: date) -> _Draft:
    loaded = rules_of(context, source)
    rules = loaded.rules
    text = loaded.content.decode("utf-8-sig")
    return _Draft(new_version(text, rules.id, key, day, rules.standard or rules.id))


def _from_table(
    context: Context, path: Path, key: str, day: date, sheet: str, password: str | None
) -> _Draft:
    from cultivation.intake.formats.files import read_file
    from cultivation.intake.formats.readers import Readers
    from cultivation.intake.formats.sources import Source
    from cultivation.intake.scoring_tables.reading import read_scoring_table

    limits = limits_of(context.workspace.limits)
    with Readers(limits) as readers:
        file = read_file(Source(path, path.name).incoming(limits), readers, password)
    if file.book is None:
        finding = Finding("unreadable_file", path.name, details={"problem": file.problem})
        print_findings([finding], notes=context.verbose)
        raise Refused(_("Nothing was written."))
    read = read_scoring_table(file.book, path.name, sheet)
    print_findings(read.findings, notes=context.verbose)
    if read.table is None:
        raise Refused(_("Nothing was written."))
    vocabularies = list(vocabularies_of(context.workspace.directory).values())
    made = draft_rules(read.table, key, day, vocabularies, read.sums)
    return _Draft(made.text, made.items, read.findings)


def _print(
    context: Context, output: Path, draft: _Draft, doubts: Sequence[Mistake], dry_run: bool, form: str
) -> None:
    headers = [_("cell"), _("item"), _("maximum"), _("computed"), _("still to do")]
    rows = [
        [
            each.item.cell,
            each.item.label,
            str(each.item.maximum),
            _("yes") if each.is_computed else _("no"),
            "\n".join(map(remark_text, each.remarks)),
        ]
        for each in draft.items
    ]
    to_do = [doubt for doubt in doubts if doubt.code == "to_do"]
    data = {
        "rule_set": output.stem,
        "file": str(output),
        "computed": sum(each.is_computed for each in draft.items),
        "items": [_item_json(each) for each in draft.items],
        "to_do": [{"line": each.line, "text": each.details["text"]} for each in to_do],
        "findings": [each.to_json() for each in draft.findings],
    }
    if rows or form != "table":
        print_result(form, headers, rows, data)
    sentence = _("{file}: {computed} of {number} items are computed; {todo} places are marked TODO.")
    if draft.items:
        said = sentence.format(file=output, computed=data["computed"], number=len(rows), todo=len(to_do))
    else:
        said = _("{file}: {todo} places are marked TODO.").format(file=output, todo=len(to_do))
    context.say(dry(said, dry_run))
    context.say(_("Next: settle each TODO, then cultivation rules check {file}").format(file=output))


def _item_json(each: DraftedItem) -> dict[str, Any]:
    return {
        "cell": each.item.cell,
        "label": each.item.label,
        "maximum": str(each.item.maximum),
        "computed": each.is_computed,
        "to_do": [{"code": remark.code, "message": remark_text(remark)} for remark in each.remarks],
    }
