"""How a project stands, in words."""

from __future__ import annotations

from cultivation.language import N_, _, ngettext

STATES = {
    "completed": N_("completed"),
    "overdue": N_("should be completed"),
    "slips": N_("slips"),
    "on_time": N_("as planned"),
    "not_updated": N_("not updated this year"),
}


def project_state(state: str) -> str:
    """Name how a project stands."""
    return _(STATES[state])


def slip_text(milestone: str, first: str, planned: str, days: int, missed: bool) -> str:
    """Say what is late or was put off; without a milestone, it is the completion."""
    what = milestone or _("completion")
    late = ngettext("{days} day", "{days} days", days).format(days=days)
    if missed:
        sentence = _("{what} was planned for {first} and is not done: {late} late")
        return sentence.format(what=what, first=first, late=late)
    if planned == first:
        return _("{what} was planned for {first} and came {late} late").format(
            what=what, first=first, late=late
        )
    sentence = _("{what} was planned for {first}, now for {planned}: {late} later")
    return sentence.format(what=what, first=first, planned=planned, late=late)
