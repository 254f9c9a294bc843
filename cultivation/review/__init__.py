"""The steps of the review year. This is the only room that opens a transaction to write.

Each step takes the record and the person who acts, does all or nothing, and with `dry_run` does
everything but keep it. A step out of order is refused, and the missing step named.
"""

from cultivation.review.access_log import seal_ended_days
from cultivation.review.analysis import challenge_ranking, check_robustness
from cultivation.review.appeals import (
    AppealCorrection,
    AppealFiledNow,
    Grounds,
    approve_correction,
    correct_on_appeal,
    dismiss_appeal,
    file_appeal,
)
from cultivation.review.assignment import PanelAssigned, assign_panel, numbers_of_panels
from cultivation.review.certificates import issue_certificates, void_certificate
from cultivation.review.clock import explain_clock
from cultivation.review.decision import Decided, Proposed, decide, propose_year
from cultivation.review.demonstrations import Selected, SelectionCriteria, select_demonstrations
from cultivation.review.enterprises import (
    EnterpriseChanged,
    merge,
    recode,
    resume,
    split,
    suspend,
)
from cultivation.review.entitlements import CameBack, approve_support, return_support
from cultivation.review.evidence import EvidenceSaid, FileAnswered, FileOfEvidence, receive_evidence
from cultivation.review.filing_window import WindowSet, set_filing_window
from cultivation.review.findings import contest_finding, settle_finding
from cultivation.review.granting import (
    ask_role,
    close_account,
    confirm_role,
    end_role,
    grant_role,
    open_account,
    require_identities,
    seal_access,
)
from cultivation.review.headings import explain_heading, forget_heading
from cultivation.review.intake import Correction, Evidence, correct, intake
from cultivation.review.intake_options import IntakeOptions
from cultivation.review.marking import close_marking, declare_no_conflict, open_marking
from cultivation.review.marks import MarksReceived, aggregate_marks, hand_in_marks, receive_marks
from cultivation.review.meeting import GroupTaken, MeetingTaken, add_to_group, list_group, record_meeting
from cultivation.review.membership import MembershipChanged, call_up, close_year, remove_member, rename
from cultivation.review.notice import file_objection, give_notice, resolve_objection
from cultivation.review.opening import (
    NewPool,
    OpenedYear,
    create,
    move,
    open_pool,
    open_year,
    rebuild,
    set_aside,
)
from cultivation.review.opinions import (
    OpinionsEnded,
    OpinionTaken,
    Requested,
    close_opinions,
    import_opinions,
    request_opinions,
)
from cultivation.review.panel import ExpertsListed, list_experts, recuse
from cultivation.review.plans import PlansSet, PlanTargets, members_of_pool, set_plans
from cultivation.review.receipts import decline_receipt, received_as, take_up
from cultivation.review.registers import RegisterTaken, Settled, import_register, settle_difference
from cultivation.review.reversal import approve_reversal, propose_reversal
from cultivation.review.schemes import (
    SchemeBasis,
    SchemeTaken,
    UpdatesAsked,
    UpdateTaken,
    ask_updates,
    import_schemes,
    import_updates,
)
from cultivation.review.scoring import Scored, score
from cultivation.review.sealing import seal_lines
from cultivation.review.site_checks import look_for_flags, verify_flag
from cultivation.review.support import cancel_support, form_of, import_support
from cultivation.review.tokens import (
    TokenSaid,
    hand_out_token,
    issue_token,
    revoke_token,
    take_back_token,
)
from cultivation.review.veto_lists import ListImported, ListReading, import_veto_list
from cultivation.review.visits import VisitsSettled, VisitTaken, draw_visits, record_visit
from cultivation.review.withdrawal import withdraw, withdraw_file
from cultivation.review.zone_notices import Told, ZoneTold, answer_for_zone, notify_zone

__all__ = [
    "AppealCorrection",
    "AppealFiledNow",
    "CameBack",
    "Correction",
    "Decided",
    "EnterpriseChanged",
    "Evidence",
    "EvidenceSaid",
    "ExpertsListed",
    "FileAnswered",
    "FileOfEvidence",
    "Grounds",
    "GroupTaken",
    "IntakeOptions",
    "ListImported",
    "ListReading",
    "MarksReceived",
    "MeetingTaken",
    "MembershipChanged",
    "NewPool",
    "OpenedYear",
    "OpinionTaken",
    "OpinionsEnded",
    "PanelAssigned",
    "PlanTargets",
    "PlansSet",
    "Proposed",
    "RegisterTaken",
    "Requested",
    "SchemeBasis",
    "SchemeTaken",
    "Scored",
    "Selected",
    "SelectionCriteria",
    "Settled",
    "TokenSaid",
    "Told",
    "UpdateTaken",
    "UpdatesAsked",
    "VisitTaken",
    "VisitsSettled",
    "WindowSet",
    "ZoneTold",
    "add_to_group",
    "aggregate_marks",
    "answer_for_zone",
    "approve_correction",
    "approve_reversal",
    "approve_support",
    "ask_role",
    "ask_updates",
    "assign_panel",
    "call_up",
    "cancel_support",
    "challenge_ranking",
    "check_robustness",
    "close_account",
    "close_marking",
    "close_opinions",
    "close_year",
    "confirm_role",
    "contest_finding",
    "correct",
    "correct_on_appeal",
    "create",
    "decide",
    "declare_no_conflict",
    "decline_receipt",
    "dismiss_appeal",
    "draw_visits",
    "end_role",
    "explain_clock",
    "explain_heading",
    "file_appeal",
    "file_objection",
    "forget_heading",
    "form_of",
    "give_notice",
    "grant_role",
    "hand_in_marks",
    "hand_out_token",
    "import_opinions",
    "import_register",
    "import_schemes",
    "import_support",
    "import_updates",
    "import_veto_list",
    "intake",
    "issue_certificates",
    "issue_token",
    "list_experts",
    "list_group",
    "look_for_flags",
    "members_of_pool",
    "merge",
    "move",
    "notify_zone",
    "numbers_of_panels",
    "open_account",
    "open_marking",
    "open_pool",
    "open_year",
    "propose_reversal",
    "propose_year",
    "rebuild",
    "receive_evidence",
    "receive_marks",
    "received_as",
    "recode",
    "record_meeting",
    "record_visit",
    "recuse",
    "remove_member",
    "rename",
    "request_opinions",
    "require_identities",
    "resolve_objection",
    "resume",
    "return_support",
    "revoke_token",
    "score",
    "seal_access",
    "seal_ended_days",
    "seal_lines",
    "select_demonstrations",
    "set_aside",
    "set_filing_window",
    "set_plans",
    "settle_difference",
    "settle_finding",
    "split",
    "suspend",
    "take_back_token",
    "take_up",
    "verify_flag",
    "void_certificate",
    "withdraw",
    "withdraw_file",
]
