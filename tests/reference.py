"""The command reference and the man pages, made from the commands themselves. Run by `make docs`.

Sentences are chosen when a command is imported, so each language is a process of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation import language
from cultivation.commands.spoken_language import speak
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.commands.program import LazyGroup

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {"en": DOCS / "commands.md", "zh": DOCS / "commands.zh-CN.md"}
MAN_PAGES = {"en": DOCS / "man" / "cultivation.1", "zh": DOCS / "man" / "zh_CN" / "cultivation.1"}
NO_JUSTIFICATION = ".ad l"  # a line of few long words has too few gaps to be stretched
# Where a line of the man page may end without a space: behind each of several choices, and beside a Chinese
# letter, but before no sign that closes and behind none that opens. groff knows no Chinese by itself.
WIDE, OPENS, CLOSES = "\u2e80-\u9fff\uff00-\uffef“”…—", "（《“「【〔", "，。；：、！？）》”」】〕…—"
BETWEEN = rf"(?<=[{WIDE}])(?<![{OPENS}])(?=[\w{WIDE}\\])(?![{CLOSES}])|(?<=\w)(?=[{WIDE}])(?![{CLOSES}])"
MAY_BREAK = re.compile(rf"(?<=\|)|{BETWEEN}")


EXAMPLES = Path(__file__).parent / "errors"
FINDINGS = DOCS / "findings.zh-CN.md"
FINDINGS_ABOVE = """# 问题代码

[English](findings.md)

申报表中的错误和疑点，都以“问题”的形式列出：代码、文件、工作表、单元格，以及说明和处理办法。一个文件的全部问题一次列出。
本页由 `make docs` 从程序生成。

**错误**：所涉内容不予接收。数值有误，该企业不接收；表头有误，该表全部企业不接收；文件有误，整个文件不接收。**存疑**和
**提示**不影响接收；存疑的请看一眼。代码不会改变。花括号里是随问题填入的内容。示例都在
`tests/errors/rules.yaml` 规定的汇总表上改动一处；没有示例的，要有两个文件或得分才会出现。"""
DOUBTS_ABOVE = """## 评分规则的存疑之处

评分规则没有错误时，`cultivation rules check` 列出的存疑之处；加 `--year YEAR` 的，
并列出该年度申报所反映的问题。示例是一个小镇的规则改动一处；后三项结合其2016年的申报。
错误见[规则的写法](language.zh-CN.md)，草稿中待处理的事项见[由评分表起草](drafting.zh-CN.md)。"""
WORDS = {
    "title": {"en": "All commands", "zh": "全部命令"},
    "other": {"en": "[中文](commands.zh-CN.md)", "zh": "[English](commands.md)"},
    "short": {
        "en": "select and keep a pool of innovation demonstration enterprises",
        "zh": "遴选并管理创新示范企业培育库",
    },
    "made": {
        "en": "This page is made from the program by `make docs`.",
        "zh": "本页由 `make docs` 从程序生成。",
    },
    "introduction": {
        "en": "Data go to stdout, messages and progress to stderr. A reading command prints a table, and for "
        "programs `--format json` or `csv`; `-o FILE.csv` writes a file that Excel opens as it is. A writing "
        "command takes `--dry-run`. ENTERPRISE is a credit code, or a part of the name that fits one alone.",
        "zh": "数据输出到标准输出，提示和进度输出到标准错误。查询类命令显示表格，"
        "供程序使用时加 `--format json` 或 `csv`；`-o 文件.csv` 写出可直接用 Excel 打开的文件。"
        "写入类命令可加 `--dry-run` 试运行。ENTERPRISE 是统一社会信用代码，或只与一家企业相符的部分名称。",
    },
    "global": {"en": "Global options", "zh": "全局选项"},
    "environment": {
        "en": "Global options can also be set as environment variables: CULTIVATION_WORKSPACE, "
        "CULTIVATION_DATABASE, CULTIVATION_AS, CULTIVATION_LANG, CULTIVATION_QUIET, CULTIVATION_VERBOSE. "
        "What is written on the command line wins. NO_COLOR turns colours off.",
        "zh": "全局选项也可以用环境变量设置：CULTIVATION_WORKSPACE、CULTIVATION_DATABASE、"
        "CULTIVATION_AS、CULTIVATION_LANG、CULTIVATION_QUIET、CULTIVATION_VERBOSE；"
        "以命令行上写的为准。设置 NO_COLOR 则不用颜色。",
    },
    "exit_codes": {
        "en": "Exit codes: 0 done; 1 refused, or done with findings; 2 usage; 3 environment or database.",
        "zh": "退出码：0 完成；1 被拒绝，或完成但有问题；2 用法有误；3 环境或数据库有问题。",
    },
    "name": {"en": "NAME", "zh": "名称"},
    "synopsis": {"en": "SYNOPSIS", "zh": "概要"},
    "description": {"en": "DESCRIPTION", "zh": "描述"},
    "ENVIRONMENT": {"en": "ENVIRONMENT", "zh": "环境变量"},
    "EXIT STATUS": {"en": "EXIT STATUS", "zh": "退出状态"},
    "examples": {"en": "Examples:", "zh": "示例："},
}


@dataclass(frozen=True)
class Described:
    """One command, as far as a reader needs it."""

    path: str
    meaning: str
    examples: Sequence[str]
    usage: str
    arguments: Sequence[tuple[str, str]]
    options: Sequence[tuple[str, str]]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [*self.arguments, *self.options]


def walk(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield each command below, with its path and a context to ask it in."""
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            below = inner.context_class(inner, info_name=name, parent=ctx)
            yield below.command_path.removeprefix("cultivation "), inner, below
            yield from walk(inner, below)


def described(path: str, command: click.Command, ctx: click.Context) -> Described:
    from cultivation.commands.help import Page

    assert isinstance(command, Page), path
    records = [each.get_help_record(ctx) for each in command.get_params(ctx)]
    options = [
        record
        for each, record in zip(command.get_params(ctx), records, strict=True)
        if record is not None and isinstance(each, click.Option) and "--help" not in each.opts
    ]
    pieces = " ".join(command.collect_usage_pieces(ctx))
    arguments = [row for row in command.explained_arguments(ctx) if row[1]]
    return Described(
        path,
        command.help or "",
        command.shown_examples(ctx),
        f"cultivation {path} {pieces}",
        arguments,
        options,
    )


def _program() -> LazyGroup:
    from cultivation.commands.program import program

    return program


def _top() -> click.Context:
    return click.Context(_program(), info_name="cultivation")


def chapters() -> Iterator[tuple[str, list[Described]]]:
    """Yield the phases of the year, each with its commands."""
    all_commands = list(walk(_program(), _top()))
    for title, names in _program().sections():
        yield (
            title,
            [
                described(*each)
                for name in names
                for each in all_commands
                if each[0] == name or each[0].startswith(f"{name} ")
            ],
        )


def global_options() -> list[tuple[str, str]]:
    return list(described("", _program(), _top()).options)


def markdown() -> str:
    lines = [
        f"# {said('title')}",
        "",
        said("other"),
        "",
        said("made"),
        "",
        said("introduction"),
        "",
        f"## {said('global')}",
        "",
    ]
    lines += _markdown_table(global_options())
    lines += ["", said("environment"), "", said("exit_codes"), ""]
    for title, commands in chapters():
        lines += [f"## {title}", ""]
        for each in commands:
            lines += [f"### {each.path}", "", _escaped(each.meaning), ""]
            lines += ["```", *each.examples, "```", "", f"`{each.usage}`", ""]
            if each.rows:
                lines += [*_markdown_table(each.rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_table(rows: Sequence[tuple[str, str]]) -> list[str]:
    return [
        "| | |",
        "| --- | --- |",
        *(f"| `{_cell(name)}` | {_escaped(_cell(text))} |" for name, text in rows),
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("[", "\\[").replace("*", "\\*")


def findings_page() -> str:
    """Return docs/findings.md in Chinese; the English page is written by hand and held against the code."""
    from cultivation.core.rules.mistakes import DOUBTS
    from cultivation.findings import KINDS, SEVERITIES

    lines = [
        FINDINGS_ABOVE,
        "",
        "| 代码 | 程度 | 内容 | 处理办法 | 示例 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for code, kind in KINDS.items():
        example = next(iter(sorted(EXAMPLES.glob(f"{code}.*"))), None)
        link = f"[{example.name}](../tests/errors/{example.name})" if example else ""
        said = (_(SEVERITIES[kind.severity]), _(kind.message), _(kind.advice))
        lines.append(f"| `{code}` | {' | '.join(map(_cell, said))} | {link} |")
    lines += ["", DOUBTS_ABOVE, "", "| 代码 | 内容 | 示例 |", "| --- | --- | --- |"]
    for code, doubt in DOUBTS.items():
        example_of = f"[{code}.yaml](../tests/errors/rules/{code}.yaml)"
        lines.append(f"| `{code}` | {_cell(_(doubt))} | {example_of} |")
    return "\n".join(lines) + "\n"


def man_page() -> str:
    """Return the man page, in roff as mandoc and groff read it."""
    lines = ['.TH CULTIVATION 1 "" "cultivation" ""', NO_JUSTIFICATION, f".SH {said('name')}"]
    lines += [f"cultivation \\- {_roff(said('short'))}", f".SH {said('synopsis')}"]
    lines += [".B cultivation", _roff(" ".join(_program().collect_usage_pieces(_top())))]
    lines += [f".SH {said('description')}", _roff(said("introduction")), f".SH {said('global').upper()}"]
    lines += _man_list(global_options())
    for title, commands in chapters():
        lines.append(f".SH {_roff(title.upper())}")
        for each in commands:
            lines += [f".SS {_roff(each.path)}", _roff(each.meaning), ".PP", _roff(each.usage)]
            lines += _man_list(each.rows)
            lines += [".PP", said("examples"), ".PP", ".nf", *map(_roff, each.examples), ".fi"]
    lines += [
        f".SH {said('ENVIRONMENT')}",
        _roff(said("environment")),
        f".SH {said('EXIT STATUS')}",
        _roff(said("exit_codes")),
    ]
    return "\n".join(lines) + "\n"


def _man_list(rows: Sequence[tuple[str, str]]) -> list[str]:
    return [line for name, text in rows for line in (".TP", f".B {_roff(name)}", _roff(text) or "\\&")]


def _roff(text: str) -> str:
    """Escape what roff takes for commands; Markdown's backquotes go."""
    plain = " ".join(text.split("\n")).replace("`", "").replace("\\", "\\e").replace("-", "\\-")
    broken = MAY_BREAK.sub("\\\\:", plain)
    return "\\&" + broken if broken.startswith((".", "'")) else broken


def said(key: str) -> str:
    """Return one of the words of the pages themselves."""
    return WORDS[key][language.current()]


def make(chosen: str) -> dict[Path, str]:
    """Make the pages of one language; only in a process that has imported no command yet."""
    speak(chosen)
    made = {PAGES[chosen]: markdown(), MAN_PAGES[chosen]: man_page()}
    return {**made, FINDINGS: findings_page()} if chosen == "zh" else made


def made_apart(chosen: str) -> None:
    subprocess.run([sys.executable, "-m", "tests.reference", chosen], check=True, cwd=DOCS.parent)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        for path, text in make(sys.argv[1]).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    else:
        for each in language.LANGUAGES:
            made_apart(each)
