"""The story of a little town: seven firms, three places, two years decided and a third begun.

Each percent of R&D is 6 points; each patent 2 points in 2016 and 2.5 from 2017 on, so that all sums are done
by hand. Revenue is 1,000 for all: R&D of 60 is 6 %. 王芳 prepares, 李强 approves.

2016                R&D  patents  points         2017              R&D  patents  points
1 ANLAN             100  10       60 + 20 = 80   1 ANLAN            90  12       54 + 30 = 84
2 BIYUN              80   8       48 + 16 = 64   2 DONGLI           90   4       54 + 10 = 64
3 CHENHUI            60   5       36 + 10 = 46   3 CHENHUI2         70   6       42 + 15 = 57
4 ENZE               40   8       24 + 16 = 40   4 GUANLAN          60   6       36 + 15 = 51
5 DONGLI             50   5       30 + 10 = 40   5 ENZE             30   8       18 + 20 = 38
- FENGLIN (accident) 100 20      60 + 40 = 100   6 BIYUN            20   2       12 +  5 = 17 (barred)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl

from cultivation import review
from cultivation.canonical import canonical_json, digest
from cultivation.core.pool.lines import Action
from cultivation.core.rules.list_kinds import shipped_kinds
from cultivation.core.rules.loading import LoadedRules, load_rules
from cultivation.intake.formats import readers
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading import read_book
from cultivation.intake.formats.sources import files_at
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import (
    AnalysisKept,
    ConsistencyChecked,
    RankingChallenged,
    RobustnessComputed,
    YearOpened,
)
from cultivation.record.reader import Reader
from cultivation.record.store import Record, Writer

RULES = Path(__file__).parent / "town.yaml"
BEGAN = datetime(2020, 1, 10, tzinfo=UTC)
HEAD = ("企业代码", "企业名称", "行业", "营业收入", "研发费用", "有效发明专利", "重大安全事故")
SUPPORT_HEAD = ("企业代码", "企业名称", "扶持类别", "扶持金额", "日期", "年度", "部门", "文号", "项目名称")
NAMES = {
    "ANLAN": "Anlan Optics",
    "BIYUN": "Biyun Soft",
    "CHENHUI": "Chenhui Pharma",
    "DONGLI": "Dongli Lens",
    "ENZE": "Enze Code",
    "FENGLIN": "Fenglin Glass",
    "GUANLAN": "Guanlan Cure",
}
NAMES |= {"CHENHUI2": NAMES["CHENHUI"]}
RENAMED = "Biyun Cloud"
SECTORS = dict(zip("ABCDEFG", ("光电", "软件", "医药", "光电", "软件", "光电", "医药"), strict=True))
Firm = tuple[int, int]


class ReadHere:
    """Reads files in this process: to start one for each step would take most of the time."""

    is_busy = False

    def __init__(self, _limits: Limits | None = None) -> None:
        self._content = b""

    def stop(self) -> None:
        """Nothing was started."""

    def submit(self, content: bytes, _password: str | None = None) -> None:
        self._content = content

    def result(self) -> Book:
        return read_book(self._content)


def open_later(writer: Writer, *years: int) -> None:
    """Open years after all that happened, in a transaction that is not kept."""
    loaded = rules()
    for year in years:
        said = YearOpened(
            year=year, rule_set="town", version="1", rules_digest=loaded.digest, cutoff=f"{year}-12-31"
        )
        writer.append(said, [NewDocument(loaded.content, "town.yaml", "application/yaml")])


def rules(*changes: tuple[str, str]) -> LoadedRules:
    """Return the rules of the town with changes: a text, and what stands in its place."""
    text = RULES.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_rules(text.encode(), "town.yaml")


SECOND = (('version: "1"', 'version: "2"'), ("[20, 40]", "[16, 40]"))  # each patent 2.5 points


class Town:
    """The record as the story goes on; `at` looks at it as it stood at a moment that has a name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        moments = (BEGAN + timedelta(seconds=tick) for tick in range(1_000_000))
        self.now = BEGAN
        self.record = Record(f"sqlite:///{folder / 'town.db'}", clock=lambda: self._tick(moments))
        self.moments: dict[str, datetime] = {}

    def _tick(self, moments: Iterator[datetime]) -> datetime:
        self.now = next(moments)
        return self.now

    def mark(self, name: str) -> None:
        self.moments[name] = self.now

    @contextmanager
    def at(self, name: str | None = None) -> Iterator[Reader]:
        with self.record.reading(self.moments[name] if name else None) as reader:
            yield reader

    def recorded(self, seq: int) -> str:
        """Return the moment at which an entry was recorded."""
        with self.at() as reader:
            return next(iter(reader.entries(after=seq - 1, limit=1))).recorded_at

    def do(self, step: Callable[..., object], *said: object, by: str = "王芳", **more: object) -> None:
        step(self.record, by, *said, **more)

    def workbook(self, name: str, rows: list[tuple[object, ...]]) -> Path:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "表"
        for row in rows:
            sheet.append(list(row))
        path = self.folder / name
        book.save(path)
        return path

    def file(self, year: int, name: str, firms: Mapping[str, Firm], accident: str = "") -> None:
        """Take in a workbook of firms with their R&D and patents."""
        rows = [
            (
                key,
                NAMES[key] if (key, year) != ("BIYUN", 2017) else RENAMED,
                SECTORS[key[0]],
                1000,
                *figures,
                "是" if key == accident else "否",
            )
            for key, figures in firms.items()
        ]
        self.do(review.intake, year, files_at([self.workbook(name, [HEAD, *rows])]))


@contextmanager
def reading_here() -> Iterator[None]:
    """Read files in this process while it lasts."""
    with patch.object(readers, "ReadingProcess", ReadHere):
        yield


def lived(folder: Path) -> Town:
    """Live through the story."""
    town = Town(folder)
    review.create(town.record, "王芳")
    with reading_here():
        for chapter in (year_2016, after_2016, between, year_2017, after_2017):
            chapter(town)
    return town


def year_2016(town: Town) -> None:
    """DONGLI had one patent more than it filed; one objection is dismissed, one withdrawn by its author."""
    town.do(review.open_year, 2016, rules(), None)
    town.mark("open")
    town.file(2016, "a.xlsx", {"ANLAN": (100, 10), "BIYUN": (80, 8), "CHENHUI": (60, 5), "DONGLI": (50, 4)})
    town.file(2016, "b.xlsx", {"ENZE": (40, 8), "FENGLIN": (100, 20)}, accident="FENGLIN")
    town.mark("collecting")
    town.do(review.correct, 2016, "DONGLI", "patents", "5", review.Evidence(("certificate",)))
    town.do(review.score, 2016)
    town.mark("scored")
    town.do(review.propose_year, 2016)
    town.mark("proposed")
    town.do(review.give_notice, 2016, date(2017, 2, 1), date(2017, 2, 9))
    town.mark("noticed")
    proof = NewDocument(b"%PDF", "letter.pdf", "application/pdf")
    town.do(review.file_objection, 2016, "CHENHUI", "张三", "figures are wrong", [proof])
    town.do(review.file_objection, 2016, "BIYUN", "赵六", "not in town")
    town.mark("objected")
    town.do(review.resolve_objection, 2016, 2, False, "licence seen")
    town.do(review.resolve_objection, 2016, 1, False, "audited")
    town.do(review.decide, 2016, "No. 1", date(2017, 3, 1), {}, by="李强")
    town.mark("decided")


def after_2016(town: Town) -> None:
    """Honours, first by place, then by name; three measures, one of them cancelled; plans for two."""
    town.do(review.select_demonstrations, 2016, review.SelectionCriteria(top=1), "No. 2", date(2017, 3, 5))
    wanted = review.SelectionCriteria(("ANLAN", "CHENHUI"), reason="best in the park")
    town.do(review.select_demonstrations, 2016, wanted, "No. 3", date(2017, 3, 10))
    rows: list[tuple[object, ...]] = [
        ("ANLAN", "", "项目", 50, "2017-04-01", "", "科技局", "S1", "display"),
        ("BIYUN", "", "资金", 1200.5, "2017-04-02", "", "财政局", "S2", ""),
        ("CHENHUI", "", "培训", 4, "", 2017, "人社局", "S3", ""),
        ("BIYUN", "", "人才", 7, "2017-04-03", "", "人社局", "S4", ""),
    ]
    town.do(review.import_support, files_at([town.workbook("support.xlsx", [SUPPORT_HEAD, *rows])]))
    town.do(review.cancel_support, 4, "paid twice", date(2017, 4, 20))
    aims = review.PlanTargets(("rd_ratio=12%@2017", "patents=14@2018"))
    town.do(review.set_plans, 2016, "ANLAN", aims, "No. 4", date(2017, 4, 5))
    town.do(review.set_plans, 2016, "BIYUN", review.PlanTargets(("patents=9@2018",)), "", date(2017, 4, 6))
    town.do(
        review.set_plans, 2016, "CHENHUI", review.PlanTargets(("rd_ratio=8%@2018",)), "", date(2017, 4, 7)
    )
    town.mark("honoured")


def between(town: Town) -> None:
    """ANLAN is suspended, BIYUN renamed and removed for false figures, ENZE follows, CHENHUI is recoded."""
    town.do(review.suspend, "ANLAN", "audit", "No. 5", date(2017, 5, 1))
    town.do(review.rename, "BIYUN", RENAMED, "licence", date(2017, 5, 2))
    town.do(review.remove_member, "BIYUN", "falsification", "No. 6", date(2017, 6, 1))
    town.mark("removed")
    town.do(review.call_up, None, "No. 7", date(2017, 7, 1))
    town.do(review.recode, "CHENHUI", "CHENHUI2", "register", date(2017, 8, 1))
    town.mark("between")


def year_2017(town: Town) -> None:
    """Other rules; an override keeps CHENHUI2 out and lets GUANLAN in; the year is closed."""
    town.do(review.open_year, 2017, rules(*SECOND), None)
    later = {"ANLAN": (90, 12), "DONGLI": (90, 4), "CHENHUI2": (70, 6), "GUANLAN": (60, 6)}
    town.file(2017, "c.xlsx", {**later, "ENZE": (30, 8), "BIYUN": (20, 2)})
    town.do(review.score, 2017)
    town.mark("scored 2017")
    looked_into(town)
    town.do(review.propose_year, 2017)
    town.mark("proposed 2017")
    town.do(review.give_notice, 2017, date(2018, 2, 1), date(2018, 2, 5))
    town.do(review.file_objection, 2017, "DONGLI", "钱五", "old figures")
    town.mark("objected 2017")
    town.do(review.resolve_objection, 2017, 1, False, "new figures")
    overrides = {"CHENHUI2": (Action.EXIT, "moved away"), "GUANLAN": (Action.ENTER, "key project")}
    town.do(review.decide, 2017, "No. 8", date(2018, 3, 1), overrides, by="李强")
    town.mark("decided 2017")
    town.do(review.close_year, 2017)


DRAWS = {"ANLAN": 200, "DONGLI": 190, "CHENHUI2": 120, "GUANLAN": 80, "ENZE": 10, "BIYUN": 0}  # of 200
VARIED = {
    "draws": 200,
    "seed": 7,
    "concentration": 50,
    "versions": {"numpy": "2.0", "scipy": "1.11"},
    "applications": [
        {"id": key, "in_pool": share, "rank_p5": place, "rank_p50": place + 1, "rank_p95": place + 2}
        for place, (key, share) in enumerate(DRAWS.items(), 1)
    ],
}
FLAGS = [
    {
        "id": "GUANLAN",
        "kind": "jump",
        "strength": "2",
        "other": "",
        "evidence": [{"name": "rd", "value": "60", "low": "30", "high": None, "deviation": "3"}],
    },
    {"id": "GUANLAN", "kind": "copied", "strength": "1", "other": "ENZE", "evidence": []},
    {
        "id": "CHENHUI2",
        "kind": "points_unlike_peers",
        "strength": "4",
        "other": "",
        "evidence": [{"name": "", "value": "5700", "low": "1700", "high": "3800", "deviation": "3"}],
    },
]


def looked_into(town: Town) -> None:
    """Results as the analyses leave them, written by hand; a visit to GUANLAN explains its figures."""
    keep(town, RobustnessComputed, {"draws": 1, "applications": []})  # overtaken by the next
    keep(town, RobustnessComputed, VARIED)
    keep(town, RankingChallenged, {"by": "hand"})
    keep(town, ConsistencyChecked, {"flags": FLAGS})
    town.do(review.verify_flag, 2017, "GUANLAN", "confirmed", "too many")
    town.do(review.verify_flag, 2017, "GUANLAN", "explained", "a new laboratory")


def keep(town: Town, kind: type[AnalysisKept], content: dict[str, Any]) -> None:
    document = NewDocument(canonical_json(content), f"{kind.KIND}.json", JSON)
    with town.record.writing("王芳") as writer:
        review_year = writer.year(2017)
        assert review_year is not None and review_year.scores_digest is not None
        said = kind(
            year=2017, scores_digest=review_year.scores_digest, result_digest=digest(document.content)
        )
        writer.append(said, [document])


def after_2017(town: Town) -> None:
    """ANLAN is resumed; a list of tax offenders; 2018 begins; GUANLAN merges, DONGLI splits."""
    town.do(review.resume, "ANLAN", "nothing found", "No. 9", date(2018, 4, 1))
    town.do(review.open_year, 2018, rules(*SECOND), None)
    town.file(2018, "d.xlsx", {"ANLAN": (80, 13), "DONGLI": (85, 5), "ENZE": (45, 9)})
    town.do(review.withdraw, 2018, "DONGLI", "too early")
    offenders = town.workbook(
        "tax.xlsx", [("企业代码", "企业名称"), ("ANLAN", "Anlan Optics"), ("CHENHUI", "x"), ("FENGLIN", "y")]
    )
    town.do(review.import_veto_list, shipped_kinds()["tax"], *files_at([offenders]), "T1")
    debtors = town.workbook("debtors.xlsx", [("企业代码", "企业名称"), ("ENZE", "Enze Code")])
    town.do(review.import_veto_list, shipped_kinds()["dishonest_debtor"], *files_at([debtors]), "T2")
    town.mark("listed")
    town.do(review.merge, "GUANLAN", "ANLAN", "No. 10", date(2018, 6, 1), True)
    for heading, field in (("R&D spent", "revenue"), ("R&D, spent", "rd"), ("x y", "rd"), ("Notes", None)):
        town.do(review.explain_heading, 2018, heading, field)
    town.do(review.forget_heading, "X-Y")
    parts = [("DONGLI1", "Dongli One"), ("DONGLI2", "Dongli Two")]
    town.do(review.split, "DONGLI", parts, "DONGLI1", "No. 11", date(2018, 7, 1))
