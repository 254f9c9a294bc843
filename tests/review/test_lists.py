"""Lists of authorities by hand: days around the cut-off, names, grades; which rows count, and what is told.

The cut-off is 31 December 2016. Which firms must count is written beside each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from cultivation import review
from cultivation.core.pool.lines import Reason
from cultivation.core.rules.list_kinds import kinds_of, shipped_kinds
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.errors import Refused
from cultivation.intake.formats.sources import files_at
from cultivation.queries.list_doubts import list_doubts, list_sentences
from cultivation.queries.oddities import oddities_of
from cultivation.queries.year import State, Year, year_in
from cultivation.review.replay import replay
from tests.queries.town import HEAD, Town, reading_here, rules

VETOES = "veto_lists: [tax, abnormal_operation, safety_penalty]"
RULES = (
    ("veto_lists: [tax]", VETOES),
    ("capacity: 3, enter_rank: 2, stay_rank: 4, reserve: 1, notice_days: 5", "capacity: 9"),
    (
        "  accident: {type",
        '  honest: {type: yes_no, filled_by: list, list: tax_honesty, blank: "no", zh: A级, en: Grade A}\n'
        "  accident: {type",
    ),
    ("ties:\n", "ties:\n  - {by: honest, order: descending}\n"),
)
FIRMS = dict(zip("ABCDEFGHJ", (f"昆山{each}（中国）有限公司" for each in "甲乙丙丁戊己庚辛壬"), strict=True))
ABNORMAL = [
    ("统一社会信用代码", "企业名称", "列入日期", "移出日期", "有效期至"),
    ("A", "", "2016-05-01", date(2016, 12, 30), ""),  # repaired the day before: does not count
    ("B", "", "2016-05-01", "2016年12月31日", ""),  # repaired on the day: does not count
    ("C", "", "2016-05-01", "2017/1/1", "长期"),  # repaired the day after: counts
    ("D", "", "2016-05-01", "", "2016-12-31"),  # over on the day: does not count
    ("E", "", "2017-02-01", "", "2018-01-01"),  # newer than the cut-off, not over: counts
    ("F", "", "2016-05-01", "2016-06-01", ""),  # one row repaired ...
    ("F", "", "2016-07-01", "2016年", ""),  # ... the other not, its day is none: counts
]
# Names alone: G by half-width brackets, H by the name it had, J but for one sign: that is another firm.
NAMED = [
    ("纳税人名称", "案件性质"),
    ("昆山庚(中国) 有限公司", "偷税"),
    ("昆山辛（中国）有限公司", "偷税"),
    ("昆山壬有限公司", "偷税"),
]
PENALTIES = [("被处罚单位名称", "处罚日期"), (FIRMS["J"], "2017-02-01")]  # after the cut-off: shown
HONOURS = [
    ("纳税人识别号", "纳税人名称", "信用级别"),
    ("A", "", "A"),
    ("B", "", "A"),
    ("B", "", "B"),
    ("D", "", "B"),
]


class Lists(Town):
    """A town of nine firms with the same figures, of which H got another name."""

    def take(
        self, kind: str, rows: Sequence[tuple[object, ...]], on: date | None = None
    ) -> review.ListImported:
        files = files_at([self.workbook(f"{kind}.xlsx", list(rows))])
        given = (shipped_kinds()[kind], *files, "No. 1", review.ListReading(on=on))
        return review.import_veto_list(self.record, "王芳", *given)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lists]:
    found = Lists(tmp_path_factory.mktemp("lists"))
    review.create(found.record, "王芳")
    with reading_here():
        found.do(review.open_year, 2016, rules(*RULES), None)
        rows = [(key, name, "光电", 1000, 50, 5, "否") for key, name in FIRMS.items()]
        found.do(review.intake, 2016, files_at([found.workbook("a.xlsx", [HEAD, *rows])]))
        found.do(review.score, 2016)
        found.do(review.propose_year, 2016)
        found.mark("before")
        found.do(review.rename, "H", "昆山新辛科技有限公司", "licence", date(2017, 2, 1))
        found.take("abnormal_operation", ABNORMAL, date(2017, 1, 20))
        found.take("tax", NAMED, date(2017, 3, 1))
        found.take("safety_penalty", PENALTIES, date(2017, 3, 1))
        found.take("tax_honesty", HONOURS, date(2017, 3, 1))
        yield found


def year(town: Lists) -> Year:
    with town.at() as reader:
        found = year_in(reader, 2016)
        assert found.lists and found.table and found.lines is not None
        return found


def test_rows_count_by_their_days_names_and_grades(town: Lists) -> None:
    found = year(town)
    on = {key: found.lists.lists_of(key, date(2016, 12, 31)) for key in FIRMS}
    assert on == {
        "A": {"tax_honesty"},
        "B": set(),  # grades A and B: neither
        "C": {"abnormal_operation"},
        "D": set(),  # grade B is not among those that count
        "E": {"abnormal_operation"},
        "F": {"abnormal_operation"},
        "G": {"tax"},
        "H": {"tax"},
        "J": set(),
    }
    assert [row.how for key in "CGH" for row in found.lists.rows_of(key)] == ["code", "name", "former_name"]


def test_every_row_is_shown_with_its_cell(town: Lists) -> None:
    with town.at() as reader:
        found = year_in(reader, 2016)
        repaired, named, later = (list_sentences(found, key)[0] for key in "AHJ")
        values = found.records["A"]["values"]["honest"], found.records["B"]["values"]["honest"]
    assert "abnormal_operation.xlsx 表!A2" in repaired and "does not count" not in named
    assert "tax.xlsx 表!A3" in named and "found by an earlier name" in named
    assert "listed 2017-02-01; found by the name; does not count at the cut-off 2016-12-31" in later
    assert [each["value"] for each in values] == ["yes", "no"]
    assert values[0]["note"]["cell"] == "A2" and values[0]["note"]["file"] == "tax_honesty.xlsx"


def test_the_proposal_from_before_needs_scoring_and_proposing_again(town: Lists) -> None:
    """A list that fills a field came in: points first. Then A, of grade A, stands first among equals."""
    with pytest.raises(Refused, match="fills fields was imported"):
        review.propose_year(town.record, "王芳", 2016)
    review.score(town.record, "王芳", 2016)
    done = review.propose_year(town.record, "王芳", 2016)
    assert {line.id for line in done.lines if line.reason is Reason.VETOED} == set("CEFGH")
    assert [line.id for line in done.table.lines][:2] == ["A", "B"]
    decided = review.decide(town.record, "李强", 2016, "No. 2", date(2017, 3, 10), {})
    assert [(each.list, each.days) for each in decided.list_doubts] == [("abnormal_operation", 49)]
    with town.at() as reader:
        assert [each.list for each in oddities_of(State(reader)).lists] == ["abnormal_operation"]
    with town.at("before") as reader:
        assert not year_in(reader, 2016).lists.rows
        missing = [each.list for each in list_doubts(year_in(reader, 2016), date(2017, 3, 10))]
        assert missing == ["tax", "abnormal_operation", "safety_penalty", "tax_honesty"]


def test_the_record_is_replayed_and_rebuilt_with_its_lists(town: Lists) -> None:
    assert all(each.same for each in replay(town.record))


def test_what_a_list_says_wrong_is_told_at_its_cell_and_does_not_count(town: Lists) -> None:
    rows = [HEAD[:2], ("A", FIRMS["B"]), ("", "", "y"), ("C", ""), ("", FIRMS["D"])]
    with town.at() as reader:
        before = reader.head()
    files = files_at(
        [town.workbook("w.xlsx", [(*each, "x", "x") if len(each) == 2 else (*each, "x") for each in rows])]
    )
    given = (shipped_kinds()["dishonest_debtor"], *files, "No. 3", review.ListReading(), True)
    done = review.import_veto_list(town.record, "王芳", *given)
    found = {(each.code, each.cell) for each in done.findings if each.code.startswith("list_")}
    assert found == {("list_row_without_key", "C3"), ("list_row_ambiguous", "A2")}
    assert (done.enterprises, done.rejected) == (3, 1)
    with town.at() as reader:
        assert reader.head() == before


@pytest.mark.parametrize(
    "rows",
    [
        [("序号", "事由"), (1, "x"), (2, "y")],  # no key at all
        [
            ("序号", "企业代码", "企业名称", "事由"),
            (1, "A", "", "x"),
            (2, "", "", "y"),
            (3, "", "", "z"),
        ],  # half empty
    ],
)
def test_a_list_without_keys_is_refused(town: Lists, rows: list[tuple[object, ...]]) -> None:
    with pytest.raises(Refused, match="cannot be read as a list"):
        town.take("dishonest_debtor", rows)


def test_a_kind_that_is_not_known_is_a_mistake_with_its_line_and_the_near_name() -> None:
    text = rules().content.decode().replace("veto_lists: [tax]", "veto_lists: [taxe]")
    with pytest.raises(RuleMistakes) as raised:
        load_rules(text.encode(), "town.yaml")
    (mistake,) = raised.value.mistakes
    assert mistake.details["near"] == "tax"
    assert "veto_lists" in text.split("\n")[mistake.line - 1]


def test_a_workspace_has_kinds_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "registers" / "lists"
    folder.mkdir(parents=True)
    text = "id: customs\nzh: 海关失信企业名单\nen: customs list\neffect: excludes\nstale_days: 60\n"
    (folder / "customs.yaml").write_text(text, "utf-8")
    kinds = kinds_of(tmp_path)
    assert "customs" in kinds and kinds.keys() > shipped_kinds().keys()
    assert sum(len(words) for words in kinds["customs"].headings.model_dump().values()) >= 40
    (folder / "customs.yaml").write_text(text + "stale_day: 3\n", "utf-8")
    with pytest.raises(RuleMistakes, match=r"line 6.*did you mean 'stale_days'"):
        kinds_of(tmp_path)
