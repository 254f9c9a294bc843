"""Every paper that the program makes, in both languages, and each of its pages as a picture to be looked at.

`python -m tests.every_paper FOLDER [WORD]` makes them (with a word, pictures only of papers whose name holds
it): of the city of the samples in a year with lists, opinions, papers and visits, before, during and after
the notice; and of a small town that has voted, sealed, issued certificates and heard appeals. LibreOffice
prints what is Word's and Excel's, Chromium the pages. A picture is `NAME.LANGUAGE-PAGE.png`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from playwright.sync_api import sync_playwright

from cultivation.resources import shipped
from tests.browsing import CHROMIUM, FLAGS
from tests.commands.meeting_room import fill_sheet, list_of
from tests.commands.office import Office
from tests.web.full_year import FAVOUR, LAST_YEAR, THIS_YEAR, town

LANGUAGES = ("zh", "en")
OFFICE_ENDS = (".docx", ".xlsx")
DOTS = "60"  # an inch: a page of A4 is 496 by 702 pixels
OFFICE = """
[office]
list_title = "昆山市战略性新兴产业创新示范百强企业|培育库（{year}年度）"
group = "昆山市战略性新兴产业发展领导小组"

[announcement]
organisation = "昆山市工业和信息化局"
contact = "科技创新科"
phone = "0512-00000000"
email = "cxk@example.com"
address = "昆山市前进中路"
postcode = "215300"
pool = "昆山市创新示范企业培育库"
addressee = "各区镇，各有关单位"
"""
CITY = shipped("sample_data")
JOINT = CITY / "joint_review"
CLAIMED = (("骁铄光电", "invention_patents"), ("屿川新能源", "revenue"), ("翊舟", "revenue"))
Papers = Sequence[str]  # what is written, and by which words: `list|.docx|.pdf: papers list 2017`


class Press:
    """Writes papers in both languages into a folder for each."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office, self.folder = office, folder

    def write(self, papers: Papers, option: str = "-o", code: int = 0) -> None:
        """Write papers: `NAME: WORDS`; `|ends` behind a name writes one for each end."""
        for language in LANGUAGES:
            for name, words in (each.split(": ") for each in papers):
                stem, *ends = name.split("|")
                for end in ends or [""]:
                    path = self.folder / language / f"{stem}{end}"
                    path.parent.mkdir(parents=True, exist_ok=True)
                    self._office.do(f"{words} {option} {path}", lang=language, code=code)


def city(folder: Path, papers: Path) -> None:
    """Tell the year of the samples in which others are asked, and write its papers as it goes."""
    office = _office(folder)
    press = Press(office, papers)
    _year_before(office)
    _asked(office, press)
    for step in ("score 2017", "propose 2017"):
        office.do(step)
    press.write(
        ["list_draft|.docx|.pdf|.html: papers list 2017", "brief|.docx|.pdf|.html: papers brief 2017"]
    )
    office.do("meeting group", list_of(office))
    press.write(["book|.docx|.html: meeting book 2017"])
    press.write(["sheet_of_votes.xlsx: meeting book 2017 -o {}".format(folder / "again.html")], "--sheet")
    office.do("notice 2017 --from 2018-04-02 --until 2018-04-10")
    press.write(
        [
            "list_notice|.docx|.pdf|.html: papers list 2017 --by zone",
            "announcement_proposal|.docx|.html: announce 2017 --working-days 6",
            "letters_notice.docx: papers letters 2017 --for 翊舟",
        ]
    )
    sheet = papers / "zh" / "sheet_of_votes.xlsx"
    shutil.copy(sheet, folder / "votes.xlsx")
    recused = [("吴岚", "昆山翊舟自动化科技有限公司（虚构）", "近亲属任该企业高管")]
    fill_sheet(
        folder / "votes.xlsx", "2018-04-16", {"蒋蓉": "出差"}, recused, {"全部名单": FAVOUR[:-1] + " "}
    )
    office.do(f"meeting record 2017 {folder / 'votes.xlsx'}")
    office.do("decide 2017 --document 昆新兴〔2018〕示例1号 --date 2018-04-20 --yes", by="李强")
    press.write(
        [
            "list|.docx|.pdf|.html: papers list 2017",
            "announcement|.docx|.html: announce 2017",
            "minutes|.docx|.html: meeting minutes 2017",
            "shortlist.xlsx: shortlist 2017",
            "report.html: report 2017",
            "dossier|.html|.pdf: dossier 翊舟",
        ]
    )


def _office(folder: Path) -> Office:
    office = Office(folder)
    office.do(f"init {office.workspace}")
    _settle_office(office)
    return office


def _settle_office(office: Office) -> None:
    with (office.workspace / "cultivation.toml").open("a", encoding="utf-8") as settings:
        settings.write(OFFICE)


def _year_before(office: Office) -> None:
    office.do("open 2016 --rules kunshan_top100_2016")
    office.do(f"-q intake 2016 {CITY / 'kunshan' / '2016'}", code=1)
    for step in ("score 2016", "propose 2016"):
        office.do(step)
    office.do("decide 2016 --document 昆新兴〔2017〕3号 --date 2017-03-01 --yes", by="李强")


def _asked(office: Office, press: Press) -> None:
    """Ask lists, registers, zones, departments and visitors; write what they are sent."""
    shutil.copy(JOINT / "kunshan_joint_review.yaml", office.workspace / "rules")
    office.do("open 2017 --rules kunshan_joint_review")
    office.do(f"intake 2017 {CITY / 'kunshan' / '2017'}", code=1)
    office.do(f"evidence import 2017 {JOINT / 'papers'}", code=1)
    for register, file in (("statistics", "规上企业_2017.csv"), ("patents", "专利权人清单_2017.xlsx")):
        said = f"--register {register} --as-of 2017-12-31 --document 昆函〔2018〕示例1号"
        office.do(f"registers import {JOINT / 'registers' / file} {said}")
    press.write(["opinions: opinions request 2017 --on 2018-02-26"])
    office.do(f"opinions import 2017 {JOINT / 'opinions'}")
    press.write(["reminders: due 2017 --on 2018-03-13 --by 昆山市工业和信息化局"])
    press.write(["ledger.xlsx: status 2017 --by zone"], "--sheet")
    press.write(["ledger_letters: status 2017 --by zone --sender 昆山市工业和信息化局"], "--letters")
    office.do("opinions close 2017 --on 2018-03-13")
    office.do("score 2017")
    press.write(["differences.xlsx: verify show 2017"], code=1)
    for firm, field in CLAIMED:
        office.do(f"verify settle 2017 {firm} {field} --take filed --reason 已核对原件")
    for step in ("score 2017", "propose 2017", "visits draw 2017"):
        office.do(step)
    press.write(["visits: visits forms 2017"])
    _visit(office, press.folder / "zh" / "visits")


def _visit(office: Office, forms: Path) -> None:
    """Visit all who are drawn: two by the samples' forms, the others find nothing amiss."""
    office.do(f"visits import 2017 {JOINT / 'visits'}")
    found = {"C6": "2018-03-22", "C7": "周明", "C8": "已说明：数据无误", "C9": "账簿与申报一致"}
    filled = office.folder / "visits"
    filled.mkdir()
    seen = {path.stem for path in (JOINT / "visits").iterdir()}
    for path in sorted(forms.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for cell, text in found.items():
            book.worksheets[0][cell].value = text
        if not any(code in path.stem for code in seen):
            book.save(filled / path.name)
    office.do(f"visits import 2017 {filled}")


def small_town(folder: Path, papers: Path) -> None:
    """Write what the city has nothing of: letters, certificates, proofs, a vote that was lost."""
    office = town(folder)
    _settle_office(office)
    last, own = LAST_YEAR, "ANLAN"
    Press(office, papers).write(
        [
            f"letters: papers letters {last}",
            f"letters|.docx|.pdf|.html: papers letters {last}",
            f"certificates: certificates write {last}",
            f"certificates|.docx|.pdf|.html: certificates write {last}",
            f"proof.html: audit prove {own} {last}",
            f"town_minutes|.docx|.html: meeting minutes {last}",
            f"town_announcement.docx: announce {last}",
            f"town_dossier.pdf: dossier {own}",
            f"town_book.docx: meeting book {THIS_YEAR}",
            f"original.xlsx: audit original {own} revenue",
            "self_check.html: rules self-check kunshan_top100_2016",
            "template.xlsx: rules template kunshan_top100_2016",
            "form.xlsx: rules template kunshan_top100_2016 --form",
        ]
    )


def photograph(papers: Path, folder: Path, word: str = "") -> None:
    """Print each paper and make a picture of each page."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        printed: dict[str, Path] = {}
        for language in LANGUAGES:
            for path in sorted((papers / language).rglob("*")):
                if path.is_file() and word in path.name:
                    name = "_".join(path.relative_to(papers / language).parts)
                    printed[f"{name}.{language}"] = path
        _print_pages(
            {name: path for name, path in printed.items() if path.suffix == ".html"}, Path(made), folder
        )
        _print_office(
            {name: path for name, path in printed.items() if path.suffix in OFFICE_ENDS}, Path(made)
        )
        for name, path in printed.items():
            pdf = path if path.suffix == ".pdf" else Path(made) / f"{name}.pdf"
            subprocess.run(["pdftoppm", "-r", DOTS, "-png", str(pdf), str(folder / name)], check=True)


def _print_office(papers: Mapping[str, Path], made: Path) -> None:
    """Let LibreOffice print all of them in one go, under their names."""
    copies = [shutil.copy(path, made / f"{name}{path.suffix}") for name, path in papers.items()]
    profile = f"-env:UserInstallation={(made / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(made),
        *map(str, copies),
    ]
    if copies:
        subprocess.run(command, check=True, capture_output=True)


def _print_pages(papers: Mapping[str, Path], made: Path, folder: Path) -> None:
    """Print pages as a person would from Chromium, and keep their look on a screen beside."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1100, "height": 800}, color_scheme="light")
        for name, path in papers.items():
            page.goto(path.as_uri())
            page.screenshot(path=folder / f"{name}-screen.png", full_page=True)
            page.pdf(path=made / f"{name}.pdf", prefer_css_page_size=True, print_background=True)
        browser.close()


def main(folder: Path, word: str = "") -> None:
    """Make all papers below a folder, and their pictures beside them."""
    for name, tell in (("city", city), ("town", small_town)):
        with tempfile.TemporaryDirectory() as place:
            tell(Path(place), folder / "papers" / name)
        photograph(folder / "papers" / name, folder / name, word)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *sys.argv[2:3])
