"""The steps of the review year. This is the only place that opens a transaction to write.

Each step takes the record and the person who acts, does all or nothing, and with `dry_run` does
everything but keep it. A step out of order is refused, and the missing step named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cultivation import __version__
from cultivation.canonical import canonical_json, digest, without_surrogates
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import Finding
from cultivation.intake.files import File, read_files
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading_process import ReadingProcess
from cultivation.intake.reading import ApplicationReader, unreadable
from cultivation.intake.sheet import Book
from cultivation.intake.values import read_text
from cultivation.language import _, current
from cultivation.order import (
    applications_moved,
    check_capacity,
    check_earlier_decided,
    check_fold,
    check_opening,
    check_proposed,
    check_scored,
    check_two_persons,
    check_undecided,
    check_validity,
    scored_since_proposal,
)
from cultivation.pool.overrides import Override, apply_overrides, possible
from cultivation.pool.proposal import Action, Candidate, Line, Reason, propose
from cultivation.questions import (
    applications_of,
    cutoff_of,
    find_enterprise,
    lines_of,
    members_before,
    opened,
    rules_of,
    score_table_of,
)
from cultivation.reception import Arrived, Beside, FileReceived, documents_of
from cultivation.record.documents import NewDocument
from cultivation.record.reader import Reader
from cultivation.record.rebuild import RebuildResult
from cultivation.record.rows import ReviewYear
from cultivation.record.store import Record, Writer
from cultivation.record.verify import Verification
from cultivation.rules.headers import normalise
from cultivation.rules.loading import LoadedRules
from cultivation.rules.model import RuleSet
from cultivation.scoring.application import Application
from cultivation.scoring.assessment import assess_all, undefined_findings
from cultivation.scoring.batch import Batch
from cultivation.scoring.ranking import rank
from cultivation.scoring.score_table import ScoreTable, score_table
from cultivation.scoring.values import cohort_statistics, values_of_all

EXCLUDED = (Reason.INELIGIBLE, Reason.LEFT_INELIGIBLE)
JSON, YAML = "application/json", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def create(record: Record, actor: str) -> None:
    """Create the tables and begin the log; a record that exists is brought up to date and kept."""
    record.create()
    with record.writing(actor) as writer:
        if not list(writer.entries(limit=1)):
            writer.append("workspace_created", {"program": __version__})


def rebuild(record: Record, actor: str, dry_run: bool = False) -> RebuildResult:
    """Drop and rebuild the tables that are made from the log, and compare."""
    with record.writing(actor, dry_run) as writer:
        return writer.rebuild()


def move(source: Record, target: Record, actor: str, dry_run: bool = False) -> Verification:
    """Copy a record into another, empty database, chain and all; refuse one that is broken."""
    target.create()
    with source.reading() as reader, target.writing(actor, dry_run) as writer:
        before = reader.verify()
        if not before.ok:
            raise Refused(_("The record is broken: {reason}").format(reason=before.reason))
        if list(writer.entries(limit=1)):
            raise Refused(_("The database there holds a record already; name an empty one."))
        writer.take_over(reader)
        after = writer.verify()
        if (after.ok, after.head) != (True, before.head):
            raise AssertionError("the record there is not the record here")
    return after


@dataclass(frozen=True)
class OpenedYear:
    """What a year was opened with."""

    year: int
    rule_set: str
    version: str
    rules_digest: str
    cutoff: date


def open_year(
    record: Record, actor: str, year: int, loaded: LoadedRules, cutoff: date | None, dry_run: bool = False
) -> OpenedYear:
    """Open a review year with a rule set and a data cut-off (31 December of the year unless given)."""
    rules = loaded.rules
    result = OpenedYear(year, rules.id, rules.version, loaded.digest, cutoff or date(year, 12, 31))
    with record.writing(actor, dry_run) as writer:
        check_opening(writer, year)
        check_validity(rules, result.cutoff)
        payload = {
            "year": year,
            "rule_set": rules.id,
            "version": rules.version,
            "rules_digest": loaded.digest,
            "cutoff": result.cutoff.isoformat(),
        }
        writer.append("year_opened", payload, [NewDocument(loaded.content, f"{rules.id}.yaml", YAML)])
    return result


@dataclass(frozen=True)
class Handling:
    """How files are to be taken in.

    With `supersede` a later file takes the place of what an earlier one of the year says; `password` opens
    protected workbooks; `limits` bound what reading one file may cost.
    """

    supersede: bool = False
    password: str | None = None
    limits: Limits = field(default_factory=Limits)


def intake(
    record: Record,
    actor: str,
    year: int,
    paths: Sequence[Path],
    dry_run: bool = False,
    progress: Callable[[Path], None] = lambda path: None,
    handling: Handling = Handling(),
) -> list[FileReceived]:
    """Take in workbooks, one transaction a file, in the order of their names: one bad file stops no other."""
    with ReadingProcess(handling.limits) as process:
        with record.reading() as reader:
            check_undecided(opened(reader, year))
            rules = rules_of(reader, year).rules
            applications, beside = ApplicationReader(rules), Beside(reader, year, rules)
        results = []
        ordered = sorted(paths, key=lambda path: (path.name, path))
        with _transactions(record, actor, dry_run) as transaction:
            for file in read_files(ordered, process, handling.password, handling.limits.file_bytes):
                progress(file.path)
                arrived = _arrived(file, applications)
                if isinstance(arrived, Arrived):
                    with transaction() as writer:
                        result = _take_in(writer, arrived, beside, handling.supersede)
                else:
                    result = arrived
                beside.earlier.add(result.findings)
                results.append(result)
    return results


@contextmanager
def _transactions(
    record: Record, actor: str, dry_run: bool
) -> Iterator[Callable[[], AbstractContextManager[Writer]]]:
    """Yield what opens the transaction of a file; in a dry run one holds all files, and nothing is kept."""
    if not dry_run:
        yield lambda: record.writing(actor)
        return
    with record.writing(actor, dry_run=True) as writer:
        yield lambda: nullcontext(writer)


def _arrived(file: File, applications: ApplicationReader) -> Arrived | FileReceived:
    """Return what a file says, or the answer to one that cannot be read."""
    name = without_surrogates(file.path.name)
    sha256 = digest(file.content) if file.content else ""
    if isinstance(file.book, Book):
        received = applications.read(file.book, name)
        return Arrived(file.path, name, sha256, file.content, file.book.kind, received)
    return FileReceived(file.path, name, sha256, 0, 0, (unreadable(name, file.problem),))


def _take_in(writer: Writer, arrived: Arrived, beside: Beside, supersede: bool) -> FileReceived:
    """Put what was read on record; of a file that came before, only what now takes an earlier one's place."""
    check_undecided(opened(writer, beside.year))
    first = writer.received(arrived.sha256, beside.year)
    received = beside.compare(writer, arrived.received, supersede)
    if first is not None and not (supersede and len(received.batch)):
        finding = Finding("received_before", file=arrived.name, details={"first": first})
        return arrived.answer(replace(arrived.received, batch=Batch(arrived.name)), (finding,))
    payload = {
        "year": beside.year,
        "file": arrived.name,
        "accepted": len(received.batch),
        "rejected": received.rejected,
    }
    writer.append("workbook_received", payload, documents_of(arrived, received))
    beside.add(writer, received)
    return arrived.answer(received, fixed=beside.earlier.fixed(received))


@dataclass(frozen=True)
class Correction:
    """A corrected value: what it was and what it is now, as exact texts.

    `matches` names the text matches that were computed from the value before.
    """

    id: str
    name: str
    field: str
    previous: str | None
    value: str | None
    matches: tuple[str, ...]


def correct(
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    field: str,
    text: str,
    evidence: str,
    dry_run: bool = False,
) -> Correction:
    """Correct one value of an application, with the evidence for it; the year must be scored again."""
    with record.writing(actor, dry_run) as writer:
        check_undecided(opened(writer, year))
        rules = rules_of(writer, year).rules
        key, name = find_enterprise(writer, enterprise)
        row = writer.application(year, key)
        if row is None:
            raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year))
        field = _field_of(rules, field)
        value = _corrected_value(rules, field, text)
        previous = row.record["values"].get(field, {}).get("value")
        payload = {
            "year": year,
            "enterprise": key,
            "field": field,
            "value": value,
            "previous": previous,
            "evidence": evidence,
        }
        writer.append("application_corrected", payload)
    matches = tuple(each for each, match in rules.text_matches.items() if field in (*match.texts, match.by))
    return Correction(key, name, field, previous, value, matches)


def _field_of(rules: RuleSet, text: str) -> str:
    """Return the field that is meant by its id, label or alias; code and name cannot be corrected."""
    fixed = (rules.identifier.field, rules.name_field)
    known = [key for key in (*rules.fields, *rules.text_matches) if key not in fixed]
    headers = {normalise(header): key for key in rules.fields for header in rules.fields[key].headers}
    key = text if text in known else headers.get(normalise(text), text)
    if key in known:
        return key
    raise UsageMistake(
        _("There is no field {field} to correct. There are: {known}").format(
            field=text,
            known=", ".join(f"{rules.label_of(each).text(current())} ({each})" for each in known),
        )
    )


def _corrected_value(rules: RuleSet, field: str, text: str) -> str | None:
    value, findings = read_text(text, field, rules)
    if any(finding.is_error or finding.code == "choice_unlisted" for finding in findings):
        raise Refused("\n".join(f"{finding.message()} {finding.advice()}" for finding in findings), findings)
    return value


@dataclass(frozen=True)
class Scored:
    """The score table of a year, the rules it was made by, and what could not be computed."""

    rules: RuleSet
    table: ScoreTable
    findings: tuple[Finding, ...]


def score(record: Record, actor: str, year: int, dry_run: bool = False) -> Scored:
    """Score and rank the applications of a year; before the decision this may be done again.

    Where nothing has changed since the last time, nothing is added to the record.
    """
    with record.writing(actor, dry_run) as writer:
        review_year = opened(writer, year)
        check_undecided(review_year)
        if review_year.applications_seq is None:
            raise Refused(
                _("No application of {year} is in yet. First: cultivation intake {year} FOLDER").format(
                    year=year
                )
            )
        loaded = rules_of(writer, year)
        applications, cutoff = applications_of(writer, year, loaded.rules), cutoff_of(review_year)
        assessments = assess_all(applications, loaded.rules, cutoff)
        table = score_table(
            rank(assessments, loaded.rules), loaded.rules, year, loaded.digest, review_year.cutoff
        )
        if table.digest != review_year.scores_digest or applications_moved(review_year):
            payload = {"year": year, "rules_digest": loaded.digest, "scores_digest": table.digest}
            scores = NewDocument(table.document, f"scores_{year}.json", JSON)
            writer.append(
                "year_scored", payload, [scores, *_cohorts(applications, loaded.rules, year, cutoff)]
            )
    return Scored(loaded.rules, table, tuple(undefined_findings(assessments, loaded.rules)))


def _cohorts(
    applications: Sequence[Application], rules: RuleSet, year: int, cutoff: date
) -> Iterator[NewDocument]:
    """Yield the statistics that places among all rest on, where the rule set asks for such places."""
    if any(indicator.cohort for indicator in rules.indicators.values()):
        statistics = cohort_statistics(values_of_all(applications, rules, cutoff), rules)
        cohorts = {
            key: {group: each.to_record() for group, each in groups.items()}
            for key, groups in statistics.items()
        }
        yield NewDocument(canonical_json({"year": year, "cohorts": cohorts}), f"cohorts_{year}.json", JSON)


@dataclass(frozen=True)
class Proposed:
    """What is proposed for each enterprise of a year."""

    year: int
    rules: RuleSet
    table: ScoreTable
    lines: tuple[Line, ...]


def propose_year(record: Record, actor: str, year: int, dry_run: bool = False) -> Proposed:
    """Propose entries, stays, exits and the reserve list from the scores and the members so far.

    Where the same is proposed already, nothing is added to the record, and the proposer stays who it was.
    """
    with record.writing(actor, dry_run) as writer:
        review_year = opened(writer, year)
        check_undecided(review_year)
        check_scored(review_year)
        check_earlier_decided(writer, year)
        table, rules = score_table_of(writer, year), rules_of(writer, year).rules
        candidates = [Candidate(line.id, line.name, line.rank) for line in table.lines]
        lines = propose(candidates, members_before(writer, year), rules.pool)
        document = _lines_document(year, lines)
        payload = {
            "year": year,
            "scores_digest": review_year.scores_digest,
            "proposal_digest": digest(document),
        }
        if digest(document) != review_year.proposal_digest or scored_since_proposal(review_year):
            writer.append("year_proposed", payload, [NewDocument(document, f"proposal_{year}.json", JSON)])
    return Proposed(year, rules, table, lines)


@dataclass(frozen=True)
class Decided:
    """A decision as it went into the record."""

    year: int
    document: str
    date: date
    proposer: str
    approver: str
    entered: tuple[str, ...]
    left: tuple[str, ...]
    pool_size: int
    lines: tuple[Line, ...]
    rules: RuleSet


def decide(
    record: Record,
    approver: str,
    year: int,
    document: str,
    on: date,
    overrides: Mapping[str, tuple[Action, str]],
    dry_run: bool = False,
) -> Decided:
    """Record the approval by a second person, with the overrides (enterprise to action and reason)."""
    with record.writing(approver, dry_run) as writer:
        review_year = opened(writer, year)
        check_undecided(review_year)
        check_proposed(review_year)
        proposer = review_year.proposer or ""
        check_two_persons(proposer, approver)
        rules = rules_of(writer, year).rules
        proposed = lines_of(writer, year)
        wanted = _overrides(writer, proposed, overrides)
        lines = apply_overrides(proposed, wanted, rules.pool.reserve)
        decided = _decided(review_year, document, on, approver, lines, rules)
        check_capacity(decided.pool_size, rules)
        _append_decision(writer, decided, review_year.proposal_digest, wanted)
        check_fold(writer.changes(), decided.lines)
    return decided


def _decided(
    review_year: ReviewYear,
    document: str,
    on: date,
    approver: str,
    lines: tuple[Line, ...],
    rules: RuleSet,
) -> Decided:
    return Decided(
        review_year.year,
        document,
        on,
        review_year.proposer or "",
        approver,
        tuple(sorted(line.id for line in lines if line.action is Action.ENTER)),
        tuple(sorted(line.id for line in lines if line.action is Action.EXIT)),
        sum(line.in_pool for line in lines),
        lines,
        rules,
    )


def _append_decision(
    writer: Writer, decided: Decided, proposal_digest: str | None, overrides: Sequence[Override]
) -> None:
    payload = {
        "year": decided.year,
        "document": decided.document,
        "date": decided.date.isoformat(),
        "proposer": decided.proposer,
        "approver": decided.approver,
        "proposal_digest": proposal_digest,
        "entered": list(decided.entered),
        "left": list(decided.left),
        "overrides": [
            {"enterprise": each.id, "action": str(each.action), "reason": each.reason} for each in overrides
        ],
        "pool_size": decided.pool_size,
    }
    content = _lines_document(decided.year, decided.lines)
    writer.append("year_decided", payload, [NewDocument(content, f"decision_{decided.year}.json", JSON)])


def _overrides(
    reader: Reader, lines: Sequence[Line], overrides: Mapping[str, tuple[Action, str]]
) -> list[Override]:
    """Resolve the enterprises of the overrides and refuse what cannot be meant."""
    by_id = {line.id: line for line in lines}
    resolved, seen = [], set[str]()
    for text, (asked, reason) in overrides.items():
        key, name = find_enterprise(reader, text)
        line = by_id.get(key)
        turned_down = asked is Action.EXIT and line is not None and not line.was_member
        action = Action.NONE if turned_down else asked
        if key in seen:
            raise Refused(_("{name} is named by two overrides; keep one of them.").format(name=name))
        seen.add(key)
        if action in (Action.ENTER, Action.STAY) and line is not None and line.reason in EXCLUDED:
            raise Refused(
                _("{name} is not eligible; if its application is wrong, correct it and score again.").format(
                    name=name
                )
            )
        if line is None or not possible(line, action):
            raise Refused(
                _(
                    "{name} cannot {action} by override: members may stay or exit, others enter or exit."
                ).format(name=name, action=asked)
            )
        resolved.append(Override(key, action, reason))
    return resolved


def _lines_document(year: int, lines: Sequence[Line]) -> bytes:
    return canonical_json({"year": year, "lines": [line.to_record() for line in lines]})
