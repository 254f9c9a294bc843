"""Tables or a schema that somebody changed: every question and every paper says so, each step refuses."""

from __future__ import annotations

import io
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from .office import Office

RULES = Path(__file__).parent / "five_years.yaml"
RATIOS = {"ANLAN": 8, "BIYUN": 6, "CHENHUI": 5, "DONGLI": 3.1}
FORGERY = "UPDATE proposal_line SET name = name || '甲'"
BACK = "UPDATE proposal_line SET name = replace(name, '甲', '')"
NOTICE = "notice 2016 --from 2017-02-01 --until 2017-02-09"
GHOST = "INSERT INTO enterprise VALUES ('GHOST', 'Ghost', 2016)"
TRIGGER = "CREATE TRIGGER mine AFTER INSERT ON membership BEGIN SELECT 1; END"
SENTENCE = "What is shown may be forged"


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("office"))
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", office.applications("2016.xlsx", RATIOS))
    office.do("score 2016")
    office.do("propose 2016")
    return office


@pytest.fixture
def forged(proposed: Office) -> Callable[..., Office]:
    """Return what forges a copy of the workspace, and gives it back."""

    def forge(*statements: str) -> Office:
        folder = Path(tempfile.mkdtemp(dir=proposed.folder))
        shutil.copytree(proposed.workspace, folder / "workspace")
        office = Office(folder)
        change(office, *statements)
        return office

    return forge


def change(office: Office, *statements: str) -> None:
    connection = sqlite3.connect(office.workspace / "cultivation.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


QUESTIONS = ("status", "pool", "why ANLAN 2016", "history ANLAN", "audit log", "status --as-of 2090-01-01")


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_question_says_once_what_may_be_forged(
    forged: Callable[..., Office], proposed: Office, words: str
) -> None:
    said = forged(FORGERY, GHOST).do(words, "--quiet", code=0).stderr
    assert said.count(SENTENCE) == 1
    assert "enterprise" in said and "proposal_line" in said
    assert SENTENCE not in proposed.do(words).stderr


ANNOUNCE = "announce 2016 --by Office --contact A --address B --phone 1"
PAPERS = (
    *("report 2016 -o {}.html", "dossier ANLAN -o {}.html", "shortlist 2016 -o {}.xlsx"),
    *(f"{ANNOUNCE} -o {{}}.{ending}" for ending in ("html", "docx")),
)


@pytest.mark.parametrize("words", PAPERS)
def test_a_paper_says_itself_that_it_may_be_forged(
    forged: Callable[..., Office], words: str, tmp_path: Path
) -> None:
    honest, other = (words.format(tmp_path / name) for name in ("honest", "other"))
    office = forged()
    office.do(NOTICE)
    office.do(honest)
    change(office, FORGERY)
    office.do(other)
    assert SENTENCE in text_of(Path(other.split()[-1]))
    assert SENTENCE not in text_of(Path(honest.split()[-1]))


def text_of(path: Path) -> str:
    """Return a page, or all parts of a file of an office program."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode()
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("statement", [FORGERY, GHOST])
def test_a_step_refuses_until_the_tables_are_made_again(
    forged: Callable[..., Office], statement: str
) -> None:
    office = forged(statement)
    assert "cultivation audit rebuild" in office.do(NOTICE, code=3).stderr
    office.do("audit rebuild", code=1)
    office.do(NOTICE)
    assert office.do("status").stderr.count(SENTENCE) == 0


def test_a_changed_schema_is_named_by_questions_steps_verify_and_doctor(
    forged: Callable[..., Office],
) -> None:
    office = forged(TRIGGER)
    assert "trigger mine" in office.do("status").stderr
    assert "trigger mine" in office.do(NOTICE, code=3).stderr
    assert "trigger mine" in office.do("audit verify", code=1).stdout
    assert "trigger mine" in office.do("doctor", code=3).output
    office.do("init", str(office.workspace))
    assert office.do("audit verify").stderr == ""


def test_what_was_put_back_leaves_nothing_to_say(forged: Callable[..., Office]) -> None:
    office = forged(FORGERY, BACK)
    office.do(NOTICE)
    office.do("audit seal 2016")  # which status would ask for
    assert office.do("status").stderr == ""


def test_a_broken_tail_is_named_and_set_aside(forged: Callable[..., Office]) -> None:
    office = forged(
        "INSERT INTO log SELECT seq + 1, recorded_at, actor, kind, payload, hash, 'h' FROM log "
        "ORDER BY seq DESC LIMIT 1"
    )
    said = office.do(NOTICE, code=3).stderr
    (number,) = {words.split()[0] for words in said.split("--from ")[1:]}
    found = office.do(f"audit quarantine --from {number} --reason", "an attack")
    assert "1 entries and 0 documents are set aside" in found.stderr
    office.do(NOTICE)
    assert office.do("audit verify").exit_code == 0
