"""Which roles one person must not hold together: against a table written by hand from the design."""

from __future__ import annotations

from itertools import product

import pytest

from cultivation.core.roles import (
    ADMINISTRATORS,
    BY_TWO_PERSONS,
    NAMES,
    WRITING,
    Grant,
    Role,
    conflicts,
    incompatible,
    scope_needed,
    scope_possible,
)

# A row and a column for each role; X: never together, Y: not in one year.
TABLE = """
                firm dist cler secr expe prop appr obse audi syst secu audt
firm              .    .    .    .    Y    .    .    .    X    X    X    X
district          .    .    .    .    Y    .    .    .    X    X    X    X
clerk             .    .    .    .    Y    .    .    .    X    X    X    X
secretary         .    .    .    .    Y    .    .    .    X    X    X    X
expert            Y    Y    Y    Y    .    Y    Y    Y    X    X    X    X
proposer          .    .    .    .    Y    .    .    .    X    X    X    X
approver          .    .    .    .    Y    .    .    .    X    X    X    X
observer          .    .    .    .    Y    .    .    .    .    X    X    X
auditor           X    X    X    X    X    X    X    .    .    X    X    X
system_admin      X    X    X    X    X    X    X    X    X    .    X    X
security_admin    X    X    X    X    X    X    X    X    X    X    .    X
audit_admin       X    X    X    X    X    X    X    X    X    X    X    .
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
FORBIDDEN = {
    (Role(name), Role(ROWS[place][0])): mark for name, *marks in ROWS for place, mark in enumerate(marks)
}


def test_the_table_by_hand_is_whole_and_even() -> None:
    assert [Role(name) for name, *_marks in ROWS] == list(Role)
    assert all(FORBIDDEN[one, other] == FORBIDDEN[other, one] for one, other in product(Role, Role))


@pytest.mark.parametrize(("one", "other"), sorted(FORBIDDEN))
def test_roles_go_together_as_the_table_says(one: Role, other: Role) -> None:
    mark = FORBIDDEN[one, other]
    same = incompatible(Grant("a", one, 2016), Grant("a", other, 2016))
    apart = incompatible(Grant("a", one, 2016), Grant("a", other, 2017))
    always = incompatible(Grant("a", one), Grant("a", other, 2017))
    assert (same, apart, always) == (mark != ".", mark == "X", mark != ".")


def test_conflicts_names_all_that_forbid() -> None:
    held = [Grant("a", Role.CLERK), Grant("a", Role.OBSERVER), Grant("a", Role.APPROVER, 2016)]
    assert conflicts(Grant("a", Role.AUDITOR), held) == [held[0], held[2]]


def test_what_takes_two_persons_and_what_writes_is_as_the_design_says() -> None:
    assert {"system_admin", "security_admin", "audit_admin"} == ADMINISTRATORS
    assert {"proposer", "approver", "auditor", *ADMINISTRATORS} == BY_TWO_PERSONS
    assert set(Role) - WRITING == {"observer", "auditor"}


def test_limits_are_those_of_the_design() -> None:
    assert {role: scope_needed(role) for role in Role if scope_needed(role)} == {
        "firm": {"enterprise"},
        "district": {"unit"},
        "expert": {"year", "expert"},
    }
    of_a_year = {role for role in Role if "year" in scope_possible(role)}
    assert of_a_year == {"clerk", "secretary", "expert", "proposer", "approver", "observer"}


def test_each_role_has_a_name() -> None:
    assert NAMES.keys() == set(Role)
