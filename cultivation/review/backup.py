"""Both stores into one folder, proved, and back: the record with its chain, who proves themselves beside it.

Each store is one state. The record is taken first: so the log of logins is never older than what the record
holds of it. What is restored is verified before it counts, and nobody's session outlives it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cultivation.canonical import canonical_json
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.language import _
from cultivation.queries.access_seals import seals_of
from cultivation.record.dumps import dump, is_free, load
from cultivation.record.restore import restored_aside
from cultivation.record.store import Record

if TYPE_CHECKING:
    from cultivation.access.log import Damage
    from cultivation.access.signing_in import Access

MANIFEST, RECORD, ACCESS, KEY = "backup.json", "record", "access", "access.key"
SETTINGS = ("cultivation.toml", "rules", "registers", "lists")  # of a workspace, where they are there
FORM = 1
OpenAccess = Callable[[Record], "Access"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the two stores of a workspace are: their addresses, the schema of the second, the folder."""

    folder: Path
    record_url: str
    access_url: str
    access_schema: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: entries with their head, events of the log of logins and its `damages`."""

    folder: Path
    made: str
    backend: str
    entries: int
    head: str
    events: int
    damages: tuple[Damage, ...] = ()


def make_backup(record: Record, access: Access, place: Place, target: Path) -> Backup:
    """Write a backup into a folder that is not there yet; it appears whole or not at all."""
    if target.exists():
        raise Refused(_("There is {file} already; nothing is overwritten.").format(file=target))
    unfinished = target.with_name(f".{target.name}.unfinished")
    _cleared(unfinished)
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        made = _written(record, access, place, unfinished)
        unfinished.rename(target)
    except OSError as error:
        sentence = _("The backup {file} cannot be written: {problem}")
        raise EnvironmentTrouble(sentence.format(file=target, problem=error.strerror or error)) from None
    finally:
        _cleared(unfinished)
    return Backup(target, made["made"], made["backend"], made["entries"], made["head"], made["events"])


def _cleared(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _written(record: Record, access: Access, place: Place, folder: Path) -> dict[str, Any]:
    dump(place.record_url, folder / RECORD)
    with_access = access.store.is_made
    if with_access:
        dump(place.access_url, folder / ACCESS, place.access_schema)
        _copied(place.folder / KEY, folder / KEY)
    for name in SETTINGS:
        _copied(place.folder / name, folder / name)
    with record.reading() as reader:
        last = next(iter(reader.entries(limit=1, newest_first=True)), None)
    made = {
        "form": FORM,
        "program": version("cultivation"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "backend": "sqlite" if place.record_url.startswith("sqlite") else "postgresql",
        "entries": last.seq if last else 0,
        "head": last.hash if last else "",
        "events": len(access.events()) if with_access else 0,
        "files": {str(each.relative_to(folder)): _digest(each) for each in _files(folder)},
    }
    if made["backend"] == "sqlite":  # the copy is what counts, whatever was added meanwhile
        with restored_aside(str(folder / RECORD)) as copy, copy.reading() as reader:
            found = reader.verify()
            made |= {"entries": found.entries, "head": found.head}
    (folder / MANIFEST).write_bytes(canonical_json(made))
    return made


def _copied(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy2(source, target)


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in sorted(folder.rglob("*")) if each.is_file() and each.name != MANIFEST)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Return what a backup says of itself; refuse one of which a file is changed, missing or foreign."""
    try:
        said: Mapping[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        files = {str(each.relative_to(folder)): _digest(each) for each in _files(folder)}
        expected = said["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(_("{file} is no backup, or cannot be read.").format(file=folder)) from None
    if said.get("form") != FORM:
        raise Refused(_("The backup was made by a later version of the program; update the program."))
    differing = sorted(name for name in {*files, *expected} if files.get(name) != expected.get(name))
    if differing:
        sentence = _("The backup was changed since it was made: {files}")
        raise Refused(sentence.format(files=", ".join(differing)))
    return said


def check_backup(folder: Path, open_access: Callable[[Path, Record], Access]) -> Backup:
    """Prove a backup: its files, the chain of the record with documents and tables, the log of logins.

    Of one of PostgreSQL the files alone can be proved here; to prove the rest it is restored into an empty
    database.
    """
    said = read_manifest(folder)
    if said["backend"] == "postgresql":
        return Backup(folder, said["made"], said["backend"], said["entries"], said["head"], said["events"])
    with TemporaryDirectory(prefix="cultivation-backup-") as name:
        aside = Path(name)
        load(folder / RECORD, f"sqlite:///{aside / 'cultivation.db'}")
        record = Record(f"sqlite:///{aside / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
        try:
            record.create()  # one of an earlier version is brought up to date
            if (folder / ACCESS).exists():
                load(folder / ACCESS, f"sqlite:///{aside / 'access.db'}")
                _copied(folder / KEY, aside / KEY)
            return _proved(folder, said, record, open_access(aside, record))
        finally:
            record.dispose()


def _proved(folder: Path, said: Mapping[str, Any], record: Record, access: Access) -> Backup:
    with record.reading() as reader:
        found, seals = reader.verify(), seals_of(reader)
    if not found.ok:
        raise Refused(_("The backup is broken: {reason}").format(reason=found.reason))
    if found.head != said["head"] and said["backend"] == "sqlite":
        raise Refused(_("The backup is broken: {reason}").format(reason=_("its head is another one")))
    has_access = access.store.is_made
    damages = tuple(access.verify_log(seals)) if has_access else ()
    events = len(access.events()) if has_access else 0
    access.store.dispose()
    return Backup(folder, said["made"], said["backend"], found.entries, found.head, events, damages)


def restore_backup(folder: Path, place: Place, open_access: OpenAccess) -> Backup:
    """Put both stores where a workspace has none yet; verify them, and end all sessions.

    Settings and rule sets are laid beside where there are none. Whoever lost a role since the backup of the
    access store was made has lost it: roles are asked of the record.
    """
    said = read_manifest(folder)
    _check_place(said, place)
    place.folder.mkdir(parents=True, exist_ok=True)
    load(folder / RECORD, place.record_url)
    if (folder / ACCESS).exists():
        load(folder / ACCESS, place.access_url)
        if not (place.folder / KEY).exists():
            _copied(folder / KEY, place.folder / KEY)
    for name in SETTINGS:
        if not (place.folder / name).exists():
            _copied(folder / name, place.folder / name)
    record = Record(place.record_url, clock=lambda: datetime.now(UTC))
    try:
        record.create()
        access = open_access(record)
        if access.store.is_made:
            access.end_every_session("")
        return _proved(folder, said, record, access)
    finally:
        record.dispose()


def _check_place(said: Mapping[str, Any], place: Place) -> None:
    backend = "sqlite" if place.record_url.startswith("sqlite") else "postgresql"
    if backend != said["backend"]:
        sentence = _("The backup is of {theirs}, the workspace is on {ours}: restore it there first.")
        raise Refused(sentence.format(theirs=said["backend"], ours=backend))
    if not is_free(place.record_url, "", "log"):
        raise Refused(_("There is a record already; restore into an empty workspace and compare."))
    if not is_free(place.access_url, place.access_schema, "access_event"):
        raise Refused(_("There is an access store already; restore into an empty workspace and compare."))
