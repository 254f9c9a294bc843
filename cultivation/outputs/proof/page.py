"""The proof of one result as a page that checks itself against the root that was published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cultivation.core.pool.lines import Action, Line, Reason
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.reasons import action_text, ground_text, reason_text
from cultivation.language import _, current
from cultivation.outputs.html import make_page
from cultivation.queries.seals import DECISION, Proof


def proof_page(proof: Proof, rules: RuleSet, since: Sequence[str] = ()) -> bytes:
    """Return the page in the language spoken now; the same proof gives the same bytes.

    `since` says what became of appeals, which stand beside the sealed line and not under its root.
    """
    said = json.loads(proof.line)
    return make_page(
        "proof.html",
        ("base.css", "proof.css"),
        ("proof_check.js", "proof_page.js"),
        name=said["name"],
        year=proof.seal.year,
        decided=proof.seal.about == DECISION,
        since=since,
        rules=rules.name.text(current()),
        proof=proof.to_json(),
        words=_words(said, rules),
        texts=_script_texts(),
    )


def _words(said: dict[str, Any], rules: RuleSet) -> dict[str, Any]:
    """Return what the codes of the line mean; the codes are what was sealed, not these words."""
    line = Line(
        said["enterprise"],
        said["name"],
        said["place"],
        Action(said["action"]),
        Reason(said["reason_code"]),
        said["reserve_place"],
        said["override"],
    )
    return {
        "action": {said["action"]: action_text(line.action)},
        "reason_code": {said["reason_code"]: reason_text(line, rules, said["not_met"])},
        "points": {key: rules.criterion_label(key).text(current()) for key in said["points"]},
        "not_met": {key: ground_text(key, rules) for key in said["not_met"]},
    }


def _script_texts() -> dict[str, Any]:
    """Return the sentences that the script fills in."""
    return {
        "rows": {
            "enterprise": _("code"),
            "name": _("enterprise"),
            "year": _("year"),
            "place": _("Place"),
            "total": _("Total"),
            "action": _("Outcome"),
            "reason_code": _("Reason"),
            "reserve_place": _("Number on the reserve list"),
            "override": _("Decided by override: {reason}").format(reason="").rstrip(": ："),
            "not_met": _("Not met"),
        },
        "none": "–",
        "checks": {
            "form": [
                _("The line and the seal have the form that they must have, for the same year."),
                _("The line or the seal does not have the form that it must have, or they are of two years."),
            ],
            "path": [
                _("This very line is one of the {lines} under the root."),
                _("This line is not under the root: line, path, position or root was changed."),
            ],
            "place": [
                _(
                    "Its position fits: the {members} members come first, and only so many can be "
                    "shown to be members."
                ),
                _("Its position does not fit its outcome: members come first."),
            ],
            "published": [
                _("The seal is the one that you entered from the announcement."),
                _("The seal is not the one that you entered: this result is not the published one."),
            ],
        },
        "not_yet": _("Not compared yet: enter the seal as it was published."),
        "proved": _("Proved: this is the result under the published root."),
        "holds": _("The proof holds together. It proves something only when the published seal is entered."),
        "broken": _("Not proved. Do not rely on this file; ask for another, and show this one."),
    }
