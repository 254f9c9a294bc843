"""The dossier of a firm: what it says beside what `why` says, and sums done again from the page itself."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal
from pathlib import Path

import html5lib
import pytest

from tests.outputs.printed import browser_says

from .conftest import Run, caller

SVG_TEXT = re.compile(r"<text [^>]*>([^<]*)</text>")


def page_of(run: Run, firm: str, folder: Path, *more: str, lang: str = "en") -> str:
    file = folder / "dossier.html"
    run("dossier", firm, "-o", str(file), *more, lang=lang)
    return file.read_text("utf-8")


def parts(page: str) -> dict[str, str]:
    """Return the HTML of each year."""
    found = re.findall(r'<article class="year" id="year-(\d+)">(.*?)</article>', page, re.S)
    return dict(found)


def drawn(part: str) -> str:
    """Return the one drawing of a year: its waterfall."""
    (drawing,) = re.findall(r"<svg class=\"drawing\".*?</svg>", part, re.S)
    return drawing


def test_the_page_is_valid_loads_nothing_and_is_the_same_again(eventful: Run, tmp_path: Path) -> None:
    page = page_of(eventful, "F017", tmp_path)
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "<script" not in page
    assert page == page_of(eventful, "F017", tmp_path)


def test_what_the_waterfall_shows_adds_up_to_the_total(eventful: Run, tmp_path: Path) -> None:
    """Take the numbers from the drawing, as a reader with a pencil would."""
    for firm in ("F017", "F023", "F001"):
        for year, part in parts(page_of(eventful, firm, tmp_path)).items():
            answer = json.loads(eventful("why", firm, year, "--format", "json").stdout)
            texts = [html.unescape(each) for each in SVG_TEXT.findall(drawn(part))]
            total, maximum = texts[texts.index("total") + 1 :][:2]
            given = [Decimal(each["points"]) for each in answer["contributions"]]
            shown = [Decimal(each) for each in re.findall(r'class="label" text-anchor="end">([\d.]+)<', part)]
            lost = [Decimal(each) for each in re.findall(r">−([\d.]+)</text>", drawn(part))]
            assert shown == given
            assert sum(shown) == Decimal(total) == Decimal(answer["total"])
            assert sum(shown) + sum(lost) == Decimal(maximum) == 100


def test_bars_are_as_long_as_their_points(eventful: Run, tmp_path: Path) -> None:
    part = parts(page_of(eventful, "F017", tmp_path))["1984"]
    answer = json.loads(eventful("why", "F017", "1984", "--format", "json").stdout)
    bars = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', each)) for each in re.findall(r"<rect [^>]*>", drawn(part))
    ]
    shown = [each for each in bars if each["class"] in ("won", "sum")]
    *won, total = [(float(each["x"]), float(each["width"])) for each in shown]
    scale = total[1] / float(answer["total"])
    at = total[0]
    for (x, width), each in zip(won, answer["contributions"], strict=True):
        assert abs(x - at) < 0.2
        assert abs(width - max(float(each["points"]) * scale, 0.8)) < 0.2
        at += float(each["points"]) * scale


def test_a_year_says_what_decided_and_where_each_value_stands(eventful: Run, tmp_path: Path) -> None:
    part = html.unescape(parts(page_of(eventful, "F017", tmp_path))["1984"])
    answer = json.loads(eventful("why", "F017", "1984", "--format", "json").stdout)
    assert answer["reason"] in part
    assert f"{answer['total']} of 100 points, place {answer['rank']}." in part
    assert f"the last in the pool has {answer['cut_line']} points" in part
    assert "newcomers enter down to place 90, members stay down to place 110" in part
    assert "proposed by 王芳, approved by 李强" in part
    assert "corrected: audit report <page 3>" in part
    assert all(f"<td>{each['cell']}</td>" in part for each in answer["sources"] if each["value"])
    assert answer["sources"][0]["sha256"] in part
    assert all(each["name"] in part and each["total"] in part for each in answer["neighbours"])
    robust = json.loads(
        eventful("robustness", "1984", "--draws", "200", "--seed", "1", "--format", "json").stdout
    )
    own = next(each for each in robust["applications"] if each["id"] == "F017")
    assert f"{100 * own['in_pool_share']:.1f} %" in part
    assert f"between {own['rank_p5']} and {own['rank_p95']}" in part


def test_the_split_of_the_change_stands_there_exactly(eventful: Run, tmp_path: Path) -> None:
    part = parts(page_of(eventful, "F017", tmp_path))["1984"]
    change = json.loads(eventful("why", "F017", "1984", "--format", "json").stdout)["year_on_year"]
    table = re.search(r"<th[^>]*>due to</th>.*?</table>", part, re.S)
    assert table
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr.*?</tr>", table[0], re.S)]
    points = [Decimal(row[1].replace("−", "-")) for row in rows if row]
    assert points[-1] == Decimal(change["total_change"])
    assert abs(sum(points[:-1]) - points[-1]) <= Decimal("0.015")


def test_objections_are_told_without_the_name_of_who_objected(eventful: Run, tmp_path: Path) -> None:
    page = page_of(eventful, "F023", tmp_path)
    assert "figures are wrong" in page and "figures are right" in page and "dismissed" in page
    assert "张三丰" not in page


def test_stays_and_events_are_told(eventful: Run, tmp_path: Path) -> None:
    page = page_of(eventful, "F023", tmp_path)
    assert "not a member of the pool" in page
    assert "removed from the pool" in page and "at its own request" in page and "No. 7" in page
    stay = re.search(r"<td>1984-03-01</td><td>1985-05-01</td><td>No. 1983</td><td>No. 7</td>", page)
    assert stay


def test_an_earlier_code_leads_to_the_same_dossier(eventful: Run, tmp_path: Path) -> None:
    page = page_of(eventful, "F994", tmp_path)
    assert page == page_of(eventful, "F094", tmp_path)
    assert "earlier codes" in page and "F094 is now F994" in page
    assert page_of(eventful, "F023", tmp_path).count("under the codes") == 0
    assert set(parts(page)) == {"1983", "1984"}


def test_as_of_shows_what_was_known_then(eventful: Run, tmp_path: Path) -> None:
    log = json.loads(eventful("audit", "log", "--format", "json").stdout)
    entries = log["entries"] if isinstance(log, dict) else log
    first = next(each for each in entries if each["kind"] == "year_decided")
    moment = first["recorded_at"].replace("Z", "+00:00")
    page = page_of(eventful, "F023", tmp_path, "--as-of", moment)
    assert set(parts(page)) == {"1983"}
    assert "member of the pool since the review of 1983" in page
    assert first["hash"] in page and "removed from the pool" not in page


def test_the_proof_names_head_and_digests(eventful: Run, tmp_path: Path) -> None:
    page = page_of(eventful, "F017", tmp_path)
    verified = json.loads(eventful("audit", "verify", "--format", "json").stdout)
    assert verified["head"] in page and f"{verified['entries']} entries" in page
    for year in json.loads(eventful("status", "--format", "json").stdout)["years"]:
        assert year["scores_digest"] in page
    assert "recomputes every hash of the record" in page and "a checker of its own" in page


def test_both_languages_say_all_of_it(eventful: Run, tmp_path: Path) -> None:
    english, chinese = (page_of(eventful, "F017", tmp_path, lang=lang) for lang in ("en", "zh"))
    assert len(re.findall(r"<(tr|li|svg|h\d)\b", english)) == len(re.findall(r"<(tr|li|svg|h\d)\b", chinese))
    assert all(
        word in chinese for word in ("企业档案", "结果如何得出", "逐项得分", "改变结果所需的变动", "如何核验")
    )
    words = set(re.findall(r"<h[23][^>]*>([A-Z][a-z]+[^<]*)<", chinese))
    assert not words


def test_names_cannot_break_the_page(tmp_path: Path) -> None:
    run = caller(tmp_path / "workspace")
    run("init", str(tmp_path / "workspace"))
    book = tmp_path / "book.csv"
    fields = "Firm,Name,Sector,Region,European patent applications,R&D expenditure"
    fields += ",Spillovers (natural logarithm)"
    name = "<script>alert(1)</script>&amp;"
    rows = [f"F{number:03d},{name} {number},drugs,United States,3,100,9" for number in range(1, 4)]
    book.write_text("\n".join([fields, *rows]), encoding="utf-8")
    run("open", "1983", "--rules", "patents_rd_panel")
    run("intake", "1983", str(book), code=None)
    page = page_of(run, "F001", tmp_path)
    assert "applied; not scored yet" in page
    run("score", "1983")
    page = page_of(run, "F001", tmp_path)
    assert "<script" not in page and html.escape(name, quote=False) in page
    assert "scored, not yet proposed" in page
    html5lib.HTMLParser(strict=True).parse(page)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["nobody", "-o", "x.html"], 2, "No enterprise with the code or name 'nobody'"),
        (["Firm", "-o", "x.html"], 2, "may mean"),
        (["F017", "-o", "x.docx"], 2, "file name must end in .html or .pdf"),
        (["F017", "-o", "no/such/folder/x.html"], 3, "cannot be written"),
        (["F017"], 2, "Missing option"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    eventful: Run, words: list[str], code: int, sentence: str
) -> None:
    assert sentence in eventful("dossier", *words, code=code).stderr


def test_without_weasyprint_a_pdf_says_what_to_install(
    eventful: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    told = eventful("dossier", "F017", "-o", str(tmp_path / "x.pdf"), code=3).stderr
    assert "cultivation[pdf]" in told and "libpango" in told and ".html" in told
    assert not list(tmp_path.iterdir())


def test_a_browser_has_nothing_to_complain_about(eventful: Run, tmp_path: Path) -> None:
    page_of(eventful, "F017", tmp_path, lang="zh")
    assert browser_says(tmp_path / "dossier.html") == ""
