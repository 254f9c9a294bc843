"""The corpus: no traceback, no wrong number, no lost row; each hostile file is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import pytest

from cultivation.canonical import exact_text
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Severity
from cultivation.intake.applications.reading import ApplicationReader, read_workbook
from cultivation.intake.applications.received import Received
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading_process import ReadingProcess

from .corpus.hostile import HOSTILE, Hostile
from .corpus.messy import MESSY
from .corpus.outside import OUTSIDE
from .corpus.parts import BOTH, TRUTH, Messy
from .corpus.readers import READERS


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess(Limits(seconds=120)) as process:  # on a busy machine, too
        yield process


def values(received: Received, more: Collection[str] = ()) -> dict[str, dict[str, str | None]]:
    return {
        each.id: {
            key: exact_text(value.value)
            for key, value in each.values.items()
            if key in TRUTH[each.id] or key in more
        }
        for each in received.applications
    }


def wanted(messy: Messy) -> dict[str, dict[str, str | None]]:
    truth = {key: dict(TRUTH[key]) for key in messy.taken}
    for (key, field), value in messy.values.items():
        truth[key][field] = value
    return truth


def test_there_are_enough() -> None:
    assert len(MESSY) + len(HOSTILE) >= 80
    names = Counter(each.name for each in (*MESSY, *OUTSIDE, *READERS, *HOSTILE))
    assert max(names.values()) == 1


@pytest.mark.parametrize("messy", [*MESSY, *OUTSIDE, *READERS], ids=lambda each: each.name)
def test_messy_files(small: RuleSet, messy: Messy) -> None:
    received = read_workbook(messy.make(), messy.file, small, 2016)
    codes = [each.code for each in received.findings if each.severity is not Severity.NOTE]
    assert sorted(codes) == sorted(messy.codes), received.findings
    assert values(received, {field for _, field in messy.values}) == wanted(messy)
    assert received.rejected == messy.rejected
    assert received.enterprises == len(received.batch) + received.rejected


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.name)
def test_hostile_files(small: RuleSet, hostile: Hostile, process: ReadingProcess) -> None:
    content = hostile.make()
    if hostile.problem:
        with pytest.raises(Unreadable) as caught:
            process.read(content)
        assert caught.value.problem == hostile.problem
        return
    received = ApplicationReader(small).read(process.read(content), "x.xlsx")
    assert values(received) in ({}, {key: TRUTH[key] for key in BOTH})
