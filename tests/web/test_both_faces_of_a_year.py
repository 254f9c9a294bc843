"""Both faces say the same of a year's tabs, its applications and its rules; and no page goes uncompared."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from lxml import html

from cultivation.commands.program import program
from cultivation.web import rights
from cultivation.web.routes import ADDRESSES, ROUTES

from . import test_both_faces, test_cultivating_pages, test_year_pages  # noqa: F401 - their comparisons count, too
from .comparing import COMPARED, LANGUAGES, compares, rows, said, speak, text, text_of
from .conftest import Face

YEAR = "/years/2017"
OF_PERSONS = {  # who they are and what they may: tests of their own
    *(rights.DOOR, rights.FIRST_START, rights.OWN_ACCOUNT, rights.ACCOUNTS, rights.GRANTING),
    *(rights.CONFIRMING, rights.ACCESS, rights.SYSTEM, rights.MARKS, rights.PANELLING),
}
NO_COUNTERPART = {
    "/pools": "further pools; compared in test_pools",
    "/firms": "a list to choose from; commands take a name or a code",
    "/years/{year}/files": "the answers of `intake`, kept by entry; compared in test_files",
    "/years/{year}/files/new": "hands in; compared in test_files",
    "/years/{year}/files/template": "the bytes of a workbook; compared in test_files",
    "/years/{year}/files/{entry}": "the answer to one file; compared in test_files",
    "/years/{year}/files/{entry}/marked": "the bytes of a workbook; compared in test_files",
    "/years/{year}/files/{entry}/sheet": "the workbook; compared in test_files",
    "/years/{year}/files/{entry}/sheet/file": "the bytes of a workbook; compared in test_files",
    **dict.fromkeys(
        (
            *("/years/{year}/panel", "/years/{year}/conflicts", "/years/{year}/assignment"),
            "/years/{year}/discussion",
        ),
        "compared with the record, where there is a panel, in test_panel_desk",
    ),
    "/years/{year}/files/{entry}/wrong": "says that a finding is wrong; test_desk",
    "/years/{year}/files/{entry}/withdraw": "takes a file back; test_desk",
    "/years/{year}/findings": "the queue of the desk; compared with a simple count in test_desk",
    "/years/{year}/findings.csv": "the same as a table; compared with the page in test_desk",
    "/years/{year}/findings/{entry}/{number}": "one finding of the queue; test_desk",
    "/years/{year}/findings/{entry}/{number}/settle": "settles a finding; test_desk",
    "/years/{year}/firms/{code}/correct/{field}": "the form of `correct`; test_desk",
    "/years/{year}/form": "an application filled in on a page; compared with the intake in test_own_form",
    "/years/{year}/headings": "what the commands do not list; test_headings",
    "/years/{year}/headings/explain": "the form of `headings set`; test_headings",
    "/years/{year}/headings/forget": "the form of `headings remove`; test_headings",
    "/years/{year}/opinion": "the opinions to give; `opinions list` has all of them",
    "/years/{year}/opinion/{kind}/{name}": "the form of `opinions import`; test_own_opinions",
    "/years/{year}/papers": "forms; what they make is compared in test_jobs",
    "/record/proofs": "forms; what they find is compared in test_jobs",
    "/record/{entry}/{sha256}": "the bytes of a document; compared with its digest in test_pages",
    "/notice": "what the announcement makes public; compared in test_deciding",
    "/notice/{year}": "what the announcement makes public; compared in test_deciding",
    "/object/{year}": "a form; what comes of it is compared in test_deciding",
    "/object/{year}/send": "takes an objection in; compared in test_deciding",
    "/receipt": "the state of an objection; compared in test_deciding",
    "/proof": "a form; what it checks is compared in test_deciding",
    "/proof/check": "what the page of a proof checks by itself; compared in test_deciding",
    "/open": "opens a year; compared in test_deciding",
    "/open/form": "a form; what comes of it is compared in test_deciding",
    "/pool/remove": "takes a step; compared in test_deciding",
    "/pool/call-up": "takes a step; compared in test_deciding",
    "/years/{year}/propose": "takes a step; compared in test_deciding",
    "/years/{year}/notice": "takes a step; compared in test_deciding",
    "/years/{year}/decision": "how far it is, and a form; compared in test_deciding",
    "/years/{year}/decision/preview": "what `decide --dry-run` shows; compared in test_deciding",
    "/years/{year}/decision/sign": "takes a step; compared in test_deciding",
    "/years/{year}/objections/take-up": "takes a step; compared in test_deciding",
    "/years/{year}/objections/decline": "takes a step; compared in test_deciding",
    "/years/{year}/objections/file": "takes a step; compared in test_deciding",
    "/years/{year}/objections/answer": "takes a step; compared in test_deciding",
    "/years/{year}/objections/received/{receipt}/{sha256}": "the bytes of a file; compared in test_deciding",
    "/years/{year}/what-if": "sliders; no command has them, the kernel is compared with `score`",
    "/years/{year}/what-if/rules": "orders a rehearsal; compared in test_deciding",
    "/years/{year}/meeting/view": "the cases of `meeting book`, one by one; compared in test_deciding",
    "/years/{year}/meeting/group/list": "the bytes of a workbook; compared in test_deciding",
    "/years/{year}/meeting/sheet": "the bytes of a workbook; compared in test_deciding",
    "/years/{year}/meeting/group": "takes a step; compared in test_deciding",
    "/years/{year}/meeting/record": "takes a step; compared in test_deciding",
    "/jobs": "orders a job; compared in test_jobs",
    "/jobs/{key}": "how far a job is; compared in test_jobs",
    "/jobs/{key}/file": "what a job made; compared in test_jobs",
}


def test_every_page_is_compared_or_named_with_the_reason() -> None:
    assert len({route.path for route in ROUTES}) == len(ROUTES), "each path stands once"
    paths = {"/", *(each.path for each in ADDRESSES if each.right not in OF_PERSONS)}
    assert COMPARED.keys() | NO_COUNTERPART.keys() == paths
    assert not COMPARED.keys() & NO_COUNTERPART.keys()


@compares("/years/{year}", "/years/{year}/zones")
def test_a_year_at_a_glance_and_its_zones(face: Face) -> None:
    speak(face, "en")
    lines = said(face, "propose", "2017", "--dry-run")["lines"]
    stands = next(each for each in said(face, "status")["years"] if each["year"] == 2017)
    tiles = [text_of(each) for each in html.fromstring(face.get(YEAR)).find_class("tiles")[0].iter("dd")]
    actions = [each["action"] for each in lines]
    assert tiles[0] == str(stands["applications"])
    assert tiles[3:7] == [
        f"+{actions.count('enter')}",
        f"−{actions.count('exit')}",
        *(str(actions.count("stay")), str(actions.count("enter") + actions.count("stay"))),
    ]
    root = html.fromstring(face.get(f"{YEAR}/zones"))
    zones = root.find_class("areas")[0]
    members = sum(int(text_of(each)) for each in zones.find_class("figure"))
    assert members == actions.count("enter") + actions.count("stay")


@compares("/years/{year}/changes")
@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_and_exits(language: str, face: Face) -> None:
    speak(face, language)
    lines = said(face, "propose", "2017", "--dry-run", language=language)["lines"]
    for action in ("enter", "exit"):
        expected = {
            (each["name"], text(each["rank"]), each["reason"]) for each in lines if each["action"] == action
        }
        shown = rows(face, f"{YEAR}/changes", f"moved {action}")
        assert {(row[2], row[1], row[5]) for row in shown} == expected
    why = said(face, "why", shown[0][2], "2017", language=language)
    assert shown[0][3] == why["total"]


@compares("/years/{year}/line")
def test_the_cut_line(face: Face) -> None:
    speak(face, "en")
    lines = said(face, "propose", "2017", "--dry-run")["lines"]
    last = max((each for each in lines if each["action"] in ("enter", "stay")), key=lambda each: each["rank"])
    assert last["override"] == ""
    near = rows(face, f"{YEAR}/line", "near")
    total = said(face, "why", last["name"], "2017")["cut_line"]
    assert [row[2] for row in near if row[0] == str(last["rank"])] == [total]


@compares("/years/{year}/checks")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_verified(language: str, face: Face) -> None:
    speak(face, language)
    flags = said(face, "consistency", "2017", "--dry-run", language=language)["flags"]
    root = html.fromstring(face.get(f"{YEAR}/checks"))
    table = root.xpath('.//section[@id="flags"]//tbody/tr')
    shown = [[text_of(cell) for cell in row.xpath("./td|./th")] for row in table]
    colon = {"zh": "：", "en": ": "}[language]
    assert [(row[1], f"{row[2]}{colon}{row[3]}") for row in shown] == [
        (each["name"], " ".join(each["text"].split())) for each in flags
    ]


@compares("/years/{year}/points")
def test_points_by_criterion(face: Face) -> None:
    speak(face, "en")
    scored = said(face, "score", "2017", "--dry-run")["applications"]
    shown = [row for at in (1, 2, 3) for row in rows(face, f"{YEAR}/points?page={at}", "criteria")]
    assert [row[:-1] for row in shown] == [
        [text(each["rank"]), each["name"], each["total"], *each["criteria"].values()] for each in scored
    ]
    assert [bool(row[-1]) for row in shown] == [bool(each["gates_failed"]) for each in scored]


@compares("/years/{year}/proposal.json", "/years/{year}/proposal.csv")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rows_as_data(language: str, face: Face) -> None:
    speak(face, language)
    lines = said(face, "propose", "2017", "--dry-run", language=language)["lines"]
    expected = {each["id"]: (each["name"], each["rank"], each["action"], each["reason"]) for each in lines}
    data = json.loads(face.get(f"{YEAR}/proposal.json"))
    assert {row[0]: (row[1], row[2], row[7], data["reasons"][row[10]]) for row in data["rows"]} == expected
    table = csv.DictReader(io.StringIO(face.client.get(f"{YEAR}/proposal.csv").content.decode("utf-8-sig")))
    assert len(list(table)) == len(expected)


@compares("/years/{year}/firms")
def test_the_applications(face: Face) -> None:
    speak(face, "en")
    scored = {each["id"]: each["name"] for each in said(face, "score", "2017", "--dry-run")["applications"]}
    shown = [row for at in (1, 2, 3) for row in rows(face, f"{YEAR}/firms?page={at}", "applications")]
    states = [row[2].partition(":")[0] for row in shown]
    on_record = {
        row[1]: row[0] for row, state in zip(shown, states, strict=True) if state.startswith("received")
    }
    assert on_record == scored
    received = [each for each in said(face, "audit", "log")["entries"] if each["kind"] == "workbook_received"]
    rejected = sum(each["payload"]["rejected"] for each in received if each["payload"]["year"] == 2017)
    filed_twice = 1  # it was kept out of the second file, and is on record from the first
    assert states.count("returned") == rejected - filed_twice == 3


@compares("/years/{year}/firms/{code}", "/years/{year}/sheet/{code}", "/years/{year}/sheet/{code}/file")
def test_an_application_with_its_sheet(face: Face, firm: Callable[[str], str]) -> None:
    speak(face, "en")
    code = firm("enter")
    sources = said(face, "why", code, "2017")["sources"]
    shown = rows(face, f"{YEAR}/firms/{code}", "values")
    assert [(row[3], row[4]) for row in shown] == [
        (each["sheet"] or "", each["cell"] or "") for each in sources
    ]
    name = next(each for each in sources if each["field"] == "enterprise_name")
    sheet = f"{YEAR}/sheet/{code}?sheet={quote(name['sheet'])}&cell={name['cell']}"
    marked = html.fromstring(face.get(sheet)).xpath('.//td[@id="cell"]')[0]
    assert text_of(marked) == name["value"]
    content = face.client.get(f"{YEAR}/sheet/{code}/file").content
    assert sha256(content).hexdigest() == name["sha256"]


@compares("/years/{year}/lists")
def test_the_lists_of_authorities(tmp_path: Path) -> None:
    from tests.commands.office import Office
    from tests.commands.test_every_state import RATIOS, RULES

    office = Office(tmp_path)
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016 " + office.applications("a.xlsx", RATIOS))
    face = Face(office.workspace)
    try:
        face.enter()
        speak(face, "en")
        assert "No list is on record." in face.get("/years/2016/lists")
        listing = office.workbook("list.xlsx", [["统一社会信用代码", "企业名称"], ["CHENHUI", "晨辉"]])
        office.do(f"vetoes import {listing} --list tax --document 税函1号")
        answer = said(face, "vetoes", "list")
        shown = rows(face, "/years/2016/lists", "authority-lists")
        assert [(row[1], row[3], row[4]) for row in shown] == [
            (each["on"] or each["recorded_at"][:10], each["document"], each["file"])
            for each in answer["lists"]
        ]
        matches = rows(face, "/years/2016/lists", "matches") if answer["matches"] else []
        assert [row[0] for row in matches] == [each["id"] for each in answer["matches"]]
    finally:
        face.close()


@compares("/rules", "/rules/{rules}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules(language: str, face: Face) -> None:
    speak(face, language)
    known = {each["id"]: each for each in said(face, "rules", "list", language=language)["rule_sets"]}
    shown = rows(face, "/rules", "rule-sets")
    assert {row[1]: (row[0], row[2], row[6]) for row in shown} == {
        key: (each["name"], each["version"], each["digest"][:12]) for key, each in known.items()
    }
    assert shown[0][1] == "kunshan_top100_2016" and "2017" in shown[0][3]
    before, after = "xiaojuren_2022", "xiaojuren_2026"
    told = said(face, "rules", "diff", before, after, language=language)["differences"]
    differing = rows(face, f"/rules/{after}?against={before}", "differences")
    assert [(row[1], row[2]) for row in differing] == [
        (" ".join(each["name"].split()), " ".join(each["sentence"].split())) for each in told
    ]
    rules = said(face, "rules", "show", after, language=language)
    assert rules["digest"] in face.get(f"/rules/{after}")


@compares("/record/{entry}")
def test_an_entry(face: Face) -> None:
    speak(face, "en")
    for each in said(face, "audit", "log", "--last", "3")["entries"]:
        page = face.get(f"/record/{each['seq']}")
        assert each["hash"] in page and each["prev"] in page and each["actor"] in page
        said_there = html.fromstring(page).xpath(".//pre")[0].text_content()
        payload = {key: value for key, value in each["payload"].items() if key != "documents"}
        assert json.loads(re.sub(r"^\s+", "", said_there)) == payload


@compares("/record/oddities")
def test_what_to_look_at_first(face: Face) -> None:
    """Each table of the page has the rows of the command, in its order."""
    speak(face, "en")
    words = ["--workspace", str(face.folder), "--lang", "en", "audit", "oddities", "--format", "csv"]
    printed = CliRunner().invoke(program, words, catch_exceptions=False).stdout
    told = [[cell for cell in row if cell] for row in csv.reader(printed.splitlines()[1:])]
    assert {row[0] for row in told} >= {"Dates that do not fit"}
    shown = []
    for table in html.fromstring(face.get("/record/oddities")).iter("table"):
        title = table.getparent().get("aria-label")
        shown += [[title, *filter(None, map(text_of, row.iter("td")))] for row in table.find("tbody")]
    assert shown == told
