"""The rules of the sample's joint review: those with lists that ship, and more sections."""

from __future__ import annotations

from pathlib import Path

BASE = Path(__file__).parents[1] / "scoring_rules" / "kunshan_top100_2016_lists.yaml"
IDENTIFIER = "kunshan_joint_review"
HEAD = """\
# Sample rules of a joint review: kunshan_top100_2016_lists, with zones and departments that are asked,
# registers beside claims, papers and visits. Made by sample_data/joint_rules.py. Who is asked, and all
# numbers from `opinions` on, are invented.
"""
FIELDS = """\
  # Said by zones and departments, asked of no applicant.
  recommended: {type: yes_no, filled_by: opinion, blank: unknown, zh: 区镇推荐, en: Recommended by its zone}
  environment_objects:
    {type: yes_no, filled_by: opinion, blank: "no", zh: 生态环境局有异议,
     en: Objection of the environment office}
  safety_objects:
    {type: yes_no, filled_by: opinion, blank: "no", zh: 应急管理局有异议,
     en: Objection of the emergency office}
"""
GATE = """\
  recommended:
    {test: recommended, zh: 经区镇初审推荐, en: Recommended by its zone, source: {document: judgement}}
"""
VETOES = """\
  environment_objects:
    {test: environment_objects, zh: 生态环境局联审不同意, en: Rejected by the environment office,
     source: {document: judgement}}
  safety_objects:
    {test: safety_objects, zh: 应急管理局联审不同意, en: Rejected by the emergency office,
     source: {document: judgement}}
"""
SECTIONS = """
opinions:
  days: 10
  zones: {field: zone, gives: recommended, silence: recommended}
  departments:
    environment:
      zh: 生态环境局
      en: Environment office
      gives: environment_objects
      grounds:
        environmental_penalty: {zh: 环境行政处罚, en: Environmental penalty}
        unlicensed: {zh: 未取得排污许可, en: No emission permit}
    emergency:
      zh: 应急管理局
      en: Emergency office
      gives: safety_objects
      grounds:
        accident: {zh: 生产安全事故, en: Accident at work}
        safety_penalty: {zh: 安全生产处罚, en: Safety penalty}

# What the IP office says counts until the difference is settled; one in revenue has to be settled before
# the decision.
registers:
  beside:
    invention_patents: {register: patents, measure: inventions, unsettled: counts}
    revenue: {register: statistics, measure: revenue, unsettled: blocks}

evidence:
  audit: {zh: 审计报告, en: Audit report, fields: [revenue, rd_expenditure], needed_when: revenue > 100000}
  patents:
    {zh: 专利证书, en: Patent certificates, aliases: [发明专利证书], fields: [invention_patents],
     needed_when: invention_patents >= 40}

visits:
  least_percent: 1
  blocks_decision: true
  source: {document: judgement}
  triggers:
    shared:
      {on: shared_evidence, zh: 与其他企业提交相同材料, en: the same paper as another enterprise,
       source: {document: judgement}}
"""


def joint_rules() -> str:
    """Return the rule set as a text."""
    text = BASE.read_text(encoding="utf-8")
    text = HEAD + text[text.index("id: ") :]
    for old, new in (
        ("id: kunshan_top100_2016_lists\n", f"id: {IDENTIFIER}\n"),
        (
            "zh: 昆山市战略性新兴产业创新示范百强企业评分规则（2016）",
            "zh: 昆山市创新示范百强企业联审评分规则（示例）",
        ),
        (
            "enterprises in strategic emerging industries (2016)\n\nsources",
            "enterprises, with joint review (sample)\n\nsources",
        ),
        ("  # Asked for in the forms, not scored.\n", f"{FIELDS}  # Asked for in the forms, not scored.\n"),
        ("gates:\n", f"gates:\n{GATE}"),
        ("vetoes:\n", f"vetoes:\n{VETOES}"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text + SECTIONS
