"""Which role may take which step: against the table of the design, written by hand."""

from __future__ import annotations

import pytest

from cultivation.queries.permissions import RECORDS, may_take, roles_for
from cultivation.record.entries import KINDS
from cultivation.record.permissions import ROLES
from cultivation.record.store import Record
from cultivation.steps import Act
from tests.record.saying import saying
from tests.record.story import ticking_clock

BY_ROLE = {
    "clerk": "open open_next intake correct settle_differences score check_consistency cancel_support "
    "take_up draw_visits record_visits request_opinions",
    "district": "intake",
    "firm": "intake",
    "secretary": "list_experts assign take_marks",
    "expert": "take_marks",
    # A certificate follows from decision and seal and changes nobody's place: who seals may issue.
    "proposer": "propose give_notice resolve seal propose_reversal issue_certificates",
    "approver": "decide seal propose_reversal approve_reversal answer_appeal approve_correction "
    "issue_certificates",
    "system_admin": "set_aside explain_clock",
    "security_admin": "grant_role",
    "audit_admin": "grant_role",
    "observer": "",
    "auditor": "",
}
OF_A_ROLE = {  # of what no act names
    "clerk": "veto_list_imported register_imported objection_filed support_imported plan_set",
    "approver": "member_removed member_called_up year_closed demonstrations_selected member_suspended "
    "certificate_voided",
    "security_admin": "account_opened account_closed identities_required",
}


@pytest.mark.parametrize("role", BY_ROLE)
def test_a_role_may_take_the_steps_of_the_design(role: str) -> None:
    assert {act for act in RECORDS if role in roles_for(act)} == set(BY_ROLE[role].split())


@pytest.mark.parametrize("role", OF_A_ROLE)
def test_a_role_alone_may_record_what_no_act_names(role: str) -> None:
    assert all(ROLES[KINDS[kind]] == {role} for kind in OF_A_ROLE[role].split())


def test_a_look_is_free() -> None:
    assert roles_for(Act.WRITE_SHORTLIST) == frozenset()


def test_a_role_of_a_year_is_no_role_of_another() -> None:
    record = Record("sqlite://", ticking_clock())
    record.create()
    with record.writing("x") as writer:
        writer.append(saying("account_opened", {"account": "aa", "name": "王芳", "unit": "局"}))
        said = {"account": "aa", "role": "proposer", "year": 2016, "document": "1"}
        writer.append(saying("role_granted", said))
        found = [may_take(writer, "aa", Act.PROPOSE, year) for year in (2016, 2017, None)]
        assert found == [True, False, True]
        assert may_take(writer, "aa", Act.WRITE_SHORTLIST) and not may_take(writer, "bb", Act.PROPOSE)
    record.dispose()
