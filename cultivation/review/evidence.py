"""Papers of applicants come in: kept by digest, each with its kind; what is uncertain is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from cultivation.canonical import digest
from cultivation.errors import Refused
from cultivation.intake.formats.archive import PASSED_OVER
from cultivation.intake.formats.incoming import Incoming
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.evidence import paper_meant, papers_of_year
from cultivation.queries.evidence_owners import Owner, Owners, paper_named
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record.documents import NewDocument
from cultivation.record.entries import EvidenceReceived
from cultivation.record.store import Record, Writer

MEDIA_TYPE = "application/octet-stream"
TAKEN, KNOWN, REFUSED = "taken", "known", "refused"


@dataclass(frozen=True)
class FileOfEvidence:
    """A file that is brought: its way, why it cannot be read where that is known, and what reads it."""

    way: str
    problem: str
    read: Callable[[], Incoming]


@dataclass(frozen=True)
class FileAnswered:
    """What became of a file: taken, known, refused or passed_over; whose it is, which paper, and why."""

    way: str
    state: str
    enterprise: str = ""
    name: str = ""
    paper: str = ""
    sha256: str = ""
    problem: str = ""
    candidates: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the shape of the contract."""
        return {
            "file": self.way,
            "state": self.state,
            "id": self.enterprise,
            "name": self.name,
            "paper": self.paper,
            "sha256": self.sha256,
            "problem": self.problem,
            "candidates": list(self.candidates),
        }


@dataclass(frozen=True)
class EvidenceSaid:
    """What the person who brings the files says of all of them: whose they are, which kind of paper."""

    enterprise: str = ""
    paper: str = ""


def receive_evidence(
    record: Record,
    actor: str,
    year: int,
    files: Sequence[FileOfEvidence],
    said: EvidenceSaid = EvidenceSaid(),
    dry_run: bool = False,
) -> list[FileAnswered]:
    """Put papers on record, an entry for each applicant; every file has an answer, in the order given."""
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        if said.paper and not said.enterprise:
            raise Refused(_("A kind of paper is said of files of one enterprise; name it, too."))
        paper = paper_meant(own.rules, said.paper) if said.paper else ""
        owners = Owners(own)
        owner = _named(writer, own, owners, said.enterprise)
        answers: dict[int, FileAnswered] = {}
        for_each: dict[str, list[int]] = defaultdict(list)
        for place, file in enumerate(files):
            found = owner or (Owner() if file.problem else owners.of(file.way))
            if answer := _turned_away(file, found):
                answers[place] = answer
            else:
                for_each[found.key].append(place)
        for key, places in for_each.items():
            taker = _Taker(own, key, owners.own_names(key), paper)
            answers |= zip(places, (taker.answer(files[each]) for each in places), strict=True)
            taker.append(writer)
    return [answers[place] for place in sorted(answers)]


def _named(writer: Writer, year: Year, owners: Owners, text: str) -> Owner | None:
    """Return the applicant that was named for all files; None where nobody was."""
    if not text:
        return None
    key, name = find_enterprise(writer, text)
    applied = owners.applied(key)
    if applied is None:
        raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year.number))
    return Owner(applied)


def _turned_away(file: FileOfEvidence, owner: Owner) -> FileAnswered | None:
    if file.problem == PASSED_OVER:
        return FileAnswered(file.way, PASSED_OVER)
    problem = file.problem or owner.problem
    return FileAnswered(file.way, REFUSED, problem=problem, candidates=owner.candidates) if problem else None


class _Taker:
    """Takes the files of one applicant; only its bytes are held at a time."""

    def __init__(self, year: Year, key: str, own_names: set[str], paper: str) -> None:
        self.year, self.key, self.own_names, self.paper = year, key, own_names, paper
        before = papers_of_year(year)[key]
        self.name = before.name
        self.there: Mapping[str, set[str]] = defaultdict(set)
        for each in before.files:
            if not each.field:
                self.there[each.sha256].add(each.paper)
        self.documents: list[NewDocument] = []
        self.papers: list[str] = []

    def answer(self, file: FileOfEvidence) -> FileAnswered:
        """Take a file, unless the same bytes are there as the same paper."""
        came = file.read()
        answer = FileAnswered(file.way, REFUSED, self.key, self.name)
        if came.problem:
            return replace(answer, problem=came.problem)
        sha256 = digest(came.content)
        paper = self.paper or paper_named(file.way, self.own_names, self.year.rules.evidence)
        answer = replace(answer, paper=paper, sha256=sha256)
        kinds = self.there[sha256]
        if paper in kinds or (kinds and not paper):
            return replace(answer, state=KNOWN)
        kinds.add(paper)
        self.documents.append(NewDocument(came.content, file.way, MEDIA_TYPE))
        self.papers.append(paper)
        return replace(answer, state=TAKEN)

    def append(self, writer: Writer) -> None:
        """Append the entry, where anything was taken."""
        if self.documents:
            content = EvidenceReceived(
                year=self.year.number,
                enterprise=self.key,
                papers=tuple(self.papers),
                paper=self.paper or None,
            )
            writer.append(content, self.documents)
