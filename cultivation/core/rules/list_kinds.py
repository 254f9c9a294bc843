"""Kinds of lists that authorities publish, as data: what they are called, how they are headed, what counts.

They ship in registers/lists; a workspace may have more of them, or others in their place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cultivation.core.rules.labels import Identifier, Label, Strict, Text
from cultivation.core.rules.model_file import read_model
from cultivation.core.rules.yaml_reader import read_yaml
from cultivation.resources import shipped

HEADINGS = "_headings.yaml"  # those of every kind; what a kind names itself comes on top


class ListHeadings(Strict):
    """Words under which the columns of a list stand: code and name of the firm, its dates, its grade."""

    code: tuple[Text, ...] = ()
    name: tuple[Text, ...] = ()
    listed: tuple[Text, ...] = ()
    repaired: tuple[Text, ...] = ()
    expires: tuple[Text, ...] = ()
    grade: tuple[Text, ...] = ()

    def __add__(self, other: ListHeadings) -> ListHeadings:
        """Return the words of both, each once."""
        keys = type(self).model_fields
        both = {key: dict.fromkeys((*getattr(self, key), *getattr(other, key))) for key in keys}
        return ListHeadings.model_validate({key: tuple(words) for key, words in both.items()})


class ListKind(Label):
    """A kind of list. `effect` says whether those on it are to be kept out, or honoured.

    A row counts while the firm is neither repaired nor its time over by the data cut-off; with `grades` only
    rows of these count. `after_cutoff` says whether a firm that was listed after the cut-off is. A list that
    is older than `stale_days` on the day of a decision is doubted.
    """

    id: Identifier
    effect: Literal["excludes", "honours"]
    stale_days: Annotated[int, Field(ge=1)]
    after_cutoff: Literal["counts", "shown"] = "counts"
    grades: tuple[Text, ...] = ()
    headings: ListHeadings = ListHeadings()
    source: Label | None = None

    def counts(self, cutoff: date, listed: date | None, repaired: date | None, expires: date | None) -> bool:
        """Tell whether a row counts by its days; one that says none counts."""
        over = any(day is not None and day <= cutoff for day in (repaired, expires))
        early = self.after_cutoff == "shown" and listed is not None and listed > cutoff
        return not over and not early


@cache
def shipped_kinds() -> Mapping[str, ListKind]:
    """Return the kinds that ship, by id."""
    return read_kinds([shipped("registers")])


def read_kinds(folders: Sequence[Path]) -> dict[str, ListKind]:
    """Return the kinds of lists in the folders `lists` below some folders, by id; the last of an id counts.

    Raises RuleMistakes for a file with mistakes.
    """
    found: dict[str, ListKind] = {}
    for folder in folders:
        for path in sorted((folder / "lists").glob("[!_.]*.yaml")):
            kind = _read(path)
            found[kind.id] = kind
    return found


def kinds_of(workspace: Path) -> dict[str, ListKind]:
    """Return the kinds of a workspace: its own in registers/lists, and those that ship."""
    return read_kinds([shipped("registers"), workspace / "registers"])


@cache
def usual_headings() -> ListHeadings:
    """Return the headings of every kind."""
    path = shipped("registers") / "lists" / HEADINGS
    return ListHeadings.model_validate(read_yaml(path.read_text(encoding="utf-8")).data)


def _read(path: Path) -> ListKind:
    kind = read_model(path.read_bytes(), path.name, ListKind)[0]
    return kind.model_copy(update={"headings": usual_headings() + kind.headings})


# How lists were read before kinds were data: entries of then are read so again.
FORMER_HEADINGS = ListHeadings(
    code=(
        "社会信用代码",
        "信用代码",
        "统一代码",
        "证件号码",
        "组织机构代码",
        "身份证号码/组织机构代码",
        "统一社会信用代码/注册号",
        "注册号/统一社会信用代码",
        "社会信用代码或纳税人识别号",
        "纳税人识别号",
        "纳税人识别号（统一社会信用代码）",
        "Credit code",
        "Code",
    ),
    name=(
        "名称",
        "单位名称",
        "公司名称",
        "主体名称",
        "当事人名称",
        "市场主体名称",
        "纳税人名称",
        "被执行人",
        "被执行人姓名/名称",
        "被执行人名称",
        "失信被执行人",
        "失信被执行人名称",
        "Company",
        "Name",
    ),
)
