"""The command groups; a command's module is imported when the command is called, not before."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from cultivation.commands.context import Context, global_options
from cultivation.commands.help import Page, say_placeholders
from cultivation.commands.streams import losses
from cultivation.errors import CultivationError, EnvironmentTrouble
from cultivation.language import N_, _, join_names

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("start:init", N_("Create a workspace.")),
    "demo": ("start:demo", N_("Run the sample reviews and summarize the results.")),
    "doctor": ("doctor:doctor", N_("Check the installation and explain how to fix problems.")),
    "rules": (
        "rules:rules",
        N_("Rule sets: list, show, new, check, test, diff, rehearse, template, self-check."),
    ),
    "open": ("year:open_year", N_("Open a review year.")),
    "status": ("status:status", N_("The state of the year and the next step.")),
    "due": ("due:due", N_("Who owes what, and until when.")),
    "intake": ("applications:intake", N_("Read workbooks and folders of workbooks.")),
    "window": ("filing_window:window", N_("When districts and enterprises submit: set, show.")),
    "headings": ("headings:headings", N_("What headings of tables stand for: list, set, remove.")),
    "registers": ("registers:registers", N_("Registers of authorities: list, template, import.")),
    "verify": ("verify:verify", N_("Claims beside registers: what differs, and what is at stake.")),
    "evidence": ("evidence_register:evidence", N_("Papers of applicants: import, list, fetch, show.")),
    "correct": ("applications:correct", N_("Correct a value of an application, with evidence.")),
    "opinions": ("opinions:opinions", N_("Zones recommend, departments may object: ask, import, close.")),
    "score": ("year:score", N_("Points and places.")),
    "panel": ("panel:panel", N_("Experts' review: list, conflicts, assignment, marks.")),
    "propose": ("decision:propose", N_("Entries, stays, exits and the reserve list, with reasons.")),
    "robustness": ("robustness:robustness", N_("How robust each place is when weights vary.")),
    "challenge": ("challenge:challenge", N_("Compare with other weights and methods.")),
    "consistency": ("site_checks:consistency", N_("Figures that deserve a look on site.")),
    "visits": ("visits:visits", N_("Visits on site: draw, forms, results.")),
    "verified": ("site_checks:verified", N_("The findings of a site visit to a flagged enterprise.")),
    "withdraw": ("notice:withdraw", N_("Withdraw an application.")),
    "notice": ("notice:notice", N_("Publish the proposal.")),
    "object": ("notice:object_", N_("File an objection to the proposal.")),
    "received": ("received:received", N_("Objections sent by the pages: list, take up, decline.")),
    "resolve": ("notice:resolve", N_("Uphold or dismiss an objection.")),
    "meeting": ("meeting:meeting", N_("The leading group's meeting: book, votes, minutes.")),
    "decide": ("decision:decide", N_("Approval of the proposal by a second person.")),
    "close": ("notice:close", N_("Close a decided year.")),
    "remove": ("membership:remove", N_("Take a member out of the pool, for a cause.")),
    "call-up": ("membership:call_up", N_("Bring the next of the reserve list into the pool.")),
    "rename": ("membership:rename", N_("Record a new name of an enterprise.")),
    "merge": ("enterprises:merge", N_("Record that an enterprise was merged into another.")),
    "recode": ("enterprises:recode", N_("Record a new credit code of an enterprise.")),
    "split": ("enterprises:split", N_("Record the firms that came from an enterprise.")),
    "suspend": ("enterprises:suspend", N_("Suspend a member.")),
    "resume": ("enterprises:resume", N_("End a suspension.")),
    "reverse": ("enterprises:reverse", N_("Reverse the last decision.")),
    "appeal": ("appeals:appeal", N_("Single cases after the decision: file, resolve, approve, list.")),
    "certificates": ("certificates:certificates", N_("Numbered certificates: issue, write, void, list.")),
    "demonstrate": ("demonstrations:demonstrate", N_("The year's demonstration enterprises.")),
    "support": ("support:support", N_("Support measures: rules, approval, payments.")),
    "plan": ("plans:plan", N_("Cultivation plans of members: set, list.")),
    "scheme": ("schemes:scheme", N_("Cultivation schemes: targets, tasks, yearly updates.")),
    "zones": ("zones:zones", N_("Report card of zones; notices and answers.")),
    "screen": ("screen:screen", N_("A whole register under a rule set: who would qualify.")),
    "candidates": (
        "candidates:candidates_",
        N_("Who of a statistics list would qualify and has not applied."),
    ),
    "monitor": (
        "monitor:monitor",
        N_("Members and applicants compared with the targets of the city's plan."),
    ),
    "projects": ("projects:projects", N_("Projects of a reserve, followed until completion.")),
    "effect": ("effect:effect", N_("What entering the pool did: just above and just below the line.")),
    "ladder": (
        "ladder:ladder",
        N_("Enterprises beside national standards: met, missing, the smallest change."),
    ),
    "vetoes": ("veto_lists:vetoes", N_("Lists that exclude: import, and enterprises on them.")),
    "pool": ("pool:pool", N_("The members of the pool; further pools: open, list, each.")),
    "history": ("history:history", N_("One enterprise through the years.")),
    "shortlist": ("shortlist:shortlist", N_("The ranked list as an Excel workbook.")),
    "report": ("papers:report", N_("The year as a page to look at, search and print.")),
    "dossier": ("papers:dossier", N_("Everything on record about one enterprise, to read or print.")),
    "announce": ("papers:announce", N_("The public notice, for Word or as HTML.")),
    "papers": ("signing:papers", N_("Papers to sign and to send: list, brief, letters.")),
    "why": ("why:why", N_("Why an enterprise entered, stayed or left.")),
    "serve": ("serve:serve", N_("All of this in a browser on this machine.")),
    "access": ("access:access", N_("How people prove who they are: invitations, sessions, log.")),
    "login": ("login:login", N_("Prove who you are, for eight hours.")),
    "logout": ("login:logout", N_("End what `login` began.")),
    "backup": ("backups:backup", N_("Record and access store: back up, check, restore.")),
    "accounts": ("accounts:accounts", N_("Who may do what: accounts and their roles.")),
    "audit": ("audit:audit", N_("The record: log, verify, rebuild.")),
    "completion": ("completion:completion", N_("Let the Tab key complete commands, in your shell.")),
}
# The phases of the year, for the page of all commands; what is not named here stands last.
PHASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Set up"), ("init", "demo", "doctor", "rules", "access", "login", "logout", "completion")),
    (
        N_("The year, in this order"),
        (
            *(
                "open",
                "intake",
                "window",
                "headings",
                "registers",
                "verify",
                "evidence",
                "correct",
                "withdraw",
                "vetoes",
                "opinions",
                "panel",
                "score",
                "propose",
                "visits",
            ),
            *(
                "notice",
                "object",
                "received",
                "resolve",
                "meeting",
                "decide",
                "appeal",
                "certificates",
                "demonstrate",
                "close",
            ),
        ),
    ),
    (
        N_("Queries"),
        (
            *(
                "status",
                "due",
                "pool",
                "why",
                "history",
                "robustness",
                "challenge",
                "consistency",
                "verified",
                "screen",
                "candidates",
            ),
            *("shortlist", "report", "dossier", "announce", "papers", "serve"),
        ),
    ),
    (
        N_("Between two reviews"),
        (
            *("remove", "call-up", "rename", "merge", "recode", "split", "suspend", "resume", "reverse"),
            *("support", "plan", "scheme", "projects", "zones", "monitor", "effect", "ladder"),
        ),
    ),
    (N_("The record"), ("accounts", "audit", "backup")),
)
ACCESS_COMMANDS: dict[str, tuple[str, str]] = {
    "invite": ("access:invite", N_("Make an invitation for an account.")),
    "reset": ("access:reset", N_("Delete what proves an account, and invite anew.")),
    "sessions": ("access:sessions", N_("Who is logged in.")),
    "end": ("access:end", N_("End a session.")),
    "tokens": ("tokens:tokens", N_("Tokens of programs of other systems.")),
    "issue": ("tokens:issue", N_("Issue a token.")),
    "revoke": ("tokens:revoke", N_("Revoke a token.")),
    "log": ("access_log:log", N_("The log of logins, checked.")),
    "seal": ("access_log:seal", N_("Put the days of the log of logins on record.")),
    "purge": ("access_log:purge", N_("Delete old days of the log of logins.")),
}
BACKUP_COMMANDS: dict[str, tuple[str, str]] = {
    "make": ("backups:make", N_("Both stores and the settings into a new folder.")),
    "check": ("backups:check", N_("Check a backup.")),
    "restore": ("backups:restore", N_("Restore a backup into an empty workspace.")),
}
RULES_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("rules:list_rules", N_("The rule sets that ship, and those of the workspace.")),
    "show": ("rules:show", N_("One rule set, readable.")),
    "check": ("rules:check", N_("Every mistake in a rule set file, in one go.")),
    "new": ("new_rules:new", N_("A first draft, from a scoring table or another rule set.")),
    "test": ("rule_trials:test", N_("Run cases: fields in, points out.")),
    "diff": ("rule_trials:diff", N_("What changed between two rule sets, in sentences.")),
    "rehearse": ("rule_trials:rehearse", N_("A new rule set on a past year's applications.")),
    "schema": ("rules:schema", N_("The JSON Schema of rule sets, for editors.")),
    "template": ("rules:template", N_("The application workbook for enterprises.")),
    "self-check": ("self_check:self_check", N_("A page with which firms compute their own points.")),
}
POOL_COMMANDS: dict[str, tuple[str, str]] = {
    "show": ("pool:show", N_("The members; `show` may be left out.")),
    "open": ("pools:open_", N_("Open a further pool.")),
    "list": ("pools:list_", N_("The pools of the workspace.")),
    "bring": ("pool_bring:bring_", N_("Members of another pool apply to this one.")),
    "each": ("pools:each", N_("Run a command in every pool.")),
}
SUPPORT_COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("support:import_", N_("Import lists of support measures.")),
    "list": ("support:list_", N_("Measures and their totals.")),
    "cancel": ("support:cancel", N_("Cancel a measure that was entered wrongly.")),
    "template": ("support:template", N_("The workbook for a list of measures.")),
    "compute": ("entitlements:compute", N_("Who is entitled to what by the rules, and why.")),
    "approve": ("entitlements:approve", N_("Put the entitlements of a year on record.")),
    "due": ("entitlements:due", N_("What was approved, when it falls due, what is paid.")),
    "return": ("entitlements:return_", N_("Record that support was paid back.")),
}
PLAN_COMMANDS: dict[str, tuple[str, str]] = {
    "set": ("plans:set_", N_("Set targets by indicator and year, by hand or from the rules.")),
    "list": ("plans:list_", N_("Targets, values since, and progress.")),
}
SCHEME_COMMANDS: dict[str, tuple[str, str]] = {
    "template": ("schemes:template", N_("The workbook in which schemes are set.")),
    "import": ("schemes:import_", N_("Read targets and tasks from the workbook.")),
    "show": ("schemes:show", N_("Targets, tasks, and how far they are.")),
    "ask": ("schemes:ask", N_("Ask members for the yearly update.")),
    "update": ("schemes:update", N_("Read the updates that come back.")),
    "due": ("schemes:due", N_("Who owes an update; the watch list; overdue tasks.")),
    "raise": ("schemes:raise_", N_("What applicants below the line have to raise.")),
    "paper": ("schemes:paper", N_("The scheme of a member, to sign.")),
}
ZONES_COMMANDS: dict[str, tuple[str, str]] = {
    "card": ("zones:card", N_("Figures by zone, and what they are made of.")),
    "notice": ("zones:notice", N_("Criticise a zone by notice.")),
    "rectify": ("zones:rectify", N_("Set a zone a deadline to put things right.")),
    "answer": ("zones:answer", N_("Record the answer of a zone.")),
    "list": ("zones:list_", N_("Notices, deadlines and answers.")),
    "letter": ("zones:letter", N_("The letter of a notice.")),
}
PANEL_COMMANDS: dict[str, tuple[str, str]] = {
    "experts": ("panel:experts", N_("Import a list of experts.")),
    "conflicts": ("panel:conflicts", N_("Which experts must not mark which enterprises, and why.")),
    "recuse": ("panel:recuse", N_("Record that an expert must not mark an enterprise.")),
    "assign": ("panel:assign", N_("Assign experts to enterprises, evenly.")),
    "open": ("panel:open_", N_("Open marking: experts see whom they mark.")),
    "declare": ("panel:declare", N_("Record that an expert has no other conflict.")),
    "close": ("panel:close", N_("Close marking, with the reason.")),
    "template": ("panel:template", N_("Write the experts' marking workbooks.")),
    "import": ("panel:import_", N_("Read the workbooks returned by experts.")),
    "show": ("panel:show", N_("Marks, strictness, items to discuss, missing experts.")),
}
PAPERS_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("signing:list_", N_("The list of the pool, to sign.")),
    "brief": ("signing:brief", N_("One page for the leading group.")),
    "letters": ("letters:letters", N_("A letter to each enterprise.")),
}
RECEIVED_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("received:list_", N_("What was received, and what became of it.")),
    "take-up": ("received:take_up", N_("Put one on record, with its files.")),
    "decline": ("received:decline", N_("Decline one, with a reason.")),
}
APPEAL_COMMANDS: dict[str, tuple[str, str]] = {
    "file": ("appeals:file_", N_("File an appeal against the decision, with papers.")),
    "resolve": ("appeals:resolve", N_("Dismiss it, or correct what was wrong.")),
    "approve": ("appeals:approve", N_("Approve a correction that changes who is in the pool.")),
    "list": ("appeals:list_", N_("The appeals of a year, and what became of them.")),
}
CERTIFICATE_COMMANDS: dict[str, tuple[str, str]] = {
    "issue": ("certificates:issue", N_("Give numbers to the members that hold no certificate.")),
    "write": ("certificates:write", N_("Certificates to print and seal, with proofs.")),
    "void": ("certificates:void", N_("Let a certificate count no longer.")),
    "list": ("certificates:list_", N_("Who holds which number.")),
}
OPINIONS_COMMANDS: dict[str, tuple[str, str]] = {
    "request": ("opinions:request", N_("Ask zones and departments, with a workbook for each.")),
    "import": ("opinions:import_", N_("Read the workbooks that come back.")),
    "close": ("opinions:close", N_("Put on record who did not answer in time.")),
    "list": ("opinions:list_", N_("Who answered what, and contradictions.")),
}
MEETING_COMMANDS: dict[str, tuple[str, str]] = {
    "group": ("meeting:group", N_("Who belongs to the leading group.")),
    "book": ("meeting:book", N_("The book of the meeting, and the sheet to fill in.")),
    "record": ("meeting:record", N_("Votes and recusals, from the sheet.")),
    "minutes": ("meeting:minutes", N_("The minutes, to sign.")),
}
EVIDENCE_COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("evidence_register:import_", N_("Import a folder or an archive of papers.")),
    "list": ("evidence_register:list_", N_("What is there and what is missing.")),
    "fetch": ("evidence_register:fetch", N_("Write the papers of an enterprise to a folder.")),
    "show": ("evidence_register:show", N_("The text of a page of a PDF.")),
}
VISITS_COMMANDS: dict[str, tuple[str, str]] = {
    "draw": ("visits:draw", N_("Settle who is visited: by the rules, and by lots.")),
    "forms": ("visits:forms", N_("Forms to take along.")),
    "import": ("visits:import_", N_("Results, from the forms filled in.")),
    "list": ("visits:list_", N_("Who is visited, why, and what was found.")),
}
VETOES_COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("veto_lists:import_list", N_("Import a list from a workbook.")),
    "kinds": ("veto_lists:list_kinds", N_("The kinds of lists that can be imported.")),
    "list": ("veto_lists:list_lists", N_("The lists on record, and members and applicants on them.")),
}
REGISTERS_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("registers:list_", N_("The registers there are, and the last import of each.")),
    "template": ("registers:template", N_("The workbook for a register.")),
    "import": ("registers:import_", N_("Import a register from a workbook.")),
}
VERIFY_COMMANDS: dict[str, tuple[str, str]] = {
    "show": ("verify:show", N_("Claims beside registers; `show` may be left out.")),
    "settle": ("verify:settle", N_("Settle a difference, for a reason.")),
}
HEADINGS_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("headings:list_", N_("What was said of headings.")),
    "set": ("headings:set_", N_("Say which field a heading stands for.")),
    "remove": ("headings:remove", N_("Take back what was said of a heading.")),
}
ACCOUNTS_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("accounts:list_", N_("Accounts, their roles, and what waits for a second person.")),
    "open": ("accounts:open_", N_("Open an account for a person.")),
    "close": ("accounts:close", N_("Close an account; its roles end.")),
    "grant": ("accounts:grant", N_("Grant a role, or ask for one that takes two persons.")),
    "confirm": ("accounts:confirm", N_("Confirm, as another person, a role that was asked for.")),
    "end": ("accounts:end", N_("End a role, or turn down one that was asked for.")),
    "require": ("accounts:require", N_("From now on, ask for proof of who takes a step.")),
}
AUDIT_COMMANDS: dict[str, tuple[str, str]] = {
    "log": ("audit:log", N_("The entries of the log.")),
    "oddities": ("oddities:oddities", N_("What a check of the record begins with.")),
    "original": ("originals:original", N_("The workbook as received, with the cell of a value marked.")),
    "verify": ("verification:verify", N_("Check the whole chain and every document.")),
    "anchor": ("anchors:anchor", N_("Write the head of the chain to a file, and as a line for the minutes.")),
    "cosign": ("anchors:cosign", N_("Sign, as a second office, that one anchor follows from another.")),
    "drill": ("drills:drill", N_("Restore a backup aside, prove it, and record that it was done.")),
    "clock": ("drills:clock", N_("Record why the clock was set back.")),
    "replay": ("audit:replay", N_("Do every step again, and compare byte for byte.")),
    "rebuild": ("audit:rebuild", N_("Rebuild all tables from the log, and compare.")),
    "quarantine": ("audit:quarantine", N_("Set aside what broke the chain; it stays on record.")),
    "move": ("audit:move", N_("Copy the record into another database, chain and all.")),
    "seal": ("proofs:seal", N_("One root over the results of a year, to be published.")),
    "prove": ("proofs:prove", N_("A page with which an enterprise checks its own result.")),
    "certificate": ("proofs:certificate", N_("Whether a certificate is valid, by its check code.")),
    "export": ("audit:export", N_("An archive to check the record without this program.")),
}

HELP = ("-h", "--help")


class LazyGroup(Page, click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def __init__(
        self,
        *args: Any,
        lazy: Mapping[str, tuple[str, str]],
        phases: Sequence[tuple[str, Sequence[str]]] = (),
        usual: str = "",
        bare: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy
        self.phases = phases
        self.usual = usual  # the command that is meant where none is named
        self.bare = bare  # it needs no argument
        self.options_metavar = _("[OPTIONS]")
        self.subcommand_metavar = _("COMMAND [ARGUMENTS]...")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the year."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        if cmd_name not in self.lazy:
            return None
        module, _colon, name = self.lazy[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"cultivation.commands.{module}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options, or nothing at all, for those of the usual command, where it needs nothing more."""
        if self.bare and (not args or (args[0].startswith("-") and args[0] not in HELP)):
            args = [self.usual, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of one that does not exist, say which may be meant."""
        if self.usual and args[0].isdigit():
            args = [self.usual, *args]
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            inside = [name for name in self._names_inside(ctx) if name.split()[-1] == args[0]]
            known = [*self.list_commands(ctx), *inside]
            found = click.exceptions.NoSuchCommand(error.command_name, possibilities=known, ctx=ctx)
            if inside:
                raise click.UsageError(f"{found.message} {_did_you_mean(inside)}", ctx) from None
            raise found from None

    def _names_inside(self, ctx: click.Context) -> Iterator[str]:
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if isinstance(command, LazyGroup):
                yield from (f"{name} {inner}" for inner in command.list_commands(ctx))

    def shown_examples(self, ctx: click.Context) -> Sequence[str]:
        """Return the first example of the first commands, unless the group has examples of its own."""
        if self.examples:
            return self.examples
        commands = (self.get_command(ctx, name) for name in self.list_commands(ctx)[:3])
        return [each.examples[0] for each in commands if isinstance(each, Page) and each.examples]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them, by phase of the year."""
        for title, names in self.sections():
            with formatter.section(title):
                formatter.write_dl([(name, _(self.lazy[name][1])) for name in names])

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the title of each section with its commands; those that no phase names come last."""
        placed: set[str] = set()
        for title, phase in self.phases:
            names = [name for name in phase if name in self.lazy]
            placed.update(names)
            if names:
                yield _(title), names
        rest = [name for name in self.lazy if name not in placed]
        if rest:
            yield _("Further commands") if placed else _("Commands"), rest


def _did_you_mean(names: Sequence[str]) -> str:
    return _("Did you mean {names}?").format(names=join_names(f"'{name}'" for name in names))


@contextmanager
def _interruptions_as_such() -> Iterator[None]:
    """Let an error that came of Ctrl-C be that: SQLAlchemy says otherwise if it came while a commit ran."""
    try:
        yield
    except Exception as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        raise


class Program(LazyGroup):
    """The outermost group: errors of ours become a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with _interruptions_as_such():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(_what_was_kept(ctx.obj), err=True)
            raise
        except CultivationError as error:
            click.echo(_worded(error), err=True)
            if isinstance(error, EnvironmentTrouble):
                _tell_what_stands(ctx.obj)
            ctx.exit(error.exit_code)
        except OSError as error:
            if error.errno in (None, errno.EPIPE):  # who reads the output has read enough
                raise
            click.echo(_sentence(error), err=True)
            _tell_what_stands(ctx.obj)
            ctx.exit(EnvironmentTrouble.exit_code)
        finally:
            if losses.happened():
                click.echo(losses.sentence(), err=True)
            ctx.obj.close()


def _what_was_kept(context: Context) -> str:
    """Say what is on record of a command that was interrupted; it is looked up, so it is certain."""
    try:
        kept = context.kept()
    except (CultivationError, OSError) as error:
        return _("Interrupted. What is on record could not be read: {problem}").format(problem=error)
    if not kept:
        return _("Interrupted. Nothing was recorded.")
    return _(
        "Interrupted. On record are {number} entries: {entries}. They stand; nothing else was recorded."
    ).format(number=len(kept), entries=join_names(kept))


def _tell_what_stands(context: Context) -> None:
    """Say what a command had put on record before the machine failed it."""
    with suppress(CultivationError, OSError):  # a record that cannot be read is the trouble just told
        if kept := context.kept():
            sentence = _("What this command recorded before stands: {entries}.")
            click.echo(sentence.format(entries=join_names(kept)), err=True)


def _worded(error: CultivationError) -> str:
    from cultivation.commands.steps import worded

    return worded(error)


def _sentence(error: OSError) -> str:
    """Say what the machine complains about, and of which file."""
    problem = error.strerror or str(error)
    if not error.filename:
        return _("The system refused: {problem}").format(problem=problem)
    return _("{file}: {problem}. Check that it exists and that you may use it.").format(
        file=error.filename, problem=problem
    )


def _version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from cultivation import __version__

        click.echo(f"cultivation {__version__}")
        ctx.exit()


def _program() -> Program:
    help_text = _(
        "Select and manage a city's cultivation pool of innovation demonstration enterprises: "
        "from the application workbooks to a signed shortlist whose reasons can be explained "
        "years later."
    )
    version = click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_version,
        help=_("Show the version."),
    )
    made = Program(
        "cultivation",
        lazy=COMMANDS,
        phases=PHASES,
        help=help_text,
        epilog=_("Each command has its own help page: cultivation COMMAND --help"),
        params=[*global_options(from_environment=True), version],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110, "obj": Context()},
    )
    say_placeholders(made.params)
    made.examples = (
        _("cultivation demo                      # the sample years, from workbooks to shortlists"),
        _("cultivation init kunshan              # a workspace of your own"),
        _("cultivation --workspace kunshan status          # the current state and the next step"),
    )
    return made


program = _program()


def lazy_group(
    name: str, commands: Mapping[str, tuple[str, str]], help_text: str, usual: str = "", bare: bool = False
) -> LazyGroup:
    """Make a group of commands, such as `rules` or `audit`; before a year, `usual` need not be named.

    Where it is `bare`, neither before an option, or alone.
    """
    return LazyGroup(name, lazy=commands, help=help_text, usual=usual, bare=bare)
