"""What `doctor` examines: the machine, and the workspace with its record."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from cultivation import __version__
from cultivation.commands.anchors import reason_of
from cultivation.commands.checks import Check, State
from cultivation.commands.context import Context
from cultivation.commands.pool_checks import as_opened
from cultivation.commands.steps import worded
from cultivation.errors import CultivationError
from cultivation.language import _, current, join_names

LEAST_PYTHON = (3, 11)
LEAST_FREE = 500 * 1024 * 1024  # bytes; a year with its workbooks, twice over
SPARE_MODULES = {  # what an extra brings, by the module that shows it is there
    "postgresql": "psycopg",
    "signature": "rfc3161_client",
}


def of_machine() -> Iterator[Check]:
    """Examine the program, the libraries, the terminal and other programs."""
    yield _python()
    yield _libraries()
    yield from _extras()
    yield _terminal()
    yield _fonts()
    yield _office()


def of_workspace(context: Context) -> Iterator[Check]:
    """Examine settings, folder, disk, database, log and rule sets, as far as they are there."""
    try:
        folder = context.workspace.directory
    except CultivationError as error:
        advice = _("Correct the file as described; if it is missing, cultivation init writes a default one.")
        yield Check("settings", _("settings"), State.BROKEN, worded(error), advice)
        return
    named = context.workspace.language
    yield Check("settings", _("settings"), State.FINE, _("language: {name}").format(name=named or current()))
    yield _folder(folder)
    yield _disk(folder)
    yield from _record(context)
    yield from _secrets(context)
    yield from _rule_sets(context)
    yield from of_pools(context)


def of_pools(context: Context) -> Iterator[Check]:
    """Examine the further pools: record, rule sets, and whether the record is the one that was opened."""
    for pool in context.other_pools():
        other = context.in_pool(pool)
        try:
            checks = [*_record(other), *_rule_sets(other)]
        except CultivationError as error:
            checks = [Check("pool", _("settings"), State.BROKEN, worded(error))]
        finally:
            other.close()
        for each in checks:
            yield replace(each, what=_("pool {pool}: {what}").format(pool=pool, what=each.what))
    yield from as_opened(context)


def _python() -> Check:
    details = f"cultivation {__version__}, Python {platform.python_version()}, {platform.system()}"
    if sys.version_info >= LEAST_PYTHON:
        return Check("python", _("program"), State.FINE, details)
    return Check("python", _("program"), State.BROKEN, details, _("Install Python 3.11 or newer."))


def _libraries() -> Check:
    """Examine what setup.cfg asks for."""
    wanted = [each for each in requires("cultivation") or () if "extra ==" not in each]
    names = [_name_of(each) for each in wanted]
    found = {name: _version(name) for name in names}
    missing = [name for name, number in found.items() if number is None]
    if missing:
        advice = _("Run: pip install {names}").format(names=" ".join(missing))
        details = _("missing: {names}").format(names=join_names(missing))
        return Check("libraries", _("libraries"), State.BROKEN, details, advice)
    return Check(
        "libraries", _("libraries"), State.FINE, _("all {number} are installed").format(number=len(names))
    )


def _name_of(requirement: str) -> str:
    end = next((place for place, letter in enumerate(requirement) if letter in "<>=!~;[ ("), None)
    return requirement[:end]


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _extras() -> Iterator[Check]:
    uses = {
        "postgresql": _("needed only for a record in PostgreSQL"),
        "signature": _("needed only to sign anchors"),
    }
    for extra, module in SPARE_MODULES.items():
        there = find_spec(module) is not None
        advice = "" if there else _("If needed: pip install 'cultivation[{extra}]'").format(extra=extra)
        state = State.FINE if there else State.OPTIONAL
        yield Check(extra, module, state, _("installed") if there else uses[extra], advice)


def _terminal() -> Check:
    """See whether Chinese can be printed here."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        "创新示范企业".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        advice = _("Set PYTHONUTF8=1, or a locale such as zh_CN.UTF-8, and start again.")
        return Check("terminal", _("terminal"), State.DOUBT, encoding, advice)
    if not encoding.lower().replace("-", "").startswith("utf8"):
        details = _("{encoding}: rare letters in names are shown as ?").format(encoding=encoding)
        advice = _("Set PYTHONUTF8=1, or write results into files with -o.")
        return Check("terminal", _("terminal"), State.DOUBT, details, advice)
    return Check("terminal", _("terminal"), State.FINE, encoding)


def _fonts() -> Check:
    """See whether the machine can show Chinese in workbooks and PDF; where it cannot be asked, say that."""
    import subprocess

    what, lister = _("Chinese fonts"), shutil.which("fc-list")
    if lister is None:
        return Check("fonts", what, State.FINE, _("cannot be checked here; Windows and macOS include them"))
    listed = subprocess.run(
        [lister, ":lang=zh", "family"], capture_output=True, text=True, errors="replace", check=False
    )
    first = next(iter(listed.stdout.splitlines()), "")
    if first:
        return Check("fonts", what, State.FINE, first)
    details = _("none; printing and PDF output on this machine would show boxes")
    return Check("fonts", what, State.DOUBT, details, _("Install one, such as fonts-noto-cjk."))


def _office() -> Check:
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path:
        return Check("office", _("office program"), State.FINE, path)
    details = _("none found; needed only to view workbooks on this machine")
    return Check("office", _("office program"), State.OPTIONAL, details)


def _folder(folder: Path) -> Check:
    what, details = _("folder"), str(folder.resolve())
    if not folder.is_dir():
        return Check("folder", what, State.BROKEN, details, _("Run: cultivation init DIR"))
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        advice = _("Get write access to that place ({problem}).").format(problem=error.strerror)
        return Check("folder", what, State.BROKEN, details, advice)
    return Check("folder", what, State.FINE, details)


def _disk(folder: Path) -> Check:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check("disk", _("disk"), State.DOUBT, error.strerror or str(error))
    details = _("{number} MB free").format(number=free // 1024**2)
    if free < LEAST_FREE:
        return Check("disk", _("disk"), State.DOUBT, details, _("Free disk space before the next intake."))
    return Check("disk", _("disk"), State.FINE, details)


def _record(context: Context) -> Iterator[Check]:
    """Examine the database with its schema, then the whole log with guards and documents."""
    try:
        record = context.record
        with record.reading() as reader:
            found, years = reader.verify(), len(reader.years())
    except CultivationError as error:
        yield Check(
            "database", _("database"), State.BROKEN, worded(error), _("Follow the instructions above.")
        )
        return
    yield _writable(Check("database", _("database"), State.FINE, record.description))
    if not found.ok:
        advice = _(
            "Change nothing. Restore the last backup whose anchor verifies, and find out who made "
            "the changes."
        )
        yield Check("log", _("log"), State.BROKEN, reason_of(found), advice)
        return
    details = _("entries: {entries}, years: {years}").format(entries=found.entries, years=years)
    yield Check("log", _("log"), State.FINE, details)


def _secrets(context: Context) -> Iterator[Check]:
    """Examine who can read what; also where the database cannot be used."""
    from cultivation.commands.privacy_checks import of_secrets

    try:
        record = context.record
    except CultivationError:
        record = None
    yield from of_secrets(context.workspace, record)


def _writable(check: Check) -> Check:
    """Doubt a database file that may only be read."""
    path = Path(check.details.removeprefix("sqlite:///"))
    if not check.details.startswith("sqlite:///") or os.access(path, os.W_OK):
        return check
    advice = _("Get write access to {file}.").format(file=path)
    return Check(check.code, check.what, State.BROKEN, _("read-only"), advice)


def _rule_sets(context: Context) -> Iterator[Check]:
    from cultivation.core.rules.lookup import read_files

    for file in read_files(context.workspace.rule_files()):
        what = _("rule set {file}").format(file=file.path.name)
        if file.loaded is None:
            advice = _("Run: cultivation rules check {file}").format(file=file.path)
            yield Check("rules", what, State.BROKEN, file.problem or file.path.parent.name, advice)
        elif file.origin == "workspace":
            yield Check("rules", what, State.FINE, file.loaded.rules.version)
