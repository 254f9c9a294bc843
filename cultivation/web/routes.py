"""Every address once: its path, its method, who may ask it, and what answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from cultivation.intake.formats.limits import MEBIBYTE, Limits
from cultivation.web import attachments, rights
from cultivation.web.answering import Act, Look, Place, acting, handing_in, reading, shown_and_sent
from cultivation.web.pages import (
    access_log,
    accounts,
    applications,
    between,
    certificates,
    correcting,
    cultivating,
    decision,
    drafts,
    entering,
    evidence,
    files,
    findings,
    firms,
    first_start,
    headings,
    home,
    ledger,
    mark_acts,
    marks,
    meeting,
    objections,
    opening,
    opinions,
    own,
    own_form,
    own_opinions,
    own_rows,
    panel,
    panel_acts,
    papers,
    points,
    pool,
    pools,
    projector,
    proposal,
    proposal_rows,
    proposing,
    proving,
    public,
    record,
    registers,
    report_card,
    resets,
    rules,
    schemes,
    sheet,
    single_sign_on,
    system,
    tabs,
    tokens,
    visits,
    voting,
    what_if,
    why,
    years,
)
from cultivation.web.rights import Right

PACKED = (
    Middleware(GZipMiddleware, compresslevel=4),
)  # only where an answer repeats nothing of what was asked
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True)
class Address:
    """One address: its right decides who gets it; `own` answers those who may see their own rows only.

    `look` answers from one state of the record and is kept where `keep` says so; `act` answers anew each
    time; `take` takes forms and files, for whoever has the right for all or for own rows, where `look` shows
    the form. With `step_up`, who comes must have confirmed lately that it is they. `limits` are those of
    files where they are less than usual.
    """

    path: str
    right: Right
    look: Look | None = None
    act: Act | None = None
    own: Look | None = None
    take: Act | None = None
    methods: Sequence[str] = GET
    keep: bool = True
    step_up: bool = False
    limits: Limits | None = None
    middleware: Sequence[Middleware] = ()

    def route(self) -> Route:
        """Return it as Starlette takes it."""
        shows = self.look is not None or self.take is None
        assert not shows or (self.own is not None) == bool(self.right.own_rows), (
            "own rows are shown by a page of their own"
        )
        place = Place(self.right, self.step_up)
        if self.take is not None and self.look is None:
            return Route(self.path, handing_in(self.take, place, self.limits), methods=list(POST))
        if self.look is not None:
            answer = reading(self.look, place, self.own, self.keep)
            if self.take is not None:
                answer = shown_and_sent(answer, handing_in(self.take, place))
        else:
            assert self.act is not None
            answer = acting(self.act, place)
        return Route(self.path, answer, methods=list(self.methods), middleware=self.middleware)


def _looks(path: str, right: Right, look: Look, own: Look | None = None, keep: bool = True) -> Address:
    return Address(path, right, look=look, own=own, keep=keep)


def _form(path: str, right: Right, look: Look, take: Act, own: Look | None = None) -> Address:
    return Address(path, right, look=look, own=own, take=take, methods=BOTH, keep=False)


def _acts(path: str, right: Right, act: Act, methods: Sequence[str] = GET, step_up: bool = False) -> Address:
    return Address(path, right, act=act, methods=methods, step_up=step_up)


def _takes(path: str, right: Right, take: Act, limits: Limits | None = None) -> Address:
    return Address(path, right, take=take, methods=POST, limits=limits)


ADDRESSES = (
    _looks("/", rights.OWN_ACCOUNT, home.home, keep=False),
    _acts("/first", rights.FIRST_START, first_start.first, BOTH),
    _acts("/enter", rights.DOOR, entering.enter, BOTH),
    _acts("/enter/passkey", rights.DOOR, entering.enter_by_passkey, POST),
    _acts("/enter/passkey/ask", rights.DOOR, entering.ask_passkey, POST),
    _acts("/enter/second", rights.DOOR, proving.second, BOTH),
    _acts("/enter/factor", rights.DOOR, proving.factor, BOTH),
    _acts("/enter/factor/passkey", rights.DOOR, proving.factor_by_passkey, POST),
    _acts("/enter/factor/passkey/ask", rights.DOOR, proving.ask_new_passkey, POST),
    _acts("/enter/password", rights.DOOR, proving.renew, BOTH),
    _acts("/enter/oidc", rights.DOOR, single_sign_on.go),
    _acts("/enter/oidc/back", rights.DOOR, single_sign_on.back),
    _acts("/enter/oidc/leave", rights.DOOR, single_sign_on.leave),
    _acts("/invited", rights.DOOR, proving.invited, BOTH),
    _acts("/notice", rights.PUBLIC, public.notices),
    _acts("/notice/{year}", rights.PUBLIC, public.notice),
    _acts("/object/{year}", rights.PUBLIC, public.object_form),
    _takes("/object/{year}/send", rights.PUBLIC, public.object_send, attachments.LIMITS),
    _acts("/receipt", rights.PUBLIC, public.receipt, BOTH),
    _acts("/proof", rights.PUBLIC, public.proof),
    _takes("/proof/check", rights.PUBLIC, public.proof_check, Limits(file_bytes=MEBIBYTE)),
    _acts("/leave", rights.OWN_ACCOUNT, entering.leave, POST),
    _acts("/own", rights.OWN_ACCOUNT, own.own),
    _acts("/own/password", rights.OWN_ACCOUNT, own.password, POST),
    _acts("/own/codes", rights.OWN_ACCOUNT, own.codes, POST),
    _acts("/own/totp", rights.OWN_ACCOUNT, own.totp, BOTH),
    _acts("/own/passkey", rights.OWN_ACCOUNT, own.passkey, POST),
    _acts("/own/passkey/ask", rights.OWN_ACCOUNT, proving.ask_new_passkey, POST),
    _acts("/own/remove", rights.OWN_ACCOUNT, own.remove, POST),
    _acts("/own/oidc", rights.OWN_ACCOUNT, single_sign_on.link, step_up=True),
    _acts("/own/oidc/remove", rights.OWN_ACCOUNT, single_sign_on.unlink, POST, step_up=True),
    _acts("/own/sessions", rights.OWN_ACCOUNT, own.sessions, POST),
    _acts("/own/stay", rights.OWN_ACCOUNT, own.stay, BOTH),
    _acts("/step-up", rights.OWN_ACCOUNT, own.step_up, BOTH),
    _acts("/step-up/passkey", rights.OWN_ACCOUNT, own.step_up_by_passkey, POST),
    _acts("/step-up/passkey/ask", rights.OWN_ACCOUNT, own.ask_step_up, POST),
    _acts("/drafts/{number}", rights.OWN_ACCOUNT, drafts.draft),
    _looks("/years/{year}", rights.YEARS, years.year),
    _looks("/years/{year}/proposal", rights.PROPOSAL, proposal.proposal),
    _looks("/years/{year}/proposal.csv", rights.PROPOSAL, proposal.table),
    Address("/years/{year}/proposal.json", rights.PROPOSAL, look=proposal_rows.rows, middleware=PACKED),
    _looks("/years/{year}/changes", rights.PROPOSAL, tabs.changes),
    _looks("/years/{year}/line", rights.PROPOSAL, tabs.line),
    _looks("/years/{year}/zones", rights.PROPOSAL, years.zones),
    _looks("/years/{year}/checks", rights.POINTS, tabs.checks),
    _looks("/years/{year}/points", rights.POINTS, points.points),
    _looks("/years/{year}/firms", rights.FIRMS, applications.applications, own_rows.applications),
    _looks("/years/{year}/firms/{code}", rights.FIRMS, applications.application, own_rows.application),
    _looks("/years/{year}/files", rights.RECEIVED, files.files, files.own_files, keep=False),
    _takes("/years/{year}/files/new", rights.SUBMITTING, files.take),
    _looks("/years/{year}/files/template", rights.RECEIVED, files.template, files.template),
    _looks("/years/{year}/files/{entry}", rights.RECEIVED, files.answer, files.own_answer),
    _looks("/years/{year}/files/{entry}/marked", rights.RECEIVED, files.marked, files.own_marked),
    _looks("/years/{year}/files/{entry}/sheet", rights.RECEIVED, files.sheet, files.own_sheet),
    _looks("/years/{year}/files/{entry}/sheet/file", rights.RECEIVED, files.file, files.own_file),
    _form("/years/{year}/form", rights.SUBMITTING, own_form.form, own_form.send, own_form.form),
    _takes("/years/{year}/files/{entry}/wrong", rights.SUBMITTING, files.contest),
    _takes("/years/{year}/files/{entry}/withdraw", rights.SUBMITTING, files.withdraw),
    _looks("/years/{year}/findings", rights.FILES, findings.queue),
    _looks("/years/{year}/findings.csv", rights.FILES, findings.table),
    _looks("/years/{year}/findings/{entry}/{number}", rights.FILES, findings.one),
    _takes("/years/{year}/findings/{entry}/{number}/settle", rights.CORRECTING, findings.settle),
    _form(
        "/years/{year}/firms/{code}/correct/{field}",
        rights.CORRECTING,
        correcting.form,
        correcting.correct,
    ),
    _looks("/years/{year}/headings", rights.FILES, headings.headings),
    _takes("/years/{year}/headings/explain", rights.CORRECTING, headings.explain),
    _takes("/years/{year}/headings/forget", rights.CORRECTING, headings.forget),
    _looks("/years/{year}/lists", rights.LISTS, points.lists),
    _looks("/years/{year}/registers", rights.LISTS, registers.registers),
    _looks("/years/{year}/registers/{entry}", rights.FILES, registers.register_sheet),
    _looks("/years/{year}/registers/{entry}/file", rights.FILES, registers.register_file),
    _looks("/years/{year}/due", rights.INTAKE, opinions.due, keep=False),
    _looks("/years/{year}/ledger", rights.INTAKE, ledger.ledger),
    _looks("/years/{year}/evidence", rights.INTAKE, evidence.evidence),
    _looks("/years/{year}/evidence/{code}/{sha256}", rights.FILES, evidence.file),
    _looks("/years/{year}/opinions", rights.INTAKE, opinions.opinions),
    _looks("/years/{year}/opinion", rights.OPINING, own_opinions.own, own_opinions.own, keep=False),
    _form(
        "/years/{year}/opinion/{kind}/{name}",
        rights.OPINING,
        own_opinions.form,
        own_opinions.give,
        own_opinions.form,
    ),
    _looks("/years/{year}/visits", rights.POINTS, visits.visits),
    _looks("/years/{year}/panel", rights.PANEL, panel.panel, keep=False),
    _looks("/years/{year}/conflicts", rights.PANEL, panel.conflicts),
    _looks("/years/{year}/assignment", rights.PANEL, panel.assignment),
    _looks("/years/{year}/discussion", rights.PANEL, panel.discussion),
    Address("/years/{year}/panel/experts", rights.PANELLING, take=panel_acts.list_of_experts, methods=POST),
    _acts("/years/{year}/panel/template", rights.PANELLING, panel_acts.template),
    _acts("/years/{year}/conflicts/recuse", rights.PANELLING, panel_acts.withdraw, POST),
    _acts("/years/{year}/assignment/draw", rights.PANELLING, panel_acts.draw, POST),
    _acts("/years/{year}/panel/open", rights.PANELLING, panel_acts.open_, POST),
    _acts("/years/{year}/panel/close", rights.PANELLING, panel_acts.close, POST),
    _acts("/years/{year}/marks", rights.MARKS, marks.marks),
    _acts("/years/{year}/marks/declare", rights.MARKS, mark_acts.declare, POST),
    _acts("/years/{year}/marks/hand-in", rights.MARKS, mark_acts.hand_in, BOTH),
    _acts("/years/{year}/marks/workbook", rights.MARKS, mark_acts.workbook),
    Address("/years/{year}/marks/upload", rights.MARKS, take=mark_acts.upload, methods=POST),
    _acts("/years/{year}/marks/{number}", rights.MARKS, marks.sheet, BOTH),
    _acts("/years/{year}/marks/{number}/withdraw", rights.MARKS, mark_acts.withdraw, POST),
    _looks("/years/{year}/objections", rights.OBJECTIONS, objections.objections, own_rows.objections, False),
    _acts("/years/{year}/objections/take-up", rights.TAKING_UP, objections.take_up, POST),
    _acts("/years/{year}/objections/decline", rights.TAKING_UP, objections.decline, POST),
    _takes("/years/{year}/objections/file", rights.TAKING_UP, objections.file, attachments.LIMITS),
    _acts("/years/{year}/objections/received/{receipt}/{sha256}", rights.TAKING_UP, objections.sent_file),
    _acts("/years/{year}/objections/answer", rights.PROPOSING, objections.answer, POST),
    _acts("/years/{year}/propose", rights.PROPOSING, proposing.propose, POST),
    _acts("/years/{year}/notice", rights.PROPOSING, proposing.notice, POST),
    _looks("/years/{year}/decision", rights.DECISION, decision.decision, keep=False),
    _acts("/years/{year}/decision/preview", rights.DECIDING, decision.preview, POST),
    _acts("/years/{year}/decision/sign", rights.DECIDING, decision.sign, POST, step_up=True),
    _looks("/years/{year}/what-if", rights.WHAT_IF, what_if.tried, keep=False),
    _takes("/years/{year}/what-if/rules", rights.WHAT_IF, what_if.rehearse, Limits(file_bytes=MEBIBYTE)),
    _looks("/years/{year}/meeting", rights.MEETING, meeting.meeting),
    _looks("/years/{year}/meeting/view", rights.MEETING, projector.view),
    _looks("/years/{year}/meeting/group/list", rights.VOTING, voting.group_list),
    _looks("/years/{year}/meeting/sheet", rights.VOTING, voting.sheet),
    _takes("/years/{year}/meeting/group", rights.VOTING, voting.list_group),
    _takes("/years/{year}/meeting/record", rights.VOTING, voting.record_meeting),
    _looks("/years/{year}/certificates", rights.POOL, certificates.certificates),
    _looks("/years/{year}/why/{code}", rights.WHY, why.why, own_rows.outcome),
    _looks("/years/{year}/why/{code}/change", rights.PROPOSAL, why.change),
    _looks("/years/{year}/why/{code}/turning", rights.PROPOSAL, why.turning),
    _looks("/years/{year}/sheet/{code}", rights.FILES, sheet.sheet),
    _looks("/years/{year}/sheet/{code}/file", rights.FILES, sheet.file),
    _looks("/years/{year}/papers", rights.PROPOSAL, papers.papers),
    _looks("/years/{year}/support", rights.POOL, cultivating.support, keep=False),
    _looks("/years/{year}/ladder", rights.POOL, cultivating.ladder, keep=False),
    _looks("/years/{year}/ladder/{code}", rights.POOL, cultivating.climb, keep=False),
    _looks("/years/{year}/effect", rights.POOL, cultivating.effect, keep=False),
    _looks("/years/{year}/monitor", rights.POOL, cultivating.targets, keep=False),
    _looks("/years/{year}/report-card", rights.POOL, report_card.report_card, keep=False),
    _looks("/years/{year}/report-card/{zone}", rights.POOL, report_card.zone_card, keep=False),
    _looks("/schemes", rights.POOL, schemes.schemes, keep=False),
    _looks("/schemes/{code}", rights.POOL, schemes.scheme, keep=False),
    _looks("/pool", rights.POOL, pool.pool, keep=False),
    _looks("/pools", rights.POOL, pools.pools, keep=False),
    _acts("/pool/remove", rights.CHANGING_POOL, between.remove, POST, step_up=True),
    _acts("/pool/call-up", rights.CHANGING_POOL, between.call_up, POST, step_up=True),
    _acts("/open", rights.SCORING, opening.open_year, POST),
    _looks("/open/form", rights.SCORING, opening.form, keep=False),
    _looks("/firms", rights.FIRMS, firms.firms, own_rows.firms),
    _looks("/firms/{code}", rights.FIRMS, firms.history, own_rows.history),
    _looks("/rules", rights.RULES, rules.rules, keep=False),
    _looks("/rules/{rules}", rights.RULES, rules.rule_set, keep=False),
    _looks("/record", rights.RECORD, record.log),
    _looks("/record/oddities", rights.RECORD, record.oddities),
    _looks("/record/proofs", rights.RECORD, record.proofs),
    _looks("/record/{entry}", rights.RECORD, record.entry),
    _looks("/record/{entry}/{sha256}", rights.RECORD, record.document),
    _acts("/jobs", rights.JOBS, papers.order, POST),
    _acts("/jobs/{key}", rights.JOBS, papers.job),
    _acts("/jobs/{key}/file", rights.JOBS, papers.fetch),
    _acts("/accounts", rights.ACCOUNTS, accounts.people),
    _acts("/accounts/open", rights.GRANTING, accounts.open_one, POST, step_up=True),
    _acts("/accounts/require", rights.GRANTING, accounts.require, POST, step_up=True),
    _acts("/accounts/requests", rights.CONFIRMING, accounts.answer_request, POST, step_up=True),
    _acts("/accounts/resets", rights.CONFIRMING, resets.answer_reset, POST, step_up=True),
    _acts("/accounts/{account}", rights.ACCOUNTS, accounts.account),
    _acts("/accounts/{account}/grant", rights.GRANTING, accounts.grant, POST, step_up=True),
    _acts("/accounts/{account}/end", rights.GRANTING, accounts.end, POST, step_up=True),
    _acts("/accounts/{account}/invite", rights.GRANTING, accounts.invite, POST, step_up=True),
    _acts("/accounts/{account}/reset", rights.GRANTING, accounts.reset, POST, step_up=True),
    _acts("/accounts/{account}/sessions", rights.GRANTING, accounts.end_sessions, POST, step_up=True),
    _acts("/accounts/{account}/tokens", rights.ACCOUNTS, tokens.tokens),
    _acts("/accounts/{account}/tokens/issue", rights.GRANTING, tokens.issue, POST, step_up=True),
    _acts("/accounts/{account}/tokens/revoke", rights.GRANTING, tokens.revoke, POST, step_up=True),
    _acts("/accounts/{account}/close", rights.GRANTING, accounts.close, POST, step_up=True),
    _acts("/access", rights.ACCESS, access_log.log),
    _acts("/access.csv", rights.ACCESS, access_log.as_csv),
    _acts("/access.jsonl", rights.ACCESS, access_log.as_lines),
    _acts("/access/seal", rights.ACCESS, access_log.seal, POST, step_up=True),
    _acts("/system", rights.SYSTEM, system.system),
    _acts("/system/checks", rights.SYSTEM, system.checks),
)
# The styles of the door itself: no person, no language, no record.
STATIC = Route("/static/{name}", entering.static_file)
ROUTES = [STATIC, *(each.route() for each in ADDRESSES)]
