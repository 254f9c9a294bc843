"""The desk at which a story of several years happens, and the firms that apply there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import openpyxl
from click.testing import CliRunner, Result

from cultivation.commands.program import program

NAMES = {
    "ANLAN": "昆山安澜光电有限公司",
    "BIYUN": "昆山碧云装备有限公司",
    "CHENHUI": "昆山晨晖材料有限公司",
    "DONGLI": "昆山东篱软件有限公司",
    "ENZE": "昆山恩泽医药有限公司",
    "FENGLIN": "昆山枫林环保有限公司",
    "GUANLAN": "昆山观澜能源有限公司",
    "HAITANG": "昆山海棠传感有限公司",
}
NAMES |= {"ANLAN2": NAMES["ANLAN"], "DONGLI2": "昆山东篱云软件有限公司"}
HEAD = ("企业代码", "企业名称", "营业收入", "研发费用", "有效发明专利", "重大安全事故")


class Office:
    """The desk at which the story happens."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workspace = folder, folder / "workspace"

    def do(self, words: str, *more: str, by: str = "王芳", code: int = 0, lang: str = "en") -> Result:
        """Run a command; words are split at spaces, `more` are not."""
        arguments = ["--workspace", str(self.workspace), "--lang", lang, "--as", by, *words.split(), *more]
        result = CliRunner().invoke(program, arguments)
        if result.exception and not isinstance(result.exception, SystemExit | click.exceptions.Exit):
            raise result.exception
        assert result.exit_code == code, f"{words}: {result.output}{result.stderr}"
        return result

    def refused(self, because: str, words: str, *more: str, by: str = "王芳", code: int = 1) -> None:
        """Try what must be refused, see the sentence, and that nothing was written."""
        before = self.head()
        said = self.do(words, *more, by=by, code=code).stderr
        assert because in said, said
        assert self.head() == before

    def head(self) -> str:
        return str(self.ask("audit verify")["head"])

    def ask(self, words: str, *more: str, lang: str = "en", expect: int = 0) -> Any:
        return json.loads(self.do(f"{words} --format json", *more, lang=lang, code=expect).stdout)

    def workbook(self, name: str, rows: Sequence[Sequence[object]]) -> str:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        path = self.folder / name
        book.save(path)
        return str(path)

    def applications(self, name: str, ratios: Mapping[str, float], accidents: Sequence[str] = ()) -> str:
        """Write a summary: revenue is 10,000 for all, so that 310 of R&D are 3.1 %."""
        firms = [
            (code, NAMES[code], 10000, round(ratio * 100), 10, "是" if code in accidents else "否")
            for code, ratio in ratios.items()
        ]
        return self.workbook(name, [HEAD, *firms])

    def members(self, year: int | None = None) -> set[str]:
        """Return the members of now, or of a year until the next review."""
        return {each["id"] for each in self.ask(f"pool --year {year}" if year else "pool")["members"]}

    def outcome(self, year: int) -> dict[str, tuple[int | None, str, str]]:
        """Propose, and return place, action and reason by code."""
        lines = self.ask(f"propose {year}")["lines"]
        return {each["id"]: (each["rank"], each["action"], each["reason_code"]) for each in lines}

    def in_pool_by(self, year: int) -> set[str]:
        return {
            code for code, (_rank, action, _why) in self.outcome(year).items() if action in ("enter", "stay")
        }
