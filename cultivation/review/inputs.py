"""What people must say before a step is taken: a reason, a document, evidence; blank ones reach no record."""

from __future__ import annotations

from cultivation.canonical import visible
from cultivation.errors import UsageMistake
from cultivation.language import N_, _

MISSING = {
    "document": N_("The number of the document must not be empty."),
    "reason": N_("The reason must not be empty."),
    "evidence": N_("The evidence must not be empty."),
    "text": N_("The text must not be empty."),
    "person": N_("The name of the person must not be empty."),
    "unit": N_("The unit must not be empty."),
    "purpose": N_("The purpose of the token must not be empty."),
    "name": N_("The new name must not be empty."),
}


def check_said(**texts: str) -> None:
    """Refuse texts in which there is nothing to read."""
    for kind, text in texts.items():
        if not visible(text):
            raise UsageMistake(_(MISSING[kind]))
