"""A year with papers and visits: its rule set, applicants whose names begin alike, and what they hand in."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

from .office import HEAD, Office

RULES = Path(__file__).parent / "five_years.yaml"
PAPERS = """
evidence:
  licence: {zh: 营业执照, en: Business licence, aliases: [licence], fields: [name]}
  audit: {zh: 审计报告, en: Audit report, fields: [revenue, rd], criteria: [rd_ratio]}
  patents: {zh: 专利证书, en: Patent certificates, fields: [patents], needed_when: patents > 20}
  awards: {zh: 获奖证书, en: Awards, optional: true}
visits:
  least_percent: 10
  source: {document: judgement}
  triggers:
    shared: {on: shared_evidence, zh: 与他企业材料相同, en: shared paper, source: {document: judgement}}
    small: {on: condition, test: rd < 150, zh: 研发费用低, en: R&D below 150, source: {document: judgement}}
"""
ANLAN, BRANCH = "昆山安澜光电有限公司", "昆山安澜光电有限公司太仓分公司"
BIYUN, MUELLER, DONGLI = "昆山碧云（装备）有限公司", "Müller Präzision GmbH", "昆山东篱软件有限公司"
NAMES = {"ANLAN": ANLAN, "BRANCH": BRANCH, "BIYUN": BIYUN, "MUELLER": MUELLER, "DONGLI": DONGLI}
MANY = {f"F{number:02d}": f"昆山样本{number:02d}有限公司" for number in range(1, 26)}
PDF, OTHER, SAME = b"%PDF-1.4 licence", b"%PDF-1.4 audit", b"%PDF-1.4 the very same"


def begun(folder: Path, rules: str = PAPERS) -> Office:
    """Open 2016 under rules with papers and visits; an anchor is made before 30 firms apply."""
    office = Office(folder)
    office.do("init", str(office.workspace))
    text = RULES.read_text("utf-8") + rules
    (office.workspace / "rules" / "small_pool.yaml").write_text(text, "utf-8")
    office.do("open 2016 --rules small_pool")
    office.do("audit anchor -o", str(folder / "anchor.json"))
    firms = {**NAMES, **MANY}
    rows = [
        (code, name, 10000, 100 if code == "F07" else 400 + at, 30 if code == "DONGLI" else 10, "否")
        for at, (code, name) in enumerate(firms.items())
    ]
    office.do("intake 2016", office.workbook("2016.xlsx", [HEAD, *rows]))
    return office


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def encrypted(members: dict[str, bytes]) -> bytes:
    """Return an archive that says of its files that a password protects them."""
    content = bytearray(packed(members))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def hand_in(folder: Path) -> dict[str, tuple[str, str, str]]:
    """Write a folder as it comes from firms; return of each file: state, code, paper or why."""
    linked = folder.parent / "elsewhere.pdf"
    linked.write_bytes(b"a secret of this machine")
    umlauts = unicodedata.normalize("NFD", MUELLER)
    files = {
        f"{ANLAN}/营业执照.pdf": (PDF, ("known", "ANLAN", "licence")),
        f"{ANLAN}/再交/营业执照(1).pdf": (PDF, ("taken", "ANLAN", "licence")),
        f"{ANLAN}/说明.docx": (packed({"[Content_Types].xml": b"x"}), ("taken", "ANLAN", "")),
        f"{ANLAN}营业执照副本.pdf": (OTHER + b"2", ("taken", "ANLAN", "licence")),
        f"{BRANCH}/审计报告.pdf": (OTHER, ("taken", "BRANCH", "audit")),
        f"{BRANCH}营业执照.pdf": (PDF + b"3", ("refused", "", "several_enterprises")),
        "昆山安澜/营业执照.pdf": (PDF + b"4", ("refused", "", "several_enterprises")),
        "昆山碧云(装备)有限公司/2015年度审计报告.pdf": (SAME, ("taken", "BIYUN", "audit")),
        f"{umlauts}/Licence.pdf": (PDF + b"5", ("taken", "MUELLER", "licence")),
        "dongli_营业执照.pdf": (PDF + b"6", ("taken", "DONGLI", "licence")),
        "DONGLI2_营业执照.pdf": (PDF + b"7", ("refused", "", "no_enterprise")),
        "昆山样本/x.pdf": (PDF + b"8", ("refused", "", "several_enterprises")),
        "碧云/x.pdf": (PDF + b"9", ("refused", "", "no_enterprise")),
        "F01/审计报告.pdf": (b"", ("refused", "F01", "empty")),
        "F02/审计报告.pdf": (b"x" * (1024 * 1024 + 1), ("refused", "F02", "too_large")),
        "F03/.DS_Store": (b"x", ("passed_over", "", "")),
        "F17/审计报告.exe": (b"x", ("refused", "F17", "program")),
        "F17/审计报告.pdf": (b"<html>404</html>", ("refused", "F17", "other_content")),
        "F17/审计报告.rar": (b"Rar!\x1a\x07\x00", ("refused", "F17", "other_archive")),
    }
    expected = {}
    for name, (content, answer) in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        expected[unicodedata.normalize("NFC", name)] = answer
    (folder / "F04").mkdir()
    (folder / "F04" / "审计报告.pdf").symlink_to(linked)
    expected["F04/审计报告.pdf"] = ("refused", "", "link")
    inner = packed({"审计报告.pdf": SAME, "../../evil.pdf": b"x"})
    (folder / "DONGLI.zip").write_bytes(packed({"第二批.zip": inner, "说明.txt": b"none of the list"}))
    expected["DONGLI.zip/第二批.zip/审计报告.pdf"] = ("taken", "DONGLI", "audit")
    expected["DONGLI.zip/第二批.zip/../../evil.pdf"] = ("refused", "", "hostile")
    expected["DONGLI.zip/说明.txt"] = ("taken", "DONGLI", "")
    (folder / "F05.zip").write_bytes(encrypted({"审计报告.pdf": OTHER}))
    expected["F05.zip/审计报告.pdf"] = ("refused", "", "encrypted_archive")
    (folder / "F06.zip").write_bytes(packed({"审计报告.pdf": bytes(40 * 1024 * 1024)}))
    expected["F06.zip/审计报告.pdf"] = ("refused", "", "too_large")
    return expected
