"""A small town in which everything happens that a page can show: registers, opinions, papers, visits, a vote.

2024 is decided by the leading group, with an objection, an appeal and certificates. 2025 is under way: two
zones have answered and one has not, papers are missing, a patents list says otherwise, visits are drawn, and
the group has yet to meet. What is expected of the pages stands in test_year_pages.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.commands.meeting_room import fill_sheet, list_of
from tests.commands.office import Office

RULES = """
id: full
version: "1"
valid_from: 2016-01-01
name: {zh: 示范企业评审规则（虚构）, en: Rules of a full review (fictional)}
sources:
  judgement: {zh: 虚构, en: fictional}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.01
choices:
  zone:
    yushan: {zh: 玉山镇, en: Yushan}
    bacheng: {zh: 巴城镇, en: Bacheng}
    qiandeng: {zh: 千灯镇, en: Qiandeng}
fields:
  code: {type: identifier, zh: 企业代码, en: Code}
  name: {type: text, zh: 企业名称, en: Enterprise}
  zone: {type: choice, choices: zone, zh: 所属区镇, en: Zone}
  revenue: {type: number, unit: 万元, minimum: 0, zh: 营业收入, en: Revenue}
  invention_patents: {type: integer, unit: 件, minimum: 0, zh: 有效发明专利, en: Invention patents}
  recommended: {type: yes_no, filled_by: opinion, blank: unknown, zh: 区镇推荐, en: Recommended}
  environment: {type: yes_no, filled_by: opinion, blank: "no", zh: 环保部门有异议, en: Environment}
  market: {type: yes_no, filled_by: opinion, blank: "no", zh: 市场监管部门有异议, en: Market}
dimensions:
  innovation:
    zh: 创新
    en: Innovation
    maximum: 100
    criteria:
      patents:
        indicator: invention_patents
        maximum: 100
        method: goalposts
        points: [[0, 0], [100, 100]]
        source: {document: judgement}
ties:
  - {by: code, order: ascending}
evidence:
  licence: {zh: 营业执照, en: Business licence, fields: [name]}
  audit: {zh: 审计报告, en: Audit report, fields: [revenue]}
  patents: {zh: 专利证书, en: Patent certificates, needed_when: invention_patents > 20}
opinions:
  days: 10
  zones: {field: zone, gives: recommended, silence: recommended}
  departments:
    environment:
      zh: 生态环境局
      en: Environment office
      gives: environment
      grounds: {unlicensed: {zh: 未取得排污许可, en: No emission permit}}
    market:
      zh: 市场监管局
      en: Market office
      gives: market
      grounds: {unlicensed: {zh: 未取得排污许可, en: No emission permit}}
visits:
  least_percent: 20
  source: {document: judgement}
  triggers:
    shared:
      {on: shared_evidence, zh: 与他企业材料相同, en: same paper as another, source: {document: judgement}}
pool:
  {capacity: 4, enter_rank: 4, stay_rank: 5, reserve: 2, appeal_days: 30, vote: {quorum: 2/3, more_than: 1/2}}
"""
HEAD = ("企业代码", "企业名称", "所属区镇", "营业收入", "有效发明专利")
FIRMS = {
    "ANLAN": ("昆山安澜光电有限公司", "玉山镇", 90),
    "BIYUN": ("昆山碧云智能装备股份有限公司", "玉山镇", 80),
    "CHENHUI": ("昆山晨晖新材料科技有限公司", "巴城镇", 70),
    "DONGLI": ("昆山东篱软件有限公司", "巴城镇", 60),
    "ENZE": ("昆山恩泽生物医药有限公司", "千灯镇", 50),
    "FENGLIN": ("昆山枫林环保有限公司", "千灯镇", 12),
}
LAST_YEAR, THIS_YEAR = 2024, 2025
MISSING, RETURNED = "FENGLIN", "GUANLAN"  # who does not apply again, and whose file is sent back
DIFFERS = ("DONGLI", 60, 45)  # filed, and by the patents list: ENZE comes in for it
FAVOUR, LOST = "+" * 7, "---++++"
DECISION = "--document 昆新兴〔2025〕3号 --date 2025-03-28"
Rows = Sequence[Sequence[object]]


def town(folder: Path) -> Office:
    """Tell both years; return the desk."""
    office = Office(folder)
    office.do(f"init {office.workspace}")
    (office.workspace / "rules" / "full.yaml").write_text(RULES, "utf-8")
    _last_year(office)
    _this_year(office)
    return office


def _last_year(office: Office) -> None:
    rows = [(code, name, zone, 9000, patents) for code, (name, zone, patents) in FIRMS.items()]
    _applied(office, LAST_YEAR, rows)
    _opinions(office, LAST_YEAR, "2025-02-10", waiting=())
    office.do(f"score {LAST_YEAR}")
    office.do(f"propose {LAST_YEAR}")
    office.do(f"notice {LAST_YEAR} --from 2025-03-03 --until 2025-03-12")
    said = ("--by", "张三", "--text", "该企业专利数量与公开信息不符")
    office.do(f"object {LAST_YEAR} DONGLI", *said)
    office.do(f"resolve {LAST_YEAR} 1 --dismissed --text 经核对专利证书，数量属实")
    office.do("meeting group", list_of(office))
    sheet = office.folder / "votes.xlsx"
    asked = "--override ENZE=enter --reason 承担国家任务"
    office.do(f"meeting book {LAST_YEAR} -o {office.folder / 'book.html'} --sheet {sheet} {asked}", lang="zh")
    recused = [("吴岚", "ENZE", "曾任该企业独立董事")]
    votes = {"全部名单": FAVOUR, FIRMS["ENZE"][0]: "-r--+++"}
    fill_sheet(sheet, "2025-03-20", {}, recused, votes)
    office.do(f"meeting record {LAST_YEAR} {sheet}")
    office.do(f"decide {LAST_YEAR} {DECISION} --yes", by="李强")
    office.do(f"audit seal {LAST_YEAR}")
    office.do(f"certificates issue {LAST_YEAR} --on 2025-04-01")
    office.do("certificates void 2024-002 --reason 证书名称有误 --on 2025-04-08")
    words = ("--by", "李四", "--text", "专利数应为65件，请予更正", "--on", "2025-04-03")
    office.do(f"appeal file {LAST_YEAR} ENZE", *words)
    answer = (
        "--document",
        "昆新兴〔2025〕5号",
        "--reason",
        "经查，申报截止日前仅授权50件",
        "--on",
        "2025-04-20",
    )
    office.do(f"appeal resolve {LAST_YEAR} 1 --dismiss", *answer)
    office.do(f"appeal file {LAST_YEAR} FENGLIN --by 王五 --text 研发投入漏计 --on 2025-04-10")


def _this_year(office: Office) -> None:
    rows = [
        (code, name, zone, 9600, patents) for code, (name, zone, patents) in FIRMS.items() if code != MISSING
    ]
    _applied(office, THIS_YEAR, [*rows, (RETURNED, "昆山观澜能源有限公司", "千灯镇", 5200, "待定")])
    _papers(office)
    _patents(office)
    _opinions(office, THIS_YEAR, "2026-02-09", waiting=("千灯镇",))
    office.do(f"score {THIS_YEAR}")
    office.do(f"propose {THIS_YEAR}")
    office.do(f"visits draw {THIS_YEAR}")
    office.do(
        f"verified {THIS_YEAR} ANLAN --result explained --text 两家企业同用一份集团审计报告，已核对原件"
    )


def _applied(office: Office, year: int, rows: Rows) -> None:
    office.do(f"open {year} --rules full --cutoff {year}-12-31")
    expect = 1 if any(row[0] == RETURNED for row in rows) else 0
    office.do(f"intake {year}", office.workbook(f"申报汇总_{year}.xlsx", [HEAD, *rows]), code=expect)


def _papers(office: Office) -> None:
    """Everybody has a licence; ANLAN and BIYUN hand in the same audit report."""
    folder = office.folder / "papers"
    for code in FIRMS.keys() - {MISSING}:
        (folder / code).mkdir(parents=True)
        (folder / code / "营业执照.pdf").write_bytes(b"%PDF-1.4 licence of " + code.encode())
    for code in ("ANLAN", "BIYUN"):
        (folder / code / "审计报告.pdf").write_bytes(b"%PDF-1.4 audit of a group")
    (folder / "ANLAN" / "专利证书.pdf").write_bytes(b"%PDF-1.4 patents")
    office.do(f"evidence import {THIS_YEAR} {folder}")


def _patents(office: Office) -> None:
    head = ("序号", "申请号", "申请日", "名称", "申请(专利权)人", "公开(公告)日", "专利类型", "法律状态")
    counted = {code: patents for code, (_name, _zone, patents) in FIRMS.items() if code != MISSING}
    counted[DIFFERS[0]] = DIFFERS[2]
    rows = [
        (at, f"CN2020{at:07}.X", "2020-03-05", "一种方法", FIRMS[code][0], "2022-05-04", "发明授权", "有效")
        for code, number in counted.items()
        for at in range(1 + 1000 * list(counted).index(code), 1 + 1000 * list(counted).index(code) + number)
    ]
    path = office.workbook("专利登记簿_2025.xlsx", [("专利导出（虚构）",), head, *rows])
    said = f"--register patents --as-of {THIS_YEAR}-12-31 --document 昆知函〔2026〕3号"
    office.do(f"registers import {path} {said}")


def _opinions(office: Office, year: int, on: str, waiting: Sequence[str]) -> None:
    """Zones recommend everybody; one department objects to BIYUN, of which the other has no doubt."""
    folder = office.folder / f"opinions_{year}"
    office.do(f"opinions request {year} --on {on} -o {folder}", lang="zh")
    for path in sorted(folder.glob("*.xlsx")):
        if any(name in path.name for name in waiting):
            path.unlink()
        elif path.name.startswith("zone"):
            _answer(path, {code: {"是否推荐": "推荐"} for code in FIRMS}, ordered=True)
        else:
            none = {code: {"有无异议": "无异议"} for code in FIRMS}
            _answer(path, none | (_OBJECTION if "环境" in path.name and year == THIS_YEAR else {}))
    office.do(f"opinions import {year} {folder}")


_OBJECTION = {
    "BIYUN": {
        "有无异议": "有异议",
        "异议依据": "未取得排污许可",
        "情况说明（文书号等）": "苏环查〔2026〕18号",
    }
}


def _answer(path: Path, rows: Mapping[str, Mapping[str, str]], ordered: bool = False) -> None:
    book = openpyxl.load_workbook(path)
    sheet, place = book.worksheets[0], 0
    columns = {str(cell.value): cell.column for cell in sheet[3]}
    for row in sheet.iter_rows(min_row=4):
        told = dict(rows.get(str(row[1].value), {}))
        if told and ordered:
            place += 1
            told["推荐次序"] = str(place)
        for heading, value in told.items():
            sheet.cell(row[1].row, columns[heading]).value = value
    book.save(path)
