"""What the site needs beside the pages: its contents in two languages, and links that leave docs/."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

CHINESE = ".zh-CN.md"
# The order to read in; a page that is not named here stands behind them, by name.
ORDER = (
    *(
        "index",
        "tutorial",
        "faq",
        "workbench",
        "year",
        "panel",
        "after",
        "ladder",
        "pools",
        "support",
        "schemes",
        "effect",
        "intake",
        "findings",
        "report",
        "papers",
        "self-check",
    ),
    *("robustness", "consistency", "frames", "why-by-hand", "commands", "glossary"),
    *("write-your-own-standard", "drafting", "language", "record"),
)
WIDE = "[\u3000-\u9fff\uff00-\uffef]"
BROKEN = re.compile(f"(?<={WIDE})\n(?={WIDE})")  # Chinese has no spaces; a browser would show one here
FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
OUTSIDE = re.compile(r"\[([^\]]*)\]\((?:\.\./[^)]*|rules\.schema\.json)\)")


def on_config(config: Any) -> Any:
    """Make the contents: the Chinese pages, then the English ones, each called by its first heading."""
    pages = sorted(Path(config["docs_dir"]).glob("*.md"), key=_place)
    chinese = [_entry(page) for page in pages if page.name.endswith(CHINESE)]
    english = [_entry(page) for page in pages if not page.name.endswith(CHINESE)]
    config["nav"] = [{"中文": chinese}, {"English": english}]
    return config


def _place(page: Path) -> tuple[int, str]:
    name = page.name.partition(".")[0]
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _entry(page: Path) -> dict[str, str]:
    heading = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    return {re.split("[：:]", heading)[0]: page.name}


def on_page_markdown(markdown: str, **_others: Any) -> str:
    """Keep the words of a link to a file outside docs/, which the site has not; join lines of Chinese."""
    parts = FENCED.split(OUTSIDE.sub(r"\1", markdown))
    return "".join(part if part.startswith("```") else BROKEN.sub("", part) for part in parts)
