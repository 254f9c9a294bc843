"""Letters to enterprises: their own result, what would have turned it, proved; and nothing of others."""

from __future__ import annotations

import html
import json
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.commands.office import NAMES, Office
from tests.commands.test_proofs import carried, checked_by_hand, forgeries, published
from tests.outputs.dossier.conftest import caller
from tests.outputs.printed import ink_beyond, office_pdf, pdf_text

from .conftest import SETTINGS, Run

GOLDEN = Path(__file__).parents[2] / "golden"
RULES = Path(__file__).parents[2] / "commands" / "five_years.yaml"
LEAVER = "昆山晟衡自动化"
ENTITY = re.compile(r"<[^>]+>")


def written(run: Run, file: Path, *more: str, who: str = LEAVER, lang: str = "zh") -> Any:
    run("papers", "letters", "2017", "--for", who, "-o", str(file), *more, lang=lang)
    return docx.Document(str(file))


def text_of(document: Any) -> str:
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += ["", *(" | ".join(cell.text for cell in row.cells) for row in table.rows)]
    return "\n".join(lines) + "\n"


def everything_in(file: Path) -> str:
    with zipfile.ZipFile(file) as parts:
        inside = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return ENTITY.sub("", inside)


@pytest.fixture
def small(tmp_path: Path) -> Office:
    """Two years of a pool of four, the second under notice: one did not apply, one had an accident."""
    office = Office(tmp_path)
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    with (office.workspace / "cultivation.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    first = {"ANLAN": 8, "BIYUN": 6, "CHENHUI": 5, "DONGLI": 4, "ENZE": 3.5, "FENGLIN": 2}
    second = {"ANLAN": 8, "CHENHUI": 2.1, "DONGLI": 4, "ENZE": 3.5, "FENGLIN": 6, "GUANLAN": 5, "HAITANG": 1}
    for year, ratios in ((2016, first), (2017, second)):
        office.do(f"open {year} --rules small_pool")
        accidents = ["DONGLI"] if year == 2017 else []
        office.do(f"intake {year}", office.applications(f"{year}.xlsx", ratios, accidents))
        office.do(f"score {year}")
        office.do(f"propose {year}", by="王小明")
        office.do(f"notice {year} --from {year + 1}-02-05 --until {year + 1}-02-13")
        if year == 2016:
            office.do("decide 2016 --document 1 --date 2017-03-01 --yes", by="李小强")
    return office


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_a_letter(states: dict[str, Run], tmp_path: Path, lang: str) -> None:
    document = written(states["decided"], tmp_path / "letter.docx", "--until", "2018-04-30", lang=lang)
    assert text_of(document) == (GOLDEN / f"letter.{lang}.txt").read_text("utf-8")


def test_everybody_is_written_to_and_told_nothing_of_others(small: Office) -> None:
    folder = small.folder / "letters"
    small.do("papers letters 2017 -o", str(folder))
    lines = small.ask("propose 2017 --dry-run")["lines"]
    files = {each.name.partition("_")[0]: each for each in folder.iterdir() if each.name[0].isupper()}
    assert files.keys() == {each["id"] for each in lines}
    assert "letters_2017.docx" in {each.name for each in folder.iterdir()}
    for key, file in files.items():
        inside = everything_in(file)
        others = {name for code, name in NAMES.items() if code != key and name != NAMES[key]}
        assert NAMES[key] in inside and not [name for name in others if name in inside]
        assert "王小明" not in inside and "李小强" not in inside
        assert "13 February 2018" in inside, "until when to object"
    told = {key: text_of(docx.Document(str(file))) for key, file in files.items()}
    assert "no application this year" in told["BIYUN"] and "What cost points" not in told["BIYUN"]
    assert "not eligible" in told["DONGLI"] and "Proposed to leave the pool" in told["DONGLI"]


def test_one_file_to_print_holds_all_letters_each_from_page_one(small: Office) -> None:
    file = small.folder / "all.docx"
    small.do("papers letters 2017 -o", str(file))
    document = docx.Document(str(file))
    number = len(small.ask("propose 2017 --dry-run")["lines"])
    assert len(document.sections) == number
    assert everything_in(file).count("Result of the 2017 review") >= number
    assert document.element.xml.count('<w:pgNumType w:start="1"/>') == number


def test_a_folder_is_new_and_whole(small: Office) -> None:
    folder = small.folder / "letters"
    folder.mkdir()
    (folder / "old.docx").write_bytes(b"x")
    small.refused("exists already", "papers letters 2017 -o", str(folder), code=2)
    assert [each.name for each in folder.iterdir()] == ["old.docx"]
    assert not list(small.folder.glob(".letters*"))


def test_what_an_override_says_of_another_is_left_out(small: Office) -> None:
    reason = f"为{NAMES['GUANLAN']}让位"
    more = ["--override", "ANLAN=exit", "--reason", reason, "--yes"]
    small.do("decide 2017 --document 2 --date 2018-03-01", *more, by="李小强")
    file = small.folder / "one.docx"
    small.do("papers letters 2017 --for ANLAN --until 2018-04-30 -o", str(file))
    text = text_of(docx.Document(str(file)))
    assert NAMES["GUANLAN"] not in text and "by decision of the leading group" in text


def test_what_is_missing_is_asked_for_in_one_go(small: Office) -> None:
    (small.workspace / "cultivation.toml").write_text("", encoding="utf-8")
    small.do("decide 2017 --document 2 --date 2018-03-01 --yes", by="李小强")
    told = small.do("papers letters 2017 -o", str(small.folder / "x"), code=2).stderr
    assert all(each in told for each in ("--by", "--contact", "--address", "--phone", "--until"))
    words = ["--by", "A", "--contact", "B", "--address", "C", "--phone", "1", "--until", "2018-02-01"]
    folder = str(small.folder / "x")
    small.refused("before the decision", "papers letters 2017 -o", folder, *words, code=2)


def test_before_results_are_public_nobody_is_written_to(states: dict[str, Run], tmp_path: Path) -> None:
    told = states["proposed"]("papers", "letters", "2017", "-o", str(tmp_path / "x"), code=1).stderr
    assert "cultivation notice 2017" in told
    assert not list(tmp_path.iterdir())


def test_costs_add_up_to_what_is_missing(states: dict[str, Run], tmp_path: Path) -> None:
    costs = written(states["noticed"], tmp_path / "letter.docx", lang="en").tables[0]
    lost = [Decimal(row.cells[4].text) for row in costs.rows[1:]]
    explained = json.loads(states["noticed"]("why", LEAVER, "2017", "--format", "json").stdout)
    assert sum(lost) == 100 - Decimal(str(explained["total"]))
    assert lost == sorted(lost, reverse=True)


@pytest.mark.parametrize(
    ("label", "field"), [("R&D expenditure", "rd_expenditure"), ("R&D staff", "rd_staff")]
)
def test_what_would_have_turned_it_turns_it_on_the_record(
    states: dict[str, Run], tmp_path: Path, label: str, field: str
) -> None:
    """Correct the value in a copy of the record, score and propose again: in; one step less: still out."""
    changes = written(states["noticed"], tmp_path / "letter.docx", lang="en").tables[1]
    row = next(row for row in changes.rows if row.cells[0].text == label)
    filed, needed = (number(row.cells[at].text) for at in (1, 2))
    step = Decimal(1).scaleb(min(0, int(needed.as_tuple().exponent), int(filed.as_tuple().exponent)))
    nearer = needed - step if needed > filed else needed + step
    outcomes = []
    for place, value in enumerate((nearer, needed)):
        shutil.copytree(states["proposed"].workspace, tmp_path / str(place))  # type: ignore[attr-defined]
        run = caller(tmp_path / str(place))
        run("correct", "2017", LEAVER, field, str(value), "--evidence", "x")
        run("score", "2017")
        lines = json.loads(run("propose", "2017", "--format", "json").stdout)["lines"]
        outcomes.append(next(each["action"] for each in lines if LEAVER in each["name"]))
    assert outcomes == ["exit", "stay"]


def number(text: str) -> Decimal:
    return Decimal(text.split(maxsplit=1)[0].replace(",", ""))


def test_a_city_may_write_its_own_letter(small: Office) -> None:
    own = small.workspace / "templates"
    own.mkdir()
    file, words = small.folder / "one.docx", "papers letters 2017 --for CHENHUI -o"
    template = own / "letter.en.txt"
    template.write_text("Our letter of {{ year }}\nDear {{ name }}: {{ outcome }}.\n@costs\n", "utf-8")
    small.do(words, str(file))
    document = docx.Document(str(file))
    assert document.paragraphs[0].text == "Our letter of 2017" and len(document.tables) == 1
    for broken in ("{{ nobody }}\nx", "title alone", "T\n@others", "{% if %}"):
        template.write_text(broken, "utf-8")
        told = small.do(words, str(file), code=1).stderr
        assert "letter.en.txt" in told or "@costs" in told


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_letter_takes_two_pages_and_is_not_cut(states: dict[str, Run], tmp_path: Path, lang: str) -> None:
    document = written(states["noticed"], tmp_path / "letter.docx", lang=lang)
    pdf = office_pdf(tmp_path / "letter.docx")
    pages = pdf_text(pdf).rstrip("\f").split("\f")
    assert len(pages) == 2 and "\ufffd" not in "".join(pages)
    assert "0512-57300000" in pages[-1] and "昆山市工业和信息化局" in pages[-1], "who signs stands with text"
    printed = re.sub(r"\s", "", "".join(pages))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert not [cell for cell in cells if cell and cell.split()[0][:4] not in printed]
    assert ink_beyond(pdf, margin_mm=15) == 0


def test_the_proof_of_each_sealed_result_lies_beside_its_letter(small: Office) -> None:
    folder = small.folder / "letters"
    seal = small.ask("audit seal 2017")["line"]
    small.do("papers letters 2017 -o", str(folder))
    lines = {each["id"] for each in small.ask("propose 2017 --dry-run")["lines"]}
    pages = {each.name.partition("_")[0]: each for each in folder.glob("*_proof.html")}
    assert pages.keys() == lines
    for key, page in pages.items():
        proof = carried(page.read_text("utf-8"))
        assert json.loads(proof["line"])["enterprise"] == key
        assert checked_by_hand(proof, seal, small.folder)
        letter = text_of(docx.Document(str(page).replace("_proof.html", ".docx")))
        assert seal in letter and _said_in(letter, json.loads(proof["line"])), (
            "the letter says what is sealed"
        )


def _said_in(letter: str, line: dict[str, Any]) -> bool:
    """Tell whether a letter says the points and the place of a sealed line; who is not eligible has none."""
    place = rf" points, place {line['place']}\." if line["place"] else ""
    return not line["total"] or re.search(rf"\b{line['total']} of [\d.]+{place}", letter) is not None


def test_whatever_is_forged_in_a_folder_of_letters_is_found_with_the_published_seal(small: Office) -> None:
    """A letter with other words is told by the page beside it, and that page by the seal."""
    folder = small.folder / "letters"
    seal = small.ask("audit seal 2017")["line"]
    small.do("papers letters 2017 -o", str(folder))
    pages = sorted(folder.glob("*_proof.html"))
    proofs = [carried(page.read_text("utf-8")) for page in pages]
    for page, proof, other in zip(pages, proofs, (*proofs[1:], proofs[0]), strict=True):
        for part, forged in forgeries(proof, other):
            if forged != proof:  # one step is its own reverse, say
                assert not checked_by_hand(forged, seal, small.folder), f"{page.name}: {part}"
        line = json.loads(proof["line"])
        if line["place"]:
            letter = text_of(docx.Document(str(page).replace("_proof.html", ".docx")))
            assert not _said_in(letter.replace(f"place {line['place']}.", "place 99."), line)
            assert not _said_in(letter.replace(f"{line['total']} of", "99.99 of"), line)
    (member,) = (each for each in proofs if each["place"] == 0)
    for part, another in published(seal):  # of too few members only members can tell
        assert not checked_by_hand(member, another, small.folder), part


def test_what_is_printed_from_a_page_says_what_the_word_document_says(small: Office) -> None:
    file, page = small.folder / "one.docx", small.folder / "one.html"
    for each in (file, page):
        small.do("papers letters 2017 --for CHENHUI -o", str(each))
    said = re.sub(r"\s+", "", ENTITY.sub("", html.unescape(page.read_text("utf-8"))))
    document = docx.Document(str(file))
    words = [each.text for each in document.paragraphs if each.text]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert len(words) > 20
    assert [each for each in words if re.sub(r"\s+", "", each) not in said] == []
