"""The rows of votes: each case with what was asked for, who voted what, and whether it can be so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from cultivation.core.pool.lines import Action, Line
from cultivation.core.pool.meeting import LIST, Case, Meeting, person_named
from cultivation.core.pool.overrides import meant
from cultivation.core.pool.voting import Tally, Vote, has_quorum, quorum_of
from cultivation.core.rules.vote_rule import VoteRule
from cultivation.intake.meeting.words import VOTES, asked_of, is_recused, is_whole, vote_of
from cultivation.intake.sheets.rows import Findings, Row, check_looks, rows_below
from cultivation.intake.sheets.words import key_of

COUNTS = {"for": Vote.FOR, "against": Vote.AGAINST, "abstained": Vote.ABSTAINED}
NUMBER = "number"


class VotesReader:
    """Reads the cases of one meeting; `findings` grows."""

    def __init__(
        self,
        header: Row,
        meeting: Meeting,
        firm: Callable[[str, str], Line | None],
        rule: VoteRule,
        findings: Findings,
    ) -> None:
        self.meeting, self.firm, self.rule, self.findings = meeting, firm, rule, findings
        self.header = header
        self.people = self._people()

    def read(self) -> list[Case]:
        """Return the cases that were understood; of an enterprise that is named twice, the first."""
        cases: dict[str, Case] = {}
        first: dict[str, str] = {}
        rows = [
            Row(each.sheet, each.number, {**each.columns, **self.people}) for each in rows_below(self.header)
        ]
        check_looks(rows, {**VOTES, **{name: (name, name) for name in self.people}}, self.findings)
        for row in rows:
            for case in self._case(row):
                if case.enterprise in cases:
                    self.findings.at(
                        "meeting_case_twice", row, "name", case.name, first=first[case.enterprise]
                    )
                else:
                    cases[case.enterprise], first[case.enterprise] = case, row.place("name")
        return list(cases.values())

    def _people(self) -> dict[str, int]:
        """Return the columns of the persons by name."""
        found: dict[str, int] = {}
        for cell in self.header.sheet.row(self.header.number):
            text = str(cell.value or "").strip()
            if not text or key_of(text, VOTES):
                continue
            person = person_named(self.meeting.group, text)
            if person is None:
                row = Row(self.header.sheet, self.header.number, {"": cell.column})
                self.findings.at("meeting_person_unknown", row, "", text)
            else:
                found[person.name] = cell.column
        return found

    def _case(self, row: Row) -> Iterator[Case]:
        """Yield the case of a row; nothing where the row is empty or nobody knows what it is about."""
        if not any(row.text(key) for key in row.columns if key != NUMBER):
            return
        code, name = row.text("code"), row.text("name")
        line = None if is_whole(name) else self.firm(code, name)
        if line is None and not is_whole(name):
            self.findings.at("meeting_firm_unknown", row, "name", f"{name} {code}".strip())
            return
        action = self._asked(row, line)
        reason = row.text("reason")
        if action is not None and not reason:
            self.findings.at("meeting_reason_missing", row, "reason")
        key = line.id if line else LIST
        votes = dict(self._votes(row, key))
        tally = self._tally(row, key, votes)
        yield Case(key, line.name if line else name, action, reason, tally, votes)

    def _asked(self, row: Row, line: Line | None) -> Action | None:
        """Return what is asked for instead of the proposal; None where the proposal is voted on."""
        text = row.text("asked")
        if not text:
            return None
        asked = asked_of(text)
        if asked is None or line is None:
            self.findings.at("meeting_asked_unknown", row, "asked", text)
            return None
        action = meant(line, asked)
        if action is None:
            self.findings.at("meeting_asked_impossible", row, "asked", text, name=line.name)
        return None if action is line.action else action

    def _votes(self, row: Row, key: str) -> Iterator[tuple[str, Vote]]:
        """Yield who voted what; who was absent or recused must not have voted."""
        recused = self.meeting.recused(key)
        for name in self.people:
            text = row.text(name)
            if not text:
                continue
            if is_recused(text):
                if name not in recused:
                    self.findings.at("meeting_recusal_unreasoned", row, name, name)
            elif name in self.meeting.absent:
                self.findings.at("meeting_absent_votes", row, name, name)
            elif name in recused:
                self.findings.at("meeting_recused_votes", row, name, name)
            elif (vote := vote_of(text)) is None:
                self.findings.at("meeting_vote_unknown", row, name, text)
            else:
                yield name, vote

    def _tally(self, row: Row, key: str, votes: Mapping[str, Vote]) -> Tally | None:
        """Count the votes of a case; None where none was taken."""
        counts = {each: self._count(row, word) for word, each in COUNTS.items()}
        voters = self.meeting.voters(key)
        named = any(row.text(name) and not is_recused(row.text(name)) for name in self.people)
        given = any(each is not None for each in counts.values())
        if not named and not given:
            return None
        if named:
            self._check_everybody(row, voters)
            counted = Counter(votes.values())
            for word, each in COUNTS.items():
                if counts[each] not in (None, counted[each]) and self._readable(row, voters):
                    details = {"given": str(counts[each]), "counted": str(counted[each])}
                    self.findings.at("meeting_count_differs", row, word, **details)
        else:
            counted = Counter({each: number or 0 for each, number in counts.items()})
        entitled = self.meeting.entitled(key)
        tally = Tally(entitled, len(voters), *(counted[each] for each in COUNTS.values()))
        if not named and not tally.adds_up:
            details = {"given": str(counted.total()), "present": str(len(voters))}
            self.findings.at("meeting_counts", row, "for", **details)
        if not has_quorum(entitled, len(voters), self.rule):
            details = {"present": str(len(voters)), "needed": str(quorum_of(entitled, self.rule))}
            self.findings.at("meeting_no_quorum", row, "name", row.text("name"), **details)
        return tally

    def _readable(self, row: Row, voters: tuple[str, ...]) -> bool:
        """Tell whether every voter's cell is a vote: else another finding says what is wrong."""
        return all(name in self.people and vote_of(row.text(name)) for name in voters)

    def _check_everybody(self, row: Row, voters: tuple[str, ...]) -> None:
        for name in voters:
            if name not in self.people or not row.text(name):
                self.findings.at("meeting_vote_missing", row, name, name)

    def _count(self, row: Row, word: str) -> int | None:
        """Return the number in a cell of counts; None where it is empty, or no count."""
        text = row.text(word)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 5):
            self.findings.at("meeting_count_unreadable", row, word, text)
            return None
        return int(text)
