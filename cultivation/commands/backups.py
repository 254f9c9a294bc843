"""`backup`: both stores into a folder, proved, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.commands.context import Context, command, format_option, pass_command_context
from cultivation.commands.printing import print_result
from cultivation.commands.program import BACKUP_COMMANDS, lazy_group
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.access.signing_in import Access
    from cultivation.record.store import Record
    from cultivation.review.backup import Backup, Place

backup = lazy_group("backup", BACKUP_COMMANDS, _("Record and access store: back up, check, restore."))
TARGET = click.Path(file_okay=False, path_type=Path)
THERE = click.Path(exists=True, file_okay=False, path_type=Path)


@contextmanager
def _place_of(context: Context) -> Iterator[tuple[Place, Access]]:
    """Yield where both stores are or will be; the record need not be there yet."""
    from cultivation.access.signing_in import access_of
    from cultivation.review.backup import Place

    workspace = context.workspace
    record_url = context.url_in(workspace)
    room = access_of(workspace, record_url, lambda: datetime.now(UTC))
    try:
        url = room.store.url.render_as_string(hide_password=False)
        yield Place(workspace.directory, record_url, url, room.store.schema), room
    finally:
        room.store.dispose()


@command(
    "make",
    _("Back up the record, the access store and the settings into a new folder."),
    "cultivation backup make /backups/2026-12-01",
)
@click.argument("target", type=TARGET)
@format_option
@pass_command_context
def make(context: Context, target: Path, form: str) -> None:
    """Make a backup."""
    from cultivation.review.backup import make_backup

    with _place_of(context) as (place, room):
        found = make_backup(context.record, room, place, target)
    _print(form, found)
    context.say(
        _("It holds secrets: keep it where nobody else reads it. Check it with: cultivation backup check")
    )


@command(
    "check",
    _("Check a backup: its files, the chain of the record, the log of logins."),
    "cultivation backup check /backups/2026-12-01",
)
@click.argument("folder", type=THERE)
@format_option
@pass_command_context
def check(context: Context, folder: Path, form: str) -> None:
    """Check a backup."""
    from cultivation.review.backup import check_backup

    found = check_backup(folder, _beside)
    _print(form, found)
    _tell(context, found)
    if found.backend == "postgresql":
        context.say(
            _("Of PostgreSQL only the files are checked; restore it into an empty database for the rest.")
        )


def _beside(folder: Path, record: Record) -> Access:
    from cultivation.access.signing_in import access_beside

    return access_beside(f"sqlite:///{folder / 'cultivation.db'}", folder, lambda: datetime.now(UTC))


@command(
    "restore",
    _("Restore a backup into a workspace that has no record yet, check it, and end all sessions."),
    "cultivation --workspace /srv/cultivation backup restore /backups/2026-12-01",
)
@click.argument("folder", type=THERE)
@format_option
@pass_command_context
def restore(context: Context, folder: Path, form: str) -> None:
    """Restore a backup."""
    from cultivation.queries.people import PeopleOnRecord
    from cultivation.review.backup import restore_backup

    with _place_of(context) as (place, room):

        def opened(record: Record) -> Access:
            room.people = PeopleOnRecord(record)
            return room

        found = restore_backup(folder, place, opened)
    _print(form, found)
    _tell(context, found)
    context.say(_("Everybody logs in anew. Next: cultivation audit verify --anchor, with the latest anchor."))


def _print(form: str, found: Backup) -> None:
    data = {
        "folder": str(found.folder),
        "made": found.made,
        "backend": found.backend,
        "entries": found.entries,
        "head": found.head,
        "events": found.events,
        "log_of_logins": [each.problem for each in found.damages],
    }
    headers = [_("folder"), _("made"), _("database"), _("entries"), _("head"), _("events")]
    row = [data["folder"], found.made, found.backend, found.entries, found.head[:12], found.events]
    print_result(form, headers, [row], data)


def _tell(context: Context, found: Backup) -> None:
    """Say what the seals on record have of the log of logins, and it has not; the record counts."""
    if found.damages:
        sentence = _(
            "The log of logins does not fit the record in {number} places: it is older, or was changed."
        )
        context.say(sentence.format(number=len(found.damages)))
