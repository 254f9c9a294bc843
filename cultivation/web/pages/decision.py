"""The way from a proposal to its decision: what stands, what stands against it, and the form of who decides.

Who decides first has the decision tried and shown, overrides and all. What is signed after that is what was
shown: the same words, and the proposal with the same SHA-256, or nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.core.pool.lines import Action, Line
from cultivation.core.pool.overrides import Override
from cultivation.core.wording.quotas import broken_text
from cultivation.core.wording.reasons import action_text
from cultivation.errors import CultivationError, Refused
from cultivation.language import _
from cultivation.queries.events import notice_of, objections_of
from cultivation.queries.meeting import meeting_on
from cultivation.queries.meeting_cases import consequences
from cultivation.queries.prerequisites import scored_since_proposal
from cultivation.queries.receipts import untaken
from cultivation.queries.year import State, Year
from cultivation.record.actors import By, Person
from cultivation.review.before_decision import Approval, conditions, obstacles
from cultivation.review.decision import Decided, DecisionOptions
from cultivation.web.asking import Asked, BadParameter, status_of
from cultivation.web.next_steps import waits_for
from cultivation.web.pages.record import local
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

MOST_OVERRIDES, MORE_ROWS = 12, 2
ASKED_FOR = (Action.ENTER, Action.STAY, Action.EXIT)
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Row:
    """An override as it stands in the form."""

    number: int
    enterprise: str = ""
    action: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said."""
        return not (self.enterprise or self.reason)


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision that was tried: the groups of its lines, its consequences, and what is to be doubted."""

    groups: tuple[tuple[str, str, tuple[Line, ...]], ...]
    counts: tuple[tuple[str, int], ...]
    consequences: tuple[str, ...]
    broken: str
    doubts: tuple[str, ...]


def decision(asked: Asked, state: State) -> Response:
    """Show how far the decision is."""
    return _page(asked, asked.year(state))


def _page(
    asked: Asked, year: Year, error: CultivationError | None = None, shown: Shown | None = None
) -> Response:
    stands = year.review_year
    today = today_of(asked)
    it = Approval(year, who_decides(asked), today, asked.desk.record, asked.desk.record.receipts(year.number))
    is_proposed = stands.proposed_seq is not None
    against = [] if year.is_decided else obstacles(it)
    notice, objections = notice_of(year), objections_of(year)
    may_propose = asked.may("proposing", year.number) and year.is_scored and not year.is_decided
    return page(
        asked,
        "decision.html",
        status_of(error) if error else 200,
        against=[(each.message, waits_for(each.step) if each.step else "") for each in against],
        asked_for=[] if year.is_decided or against else [each.message for each in conditions(it)],
        digest=_in_groups(stands.proposal_digest or "") if is_proposed else [],
        proposed=_entry(year) if is_proposed else None,
        counts=_counts(year.lines) if is_proposed else (),
        notice=notice,
        notice_days=year.rules.pool.notice_days,
        objections=objections,
        open_objections=[each for each in objections if each.upheld is None],
        waiting=untaken(year, it.receipts) if asked.may("decision", year.number) else [],
        voted=meeting_on(year),
        rules_ask_for_vote=year.rules.pool.vote is not None,
        today=today,
        may_propose=may_propose,
        proposal_is_old=is_proposed and scored_since_proposal(stands),
        may_notice=may_propose and is_proposed,
        may_decide=asked.may("deciding", year.number) and is_proposed and not year.is_decided and not against,
        rows=list(_rows(asked)),
        said=[(name, value) for name, value in asked.form.items() if name not in ("token", "next")],
        actions=[(str(each), action_text(each)) for each in ASKED_FOR],
        shown=shown,
        action_text=action_text,
        error=error.message if error else "",
        local=local,
        **of_year(year),
    )


def who_decides(asked: Asked) -> Person:
    """Return who looks, as the person who would decide."""
    proved = asked.visitor.proved
    if asked.person is None or proved is None:
        return Person("")
    by = By("web", proved.strength, account=proved.account, session=proved.on_record)
    return Person(asked.person.name, by)


def today_of(asked: Asked) -> date:
    """Return the day by the clock of this machine."""
    return asked.desk.door.access.now().astimezone().date()


def _entry(year: Year) -> object:
    return next(iter(year.reader.entries(after=(year.review_year.proposed_seq or 1) - 1, limit=1)))


def _in_groups(digest: str) -> list[str]:
    """Return a digest in eight groups, to be compared with paper."""
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]


def _counts(lines: Sequence[Line]) -> tuple[tuple[str, int], ...]:
    count = Counter(line.action for line in lines)
    return (
        (_("enter"), count[Action.ENTER]),
        (_("stay"), count[Action.STAY]),
        (_("leave"), count[Action.EXIT]),
        (_("on the reserve list"), sum(line.reserve_place is not None for line in lines)),
        (_("members afterwards"), sum(line.in_pool for line in lines)),
    )


def _rows(asked: Asked) -> Iterator[Row]:
    """Yield the overrides that were filled in, and a few empty rows."""
    said = [each for each in _said_rows(asked.form) if not each.is_empty]
    if not said and (code := asked.query.get("override", "")):
        said = [Row(1, code[:40])]
    for number, each in enumerate(said, start=1):
        yield Row(number, each.enterprise, each.action, each.reason)
    for number in range(len(said) + 1, min(len(said) + MORE_ROWS, MOST_OVERRIDES) + 1):
        yield Row(number)


def _said_rows(form: Mapping[str, str]) -> Iterator[Row]:
    for number in range(1, MOST_OVERRIDES + 1):
        parts = (form.get(f"{name}_{number}", "").strip() for name in ("enterprise", "action", "reason"))
        yield Row(number, *parts)


def overrides_of(form: Mapping[str, str]) -> dict[str, tuple[Action, str]]:
    """Return the overrides that a form asks for, each with its reason."""
    wanted: dict[str, tuple[Action, str]] = {}
    for each in _said_rows(form):
        if each.is_empty:
            continue
        if each.action not in ASKED_FOR or not each.enterprise:
            raise Refused(_("Say of each override which enterprise it is about, and what is decided."))
        if not each.reason:
            raise Refused(_("{name}: each override needs a reason.").format(name=each.enterprise))
        if each.enterprise in wanted:
            raise Refused(
                _("{name} is named by two overrides; keep one of them.").format(name=each.enterprise)
            )
        wanted[each.enterprise] = (Action(each.action), each.reason)
    return wanted


def preview(asked: Asked) -> Response:
    """Try the decision and show what it would be; nothing is recorded."""
    try:
        decided = _decide(asked, dry_run=True)
    except CultivationError as error:
        return again(asked, error)
    return again(asked, None, decided)


def sign(asked: Asked) -> Response:
    """Record the decision; where it is refused, show why with all that was filled in."""
    try:
        decided = _decide(asked, dry_run=False)
    except CultivationError as error:
        return again(asked, error)
    return RedirectResponse(f"/years/{decided.year}/decision", 303)


def _decide(asked: Asked, dry_run: bool) -> Decided:
    form = asked.form
    seen = form.get("seen", "")
    if not DIGEST.fullmatch(seen):
        raise Refused(_("It is not said which proposal was seen. Load the page anew and look at it again."))
    record, name = asked.acting
    options = DecisionOptions(form.get("despite", "").strip(), form.get("date_reason", "").strip(), seen)
    given = (_year(asked), form.get("document", "").strip(), day_in(form, "on"), overrides_of(form))
    return review.decide(record, name, *given, dry_run, options)


def _year(asked: Asked) -> int:
    with asked.desk.record.reading() as reader:
        return asked.year(State(reader)).number


def day_in(form: Mapping[str, str], name: str) -> date:
    """Return a day of a form."""
    text = form.get(name, "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        sentence = _("'{value}' is not a date; write it as 2017-12-31.")
        raise BadParameter(sentence.format(value=text[:40])) from None


def again(asked: Asked, error: CultivationError | None, decided: Decided | None = None) -> Response:
    """Show the page again, with why something was refused or what would be decided."""
    with asked.desk.record.reading() as reader:
        year = asked.year(State(reader))
        return _page(asked, year, error, _shown(year, decided) if decided else None)


def _shown(year: Year, decided: Decided) -> Shown:
    """Return what a decision would be: what is decided otherwise first, then who comes and who goes."""
    lines = decided.lines
    changed = [each for each in lines if each.override]
    asked_for = [Override(each.id, each.action, each.override) for each in changed]
    groups = (
        ("override", _("Otherwise than proposed"), changed),
        ("enter", _("Entries"), [each for each in lines if each.action is Action.ENTER]),
        ("exit", _("Exits"), [each for each in lines if each.action is Action.EXIT]),
    )
    return Shown(
        tuple((key, title, tuple(several)) for key, title, several in groups if several),
        _counts(lines),
        tuple(consequences(year, asked_for)) if asked_for else (),
        broken_text(decided.broken, decided.rules) if decided.broken else "",
        tuple(each.text for each in decided.list_doubts),
    )
