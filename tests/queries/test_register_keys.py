"""Whose row it is: by code, under each code and name of before; never by a name that is only like another."""

from __future__ import annotations

import pytest

from cultivation.core.register_codes import has_code, normal_form
from cultivation.queries.enterprise_names import Names
from cultivation.queries.register_keys import Ambiguous, Matched, RegisterKeys, Unknown

# 91320583001000003G holds the organisation code 001000003; so does the second, of another district.
ONE, TWIN, THIRD, OLD = "91320583001000003G", "91320500001000003A", "91320583001000011W", "OLD1"


class _Names(Names):
    """Names written by hand: THIRD had the code OLD1 and two names; two firms bear the name 同名."""

    def __init__(self, twin: bool = False) -> None:
        self.now = {
            ONE: "昆山甲（中国）有限公司",
            THIRD: "昆山丙科技有限公司",
            OLD: "昆山丙厂",
            "S1": "同名",
            "S2": "同名",
        }
        if twin:
            self.now[TWIN] = "昆山乙有限公司"
        self._later = {OLD: THIRD}
        self._by_code = {normal_form(key): key for key in self.now}
        self._by_name = {}
        for key, name in [*self.now.items(), (THIRD, "昆山老丙有限公司")]:
            self._by_name.setdefault(normal_form(name), set()).add(self._later.get(key, key))


@pytest.mark.parametrize(
    "code, name, expected",
    [
        (ONE, "", Matched(ONE, "code")),
        (" 91320583001000003g ", "whatever", Matched(ONE, "code")),
        ("９１３２０５８３００１０００００３Ｇ", "", Matched(ONE, "code")),
        (OLD, "", Matched(THIRD, "former_code")),
        ("00100000-3", "", Matched(ONE, "organisation_code")),
        ("", "昆山甲(中国) 有限公司", Matched(ONE, "name")),
        ("/", "昆山甲（中国）有限公司", Matched(ONE, "name")),
        ("320583000012345", "昆山甲（中国）有限公司", Matched(ONE, "name")),  # a registration number
        ("", "昆山老丙有限公司", Matched(THIRD, "former_name")),
        ("", "昆山丙厂", Matched(THIRD, "former_name")),
        ("", "同名", Ambiguous(("S1", "S2"))),
        ("S2", "同名", Matched("S2", "code")),
        (ONE, "昆山丙科技有限公司", Ambiguous((ONE, THIRD))),
        ("91320583999999999X", "昆山丙科技有限公司", Ambiguous((THIRD,))),
        ("", "昆山甲(中国)有限公司分公司", Unknown()),
        ("", "昆山甲有限公司", Unknown()),
        # A whole name beside something else in its cell: a person decides.
        ("", "昆山丙科技有限公司，某某大学", Ambiguous((THIRD,))),
        ("", "昆山甲（中国）有限公司/昆山丙科技有限公司", Ambiguous((ONE, THIRD))),
        ("", "昆山丙科技有限公司（原昆山某某有限公司）", Ambiguous((THIRD,))),
        ("", "昆山丙科技有限公司*", Ambiguous((THIRD,))),
        ("", "昆山丙科技有限公司（中国）分公司", Unknown()),
        ("", "", Unknown()),
    ],
)
def test_a_row_means(code: str, name: str, expected: Matched | Ambiguous | Unknown) -> None:
    assert RegisterKeys(_Names()).match(code, name) == expected


def test_an_organisation_code_of_two_needs_the_name() -> None:
    keys = RegisterKeys(_Names(twin=True))
    assert keys.match("001000003", "") == Ambiguous((TWIN, ONE))
    assert keys.match("001000003", "昆山乙有限公司") == Matched(TWIN, "organisation_code")


@pytest.mark.parametrize(
    "text, expected",
    [("", False), ("—", False), ("无", False), ("N/A", False), (ONE, True), ("320583000012345", False)],
)
def test_what_says_a_code(text: str, expected: bool) -> None:
    assert has_code(text) is expected
