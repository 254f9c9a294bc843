"""The page as text: self-contained, escaped, in both languages, the same bytes again, nothing personal."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import html5lib
import pytest
from babel.messages.extract import extract_from_dir

from cultivation.core.explanation.cut_line import cut_line
from cultivation.core.rules.model import RuleSet
from cultivation.intake.formats.sources import files_at
from cultivation.outputs.html import TEMPLATES
from cultivation.outputs.report.firms import shown_fields
from cultivation.outputs.report.page import report_of, write_report
from cultivation.queries.report.data import ReportData
from cultivation.record.entries import RobustnessComputed
from cultivation.record.store import Record
from tests import catalogue

from .conftest import page_of

HOSTILE = '</script><script>alert("1")</script><img src=x onerror=alert(2)>&\u2028'
KEYS = [("kunshan", "zh"), ("kunshan", "en"), ("panel", "zh"), ("panel", "en")]


class Elements(HTMLParser):
    """Collects elements with their attributes, and the texts inside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.carried: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self.carried.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in ("style", "script") and self.carried:
            tag, attributes, text = self.carried[-1]
            self.carried[-1] = (tag, attributes, text + data)
            # what follows the closing tag is no part of it: the tag is reset there

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", {}))


def firms_of(page: str) -> dict[str, Any]:
    """Read the data as the browser does: the text of the element, then JSON."""
    inside = re.search(r'<script type="application/json" id="firms">(.*?)</script>', page, re.DOTALL)
    assert inside
    found: dict[str, Any] = json.loads(inside[1])
    return found


@pytest.mark.parametrize("key", KEYS)
def test_the_page_is_valid_html(pages: dict[tuple[str, str], str], key: tuple[str, str]) -> None:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(pages[key])
    assert not [error for error in parser.errors if error[1] not in ("unexpected-self-closing-tag",)]


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_loaded_from_anywhere(pages: dict[tuple[str, str], str], key: tuple[str, str]) -> None:
    elements = Elements(pages[key])
    loading = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}
    for tag, attributes in elements.found:
        assert tag not in ("link", "iframe", "object", "embed", "base", "img"), tag
        assert not loading & attributes.keys()
        assert not any(name.startswith("on") for name in attributes)
        assert "style" not in attributes  # the policy would not let it work
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", pages[key])


@pytest.mark.parametrize("key", KEYS)
def test_the_policy_names_by_digest_all_that_the_page_carries(
    pages: dict[tuple[str, str], str], key: tuple[str, str]
) -> None:
    elements = Elements(pages[key])
    policy = next(
        attributes["content"] or ""
        for tag, attributes in elements.found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    running = [
        text for _tag, attributes, text in elements.carried if attributes.get("type") != "application/json"
    ]
    assert len(running) == 3
    for text in running:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_same_state_of_the_record_gives_the_same_bytes(kunshan_record: Record) -> None:
    def written() -> bytes:
        with kunshan_record.reading() as reader:
            return report_of(reader, 2017)

    assert written() == written()


def test_a_report_of_an_earlier_moment_says_what_was_known_then(kunshan_record: Record) -> None:
    with kunshan_record.reading() as reader:
        scored = next(each for each in reader.entries_of(RobustnessComputed) if each.content.year == 2017)
        entries = list(reader.entries(after=scored.seq - 2, limit=1))
    from datetime import datetime

    with kunshan_record.reading(datetime.fromisoformat(entries[0].recorded_at)) as reader:
        page = report_of(reader, 2017).decode()
    assert "Draft: not decided yet" in page
    assert "Grey zone" not in page.replace("grey-zone", "")


@pytest.mark.parametrize("name", ["kunshan", "panel"])
def test_no_sentence_of_the_templates_stays_english_in_chinese(
    pages: dict[tuple[str, str], str], name: str
) -> None:
    found = extract_from_dir(TEMPLATES, [("report*.html", "jinja2")], keywords=catalogue.KEYWORDS)
    sentences = {message for _file, _line, message, _comments, _context in found}
    translated = catalogue.read()
    shown = re.sub(r"<(style|script).*?</\1>", "", pages[name, "zh"], flags=re.DOTALL)
    assert len(sentences) > 90
    for sentence in sentences:
        chinese = translated.get(sentence)
        assert chinese is not None and chinese.string, sentence
        if len(sentence) > 6 and "{" not in sentence and chinese.string != sentence:
            assert not re.search(rf">\s*{re.escape(sentence)}\s*<", shown), sentence


def test_both_languages_say_the_same_numbers(pages: dict[tuple[str, str], str]) -> None:
    for name in ("kunshan", "panel"):
        tiles = [re.findall(r"<dd>([^<]*)</dd>", pages[name, spoken]) for spoken in ("zh", "en")]
        assert tiles[0] == tiles[1]
        assert len(tiles[0]) == 8
        firms = [firms_of(pages[name, spoken])["firms"] for spoken in ("zh", "en")]
        for zh, en in zip(*firms, strict=True):
            assert [zh.get(key) for key in "irbtadcsp"] == [en.get(key) for key in "irbtadcsp"]


def hostile(data: ReportData) -> ReportData:
    """Give the best one, one that left and a choice of words a name that would like to be a script."""
    lines = list(data.base.table.lines)
    lines[0] = replace(lines[0], name=HOSTILE)
    table = replace(data.base.table, lines=tuple(lines))
    proposed = tuple(
        replace(line, name=HOSTILE, override=HOSTILE) if line.id == lines[0].id else line
        for line in data.base.lines
    )
    filed = dict(data.filed)
    filed[lines[0].id] = replace(filed[lines[0].id], file=HOSTILE)
    base = replace(data.base, table=table, lines=proposed, cut_line=cut_line(proposed, table))
    return replace(data, base=base, filed=filed)


def test_a_name_never_becomes_an_element(year_2017: ReportData) -> None:
    page = write_report(hostile(year_2017)).decode()
    tags = [tag for tag, _attributes in Elements(page).found]
    assert tags.count("script") == 3
    assert "img" not in tags
    data = firms_of(page)
    assert data["firms"][0]["n"] == HOSTILE
    assert data["texts"][data["firms"][0]["l"]] == HOSTILE
    assert "&lt;/script&gt;&lt;script&gt;alert" in page


def test_what_does_not_decide_is_not_in_the_page(
    kunshan: RuleSet, pages: dict[tuple[str, str], str], year_2017: ReportData
) -> None:
    kept_out = set(kunshan.fields) - set(shown_fields(kunshan)) - {"enterprise_name", "credit_code"}
    assert {"legal_representative", "address", "main_product", "core_technology"} <= kept_out
    told = 0
    for firm in year_2017.filed.values():
        for field in ("legal_representative", "address"):
            value = firm.values.get(field, {}).get("value")
            if value:
                told += 1
                assert value not in pages["kunshan", "zh"]
    assert told > 100  # the sample does file them


def test_a_draft_says_so_and_a_decision_names_document_and_persons(
    pages: dict[tuple[str, str], str],
) -> None:
    draft, decided = (
        re.sub(r"<script.*?</script>", "", pages[name, "en"], flags=re.DOTALL)
        for name in ("panel", "kunshan")
    )
    assert "Draft: not decided yet" in draft
    assert "Decided by" not in draft
    assert "Draft" not in decided
    assert "Decided by 昆新兴〔2017〕1号 of 2018-03-01: proposed by 王芳, approved by 李强." in decided


def test_demonstration_enterprises_are_named(year_2017: ReportData) -> None:
    best = [line.id for line in year_2017.base.lines if line.in_pool][:3]
    names = {key: year_2017.base.score_of[key].name for key in best}
    base = replace(year_2017.base, demonstrations=names, demonstrations_by="among the first 3 by place")
    page = write_report(replace(year_2017, base=base)).decode()
    told = re.search(r"Demonstration enterprises \(among the first 3 by place\): (.*?)</p>", page, re.DOTALL)
    assert told
    assert re.findall(r">([^<]+)</a>", told[1]) == list(names.values())


def test_a_year_that_is_only_scored_has_a_report(tmp_path_factory: pytest.TempPathFactory) -> None:
    from datetime import UTC, datetime

    from cultivation import review
    from cultivation.core.rules.loading import load_file
    from cultivation.resources import shipped

    from .conftest import PANEL

    folder = tmp_path_factory.mktemp("scored")
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "王芳")
    loaded = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")
    review.open_year(record, "王芳", 1983, loaded, None)
    review.intake(record, "王芳", 1983, files_at(PANEL.files(1983)))
    review.score(record, "王芳", 1983)
    for spoken in ("en", "zh"):
        page = page_of(record, 1983, spoken)
        assert 'id="flow"' not in page
        assert len(firms_of(page)["firms"]) == 181
    record.dispose()
