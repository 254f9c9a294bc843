"""What the commands of accounts and invitations say, in both languages, held against a text.

The text is read and corrected by hand; ids of accounts and codes, which are random, have stand-ins.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from click.testing import CliRunner

from cultivation.access.outcomes import Said
from cultivation.access.sessions import Client
from cultivation.commands.logged_in import keep_token
from cultivation.commands.program import program

from .test_login import Desk

GOLDEN = Path(__file__).parents[1] / "golden"
STANDS_FOR = {name: name_in_letters.ljust(16, "x") for name, name_in_letters in (
    ("王芳", "wangfang"), ("赵敏", "zhaomin"), ("李强", "liqiang"), ("钱进", "qianjin"), ("周明", "zhouming"),
)}  # fmt: skip


class Story:
    """Commands at the desk, and what they said."""

    def __init__(self, desk: Desk, lang: str) -> None:
        self.desk, self.lang, self.ids = desk, lang, dict[str, str]()
        self.told: list[str] = []

    def do(self, words: str, *more: str, by: str = "", code: int = 0) -> str:
        """Run a command, keep what it says, and return its standard output; `@王芳` is her account."""
        said = [self.ids[each[1:]] if each.startswith("@") else each for each in (*words.split(), *more)]
        arguments = ["--workspace", str(self.desk.folder), "--lang", self.lang, *(("--as", by) if by else ())]
        result = CliRunner().invoke(program, [*arguments, *said])
        assert result.exit_code == code, result.output + result.stderr
        self.told += [f"$ {' '.join((words, *more))}", *result.stdout.splitlines()]
        self.told += [f"| {each}" for each in result.stderr.splitlines()]
        return result.stdout

    def opened(self, name: str) -> None:
        """Open an account for a person, and remember its id."""
        self.ids[name] = re.findall(r"\b[a-z]{16}\b", self.do(f"accounts open {name} --unit 信息中心"))[0]

    def enters(self, name: str, code: str, login: str) -> None:
        """Have a person take an invitation, and be who is logged in at the command line."""
        room = self.desk.room()
        half = room.redeem(code.strip(), "correct horse battery staple", login, Client())
        assert half.said is Said.ENROL_NEEDED
        self.logs_in(name, "totp")
        room.store.dispose()

    def logs_in(self, name: str, enrolled: str = "") -> None:
        """Have a person be who is logged in."""
        from cultivation.access import factors

        room, account = self.desk.room(), self.ids[name]
        with room.store.changing() as connection:
            if enrolled:
                factors.keep(connection, account, factors.TOTP, "sealed", room.now())
            done = room.let_in(connection, room.known(account), "password+totp", Client(), "cli")
        keep_token(room, done.secret)
        room.store.dispose()

    def text(self) -> str:
        """Return all that was said, without what is random."""
        text = "\n".join(self.told) + "\n"
        for name, account in self.ids.items():
            text = text.replace(account, STANDS_FOR[name])
        text = re.sub(r"\b[A-Z2-9]{4}(-[A-Z2-9]{4}){3}\b", "ABCD-EFGH-JKLM-NPQR", text)
        return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_golden_story(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / "home" / name))
    story = Story(Desk(tmp_path), lang)
    story.opened("王芳")
    story.do("accounts grant @王芳 security_admin --document 1号")
    story.enters("王芳", story.do("access invite @王芳"), "wangfang")
    for name, role in (("赵敏", "audit_admin"), ("李强", "system_admin")):
        story.opened(name)
        story.do(f"accounts grant @{name} {role} --document 1号")
    slip = story.do("access invite @赵敏 --login zhaomin")
    story.do("access invite @赵敏 --login wangfang", code=1)
    story.do("accounts require")
    story.opened("钱进")
    qian = story.do("access invite @钱进 --login qianjin")
    room = story.desk.room()
    room.redeem(qian.strip(), "correct horse battery staple", "", Client())
    room.store.dispose()
    story.do("accounts grant @钱进 approver --year 2017 --document 2号")
    number = waiting(story)
    story.do(f"accounts confirm {number}", code=1)
    story.do("accounts list")
    story.enters("赵敏", slip, "")
    story.do(f"accounts confirm {number} --dry-run")
    story.do(f"accounts confirm {number}")
    story.do(f"accounts confirm {number}", code=1)
    story.do("access invite @李强", code=1)
    story.logs_in("王芳")
    story.opened("周明")
    story.do("accounts grant @周明 auditor --document 3号")
    story.do("accounts end @周明 auditor --reason 不再需要")
    story.do("access invite @李强 --login liqiang")
    story.do("access reset @钱进")
    story.logs_in("赵敏")
    story.do("access reset @李强")
    story.do("access reset @钱进")
    assert story.text() == (GOLDEN / f"accounts.{lang}.txt").read_text("utf-8")


def waiting(story: Story) -> int:
    """Return the number of the role that waits for a second person."""
    asked = story.desk.do("accounts", "list", "--format", "json").stdout
    return int(json.loads(asked)["requests"][0]["number"])
