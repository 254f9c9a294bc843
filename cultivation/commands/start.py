"""First steps: init, demo, doctor."""

from __future__ import annotations

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from cultivation import __version__, language
from cultivation.commands.desk import Desk, command, format_option, pass_desk
from cultivation.commands.printing import print_result
from cultivation.errors import CultivationError, EnvironmentTrouble
from cultivation.language import _


@command(
    "init",
    _("Make a workspace: settings, database, and the default rule set to edit."),
    "cultivation init kunshan",
)
@click.argument("directory", type=click.Path(path_type=Path))
@pass_desk
def init(desk: Desk, directory: Path) -> None:
    """Make a workspace; what is there already is kept."""
    from cultivation import review
    from cultivation.resources import shipped
    from cultivation.workspace import DEFAULT_RULES, SETTINGS, TEMPLATE, read_workspace

    existed = (directory / SETTINGS).exists()
    try:
        (directory / "rules").mkdir(parents=True, exist_ok=True)
        settings = directory / SETTINGS
        if not settings.exists():
            settings.write_text(TEMPLATE.format(language=language.current()), encoding="utf-8")
        rules = directory / "rules" / f"{DEFAULT_RULES}.yaml"
        if not rules.exists():
            shutil.copyfile(shipped("scoring_rules") / rules.name, rules)
    except OSError as error:
        raise EnvironmentTrouble(
            _("The workspace {folder} cannot be made: {problem}").format(
                folder=directory, problem=error.strerror or error
            )
        ) from None
    record = desk.new_record(desk.settings.get("database") or read_workspace(directory).database_url)
    try:
        review.create(record, desk.actor)
    finally:
        record.dispose()
    click.echo(
        (
            _("The workspace {folder} is there already; nothing in it was changed.")
            if existed
            else _("The workspace {folder} is ready.")
        ).format(folder=directory)
    )
    desk.say(
        _("Next: cd {folder}, then cultivation open YEAR --rules {rules}").format(
            folder=directory, rules=DEFAULT_RULES
        )
    )


@command(
    "demo",
    _("Run the sample reviews from workbook to shortlist and tell what happened."),
    "cultivation demo demo",
)
@click.argument("directory", type=click.Path(path_type=Path), default=Path("demo"))
@pass_desk
def demo(desk: Desk, directory: Path) -> None:
    """Run the samples."""
    from cultivation.commands.story import most_asked, tell
    from cultivation.demo import run_demo, write_papers

    try:
        for folder, story in run_demo(directory, language.current()):
            years = list(story)
            papers = write_papers(folder, years[-1].year, most_asked(years[-1]).id)
            tell(folder, years, papers)
    except OSError as error:
        raise EnvironmentTrouble(
            _("The demo cannot write to {folder}: {problem}").format(
                folder=directory, problem=error.strerror or error
            )
        ) from None


@command(
    "doctor",
    _("Versions, database, log, rule sets, fonts: what is fine, what is not, what to do."),
    "cultivation doctor",
)
@format_option
@click.pass_context
def doctor(ctx: click.Context, form: str) -> None:
    """Examine the installation and the workspace."""
    desk = ctx.ensure_object(Desk)
    checks = [*_installation(), *_workspace(desk)]
    headers = [_("what"), _("state"), _("details")]
    rows = [[what, _("fine") if ok else _("not fine"), details] for what, ok, details in checks]
    data = {"checks": [{"what": what, "ok": ok, "details": details} for what, ok, details in checks]}
    print_result(form, headers, rows, data)
    ctx.exit(0 if all(ok for _what, ok, _details in checks) else 3)


Check = tuple[str, bool, str]


def _installation() -> list[Check]:
    libraries = ("SQLAlchemy", "alembic", "openpyxl", "pandas", "scikit-learn", "XlsxWriter", "pydantic")
    found = {name: _version(name) for name in libraries}
    missing = _("missing")
    versions = ", ".join(f"{name} {number or missing}" for name, number in found.items())
    office = shutil.which("soffice") or shutil.which("libreoffice")
    place = (
        _("found: {path}").format(path=office)
        if office
        else _("not found; needed only to look at workbooks here")
    )
    return [
        (_("program"), True, f"cultivation {__version__}, Python {platform.python_version()}"),
        (_("libraries"), all(found.values()), versions),
        (_("office program"), True, place),
        (_("Chinese fonts"), *_fonts()),
    ]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _fonts() -> tuple[bool, str]:
    """Say whether the machine can show Chinese; where it cannot be asked, say that."""
    import subprocess

    lister = shutil.which("fc-list")
    if lister is None:
        return True, _("cannot be asked here; Windows and macOS have them")
    listed = subprocess.run(
        [lister, ":lang=zh", "family"], capture_output=True, text=True, check=False
    ).stdout
    first = next(iter(listed.splitlines()), "")
    return bool(first), first or _(
        "none; printing and PDF on this machine would show boxes. Install for example fonts-noto-cjk"
    )


def _workspace(desk: Desk) -> list[Check]:
    """Examine what lies in the workspace, as far as there is one."""
    try:
        record = desk.record
        with record.reading() as reader:
            found = reader.verify()
            years = len(reader.years())
    except CultivationError as error:
        return [(_("workspace"), False, error.message)]
    state = _("{entries} entries, {years} years").format(entries=found.entries, years=years)
    return [
        (_("database"), True, record.description),
        (_("log"), found.ok, state if found.ok else str(found.reason)),
        *_rule_sets(desk),
    ]


def _rule_sets(desk: Desk) -> list[Check]:
    from cultivation.rules.finding import read_files

    return [
        (
            _("rule set {file}").format(file=file.path.name),
            file.loaded is not None,
            file.problem or file.path.parent.name,
        )
        for file in read_files(desk.workspace.rule_files())
        if file.origin == "workspace" or file.loaded is None
    ]
