"""`pool open`, `pool list`, `pool each`: further pools of a workspace."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
from cultivation.commands.every_pool import every_pool
from cultivation.commands.output_files import write_whole
from cultivation.commands.printing import print_result
from cultivation.commands.start import PRIVATE_FILE, PRIVATE_FOLDER
from cultivation.core.rules.lookup import find_rules, read_files
from cultivation.errors import EnvironmentTrouble, Refused, UsageMistake
from cultivation.language import _
from cultivation.pools import ID, folder_of, pool_ids, settings_of
from cultivation.queries.pools import Pool, pools_opened
from cultivation.record.reader import Reader
from cultivation.workspace import SETTINGS, Workspace

FIRST_POOL = "first"
OPTIONS = {
    "workspace": "--workspace",
    "actor": "--as",
    "unauthenticated": "--unauthenticated",
    "lang": "--lang",
}
FLAGS = {"quiet": "--quiet", "verbose": "--verbose"}


@command(
    "open",
    _("Open a further pool, with a record, rules, years and decisions of its own."),
    "cultivation pool open giants --name 专精特新小巨人 --rules xiaojuren\n"
    "cultivation pool open projects --name 备选项目库 --rules kunshan_projects",
)
@click.argument("new_id", metavar="ID")
@click.option("--name", required=True, metavar="TEXT", help=_("The name of the pool, as papers have it."))
@click.option(
    "--rules",
    "rule_set",
    required=True,
    metavar="ID",
    help=_("The rule set by which it selects, or a standard whose version in force is used."),
)
@click.option(
    "--at", "address", metavar="URL", help=_("The database of its record; default: a file in its folder.")
)
@dry_run_option
@pass_command_context
def open_(
    context: Context, new_id: str, name: str, rule_set: str, address: str | None, dry_run: bool
) -> None:
    """Open a pool; one whose opening was interrupted is opened to the end."""
    _check(context, new_id, rule_set, address)
    new = review.NewPool(new_id, name.strip(), rule_set)
    with context.record.reading() as reader:
        if any(each.pool == new_id for each in pools_opened(reader)):
            raise Refused(_("The pool {pool} is on record already.").format(pool=new_id))
    if not dry_run:
        review.open_pool(context.record, context.actor, new, "", dry_run=True)  # may it be?
        begins = _made(context, new, address)
        review.open_pool(context.record, context.actor, new, begins)
    else:
        review.open_pool(context.record, context.actor, new, "", dry_run=True)
    click.echo(dry(_("The pool {name} is open.").format(name=new.name), dry_run))
    if not dry_run:
        context.say(_("Next: cultivation --pool {pool} open YEAR").format(pool=new_id))


def _check(context: Context, pool: str, rule_set: str, address: str | None) -> None:
    """Refuse a pool in a pool, an id that is none, rules that there are not, a record without a place."""
    workspace = context.workspace
    if context.pool:
        raise UsageMistake(_("Further pools are opened beside the first; leave --pool out."))
    if not ID.fullmatch(pool):
        sentence = _("{pool}: an id of a pool has small letters, digits and _, and begins with a letter.")
        raise UsageMistake(sentence.format(pool=pool))
    files = list(workspace.rule_files())
    if not any(each.loaded and each.loaded.rules.standard == rule_set for each in read_files(files)):
        find_rules(rule_set, files)
    if address is None and (workspace.database or context.settings.get("database")):
        sentence = _(
            "The record of this workspace is in a database of its own; name one for the pool with --at."
        )
        raise UsageMistake(sentence)


def _made(context: Context, new: review.NewPool, address: str | None) -> str:
    """Make folder, settings and record of a pool; return the hash with which its record begins."""
    folder = folder_of(context.workspace, new.id)
    settings = folder / SETTINGS
    try:
        for each in (folder.parent, folder, folder / "rules"):
            each.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not settings.exists():
            write_whole(settings, settings_of(new.id, new.name, address).encode())
            settings.chmod(PRIVATE_FILE)
    except OSError as error:
        sentence = _("The workspace {folder} cannot be created: {problem}")
        raise EnvironmentTrouble(sentence.format(folder=folder, problem=error.strerror or error)) from None
    other = context.in_pool(new.id)
    try:
        record = other.new_record(other.url_in(other.workspace))
        try:
            review.create(record, context.actor, new)
            with record.reading() as reader:
                return next(iter(reader.entries(limit=1))).hash
        finally:
            record.dispose()
    finally:
        other.close()


@command("list", _("The pools of the workspace: rules, years and members."), "cultivation pool list")
@format_option
@pass_command_context
def list_(context: Context, form: str) -> None:
    """List the pools."""
    with every_pool(context) as pools:
        data = [_told(pool, reader) for pool, reader in pools]
        missing = [] if context.pool else missing_pools(context.workspace, pools[0][1])
    headers = [_("id"), _("name"), _("rule set"), _("years"), _("members")]
    rows = [
        [each["id"], each["name"], each["rule_set"], ", ".join(map(str, each["years"])), each["members"]]
        for each in data
    ]
    print_result(form, headers, rows, {"pools": data, "missing": missing})
    for pool in missing:
        context.warn(_("The pool {pool} is on record, but its folder is not there.").format(pool=pool))


def _told(pool: Pool, reader: Reader) -> dict[str, Any]:
    years = reader.years()
    latest = years[-1].rule_set if years else ""
    return {
        **pool.to_json(),
        "rule_set": pool.rule_set or latest or None,
        "years": [each.year for each in years],
        "members": len(reader.members()),
    }


def missing_pools(workspace: Workspace, first: Reader) -> list[str]:
    """Return the pools that are on record as opened and lie nowhere."""
    there = pool_ids(workspace)
    return [each.pool for each in pools_opened(first) if each.pool not in there]


@command(
    "each",
    _("Run a command in every pool, the first included; {pool} in it stands for the pool's id."),
    "cultivation pool each audit verify\ncultivation pool each -- audit export -o backup_{pool}.zip",
    ignore_unknown_options=True,
)
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="COMMAND...")
@click.pass_context
def each(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Run a command in every pool; the exit code is the worst."""
    context = ctx.ensure_object(Context)
    if context.pool:
        raise UsageMistake(_("A command for every pool names none; leave --pool out."))
    codes = []
    for pool in (FIRST_POOL, *context.other_pools()):
        context.say(_("Pool {pool}:").format(pool=pool))
        codes.append(_run(context, pool, [word.replace("{pool}", pool) for word in words]))
    ctx.exit(max(codes))


def _run(context: Context, pool: str, words: Sequence[str]) -> int:
    """Run a command as it would be typed, in a process's own context of the pool; return its exit code."""
    from cultivation.commands.program import program

    said = dict(context.settings)
    options = [text for key, option in OPTIONS.items() if key in said for text in (option, str(said[key]))]
    options += [option for key, option in FLAGS.items() if said.get(key)]
    options += [] if pool == FIRST_POOL else ["--pool", pool]
    sys.stdout.flush()
    try:
        ended = program.main(
            args=[*options, *words], prog_name="cultivation", standalone_mode=False, obj=Context()
        )
    except click.ClickException as mistake:
        mistake.show()
        return int(mistake.exit_code)
    return ended if isinstance(ended, int) else 0  # click gives the exit code of a command that ends by one
