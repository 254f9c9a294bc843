"""A city's own text of a paper: what it may do is filled in, what runs on without end is refused at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cultivation.errors import Refused
from cultivation.outputs.texts import fill_text

FACTS = {"year": 2016, "firms": ["甲", "乙"], "name": "甲", "contact": ""}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path


def filled(folder: Path, text: str) -> list[str]:
    (folder / "letter.en.txt").write_text(f"Title\n{text}", encoding="utf-8")
    return fill_text("letter", folder, FACTS)[1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% for each in firms %}{{ loop.index }} {{ each }}\n{% endfor %}", ["1 甲", "2 乙"]),
        ("{% for each in firms %}{% for other in firms %}x{% endfor %}{% endfor %}", ["xxxx"]),
        ("{% set who = contact or name %}{{ who }}", ["甲"]),
        ("{{ firms | join('、') | upper }} {{ year + 1 }}", ["甲、乙 2017"]),
        ("{{ 'in ' ~ year if year > 2000 else '-' }}", ["in 2016"]),
        ("{% filter upper %}a{% endfilter %}", ["A"]),
    ],
)
def test_what_texts_need_is_filled_in(own: Path, text: str, expected: list[str]) -> None:
    assert filled(own, text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "line 2: 'call'; line 2: 'macro'"),
        (
            "x\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            "line 3: 'call'",
        ),
        ("{% for i in firms recursive %}{{ loop(firms) }}{% endfor %}", "'for'"),
        (
            "{% for i in firms %}" * 3 + "x" + "{% endfor %}" * 3,
            "'for'",
        ),
        ("{{ 'x' * 10 ** 10 }}", "'mul'; line 2: 'pow'"),
        ("{{ '%999999999d' % year }}", "'mod'"),
        ("{{ [1] * 999999999 }}", "'mul'"),
        ("{{ '{:>999999999}'.format(name) }}", "'call'"),
        ("{{ name.ljust(9999999999) }}", "'call'"),
        ("{{ '%999999999d' | format(year) }}", "No filter named 'format'"),
        ("{{ name | center(9999999999) }}", "No filter named 'center'"),
        ("{{ name | indent(9999999999) }}", "No filter named 'indent'"),
        ("{% set a = 'x' ~ 'x' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", "'assign'"),
        ("{% set a %}x{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60, "'assignblock'"),
        ("{% with a = name ~ name %}{{ a }}{% endwith %}", "'with'"),
        ("{{ 'xxxxxxxxxxxx'" + " | replace('x', 'xxxxxxxxxxxx')" * 60 + " }}", "more than 20000"),
        ("{{ 'xxxxxxxxxxxx'" + " | join('xxxxxxxxxxxx')" * 60 + " }}", "more than 20000"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "letter.en.txt"),
        ("{{ " + "1+" * 9000 + "1 }}", "letter.en.txt"),
        ("{% if 1 %}" * 200 + "x" + "{% endif %}" * 200, "letter.en.txt"),
        ("x" * 50_000, "more than 50000"),
        ("{% include 'letter.zh.txt' %}", "'include'"),
    ],
)
def test_what_runs_on_or_grows_is_refused_at_once(own: Path, text: str, said: str) -> None:
    begun = time.process_time()
    with pytest.raises(Refused, match="cannot be filled in") as caught:
        filled(own, text)
    assert said in caught.value.message
    assert time.process_time() - begun < 5


def test_a_name_that_a_text_does_not_have_is_told_with_those_that_it_has(own: Path) -> None:
    with pytest.raises(Refused, match=r"'nobody'.*It has: contact, firms, name, year"):
        filled(own, "{{ nobody }}")


def test_a_text_in_another_encoding_is_a_sentence(own: Path) -> None:
    (own / "letter.en.txt").write_bytes("告知书\n{{ name }}".encode("gb18030"))
    with pytest.raises(Refused, match="is not a text in UTF-8"):
        fill_text("letter", own, FACTS)
