"""The list to sign: who is in the pool after a year's review, who left, and what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cultivation.core.pool.proposal import Action, Line
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.days import day_text
from cultivation.core.wording.public_reasons import public_reason
from cultivation.core.wording.reasons import action_text
from cultivation.core.wording.rules import choice_text, label
from cultivation.errors import UsageMistake
from cultivation.language import _, join_names
from cultivation.queries.appeals import appeals_of, sentence
from cultivation.queries.events import notice_of
from cultivation.queries.prerequisites import check_proposed
from cultivation.queries.shortlist.figures import choice_fields
from cultivation.queries.shortlist.gathering import last_entry
from cultivation.queries.standing import NOTICED, WATERMARKS, Titles, standing_of
from cultivation.queries.year import Year

PLACE = "place"  # the order that needs no field
LINE = "_" * 16
SHOWN = 16  # digits of a hash at the foot of a page


@dataclass(frozen=True)
class ListGroup:
    """Enterprises under one heading, which is empty where places alone order the list."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PoolList:
    """The list in the language spoken now; `entered` are the numbers of the newcomers on it."""

    title: str
    standing: str
    notes: tuple[str, ...]
    headers: tuple[str, ...]
    groups: tuple[ListGroup, ...]
    left_title: str
    left_headers: tuple[str, ...]
    left: tuple[tuple[str, ...], ...]
    signatures: tuple[str, ...]
    proofs: tuple[tuple[str, str], ...]
    entered: frozenset[str]
    moment: datetime

    @property
    def watermark(self) -> str:
        """Return what is written across each page of a list that is not decided."""
        return _(WATERMARKS[self.standing])

    @property
    def marked(self) -> frozenset[str]:
        """Return the numbers of the newcomers, where they are to be told from others."""
        everybody = sum(len(group.rows) for group in self.groups)
        return self.entered if len(self.entered) < everybody else frozenset()

    @property
    def digest_line(self) -> str:
        """Return what the foot of each page says of the run: the beginning of the log entry's hash."""
        return _("Log entry {entry}").format(entry=self.proofs[-1][1][:SHOWN])


def pool_list(year: Year, titles: Titles, by: str = PLACE) -> PoolList:
    """Gather the list of a year, by place or by the choices of a field, such as zones."""
    check_proposed(year.review_year)
    rules, fields = year.rules, choice_fields(year.rules)
    if by not in (PLACE, *fields):
        raise UsageMistake(
            _("The list cannot be ordered by {name}. There are: {known}.").format(
                name=by, known=join_names((PLACE, *fields))
            )
        )
    members = sorted((each for each in year.lines if each.in_pool), key=_place)
    left = sorted((each for each in year.lines if each.action is Action.EXIT), key=_place)
    column = by if by != PLACE else next(iter(fields), "")
    choices = _choices(year, [each.id for each in (*members, *left)], column)
    ordered = _grouped(members, choices, rules, column) if by != PLACE else [("", members)]
    shown = column if by == PLACE else ""
    return PoolList(
        title=titles.title(year.number),
        standing=standing_of(year),
        notes=(*state_lines(year), _counts(members, left), *_corrected(year)),
        headers=_headers(rules, shown, (_("place"), _("outcome"))),
        groups=tuple(_groups(ordered, choices, rules, shown)),
        left_title=_("Enterprises that leave ({number})").format(number=len(left)),
        left_headers=_headers(rules, column, (_("reason for leaving"),)),
        left=tuple(_left_row(at, each, choices, rules, column) for at, each in enumerate(left, start=1)),
        signatures=signature_lines(titles.deciders),
        proofs=_proofs(year),
        entered=frozenset(
            str(at)
            for at, each in enumerate((line for _heading, several in ordered for line in several), start=1)
            if each.action is Action.ENTER
        ),
        moment=datetime.fromisoformat(last_entry(year.reader, year.review_year).recorded_at),
    )


def _place(line: Line) -> tuple[bool, int, str]:
    return line.rank is None, line.rank or 0, line.id


def _choices(year: Year, keys: Sequence[str], field: str) -> dict[str, str]:
    """Return the choice of each enterprise, of who did not apply that of its last application, if any."""
    if not field:
        return dict.fromkeys(keys, "")
    absent = [key for key in keys if key not in year.rows]
    before = year.reader.values_before(year.number, absent, [field])
    now = {key: {field: row.text(field)} for key, row in year.rows.items()}
    return {key: (now.get(key) or before.get(key) or {}).get(field) or "" for key in keys}


def _grouped(
    lines: Sequence[Line], choices: dict[str, str], rules: RuleSet, field: str
) -> list[tuple[str, list[Line]]]:
    """Put lines under the choices of a field, in the order in which the rule set names them."""
    known = [*rules.choices[rules.fields[field].choices or ""], ""]
    groups = [(each, [line for line in lines if choices[line.id] == each]) for each in known]
    heading = _("{group}: {number} enterprises")
    return [
        (heading.format(group=choice_text(rules, field, each), number=len(several)), several)
        for each, several in groups
        if several
    ]


def _groups(
    ordered: Iterable[tuple[str, Sequence[Line]]], choices: dict[str, str], rules: RuleSet, field: str
) -> Iterable[ListGroup]:
    at = 0
    for heading, several in ordered:
        rows = []
        for line in several:
            at += 1
            where = (choice_text(rules, field, choices[line.id]),) if field else ()
            place = "" if line.rank is None else str(line.rank)
            rows.append((str(at), line.name, line.id, *where, place, outcome_of_member(line)))
        yield ListGroup(heading, tuple(rows))


def outcome_of_member(line: Line) -> str:
    """Mark a newcomer."""
    return _("newly entered") if line.action is Action.ENTER else action_text(line.action)


def _headers(rules: RuleSet, field: str, last: tuple[str, ...]) -> tuple[str, ...]:
    own = [label(rules, key) for key in (rules.name_field, rules.identifier.field, field) if key]
    return (_("No."), *own, *last)


def _left_row(at: int, line: Line, choices: dict[str, str], rules: RuleSet, field: str) -> tuple[str, ...]:
    known = choices[line.id] in rules.choices[rules.fields[field].choices or ""] if field else False
    where = (choice_text(rules, field, choices[line.id]) if known else "",) if field else ()
    return (str(at), line.name, line.id, *where, public_reason(line.reason))


def _corrected(year: Year) -> list[str]:
    """Say who entered or left on appeal since: the list is that of the decision."""
    done = [each for each in appeals_of(year) if each.stands and each.upheld is not None]
    return [
        _("{name}: {sentence}").format(name=year.line_of[each.enterprise].name, sentence=sentence(each))
        for each in done
    ]


def _counts(members: Sequence[Line], left: Sequence[Line]) -> str:
    entered = sum(each.action is Action.ENTER for each in members)
    return _("{number} enterprises: {entered} enter, {stayed} stay; {left} leave.").format(
        number=len(members), entered=entered, stayed=len(members) - entered, left=len(left)
    )


def state_lines(year: Year) -> list[str]:
    """Say by what it is decided, or how far it is."""
    standing = standing_of(year)
    if (decision := year.decision) is not None:
        day = day_text(date.fromisoformat(decision["date"]))
        return [_("Decided by {document} on {day}.").format(document=decision["document"], day=day)]
    if standing == NOTICED and (notice := notice_of(year)):
        first, last = day_text(notice.first), day_text(notice.last)
        return [
            _("Under public notice from {first} until {last}; not decided.").format(first=first, last=last)
        ]
    return [_("A proposal; not decided.")]


def signature_lines(deciders: str) -> tuple[str, ...]:
    """Return the lines below the list on which people sign and seal."""
    return (
        _("Prepared by: {line}    Checked by: {line}").format(line=LINE),
        _("{group} (signature): {line}").format(group=deciders, line=LINE),
        _("Seal:{space}Date: {line}").format(space=" " * 30, line=LINE),
    )


def _proofs(year: Year) -> tuple[tuple[str, str], ...]:
    """Return what the list was made from, by digest; the entry that made the year what it is stands last."""
    review_year, entry = year.review_year, last_entry(year.reader, year.review_year)
    listed = (
        (_("rule set"), review_year.rules_digest),
        (_("scores"), review_year.scores_digest or ""),
        (_("proposal"), review_year.proposal_digest or ""),
        (_("log entry {number}").format(number=entry.seq), entry.hash),
    )
    return tuple((name, value) for name, value in listed if value)
