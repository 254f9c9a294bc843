"""Both faces say the same of what surrounds a year's points: registers, opinions, papers, visits, the vote.

The town's story (full_year.py) says what must be seen; the command line says the same of the same record.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from cultivation import review
from cultivation.commands.program import program
from cultivation.errors import Refused
from cultivation.queries.last_entries import difference_entry, flag_entry
from cultivation.queries.verification import comparisons
from cultivation.queries.visits import visits_of
from cultivation.queries.year import year_in
from cultivation.web.work import Order, do

from .comparing import LANGUAGES, compares, rows, said, speak, text_of
from .conftest import Face
from .full_year import DIFFERS, FIRMS, LAST_YEAR, MISSING, THIS_YEAR

NOW, BEFORE = f"/years/{THIS_YEAR}", f"/years/{LAST_YEAR}"
AMOUNT = " 件"


def page_of(face: Face, path: str) -> Any:
    return html.fromstring(face.get(path))


def facts(root: Any) -> list[str]:
    return [text_of(each) for each in root.xpath(".//dl[contains(@class, 'facts-list')]//dd")]


@compares("/years/{year}/due")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_due(language: str, full: Face) -> None:
    speak(full, language)
    owed = said(full, "due", str(THIS_YEAR), language=language)["due"]
    shown = rows(full, f"{NOW}/due", "due")
    assert [(row[1], row[2], row[3][:10]) for row in shown] == [
        (each["name"], each["what"], each["until"] or "")
        for each in sorted(owed, key=lambda each: not each["late"])
    ]
    assert [each["late"] for each in owed].count(True) == sum(len(row[3]) > 10 for row in shown) == 1


@compares("/years/{year}/ledger")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_intake_ledger(language: str, full: Face) -> None:
    speak(full, language)
    zones = said(full, "status", str(THIS_YEAR), "--by", "zone", language=language)["zones"]
    parts = ("accepted", "corrected", "returned", "missing")
    assert rows(full, f"{NOW}/ledger", "ledger") == [
        [each["label"], str(each["handed_in"]), *(str(len(each[part])) for part in parts)] for each in zones
    ]
    problems = [each for zone in zones for each in zone["returned"]]
    assert [(row[0], row[2]) for row in rows(full, f"{NOW}/ledger", "returned")] == [
        (each["name"], " ".join(" ".join(each["problems"]).split())) for each in problems
    ]
    missing = rows(full, f"{NOW}/ledger?zone=qiandeng", "missing")
    assert [row[0] for row in missing] == [FIRMS[MISSING][0]]
    assert "list missing" not in full.get(f"{NOW}/ledger?zone=yushan")


@compares("/years/{year}/evidence", "/years/{year}/evidence/{code}/{sha256}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_and_what_is_missing(language: str, full: Face) -> None:
    speak(full, language)
    told = said(full, "evidence", "list", str(THIS_YEAR), "--missing", language=language)
    for each, row in zip(told["enterprises"], rows(full, f"{NOW}/evidence", "papers"), strict=True):
        assert row[:2] == [each["name"], each["id"]]
        assert row[2] == "".join(told["papers"][kind] for kind in each["missing"])
        assert all(file["file"] in row[3] for file in each["files"])
    everybody = rows(full, f"{NOW}/evidence?among=there", "papers")
    assert len(everybody) == len(told["enterprises"]) + 1, "ANLAN lacks nothing"
    shared = rows(full, f"{NOW}/evidence", "shared")
    assert [row[1] for row in shared] == [FIRMS[code][0] for code in ("ANLAN", "BIYUN")]
    link = page_of(full, f"{NOW}/evidence").xpath(".//table[contains(@class, 'papers')]//td//a/@href")[0]
    answer = full.client.get(link)
    assert (
        sha256(answer.content).hexdigest() in link and "attachment" in answer.headers["content-disposition"]
    )
    full.get(link[:-8] + "0" * 8, 404)


@compares(
    "/years/{year}/registers", "/years/{year}/registers/{entry}", "/years/{year}/registers/{entry}/file"
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_difference_to_a_register_leads_to_both_cells(language: str, full: Face) -> None:
    speak(full, language)
    told = said(full, "verify", str(THIS_YEAR), language=language)
    (each,) = told["differences"]
    ((name, _field, filed, registered, *_rest),) = rows(full, f"{NOW}/registers", "differences-of-claims")
    code, claimed, counted = DIFFERS
    assert (each["id"], each["filed"], each["registered"]) == (code, str(claimed), str(counted))
    assert name == each["name"] and [int(text.split()[0]) for text in (filed, registered)] == [60, 45]
    links = page_of(full, f"{NOW}/registers").xpath(".//tr[@class='turns']/td//a/@href")
    claim, *cells = [page_of(full, link) for link in links]
    assert text_of(claim.get_element_by_id("cell")) == str(claimed)
    assert each["claim"]["cell"] in links[0] and each["cells"][0]["cell"] in links[1]
    holder = [text_of(each.xpath(".//tr[@class='here']")[0]) for each in cells]
    assert len(holder) == 3 and all(FIRMS[code][0] in text for text in holder)
    assert len(rows(full, f"{NOW}/registers?among=all", "differences-of-claims")) == 5
    full.get(f"{NOW}/registers?field=revenue", 422)
    ((register, day, document, file, *_count),) = rows(full, f"{NOW}/registers", "registers")
    known = said(full, "registers", "list", language=language)["registers"]
    last = next(each for each in known if each["imported"])
    assert (register, day, document, file) == (last["name"], *(last["imported"][key] for key in FILE))
    path = page_of(full, f"{NOW}/registers").xpath(".//table[contains(@class, 'registers')]//td/a/@href")[0]
    content = full.client.get(f"{path}/file").content
    assert content == (full.folder.parent / file).read_bytes()


FILE = ("as_of", "document", "file")


@compares("/years/{year}/opinions")
@pytest.mark.parametrize("language", LANGUAGES)
def test_opinions_of_zones_and_departments(language: str, full: Face) -> None:
    speak(full, language)
    told = said(full, "opinions", "list", str(THIS_YEAR), language=language)
    shown = rows(full, f"{NOW}/opinions", "asked")
    assert [(row[0], row[1], row[3]) for row in shown] == [
        (each["label"], str(each["asked"]), each["file"]) for each in told["bodies"]
    ]
    numbers = [str(each["yes"]) for each in told["bodies"] if each["yes"] is not None]
    assert [number in row[2] for number, row in zip(numbers, [*shown[:2], *shown[3:]], strict=True)] == [
        True
    ] * 4
    against = rows(full, f"{NOW}/opinions", "against")
    assert [row[0] for row in against] == [FIRMS["BIYUN"][0]] and "苏环查〔2026〕18号" in against[0][3]
    assert len(told["contradictions"]) == 1 and told["until"] in full.get(f"{NOW}/opinions")


@compares("/years/{year}/visits")
@pytest.mark.parametrize("language", LANGUAGES)
def test_visits(language: str, full: Face) -> None:
    speak(full, language)
    told = said(full, "visits", "list", str(THIS_YEAR), language=language)
    expected = {each["name"]: (each["id"], each["lot"][:12], each["result"]) for each in told["visits"]}
    shown = rows(full, f"{NOW}/visits", "visits")
    assert {row[0]: (row[1], row[4]) for row in shown} == {
        name: (code, lot) for name, (code, lot, _result) in expected.items()
    }
    (done,) = rows(full, f"{NOW}/visits?among=done", "visits")
    assert done[1] == "ANLAN" and expected[done[0]][2]["text"] in done[3]
    assert told["seed"] in facts(page_of(full, f"{NOW}/visits"))


@compares("/years/{year}/objections")
@pytest.mark.parametrize("language", LANGUAGES)
def test_objections_and_appeals(language: str, full: Face) -> None:
    speak(full, language)
    told = said(full, "appeal", "list", str(LAST_YEAR), language=language)
    shown = rows(full, f"{BEFORE}/objections", "appeals")
    assert [(row[0], row[1], row[3], row[5]) for row in shown] == [
        (str(each["number"]), each["on"], each["text"], each["sentence"]) for each in told["appeals"]
    ]
    text = full.get(f"{BEFORE}/objections")
    assert told["until"] in text and len(shown) == 2
    ((_number, name, *_rest),) = rows(full, f"{BEFORE}/objections", "objections")
    assert name == FIRMS["DONGLI"][0]
    assert not [who for who in ("张三", "李四", "王五") if who in text], (
        "who objected stands in the log alone"
    )


@compares("/years/{year}/meeting")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_meeting(language: str, full: Face, tmp_path: Path) -> None:
    """Six of seven voted on ENZE, 3 to 3: not won, four are needed; the list was approved by all seven."""
    speak(full, language)
    group = said(full, "meeting", "group", language=language)["group"]
    members = [(each["name"], each["office"]) for each in group]
    assert [(row[1], row[2]) for row in rows(full, f"{NOW}/meeting", "group-members")] == members
    assert [(row[1], row[2]) for row in rows(full, f"{BEFORE}/meeting", "present")] == members
    votes = [row[2:6] for row in rows(full, f"{BEFORE}/meeting", "votes")]
    assert votes == [["6", "3", "3", "0"], ["7", "7", "0", "0"]]
    ((person, *_about),) = rows(full, f"{BEFORE}/meeting", "recusals")
    assert person == "吴岚"
    cases = rows(full, f"{NOW}/meeting", "contested")
    assert cases and {row[1] for row in cases} <= {name for name, _zone, _patents in FIRMS.values()}
    path = tmp_path / "minutes.docx"
    words = ["--workspace", str(full.folder), "--lang", language, "meeting", "minutes", str(LAST_YEAR)]
    assert CliRunner().invoke(program, [*words, "-o", str(path)], catch_exceptions=False).exit_code == 0
    made = do(full.desk.url, full.folder, Order("minutes", language, LAST_YEAR))
    assert made.content == path.read_bytes() and made.name == f"minutes_{LAST_YEAR}.docx"


@compares("/years/{year}/certificates")
@pytest.mark.parametrize("language", LANGUAGES)
def test_certificates(language: str, full: Face) -> None:
    speak(full, language)
    issued = said(full, "certificates", "list", str(LAST_YEAR), language=language)["certificates"]
    keys = ("number", "name", "enterprise", "on")
    shown = rows(full, f"{BEFORE}/certificates", "certificates")
    assert [tuple(row[:4]) for row in shown] == [tuple(each[key] for key in keys) for each in issued]
    void = rows(full, f"{BEFORE}/certificates?among=void", "certificates")
    assert [row[0] for row in void] == ["2024-002"] and "证书名称有误" in void[0][5]


def test_a_year_without_any_of_it_says_so(attacked: Face) -> None:
    speak(attacked, "en")
    for path, sentence in (
        ("due", "Nothing is owed."),
        ("ledger", "has no field by which zones could be told apart"),
        ("evidence", "need no papers"),
        ("registers", "No register on record"),
        ("opinions", "ask nobody"),
        ("visits", "No visits are settled"),
        ("objections", "No objection is on record."),
        ("meeting", "Nobody is listed"),
        ("certificates", "No certificate"),
    ):
        assert sentence in attacked.get(f"/years/2017/{path}"), path


def test_what_came_later_is_not_seen(full: Face) -> None:
    """As of the decision no certificate was issued, and nobody had appealed."""
    speak(full, "en")
    entries = said(full, "audit", "log")["entries"]
    moment = next(each["recorded_at"] for each in entries if each["kind"] == "year_decided")
    assert "No certificate" in full.get(f"{BEFORE}/certificates?as_of={moment}")
    assert "No appeal is on record." in full.get(f"{BEFORE}/objections?as_of={moment}")
    links = page_of(full, f"{BEFORE}/meeting?as_of={moment}").xpath(
        ".//nav//a[starts-with(@href, '/years/')]/@href"
    )
    assert links and all("as_of=" in link for link in links)


def test_the_bar_of_a_year_leads_to_every_page_once(full: Face) -> None:
    speak(full, "en")
    groups = page_of(full, NOW).xpath(".//p[@class='stages']/a[not(contains(@class, 'apart'))]")
    assert [text_of(each) for each in groups] == [
        "Overview",
        "Intake",
        "Verification",
        "Experts",
        "Proposal",
        "Decision",
        "Cultivation",
    ]
    leaves: list[str] = []
    for group in groups:
        root = page_of(full, group.get("href"))
        assert [each.get("href") for each in root.xpath(".//p[@class='stages']/a[@aria-current]")] == [
            group.get("href")
        ]
        leaves += root.xpath(".//p[@class='leaves']/a/@href")
    assert len(set(leaves)) == len(leaves) == 33
    for leaf in leaves:
        assert text_of(page_of(full, leaf).xpath(".//p[@class='leaves']/a[@aria-current='page']")[0])


def test_a_difference_and_a_visit_are_not_settled_on_what_was_seen_before(full: Face) -> None:
    """The last entry about each is the import of the register, and the draw of the visits."""
    record = full.desk.record
    with record.reading() as reader:
        kinds = {each.kind: each.seq for each in reader.entries() if each.payload.get("year") == THIS_YEAR}
        own = year_in(reader, THIS_YEAR)
        found = next(each for each in comparisons(own) if each.is_open)
        drawn = next(iter(visits_of(own)))
        flag = flag_entry(own, drawn)
        difference = difference_entry(own, found)
        imported = found.beside.imported.seq
    assert difference == imported > kinds["workbook_received"] and flag >= kinds["visits_drawn"]

    def settle(seen: int) -> object:
        said = (THIS_YEAR, found.id, found.field, "filed", "seen")
        return review.settle_difference(record, "root", *said, dry_run=True, expected=seen)

    def verify(seen: int) -> object:
        return review.verify_flag(record, "root", THIS_YEAR, drawn, "explained", "seen", True, seen)

    for step, now in ((settle, difference), (verify, flag)):
        step(now)
        with pytest.raises(Refused, match=f"was {now - 1} then, and is {now} now"):
            step(now - 1)
