"""What happened to an enterprise between reviews, in words."""

from __future__ import annotations

from cultivation.language import N_

EVENTS = {
    "member_removed": N_("removed from the pool"),
    "member_called_up": N_("called up from the reserve list"),
    "enterprise_renamed": N_("renamed"),
    "application_withdrawn": N_("application withdrawn"),
    "enterprise_recoded": N_("new code"),
    "enterprise_merged": N_("merged into another"),
    "enterprise_split": N_("split"),
    "member_suspended": N_("suspended"),
    "member_resumed": N_("suspension ended"),
    "demonstrations_selected": N_("demonstration enterprise"),
    "support_given": N_("support"),
    "support_cancelled": N_("support cancelled"),
    "plan_set": N_("cultivation plan"),
}
