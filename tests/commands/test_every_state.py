"""Every command in every state of a year: no traceback, the right exit code, and stale scores are said.

The commands are found by walking the program. What writes is called with --dry-run, so that each state stays
what it is; what must not be called at all is named. Which commands show scores is seen by what they read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from cultivation.commands.context import YearType
from cultivation.core.scoring.score_table import ScoreTable, read_score_table
from cultivation.record import reader as record_reader

from .office import Office
from .test_every_command import COMMANDS, answers_with_a_sentence, call, words_of

RULES = Path(__file__).parent / "five_years.yaml"
RATIOS = {"ANLAN": 8, "BIYUN": 6, "CHENHUI": 5, "DONGLI": 3.1, "ENZE": 3.05, "FENGLIN": 2}
STALE = "cultivation score 2016"
OTHERWISE = {
    "demo",
    "init",
    "completion",
    "serve",
    "audit move",
}  # they have nothing to do with a year on record
# These make scores anew, or ask for them; nothing old is shown.
MAKERS = {"score", "propose", "decide", "call-up", "demonstrate", "panel assign", "audit replay"}
NEED_SCORES = {"robustness", "challenge", "consistency", "shortlist", "report"}
ONCE_SCORED = (
    *("scored", "stale_by_correction", "stale_by_intake", "stale_by_withdrawal", "proposed"),
    *(
        "stale_proposal",
        "scored_again",
        "noticed",
        "stale_notice",
        "decided",
        "reversal_proposed",
        "reversed",
        "closed",
    ),
)
MORE = {"robustness": ["--draws", "50", "--aggregations"]}
ARGUMENTS = {"year": "2016", "enterprise": "昆山安澜", "file": "x.yaml", "rule_set": "small_pool"}


def do(*steps: str, by: str = "王芳") -> Callable[[Office], None]:
    return lambda office: [office.do(step, by=by) for step in steps] and None


def intake(office: Office) -> None:
    office.do("intake 2016", office.applications("2016.xlsx", RATIOS))


def another(office: Office) -> None:
    office.do("intake 2016", office.applications("late.xlsx", {"HAITANG": 7}))


CORRECT = "correct 2016 CHENHUI rd 300 --evidence 审计报告"
NOTICE = "notice 2016 --from 2017-02-01 --until 2017-02-09"
DECIDE = "decide 2016 --document 1 --date 2017-03-01"
STEPS: dict[str, tuple[str, Callable[[Office], object]]] = {  # state: the state before, and what is done then
    "open": ("nothing", do("open 2016 --rules small_pool")),
    "collecting": ("open", intake),
    "scored": ("collecting", do("score 2016")),
    "stale_by_correction": ("scored", do(CORRECT)),
    "stale_by_intake": ("scored", another),
    "stale_by_withdrawal": ("scored", do("withdraw 2016 FENGLIN --reason 撤回")),
    "proposed": ("scored", do("propose 2016")),
    "stale_proposal": ("proposed", another),
    "scored_again": ("stale_proposal", do("score 2016")),
    "noticed": ("proposed", do(NOTICE)),
    "stale_notice": ("noticed", do(CORRECT)),
    "decided": ("noticed", do(DECIDE, by="李强")),
    "reversal_proposed": ("decided", do("reverse 2016 --document 2 --reason 复议")),
    "reversed": ("reversal_proposed", do("reverse 2016 --approve", by="李强")),
    "closed": ("decided", do("close 2016")),
}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Office]:
    """Make one workspace for each state, each from a copy of the one before."""
    first = Office(tmp_path_factory.mktemp("nothing"))
    first.do("init", str(first.workspace))
    (first.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    made = {"nothing": first}
    for state, (before, step) in STEPS.items():
        folder = tmp_path_factory.mktemp(state)
        shutil.copytree(made[before].folder, folder, dirs_exist_ok=True)
        made[state] = Office(folder)
        step(made[state])
    return made


def words_for(path: str, folder: Path) -> list[str]:
    """Return words that the command takes; a file to write is named as its examples name it."""
    found: list[str] = []
    for each in COMMANDS[path].params:
        if each.name == "output" and each.required:
            examples = " ".join(COMMANDS[path].examples)  # type: ignore[attr-defined]
            ending = re.findall(r"(?:-o|--output) \S+\.(\w+)", examples)
            name = f"out.{ending[0]}".replace("pdf", "html") if ending else "out"
            found += ["--output", str(folder / name)]
        elif each.required or (each.name in ("year", "enterprise") and isinstance(each, click.Argument)):
            found += words_of(each, _value(each))
    names = {option for each in COMMANDS[path].params for option in each.opts}
    return [*found, *MORE.get(path, ()), *(["--dry-run"] if "--dry-run" in names else [])]


def _value(parameter: click.Parameter) -> str:
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return str(kind.choices[0])
    if isinstance(kind, click.types.IntParamType | YearType):
        return "2016" if parameter.name == "year" else "1"
    return "2017-03-01" if isinstance(kind, click.DateTime) else ARGUMENTS.get(str(parameter.name), "x")


@pytest.fixture
def scores_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Note of which years a command reads the scores."""
    years: list[int] = []

    def read(content: object) -> ScoreTable:
        table = read_score_table(content)  # type: ignore[arg-type]
        years.append(table.year)
        return table

    monkeypatch.setattr(record_reader, "read_score_table", read)
    yield years


ALIKE = {
    *("open", "stale_by_correction", "stale_by_withdrawal", "stale_notice"),
    *("scored_again", "reversal_proposed", "stale_proposal", "scored"),
}


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(each, marks=[pytest.mark.thorough] if each in ALIKE else [])
        for each in ("nothing", *STEPS)
    ],
)
def test_every_command_answers_in_every_state(
    state: str,
    offices: dict[str, Office],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scores_read: list[int],
) -> None:
    monkeypatch.chdir(tmp_path)
    office, head = offices[state], offices[state].head()
    for path in COMMANDS.keys() - OTHERWISE:
        scores_read.clear()
        words = words_for(path, tmp_path)
        result = call(office.workspace, path, words)
        answers_with_a_sentence(result, [state, path, *words])
        if path in NEED_SCORES:
            expected = 0 if state in ONCE_SCORED else 1
            assert result.exit_code in (expected, 1 if path == "challenge" else expected), (state, path)
        if state.startswith("stale") and scores_read and result.exit_code == 0 and path not in MAKERS:
            assert STALE in result.stderr, (state, path)
        if not state.startswith("stale"):
            assert "places shown are from before" not in result.stderr, (state, path)
    assert office.head() == head


@pytest.mark.parametrize("state", [state for state in ONCE_SCORED if "stale" in state])
def test_papers_of_a_stale_year_say_so_themselves(
    state: str, offices: dict[str, Office], tmp_path: Path
) -> None:
    for words in (["report", "2016"], ["dossier", "CHENHUI"]):
        path = tmp_path / f"{words[0]}.html"
        call(offices[state].workspace, words[0], [words[1], "-o", str(path)])
        text = path.read_text("utf-8")
        assert "are from before" in text


@pytest.mark.parametrize("state", [state for state in ONCE_SCORED if "stale" in state])
def test_edges_are_not_moved_over_other_values_than_those_scored(
    state: str, offices: dict[str, Office]
) -> None:
    offices[state].refused("First: cultivation score 2016", "robustness 2016 --draws 50 --edges 10")


def test_a_proposal_is_not_told_as_what_happened(offices: dict[str, Office]) -> None:
    (undecided,) = offices["proposed"].ask("history ANLAN")["years"]
    assert (undecided["outcome"], undecided["decided"]) == ("proposed: enters", False)
    (decided,) = offices["decided"].ask("history ANLAN")["years"]
    assert (decided["outcome"], decided["decided"]) == ("enters", True)
    assert "拟入库" in offices["proposed"].do("history ANLAN", lang="zh").stdout
