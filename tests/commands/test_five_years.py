"""Five years in the life of a small pool, told through the command line.

Eight firms and four places; the R&D ratio alone decides (five_years.yaml): newcomers need place 3 or better,
members stay down to place 5, no more than two reviews running in the buffer. 王芳 prepares, 李强 approves.
Points by hand: 3 % are 30, 4 % are 60, 8 % are 100, straight lines between. Each step is also tried when it
must be refused. What the record tells in the end is held against tests/golden/five_years.{en,zh}.txt, written
from this story and not from the program.
"""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from cultivation import language

from .office import HEAD, NAMES, Office

RULES = Path(__file__).parent / "five_years.yaml"
GOLDEN = Path(__file__).parents[1] / "golden"
RENAMED = "昆山东篱智能软件有限公司"


def year_2016(office: Office) -> None:
    """The first pool: an objection is upheld, one is turned down, a member is removed, others follow."""
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.refused("not open", "score 2016")
    office.do("open 2016 --rules small_pool")
    office.refused("is already open.", "open 2016 --rules small_pool")
    ratios = {"ANLAN": 8, "BIYUN": 6, "CHENHUI": 5, "DONGLI": 3.1, "ENZE": 3.05, "FENGLIN": 2, "GUANLAN": 1}
    office.do("intake 2016", office.applications("2016.xlsx", ratios))
    office.do("score 2016")
    office.do("withdraw 2016 GUANLAN --reason 企业来函撤回")
    office.refused("has not applied in 2016", "withdraw 2016 GUANLAN --reason 再次")
    office.refused("cultivation score 2016", "propose 2016")
    office.do("score 2016")
    office.refused("Nothing is proposed", "decide 2016 --document 1", by="李强")
    assert office.outcome(2016) == {
        "ANLAN": (1, "enter", "entered_on_rank"),
        "BIYUN": (2, "enter", "entered_on_rank"),
        "CHENHUI": (3, "enter", "entered_on_rank"),
        "DONGLI": (4, "enter", "entered_to_fill"),
        "ENZE": (5, "reserve", "reserve"),
        "FENGLIN": (6, "reserve", "reserve"),
    }
    objections_of_2016(office)
    decision_of_2016(office)
    honours_of_2016(office)
    support_of_2017(office)
    plans_of_2016(office)
    between_2016_and_2017(office)


def objections_of_2016(office: Office) -> None:
    """张三 proves that 晨晖 has 3 %, not 5 %; 赵六 proves nothing against 东篱."""
    office.refused("no notice", "object 2016 CHENHUI --by 张三 --text 研发费用不实")
    office.refused("at least", "notice 2016 --from 2017-02-01 --until 2017-02-03")
    office.do("notice 2016 --from 2017-02-01 --until 2017-02-09")
    proof = office.folder / "audit_report.pdf"
    proof.write_bytes(b"%PDF 3 %")
    office.do("object 2016 CHENHUI --by 张三 --text 研发费用不实 --evidence", str(proof))
    office.do("object 2016 东篱 --by 赵六 --text 不在本市")
    decide = "decide 2016 --document 昆新兴〔2017〕2号 --date 2017-03-01"
    office.refused("Objections are open: 1, 2", decide, by="李强")
    office.do("resolve 2016 2 --dismissed --text 营业执照已核对")
    office.do("resolve 2016 1 --upheld --text 以审计报告为准")
    office.refused("is already resolved.", "resolve 2016 1 --dismissed --text x")
    office.refused("cultivation propose 2016", decide, by="李强")
    office.do("correct 2016 CHENHUI rd 300 --evidence 审计报告")
    office.do("score 2016")
    assert office.outcome(2016) == {
        "ANLAN": (1, "enter", "entered_on_rank"),
        "BIYUN": (2, "enter", "entered_on_rank"),
        "DONGLI": (3, "enter", "entered_on_rank"),
        "ENZE": (4, "enter", "entered_to_fill"),
        "CHENHUI": (5, "reserve", "reserve"),
        "FENGLIN": (6, "reserve", "reserve"),
    }
    office.refused("public notice of 5 days", decide, by="李强")  # a new proposal needs a new notice
    office.do("notice 2016 --from 2017-02-15 --until 2017-02-23")


def decision_of_2016(office: Office) -> None:
    """The group turns 恩泽 down, so that one place stays free."""
    decide = "decide 2016 --document 昆新兴〔2017〕2号"
    office.refused("lasts until 2017-02-23", f"{decide} --date 2017-02-23", by="李强")
    office.refused("another person", f"{decide} --date 2017-03-01")
    office.refused(
        "would have 5 members", f"{decide} --date 2017-03-01 --override FENGLIN=enter --reason x", by="李强"
    )
    office.refused("not decided yet", "demonstrate 2016 --top 2 --document 3")
    office.refused("not decided yet", "plan set 2016 --from-rules")
    turned_down = "--override ENZE=exit --reason 环保整改未完成"
    done = office.ask(f"{decide} --date 2017-03-01 {turned_down} --as 李强")
    assert done["entered"] == ["ANLAN", "BIYUN", "DONGLI"]
    office.refused("decided", f"{decide} --date 2017-03-02", by="李强")
    office.refused("); it can no longer be changed.", "withdraw 2016 ANLAN --reason x")


def honours_of_2016(office: Office) -> None:
    """The first two by place at first; then, by a new document, 安澜 and 东篱."""
    document = "--document 昆新兴〔2017〕3号 --on 2017-03-10"
    office.refused("Only 3 members", f"demonstrate 2016 --top 4 {document}")
    office.refused("is earlier", "demonstrate 2016 --top 2 --document 3 --on 2017-02-28")
    office.refused("one of the two", f"demonstrate 2016 ANLAN --top 2 {document}", code=2)
    office.refused(
        "Give the reason for selecting these enterprises: --reason TEXT",
        f"demonstrate 2016 ANLAN {document}",
        code=2,
    )
    told = office.do(f"demonstrate 2016 ENZE NOBODY ANLAN ANLAN --reason x {document}", code=1).stderr
    for wrong in (
        "恩泽医药有限公司 is not in the pool of 2016",
        "'NOBODY'",
        "安澜光电有限公司 is named twice",
    ):
        assert wrong in told
    office.do(f"demonstrate 2016 --top 2 {document} --dry-run")
    assert office.ask("status 2016")["years"][0]["demonstrations"] is None
    office.do(f"demonstrate 2016 --top 2 {document}")
    again = "demonstrate 2016 ANLAN DONGLI --reason 评审会推荐 --document 昆新兴〔2017〕4号 --on 2017-03-20"
    assert "no longer counts" in office.do(again).stderr


SUPPORT_HEAD = (
    "代码",
    "企业名称",
    "扶持类别",
    "扶持金额（元）",
    "拨付日期",
    "年度",
    "部门",
    "文号",
    "项目名称",
)
SUPPORT_HEAD = ("企业代码", *SUPPORT_HEAD[1:])


def support_of_2017(office: Office) -> None:
    """A list in yuan: four rows are taken, one with a doubt; two are kept out; the same file is refused."""
    rows: list[tuple[object, ...]] = [
        ("ANLAN", "", "项目", 500000, "2017-04-01", "", "科技局", "昆科〔2017〕1号", "柔性显示"),
        ("", "昆山碧云装备有限公司", "资金扶持", 300000, "2017-04-01", "", "财政局", "昆财〔2017〕2号", ""),
        ("DONGLI", NAMES["DONGLI"], "培训", 20000, "", 2017, "人社局", "昆人社〔2017〕3号", ""),
        ("ENZE", "", "人才", 50000, "2017-04-01", "", "人社局", "昆人社〔2017〕4号", ""),
        ("NOBODY", "", "人才", 50000, "2017-04-01", "", "人社局", "昆人社〔2017〕4号", ""),
        ("ANLAN", "", "项目", "约20万元", "2017-04-01", "", "科技局", "昆科〔2017〕5号", ""),
    ]
    file = office.workbook("support_2017.xlsx", [SUPPORT_HEAD, *rows])
    found = json.loads(office.do(f"support import {file} --format json", code=1).stdout)["files"][0]
    assert (found["accepted"], found["rejected"]) == (4, 2)
    places = [(each["code"], each["cell"]) for each in found["findings"] if each["severity"] != "note"]
    assert places == [
        ("approximate_figure", "D7"),
        ("support_not_member", "A5"),
        ("support_enterprise_unknown", "A6"),
    ]
    office.refused("already on record", f"support import {file}")
    office.do("support cancel 4 --reason 恩泽未入库 --on 2017-04-20")
    office.refused("is already cancelled:", "support cancel 4 --reason x")
    office.refused("no support measure number 9", "support cancel 9 --reason x")


def plans_of_2016(office: Office) -> None:
    """By the rules 碧云 (6 %) aims at 8 %, 东篱 (3.1 %) at 4 %; 安澜 has all points: targets by hand."""
    done = office.ask(
        "plan set 2016 --from-rules --until 2018 --document 昆新兴办〔2017〕6号 --on 2017-04-05"
    )
    aims = {
        each["id"]: [(t["indicator"], t["value"], t["year"]) for t in each["targets"]]
        for each in done["plans"]
    }
    assert aims == {"BIYUN": [("rd_ratio", "0.08", 2018)], "DONGLI": [("rd_ratio", "0.04", 2018)]}
    assert done["without"] == [NAMES["ANLAN"]]
    office.refused("plans are for members", "plan set 2016 ENZE --target rd_ratio=4%@2018")
    office.refused("after 2016", "plan set 2016 ANLAN --target patents=12@2016", code=2)
    office.refused("as a ratio, 0.04", "plan set 2016 ANLAN --target rd_ratio=4@2018", code=2)
    office.refused(
        "write = and one of these: yes, no.",
        "plan set 2016 ANLAN --target accident=0@2018",
        code=2,
    )
    office.do("plan set 2016 ANLAN --target patents=12@2018 --on 2017-04-05")
    office.do("plan set 2016 ANLAN --target 有效发明专利=15@2019 --target patents=30@2020 --on 2017-04-05")
    office.do("plan set 2016 ANLAN --drop patents@2020 --on 2017-04-06")


def between_2016_and_2017(office: Office) -> None:
    """晨晖 is called up; 碧云 is removed for false figures, 枫林 follows; a name, a code, a suspension."""
    office.refused("is next on the reserve list", "call-up FENGLIN --document 7 --on 2017-05-10")
    office.do("call-up --document 昆新兴〔2017〕7号 --on 2017-05-10")
    office.refused("would have 5 members", "call-up --document 8 --on 2017-05-11")
    office.refused("only members are removed", "remove ENZE --cause tax --document 8 --on 2017-06-20")
    office.do("remove BIYUN --cause falsification --document 昆新兴〔2017〕8号 --on 2017-06-20")
    office.refused("is earlier", "call-up --document 9 --on 2017-06-01")
    office.do("call-up --document 昆新兴〔2017〕9号 --on 2017-07-01")
    office.refused("The reserve list of", "call-up --document 10 --on 2017-07-02")
    office.do(f"rename DONGLI {RENAMED} --document 工商变更 --on 2017-08-01")
    office.refused("already has this name.", f"rename DONGLI {RENAMED} --document 工商变更")
    office.refused("already", "recode ANLAN DONGLI --document 变更通知书 --on 2017-09-01")
    office.do("recode ANLAN ANLAN2 --document 变更通知书 --on 2017-09-01")
    office.refused("is not suspended", "resume CHENHUI --reason x --document 10 --on 2017-09-10")
    office.do("suspend CHENHUI --reason 涉嫌环境违法 --document 昆新兴〔2017〕10号 --on 2017-09-10")
    office.refused("is already suspended.", "suspend CHENHUI --reason x --document 10 --on 2017-09-11")
    office.refused(
        "is suspended; it receives no honours until that ends.",
        "demonstrate 2016 CHENHUI --reason x --document 11 --on 2017-09-12",
    )
    office.do("resume CHENHUI --reason 未发现违法 --document 昆新兴〔2018〕1号 --on 2018-01-10")
    assert office.members() == {"ANLAN2", "CHENHUI", "DONGLI", "FENGLIN"}
    office.do("close 2016")
    office.refused("is already closed.", "close 2016")


def year_2017(office: Office) -> None:
    """恩泽 enters, 枫林 leaves; 海棠 is late and comes in by a decision; 碧云 is barred."""
    office.do("open 2017")
    old = json.loads(
        office.do(
            "intake 2017", office.applications("old.xlsx", {"ANLAN": 8}), "--format", "json", code=1
        ).stdout
    )
    assert [each["code"] for each in old["files"][0]["findings"]] == ["earlier_code"]
    ratios = {"ANLAN2": 8, "ENZE": 6, "CHENHUI": 5, "GUANLAN": 4, "FENGLIN": 2, "BIYUN": 1}
    office.do("intake 2017", office.applications("2017.xlsx", ratios))
    office.do(
        "intake 2017", office.workbook("dongli.xlsx", [HEAD, ("DONGLI", RENAMED, 10000, 360, 10, "否")])
    )
    office.do("score 2017")
    assert office.in_pool_by(2017) == {"ANLAN2", "ENZE", "CHENHUI", "DONGLI"}
    office.do("notice 2017 --from 2018-02-01 --until 2018-02-09")
    late = office.applications("late.xlsx", {"HAITANG": 3.3})
    office.refused("already public", f"intake 2017 {late}")
    office.do(f"intake 2017 {late} --late-by 昆新兴办〔2018〕3号")
    office.do("score 2017")
    assert office.outcome(2017) == {
        "ANLAN2": (1, "stay", "stayed"),
        "ENZE": (2, "enter", "entered_on_rank"),
        "CHENHUI": (3, "stay", "stayed"),
        "GUANLAN": (4, "reserve", "reserve"),
        "DONGLI": (5, "stay", "stayed_in_buffer"),
        "HAITANG": (6, "reserve", "reserve"),
        "FENGLIN": (7, "exit", "left_on_rank"),
        "BIYUN": (8, "none", "barred"),
    }
    office.do("notice 2017 --from 2018-03-01 --until 2018-03-09")
    office.do("decide 2017 --document 昆新兴〔2018〕2号 --date 2018-03-20", by="李强")
    office.do("demonstrate 2017 --top 1 --document 昆新兴〔2018〕3号 --on 2018-03-25")
    support_of_2018(office)
    office.do("plan set 2017 CHENHUI --target rd_ratio=6%@2018 --on 2018-04-10")
    office.refused("into itself", "merge ENZE ENZE --document 公告 --on 2018-06-01")
    office.do("merge ENZE GUANLAN --document 吸收合并公告 --on 2018-06-01")
    office.do("split CHENHUI --part CHENHUI2=昆山晨晖新材料有限公司 --document 分立公告 --on 2018-07-01")
    assert office.members() == {"ANLAN2", "CHENHUI", "DONGLI", "GUANLAN"}
    office.do("close 2017")


def support_of_2018(office: Office) -> None:
    """Old codes and names lead to the firms of now; a measure that stands there twice is doubted."""
    rows: list[tuple[object, ...]] = [
        ("CHENHUI", "", "资金", 400000, "2018-04-01", "", "财政局", "昆财〔2018〕2号", ""),
        ("ENZE", "", "资金", 200000, "2018-04-01", "", "财政局", "昆财〔2018〕2号", ""),
        ("ANLAN", "", "人才", 100000, "2018-05-01", "", "人社局", "昆人社〔2018〕4号", "双创人才"),
        ("FENGLIN", "", "项目", 80000, "2017-12-01", "", "科技局", "昆科〔2017〕9号", ""),
        ("", NAMES["DONGLI"], "培训", 15000, "2018-05-02", "", "人社局", "昆人社〔2018〕5号", ""),
        ("", RENAMED, "培训", 15000, "2018-05-02", "", "人社局", "昆人社〔2018〕5号", ""),
    ]
    file = office.workbook("support_2018.xlsx", [SUPPORT_HEAD, *rows])
    found = json.loads(office.do(f"support import {file} --format json", code=1).stdout)["files"][0]
    assert (found["accepted"], found["rejected"]) == (6, 0)
    doubts = [(each["code"], each["cell"]) for each in found["findings"] if each["severity"] != "note"]
    assert doubts == [("support_again", "D7")]
    office.do("support cancel 10 --reason 重复录入 --on 2018-05-10")


def year_2018(office: Office) -> None:
    """晨晖 has an accident and leaves; the decision rests on a wrong figure of 海棠 and is reversed."""
    office.do("open 2018")
    ratios = {"ANLAN2": 7, "HAITANG": 6, "CHENHUI": 5.5, "FENGLIN": 3.5, "GUANLAN": 3.2, "BIYUN": 1.5}
    office.do("intake 2018", office.applications("2018.xlsx", ratios, accidents=["CHENHUI"]))
    office.do(
        "intake 2018", office.workbook("dongli_2018.xlsx", [HEAD, ("DONGLI", RENAMED, 10000, 420, 16, "否")])
    )
    office.do("score 2018")
    assert office.outcome(2018) == {
        "ANLAN2": (1, "stay", "stayed"),
        "HAITANG": (2, "enter", "entered_on_rank"),
        "DONGLI": (3, "stay", "stayed"),
        "FENGLIN": (4, "reserve", "reserve"),
        "GUANLAN": (5, "stay", "stayed_in_buffer"),
        "BIYUN": (6, "none", "barred"),
        "CHENHUI": (None, "exit", "left_ineligible"),
    }
    office.refused("not decided", "reverse 2018 --document x --reason x --on 2019-03-01")
    office.do("notice 2018 --from 2019-02-01 --until 2019-02-12")
    office.do("decide 2018 --document 昆新兴〔2019〕1号 --date 2019-03-15", by="李强")
    office.do("demonstrate 2018 --top 2 --document 昆新兴〔2019〕2号 --on 2019-03-20")
    office.do("plan set 2018 HAITANG --target rd_ratio=7%@2019 --on 2019-03-21")
    office.do("reverse 2018 --document 昆复决〔2019〕1号 --reason 行政复议 --on 2019-04-01")
    office.refused("another person", "reverse 2018 --approve --yes")
    office.do("reverse 2018 --approve --yes", by="李强")
    assert office.members() == {"ANLAN2", "CHENHUI", "DONGLI", "GUANLAN"}
    assert office.ask("status 2018")["years"][0]["demonstrations"] is None
    office.do("correct 2018 HAITANG rd 330 --evidence 复议决定")
    office.do("score 2018")
    assert office.in_pool_by(2018) == {"ANLAN2", "DONGLI", "FENGLIN", "GUANLAN"}
    office.do("notice 2018 --from 2019-04-05 --until 2019-04-12")
    office.do("decide 2018 --document 昆新兴〔2019〕3号 --date 2019-04-20", by="李强")
    office.do("demonstrate 2018 --top 2 --document 昆新兴〔2019〕4号 --on 2019-04-25")
    office.refused(
        "not among", "split DONGLI --part DONGLI2=x --member FENGLIN --document 公告 --on 2019-07-01"
    )
    part = f"--part DONGLI2={NAMES['DONGLI2']} --member DONGLI2"
    office.do(f"split DONGLI {part} --document 分立公告 --on 2019-07-01")
    assert office.members() == {"ANLAN2", "DONGLI2", "FENGLIN", "GUANLAN"}
    office.do("close 2018")
    office.refused("closed", "reverse 2018 --document x --reason x --on 2019-07-02")


def year_2019(office: Office) -> None:
    """安澜 withdraws and leaves; 观澜 is in the buffer for the second time; 海棠 enters and asks to go."""
    office.do("open 2019")
    ratios = {"FENGLIN": 6, "DONGLI2": 5, "HAITANG": 4.5, "CHENHUI": 4.2, "GUANLAN": 3.1, "BIYUN": 1}
    office.do("intake 2019", office.applications("2019.xlsx", {"ANLAN2": 7, **ratios}))
    office.do("withdraw 2019 ANLAN2 --reason 总部迁出")
    office.do("score 2019")
    assert office.outcome(2019) == {
        "FENGLIN": (1, "stay", "stayed"),
        "DONGLI2": (2, "stay", "stayed"),
        "HAITANG": (3, "enter", "entered_on_rank"),
        "CHENHUI": (4, "reserve", "reserve"),
        "GUANLAN": (5, "stay", "stayed_on_watch"),
        "BIYUN": (6, "none", "barred"),
        "ANLAN2": (None, "exit", "left_no_application"),
    }
    office.do("notice 2019 --from 2020-02-01 --until 2020-02-12")
    office.do("decide 2019 --document 昆新兴〔2020〕1号 --date 2020-03-10", by="李强")
    office.do("demonstrate 2019 FENGLIN --reason 带动作用强 --document 昆新兴〔2020〕2号 --on 2020-03-20")
    office.do("plan set 2019 --from-rules --on 2020-04-01")
    office.do("remove HAITANG --cause own_request --document 昆新兴〔2020〕3号 --on 2020-06-01")
    office.do("call-up --document 昆新兴〔2020〕4号 --on 2020-06-15")
    assert office.members() == {"CHENHUI", "DONGLI2", "FENGLIN", "GUANLAN"}
    office.do("close 2019")


def year_2020(office: Office) -> None:
    """碧云 may return; 观澜 was in the buffer too often."""
    office.do("open 2020")
    ratios = {"CHENHUI": 7, "FENGLIN": 6.5, "BIYUN": 5, "DONGLI2": 4.4, "GUANLAN": 3, "HAITANG": 2.5}
    office.do("intake 2020", office.applications("2020.xlsx", ratios))
    office.do("score 2020")
    assert office.outcome(2020) == {
        "CHENHUI": (1, "stay", "stayed"),
        "FENGLIN": (2, "stay", "stayed"),
        "BIYUN": (3, "enter", "entered_on_rank"),
        "DONGLI2": (4, "stay", "stayed"),
        "GUANLAN": (5, "exit", "left_buffer_over"),
        "HAITANG": (6, "reserve", "reserve"),
    }
    office.do("notice 2020 --from 2021-02-01 --until 2021-02-12")
    office.do("decide 2020 --document 昆新兴〔2021〕1号 --date 2021-03-10", by="李强")
    office.do("demonstrate 2020 --top 3 --document 昆新兴〔2021〕2号 --on 2021-03-20")
    office.do("close 2020")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Live through the five years, once for all tests."""
    language.activate("en")
    office = Office(tmp_path_factory.mktemp("five_years"))
    for year in (year_2016, year_2017, year_2018, year_2019, year_2020):
        year(office)
    return office


def story(office: Office, lang: str) -> str:
    """Tell what the record says in the end, a line a fact."""
    lines: list[str] = []

    def tell(*parts: object) -> None:
        lines.append(" | ".join("-" if part in (None, "") else str(part) for part in parts))

    for year in office.ask("status", lang=lang)["years"]:
        honours, decision = year["demonstrations"], year["decision"]
        tell(f"# {year['year']}", year["state"], decision["document"], decision["date"], decision["approver"])
        tell("demonstrations", *honours["enterprises"], honours["document"], honours["on"])
        for each in office.ask(f"pool --year {year['year']}", lang=lang)["members"]:
            tell(each["id"], each["since"], each["rank"], "*" if each["demonstration"] else "")
    for code in ("ANLAN2", "BIYUN", "CHENHUI", "DONGLI", "DONGLI2", "ENZE", "FENGLIN", "GUANLAN", "HAITANG"):
        told = office.ask(f"history {code}", lang=lang)
        tell(f"# {code}", told["name"])
        for row in told["years"]:
            tell(row["year"], row["rank"], row["total"], row["outcome"], row["reason"], row["document"])
        for each in told["events"]:
            tell(each["on"], each["text"], each["detail_text"], each["document"])
    tell("# support list --left")
    left = office.ask("support list --left", lang=lang)
    for each in left["measures"]:
        tell(each["number"], each["name"], each["amount"], each["left"]["on"], each["left"]["why"])
    tell(left["sum"])
    tell("# support list --by kind")
    for each in office.ask("support list --by kind", lang=lang)["totals"]:
        tell(each["group"], each["measures"], each["amount"])
    tell("# plan list --ended")
    for plan in office.ask("plan list --ended", lang=lang)["plans"]:
        for target in plan["targets"]:
            ended = plan["ended"]
            tell(plan["id"], target["text"], *((ended["on"], ended["why"]) if ended else ()))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_story_reads_as_it_happened(office: Office, lang: str) -> None:
    assert story(office, lang) == (GOLDEN / f"five_years.{lang}.txt").read_text("utf-8")


def test_the_record_of_five_years_is_in_order(office: Office, tmp_path: Path) -> None:
    assert office.ask("audit verify")["ok"]
    assert office.ask("audit replay")["ok"]
    assert office.ask("audit rebuild")["ok"]
    office.do("audit export -o", str(tmp_path / "record.zip"))


def test_the_pool_of_any_day_is_known(office: Office) -> None:
    days = {
        "2017-03-01": {"ANLAN", "BIYUN", "DONGLI"},
        "2017-06-30": {"ANLAN", "CHENHUI", "DONGLI"},
        "2017-09-01": {"ANLAN2", "CHENHUI", "DONGLI", "FENGLIN"},
        "2018-06-01": {"ANLAN2", "CHENHUI", "DONGLI", "GUANLAN"},
        "2019-03-31": {"ANLAN2", "DONGLI", "GUANLAN", "HAITANG"},
        "2019-04-10": {"ANLAN2", "CHENHUI", "DONGLI", "GUANLAN"},
        "2020-06-10": {"DONGLI2", "FENGLIN", "GUANLAN"},
        "2021-03-10": {"BIYUN", "CHENHUI", "DONGLI2", "FENGLIN"},
    }
    for day, members in days.items():
        assert {each["id"] for each in office.ask(f"pool --on {day}")["members"]} == members


def test_members_since_keep_their_year_through_codes_and_mergers(office: Office) -> None:
    since = {each["id"]: each["since"] for each in office.ask("pool --year 2018")["members"]}
    assert since == {"ANLAN2": 2016, "DONGLI2": 2016, "FENGLIN": 2018, "GUANLAN": 2017}


def test_the_shortlist_shows_the_demonstration_enterprises_by_the_codes_of_the_review(office: Office) -> None:
    file = office.folder / "shortlist.xlsx"
    office.do("shortlist 2016 -o", str(file))
    book = openpyxl.load_workbook(file)
    rows = [row[:3] for row in book["Demonstration enterprises"].iter_rows(values_only=True)]
    assert rows[-2:] == [(1, NAMES["ANLAN"], "ANLAN"), (3, NAMES["DONGLI"], "DONGLI")]
    overview = {row[0]: row[1] for row in book["Overview"].iter_rows(max_col=2, values_only=True)}
    assert overview["Demonstration enterprises"] == 2


def test_why_tells_what_followed(office: Office) -> None:
    told = office.ask("why DONGLI 2016")["followed"]
    assert told["demonstration"] == {"document": "昆新兴〔2017〕4号", "on": "2017-03-20"}
    assert told["plan"] == ["R&D ratio 3.10 % -> 3.60 % -> 4.20 %, aim 4.00 % by 2018: reached"]
    page = office.do("why CHENHUI 2018").stdout.splitlines()
    assert "Support: number 5, fund, 40 万元, 财政局" in page


def test_nothing_was_known_before_it_was_recorded(office: Office) -> None:
    assert office.ask("support list --as-of 2016-01-01")["measures"] == []
    assert office.ask("plan list --as-of 2016-01-01")["plans"] == []
