"""What deserves a look on site: `consistency`, and what a visit found: `verified`."""

from __future__ import annotations

from typing import Any

import click

from cultivation import review
from cultivation.commands.context import (
    Context,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.stale import say_stale
from cultivation.core.wording.flags import RESULTS, group_text
from cultivation.errors import UsageMistake
from cultivation.language import _, current, join_names
from cultivation.queries.analyses import verified_flags
from cultivation.queries.consistency import ConsistencyChecked
from cultivation.queries.flags import flag_json, flag_text
from cultivation.queries.year import year_in


@command(
    "consistency",
    _(
        "Figures that should be verified on site: unlike those of peers, copied, repeated, round, "
        "or grown unusually."
    ),
    "cultivation consistency 2016\ncultivation consistency 2016 --top 5",
)
@click.argument("year", type=int)
@click.option("--top", type=click.IntRange(1), metavar="N", help=_("Show only this many flags."))
@dry_run_option
@format_option
@pass_command_context
def consistency(context: Context, year: int, top: int | None, dry_run: bool, form: str) -> None:
    """Look for flags."""
    looked = review.look_for_flags(context.record, context.actor, year, dry_run)
    stored = [each.to_record() for each in looked.found.flags][:top]
    with context.record.reading() as reader:
        say_stale(context, reader, year)
        own = year_in(reader, year)
        visits = verified_flags(own)
        flags = [flag_json(own, flag, visits) for flag in stored]
        texts = [flag_text(own, flag, visits) for flag in stored]
    headers = [_("code"), _("enterprise"), _("to be verified"), _("because"), _("where"), _("visit")]
    rows = [
        [
            each.id,
            flag["name"],
            each.kind,
            each.evidence,
            "\n".join(_where(source) for source in flag["sources"]),
            each.visit,
        ]
        for flag, each in zip(flags, texts, strict=True)
    ]
    data = {**looked.to_json(), "flags": flags}
    print_result(form, headers, rows, data)
    if form == "table":
        _explain(looked)
    context.say(dry(_("The result is stored with the year; the shortlist shows what to verify."), dry_run))


def _where(source: dict[str, Any]) -> str:
    return f"{source['file']} {source['sheet']}!{source['cell']}"


def _explain(looked: ConsistencyChecked) -> None:
    found, rules = looked.found, looked.rules
    if not found.says_something:
        click.echo(
            _(
                "{number} applications are too few to establish what is usual; only digits were compared."
            ).format(number=found.firms)
        )
        return
    click.echo(
        _(
            "A flag is a request to verify; it gives no points and is not a veto. Peers are "
            "the applicants most similar in all other figures; the range covers eight in ten "
            "of them."
        )
    )
    if found.left_out:
        click.echo(
            _(
                "{number} more firms are slightly unusual; only the most striking are shown, "
                "about one firm in twenty."
            ).format(number=found.left_out)
        )
    rows = [[each.size, group_text(each.marks, rules)] for each in found.groups]
    print_table([_("firms"), _("marked by")], rows, _("Groups of similar applicants"))
    odd = [each for each in found.digits if each.odd]
    if odd:
        fields = join_names(rules.label_of(each.field).text(current()) for each in odd)
        click.echo(
            _(
                "First digits of {fields} do not follow Benford's law, as figures over several "
                "powers of ten usually do. This concerns the whole cohort, not one firm; "
                "thresholds in a programme may be the cause."
            ).format(fields=fields)
        )


@command(
    "verified",
    _("The findings of a site visit to a flagged enterprise; shown beside the flag from then on."),
    'cultivation verified 2016 昆山辉铄 --result explained --text "新厂投产，审计报告已核对"',
)
@click.argument("year", type=int)
@click.argument("enterprise")
@click.option("--result", type=click.Choice(tuple(RESULTS)), required=True, help=_("The outcome."))
@click.option("--text", required=True, metavar="TEXT", help=_("The finding in words."))
@dry_run_option
@pass_command_context
def verified(context: Context, year: int, enterprise: str, result: str, text: str, dry_run: bool) -> None:
    """Record a visit."""
    if not text.strip():
        raise UsageMistake(_("The text must not be empty."))
    _key, name = review.verify_flag(context.record, context.actor, year, enterprise, result, text, dry_run)
    told = _(RESULTS[result])
    click.echo(dry(f"{name}: {told}", dry_run))
    if result == "confirmed":
        context.say(
            _("Next: cultivation correct {year} ENTERPRISE FIELD VALUE --evidence TEXT").format(year=year)
        )
