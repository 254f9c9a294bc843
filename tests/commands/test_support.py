"""Lists of support measures that are wrong or doubtful, and totals beside sums by hand."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cultivation import language

from .office import NAMES, Office
from .test_five_years import RULES

HEAD = ("企业代码", "企业名称", "类别", "金额", "日期", "年度", "部门", "文号", "事项")
Row = Sequence[object]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Decide a pool of 安澜, 碧云, 晨晖 (suspended), 东篱; 恩泽 stays outside and takes the name of 安澜."""
    language.activate("en")
    office = Office(tmp_path_factory.mktemp("support"))
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    ratios = {"ANLAN": 8, "BIYUN": 6, "CHENHUI": 5, "DONGLI": 4, "ENZE": 3}
    office.do("intake 2016", office.applications("2016.xlsx", ratios))
    office.do("score 2016")
    office.do("propose 2016")
    office.do("notice 2016 --from 2017-02-01 --until 2017-02-09")
    office.do("decide 2016 --document 1 --date 2017-03-01", by="李强")
    office.do("suspend CHENHUI --reason x --document 2 --on 2017-03-02")
    office.do(f"rename ENZE {NAMES['ANLAN']} --document 3 --on 2017-03-03")
    return office


def imported(office: Office, rows: Sequence[Row], head: Row = HEAD, *more: str, code: int = 1) -> Any:
    file = office.workbook(f"list_{abs(hash(str(rows)))}.xlsx", [head, *rows])
    done = office.do("support import", file, "--dry-run", "--format", "json", *more, code=code)
    return json.loads(done.stdout)["files"][0]


def measure(**changed: object) -> Row:
    """Return a row that is right but for what is changed."""
    right: dict[str, object] = {
        "code": "ANLAN",
        "name": "",
        "kind": "项目",
        "amount": 50,
        "on": "2017-04-01",
        "year": "",
        "department": "科技局",
        "document": "1号",
        "purpose": "",
    }
    return tuple({**right, **changed}.values())


@pytest.mark.parametrize(
    ("row", "code", "cell", "taken"),
    [
        (measure(code="", name=""), "support_unnamed", "A2", 0),
        (measure(on=""), "support_undated", "E2", 0),
        (measure(code="NOBODY"), "support_enterprise_unknown", "A2", 0),
        (measure(code="", name="昆山碧云装备公司"), "support_enterprise_near", "B2", 0),
        (measure(code="", name=NAMES["ANLAN"]), "support_name_shared", "B2", 0),
        (measure(kind="贷款"), "not_a_choice", "C2", 0),
        (measure(amount="约50"), "approximate_figure", "D2", 0),
        (measure(amount=-1), "below_minimum", "D2", 0),
        (measure(department=""), "value_missing", "G2", 0),
        (measure(document=""), "value_missing", "H2", 0),
        (measure(name=NAMES["BIYUN"]), "support_other_name", "B2", 1),
        (measure(code="ENZE"), "support_not_member", "A2", 1),
        (measure(on="2017-02-28"), "support_not_member", "A2", 1),
        (measure(on="", year=2016), "support_not_member", "A2", 1),
        (measure(code="CHENHUI"), "support_suspended", "A2", 1),
    ],
)
def test_a_row_that_is_wrong_is_told_at_its_cell(
    pool: Office, row: Row, code: str, cell: str, taken: int
) -> None:
    found = imported(pool, [row])
    assert [(each["code"], each["cell"]) for each in found["findings"]] == [(code, cell)]
    assert (found["accepted"], found["rejected"]) == (taken, 1 - taken)


@pytest.mark.parametrize(
    "row",
    [
        measure(),
        measure(code="anlan"),
        measure(name=NAMES["ANLAN"]),
        measure(code="", name="昆山碧云装备有限公司"),
        measure(on="", year=2017),
        measure(on="2017年4月1日"),
        measure(kind="人才引进"),
        measure(amount="50万元"),
        measure(amount=0),
    ],
)
def test_a_row_that_is_right_has_no_finding(pool: Office, row: Row) -> None:
    found = imported(pool, [row], code=0)
    assert (found["accepted"], found["findings"]) == (1, [])


def test_the_same_measure_twice_is_doubted_and_a_trial_leaves_nothing(pool: Office) -> None:
    head = pool.head()
    found = imported(pool, [measure(), measure(), measure(amount=51)])
    assert [(each["code"], each["cell"]) for each in found["findings"]] == [("support_again", "D3")]
    assert found["accepted"] == 3
    assert pool.head() == head


def test_every_file_of_a_folder_of_lists_is_answered(pool: Office) -> None:
    folder = pool.folder / "lists"
    folder.mkdir()
    list_file = Path(pool.workbook("list.xlsx", [HEAD, measure()])).rename(folder / "名单.xlsx")
    with zipfile.ZipFile(folder / "材料.zip", "w") as archive:
        archive.write(list_file, "二批/名单.xlsx")
        archive.writestr("批文.pdf", b"%PDF-1.4")
    (folder / "通知.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / ".DS_Store").write_bytes(b"x")
    done = pool.do("support import", str(folder), "--dry-run", "--format", "json", code=1)
    files = {
        each["name"]: (each["state"], each["accepted"], [one["code"] for one in each["findings"]])
        for each in json.loads(done.stdout)["files"]
    }
    assert files == {
        "名单.xlsx": ("read", 1, []),
        "材料.zip/二批/名单.xlsx": ("read", 0, ["support_received_before"]),
        "材料.zip/批文.pdf": ("not_read", 0, ["no_workbook"]),
        "通知.doc": ("not_read", 0, ["unreadable_file"]),
        ".DS_Store": ("passed_over", 0, ["passed_over"]),
    }


def test_what_is_no_list_points_to_the_template(pool: Office) -> None:
    found = imported(pool, [("a", "b")], ("one", "two"))
    assert [each["code"] for each in found["findings"]] == ["support_no_table"]
    picture = pool.folder / "scan.pdf"
    picture.write_bytes(b"%PDF-1.4")
    assert "it is a PDF" in pool.do("support import", str(picture), code=1).stderr
    assert "The file or folder" in pool.do("support import nowhere.xlsx", code=2).stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_can_be_filled_in_and_taken_in(pool: Office, lang: str) -> None:
    file = pool.folder / f"template_{lang}.xlsx"
    pool.do("support template -o", str(file), lang=lang)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    assert sheet.title == {"en": "Support measures", "zh": "扶持措施清单"}[lang]
    for column, value in enumerate(measure(kind={"en": "talent", "zh": "人才"}[lang]), 1):
        sheet.cell(4, column, value)
    book.save(file)
    done = pool.do("support import --dry-run --format json", str(file))
    found = json.loads(done.stdout)["files"][0]
    assert (found["accepted"], found["findings"]) == (1, [])


def test_totals_are_sums_by_hand(pool: Office) -> None:
    rows = [
        measure(amount=10.5),
        measure(code="BIYUN", amount=0.01, kind="资金", department="财政局"),
        measure(code="BIYUN", amount=20, on="2018-05-01"),
        measure(amount=3, kind="培训", on="", year=2018),
    ]
    file = pool.workbook("totals.xlsx", [HEAD, *rows])
    pool.do("support import", file)
    totals = {
        by: {
            each["group"]: (each["measures"], each["amount"])
            for each in pool.ask(f"support list --by {by}")["totals"]
        }
        for by in ("enterprise", "kind", "year", "department")
    }
    assert totals == {
        "enterprise": {f"{NAMES['ANLAN']} (ANLAN)": (2, "13.5"), f"{NAMES['BIYUN']} (BIYUN)": (2, "20.01")},
        "kind": {"project": (2, "30.5"), "fund": (1, "0.01"), "training": (1, "3")},
        "year": {"2017": (2, "10.51"), "2018": (2, "23")},
        "department": {"科技局": (3, "33.5"), "财政局": (1, "0.01")},
    }
    assert pool.ask("support list")["sum"] == "33.51"
    assert pool.ask("support list --enterprise BIYUN --year 2018 --kind project")["sum"] == "20"
    assert pool.ask("support list --left")["measures"] == []
    assert pool.do("support list --by kind --format csv").stdout.splitlines()[1:] == [
        "fund,1,0.01",
        "project,2,30.5",
        "training,1,3",
    ]


def test_the_monitor_needs_a_plan_for_the_rules(pool: Office) -> None:
    assert "rules/targets" in pool.do("monitor 2016", code=1).stderr
    folder = pool.workspace / "rules" / "targets"
    folder.mkdir()
    (folder / "own.yaml").write_text("id: own\n", "utf-8")
    said = pool.do("monitor", code=1).stderr
    assert "own.yaml, line 1" in said and "the key 'targets' is missing" in said
