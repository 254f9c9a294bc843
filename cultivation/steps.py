"""What a person can do next, as a value: the record and the use cases name it, each face says how it is done.

Below the faces no sentence names a command of the command line: a page has a button for the same step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What there is to do: a step of the review, a look, or the same again with something that is missing."""

    # the workspace and the record
    MAKE_RECORD = "make_record"
    NAME_DATABASE = "name_database"
    VERIFY_RECORD = "verify_record"
    REBUILD_TABLES = "rebuild_tables"
    SET_ASIDE = "set_aside"
    EXPLAIN_CLOCK = "explain_clock"
    NAME_DEMO_FOLDER = "name_demo_folder"
    # the year
    OPEN = "open"
    OPEN_NEXT = "open_next"
    INTAKE = "intake"
    GIVE_PASSWORD = "give_password"
    TAKE_INSTEAD = "take_instead"
    ADMIT_LATE = "admit_late"
    WRITE_APPLICATION_TEMPLATE = "write_application_template"
    CORRECT = "correct"
    SETTLE_DIFFERENCES = "settle_differences"
    SCORE = "score"
    CHECK_CONSISTENCY = "check_consistency"
    DRAW_VISITS = "draw_visits"
    RECORD_VISITS = "record_visits"
    PROPOSE = "propose"
    GIVE_NOTICE = "give_notice"
    NAME_OFFICE = "name_office"
    LOOK_BACK = "look_back"
    RESOLVE = "resolve"
    TAKE_UP = "take_up"
    REQUEST_OPINIONS = "request_opinions"
    IMPORT_OPINIONS = "import_opinions"
    CLOSE_OPINIONS = "close_opinions"
    SHOW_DUE = "show_due"
    LIST_GROUP = "list_group"
    WRITE_GROUP_TEMPLATE = "write_group_template"
    WRITE_MEETING_SHEET = "write_meeting_sheet"
    RECORD_MEETING = "record_meeting"
    DECIDE = "decide"
    SEAL = "seal"
    DECIDE_DESPITE = "decide_despite"
    GIVE_DATE_REASON = "give_date_reason"
    PROPOSE_REVERSAL = "propose_reversal"
    APPROVE_REVERSAL = "approve_reversal"
    ANSWER_APPEAL = "answer_appeal"
    APPROVE_CORRECTION = "approve_correction"
    ADMIT_ABOVE_CAPACITY = "admit_above_capacity"
    ISSUE_CERTIFICATES = "issue_certificates"
    SAY_WHO = "say_who"
    GO_UNAUTHENTICATED = "go_unauthenticated"
    GRANT_ROLE = "grant_role"
    WRITE_SHORTLIST = "write_shortlist"
    GIVE_REASON = "give_reason"
    # experts
    LIST_EXPERTS = "list_experts"
    WRITE_EXPERT_TEMPLATE = "write_expert_template"
    ASSIGN = "assign"
    SAY_HOW_MANY = "say_how_many"
    WRITE_MARKS_WORKBOOK = "write_marks_workbook"
    TAKE_MARKS = "take_marks"
    SHOW_PANEL = "show_panel"
    # lists
    CONFIRM_EMPTY = "confirm_empty"
    LEAVE_OUT_SHEET = "leave_out_sheet"
    WRITE_SUPPORT_TEMPLATE = "write_support_template"
    CANCEL_SUPPORT = "cancel_support"
    WRITE_REGISTER_TEMPLATE = "write_register_template"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: in which year, and as far as it is known, with which number, place or things.

    `number` is that of an objection, or how many experts; `place` is a folder; `names` are settings.
    """

    act: Act
    year: int | None = None
    number: int | None = None
    place: str = ""
    names: tuple[str, ...] = ()
