"""Papers on record: whose, of which kind, what lacks, and which file several enterprises handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import formula_value, type_of, typed_value
from cultivation.errors import Refused
from cultivation.findings import Finding
from cultivation.language import _, bracketed, current, join_names
from cultivation.queries.enterprise_names import folded
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year, kept
from cultivation.record.entries import ApplicationCorrected, EvidenceReceived
from cultivation.record.reader import Reader
from cultivation.record.rows import ApplicationRow


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file of evidence: its kind ("" for none of the list) and name, and the entry by which it came in.

    `field` is the value that it was brought for, where it came with a correction.
    """

    paper: str
    name: str
    sha256: str
    media_type: str
    seq: int
    recorded_at: str
    actor: str
    field: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "paper": self.paper,
            "file": self.name,
            "sha256": self.sha256,
            "entry": self.seq,
            "recorded_at": self.recorded_at,
            "field": self.field,
        }


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one applicant: files that are there, and kinds that it needs and that lack."""

    id: str
    name: str
    files: tuple[PaperFile, ...]
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        files = [each.to_json() for each in self.files]
        return {"id": self.id, "name": self.name, "files": files, "missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class SharedFile:
    """The same bytes from several enterprises: (year, code, name of the enterprise, name of the file)."""

    sha256: str
    handed_in: tuple[tuple[int, str, str, str], ...]

    @property
    def enterprises(self) -> set[str]:
        """Return their codes."""
        return {code for _year, code, _name, _file in self.handed_in}

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        keys = ("year", "id", "name", "file")
        return {
            "sha256": self.sha256,
            "handed_in": [dict(zip(keys, each, strict=True)) for each in self.handed_in],
        }


@kept
def papers_of_year(year: Year) -> Mapping[str, Papers]:
    """Return the papers of every applicant of a year, by code."""
    files: dict[str, list[PaperFile]] = defaultdict(list)
    for key, file in _received(year):
        files[key].append(file)
    return {key: _papers(year.rules, row, files[key]) for key, row in year.rows.items()}


def papers_of(year: Year, key: str) -> Papers | None:
    """Return the papers of one applicant of a year, None of who did not apply; the others' are not read."""
    row = year.row(key)
    if row is None:
        return None
    return _papers(year.rules, row, [file for code, file in _received(year) if code == key])


def _papers(rules: RuleSet, row: ApplicationRow, files: list[PaperFile]) -> Papers:
    return Papers(row.enterprise_id, row.name, tuple(files), tuple(_missing(rules, row, files)))


def _received(year: Year) -> Iterator[tuple[str, PaperFile]]:
    """Yield papers as they came in, then files that show why values were corrected."""
    for entry in year.reader.entries_of(EvidenceReceived):
        said = entry.content
        came = (entry.seq, entry.recorded_at, entry.actor)
        for each, paper in zip(said.documents, said.papers, strict=True) if said.year == year.number else ():
            yield said.enterprise, PaperFile(paper, each.name, each.sha256, each.media_type, *came)
    for correction in year.reader.entries_of(ApplicationCorrected):
        own, came = correction.content, (correction.seq, correction.recorded_at, correction.actor)
        for each in own.documents if own.year == year.number else ():
            yield own.enterprise, PaperFile("", each.name, each.sha256, each.media_type, *came, own.field)


def _missing(rules: RuleSet, row: ApplicationRow, files: list[PaperFile]) -> Iterator[str]:
    there = {each.paper for each in files}
    wanted = [key for key, paper in rules.evidence.items() if not paper.optional and key not in there]
    conditions = {key: rules.evidence[key].needed_when for key in wanted}
    values = row.record["values"] if any(conditions.values()) else {}
    yield from (key for key in wanted if not conditions[key] or holds(rules, conditions[key], values))


def holds(rules: RuleSet, test: str, values: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether a condition of papers or visits holds for what was filed; the unknown decides nothing."""
    formula = rules.filed_formulas[test]

    def value_of(name: str) -> Value:
        text = values[name]["value"] if name in values else None
        return formula_value(typed_value(text, type_of(rules, name)))

    return formula.evaluate({name: value_of(name) for name in formula.names}) is True


def shared_files(reader: Reader) -> tuple[SharedFile, ...]:
    """Return the files that more than one enterprise handed in, in whatever year; the first first."""
    received = list(reader.entries_of(EvidenceReceived))
    if not received:
        return ()
    present, names = recoded(reader), reader.enterprises()
    found: dict[str, list[tuple[int, str, str, str]]] = defaultdict(list)
    for entry in received:
        code = present.get(entry.content.enterprise, entry.content.enterprise)
        for each in entry.content.documents:
            found[each.sha256].append((entry.content.year, code, names.get(code, ""), each.name))
    files = (SharedFile(sha256, tuple(each)) for sha256, each in found.items())
    return tuple(each for each in files if len(each.enterprises) > 1)


@kept
def shared_in_year(year: Year) -> Mapping[str, str]:
    """Return, for each applicant of a year that handed in a file of another's, a sentence that names both."""
    shared_by_any = shared_files(year.reader)
    if not shared_by_any:
        return {}
    present = recoded(year.reader)
    own = {present.get(key, key): key for key in year.reader.names_of(year.number)}
    found: dict[str, list[str]] = defaultdict(list)
    for shared in shared_by_any:
        for number, code, _name, file in shared.handed_in:
            if number != year.number or code not in own:
                continue
            others = join_names(
                dict.fromkeys(name or other for _y, other, name, _f in shared.handed_in if other != code)
            )
            found[own[code]].append(
                _("{file} is the same file as one of {others}").format(file=file, others=others)
            )
    return {key: join_names(dict.fromkeys(several)) for key, several in found.items()}


def missing_findings(year: Year) -> Iterator[Finding]:
    """Yield a finding for each paper that lacks, at the cell of a value that it would show."""
    name_field = year.rules.name_field
    for key, papers in papers_of_year(year).items():
        row = year.rows[key]
        values = row.record["values"] if papers.missing else {}
        for kind in papers.missing:
            paper = year.rules.evidence[kind]
            field = next((each for each in paper.fields if values.get(each, {}).get("cell")), name_field)
            value = values.get(field, {})
            yield Finding(
                "paper_missing",
                row.file,
                str(value.get("sheet", "")),
                str(value.get("cell", "")),
                field,
                details={"name": row.name, "label_zh": paper.zh, "label_en": paper.en},
                enterprise=key,
                name=row.name,
            )


def paper_text(rules: RuleSet, key: str) -> str:
    """Return the name of a kind of paper; of none of the list, that it is another."""
    paper = rules.evidence.get(key)
    return paper.text(current()) if paper else key or _("other paper")


def file_kind(rules: RuleSet, file: PaperFile) -> str:
    """Say what a file of evidence is: its kind of paper, or the correction that it shows."""
    if not file.field:
        return paper_text(rules, file.paper)
    return _("for the correction of {field}").format(field=rules.label_of(file.field).text(current()))


def paper_meant(rules: RuleSet, text: str) -> str:
    """Return the kind of paper that a person means by its id or one of its words."""
    words = {folded(word): key for key, paper in rules.evidence.items() for word in (key, *paper.words)}
    key = words.get(folded(text))
    if key is None:
        known = join_names(f"{paper_text(rules, each)} ({each})" for each in rules.evidence)
        sentence = _("There is no kind of paper '{paper}'. There are: {known}")
        raise Refused(sentence.format(paper=text, known=known or _("none; the rule set needs no papers")))
    return key


def evidence_sentences(year: Year, key: str) -> list[str]:
    """Say which papers of an applicant are on record, which lack, and which another handed in, too."""
    papers = papers_of(year, key)
    if papers is None:
        return []
    rules, said = year.rules, []
    if papers.files:
        named = join_names(
            f"{rules.label_of(each.field).text(current()) if each.field else paper_text(rules, each.paper)}"
            f"{bracketed(each.name)}"
            for each in papers.files
        )
        said.append(_("Papers on record: {papers}").format(papers=named))
    if papers.missing:
        lacking = join_names(paper_text(rules, each) for each in papers.missing)
        said.append(_("Papers missing: {papers}").format(papers=lacking))
    if shared := shared_in_year(year).get(key):
        said.append(shared)
    return said
