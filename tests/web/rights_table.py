"""The table of who may what, made from the routes; `python -m tests.web.rights_table` writes it into docs."""

from __future__ import annotations

import re
from pathlib import Path

from cultivation import language
from cultivation.core.roles import Role, role_text
from cultivation.language import _
from cultivation.web.rights import RIGHTS, WITHOUT_ACCOUNTS, Right, Whose
from cultivation.web.routes import ADDRESSES

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "access.md", "zh": DOCS / "access.zh-CN.md"}
BEGIN, END = "<!-- rights -->", "<!-- end of rights -->"
TEXTS = {
    "en": ("part of the site", "addresses", "own", "printed code"),
    "zh": ("页面", "地址", "本单位", "访问码"),
}


def table(spoken: str) -> str:
    """Return the table in a language: W where something can be changed, R where it can be looked at."""
    language.activate(spoken)
    part, addresses, own, code = TEXTS[spoken]
    head = [part, *(role_text(each) for each in Role), code, addresses]
    rows = [head, ["---"] * len(head)]
    for right in RIGHTS:
        cells = [_cell(right, role, own) for role in Role]
        rows.append([_(right.label), *cells, "R" if right in WITHOUT_ACCOUNTS else "–", _paths(right)])
    language.activate("en")
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cell(right: Right, role: Role, own: str) -> str:
    if right.whose in (Whose.ANYBODY, Whose.ENTERED):
        return _letter(right)
    if role in right.all_rows:
        return _letter(right)
    return f"{_letter(right)} {own}" if role in right.own_rows else "–"


def _letter(right: Right) -> str:
    return "W" if any("POST" in each.methods for each in ADDRESSES if each.right is right) else "R"


def _paths(right: Right) -> str:
    found = dict.fromkeys(each.path for each in ADDRESSES if each.right is right)
    return " ".join(f"`{each}`" for each in found) or "`/jobs`"


def with_table(text: str, spoken: str) -> str:
    """Return a page with the table in its place."""
    place = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
    assert place.search(text), "the page has a place for the table"
    return place.sub(lambda _found: f"{BEGIN}\n{table(spoken)}\n{END}", text)


if __name__ == "__main__":
    for spoken, path in PAGES.items():
        path.write_text(with_table(path.read_text("utf-8"), spoken), "utf-8")
